"""How alike two readings are: Dice's coefficient (Dice 1945) over weighted words; what cannot be one thing has none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain, combinations
from typing import TYPE_CHECKING

from graphkit.resolution.pairs import across, candidates
from graphkit.resolution.readings import is_region

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from graphkit.resolution.clustering import Likenesses
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

_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Measured:
    """A reading with what its comparison asks for again and again."""

    reading: Reading
    weights: dict[str, float]
    total: float
    parties: frozenset[str]
    owning: frozenset[str]
    doing: frozenset[str]
    states: frozenset[str]
    figures: frozenset[str]
    words: frozenset[str]
    bare: bool


class Measure:
    """How alike the readings of a corpus are, asked for by their places."""

    def __init__(
        self, readings: Sequence[Reading], articles: Sequence[Collection[str]], states: frozenset[str]
    ) -> None:
        """`articles` are those of each reading, `states` the ids of countries and regions."""
        self._articles = [where if len(where) < 2 else frozenset(where) for where in articles]
        self._states = states
        self._measured = [self._of(reading) for reading in readings]
        self._named: dict[str, set[str]] = {}
        for measured, where in zip(self._measured, articles, strict=True):
            for article in where if measured.states else ():
                self._named.setdefault(article, set()).update(measured.states)

    def _of(self, reading: Reading) -> _Measured:
        found = weights(reading, self._states)
        return _Measured(
            reading=reading,
            weights=found,
            total=sum(found.values()),
            parties=(reading.owners | reading.doers | reading.about) or _NOTHING,
            owning=reading.owners & self._states or _NOTHING,
            # what the United Kingdom does, Europe may do; and who else is to do it is no matter
            doing=frozenset(a for a in reading.doers if a in self._states and not is_region(a)) or _NOTHING,
            states=(reading.owners | reading.doers | reading.about) & self._states or _NOTHING,
            figures=_figures(reading) or _NOTHING,
            words=reading.core | more if (more := reading.qualities | reading.details) else reading.core,
            bare=_is_bare(reading),
        )

    def __call__(self, place: int, its: int) -> float:
        """From 0 to 1."""
        few, many = self._articles[place], self._articles[its]
        if len(few) > len(many):
            few, many = many, few
        together = any(article in many for article in few)
        if not together and self._is_elsewhere(place, its):
            return 0.0
        return _alike(self._measured[place], self._measured[its], together=together)

    def _is_elsewhere(self, place: int, its: int) -> bool:
        """Whether only one names a state, and no object in the articles of the other does.

        "Rent caps" are those in Spain only where their article speaks of Spain.
        """
        mine, theirs = self._measured[place].states, self._measured[its].states
        if bool(mine) == bool(theirs):
            return False
        shorter = its if mine else place
        return not any(self._named.get(article, _NOTHING) & (mine | theirs) for article in self._articles[shorter])

    def likenesses(self, places: Iterable[int]) -> Likenesses:
        """All pairs of these places that are alike.

        Pairs are looked at as they come and only those that are alike are kept: there are far fewer of them.
        """
        sorts: dict[tuple[bool, bool, str], list[int]] = {}
        for place in sorted(places):
            sorts.setdefault(_sort(self._measured[place].reading), []).append(place)
        found: dict[tuple[int, int], float] = {}
        for those in sorts.values():
            if len(those) > 1:
                weighted = {place: self._measured[place].weights for place in those}
                for pair in chain(self._of_one_form(those), self._of_one_core(those), candidates(weighted, ALIKE)):
                    if pair not in found and (alike := self(*pair)) >= ALIKE:
                        found[pair] = alike
        return found

    def _of_one_core(self, places: Collection[int]) -> Iterator[tuple[int, int]]:
        """Those that have the same core, and no adjectives that differ."""
        alone: dict[frozenset[str], list[int]] = {}
        plain: dict[frozenset[str], list[int]] = {}
        qualified: dict[frozenset[str], list[int]] = {}
        by_quality: dict[tuple[frozenset[str], str], list[int]] = {}
        by_detail: dict[tuple[frozenset[str], str], list[int]] = {}
        for place in places:
            each = self._measured[place]
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

    def _of_one_form(self, places: Collection[int]) -> Iterator[tuple[int, int]]:
        """Those of one article that are laws or deals with the same head."""
        blocks: dict[tuple[bool, str, str], list[int]] = {}
        for place in places:
            each = self._measured[place]
            if each.reading.form:
                for article in self._articles[place]:
                    blocks.setdefault((each.reading.contrary, each.reading.head, article), []).append(place)
        for those in blocks.values():
            yield from combinations(those, 2)


def _alike(mine: _Measured, its: _Measured, *, together: bool) -> float:
    one, other = mine.reading, its.reading
    if mine.bare or its.bare:
        return float(_is_same_word(one, other))
    if _apart(mine, its) or (not together and _is_narrower(mine, its)):
        return 0.0
    weight = its.weights
    shared = sum(min(mass, weight[word]) for word, mass in mine.weights.items() if word in weight)
    alike = 2 * shared / (mine.total + its.total)
    if _are_other_forms(one, other):
        alike *= _OTHER_FORM
    if _qualify(mine, its):
        alike *= _OTHER_QUALITY
    if alike < ALIKE and (_adds_nothing(mine, its) or (together and _is_same_form(one, other))):
        return ALIKE
    return alike


def _apart(mine: _Measured, its: _Measured) -> bool:
    """Whether two cannot be one thing: one wants its end, or they are of other articles, actors, figures or things."""
    one, other = mine.reading, its.reading
    # a thing and its change are two: "the right to strike" and "limits on the right to strike"
    if _sort(one) != _sort(other):
        return True
    return _differ(mine.figures, its.figures) or _are_others(mine, its) or _argue(mine, its) or _oppose(mine, its)


def _sort(reading: Reading) -> tuple[bool, bool, str]:
    """What two that are one thing have in common."""
    return reading.contrary, bool(reading.changes), reading.article


def _are_others(mine: _Measured, its: _Measured) -> bool:
    """Whether the actors in two tell them apart."""
    if not mine.parties and not its.parties:
        return False
    one, other = mine.reading, its.reading
    # whose it is makes a topic of its own if it is a state's: "US security guarantee" and "security guarantee"
    if not (mine.owning <= its.parties and its.owning <= mine.parties):
        return True
    # "American tariffs on Canadian steel" and "Canadian tariffs on American steel"
    if one.owners & other.about and other.owners & one.about:
        return True
    parts = (
        (one.owners, other.owners),
        (one.about, other.about),
        (one.owners, other.about),
        (one.about, other.owners),
        (mine.doing, its.doing),
    )
    return any(some and others and not some & its.parties and not others & mine.parties for some, others in parts)


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


def words_of(reading: Reading) -> frozenset[str]:
    """All words and actors of a reading; what says nothing outside its article has that too."""
    actors = frozenset(f"@{actor}" for actor in reading.owners | reading.doers | reading.about)
    own = frozenset({f"#{reading.article}"}) if reading.article else frozenset()
    return reading.core | reading.qualities | reading.details | actors | own


def _is_bare(reading: Reading) -> bool:
    """Whether one word is all that there is: "discussions" may be those of anybody about anything."""
    others = reading.qualities | reading.details | reading.owners | reading.doers | reading.about
    return len(reading.core) == 1 and not others and not reading.form and not reading.article


def _is_same_word(one: Reading, other: Reading) -> bool:
    """Whether each is the same one word, alone or as what somebody does with it: "peace", "a call for peace"."""
    mine, theirs = (replace(reading, form="") if reading.form == "act" else reading for reading in (one, other))
    return mine == theirs


def _are_other_forms(one: Reading, other: Reading) -> bool:
    """Whether one is a law and the other a deal, or the one word of a "migration pact" stands alone: "migrants"."""
    if "act" in (one.form, other.form) or one.form == other.form:
        return False
    return bool(one.form and other.form) or len(one.core | other.core) == 1


def _adds_nothing(mine: _Measured, its: _Measured) -> bool:
    """Whether two have the same core, and what one says beside it the other does not gainsay."""
    one, other = mine.reading, its.reading
    if one.core != other.core or _are_other_forms(one, other):
        return False
    return not _qualify(mine, its) and not _differ(one.details, other.details)


def _is_narrower(mine: _Measured, its: _Measured) -> bool:
    """Whether only one of them is about something more: "a tax on fuel" and "the tax".

    Within an article the shorter one may leave out what the longer says; and a figure says by itself which it is.
    """
    if mine.figures & its.figures:
        return False
    return bool(mine.reading.arguments - its.words) != bool(its.reading.arguments - mine.words)


def _argue(mine: _Measured, its: _Measured) -> bool:
    """Whether each is about something that the other does not name: "a tax on robots" and "a tax on plastics"."""
    return bool(mine.reading.arguments - its.words and its.reading.arguments - mine.words)


def _oppose(mine: _Measured, its: _Measured) -> bool:
    """Whether one says a word of which the other says the opposite, and not the word itself."""
    if not mine.reading.opposed or not its.reading.opposed:
        return False
    return bool(mine.reading.opposed & its.words - mine.words and its.reading.opposed & mine.words - its.words)


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


def _qualify(mine: _Measured, its: _Measured) -> bool:
    """Whether each has adjectives, and the other says none of them anywhere."""
    one, other = mine.reading.qualities, its.reading.qualities
    return bool(one and other) and not one & its.words and not other & mine.words


def _differ(some: frozenset[str], others: frozenset[str]) -> bool:
    """Whether both say something, and not the same."""
    return bool(some and others) and not some & others


def _figures(reading: Reading) -> frozenset[str]:
    parts = (reading.core, reading.qualities, reading.details)
    return frozenset(word for part in parts for word in part if word[0].isdigit())
