"""Object words of all claims to topics: what a codebook names, what reads the same, and what is alike."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from graphkit.accounts import TOPIC, Joined, Question
from graphkit.labels import folded
from graphkit.model import Topic
from graphkit.resolution.clustering import complete_linkage
from graphkit.resolution.likenesses import Comparison, compared
from graphkit.resolution.objects import named_pairs, split_off, units_of
from graphkit.resolution.shares import Here
from graphkit.resolution.similarity import words_of
from graphkit.resolution.slugs import identified, slug

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from graphkit.codebook import Concept
    from graphkit.resolution.clustering import Likenesses
    from graphkit.resolution.coding import Coder
    from graphkit.resolution.judgements import Judged
    from graphkit.resolution.objects import Object, Unit
    from graphkit.resolution.readings import Reading
    from graphkit.resolution.shares import Division

_LONG = 8
"""Words from which a label is not clear any more."""

_POINTING_DOUBT, _SAME_DOUBT = 0.15, 0.02


@dataclass(frozen=True, slots=True)
class ResolvedTopics:
    """The topics, the id of each object's topic in the order of the objects, why each is there, and what is open."""

    topics: tuple[Topic, ...]
    ids: tuple[str, ...]
    joined: tuple[Joined, ...]
    questions: tuple[Question, ...]


