"""A made-up graph of any size, in the shape of a real one: few actors and topics are everywhere, many are rare."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

from graphkit.model import MODALITIES, Actor, Evidence, Source, StanceGraph, Statement, Topic, digest

if TYPE_CHECKING:
    from collections.abc import Sequence

TRIPLES_A_STATEMENT = 25
"""Triples for each statement of a graph of this shape: its own, its sentence's, and its share of all else."""

_KINDS = ("Person", "Person", "Person", "Organization", "Group", "Country")
_CUES = {"supports": "backed", "opposes": "rejected", "proposes": "called for"}
_SYLLABLES = [
    "bar",
    "ven",
    "tol",
    "mir",
    "kas",
    "del",
    "ron",
    "fin",
    "gal",
    "hes",
    "jun",
    "lor",
    "nav",
    "pel",
    "quin",
    "ras",
    "sol",
    "tev",
    "ulm",
    "wex",
    "yor",
    "zan",
]
_SUBJECTS = [
    "tax",
    "levy",
    "treaty",
    "inquiry",
    "tunnel",
    "harbour",
    "pension",
    "quota",
    "reactor",
    "census",
    "tariff",
    "railway",
    "curfew",
    "museum",
]
_QUALITIES = [
    "coastal",
    "federal",
    "northern",
    "planned",
    "joint",
    "early",
    "public",
    "rural",
    "green",
    "digital",
    "foreign",
    "annual",
    "local",
    "new",
]
_FIRST_DAY = date(2015, 1, 1)
_DAYS = 4000


def news(triples: int, seed: int = 7) -> StanceGraph:
    """A graph of about this many triples; the same number and seed give the same graph."""
    chance = random.Random(seed)  # noqa: S311 - nothing is to be kept secret
    count = max(triples // TRIPLES_A_STATEMENT, 10)
    publishers = [Actor(f"outlet-{n}", f"The {_name(n)} Post", "Organization") for n in range(40)]
    actors = [_actor(n) for n in range(max(count // 12, 4))]
    topics = [_topic(n) for n in range(max(count // 8, 4))]
    articles = [
        Source(
            digest(f"article {n}"),
            f"{n:06}.txt",
            title=f"{_name(n)} quarrels over the {_SUBJECTS[n % len(_SUBJECTS)]}",
            date=_FIRST_DAY + timedelta(days=chance.randrange(_DAYS)),
            publisher=publishers[n % len(publishers)].name,
            url=f"https://example.org/news/{n}",
        )
        for n in range(max(count // 6, 2))
    ]
    statements = {each.id: each for each in (_statement(n, chance, actors, topics, articles) for n in range(count))}
    return StanceGraph(
        statements=tuple(sorted(statements.values(), key=lambda each: each.id)),
        actors=tuple(sorted((*actors, *publishers), key=lambda each: each.id)),
        topics=tuple(sorted(topics, key=lambda each: each.id)),
        articles=tuple(sorted(articles, key=lambda each: each.id)),
    )


def _actor(number: int) -> Actor:
    name = f"{_name(number)} {_name(number * 7 + 3)}"
    return Actor(f"actor-{number}", name, _KINDS[number % len(_KINDS)], (f"{name} {number}",))


def _topic(number: int) -> Topic:
    quality = _QUALITIES[number % len(_QUALITIES)]
    return Topic(f"topic-{number}", f"{quality} {_SUBJECTS[number % len(_SUBJECTS)]} of {_name(number)}")


def _name(number: int) -> str:
    """A name that no other number below ten thousand has."""
    letters = len(_SYLLABLES)
    parts = (number % letters, number // letters % letters, number // letters**2 % letters)
    return "".join(_SYLLABLES[part] for part in parts).capitalize()


def _statement(
    number: int, chance: random.Random, actors: Sequence[Actor], topics: Sequence[Topic], articles: Sequence[Source]
) -> Statement:
    # The cube makes a few actors and topics come up often; the first round gives each actor and topic one.
    actor = actors[number] if number < len(actors) else actors[int(len(actors) * chance.random() ** 3)]
    topic = topics[number] if number < len(topics) else topics[int(len(topics) * chance.random() ** 3)]
    article = articles[number % len(articles)]
    relation = chance.choice(("supports", "supports", "opposes", "opposes", "proposes"))
    other = actors[int(len(actors) * chance.random() ** 3)] if chance.random() < 0.05 else actor
    object_, label = (other.id, other.name) if other != actor else (topic.id, topic.label)
    words = f"{actor.name} {_CUES[relation]} the {label}, two people in the room said after talk number {number}."
    start = 100 + 150 * (number // len(articles))
    return Statement(
        id=digest("statement", str(number)),
        actor=actor.id,
        relation=relation,
        object=object_,
        object_is_actor=other != actor,
        actor_text=actor.name,
        object_text=f"the {label}",
        cue=_CUES[relation],
        rule="verb.dobj",
        confidence=round(0.5 + chance.random() / 2, 2),
        evidence=Evidence(article.id, start, start + len(words), words, "", ""),
        speaker=chance.choice(actors).id if chance.random() < 0.3 else None,
        modality=MODALITIES[0] if chance.random() < 0.8 else chance.choice(MODALITIES),
        negated=chance.random() < 0.1,
        date=article.date,
    )
