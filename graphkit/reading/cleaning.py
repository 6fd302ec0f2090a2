"""Blocks to passages: what is the article stays, with its role; what is not is left uncovered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphkit.model import Passage
from graphkit.reading.layout import trimmed
from graphkit.reading.markup import without_markup

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graphkit.ontology.boilerplate import Boilerplate
    from graphkit.reading.layout import Layout

_TITLE_LENGTH = 200
_HEADING_LENGTH = 100
_NOTICE_LENGTH = 600

_STRAIGHT = str.maketrans("‘’‚‛“”„‟", "''''\"\"\"\"")
_SENTENCE_END = re.compile(r"[.!;:,…][\"')\]»]*$")
_ABBREVIATION = re.compile(r"\b(?:[A-Z]\.){2,}$")
_TWO_SENTENCES = re.compile(r"[a-z]{3}[.!?][\"')]* ")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The passages of a text, and what cleaning learned about the article."""

    passages: tuple[Passage, ...]
    title: str | None
    publisher: str | None


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block or what is left of it. `words` are as long as the block, without markup and curly quotes."""

    start: int
    end: int
    words: str
    heading: bool | None

    @property
    def line(self) -> str:
        return " ".join(self.words.split())


def clean(text: str, layout: Layout, boilerplate: Boilerplate) -> Cleaned:
    """The passages of a text without its boilerplate, sorted and apart."""
    pieces = [piece for block in layout.blocks if (piece := _piece(text, block.start, block.end, block.heading))]
    pieces, publishers = _without_notices(text, _without_lists(pieces, boilerplate), boilerplate)
    title = pieces[0] if len(pieces) > 1 and _is_title(pieces[0]) else None
    headline = layout.front.title or (_tidy(text, title.start, title.end) if title else None)
    pieces = _without_copies(pieces, title, headline)
    pieces = _without_edges(pieces, title, headline, boilerplate)
    return Cleaned(
        passages=tuple(_with_roles(pieces, title)),
        title=headline,
        publisher=layout.front.publisher or (publishers.pop() if len(publishers) == 1 else None),
    )


def _piece(text: str, start: int, end: int, heading: bool | None) -> _Piece | None:
    """The stretch without markup at its ends, if it holds a letter."""
    words = without_markup(text[start:end]).translate(_STRAIGHT)
    left, right = trimmed(words, 0, len(words))
    words = words[left:right]
    return _Piece(start + left, start + right, words, heading) if _LETTER.search(words) else None


def _tidy(text: str, start: int, end: int) -> str:
    return " ".join(without_markup(text[start:end]).split())


def _without_lists(pieces: Sequence[_Piece], boilerplate: Boilerplate) -> Iterator[_Piece]:
    index = 0
    while index < len(pieces):
        after = _end_of_list(pieces, index, boilerplate)
        if after == index:
            yield pieces[index]
        index = max(after, index + 1)


def _end_of_list(pieces: Sequence[_Piece], index: int, boilerplate: Boilerplate) -> int:
    """Where the list that begins here ends; the same index if none does."""
    for widget in boilerplate.lists:
        if not _is(widget.head, pieces[index]):
            continue
        end = index + 1
        while end < len(pieces) and _is(widget.item, pieces[end]):
            end += 1
        if end > index + 1 or end == len(pieces):
            return end
    return index


def _is(pattern: re.Pattern[str], piece: _Piece) -> re.Match[str] | None:
    return pattern.fullmatch(piece.words) if len(piece.words) <= _NOTICE_LENGTH else None


def _without_notices(text: str, pieces: Iterable[_Piece], boilerplate: Boilerplate) -> tuple[list[_Piece], set[str]]:
    """What is left of the pieces, and the publishers that the notices name."""
    left: list[_Piece] = []
    publishers: set[str] = set()
    for piece in pieces:
        at = 0
        for notice in _notices(piece, boilerplate):
            if rest := _piece(text, piece.start + at, piece.start + max(at, notice.start()), piece.heading):
                left.append(rest)
            at = max(at, notice.end())
            if notice.groupdict().get("publisher"):
                start, end = notice.span("publisher")
                publishers.add(_tidy(text, piece.start + start, piece.start + end))
        if not at:
            left.append(piece)
        elif rest := _piece(text, piece.start + at, piece.end, piece.heading):
            left.append(rest)
    return left, publishers


def _notices(piece: _Piece, boilerplate: Boilerplate) -> list[re.Match[str]]:
    for pattern in boilerplate.lines:
        if found := _is(pattern, piece):
            return [found]
    found_inside = (found for pattern in boilerplate.sentences for found in pattern.finditer(piece.words))
    return sorted(found_inside, key=lambda found: found.span())


def _is_title(piece: _Piece) -> bool:
    line = piece.line
    if piece.heading is not None or len(line) > _TITLE_LENGTH:
        return piece.heading is True
    return not _SENTENCE_END.search(line) or _ABBREVIATION.search(line) is not None


def _without_copies(pieces: Sequence[_Piece], title: _Piece | None, headline: str | None) -> list[_Piece]:
    """The pieces without those that only say the title again."""
    said = (title.line if title else "", headline.translate(_STRAIGHT) if headline else "")
    copies = {line.casefold() for line in said}
    return [piece for piece in pieces if piece is title or piece.line.casefold() not in copies]


def _without_edges(
    pieces: list[_Piece], title: _Piece | None, headline: str | None, boilerplate: Boilerplate
) -> list[_Piece]:
    """The pieces without the lines below the title and after the last paragraph that name who wrote it."""

    def at_edge(piece: _Piece) -> bool:
        return piece.heading is not True and any(_is(pattern, piece) for pattern in boilerplate.edges)

    last = len(pieces)
    while last > 1 and at_edge(pieces[last - 1]):
        last -= 1
    first = after = 1 if title else 0
    while headline and after < last - 1 and at_edge(pieces[after]):
        after += 1
    return pieces[:first] + pieces[after:last]


def _with_roles(pieces: Sequence[_Piece], title: _Piece | None) -> Iterator[Passage]:
    for index, piece in enumerate(pieces):
        if piece is title:
            yield Passage(piece.start, piece.end, "title")
        elif index + 1 < len(pieces) and _is_heading(piece):
            yield Passage(piece.start, piece.end, "heading")
        else:
            yield Passage(piece.start, piece.end)


def _is_heading(piece: _Piece) -> bool:
    line = piece.line
    if piece.heading is not None or len(line) > _HEADING_LENGTH:
        return piece.heading is True
    if _SENTENCE_END.search(line) or _TWO_SENTENCES.search(line):
        return False
    return not (line[0] in "\"'" or line[0].islower())
