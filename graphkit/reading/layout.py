"""The shape of a file's text: blocks with offsets, and what the file says about itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graphkit.reading.fields import FrontMatter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Byte order mark, zero-width and direction marks: they have no width and are no white space for Python.
_WIDTHLESS = "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or line of a text. `heading` is None where the format does not tell."""

    start: int
    end: int
    heading: bool | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """The blocks of a text in order, and what its front matter says, which takes the text up to `body`."""

    blocks: tuple[Block, ...]
    front: FrontMatter = field(default_factory=FrontMatter)
    body: int = 0


def composed(paragraphs: Iterable[tuple[str, bool | None]]) -> tuple[str, tuple[Block, ...]]:
    """The text of paragraphs that a format keeps apart, an empty line between them, and its blocks."""
    text: list[str] = []
    blocks: list[Block] = []
    start = 0
    for words, heading in paragraphs:
        if line := " ".join(words.split()):
            blocks.append(Block(start, start + len(line), heading))
            text.append(line)
            start += len(line) + 2
    return "\n\n".join(text), tuple(blocks)


def is_blank(text: str) -> bool:
    """Whether nothing of the text can be seen."""
    return all(character.isspace() or character in _WIDTHLESS for character in text)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without blank characters at its ends; start and end meet if nothing is left."""
    while start < end and is_blank(text[start]):
        start += 1
    while start < end and is_blank(text[end - 1]):
        end -= 1
    return start, end


def lines(text: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """Start and end of each line from `start` on, trimmed; they meet in an empty line."""
    for line in text[start:].splitlines(keepends=True):
        end = start + len(line)
        yield trimmed(text, start, end)
        start = end
