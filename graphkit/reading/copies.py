"""Articles that are given twice: found in a first pass over all files, in a database that the disk holds."""

from __future__ import annotations

import hashlib
import pickle
import sqlite3
import zlib
from typing import TYPE_CHECKING

from graphkit.reading.records import Record, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TABLES = """
CREATE TABLE best (key BLOB PRIMARY KEY, score INTEGER, file INTEGER, number INTEGER) WITHOUT ROWID;
CREATE TABLE kept (file INTEGER, number INTEGER, record BLOB, PRIMARY KEY (file, number)) WITHOUT ROWID;
"""
_PUT = """
INSERT INTO best VALUES (?1, ?2, ?3, ?4) ON CONFLICT (key) DO UPDATE SET score = ?2, file = ?3, number = ?4
WHERE (?2, -?3, -?4) > (score, -file, -number)
"""


class Copies:
    """Which record of several with one text is read: the one that says most of where it is from, then the first.

    Records have the place (file, number). Memory stays flat: SQLite moves to a temporary file what is too much.
    """

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(_TABLES)

    def close(self) -> None:
        """Gives the disk back."""
        self._database.close()

    def put(self, key: bytes, score: int, place: tuple[int, int]) -> None:
        """Enters a record by its key, with what it says of its source, counted."""
        self._database.execute(_PUT, (key, score, *place))

    def best(self, key: bytes) -> tuple[int, int]:
        """The place of the record that is read of those with this key."""
        found = self._database.execute("SELECT file, number FROM best WHERE key = ?", (key,)).fetchone()
        return int(found[0]), int(found[1])

    def keep(self, found: Record | Refusal, place: tuple[int, int]) -> None:
        """Keeps what was hard to get for the second pass."""
        packed = zlib.compress(pickle.dumps(found), 1)
        self._database.execute("INSERT INTO kept VALUES (?, ?, ?)", (*place, packed))

    def kept(self, file: int) -> Iterator[Record | Refusal]:
        """What was kept of a file, in order."""
        rows: Iterable[tuple[bytes]] = self._database.execute(
            "SELECT record FROM kept WHERE file = ? ORDER BY number", (file,)
        )
        for (packed,) in rows:
            found = pickle.loads(zlib.decompress(packed))  # noqa: S301 - this process wrote it, into a file without a name
            assert isinstance(found, Record | Refusal)
            yield found


def key_of(record: Record) -> bytes:
    """What records of one text have in common: a digest of it without front matter, however its words are spaced."""
    words = " ".join(record.text[record.layout.body :].replace("\ufeff", " ").split())
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()[:20]