class Shown(NamedTuple):
    """A topic as who names it sees it: its label, and all its names, folded, each with its articles and None."""

    label: str
    names: frozenset[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class _Group:
    """The units of one topic, the first of which bears its label; or the concept that a codebook gives it."""

    units: tuple[Unit, ...]
    label: str
    concept: Concept | None
    spelt: str

    def names(self) -> frozenset[tuple[str, str | None]]:
        """What it is called, folded, and where: None stands for everywhere."""
        found: set[tuple[str, str | None]] = {(folded(self.label), None)}
        found |= {(folded(label), None) for label in (self.concept.labels if self.concept else ())}
        for unit in self.units:
            found |= {(folded(words), None) for words in unit.words}
            found |= {(folded(label), where) for label, article in unit.counts for where in (article, None)}
        return frozenset(found)


def resolve_topics(
    objects: Sequence[Object],
    states: frozenset[str],
    coder: Coder | None = None,
    same: Sequence[Judged] = (),
    different: Sequence[Judged] = (),
    rename: Callable[[Sequence[Shown]], Mapping[int, str]] | None = None,
    division: Division | None = None,
) -> ResolvedTopics:
    """Groups objects into topics, whatever their order.

    `states` are the ids of the countries and regions. `coder` assigns objects to the concepts of a codebook, before
    the rest is grouped. `same` and `different` are judgements over labels, everywhere or in one article; they
    overrule all else; their labels are folded. `rename` is shown the topics and gives new labels by their places.
    `division` says who compares them; without one this process does.
    """
    units, places = units_of(objects, {name for pair in (*same, *different) for name in pair})
    if coder is not None:
        for unit in units:
            unit.coded = coder(sorted(unit.labels), unit.reading)
    uncoded = {place for place, unit in enumerate(units) if unit.coded.concept is None}
    likenesses = dict(
        (division or Here()).meeting(
            Comparison(states),
            compared([unit.reading for unit in units], [unit.articles for unit in units], states, uncoded),
        )
    )
    linked = complete_linkage(
        len(units),
        likenesses,
        named_pairs(units, same, split_off(different)),
        named_pairs(units, different),
        _one_concept(units),
    )
    groups = _one_for_a_concept([_grouped([units[place] for place in group]) for group in linked])
    if rename is not None:
        shown = [Shown(group.label, group.names()) for group in groups]
        for number, label in rename(shown).items():
            groups[number] = replace(groups[number], label=label)
    wider = [] if coder is None else _unused(groups, coder)
    spellings = {group.spelt: slug(group.label) for group in (*groups, *wider)}
    ids = identified(spellings, {spelt: spelt for spelt in spellings})
    group_of = {place: number for number, group in enumerate(linked) for place in group}
    place_of = {unit.spelt: place for place, unit in enumerate(units)}

    def alike(one: Unit, other: Unit) -> float | None:
        first, second = sorted((place_of[one.spelt], place_of[other.spelt]))
        return likenesses.get((first, second))

    topics = _topics([*groups, *wider], ids)
    return ResolvedTopics(
        topics=tuple(sorted(topics, key=lambda topic: topic.id)),
        ids=tuple(ids[groups[group_of[place]].spelt] for place in places),
        joined=tuple(sorted(each for group in groups for each in _account(group, ids[group.spelt], alike))),
        questions=tuple(sorted((*_near(likenesses, groups, group_of), *_undecided(units)))),
    )


def _one_concept(units: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    """The units of each concept of a codebook, each with the first."""
    first: dict[str, int] = {}
    for place, unit in enumerate(units):
        if unit.coded.concept is not None:
            yield first.setdefault(unit.coded.concept.iri, place), place


# -- labels and ids ------------------------------------------------------------------------------------------------


def _one_for_a_concept(groups: list[_Group]) -> list[_Group]:
    """Of groups that a judgement tells apart the largest keeps the concept that a codebook gives them all."""
    first: dict[str, int] = {}
    for number in sorted(range(len(groups)), key=lambda number: (-len(groups[number].units), groups[number].spelt)):
        if (concept := groups[number].concept) is not None:
            first.setdefault(concept.iri, number)
    return [
        group
        if group.concept is None or first[group.concept.iri] == number
        else _grouped(list(group.units), coded=False)
        for number, group in enumerate(groups)
    ]


def _grouped(units: list[Unit], *, coded: bool = True) -> _Group:
    label, bearer = _label(units)
    units.sort(key=lambda unit: (unit is not bearer, unit.spelt))
    concepts = [unit.coded.concept for unit in units if unit.coded.concept is not None] if coded else []
    concept = min(concepts) if concepts else None
    if concept is not None:
        label = concept.label
    return _Group(tuple(units), label, concept, concept.iri if concept else min(unit.spelt for unit in units))


def _label(units: list[Unit]) -> tuple[str, Unit]:
    """The clearest label, and who bears it: it says it itself, with the words that most have, short, a noun phrase.

    What goes by several phrases may be called by the part of one that says what it is about. Of equals the most
    frequent is taken, then the shortest, then the first in the alphabet.
    """
    counted = Counter(word for unit in units for word in _told(unit.reading))
    usual = {word for word, count in counted.items() if 2 * count > len(units)}
    several = len({folded(label) for unit in units for label, _ in unit.counts}) > 1
    ranked = []
    for place, unit in enumerate(units):
        words = _told(unit.reading)
        for label, articles in unit.labels.items():
            long = len(label.split()) > _LONG
            unclear = (label in unit.pointing, len(usual - words), long, label in unit.clauses, _strange(words - usual))
            ranked.append((*unclear, -articles.total(), len(label), label, place))
        reading = unit.reading
        for core, count in unit.words.items() if several else ():
            said = words
            if core not in unit.whole:
                said -= {f"@{actor}" for actor in reading.about | reading.doers}
            unclear = (False, len(usual - said), len(core.split()) > _LONG, False, _strange(said - usual))
            ranked.append((*unclear, -count, len(core), core, place))
    best = min(ranked)
    return best[-2], units[best[-1]]


def _told(reading: Reading) -> frozenset[str]:
    """What a label has to tell: all but the words further off."""
    return words_of(reading) - reading.details | reading.arguments


def _strange(words: frozenset[str]) -> int:
    """How much a label says that most do not; whom it names wrongly counts most."""
    return sum(3 if word.startswith("@") else 1 for word in words)


def _topics(groups: Sequence[_Group], ids: Mapping[str, str]) -> list[Topic]:
    found = []
    by_iri = {group.concept.iri: ids[group.spelt] for group in groups if group.concept}
    for group, wider in zip(groups, _broader(groups), strict=True):
        written = {label for unit in group.units for label, _ in unit.counts}
        coded = group.concept.broader if group.concept else ()
        found.append(
            Topic(
                id=ids[group.spelt],
                label=group.label,
                aliases=tuple(
                    sorted((written | set(group.concept.alternative if group.concept else ())) - {group.label})
                ),
                broader=tuple(
                    sorted({*(by_iri[iri] for iri in coded), *(ids[groups[place].spelt] for place in wider)})
                ),
                same_as=(group.concept.iri,) if group.concept else (),
            )
        )
    return found


def _unused(groups: Sequence[_Group], coder: Coder) -> list[_Group]:
    """The concepts of a codebook under which used ones stand, and that no object has."""
    used = {group.concept.iri for group in groups if group.concept}
    above = [iri for group in groups if group.concept for iri in group.concept.broader]
    found: dict[str, _Group] = {}
    while above:
        iri = above.pop()
        if iri not in used and iri not in found:
            concept = coder.concepts[iri]
            found[iri] = _Group((), concept.label, concept, iri)
            above += concept.broader
    return [found[iri] for iri in sorted(found)]


def _broader(groups: Sequence[_Group]) -> list[list[int]]:
    """For each topic the nearest ones whose words it contains: "US security guarantee" under "security guarantee".

    What a codebook orders is left as it is.
    """
    said = [
        frozenset.intersection(*(words_of(unit.reading) for unit in group.units))
        if group.units and group.concept is None
        else frozenset()
        for group in groups
    ]
    heads = [{(unit.reading.head, unit.reading.contrary) for unit in group.units} for group in groups]
    spread = Counter(word for words in said for word in words)
    under: dict[str, list[int]] = {}
    for place, words in enumerate(said):
        if words:
            under.setdefault(min(words, key=lambda word: (spread[word], word)), []).append(place)
    found = []
    for place, words in enumerate(said):
        wider = {
            other
            for word in words
            for other in under.get(word, ())
            if said[other] < words and heads[other] & heads[place]
        }
        found.append(sorted(one for one in wider if not any(said[one] < said[other] for other in wider)))
    return found


# -- accounts ------------------------------------------------------------------------------------------------------


def _account(group: _Group, id_: str, alike: Callable[[Unit, Unit], float | None]) -> Iterator[Joined]:
    """Why each phrase of a topic is there."""
    bearer = group.units[0]
    for unit in group.units:
        if unit.coded.concept is not None:
            rule, reason, doubt = unit.coded.rule, unit.coded.reason, unit.coded.doubt
        elif unit is bearer or unit.reading == bearer.reading:
            rule, reason, doubt = "same words", "it says the same in the same words", _SAME_DOUBT
        elif (found := alike(unit, bearer)) is not None:
            words = min(bearer.labels)
            rule, reason, doubt = "alike", f"it is {found:.2f} alike to '{words}' and to all others here", 1 - found
        else:
            rule, reason, doubt = "ledger", "a person judged them to be the same", 0.0
        for label, articles in unit.labels.items():
            told = (rule, reason, doubt)
            if label == group.label:
                told = ("label", "it is the label", 0.0)
            elif label in unit.pointing:
                told = (
                    "antecedent",
                    f"it points back to what its article says before; then: {reason}",
                    doubt + _POINTING_DOUBT,
                )
            rule_, reason_, doubt_ = told
            yield Joined(
                id_, label, TOPIC, tuple(sorted(articles)), articles.total(), rule_, reason_, round(min(doubt_, 1.0), 2)
            )


def _near(likenesses: Likenesses, groups: Sequence[_Group], group_of: Mapping[int, int]) -> Iterator[Question]:
    """The topics of which some members are alike, but not all."""
    nearest: dict[tuple[int, int], float] = {}
    for (first, second), alike in likenesses.items():
        one, other = sorted((group_of[first], group_of[second]))
        if one != other:
            nearest[one, other] = max(alike, nearest.get((one, other), 0.0))
    held: dict[int, tuple[str, ...]] = {}
    for pair, alike in nearest.items():
        number, other = sorted(pair, key=lambda number: groups[number].label)
        if number not in held:
            held[number] = tuple(sorted({article for unit in groups[number].units for article in unit.articles}))
        why = f"some of their phrases are {alike:.2f} alike, but not all are"
        yield Question(groups[number].label, held[number], (groups[other].label,), why)


def _undecided(units: Iterable[Unit]) -> Iterator[Question]:
    for unit in units:
        if unit.coded.candidates:
            why = "several concepts of the codebook fit it equally"
            yield Question(min(unit.labels), tuple(sorted(unit.articles)), unit.coded.candidates, why)
