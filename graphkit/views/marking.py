"""Actor, cue and object marked in the sentence that says so."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Part = Literal["actor", "cue", "object"]
Span = tuple[int, int]


def marked(sentence: str, actor: str, cue: str, object_: str) -> list[tuple[str, Part | None]]:
    """The sentence in pieces, in order; joined they are the sentence.

    A piece belongs to the actor, the cue, the object or none of them. What a statement keeps is words, not
    offsets: of words that come more than once, those are marked that lie outside the parts already found and
    nearest to them. Words that the sentence lacks stay unmarked.
    """
    parts: list[Part | None] = [None] * len(sentence)
    for part, words in (("object", object_), ("cue", cue), ("actor", actor)):
        for start, end in _spans(words, sentence, parts):
            parts[start:end] = [part] * (end - start)  # type: ignore[list-item]
    pieces = groupby(zip(sentence, parts, strict=True), key=lambda pair: pair[1])
    return [("".join(character for character, _ in pairs), part) for part, pairs in pieces]


def _spans(words: str, sentence: str, parts: list[Part | None]) -> list[Span]:
    """Where the words stand: in one place, or else each in its own: a cue may be parted, "turn … down"."""
    if whole := _best(words, sentence, parts):
        return [whole]
    return [span for word in words.split() if len(word) > 1 and (span := _best(word, sentence, parts))]


def _best(words: str, sentence: str, parts: list[Part | None]) -> Span | None:
    found = [index for index, part in enumerate(parts) if part]

    def cost(span: Span) -> tuple[bool, int, int]:
        start, end = span
        inside = any(parts[start:end])
        return inside, min((min(abs(index - start), abs(index - end)) for index in found), default=0), start

    return min(_occurrences(words, sentence), key=cost, default=None)


def _occurrences(words: str, sentence: str) -> Iterator[Span]:
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    if pattern:
        for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", sentence):
            yield match.span()
