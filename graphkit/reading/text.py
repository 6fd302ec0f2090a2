"""Plain text: a paragraph a line, or paragraphs that were wrapped by hand and stand between empty lines."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from graphkit.reading.frontmatter import split_front_matter
from graphkit.reading.layout import Block, Layout, lines
from graphkit.reading.records import decoded, text_record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphkit.reading.records import Content, Records

    Line = tuple[int, int]

_NARROW, _WIDE = 40, 132
"""Between these widths, in characters, text is wrapped."""

_SLACK = 0.85
_BULLET = re.compile(r"[•·▪◦‣●■*-]\s")
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)\]*_]*$")


def read(content: Content) -> Records:
    """The article that the file is."""
    yield text_record(content.name, decoded(content.stream), read_text)


def read_text(text: str) -> Layout:
    """The lines of a text as blocks, the lines of a wrapped paragraph as one, and what its front matter says."""
    front, body = split_front_matter(text)
    runs = list(_runs(text, body))
    width = _wrapped_at(text, runs)
    return Layout(tuple(block for run in runs for block in _blocks(text, run, width)), front, body)


def _runs(text: str, body: int) -> Iterator[list[Line]]:
    """Lines that follow each other without an empty one between."""
    run: list[Line] = []
    for start, end in lines(text, body):
        if start < end:
            run.append((start, end))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _blocks(text: str, run: Sequence[Line], width: int | None) -> Iterator[Block]:
    first = run[0]
    for line, following in zip(run, [*run[1:], None], strict=True):
        if following and width and _is_full(text, line, following, width):
            continue
        yield Block(first[0], line[1], heading=False if _BULLET.match(text, first[0]) else None)
        first = following or first


def _wrapped_at(text: str, runs: Sequence[Sequence[Line]]) -> int | None:
    """The width at which a text is wrapped, if it is.

    Lines of nearly one length could come by chance; what tells is that they break off inside a sentence and
    that some of the next ones go on in small letters.
    """
    lengths = sorted(end - start for run in runs if len(run) > 1 for start, end in run)
    if not lengths or not _NARROW <= (width := lengths[len(lengths) * 9 // 10]) <= _WIDE:
        return None
    full = [pair for run in runs for pair in pairwise(run) if _is_full(text, *pair, width)]
    broken_off = [following for line, following in full if not _SENTENCE_END.search(text, *line)]
    small = sum(text[start].islower() for start, _ in broken_off)
    return width if broken_off and len(broken_off) * 2 >= len(full) <= small * 4 else None


def _is_full(text: str, line: Line, following: Line, width: int) -> bool:
    """Whether the first word of the following line had no room in this one."""
    word = text[slice(*following)].split(maxsplit=1)[0]
    return line[1] - line[0] + 1 + len(word) >= _SLACK * width
