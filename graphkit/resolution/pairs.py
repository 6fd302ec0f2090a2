"""Which pairs of weighted sets are worth asking: none that is alike is missed, and not all are looked at.

Prefix filtering (Chaudhuri, Ganti and Kaushik 2006; Bayardo, Ma and Srikant 2007): two sets that are alike share words
among the rarest of each, so that only those need to be looked up. By these words the work divides, too: sets go to the
shares of their rarest words, and who shares one meets there (Vernica, Carey and Li 2010).
"""

from __future__ import annotations

from array import array
from collections import Counter
from functools import cache
from itertools import combinations, combinations_with_replacement, product
from math import fsum
from typing import TYPE_CHECKING, NamedTuple

from graphkit.resolution.shares import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from graphkit.resolution.shares import Share

_ROUNDING = 1e-9


def across(some: Iterable[int], others: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Each of some with each of others, the lower first."""
    return ((min(pair), max(pair)) for pair in product(some, others))


def ranked(spread: Mapping[str, int]) -> dict[str, int]:
    """The place of each word among all, the rarest first, by how many sets have it."""
    return {word: number for number, word in enumerate(sorted(spread, key=lambda word: (spread[word], word)))}


def candidates(
    weighted: Mapping[int, Mapping[str, float]],
    least: float,
    ranks: Mapping[str, int] | None = None,
    share: Share = WHOLE,
) -> Iterator[tuple[int, int]]:
    """The pairs of keys, the lower first, whose Dice coefficient can reach `least`; a pair may come twice.

    Of what two share, one word may weigh enough alone; else the two rarest stand among the first of both, where
    what is left would not be enough together with one word (the 2-prefix of Wang, Li and Feng 2012). How much two
    can share if these are the rarest is known of each; pairs for which that is too little are left out together
    (the positional filter of Xiao et al. 2008).

    Of all sets only those of a `share` may be given, with the `ranks` of the words of all; then a pair comes in at
    least one of the shares in which `blocks` has its keys.
    """
    if ranks is None:
        ranks = ranked(Counter(word for words in weighted.values() for word in words))
    places: dict[Position, int] = {}
    numbers, holders = array("q"), array("q")  # the number of a block; who is in it, and its position there
    for key, words in weighted.items():
        for number, position in blocks(words, ranks, least):
            if share.of == 1 or share.has(number):
                numbers.append(number)
                holders.extend((key, places.setdefault(position, len(places))))
    positions = list(places)
    fitting = cache(lambda one, other: _fits(positions[one], positions[other], least))
    for block in _grouped(numbers, holders):
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


class Position(NamedTuple):
    """How much of a set can be shared if some of its words are the rarest that are, and how much it weighs."""

    shared: float
    total: float


def _fits(one: Position, other: Position, least: float) -> bool:
    return 2 * min(one.shared, other.shared) >= least * (one.total + other.total) - _ROUNDING


def blocks(words: Mapping[str, float], ranks: Mapping[str, int], least: float) -> Iterator[tuple[int, Position]]:
    """The numbers of the words and pairs of words by which a set has to be looked up, and its position there.

    Two whose coefficient reaches `least` share at least `least / (2 - least)` of the weight of each.
    """
    # in this order in every run: sums depend on it
    total = left = fsum(words.values())
    needed = least / (2 - least) * total - _ROUNDING
    heaviest = max(words.values(), default=0.0)
    prefix: list[tuple[int, float]] = []
    for number, word in sorted((ranks[word], word) for word in words):
        if left + heaviest < needed:
            break
        if words[word] >= needed:
            yield number * len(ranks) + number, Position(total, total)
        for other, weight in prefix:
            if weight + left >= needed:
                yield other * len(ranks) + number, Position(weight + left, total)
        left -= words[word]
        prefix.append((number, words[word]))


def _grouped(numbers: array[int], holders: array[int]) -> Iterator[list[list[int]]]:
    """The holders of each block that has several, with their positions, in their order."""
    import numpy as np  # not before it is needed: who only asks a graph does not wait for it

    all_, held = np.frombuffer(numbers, dtype=np.int64), np.frombuffer(holders, dtype=np.int64).reshape(-1, 2)
    order = np.argsort(all_, kind="stable")
    ends = np.flatnonzero(np.diff(all_[order])) + 1
    start = 0
    for end in (*ends.tolist(), len(all_)):
        if end - start > 1:
            yield held[order[start:end]].tolist()
        start = end
