"""All pairs of readings that are alike: where two have to meet to be compared. No pair is missed, few are looked at."""

from __future__ import annotations

import zlib
from collections import Counter
from itertools import chain, combinations
from typing import TYPE_CHECKING, cast

from graphkit.model import digest
from graphkit.resolution.pairs import across, blocks, candidates, ranked
from graphkit.resolution.readings import packed_reading, unpacked_reading
from graphkit.resolution.shares import WHOLE
from graphkit.resolution.similarity import ALIKE, Compared, likeness, measured, sort_of, states_in, weights

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from graphkit.resolution.readings import Reading
    from graphkit.resolution.shares import Plain, Share
    from graphkit.resolution.similarity import Measured

    Sort = tuple[bool, bool, str]

Alike = tuple[tuple[int, int], float]
"""The places of two readings, the lower first, and how alike they are."""

_NOTHING: frozenset[str] = frozenset()


def compared(
    readings: Sequence[Reading], articles: Sequence[Sequence[str]], states: frozenset[str], places: Container[int]
) -> list[Compared]:
    """What is compared of the readings of a corpus, each with its articles: those at these places.

    `states` are the ids of countries and regions.
    """
    named: dict[str, frozenset[str]] = {}
    for reading, where in zip(readings, articles, strict=True):
        if here := states_in(reading, states):
            for article in where:
                named[article] = named.get(article, _NOTHING) | here
    found = []
    for place, (reading, where) in enumerate(zip(readings, articles, strict=True)):
        if place in places:
            near = [] if states_in(reading, states) else [named[article] for article in where if article in named]
            several = near[0] if len(near) == 1 else frozenset().union(*near) or _NOTHING
            found.append(Compared(place, reading, where if len(where) < 2 else frozenset(where), several))
    return found


class Comparison:
    """Finds the pairs that are alike: a `graphkit.resolution.shares.Meeting` of readings."""

    def __init__(self, states: frozenset[str], ranks: Mapping[Sort, Mapping[str, int]] | None = None) -> None:
        """`states` are the ids of countries and regions, `ranks` those of the words of each sort, if known."""
        self._states = states
        self._ranks = ranks or {}

    @property
    def fingerprint(self) -> str:
        """What the results depend on besides the items."""
        return digest("comparison", *sorted(self._states), length=32)

    def surveyed(self, items: Iterable[Compared]) -> Comparison:
        """Knows how rare the words are."""
        spread: dict[Sort, Counter[str]] = {}
        for each in items:
            if not each.reading.article:
                spread.setdefault(sort_of(each.reading), Counter()).update(weights(each.reading, self._states).keys())
        return Comparison(self._states, {sort: ranked(counted) for sort, counted in spread.items()})

    def shares(self, item: Compared, of: int) -> set[int]:
        """The shares in which a reading meets all that may be like it."""
        reading = item.reading
        if reading.article:  # what says nothing outside its article meets nobody else
            return {_number(reading.article) % of}
        ranks = self._ranks[sort_of(reading)]
        found = {number % of for number, _ in blocks(weights(reading, self._states), ranks, ALIKE)}
        found.add(_of_core(reading) % of)
        found.update(_of_form(reading, article) % of for article in (item.articles if reading.form else ()))
        return found

    def met(self, items: Sequence[Compared], share: Share = WHOLE) -> Iterator[Alike]:
        """All pairs of a share that are alike.

        Pairs are looked at as they come and only those that are alike are kept: there are far fewer of them.
        """
        readings = {each.place: measured(each, self._states) for each in items}
        sorts: dict[Sort, list[int]] = {}
        for place in sorted(readings):
            sorts.setdefault(sort_of(readings[place].reading), []).append(place)
        for sort, places in sorts.items():
            if len(places) > 1:
                own = WHOLE if sort[2] else share
                yield from _alike({place: readings[place] for place in places}, self._ranks.get(sort), own).items()

    # -- as it is sent -------------------------------------------------------------------------------------------------

    def packed(self, item: Compared) -> Plain:
        """As `Meeting.packed`."""
        return [item.place, packed_reading(item.reading), sorted(item.articles), sorted(item.near)]

    def unpacked(self, plain: Plain) -> Compared:
        """As `Meeting.unpacked`."""
        place, reading, articles, near = cast("tuple[int, list[Plain], list[str], list[str]]", plain)
        where = tuple(articles) if len(articles) < 2 else frozenset(articles)
        return Compared(place, unpacked_reading(reading), where, frozenset(near) or _NOTHING)

    def packed_result(self, result: Alike) -> Plain:
        """As `Meeting.packed_result`."""
        (one, other), alike = result
        return [one, other, alike]

    def unpacked_result(self, plain: Plain) -> Alike:
        """As `Meeting.unpacked_result`."""
        one, other, alike = cast("tuple[int, int, float]", plain)
        return (one, other), alike


def _alike(
    readings: Mapping[int, Measured], ranks: Mapping[str, int] | None, share: Share
) -> dict[tuple[int, int], float]:
    """The pairs of one sort that are alike, of those whom a share brings together."""
    weighted = {place: each.weights for place, each in readings.items()}
    found: dict[tuple[int, int], float] = {}
    pairs = chain(_of_one_form(readings, share), _of_one_core(readings, share))
    for pair in chain(pairs, candidates(weighted, ALIKE, ranks, share)):
        if pair not in found and (alike := likeness(readings[pair[0]], readings[pair[1]])) >= ALIKE:
            found[pair] = alike
    return found


def _of_one_core(readings: Mapping[int, Measured], share: Share) -> Iterator[tuple[int, int]]:
    """Those that have the same core, and no adjectives that differ."""
    alone: dict[frozenset[str], list[int]] = {}
    plain: dict[frozenset[str], list[int]] = {}
    qualified: dict[frozenset[str], list[int]] = {}
    by_quality: dict[tuple[frozenset[str], str], list[int]] = {}
    by_detail: dict[tuple[frozenset[str], str], list[int]] = {}
    for place, each in readings.items():
        if share.of > 1 and not share.has(_of_core(each.reading)):
            continue
        core = each.reading.core
        if len(each.weights) == 1:
            alone.setdefault(core, []).append(place)
        if each.bare:
            continue
        (qualified if each.reading.qualities else plain).setdefault(core, []).append(place)
        for quality in each.reading.qualities:
            by_quality.setdefault((core, quality), []).append(place)
        for detail in each.reading.details if each.reading.qualities else ():
            by_detail.setdefault((core, detail), []).append(place)
    for those in chain(alone.values(), plain.values(), by_quality.values()):
        yield from combinations(those, 2)
    for core, those in plain.items():
        yield from across(those, qualified.get(core, ()))
    for key, those in by_quality.items():
        yield from across(those, by_detail.get(key, ()))


def _of_one_form(readings: Mapping[int, Measured], share: Share) -> Iterator[tuple[int, int]]:
    """Those of one article that are laws or deals with the same head."""
    those: dict[tuple[str, str], list[int]] = {}
    for place, each in readings.items():
        if each.reading.form:
            for article in each.articles:
                if share.of == 1 or share.has(_of_form(each.reading, article)):
                    those.setdefault((each.reading.head, article), []).append(place)
    for places in those.values():
        yield from combinations(places, 2)


def _of_core(reading: Reading) -> int:
    return _number(*sorted(reading.core))


def _of_form(reading: Reading, article: str) -> int:
    return _number(reading.head, article)


def _number(*words: str) -> int:
    """A number that is that of the same words in every process."""
    return zlib.crc32("\0".join(words).encode("utf-8", "surrogatepass"))
