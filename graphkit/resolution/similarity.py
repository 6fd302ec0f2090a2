"""How alike two readings are: Dice's coefficient (Dice 1945) over weighted words; what cannot be one thing has none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import fsum
from typing import TYPE_CHECKING, NamedTuple

from graphkit.resolution.readings import is_region

if TYPE_CHECKING:
    from collections.abc import Collection

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


class Compared(NamedTuple):
    """A reading with what its comparison needs to know of the corpus.

    `place` tells it from all others, `articles` are those that say it; `near` are the states in other objects of
    these articles, of a reading that names none itself.
    """

    place: int
    reading: Reading
    articles: Collection[str]
    near: frozenset[str]


@dataclass(frozen=True, slots=True)
class Measured:
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
    articles: Collection[str]
    near: frozenset[str]


def measured(each: Compared, states: frozenset[str]) -> Measured:
    """What is compared of a reading; `states` are the ids of countries and regions."""
    reading = each.reading
    found = weights(reading, states)
    return Measured(
        reading=reading,
        weights=found,
        total=fsum(found.values()),
        parties=(reading.owners | reading.doers | reading.about) or _NOTHING,
        owning=reading.owners & states or _NOTHING,
        # what the United Kingdom does, Europe may do; and who else is to do it is no matter
        doing=frozenset(a for a in reading.doers if a in states and not is_region(a)) or _NOTHING,
        states=states_in(reading, states),
        figures=_figures(reading) or _NOTHING,
        words=reading.core | more if (more := reading.qualities | reading.details) else reading.core,
        bare=_is_bare(reading),
        articles=each.articles,
        near=each.near,
    )


def states_in(reading: Reading, states: frozenset[str]) -> frozenset[str]:
    """The states that a reading names."""
    return (reading.owners | reading.doers | reading.about) & states or _NOTHING


def likeness(mine: Measured, its: Measured) -> float:
    """From 0 to 1."""
    few, many = mine.articles, its.articles
    if len(few) > len(many):
        few, many = many, few
    together = any(article in many for article in few)
    if not together and _is_elsewhere(mine, its):
        return 0.0
    return _alike(mine, its, together=together)


def _is_elsewhere(mine: Measured, its: Measured) -> bool:
    """Whether only one names a state, and no object in the articles of the other does.

    "Rent caps" are those in Spain only where their article speaks of Spain.
    """
    if bool(mine.states) == bool(its.states):
        return False
    named, near = (mine.states, its.near) if mine.states else (its.states, mine.near)
    return named.isdisjoint(near)


def _alike(mine: Measured, its: Measured, *, together: bool) -> float:
    one, other = mine.reading, its.reading
    if mine.bare or its.bare:
        return float(_is_same_word(one, other))
    if _apart(mine, its) or (not together and _is_narrower(mine, its)):
        return 0.0
    weight = its.weights
    # rounded once: the order of words in a set differs between runs, and the sum must not
    shared = fsum(min(mass, weight[word]) for word, mass in mine.weights.items() if word in weight)
    alike = 2 * shared / (mine.total + its.total)
    if _are_other_forms(one, other):
        alike *= _OTHER_FORM
    if _qualify(mine, its):
        alike *= _OTHER_QUALITY
    if alike < ALIKE and (_adds_nothing(mine, its) or (together and _is_same_form(one, other))):
        return ALIKE
    return alike


def _apart(mine: Measured, its: Measured) -> bool:
    """Whether two cannot be one thing: one wants its end, or they are of other articles, actors, figures or things."""
    one, other = mine.reading, its.reading
    # a thing and its change are two: "the right to strike" and "limits on the right to strike"
    if sort_of(one) != sort_of(other):
        return True
    return _differ(mine.figures, its.figures) or _are_others(mine, its) or _argue(mine, its) or _oppose(mine, its)


def sort_of(reading: Reading) -> tuple[bool, bool, str]:
    """What two that are one thing have in common."""
    return reading.contrary, bool(reading.changes), reading.article


def _are_others(mine: Measured, its: Measured) -> bool:
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


def _adds_nothing(mine: Measured, its: Measured) -> bool:
    """Whether two have the same core, and what one says beside it the other does not gainsay."""
    one, other = mine.reading, its.reading
    if one.core != other.core or _are_other_forms(one, other):
        return False
    return not _qualify(mine, its) and not _differ(one.details, other.details)


def _is_narrower(mine: Measured, its: Measured) -> bool:
    """Whether only one of them is about something more: "a tax on fuel" and "the tax".

    Within an article the shorter one may leave out what the longer says; and a figure says by itself which it is.
    """
    if mine.figures & its.figures:
        return False
    return bool(mine.reading.arguments - its.words) != bool(its.reading.arguments - mine.words)


def _argue(mine: Measured, its: Measured) -> bool:
    """Whether each is about something that the other does not name: "a tax on robots" and "a tax on plastics"."""
    return bool(mine.reading.arguments - its.words and its.reading.arguments - mine.words)


def _oppose(mine: Measured, its: Measured) -> bool:
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


def _qualify(mine: Measured, its: Measured) -> bool:
    """Whether each has adjectives, and the other says none of them anywhere."""
    one, other = mine.reading.qualities, its.reading.qualities
    return bool(one and other) and not one & its.words and not other & mine.words


def _differ(some: frozenset[str], others: frozenset[str]) -> bool:
    """Whether both say something, and not the same."""
    return bool(some and others) and not some & others


def _figures(reading: Reading) -> frozenset[str]:
    parts = (reading.core, reading.qualities, reading.details)
    return frozenset(word for part in parts for word in part if word[0].isdigit())
