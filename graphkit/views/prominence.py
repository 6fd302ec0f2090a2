"""The most telling part of a graph that is too large to be drawn whole."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx

NODES, EDGES = 2000, 10_000
"""As many as a browser draws at once without making its reader wait."""


def prominence(network: nx.MultiDiGraph[str]) -> dict[str, float]:
    """How telling each node is: the sources behind its edges, and some of what its neighbours have on average.

    This is degree centrality, weighted by independent sources (and a little by statements), with one step of
    smoothing: of two topics that are named as often, the one that the busier actors speak of comes first.
    """
    own = {
        node: fsum(data["publishers"] + 0.2 * data["weight"] for *_, data in _touching(network, node))
        for node in network
    }
    around = {node: {end for s, t, _ in _touching(network, node) for end in (s, t)} - {node} for node in network}
    return {
        node: own[node] + 0.1 * fsum(own[other] for other in sorted(around[node])) / (len(around[node]) or 1)
        for node in sorted(network)
    }


def most_telling(
    network: nx.MultiDiGraph[str], nodes: int | None = None, edges: int | None = None
) -> tuple[list[str], list[tuple[str, str, str]]]:
    """The nodes and the edges, as source, target and relation, that are drawn, each sorted: all, where few enough.

    The most prominent nodes come first, then of the edges among them those of most sources and most prominent
    ends. A node that keeps no edge is left out.
    """
    nodes, edges = NODES if nodes is None else nodes, EDGES if edges is None else edges
    all_edges = sorted(network.edges(keys=True))
    if len(network) <= nodes and len(all_edges) <= edges:
        return sorted(network), all_edges
    score = prominence(network)
    chosen = set(sorted(network, key=lambda node: (-score[node], node))[:nodes])
    among = [edge for edge in all_edges if edge[0] in chosen and edge[1] in chosen]

    def rank(edge: tuple[str, str, str]) -> tuple[int, float, tuple[str, str, str]]:
        return -network.edges[edge]["publishers"], -score[edge[0]] - score[edge[1]], edge

    kept = sorted(sorted(among, key=rank)[:edges])
    return sorted({end for source, target, _ in kept for end in (source, target)}), kept


def _touching(network: nx.MultiDiGraph[str], node: str) -> list[tuple[str, str, dict[str, int]]]:
    return [*network.out_edges(node, data=True), *network.in_edges(node, data=True)]
