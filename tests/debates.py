"""Debates made by hand, from lines such as "A + tax 2025-03-01 a1"."""

from __future__ import annotations

from datetime import date

from graphs import graph, said, sentence

from graphkit.model import Actor, Source, StanceGraph, Statement, Topic
from graphkit.network import Discourse, discourse
from graphkit.ontology import load_ontology

ONTOLOGY = load_ontology()
RELATIONS = {"+": "supports", "-": "opposes", "*": "proposes"}


def debate(*lines: str, **modality: str) -> StanceGraph:
    """The graph of lines "ACTOR SIGN OBJECT [DAY|-] [ARTICLE]".

    An object with a capital is an actor. The same line twice is two statements.
    """
    statements: list[Statement] = []
    actors: set[str] = set()
    topics: set[str] = set()
    articles: dict[str, Source] = {}
    for number, line in enumerate(lines):
        words = line.split()
        actor, sign, object_ = words[:3]
        day, article = (*words[3:], *("-", "a1")[len(words) - 3 :])
        when = None if day == "-" else date.fromisoformat(day)
        articles[article] = Source(article, f"{article}.txt", date=when)
        actors.add(actor)
        (actors if object_[0].isupper() else topics).add(object_)
        statements.append(
            said(
                actor,
                RELATIONS[sign],
                object_,
                sentence(article, 100 * number, line),
                (actor, sign, object_),
                object_is_actor=object_[0].isupper(),
                day=when,
                **modality,  # type: ignore[arg-type]
            )
        )
    return graph(
        statements,
        [Actor(name, f"{name} party", "Organization") for name in actors],
        [Topic(name, f"the {name}") for name in topics],
        articles.values(),
    )


def spoken(*lines: str) -> Discourse:
    """The discourse of such lines, every statement counted."""
    return discourse(debate(*lines), ONTOLOGY)


def weights(network: object) -> dict[str, float]:
    """The edges of a network as "A B" with their weights, nodes without their prefix."""
    found = {}
    for one, other, weight in network.edges(data="weight"):  # type: ignore[attr-defined]
        ends = sorted(node.split(":")[-1] for node in (one, other))
        found[" ".join(ends)] = weight
    return found
