"""Actor, cue and object marked in the sentence that says so."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby, islice, product
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

Part = Literal["actor", "cue", "object"]
Span = tuple[int, int]

_PARTS: tuple[Part, ...] = ("object", "cue", "actor")
"""In the order of painting: an actor inside the object is marked as the actor."""

_MOST = 8
"""Of words that come more often than this in one sentence, the first ones are looked at."""

_BREAK = re.compile(r"[,;:–—()\"“”]")


def marked(sentence: str, actor: str, cue: str, object_: str) -> list[tuple[str, Part | None]]:
    """The sentence in pieces, in order; joined they are the sentence.

    A piece belongs to the actor, the cue, the object or none of them. What a statement keeps is words, not
    offsets: of words that come more than once, those are marked that make the tightest reading: no part inside
    another, no clause between cue and object, the cue between actor and object, all as near as can be. Where
    two readings are as good, the words on which they differ stay unmarked, and so do words that are not there.
    """
    words = {"object": object_, "cue": cue, "actor": actor}
    whole = {part: _occurrences(words[part], sentence) for part in _PARTS}
    chosen = _reading(sentence, whole)
    parts: list[Part | None] = [None] * len(sentence)
    for part in _PARTS:
        one = chosen.get(part)
        spans = _parted(words[part], sentence, parts) if not whole[part] else [one] if one else []
        for start, end in spans:
            parts[start:end] = [part] * (end - start)
    pieces: list[tuple[str, Part | None]] = []
    end = 0
    for marked, run in groupby(parts):
        start, end = end, end + len(list(run))
        pieces.append((sentence[start:end], marked))
    return pieces


def _reading(sentence: str, whole: dict[Part, list[Span]]) -> dict[Part, Span | None]:
    """Where each part stands that stands in one place; None where it could be one place or the other."""
    there = [part for part in _PARTS if whole[part]]
    readings = [dict(zip(there, spans, strict=True)) for spans in product(*(whole[part] for part in there))]
    costs = [_cost(sentence, reading) for reading in readings]
    best = [reading for reading, cost in zip(readings, costs, strict=True) if cost == min(costs)]
    return {part: best[0][part] if len({reading[part] for reading in best}) == 1 else None for part in there}


def _cost(sentence: str, reading: dict[Part, Span]) -> tuple[int, int, bool, int]:
    spans = list(reading.values())
    inside = sum(
        one[0] < other[1] and other[0] < one[1] for number, one in enumerate(spans) for other in spans[number + 1 :]
    )
    cue, object_, actor = reading.get("cue"), reading.get("object"), reading.get("actor")
    breaks, outside = 0, False
    if cue and object_:
        breaks = len(_BREAK.findall(sentence, *sorted((min(cue[1], object_[1]), max(cue[0], object_[0])))))
        outside = actor is not None and not min(actor, object_) < cue < max(actor, object_)
    return inside, breaks, outside, max((end for _, end in spans), default=0) - min((s for s, _ in spans), default=0)


def _parted(words: str, sentence: str, parts: Sequence[Part | None]) -> list[Span]:
    """Each word by itself, as near as can be to what is found: a cue may be parted, "turn … down"."""
    return [span for word in words.split() if len(word) > 1 and (span := _nearest(word, sentence, parts))]


def _nearest(word: str, sentence: str, parts: Sequence[Part | None]) -> Span | None:
    found = [index for index, part in enumerate(parts) if part]

    def cost(span: Span) -> tuple[bool, int, int]:
        start, end = span
        return any(parts[start:end]), min((min(abs(i - start), abs(i - end)) for i in found), default=0), start

    return min(_occurrences(word, sentence), key=cost, default=None)


def _occurrences(words: str, sentence: str) -> list[Span]:
    """The first places where the words stand as words, whatever blanks are between them."""
    if not words.split():
        return []
    pattern = _pattern(" ".join(words.split()))
    return [match.span() for match in islice(pattern.finditer(sentence), _MOST)]


@lru_cache(maxsize=50_000)
def _pattern(words: str) -> re.Pattern[str]:
    spaced = r"\s+".join(map(re.escape, words.split()))
    return re.compile(rf"(?<!\w){spaced}(?!\w)")
