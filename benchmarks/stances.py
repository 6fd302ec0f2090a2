"""A graph of any size in the shape that news gives one: a few actors and topics are everywhere, most come once."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from graphkit.model import Actor, Evidence, Modality, Source, StanceGraph, Statement, Topic, digest

TRIPLES_A_STATEMENT = 25.3
"""Of the whole graph, measured on what `stance_graph` gives."""

_KINDS = ("Person", "Country", "Organization", "Group")
_RELATIONS = ("supports", "opposes", "proposes")
_MODALITIES: tuple[Modality, ...] = ("actual", "actual", "actual", "intended", "conditional", "possible")


def stance_graph(triples: int, seed: int = 7) -> StanceGraph:
    """A graph of about so many triples; the same number and seed give the same graph."""
    chance = random.Random(seed)  # noqa: S311
    count = int(triples / TRIPLES_A_STATEMENT)
    publishers = [Actor(f"paper-{n}", f"The Paper {n}", "Organization") for n in range(40)]
    actors = [
        Actor(f"actor-{n}", f"Actor {n} of {n % 97}", _KINDS[n % 4], (f"A. {n}",) if n % 3 else ())
        for n in range(max(count // 12, 3))
    ]
    topics = [
        Topic(f"topic-{n}", f"plan {n} for harbour {n % 89}", (), (f"topic-{n // 10}",) if n % 5 == 0 and n else ())
        for n in range(max(count // 8, 3))
    ]
    articles = [
        Source(
            digest(str(n)),
            f"{n:06}.txt",
            f"Harbour dispute, day {n}",
            date(2020, 1, 1) + timedelta(days=n % 1800),
            publishers[int(40 * chance.random() ** 2)].name,
            f"https://example.org/news/{n}",
        )
        for n in range(max(count // 8, 1))
    ]
    statements = {}
    for n in range(count):
        source = articles[n % len(articles)]
        actor = actors[int(len(actors) * chance.random() ** 3)]
        is_actor = chance.random() < 0.1
        named: Actor | Topic = (actors if is_actor else topics)[
            int((len(actors) if is_actor else len(topics)) * chance.random() ** 3)
        ]
        label = named.name if isinstance(named, Actor) else named.label
        relation = _RELATIONS[min(int(chance.random() * 4), 2)]
        start = 90 * n
        words = f"At the meeting on day {n}, {actor.name} {relation} {label}, two people in the room said."
        made = Statement(
            id=digest(str(n), "statement", length=12),
            actor=actor.id,
            relation=relation,
            object=named.id,
            object_is_actor=is_actor,
            actor_text=actor.name,
            object_text=label,
            cue=relation,
            rule="verb.dobj",
            confidence=round(0.5 + chance.random() / 2, 2),
            evidence=Evidence(source.id, start, start + len(words), words, "They met. ", " Then they left."),
            speaker=actors[int(len(actors) * chance.random())].id if chance.random() < 0.3 else None,
            modality=chance.choice(_MODALITIES),
            date=source.date,
        )
        statements[made.id] = made
    return StanceGraph(
        statements=tuple(statements[id_] for id_ in sorted(statements)),
        actors=tuple(sorted((*actors, *publishers), key=lambda each: each.id)),
        topics=tuple(sorted(topics, key=lambda each: each.id)),
        articles=tuple(sorted({replace(each): None for each in articles}, key=lambda each: each.id)),
    )
