"""The claim cache: what an extractor found in an article, under a digest of all that could change it.

A cache may be dropped and is never trusted blindly: a file that is broken or of another format is set aside,
an entry that is not what was written is made again, and where the disk fails the work goes on without.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from dataclasses import asdict, fields, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Self

from graphkit.model import Article, Claim, Content, Evidence, Mention, ObjectPhrase, digest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FORMAT = 2
"""Of the table. A file of another format is set aside."""

_CLAIM = ",".join(
    f"{part.__name__}.{field.name}"
    for part in (Claim, Content, Evidence, Mention, ObjectPhrase)
    for field in fields(part)
)
"""The form of a claim: entries of another form are not found."""

PATIENCE = 10.0
"""Seconds to wait for another build that writes into the same file."""

_LOG = logging.getLogger(__name__)
_TABLE = "CREATE TABLE claims (key TEXT PRIMARY KEY, claims TEXT NOT NULL, seal TEXT NOT NULL) WITHOUT ROWID"
_BOUND_AT_ONCE = 500


class ClaimCache:
    """The claims of articles under one extractor and one ontology, in a SQLite file; a context manager.

    Nothing here raises for a file that is broken, locked or on a full disk: that is logged as a warning.
    """

    def __init__(self, path: Path, extractor: str, ontology: str) -> None:
        """Opens or makes the file; `extractor` and `ontology` are fingerprints."""
        self._path = path
        self._under = (extractor, ontology)
        self._database = self._open()

    def __enter__(self) -> Self:
        """The cache itself; leaving closes it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Closes the file."""
        self.close()

    def close(self) -> None:
        """Closes the file; what was put is kept."""
        if self._database:
            self._database.close()
        self._database = None

    def get(self, articles: Iterable[Article]) -> dict[str, tuple[Claim, ...]]:
        """The claims of those articles that the cache knows, by article id."""
        ids = {self._key(article): article.source.id for article in articles}
        known = {}
        for key, content, seal in self._rows(ids):
            if seal != digest(key, content):
                _LOG.warning("%s: an entry is not what was written; it is made again", self._path)
                continue
            known[ids[key]] = claims_from_json(content)
        return known

    def put(self, found: Iterable[tuple[Article, tuple[Claim, ...]]]) -> None:
        """Keeps the claims of articles: all of them or, if the process is killed meanwhile, none."""
        rows = []
        for article, claims in found:
            key, content = self._key(article), claims_to_json(claims)
            rows.append((key, content, digest(key, content)))
        if not self._database or not rows:
            return
        try:
            with self._database:
                self._database.executemany("INSERT OR REPLACE INTO claims VALUES (?, ?, ?)", rows)
        except sqlite3.Error as error:
            self._lose(error)

    def _key(self, article: Article) -> str:
        return key_of(article, *self._under)

    def _rows(self, keys: Iterable[str]) -> list[tuple[str, str, str]]:
        rows: list[tuple[str, str, str]] = []
        rest = iter(keys)
        try:
            while self._database and (some := tuple(islice(rest, _BOUND_AT_ONCE))):
                marks = ",".join("?" * len(some))
                rows += self._database.execute(f"SELECT * FROM claims WHERE key IN ({marks})", some)  # noqa: S608
        except sqlite3.Error as error:
            self._lose(error)
        return rows

    def _open(self) -> sqlite3.Connection | None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if not (ignored := self._path.parent / ".gitignore").exists():
                ignored.write_text("*\n", encoding="utf-8")
            try:
                return _connect(self._path)
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                self._set_aside(error)
                return _connect(self._path)
        except (OSError, sqlite3.Error) as error:
            _LOG.warning("%s: the cache cannot be used (%s); the build goes on without", self._path, error)
            return None

    def _lose(self, error: sqlite3.Error) -> None:
        """Goes on with a new file where this one is broken, and without one where the disk is to blame."""
        self.close()
        if isinstance(error, sqlite3.OperationalError):
            _LOG.warning("%s: the cache cannot be used (%s); the build goes on without", self._path, error)
            return
        self._set_aside(error)
        self._database = self._open()

    def _set_aside(self, error: sqlite3.Error) -> None:
        aside = self._path.with_name(self._path.name + ".broken")
        _LOG.warning("%s: the cache cannot be read (%s); it is set aside as %s", self._path, error, aside.name)
        self._path.replace(aside)
        for left in ("-journal", "-wal", "-shm"):  # they would be played back into the new file
            self._path.with_name(self._path.name + left).unlink(missing_ok=True)


def _connect(path: Path) -> sqlite3.Connection:
    """The database of a file, made if it is new. Raises a bare DatabaseError where it is no claim cache."""
    database = sqlite3.connect(path, timeout=PATIENCE)
    try:
        with database:
            _make_or_check(database)
    except BaseException:
        database.close()
        raise
    return database


def _make_or_check(database: sqlite3.Connection) -> None:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    tables = [sql for (sql,) in database.execute("SELECT sql FROM sqlite_master")]
    if not version and not tables:
        database.execute(_TABLE)
        database.execute(f"PRAGMA user_version = {FORMAT}")
    elif version != FORMAT or tables != [_TABLE]:
        raise sqlite3.DatabaseError(f"its format is {version}, not {FORMAT}")


def key_of(article: Article, extractor: str, ontology: str) -> str:
    """A digest of all that could change the claims of an article; the last two are fingerprints."""
    # All that an extractor sees of an article; its file may be renamed.
    seen = (repr(replace(article.source, file="")), repr(article.passages))
    return digest(_CLAIM, *seen, extractor, ontology, length=40)


def claims_to_json(claims: Iterable[Claim]) -> str:
    """The claims of an article as JSON."""
    return json.dumps([asdict(claim) for claim in claims], separators=(",", ":"))


def claims_from_json(content: str) -> tuple[Claim, ...]:
    """The inverse of `claims_to_json`."""
    return tuple(_claim(written) for written in json.loads(content))


def _claim(written: dict[str, Any]) -> Claim:
    phrase = written["object"]
    content = phrase["content"]
    lists = {name: tuple(content[name]) for name in ("modifiers", "qualities", "details", "arguments")}
    actors = {name: tuple(Mention(**each) for each in content[name]) for name in ("owners", "doers", "about")}
    parts = {
        "evidence": Evidence(**written["evidence"]),
        "actor": Mention(**written["actor"]),
        "object": ObjectPhrase(
            **phrase | {"content": Content(**content | lists | actors), "referent": _mention(phrase["referent"])}
        ),
        "speaker": _mention(written["speaker"]),
    }
    return Claim(**written | parts)


def _mention(written: dict[str, Any] | None) -> Mention | None:
    return None if written is None else Mention(**written)
