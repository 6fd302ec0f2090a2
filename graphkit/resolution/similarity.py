"""How alike two readings are, and which pairs are worth asking: none is missed, and not all are looked at.

The measure is Dice's coefficient (Dice 1945) over weighted words; what cannot be one thing has none. The pairs
come from prefix filtering (Chaudhuri, Ganti and Kaushik 2006; Bayardo, Ma and Srikant 2007): two sets that are alike
share a word among the rarest of each, so that only the lists of those words need to be walked.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

from graphkit.resolution.readings import is_region

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from graphkit.resolution.readings import Reading

ALIKE = 0.72
"""The similarity from which two readings may be one topic."""

CORE, ARGUMENT, QUALITY, DETAIL, STATE, OWNER, PARTY = 1.0, 0.5, 0.4, 0.3, 1.5, 0.3, 0.4
"""What a word, one behind "for" or "on", an adjective, a word further off weighs, and what a state as owner, another
owner and another actor in it."""

DETAILS = 0.6
"""What all words further off weigh together at most."""

_OTHER_FORM, _OTHER_QUALITY = 0.9, 0.75
"""What is left of a similarity where one is a law and the other a deal, and where adjectives differ."""

_ROUNDING = 1e-9


class Measure:
    """How alike the readings of a corpus are, asked for by their places."""

    def __init__(
        self, readings: Sequence[Reading], articles: Sequence[Collection[str]], states: frozenset[str]
    ) -> None:
        """`articles` are those of each reading, `states` the ids of countries and regions."""
        self._readings = readings
        self._articles = articles
        self._states = states
        self._named: dict[str, set[str]] = {}
        for reading, where in zip(readings, articles, strict=True):
            for article in where:
                self._named.setdefault(article, set()).update(_parties(reading) & states)
        self._weights = [weights(reading, states) for reading in readings]

    def __call__(self, place: int, its: int) -> float:
        """From 0 to 1."""
        one, other = self._readings[place], self._readings[its]
        # a thing and its change are two: "the right to strike" and "limits on the right to strike"
        if bool(one.changes) != bool(other.changes):
            return 0.0
        if self._apart(one, other) or _is_bare(one) or _is_bare(other):
            return 0.0
        mine, theirs = self._weights[place], self._weights[its]
        shared = sum(min(mine[word], theirs[word]) for word in mine.keys() & theirs.keys())
        alike = 2 * shared / (sum(mine.values()) + sum(theirs.values()))
        if _are_other_forms(one, other):
            alike *= _OTHER_FORM
        if _qualify(one, other):
            alike *= _OTHER_QUALITY
        together = not set(self._articles[place]).isdisjoint(self._articles[its])
        if not together and (_is_narrower(one, other) or self._is_elsewhere(place, its)):
            return 0.0
        same = _adds_nothing(one, other) or (together and _is_same_form(one, other))
        return max(alike, ALIKE) if same else alike

    def pairs(self) -> Iterator[tuple[int, int]]:
        """The pairs of places, lower first, that may be alike; each once."""
        blocks: dict[tuple[bool, str | frozenset[str], str], list[int]] = {}
        for place, reading in enumerate(self._readings):
            if not _is_bare(reading):
                blocks.setdefault((reading.contrary, reading.core, ""), []).append(place)
                for article in self._articles[place] if reading.form else ():
                    blocks.setdefault((reading.contrary, reading.head, article), []).append(place)
        found = {pair for places in blocks.values() for pair in combinations(places, 2)}
        found.update(candidates(self._weights))
        yield from sorted(found)

    def _apart(self, one: Reading, other: Reading) -> bool:
        """Whether two cannot be one thing: one wants its end, or they are of other articles, actors or figures."""
        if one.contrary != other.contrary or one.article != other.article:
            return True
        if _is_disjoint(one.owners, other.owners, one, other) or _is_disjoint(one.about, other.about, one, other):
            return True
        if _is_disjoint(one.owners, other.about, one, other) or _is_disjoint(one.about, other.owners, one, other):
            return True
        # "American tariffs on Canadian steel" and "Canadian tariffs on American steel"
        if one.owners & other.about and other.owners & one.about:
            return True
        # whose it is makes a topic of its own if it is a state's: "US security guarantee" and "security guarantee"
        if not (one.owners & self._states <= _parties(other) and other.owners & self._states <= _parties(one)):
            return True
        if _is_disjoint(self._doing(one), self._doing(other), one, other):
            return True
        return _differ(_figures(one), _figures(other)) or _argue(one, other) or _oppose(one, other)

    def _is_elsewhere(self, place: int, its: int) -> bool:
        """Whether only one names a state, and no object in the articles of the other does.

        "Rent caps" are those in Spain only where their article speaks of Spain.
        """
        mine, theirs = (_parties(self._readings[each]) & self._states for each in (place, its))
        if bool(mine) == bool(theirs):
            return False
        shorter = its if mine else place
        return not any(self._named[article] & (mine | theirs) for article in self._articles[shorter])

    def _doing(self, reading: Reading) -> frozenset[str]:
        """The countries that are to do it. What the United Kingdom does, Europe may do; who else is to is no matter."""
        return frozenset(actor for actor in reading.doers if actor in self._states and not is_region(actor))


def weights(reading: Reading, states: frozenset[str]) -> dict[str, float]:
    """What each word and actor of a reading weighs; `states` are the ids of countries and regions."""
    detail = min(DETAIL, DETAILS / max(len(reading.details - reading.arguments), 1))
    found = dict.fromkeys(reading.details, detail) | dict.fromkeys(reading.qualities, QUALITY)
    found |= dict.fromkeys(reading.arguments, ARGUMENT)
    found |= dict.fromkeys(reading.core, CORE)
    found |= {f"@{actor}": PARTY for actor in reading.about}
    found |= {f"@{actor}": PARTY for actor in reading.doers if actor in states}
    found |= {f"@{actor}": STATE if actor in states else OWNER for actor in reading.owners}
    if reading.article:
        found[f"#{reading.article}"] = CORE
    return found


def candidates(weighted: Sequence[dict[str, float]], least: float = ALIKE) -> Iterator[tuple[int, int]]:
    """The pairs of places in the sequence, lower first, whose Dice coefficient can reach `least`; each once."""
    spread = Counter(word for words in weighted for word in words)
    totals = [sum(words.values()) for words in weighted]
    # To reach it, two must share at least this part of the weight of each.
    part = least / (2 - least)
    lists: dict[str, list[int]] = {}
    for place, words in enumerate(weighted):
        seen: set[int] = set()
        left = totals[place]
        for word in sorted(words, key=lambda word: (spread[word], word)):
            if left < part * totals[place] - _ROUNDING:
                break
            left -= words[word]
            here = lists.setdefault(word, [])
            seen.update(earlier for earlier in here if part * totals[place] <= totals[earlier] <= totals[place] / part)
            here.append(place)
        yield from ((earlier, place) for earlier in sorted(seen))


def _is_bare(reading: Reading) -> bool:
    """Whether one word is all that there is: "discussions" may be those of anybody about anything."""
    others = reading.qualities | reading.details | reading.owners | reading.doers | reading.about
    return len(reading.core) == 1 and not others and not reading.form and not reading.article


def _are_other_forms(one: Reading, other: Reading) -> bool:
    """Whether one is a law and the other a deal, or the one word of a "migration pact" stands alone: "migrants"."""
    if "act" in (one.form, other.form) or one.form == other.form:
        return False
    return bool(one.form and other.form) or len(one.core | other.core) == 1


def _adds_nothing(one: Reading, other: Reading) -> bool:
    """Whether two have the same core, and what one says beside it the other does not gainsay."""
    if one.core != other.core or _are_other_forms(one, other):
        return False
    return not _qualify(one, other) and not _differ(one.details, other.details)


def _is_narrower(one: Reading, other: Reading) -> bool:
    """Whether only one of them is about something more: "a tax on fuel" and "the tax".

    Within an article the shorter one may leave out what the longer says; and a figure says by itself which it is.
    """
    if _figures(one) & _figures(other):
        return False
    mine, theirs = one.arguments - _words(other), other.arguments - _words(one)
    return bool(mine) != bool(theirs)


def _argue(one: Reading, other: Reading) -> bool:
    """Whether each is about something that the other does not name: "a tax on robots" and "a tax on plastics"."""
    return bool(one.arguments - _words(other) and other.arguments - _words(one))


def _oppose(one: Reading, other: Reading) -> bool:
    """Whether one says a word of which the other says the opposite, and not the word itself."""
    mine, theirs = _words(one), _words(other)
    return bool(one.opposed & theirs - mine and other.opposed & mine - theirs)


def _words(reading: Reading) -> frozenset[str]:
    return reading.core | reading.qualities | reading.details


def _is_same_form(one: Reading, other: Reading) -> bool:
    """Whether two of one article are the same bill or deal: of one form and head, and no words tell them apart.

    One sense per discourse (Gale, Church and Yarowsky 1992).
    """
    if (
        not one.form
        or not other.form
        or one.head != other.head
        or (one.form != other.form and "act" not in (one.form, other.form))
    ):
        return False
    return not _differ(one.core - {one.head}, other.core - {one.head}) and not _differ(one.qualities, other.qualities)


def _qualify(one: Reading, other: Reading) -> bool:
    """Whether each has adjectives, and the other says none of them anywhere."""
    mine, theirs = one.qualities, other.qualities
    return bool(mine and theirs) and not mine & _words(other) and not theirs & _words(one)


def _differ(some: frozenset[str], others: frozenset[str]) -> bool:
    """Whether both say something, and not the same."""
    return bool(some and others) and not some & others


def _is_disjoint(some: frozenset[str], others: frozenset[str], one: Reading, other: Reading) -> bool:
    """Whether both have actors in a part, and none of either is anywhere in the other."""
    return bool(some and others) and not (some & _parties(other) or others & _parties(one))


def _parties(reading: Reading) -> frozenset[str]:
    return reading.owners | reading.doers | reading.about


def _figures(reading: Reading) -> frozenset[str]:
    parts = (reading.core, reading.qualities, reading.details)
    return frozenset(word for part in parts for word in part if word[0].isdigit())
