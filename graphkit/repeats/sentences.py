"""Sentences that repeat each other: the same words, but for punctuation, spelling and what one of them leaves out."""

from __future__ import annotations

from contextlib import closing
from difflib import SequenceMatcher
from itertools import combinations
from typing import TYPE_CHECKING

from graphkit.repeats.candidates import Sketches
from graphkit.repeats.groups import Groups
from graphkit.repeats.sketches import shingles, signature, words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

SHARE = 0.75
"""Of the longer sentence's words, which the shorter one must have."""

_FEWEST, _LONG_WORD = 5, 6
_SWAPPED, _DROPPED = ({"s", "z"}, {"s", "c"}), "ue"
_ROWS, _BAG = 4, 0.6
_FEW = 24


def repeated_sentences(sentences: Mapping[str, str], decisive: Collection[str] = ()) -> dict[str, str]:
    """The id of each sentence that repeats another, and the least id of its group.

    `sentences` are texts by id. Sentences of fewer than five words must be the same. One may leave out words of
    the other, but none that is `decisive` (a negation), and may put none in the place of another: "Oslo" for
    "Kyiv" makes another sentence, "defense" for "defence" does not. The order does not matter.
    """
    kept = {name: words(text) for name, text in sentences.items()}
    groups: Groups[str] = Groups()
    same: dict[tuple[str, ...], str] = {}
    for name in sorted(kept):
        groups.join(name, same.setdefault(tuple(kept[name]), name))
    names = sorted(name for tokens, name in same.items() if len(tokens) >= _FEWEST)
    for one, other in _candidates(names, kept):
        if groups.find(one) != groups.find(other) and repeats(kept[one], kept[other], decisive):
            groups.join(one, other)
    return groups.found()


def _candidates(names: Sequence[str], kept: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Pairs that are worth a look: of few sentences all."""
    if len(names) <= _FEW:
        yield from combinations(names, 2)
        return
    with closing(Sketches()) as sketches:
        for place, name in enumerate(names):
            hashes = shingles(kept[name], 2)
            sketches.add(str(place), len(hashes), signature(hashes))
        for first, second in sketches.candidates(rows=_ROWS):
            yield names[first], names[second]


def repeats(one: Sequence[str], other: Sequence[str], decisive: Collection[str] = ()) -> bool:
    """Whether the words of one sentence are those of the other, or so many of them in the same order."""
    shorter, longer = sorted((one, other), key=len)
    # Few words may be spelled otherwise; where more differ, no closer look is needed.
    if len(set(shorter).intersection(longer)) < _BAG * len(set(longer)):
        return False
    common = 0
    for kind, start, end, from_, to in SequenceMatcher(None, shorter, longer, autojunk=False).get_opcodes():
        left, right = shorter[start:end], longer[from_:to]
        if kind == "equal" or (kind == "replace" and len(left) == len(right) and all(map(_spelled_alike, left, right))):
            common += len(right)
        elif kind == "replace" or not {*left, *right}.isdisjoint(decisive):
            return False
    return common >= SHARE * len(longer)


def _spelled_alike(one: str, other: str) -> bool:
    """Whether two long words are one spelling apart: "organise" and "organize", "labour" and "labor", a letter
    that is doubled or not. "Iceland" and "Ireland" are not."""
    if min(len(one), len(other)) < _LONG_WORD:
        return False
    shorter, longer = sorted((one, other), key=len)
    start = next((at for at, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    if start == 0:
        return False
    if len(shorter) == len(longer):
        return shorter[start + 1 :] == longer[start + 1 :] and {shorter[start], longer[start]} in _SWAPPED
    more = longer[start]
    return shorter[start:] == longer[start + 1 :] and (more in _DROPPED or more == longer[start - 1])
