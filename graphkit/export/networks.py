"""Node-and-edge forms, through NetworkX: GraphML, GEXF with time, Cytoscape JSON, node-link JSON; and the page."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import networkx as nx

from graphkit.network import edge_id, ends, flattened, graphml, to_networkx

if TYPE_CHECKING:
    from graphkit.model import StanceGraph
    from graphkit.ontology import Ontology

_STRAY = re.compile(rb'(<meta|<graph [^>]*?) (?:lastmodifieddate|name)="[^"]*"')
"""What NetworkX writes into GEXF besides: a clock, and a name that the schema does not know."""


def to_graphml(graph: StanceGraph, ontology: Ontology, base: str, name: str) -> bytes:
    """GraphML, as `graphkit build` writes it."""
    return graphml(to_networkx(graph, ontology))


def to_gexf(graph: StanceGraph, ontology: Ontology, base: str, name: str) -> bytes:
    """GEXF 1.2 with time: an edge has a spell for each day on which an article says so, a node those of its edges.

    What an article without a date says has no spell, and so is there at all times.
    """
    network = flattened(to_networkx(graph, ontology))
    network.graph["mode"] = "dynamic"
    days = _days(graph)
    for _, _, key, edge in network.edges(keys=True, data=True):
        edge["id"] = key
        _paint(edge, days.get(key, set()), edge.pop("colour"))
    for node, said in network.nodes(data=True):
        keys = [key for _, _, key in (*network.in_edges(node, keys=True), *network.out_edges(node, keys=True))]
        dated = [days.get(key, set()) for key in keys]
        _paint(said, set().union(*dated) if all(dated) else set(), said.pop("colour"))
    text = "\n".join(nx.generate_gexf(network)).encode() + b"\n"
    # The schema has the colour among the elements of GEXF itself; Gephi and graphology read it by its local name.
    text = text.replace(b"<viz:color ", b"<color ")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + _STRAY.sub(rb"\1", text, count=2)


def _days(graph: StanceGraph) -> dict[str, set[str]]:
    """The days on which each edge is said, by its id; none for an edge that a statement without a date says."""
    found = {}
    for edge in graph.edges():
        source, target = ends(edge)
        dated = {said.date.isoformat() if said.date else "" for said in edge.statements}
        found[edge_id(source, edge.relation, target)] = set() if "" in dated else dated
    return found


def _paint(data: dict[str, Any], days: set[str], colour: str) -> None:
    if days:
        data["spells"] = [(day, day) for day in sorted(days)]
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    data["viz"] = {"color": {"r": red, "g": green, "b": blue, "a": 1.0}}


def to_cytoscape(graph: StanceGraph, ontology: Ontology, base: str, name: str) -> bytes:
    """Cytoscape JSON, for Cytoscape and Cytoscape.js."""
    return _json(nx.cytoscape_data(_plain(to_networkx(graph, ontology))))


def to_node_link(graph: StanceGraph, ontology: Ontology, base: str, name: str) -> bytes:
    """Node-link JSON, which `networkx.node_link_graph(..., edges="edges")` and D3 read."""
    return _json(nx.node_link_data(_plain(to_networkx(graph, ontology)), edges="edges"))


def _plain(network: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """The same network with what JSON can hold, and no name in it that a format has for itself."""
    for source, target, relation, edge in network.edges(keys=True, data=True):
        edge["id"] = edge_id(source, relation, target)
        edge["evidence"] = [quote._asdict() for quote in edge["evidence"]]
    return network


def _json(value: object) -> bytes:
    # Half a surrogate pair is no text in UTF-8, but may be written as an escape.
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace")


def to_page(graph: StanceGraph, ontology: Ontology, base: str, name: str) -> bytes:
    """The page, as `graphkit build` writes it."""
    from graphkit.views.html import page

    return page(graph, ontology).encode()
