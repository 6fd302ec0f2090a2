"""Who stands between camps, and which ties make up the backbone of a network."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import networkx as nx

from graphkit.errors import InputError

if TYPE_CHECKING:
    from graphkit.network.communities import Camps


_WORK = 30_000_000
"""Nodes times ties up to which betweenness is computed: a minute."""


class Broker(NamedTuple):
    """How far a node stands between others: see `brokers`."""

    node: str
    betweenness: float | None
    participation: float


def brokers(network: nx.Graph[str], partition: Camps, work: int = _WORK) -> list[Broker]:
    """The nodes of a signed network by how far they stand between others, the greatest broker first.

    Only positive ties carry: who agrees with two sides stands between them.

    * `betweenness`: the share of shortest paths between two others that lead over the node, summed over all
      pairs and divided by their number (L. C. Freeman 1977: A set of measures of centrality based on
      betweenness. Sociometry 40, 35-41); a tie of weight w is 1/w long. None where nodes times ties are
      more than `work`, for it would take minutes.
    * `participation`: 1 − Σ_c (w_ic / w_i)², w_ic being the weight of i's ties to camp c and w_i that of all: 0
      where all lead into one camp, near 1 where they are spread over many (R. Guimerà, L. A. N. Amaral 2005:
      Functional cartography of complex metabolic networks. Nature 433, 895-900).
    """
    camp_of = {node: number for number, camp in enumerate(partition) for node in camp}
    agreeing: nx.Graph[str] = nx.Graph()
    agreeing.add_nodes_from(sorted(network))
    for one, other in sorted(tuple(sorted(edge)) for edge in network.edges()):
        weight = network.edges[one, other]["weight"]
        if weight > 0:
            agreeing.add_edge(one, other, weight=weight, length=1 / weight)
    feasible = len(agreeing) * agreeing.number_of_edges() <= work
    between = nx.betweenness_centrality(agreeing, weight="length") if feasible else {}
    found = []
    for node in agreeing:
        towards: dict[int, float] = {}
        for other in agreeing[node]:
            camp = camp_of.get(other, -1)
            towards[camp] = towards.get(camp, 0.0) + agreeing.edges[node, other]["weight"]
        whole = sum(towards.values())
        spread = 1 - sum((weight / whole) ** 2 for weight in towards.values()) if whole else 0.0
        found.append(Broker(node, between.get(node), max(spread, 0.0)))
    return sorted(
        found, key=lambda broker: (-round(broker.betweenness or 0, 9), -round(broker.participation, 9), broker.node)
    )


def backbone(network: nx.Graph[str], alpha: float = 0.05) -> nx.Graph[str]:
    """The ties of a weighted network that stand out for at least one of their two ends, and all nodes.

    The disparity filter: a tie of absolute weight w of a node with k ties that weigh s together has
    α = (1 − w/s)^(k − 1), the chance that a tie is as heavy if s is spread over k ties at random; it stays where
    α < `alpha` at either end. A node's only tie has α = 1 there (M. Á. Serrano, M. Boguñá, A. Vespignani 2009:
    Extracting the multiscale backbone of complex weighted networks. PNAS 106, 6483-6488). Edges keep their
    data and get `alpha`, the smaller of the two. Raises InputError where alpha is not between 0 and 1.
    """
    if not 0 < alpha <= 1:
        raise InputError(f"alpha: {alpha} is no level; give one between 0 and 1, such as 0.05")
    strength = {
        node: sum(abs(network.edges[node, other]["weight"]) for other in sorted(network[node])) for node in network
    }
    kept: nx.Graph[str] = nx.Graph()
    kept.add_nodes_from((node, network.nodes[node]) for node in sorted(network))
    for one, other in sorted(tuple(sorted(edge)) for edge in network.edges()):
        weight = abs(network.edges[one, other]["weight"])
        chance = min((1 - weight / strength[end]) ** (len(network[end]) - 1) for end in (one, other))
        if chance < alpha:
            kept.add_edge(one, other, **network.edges[one, other], alpha=chance)
    return kept
