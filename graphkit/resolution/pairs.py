"""Which pairs of weighted sets are worth asking: none that is alike is missed, and not all are looked at.

Prefix filtering (Chaudhuri, Ganti and Kaushik 2006; Bayardo, Ma and Srikant 2007): two sets that are alike share words
among the rarest of each, so that only those need to be looked up.
"""

from __future__ import annotations

from array import array
from collections import Counter
from functools import cache
from itertools import combinations, combinations_with_replacement, product
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_ROUNDING = 1e-9


def across(some: Iterable[int], others: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Each of some with each of others, the lower first."""
    return ((min(pair), max(pair)) for pair in product(some, others))


def candidates(weighted: Mapping[int, dict[str, float]], least: float) -> Iterator[tuple[int, int]]:
    """The pairs of keys, the lower first, whose Dice coefficient can reach `least`; a pair may come twice.

    Of what two share, one word may weigh enough alone; else the two rarest stand among the first of both, where
    what is left would not be enough together with one word (the 2-prefix of Wang, Li and Feng 2012). How much two
    can share if these are the rarest is known of each; pairs for which that is too little are left out together
    (the positional filter of Xiao et al. 2008).
    """
    places: dict[_Position, int] = {}
    blocks, holders = array("q"), array("q")  # the number of a word or pair of words; who has it, and its position
    for key, numbers, position in _prefixes(weighted, least / (2 - least)):
        blocks.append(numbers)
        holders.extend((key, places.setdefault(position, len(places))))
    positions = list(places)
    fitting = cache(lambda one, other: _fits(positions[one], positions[other], least))
    for block in _grouped(blocks, holders):
        held: dict[int, list[int]] = {}
        for key, number in block:
            held.setdefault(number, []).append(key)
        for one, other in combinations_with_replacement(held, 2):
            if not fitting(one, other):
                continue
            if one == other:
                yield from combinations(held[one], 2)
            else:
                yield from across(held[one], held[other])


class _Position(NamedTuple):
    """How much of a set can be shared if some of its words are the rarest that are, and how much it weighs."""

    shared: float
    total: float


def _fits(one: _Position, other: _Position, least: float) -> bool:
    return 2 * min(one.shared, other.shared) >= least * (one.total + other.total) - _ROUNDING


def _prefixes(weighted: Mapping[int, dict[str, float]], part: float) -> Iterator[tuple[int, int, _Position]]:
    """For each key the numbers of the words and pairs of words by which it has to be looked up.

    Two that are alike share at least `part` of the weight of each.
    """
    spread = Counter(word for words in weighted.values() for word in words)
    rank = {word: number for number, word in enumerate(sorted(spread, key=lambda word: (spread[word], word)))}
    for key, words in weighted.items():
        total = left = sum(words.values())
        needed = part * total - _ROUNDING
        heaviest = max(words.values(), default=0.0)
        prefix: list[tuple[int, float]] = []
        for number, word in sorted((rank[word], word) for word in words):
            if left + heaviest < needed:
                break
            if words[word] >= needed:
                yield key, number * len(rank) + number, _Position(total, total)
            for other, weight in prefix:
                if weight + left >= needed:
                    yield key, other * len(rank) + number, _Position(weight + left, total)
            left -= words[word]
            prefix.append((number, words[word]))


def _grouped(blocks: array[int], holders: array[int]) -> Iterator[list[list[int]]]:
    """The holders of each block that has several, with their positions, in their order."""
    import numpy as np  # not before it is needed: who only asks a graph does not wait for it

    numbers, held = np.frombuffer(blocks, dtype=np.int64), np.frombuffer(holders, dtype=np.int64).reshape(-1, 2)
    order = np.argsort(numbers, kind="stable")
    ends = np.flatnonzero(np.diff(numbers[order])) + 1
    start = 0
    for end in (*ends.tolist(), len(numbers)):
        if end - start > 1:
            yield held[order[start:end]].tolist()
        start = end
