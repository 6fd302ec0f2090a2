"""A part of a graph, to be drawn by itself: about somebody, about a topic, since a day, from several sources."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graphkit.belief import support
from graphkit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from graphkit.model import Edge, StanceGraph, Statement

Node = tuple[bool, str]
"""Whether it is an actor, and its id."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is to be left of a graph. `focus` and `topic` are names, aliases or words of one.

    `focus` leaves what is at most `depth` edges away from an actor or a topic, `topic` the edges to a topic,
    `since` and `until` the statements from a day on and up to one, `min_sources` the edges that so many independent
    sources tell (the publishers that `graphkit.belief` counts).
    """

    focus: str | None = None
    depth: int = 1
    topic: str | None = None
    since: date | None = None
    until: date | None = None
    min_sources: int = 1

    def of(self, graph: StanceGraph) -> StanceGraph:
        """The part of a graph.

        Raises InputError for a name that nobody bears, for a focus that several do, and if nothing is left.
        """
        if self.since is not None and self.until is not None and self.since > self.until:
            raise InputError(f"--since {self.since} is after --until {self.until}; exchange the two days")
        articles = {article.id: article for article in graph.articles}
        days = [(said, said.date or articles[said.evidence.article].date) for said in graph.statements]
        if self.since is not None or self.until is not None:
            graph = replace(graph, statements=tuple(said for said, day in days if self._holds(day)))
        edges = list(graph.edges())
        if self.min_sources > 1:
            edges = [edge for edge in edges if support(edge, articles).publishers >= self.min_sources]
        if self.topic is not None:
            topics = set(
                _meant(self.topic, {(False, topic.id): (topic.label, *topic.aliases) for topic in graph.topics})
            )
            edges = [edge for edge in edges if _target(edge) in topics]
        if self.focus is not None:
            edges = _around(set(_only(self.focus, graph)), edges, self.depth)
        if not edges:
            raise InputError(f"{self}: no stance is left; {self._remedy(graph, days)}")
        return _kept(graph, edges)

    def _holds(self, day: date | None) -> bool:
        return day is not None and (self.since or day) <= day <= (self.until or day)

    def _remedy(self, graph: StanceGraph, days: Sequence[tuple[Statement, date | None]]) -> str:
        """What to ask for instead: the days and the number of sources that there are."""
        remedies = []
        dated = sorted(day for _, day in days if day is not None)
        if (self.since is not None or self.until is not None) and not any(self._holds(day) for day in dated):
            undated = len(days) - len(dated)
            without = f"; {undated} of {len(days)} statements have no date" if undated else ""
            there = (
                f"the statements are from {dated[0]} to {dated[-1]}{without}" if dated else "no statement has a date"
            )
            remedies.append(there)
        if self.min_sources > 1:
            articles = {article.id: article for article in graph.articles}
            most = max((support(edge, articles).publishers for edge in graph.edges()), default=0)
            remedies.append(f"the best told stance there has {most} independent source{'s' if most != 1 else ''}")
        return ", ".join(remedies) or "ask for less"

    def __str__(self) -> str:
        """As the options of the command that asks for it."""
        options = (
            ("--focus", self.focus and f"'{self.focus}'"),
            ("--topic", self.topic and f"'{self.topic}'"),
            ("--depth", self.depth if self.focus and self.depth > 1 else None),
            ("--since", self.since),
            ("--until", self.until),
            ("--min-sources", self.min_sources if self.min_sources > 1 else None),
        )
        return " ".join(f"{name} {value}" for name, value in options if value) or "the graph"


def _only(name: str, graph: StanceGraph) -> list[Node]:
    named: dict[Node, tuple[str, ...]] = {(True, actor.id): (actor.name, *actor.aliases) for actor in graph.actors}
    named |= {(False, topic.id): (topic.label, *topic.aliases) for topic in graph.topics}
    found = _meant(name, named)
    if len(found) > 1:
        raise InputError(f"'{name}' may be {_listed(named[node][0] for node in found)}; write one of them in full")
    return found


def _meant(name: str, named: Mapping[Node, tuple[str, ...]]) -> list[Node]:
    """Who bears a name or an alias; else all in one of whose names its words stand."""
    wanted, words = _plain(name), set(_plain(name).split())
    found = [node for node, names in named.items() if _plain(names[0]) == wanted]
    found = found or [node for node, names in named.items() if wanted in map(_plain, names)]
    found = found or [
        node for node, names in named.items() if words and any(words <= set(_plain(n).split()) for n in names)
    ]
    if not found:
        near = _near(name, named)
        raise InputError(
            f"nothing is called '{name}'{f'; did you mean {near}?' if near else '; search for it in the page'}"
        )
    return sorted(found)


def _near(name: str, named: Mapping[Node, tuple[str, ...]]) -> str:
    """The names that are spelled nearly so."""
    labels = {_plain(part): names[0] for names in named.values() for part in names}
    near = difflib.get_close_matches(_plain(name), sorted(labels), n=3, cutoff=0.7)
    return _listed(dict.fromkeys(labels[one] for one in near)) if near else ""


def _listed(names: Iterable[str]) -> str:
    return " or ".join(f"'{name}'" for name in list(names)[:5])


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _target(edge: Edge) -> Node:
    return edge.object_is_actor, edge.object


def _around(centre: set[Node], edges: list[Edge], depth: int) -> list[Edge]:
    reached = set(centre)
    for _ in range(depth):
        reached |= {
            end
            for edge in edges
            for one, other in (((True, edge.actor), _target(edge)), (_target(edge), (True, edge.actor)))
            if one in reached
            for end in (other,)
        }
    return [edge for edge in edges if (True, edge.actor) in reached and _target(edge) in reached]


def _kept(graph: StanceGraph, edges: Iterable[Edge]) -> StanceGraph:
    """The graph of these edges alone, with all that they name."""
    statements = tuple(sorted((said for edge in edges for said in edge.statements), key=lambda said: said.id))
    cited = {said.evidence.article for said in statements}
    articles = tuple(article for article in graph.articles if article.id in cited)
    publishers = {article.publisher for article in articles}
    named = {said.actor for said in statements} | {said.speaker for said in statements}
    named |= {said.object for said in statements if said.object_is_actor}
    topics = {said.object for said in statements if not said.object_is_actor}
    return replace(
        graph,
        statements=statements,
        actors=tuple(actor for actor in graph.actors if actor.id in named or actor.name in publishers),
        topics=tuple(
            replace(topic, broader=tuple(id_ for id_ in topic.broader if id_ in topics))
            for topic in graph.topics
            if topic.id in topics
        ),
        articles=articles,
    )
