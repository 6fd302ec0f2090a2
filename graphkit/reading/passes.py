"""Files are passed over twice: first every record is entered, to find what is given twice; then each is read.

No more than one record is held. What the passes find may have been read elsewhere.
"""

from __future__ import annotations

import hashlib
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

from graphkit.reading.articles import article_of, found_in, richness
from graphkit.reading.copies import key_of
from graphkit.reading.decoding import Unreadable
from graphkit.reading.formats import is_costly
from graphkit.reading.records import Record, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from graphkit.model import Article
    from graphkit.ontology.boilerplate import Boilerplate
    from graphkit.reading.copies import Copies
    from graphkit.reading.files import File


class Found(NamedTuple):
    """What a file has at a place: an article, under the key of its text, or (without a key) none at all.

    `article` gives it, or raises Unreadable with the reason; `notes` tell what was done to its text.
    """

    name: str
    key: bytes | None
    article: Callable[[], Article]
    notes: tuple[str, ...] = ()


class Passes(Protocol):
    """Both passes over files, which go by their places."""

    def enter(self, index: int, put: Callable[[bytes, int, int], None]) -> bytes:
        """Enters each record of a file: its key, how much it says of its source, its number. Gives their digest."""
        ...

    def again(self, index: int) -> Iterator[Found]:
        """What the file has, in order; a record has its number among these."""
        ...


class Reread:
    """Reads each file twice; what is hard to get is kept."""

    def __init__(
        self, files: Sequence[File], mapping: Mapping[str, str], boilerplate: Boilerplate, copies: Copies
    ) -> None:
        """`mapping` says which field of a record is which, `copies` keeps what was hard to get."""
        self.files = files
        self.mapping = mapping
        self._boilerplate = boilerplate
        self._copies = copies

    def enter(self, index: int, put: Callable[[bytes, int, int], None]) -> bytes:
        """As `Passes.enter`."""
        file = self.files[index]
        content = hashlib.sha256()
        for number, found in enumerate(found_in(file, self.mapping)):
            if isinstance(found, Record):
                take_in(content, found)
                put(key_of(found), richness(found), number)
            if is_costly(file.name):
                self._copies.keep(found, (index, number))
        return content.digest()

    def again(self, index: int) -> Iterator[Found]:
        """As `Passes.again`."""
        file = self.files[index]
        again = self._copies.kept(index) if is_costly(file.name) else found_in(file, self.mapping)
        return (outcome(found, self._boilerplate) for found in again)


def take_in(content: hashlib._Hash, record: Record) -> None:
    """Adds the text of a record to the digest of its file."""
    content.update(record.text.encode("utf-8", "surrogatepass"))


def outcome(found: Record | Refusal, boilerplate: Boilerplate) -> Found:
    """A record as it is passed over the second time."""
    if isinstance(found, Refusal):
        return Found(found.name, None, partial(refused, found.reason))
    notes = (*found.notes, *filter(None, [found.layout.front.note]))
    return Found(found.name, key_of(found), partial(article_of, found, boilerplate), notes)


def refused(reason: str) -> Article:
    """No article. Raises Unreadable with the reason."""
    raise Unreadable(reason)
