"""Two StanceGraphs to one, and parts of one: what has the same id is the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, TypeVar

from graphkit.model import StanceGraph

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from graphkit.model import Actor, Topic


class Identified(Protocol):
    """A part of a graph."""

    @property
    def id(self) -> str:
        """What tells it from the others of its sort."""


Part = TypeVar("Part", bound=Identified)


def joined(graph: StanceGraph, other: StanceGraph) -> StanceGraph:
    """Both graphs. Where they speak of the same node, the first one's words count, and the names of both."""
    names = {actor.id: actor.name for actor in (*other.actors, *graph.actors)}
    publishers = {actor.name: names[actor.id] for actor in reversed(other.actors)}
    articles = [
        source if source.publisher is None else replace(source, publisher=publishers[source.publisher])
        for source in other.articles
    ]
    return StanceGraph(
        statements=_by_id(graph.statements, other.statements),
        actors=tuple(_actors(graph.actors, other.actors)),
        topics=tuple(_topics(graph.topics, other.topics)),
        articles=_by_id(graph.articles, tuple(articles)),
    )


def without(graph: StanceGraph, articles: Container[str]) -> StanceGraph:
    """A graph without these articles (by id), what they say, and whom and what nothing else speaks of."""
    statements = tuple(each for each in graph.statements if each.evidence.article not in articles)
    sources = tuple(source for source in graph.articles if source.id not in articles)
    return connected(StanceGraph(statements, graph.actors, graph.topics, sources))


def connected(graph: StanceGraph) -> StanceGraph:
    """A graph without the actors and topics that no statement, article or other topic of it names."""
    actors: set[str | None] = set()
    topics: set[str] = set()
    for statement in graph.statements:
        actors |= {statement.actor, statement.speaker}
        (actors if statement.object_is_actor else topics).add(statement.object)
    publishers = {source.publisher for source in graph.articles}
    broader = {topic.id: topic.broader for topic in graph.topics}
    rest = list(topics)
    while rest:
        above = set(broader.get(rest.pop(), ())) - topics
        topics |= above
        rest += above
    return replace(
        graph,
        actors=tuple(actor for actor in graph.actors if actor.id in actors or actor.name in publishers),
        topics=tuple(topic for topic in graph.topics if topic.id in topics),
    )


def _by_id(first: tuple[Part, ...], second: tuple[Part, ...]) -> tuple[Part, ...]:
    parts: dict[str, Part] = {}
    for part in (*second, *first):
        parts[part.id] = part
    return tuple(parts[id_] for id_ in sorted(parts))


def _actors(first: tuple[Actor, ...], second: tuple[Actor, ...]) -> Iterator[Actor]:
    others = {actor.id: actor for actor in second}
    for actor in _by_id(first, second):
        other = others.get(actor.id, actor)
        aliases = {*actor.aliases, *other.aliases, other.name} - {actor.name}
        same_as = {*actor.same_as, *other.same_as}
        yield replace(actor, aliases=tuple(sorted(aliases)), same_as=tuple(sorted(same_as)))


def _topics(first: tuple[Topic, ...], second: tuple[Topic, ...]) -> Iterator[Topic]:
    others = {topic.id: topic for topic in second}
    for topic in _by_id(first, second):
        other = others.get(topic.id, topic)
        aliases = {*topic.aliases, *other.aliases, other.label} - {topic.label}
        broader = {*topic.broader, *other.broader}
        same = {*topic.same_as, *other.same_as}
        yield replace(
            topic, aliases=tuple(sorted(aliases)), broader=tuple(sorted(broader)), same_as=tuple(sorted(same))
        )
