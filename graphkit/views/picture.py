"""What is drawn: nodes and edges for pyvis, with shape, size, place and line style."""

from __future__ import annotations

from collections import defaultdict
from math import sqrt
from typing import TYPE_CHECKING, Any

from pyvis.network import Network

from graphkit.network import edge_id
from graphkit.views.labels import breadth, visible, wrapped
from graphkit.views.layout import Extent, Tie, place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import networkx as nx

    from graphkit.ontology import Ontology, Relation

FONT = 14
LINE = 16
MARGIN = 9

# pyvis has no types.
_new_network: Any = Network

# What can be told apart in print and by those who do not see red and green.
_FOR: tuple[list[int], ...] = ([], [2, 5], [14, 4, 2, 4])
_AGAINST: tuple[list[int], ...] = ([10, 5], [10, 4, 2, 4], [4, 3])

_OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 1},
    "interaction": {
        "hover": True,
        "hoverConnectedEdges": False,
        "selectConnectedEdges": False,
        "tooltipDelay": 120,
        "keyboard": {"enabled": True, "bindToWindow": False},
    },
    "nodes": {
        "font": {"size": FONT},
        "margin": MARGIN,
        "borderWidth": 1,
        "borderWidthSelected": 2,
        "shapeProperties": {"borderRadius": 7},
    },
    "edges": {
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.55}},
        "hoverWidth": 1.5,
        "selectionWidth": 2,
    },
}


def relation_order(relations: Mapping[str, Relation]) -> list[Relation]:
    """The relations as a legend lists them: first those that have an opposite, positive before negative."""
    return sorted(
        relations.values(), key=lambda relation: (relation.reverse is None, -relation.polarity, relation.name)
    )


def line_styles(relations: Mapping[str, Relation]) -> dict[str, list[int]]:
    """The dashes of each relation: solid or dotted lines are for the object, dashed ones against it."""
    styles: dict[str, list[int]] = {}
    for polarity, patterns in ((1, _FOR), (-1, _AGAINST)):
        alike = [relation for relation in relation_order(relations) if relation.polarity == polarity]
        for number, relation in enumerate(alike):
            styles[relation.name] = patterns[number % len(patterns)]
    return styles


def draw(network: nx.MultiDiGraph[str], ontology: Ontology) -> Any:
    """The graph that `to_networkx` gave as a pyvis.network.Network, with fixed positions.

    Nodes carry `name`, `type`, `kind` and `aliases` beside what vis-network reads, edges their `relation`.
    """
    drawn = _new_network(directed=True, cdn_resources="in_line")
    drawn.options = _OPTIONS
    shapes = {node: _shape(network.nodes[node], network.degree(node)) for node in sorted(network)}
    positions = place({node: _extent(shape) for node, shape in shapes.items()}, _ties(network))
    for node, shape in shapes.items():
        data = network.nodes[node]
        x, y = positions[node]
        drawn.add_node(node, **shape, x=x, y=y, title=_hover(network, node, ontology), **_identity(data))
    styles = line_styles(ontology.relations)
    bends = _bends(network)
    for source, target, relation, data in sorted(network.edges(keys=True, data=True), key=lambda edge: edge[:3]):
        id_ = edge_id(source, relation, target)
        drawn.add_edge(
            source,
            target,
            id=id_,
            relation=relation,
            color=data["colour"],
            dashes=styles[relation] or False,
            width=round(min(8.0, 0.6 + 1.1 * data["articles"]), 1),
            title=f"{_name(network, source)} {data['label']} {_name(network, target)}\n{_said(data)}",
            **bends[id_],
        )
    return drawn


def counted(number: int, noun: str) -> str:
    """ "1 statement", "2 statements"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _identity(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": visible(data["label"]),
        "type": data["type"],
        "kind": data["kind"],
        "aliases": [visible(alias) for alias in data["aliases"]],
    }


def _shape(data: Mapping[str, Any], degree: int) -> dict[str, Any]:
    """Actors are discs with their name below, topics boxes round their label."""
    name = visible(data["label"]) or "(no name)"
    if data["type"] == "actor":
        size = round(7 + 3 * sqrt(min(degree, 36)))
        return {"shape": "dot", "size": size, "label": wrapped(name, 18, 2), "color": data["colour"]}
    return {"shape": "box", "label": wrapped(name, 22, 3), "color": data["colour"]}


def _extent(shape: Mapping[str, Any]) -> Extent:
    half = round(breadth(shape["label"]) * FONT / 2)
    high = LINE * (1 + shape["label"].count("\n"))
    if shape["shape"] == "dot":
        return Extent(max(half, shape["size"]), shape["size"], shape["size"] + 6 + high)
    return Extent(half + MARGIN, high // 2 + MARGIN, high // 2 + MARGIN)


def _ties(network: nx.MultiDiGraph[str]) -> Iterable[Tie]:
    """Who is for something stands nearer to it than who is against it."""
    for source, target, data in network.edges(data=True):
        yield Tie(source, target, 1.0 if data["polarity"] > 0 else 1.5)


def _bends(network: nx.MultiDiGraph[str]) -> dict[str, dict[str, Any]]:
    """The curve of each edge: edges between the same two nodes fan out, in whatever direction they go."""
    between: dict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for source, target, relation in sorted(network.edges(keys=True)):
        between[min(source, target), max(source, target)].append((source, relation, target))
    bends: dict[str, dict[str, Any]] = {}
    for (one, other), edges in between.items():
        for number, (source, relation, target) in enumerate(edges):
            bend = round((number - (len(edges) - 1) / 2) * 0.3, 2) * (1 if source == one else -1)
            if one == other:
                curve: dict[str, Any] = {"selfReference": {"size": 24, "angle": number * 1.5}}
            elif bend == 0:
                curve = {"smooth": False}
            else:
                turn = "curvedCW" if bend > 0 else "curvedCCW"
                curve = {"smooth": {"enabled": True, "type": turn, "roundness": abs(bend)}}
            bends[edge_id(source, relation, target)] = curve
    return bends


def _name(network: nx.MultiDiGraph[str], node: str) -> str:
    return visible(network.nodes[node]["label"])


def _hover(network: nx.MultiDiGraph[str], node: str, ontology: Ontology) -> str:
    data = network.nodes[node]
    term = ontology.kinds.get(data["kind"], ontology.topic)
    touching = [*network.out_edges(node, data=True), *network.in_edges(node, data=True)]
    statements = sum(edge["weight"] for _, _, edge in touching)
    counts = f"{counted(len(touching), 'stance')}, {counted(statements, 'statement')}"
    return f"{_name(network, node)}\n{term.label} · {counts}"


def _said(data: Mapping[str, Any]) -> str:
    return f"{counted(data['weight'], 'statement')} in {counted(data['articles'], 'article')}"
