"""A StanceGraph as a NetworkX graph and as GraphML."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import networkx as nx

from graphkit.belief import support
from graphkit.errors import GraphError
from graphkit.writing import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from graphkit.model import Actor, Edge, Source, StanceGraph, Topic
    from graphkit.ontology import Ontology

_NO_TOKEN = re.compile(r"[^\w:-]")

# What XML 1.0 has no way to write, not even as an entity.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Quote(NamedTuple):
    """A sentence that says so, as it stands in its article, and the file of the article."""

    sentence: str
    file: str


def actor_node(id_: str) -> str:
    """The node of an actor; an actor and a topic may share an id, so each has its prefix."""
    return f"actor:{id_}"


def topic_node(id_: str) -> str:
    """The node of a topic."""
    return f"topic:{id_}"


def ends(edge: Edge) -> tuple[str, str]:
    """The nodes that an edge goes from and to."""
    return actor_node(edge.actor), (actor_node if edge.object_is_actor else topic_node)(edge.object)


def to_networkx(graph: StanceGraph, ontology: Ontology) -> nx.MultiDiGraph[str]:
    """The standing edges of a graph, and the actors and topics that take part in one.

    Nodes are "actor:ID" and "topic:ID", with `label`, `type` ("actor" or "topic"), `kind` (the local name of
    its class), `aliases` (a tuple) and `colour`. Edges go from the actor to the object, keyed by relation,
    with `relation`, `label`, `weight` (how many statements), `articles` (how many articles), `publishers` and
    `belief` (see `graphkit.belief`), `polarity` (1 or -1), `colour` and `evidence`: a tuple of `Quote`s in the
    order of file and text, a sentence that says it twice once. Nodes and edges come sorted. Raises GraphError
    where the graph names an actor, topic, article, kind or relation that it or the ontology lacks.
    """
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    edges = graph.edges()
    taking_part = {node for edge in edges for node in ends(edge)}
    described = {actor_node(actor.id): _actor(actor, ontology) for actor in graph.actors}
    described |= {topic_node(topic.id): _topic(topic, ontology) for topic in graph.topics}
    for node in sorted(taking_part):
        network.add_node(node, **_known(described, node, "the graph names no such node; build it again"))
    articles = {article.id: article for article in graph.articles}
    for edge in sorted(edges, key=lambda edge: (*ends(edge), edge.relation)):
        network.add_edge(*ends(edge), key=edge.relation, **_said(edge, articles, ontology))
    return network


def write_graphml(network: nx.MultiDiGraph[str], path: Path) -> None:
    """Writes what `graphml` gives. Raises OutputError where that fails; an older file then stays."""
    write_whole(path, graphml(network))


def graphml(network: nx.MultiDiGraph[str]) -> bytes:
    """What `to_networkx` gave as GraphML that Gephi and yEd open; the same graph gives the same bytes."""
    written = io.BytesIO()
    # nx.write_graphml takes lxml where that is installed, whose bytes are others.
    nx.write_graphml_xml(flattened(network, name_token), written)
    return written.getvalue()


def name_token(text: str) -> str:
    """The text as an xs:NMTOKEN, which ids are by the schema of GraphML: a blank is a dot, other signs their number."""
    return _NO_TOKEN.sub(
        lambda sign: "." if sign[0] == " " else f".{ord(sign[0]):x}.", without_control_characters(text)
    )


def flattened(
    network: nx.MultiDiGraph[str], name: Callable[[str], str] = lambda text: without_control_characters(text)
) -> nx.MultiDiGraph[str]:
    """The same network for XML: numbers keep their type, tuples become lines of text, edges have ids for keys.

    Characters that XML forbids are left out; `name` makes the ids of nodes and edges.
    """
    flat: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in sorted(network):
        flat.add_node(name(node), **_flat(network.nodes[node]))
    for source, target, relation, data in sorted(network.edges(keys=True, data=True), key=lambda edge: edge[:3]):
        # The writer takes the key for the id of the edge, which must differ from all others in the file.
        flat.add_edge(
            name(source),
            name(target),
            key=name(edge_id(source, relation, target)),
            **_flat(data),
        )
    return flat


def edge_id(source: str, relation: str, target: str) -> str:
    """The id of an edge between two nodes."""
    return f"{source} {relation} {target}"


def legible(text: str) -> str:
    """A text in one line, without the characters that XML forbids."""
    return " ".join(without_control_characters(text).split())


def _known(there: Mapping[str, Any], name: str, remedy: str) -> Any:
    if name not in there:
        raise GraphError(f"'{name}': {remedy}")
    return there[name]


def _actor(actor: Actor, ontology: Ontology) -> dict[str, Any]:
    kind = _known(
        ontology.kinds,
        actor.kind,
        f"the kind of {actor.name} is no gk:Actor of {ontology.folder}; add it there",
    )
    return {
        "label": actor.name,
        "type": "actor",
        "kind": actor.kind,
        "aliases": actor.aliases,
        "colour": kind.colour,
    }


def _topic(topic: Topic, ontology: Ontology) -> dict[str, Any]:
    return {
        "label": topic.label,
        "type": "topic",
        "kind": ontology.topic.name,
        "aliases": topic.aliases,
        "colour": ontology.topic.colour,
    }


def _said(edge: Edge, articles: Mapping[str, Source], ontology: Ontology) -> dict[str, Any]:
    relation = _known(
        ontology.relations, edge.relation, f"this relation is no gk:Stance of {ontology.folder}; add it there"
    )
    quotes = {
        (
            _known(articles, said.evidence.article, "the graph lacks this article; build it again").file,
            said.evidence.start,
        ): said.evidence.exact
        for said in edge.statements
    }
    behind = support(edge, articles)
    return {
        "relation": edge.relation,
        "label": relation.label,
        "weight": behind.statements,
        "articles": behind.articles,
        "publishers": behind.publishers,
        "belief": behind.belief,
        "polarity": relation.polarity,
        "colour": relation.colour,
        "evidence": tuple(Quote(exact, file) for (file, _), exact in sorted(quotes.items())),
    }


def _flat(data: Mapping[str, Any]) -> dict[str, str | int | float]:
    return {
        name: value if isinstance(value, (int, float)) else without_control_characters(_text(value))
        for name, value in sorted(data.items())
    }


def _text(value: str | tuple[str, ...] | tuple[Quote, ...]) -> str:
    if isinstance(value, str):
        return value
    return "\n".join(
        item if isinstance(item, str) else f"{' '.join(item.sentence.split())} ({item.file})" for item in value
    )


def without_control_characters(text: str) -> str:
    """A text without the characters that XML 1.0 cannot hold: control characters and halves of surrogate pairs."""
    return _NOT_XML.sub("", text)
