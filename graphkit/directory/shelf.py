"""What a graph directory holds, in one SQLite file: articles with their text, imported graphs, settings.

All of it changes in one transaction, at whose end everything or nothing is changed.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from graphkit.errors import GraphError, OutputError
from graphkit.model import Article, Passage, Source

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 2
"""Of the tables. A file of another format is refused."""

_TABLES = """
CREATE TABLE articles (number INTEGER PRIMARY KEY, id TEXT NOT NULL, file TEXT NOT NULL, origin TEXT NOT NULL,
    body TEXT NOT NULL, richness INTEGER NOT NULL, article BLOB NOT NULL);
CREATE INDEX articles_by_body ON articles (body);
CREATE TABLE imports (name TEXT PRIMARY KEY, adopted INTEGER NOT NULL, turtle BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Held:
    """An article that a directory holds, without its text.

    `origin` is the absolute path of the file that it was last read from, or empty; `body` a digest of its text
    without front matter and layout; `richness` how much is known of where it comes from.
    """

    number: int
    id: str
    file: str
    origin: str
    body: str
    richness: int

    @property
    def rank(self) -> tuple[int, str, str]:
        """What of several copies of a text comes first: who says most, then by name, as in reading."""
        return -self.richness, self.file, self.origin


@dataclass(frozen=True, slots=True)
class Import:
    """A graph made elsewhere; `adopted` where it is what an earlier graph.ttl said of articles not held here."""

    name: str
    adopted: bool
    turtle: str


class _Newer(Exception):  # noqa: N818 - it is told as a GraphError
    """The file is of a format that did not exist yet."""


class Shelf:
    """The file; a context manager. Raises OutputError where the disk fails and GraphError where it is broken."""

    def __init__(self, path: Path) -> None:
        """Opens or makes the file."""
        self._path = path
        self._database = self._guarded(self._opened)

    def __enter__(self) -> Self:
        """The shelf itself; leaving forgets what was not kept, and closes the file."""
        return self

    def __exit__(self, *_: object) -> None:
        """Closes the file."""
        self._database.close()

    @property
    def is_new(self) -> bool:
        """Whether nothing was ever kept here."""
        return not self.setting("made")

    @property
    def is_kept(self) -> bool:
        """Whether nothing was changed since the last `keep`."""
        return not self._database.in_transaction

    def keep(self) -> None:
        """Makes what was changed last: all of it or, if the process is killed meanwhile, nothing."""
        self.set("made", "yes")
        self._guarded(lambda: self._database.execute("COMMIT"))

    def held(self) -> list[Held]:
        """All articles, in the order in which they came."""
        columns = ", ".join(field.name for field in fields(Held))
        return [Held(*row) for row in self._all(f"SELECT {columns} FROM articles ORDER BY number")]  # noqa: S608

    def count(self) -> int:
        """How many articles there are."""
        return int(self._all("SELECT count(*) FROM articles")[0][0])

    def like(self, body: str) -> list[Held]:
        """The articles with this body."""
        columns = ", ".join(field.name for field in fields(Held))
        return [Held(*row) for row in self._all(f"SELECT {columns} FROM articles WHERE body = ?", body)]  # noqa: S608

    def article(self, number: int) -> Article:
        """A whole article."""
        ((packed,),) = self._all("SELECT article FROM articles WHERE number = ?", number)
        return _unpacked(packed)

    def add(self, article: Article, origin: str, body: str) -> None:
        """Takes in an article."""
        source = article.source
        row = (source.id, source.file, origin, body, richness(source), _packed(article))
        self._change("INSERT INTO articles (id, file, origin, body, richness, article) VALUES (?, ?, ?, ?, ?, ?)", *row)

    def drop(self, number: int) -> None:
        """Takes an article away."""
        self._change("DELETE FROM articles WHERE number = ?", number)

    def imports(self) -> list[Import]:
        """The imported graphs, sorted by name."""
        rows = self._all("SELECT name, adopted, turtle FROM imports ORDER BY name")
        return [Import(name, bool(adopted), zlib.decompress(packed).decode()) for name, adopted, packed in rows]

    def put_import(self, made: Import) -> None:
        """Takes in a graph, in the place of one of the same name."""
        packed = zlib.compress(made.turtle.encode())
        self._change("INSERT OR REPLACE INTO imports VALUES (?, ?, ?)", made.name, made.adopted, packed)

    def drop_import(self, name: str) -> None:
        """Takes an imported graph away."""
        self._change("DELETE FROM imports WHERE name = ?", name)

    def setting(self, name: str) -> str | None:
        """What is remembered under a name."""
        rows = self._all("SELECT value FROM settings WHERE name = ?", name)
        return str(rows[0][0]) if rows else None

    def set(self, name: str, value: str | None) -> None:
        """Remembers a value; None forgets it."""
        if value is None:
            self._change("DELETE FROM settings WHERE name = ?", name)
        else:
            self._change("INSERT OR REPLACE INTO settings VALUES (?, ?)", name, value)

    def _change(self, statement: str, *values: object) -> None:
        def change() -> None:
            if not self._database.in_transaction:
                self._database.execute("BEGIN IMMEDIATE")
            self._database.execute(statement, values)

        self._guarded(change)

    def _all(self, statement: str, *values: object) -> list[Any]:
        return self._guarded(lambda: self._database.execute(statement, values).fetchall())  # type: ignore[no-any-return]

    def _opened(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, isolation_level=None)
        try:
            # What is kept must stand on the disk before the outputs are switched, and the journal's end, too: FULL does
            # not put the folder through after the journal is taken away, so that a loss of power brings it back.
            database.execute("PRAGMA synchronous = EXTRA")
            _make_or_check(database)
        except BaseException:
            database.close()
            raise
        return database

    def _guarded(self, step: Any) -> Any:
        try:
            return step()
        except sqlite3.OperationalError as error:
            raise OutputError(f"{self._path}: cannot be used ({error}); make room or name another folder") from error
        except _Newer as error:
            raise GraphError(f"{self._path}: a newer graphkit made it; pip install --upgrade graphkit") from error
        except sqlite3.DatabaseError as error:
            raise GraphError(
                f"{self._path}: cannot be read ({error}); move this file away: the next build takes what"
                " graph.ttl says, and reads the files that you name"
            ) from error


def _make_or_check(database: sqlite3.Connection) -> None:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if not version and not database.execute("SELECT 1 FROM sqlite_master").fetchone():
        database.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {FORMAT}; COMMIT")
    elif version > FORMAT:
        raise _Newer
    elif version != FORMAT:
        raise sqlite3.DatabaseError(f"its format is {version}, not {FORMAT}")


def richness(source: Source) -> int:
    """How much a source says of where it comes from."""
    return sum(value is not None for value in (source.title, source.date, source.publisher, source.url))


def _packed(article: Article) -> bytes:
    source = asdict(article.source) | {"date": article.source.date and article.source.date.isoformat()}
    passages = [[passage.start, passage.end, passage.role] for passage in article.passages]
    # ASCII, so that half a surrogate pair is kept, too.
    written = json.dumps([source, passages, article.text], separators=(",", ":"))
    return zlib.compress(written.encode("ascii"))


def _unpacked(packed: bytes) -> Article:
    source, passages, text = json.loads(zlib.decompress(packed))
    day = source["date"] and date.fromisoformat(source["date"])
    return Article(Source(**source | {"date": day}), text, tuple(Passage(*passage) for passage in passages))
