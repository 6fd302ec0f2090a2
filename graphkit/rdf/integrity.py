"""What every StanceGraph keeps: each name in it refers to a part of it, and to one only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graphkit.errors import GraphError
from graphkit.model import MODALITIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphkit.model import Evidence, StanceGraph, Statement

_LOCAL_NAME = re.compile(r"[A-Za-z][\w-]*", re.ASCII)


def refuse_broken(graph: StanceGraph, name: str) -> None:
    """Raises GraphError, beginning with the name, for the first part that refers to none or to two."""
    for problem in _problems(graph):
        raise GraphError(f"{name}: {problem}")


def _problems(graph: StanceGraph) -> Iterator[str]:
    actors = {actor.id for actor in graph.actors}
    topics = {topic.id for topic in graph.topics}
    articles = {source.id for source in graph.articles}
    names = {actor.name for actor in graph.actors}
    yield from _twice("actor", (actor.id for actor in graph.actors))
    yield from _twice("topic", (topic.id for topic in graph.topics))
    yield from _twice("article", (source.id for source in graph.articles))
    yield from _twice("statement", (statement.id for statement in graph.statements))
    for statement in graph.statements:
        yield from _loose_ends(statement, actors, topics, articles)
    yield from _quoted_twice(graph)
    for actor in graph.actors:
        if not _LOCAL_NAME.fullmatch(actor.kind):
            yield f"actor {actor.id}: its kind '{actor.kind}' is no local name; it looks like Person"
    for topic in graph.topics:
        for broader in sorted(set(topic.broader) - topics):
            yield f"topic {topic.id}: its broader topic {broader} is missing; add it to the topics"
    for source in graph.articles:
        if source.publisher is not None and source.publisher not in names:
            yield f"article {source.id}: no actor is called '{source.publisher}', its publisher; add one"


def _loose_ends(statement: Statement, actors: set[str], topics: set[str], articles: set[str]) -> Iterator[str]:
    where = f"statement {statement.id}"
    if not _LOCAL_NAME.fullmatch(statement.relation):
        yield f"{where}: its relation '{statement.relation}' is no local name; it looks like supports"
    if statement.modality not in MODALITIES:
        yield f"{where}: its modality '{statement.modality}' is unknown; there are {', '.join(MODALITIES)}"
    if statement.actor not in actors:
        yield f"{where}: its actor {statement.actor} is missing; add it to the actors"
    if statement.speaker is not None and statement.speaker not in actors:
        yield f"{where}: its speaker {statement.speaker} is missing; add it to the actors"
    if statement.object not in (actors if statement.object_is_actor else topics):
        kind = "actors" if statement.object_is_actor else "topics"
        yield f"{where}: its object {statement.object} is missing; add it to the {kind}"
    if statement.evidence.article not in articles:
        yield f"{where}: its article {statement.evidence.article} is missing; add it to the articles"


def _twice(kind: str, identifiers: Iterable[str]) -> Iterator[str]:
    seen = set()
    for identifier in identifiers:
        if identifier in seen:
            yield f"{kind} {identifier} is there twice; merge the two"
        seen.add(identifier)


def _quoted_twice(graph: StanceGraph) -> Iterator[str]:
    seen: dict[tuple[str, int, int], Evidence] = {}
    for statement in graph.statements:
        quoted = statement.evidence
        if seen.setdefault((quoted.article, quoted.start, quoted.end), quoted) != quoted:
            yield (
                f"statement {statement.id}: characters {quoted.start} to {quoted.end} of {quoted.article}"
                " are quoted in two ways; quote what the article's file holds"
            )
