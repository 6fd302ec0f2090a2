"""Object words of all claims to topics: what reads the same is one, and what is alike is grouped."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graphkit.model import Topic, digest
from graphkit.resolution.clustering import Likeness, complete_linkage
from graphkit.resolution.similarity import ALIKE, Measure
from graphkit.resolution.slugs import distinct, slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphkit.model import ObjectPhrase
    from graphkit.resolution.readings import Reading

_LONG = 8
"""Words from which a label is not clear any more."""


@dataclass(frozen=True, slots=True)
class ResolvedTopics:
    """The topics, and the id of each object's topic by the reading of the object."""

    topics: tuple[Topic, ...]
    ids: Mapping[Reading, str]


@dataclass(slots=True)
class _Worded:
    """The words that have a reading: labels, how often each stands there, and those that are not clear."""

    labels: Counter[str] = field(default_factory=Counter)
    clauses: set[str] = field(default_factory=set)
    pointing: set[str] = field(default_factory=set)
    articles: set[str] = field(default_factory=set)


def resolve_topics(phrases: Iterable[tuple[ObjectPhrase, str, Reading]], states: frozenset[str]) -> ResolvedTopics:
    """Groups object phrases, each with its article and its reading, into topics. Their order does not matter.

    `states` are the ids of the countries and regions.
    """
    worded: dict[Reading, _Worded] = {}
    for phrase, article, reading in phrases:
        words = worded.setdefault(reading, _Worded())
        words.articles.add(article)
        label = " ".join(phrase.label.split())
        words.labels[label] += 1
        if phrase.clause:
            words.clauses.add(label)
        if phrase.content.antecedent is not None:
            words.pointing.add(label)
    readings = sorted(worded, key=lambda reading: reading.spelt())
    measure = Measure(readings, [worded[reading].articles for reading in readings], states)
    likenesses = [
        Likeness(one, other, alike) for one, other in measure.pairs() if (alike := measure(one, other)) >= ALIKE
    ]
    groups = [[readings[place] for place in places] for places in complete_linkage(len(readings), likenesses)]
    spelt = [group[0].spelt() for group in groups]
    names = [_label(group, worded) for group in groups]
    ids = distinct(
        {key: slug(name) for key, name in zip(spelt, names, strict=True)},
        {key: digest(key, length=4) for key in spelt},
    )
    broader = _broader(groups)
    topics = [
        Topic(
            id=ids[key],
            label=name,
            aliases=tuple(sorted({label for reading in group for label in worded[reading].labels} - {name})),
            broader=tuple(sorted(ids[spelt[wider]] for wider in broader[place])),
        )
        for place, (key, name, group) in enumerate(zip(spelt, names, groups, strict=True))
    ]
    by_reading = {reading: ids[key] for key, group in zip(spelt, groups, strict=True) for reading in group}
    return ResolvedTopics(tuple(sorted(topics, key=lambda topic: topic.id)), by_reading)


def _label(group: list[Reading], worded: Mapping[Reading, _Worded]) -> str:
    """The clearest of the labels: one that says it itself, short, a noun phrase, with the words that most have."""
    usual = Counter(word for reading in group for word in _words(reading))
    ranked = []
    for reading in group:
        words = _words(reading)
        missing = sum(2 * count > len(group) for word, count in usual.items() if word not in words)
        extra = sum(2 * count <= len(group) for word, count in usual.items() if word in words)
        its = worded[reading]
        for label, count in its.labels.items():
            long = len(label.split()) > _LONG
            unclear = (label in its.pointing, long, label in its.clauses, missing + extra)
            ranked.append((*unclear, -count, len(label), label))
    return min(ranked)[-1]


def _broader(groups: list[list[Reading]]) -> list[list[int]]:
    """For each topic the nearest ones whose words it contains: "US security guarantee" under "security guarantee"."""
    said = [frozenset.intersection(*(_words(reading) for reading in group)) for group in groups]
    heads = [{(reading.head, reading.contrary) for reading in group} for group in groups]
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


def _words(reading: Reading) -> frozenset[str]:
    actors = frozenset(f"@{actor}" for actor in reading.owners | reading.doers | reading.about)
    own = frozenset({f"#{reading.article}"}) if reading.article else frozenset()
    return reading.core | reading.qualities | reading.details | actors | own
