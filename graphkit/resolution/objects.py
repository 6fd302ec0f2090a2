"""Objects that read the same, as one unit: what topics are made of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graphkit.labels import folded, spaced
from graphkit.resolution.coding import UNCODED, Coded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from graphkit.model import ObjectPhrase
    from graphkit.resolution.judgements import Judged, Name
    from graphkit.resolution.readings import Reading


@dataclass(frozen=True, slots=True)
class Object:
    """An object phrase in its article, with its reading."""

    phrase: ObjectPhrase
    article: str
    reading: Reading


@dataclass(slots=True)
class Unit:
    """Objects that read the same: how often each article has which label, and which labels are not clear.

    `words` are the parts of the labels that say what they are about, `whole` those that name all who are in it. What
    a judgement names is a unit of its own; `judged` is that name. `spelt` tells a unit from all others, the same in
    every run.
    """

    reading: Reading
    judged: Name | None
    spelt: str
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    clauses: frozenset[str] = frozenset()
    pointing: frozenset[str] = frozenset()
    words: dict[str, int] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()
    coded: Coded = UNCODED

    @property
    def labels(self) -> dict[str, Counter[str]]:
        """How often each article has each label."""
        found: dict[str, Counter[str]] = {}
        for (label, article), count in self.counts.items():
            found.setdefault(label, Counter())[article] = count
        return found

    @property
    def articles(self) -> tuple[str, ...]:
        """The ids of the articles that say it, sorted."""
        return tuple(sorted({article for _, article in self.counts}))

    def add(self, phrase: ObjectPhrase, article: str) -> None:
        """Counts a phrase."""
        label = spaced(phrase.label)
        self.counts[label, article] = self.counts.get((label, article), 0) + 1
        content = phrase.content
        if content.words:
            self.words[content.words] = self.words.get(content.words, 0) + 1
            if all(mention.text in content.words for mention in (*content.about, *content.doers)):
                self.whole |= {content.words}
        if phrase.clause:
            self.clauses |= {label}
        if phrase.content.antecedent is not None:
            self.pointing |= {label}


def units_of(objects: Sequence[Object], judged: Collection[Name]) -> tuple[list[Unit], list[int]]:
    """The units, sorted, and the place of each object's unit among them. `judged` are normal labels."""
    made: dict[tuple[Reading, Name | None], Unit] = {}
    keys = []
    for object_ in objects:
        named = None
        if judged:
            label = folded(object_.phrase.label)
            named = next((name for name in ((label, object_.article), (label, None)) if name in judged), None)
        key = (object_.reading, named)
        if key not in made:
            made[key] = Unit(*key, object_.reading.spelt() + (f" = {named!r}" if named else ""))
        made[key].add(object_.phrase, object_.article)
        keys.append(key)
    ordered = sorted(made, key=lambda key: made[key].spelt)
    place = {key: number for number, key in enumerate(ordered)}
    return [made[key] for key in ordered], [place[key] for key in keys]


def named_pairs(
    units: Sequence[Unit], judgements: Iterable[Judged], split: Collection[Name] = frozenset()
) -> Iterator[tuple[int, int]]:
    """The pairs of units that judgements speak of.

    A name without an article is that of all articles but those where it is `split` off as another.
    """
    places: dict[Name, list[int]] = {}
    for place, unit in enumerate(units):
        if unit.judged is not None:
            places.setdefault(unit.judged, []).append(place)
            if unit.judged[1] is not None and unit.judged not in split:
                places.setdefault((unit.judged[0], None), []).append(place)
    for one, other in judgements:
        yield from ((a, b) for a in places.get(one, ()) for b in places.get(other, ()) if a != b)


def split_off(different: Iterable[Judged]) -> set[Name]:
    """The names of articles that were judged to be none of the others of that name."""
    return {name for pair in different if pair[0][0] == pair[1][0] for name in pair if name[1] is not None}
