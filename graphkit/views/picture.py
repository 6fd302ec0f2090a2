"""What is drawn: nodes and edges for pyvis, with label, place, line and head."""

from __future__ import annotations

from dataclasses import astuple
from math import ceil, sqrt
from typing import TYPE_CHECKING, Any

from pyvis.network import Network

from graphkit.network import edge_id
from graphkit.views.camps import ties
from graphkit.views.labels import breadth, visible, wrapped
from graphkit.views.layout import FILL, Extent, covered, place
from graphkit.views.overlaps import GAP
from graphkit.views.prominence import most_telling, prominence
from graphkit.views.routes import bends

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import networkx as nx

    from graphkit.ontology import Relation
    from graphkit.views.camps import Sides

FONT = 12
LINE = 15
"""The size of a label and the height of its lines on the screen; the page draws them so at every zoom."""

ROOMY = 110
"""Of so many nodes all labels have room at once. Of more, TOLD have: the others come as one draws near."""

TOLD = 60

SCREEN = 560_000
"""The pixels of a window that the picture has, roughly."""

DOT = 0.55
"""How large the disc of an actor is that is not told yet, as a share of its full size."""

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


def draw(network: nx.MultiDiGraph[str], sides: Sides) -> Any:
    """The graph that `to_networkx` gave as a pyvis.network.Network, with fixed positions.

    Nodes carry `name`, `type`, `kind`, `aliases` and `score` (see `prominence`) beside what vis-network reads, edges
    their `relation`, `sources` and `belief` (see `graphkit.belief`) and `bend`. `sides` tells who stands together.
    Of a graph that is too large to be drawn, its most telling part; `undrawn` gives the rest.
    """
    drawn = _new_network(directed=True, cdn_resources="in_line")
    drawn.options = _OPTIONS
    chosen, edges = most_telling(network)
    part: nx.MultiDiGraph[str] = network.edge_subgraph(edges)  # type: ignore[arg-type] # the types forget the keys
    score = prominence(network)
    order = sorted(chosen, key=lambda node: (-score[node], node))
    told = set(order if len(order) <= ROOMY else order[:TOLD])
    sizes = {node: _extent(network.nodes[node], part.degree(node), is_told=node in told) for node in chosen}
    extents = _with_room(sizes, told)
    positions = place(extents, *ties(part, *sides, told), first=told if len(told) < len(order) else ())
    curves = bends([(source, relation, target) for source, target, relation in edges], positions, extents)
    for node in chosen:
        x, y = positions[node]
        drawn.add_node(node, x=x, y=y, shape="custom", **_look(network.nodes[node], score[node]))
    for source, target, relation in edges:
        bend = curves[source, relation, target]
        line = _line(source, target, network.edges[source, target, relation])
        drawn.add_edge(source, target, **line, **({"bend": bend} if bend else {}))
    return drawn


def undrawn(network: nx.MultiDiGraph[str]) -> dict[str, list[dict[str, Any]]]:
    """The `nodes` and `edges` of a large graph that `draw` left out, as it would have given them, but unplaced."""
    chosen, edges = (set(part) for part in most_telling(network))
    score = prominence(network)
    return {
        "nodes": [
            {"id": node, **_look(network.nodes[node], score[node])} for node in sorted(network) if node not in chosen
        ],
        "edges": [
            {"from": source, "to": target, **_line(source, target, data)}
            for source, target, data in sorted(
                network.edges(data=True), key=lambda edge: (*edge[:2], edge[2]["relation"])
            )
            if (source, target, data["relation"]) not in edges
        ],
    }


def counted(number: int, noun: str) -> str:
    """ "1 statement", "2 statements"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _line(source: str, target: str, data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": edge_id(source, data["relation"], target),
        "relation": data["relation"],
        "sources": data["publishers"],
        "belief": data["belief"],
    }


def _look(data: Mapping[str, Any], score: float) -> dict[str, Any]:
    name = visible(data["label"])
    return {
        "score": round(score, 2),
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


def _with_room(sizes: Mapping[str, Extent], told: Collection[str]) -> dict[str, Extent]:
    """The extents in a picture that has to be shrunk to be seen whole, where labels keep their size on the screen."""
    labels = sum(covered(sizes[node]) for node in told)
    dots = sum(covered(sizes[node]) + 4 * GAP * (sizes[node].side + GAP) for node in sizes if node not in told)
    # Of the area a, dots cover `dots` and labels `labels` times a / SCREEN; together they shall be FILL times a.
    area = dots / max(0.1, FILL - labels / SCREEN)
    room = sqrt(max(1.0, area / SCREEN)) if dots else 1.0
    return {
        node: Extent(*(ceil(side * room) for side in astuple(size))) if node in told else size
        for node, size in sizes.items()
    }


def _extent(data: Mapping[str, Any], degree: int, *, is_told: bool) -> Extent:
    """Actors are discs with their name below, topics boxes round their label, or dots until they are told."""
    label = _wrapped(visible(data["label"]), data["type"])
    if not is_told:
        dot = ceil(radius(degree) * DOT) if data["type"] == "actor" else 5
        return Extent(dot, dot, dot)
    half, high = ceil(breadth(label) * FONT / 2 + 8), LINE * (1 + label.count("\n"))
    if data["type"] == "actor":
        disc = radius(degree)
        return Extent(max(half, disc), disc, disc + ceil(4 + high))
    return Extent(max(half, 10), max(ceil(high / 2 + 5), 10), max(ceil(high / 2 + 5), 10))
