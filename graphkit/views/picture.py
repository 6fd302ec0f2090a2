"""What is drawn: nodes and edges for pyvis, with label, place, line and head."""

from __future__ import annotations

from math import ceil, sqrt
from typing import TYPE_CHECKING, Any

from pyvis.network import Network

from graphkit.network import edge_id
from graphkit.views.camps import ties
from graphkit.views.labels import breadth, visible, wrapped
from graphkit.views.layout import Extent, place
from graphkit.views.prominence import most_telling
from graphkit.views.routes import bends

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx

    from graphkit.ontology import Ontology, Relation

FONT = 12
LINE = 15
"""The size of a label and the height of its lines on the screen; the page draws them so at every zoom."""

ROOMY = 110
"""Of so many nodes all labels have room at once; of more, they come as one draws near, and leave room to the rest."""

# pyvis has no types.
_new_network: Any = Network

# What can be told apart in print and by those who do not see red and green: dashes, and the head of the arrow.
_FOR: tuple[tuple[list[int], str], ...] = (([], "arrow"), ([2, 4], "open"), ([12, 3, 2, 3], "arrow"))
_AGAINST: tuple[tuple[list[int], str], ...] = (([8, 4], "bar"), ([9, 3, 2, 3], "bar"), ([4, 3], "bar"))

_OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 1},
    "interaction": {
        "hover": False,
        "selectable": False,
        "tooltipDelay": 100_000,
        "keyboard": {"enabled": True, "bindToWindow": False},
    },
}


def relation_order(relations: Mapping[str, Relation]) -> list[Relation]:
    """The relations as a legend lists them: first those that have an opposite, positive before negative."""
    return sorted(
        relations.values(), key=lambda relation: (relation.reverse is None, -relation.polarity, relation.name)
    )


def line_styles(relations: Mapping[str, Relation]) -> dict[str, tuple[list[int], str]]:
    """The dashes and the head of each relation: what is against its object is dashed and ends in a bar."""
    styles: dict[str, tuple[list[int], str]] = {}
    for polarity, patterns in ((1, _FOR), (-1, _AGAINST)):
        alike = [relation for relation in relation_order(relations) if relation.polarity == polarity]
        for number, relation in enumerate(alike):
            styles[relation.name] = patterns[number % len(patterns)]
    return styles


def draw(network: nx.MultiDiGraph[str], ontology: Ontology) -> Any:
    """The graph that `to_networkx` gave as a pyvis.network.Network, with fixed positions.

    Nodes carry `name`, `type`, `kind` and `aliases` beside what vis-network reads, edges their `relation` and
    `bend`. Of a graph that is too large to be drawn, its most telling part; `undrawn` gives the rest.
    """
    drawn = _new_network(directed=True, cdn_resources="in_line")
    drawn.options = _OPTIONS
    chosen, edges = most_telling(network)
    part: nx.MultiDiGraph[str] = network.edge_subgraph(edges)  # type: ignore[arg-type] # the types forget the keys
    room = min(1.0, sqrt(ROOMY / max(1, len(chosen))))
    extents = {node: _extent(network.nodes[node], part.degree(node), room) for node in chosen}
    positions = place(extents, *ties(part))
    curves = bends([(source, relation, target) for source, target, relation in edges], positions, extents)
    for node in chosen:
        x, y = positions[node]
        look = _look(network.nodes[node])
        drawn.add_node(node, x=x, y=y, shape="custom", **look)
    for source, target, relation in edges:
        bend = curves[source, relation, target]
        drawn.add_edge(
            source, target, id=edge_id(source, relation, target), relation=relation, **({"bend": bend} if bend else {})
        )
    return drawn


def undrawn(network: nx.MultiDiGraph[str]) -> dict[str, list[dict[str, Any]]]:
    """The `nodes` and `edges` of a large graph that `draw` left out, as it would have given them, but unplaced."""
    chosen, edges = (set(part) for part in most_telling(network))
    return {
        "nodes": [{"id": node, **_look(network.nodes[node])} for node in sorted(network) if node not in chosen],
        "edges": [
            {"id": edge_id(source, relation, target), "from": source, "to": target, "relation": relation}
            for source, target, relation in sorted(network.edges(keys=True))
            if (source, target, relation) not in edges
        ],
    }


def counted(number: int, noun: str) -> str:
    """ "1 statement", "2 statements"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _look(data: Mapping[str, Any]) -> dict[str, Any]:
    name = visible(data["label"])
    return {
        "name": name,
        "label": _wrapped(name, data["type"]),
        "type": data["type"],
        "kind": data["kind"],
        "aliases": [visible(alias) for alias in data["aliases"]],
    }


def _wrapped(name: str, type_: str) -> str:
    return wrapped(name or "(no name)", 18, 2) if type_ == "actor" else wrapped(name or "(no name)", 20, 3)


def radius(degree: int) -> int:
    """How large the disc of an actor is."""
    return round(9 + 2.1 * sqrt(min(degree, 36)))


def _extent(data: Mapping[str, Any], degree: int, room: float) -> Extent:
    """Actors are discs with their name below, topics boxes round their label; of these a share as wide as `room`."""
    label = _wrapped(visible(data["label"]), data["type"])
    half = ceil(room * (breadth(label) * FONT / 2 + 8))
    high = room * LINE * (1 + label.count("\n"))
    if data["type"] == "actor":
        disc = ceil(radius(degree) * max(room, 0.5))
        return Extent(max(half, disc), disc, disc + ceil(room * 4 + high))
    return Extent(max(half, 10), max(ceil(high / 2 + room * 5), 10), max(ceil(high / 2 + room * 5), 10))
