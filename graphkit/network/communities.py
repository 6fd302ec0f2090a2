"""Camps: who agrees with each other and disagrees with the others, found in a signed network."""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING

from graphkit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import networkx as nx

Camps = tuple[tuple[str, ...], ...]
"""The nodes of each camp, sorted; the largest camp first, of equal ones the one with the first node."""

_STARTS = 8
"""From how many places in the order of the nodes the search is begun."""

_SPARE = 16
"""How many empty camps nodes can move to in a round."""

_EPSILON = 1e-12
"""Smaller gains are what floating-point sums leave over, not gains."""


def camps(network: nx.Graph[str], resolution: float = 1.0) -> Camps:
    """The camps of a network whose edges have a signed `weight`, such as `actor_network(…, "subtract")`.

    They are a partition of the nodes that have an edge, with a signed modularity (see `modularity`) that no
    move of one node to another camp, or of a whole camp into another, makes larger. It is searched for as
    the Louvain method does (V. D. Blondel et al. 2008: Fast unfolding of communities in large networks.
    Journal of Statistical Mechanics P10008), with three differences: nodes are taken in order of their names
    and never by chance, so that the same network gives the same camps; nodes that share opponents, but no tie,
    may join; and nodes are moved once more after camps were merged (R. Rotta, A. Noack 2011: Multilevel local
    search algorithms for modularity clustering. Journal of Experimental Algorithmics 16). The search is begun at
    eight places of that order, and the best end is taken. It need not be the best of all, which no fast method
    finds for certain.

    A larger `resolution` gives more and smaller camps. Raises InputError where it is not positive.

    >>> import networkx as nx
    >>> network = nx.Graph()
    >>> network.add_weighted_edges_from([("a", "b", 1), ("c", "d", 1), ("a", "c", -1), ("b", "d", -1)])
    >>> camps(network)
    (('a', 'b'), ('c', 'd'))
    >>> modularity(network, camps(network))
    0.5
    """
    if not 0 < resolution < math.inf:
        raise InputError(f"resolution: {resolution} is no positive number; 1 is usual")
    nodes = sorted(node for node, degree in network.degree() if degree)
    ties = _ties(network, nodes)
    member: list[int] = []
    most = -math.inf
    for start in sorted({len(nodes) * part // _STARTS for part in range(_STARTS)}):
        found = _searched(ties, [*range(start, len(nodes)), *range(start)], resolution)
        if (reached := _modularity(ties, found, resolution)) > most + _EPSILON:
            member, most = found, reached
    groups: dict[int, list[str]] = defaultdict(list)
    for index, node in enumerate(nodes):
        groups[member[index]].append(node)
    return tuple(sorted(map(tuple, groups.values()), key=lambda camp: (-len(camp), camp)))


def modularity(network: nx.Graph[str], partition: Camps, resolution: float = 1.0) -> float:
    """The signed modularity of a partition: how far ties within camps are more positive than by chance.

    Q = 1/(2w⁺ + 2w⁻) · Σ_ij [ w_ij − γ·( w⁺_i·w⁺_j/(2w⁺) − w⁻_i·w⁻_j/(2w⁻) ) ] · δ(camp i, camp j), where w_ij is
    the signed weight of a tie, w⁺_i and w⁻_i are the sums of i's positive and (absolute) negative weights, 2w⁺
    and 2w⁻ the sums of these over all nodes and γ the resolution (S. Gómez, P. Jensen, A. Arenas 2009: Analysis of
    community structure in networks of correlated data. Physical Review E 80, 016114; V. A. Traag, J. Bruggeman
    2009: Community detection in networks with positive and negative links. Physical Review E 80, 036115).

    It is 0 where all are in one camp, and at most 1; two camps of equal weight with all agreement inside and
    all conflict between them have 0.5. Without a tie it is 0.
    """
    nodes = sorted(node for node, degree in network.degree() if degree)
    camp_of = {node: number for number, camp in enumerate(partition) for node in camp}
    # A node that is in no camp is one of its own.
    member = [camp_of.get(node, len(partition) + index) for index, node in enumerate(nodes)]
    return _modularity(_ties(network, nodes), member, resolution)


class _Ties:
    """A signed network of numbered nodes, and what is summed over it."""

    def __init__(self, weights: Sequence[Mapping[int, float]], plus: Sequence[float], minus: Sequence[float]) -> None:
        self.weights = weights
        self.plus, self.minus = plus, minus
        self.all_plus, self.all_minus = sum(plus), sum(minus)

    def expected(self, plus: float, minus: float, node: int) -> float:
        """What a node's ties to nodes with these sums would weigh by chance."""
        by_chance = self.plus[node] * plus / self.all_plus if self.all_plus else 0.0
        return by_chance - (self.minus[node] * minus / self.all_minus if self.all_minus else 0.0)


def _ties(network: nx.Graph[str], nodes: Sequence[str]) -> _Ties:
    number = {node: index for index, node in enumerate(nodes)}
    weights = [
        {number[other]: float(network.edges[node, other]["weight"]) for other in sorted(network[node]) if other != node}
        for node in nodes
    ]
    plus = [sum(weight for weight in row.values() if weight > 0) for row in weights]
    minus = [-sum(weight for weight in row.values() if weight < 0) for row in weights]
    return _Ties(weights, plus, minus)


def _modularity(ties: _Ties, member: Sequence[int], resolution: float) -> float:
    whole = ties.all_plus + ties.all_minus
    if not whole:
        return 0.0
    inside = sum(
        weight
        for node, row in enumerate(ties.weights)
        for other, weight in row.items()
        if member[node] == member[other]
    )
    plus, minus = _sums(ties, member)
    by_chance = sum(ties.expected(plus[camp], minus[camp], node) for node, camp in enumerate(member))
    return (inside - resolution * by_chance) / whole


def _sums(ties: _Ties, member: Sequence[int]) -> tuple[dict[int, float], dict[int, float]]:
    plus: dict[int, float] = defaultdict(float)
    minus: dict[int, float] = defaultdict(float)
    for node, camp in enumerate(member):
        plus[camp] += ties.plus[node]
        minus[camp] += ties.minus[node]
    return plus, minus


def _searched(ties: _Ties, order: Sequence[int], resolution: float) -> list[int]:
    """The camp of each node: nodes are moved, then whole camps as if they were nodes, until nothing gains."""
    member = list(range(len(order)))
    while True:
        before = _modularity(ties, member, resolution)
        _move_nodes(ties, member, order, resolution)
        merged = _merged(ties, member)
        upper = list(range(len(merged.weights)))
        _move_nodes(merged, upper, upper, resolution)
        numbers = {camp: number for number, camp in enumerate(dict.fromkeys(member))}
        member = [upper[numbers[camp]] for camp in member]
        if _modularity(ties, member, resolution) <= before + _EPSILON:
            return member


def _merged(ties: _Ties, member: Sequence[int]) -> _Ties:
    """The network whose nodes are the camps; ties inside a camp, which no move of it changes, are left out."""
    numbers = {camp: number for number, camp in enumerate(dict.fromkeys(member))}
    weights: list[dict[int, float]] = [{} for _ in numbers]
    for node, row in enumerate(ties.weights):
        here = numbers[member[node]]
        for other, weight in row.items():
            there = numbers[member[other]]
            if here != there:
                weights[here][there] = weights[here].get(there, 0.0) + weight
    plus, minus = _sums(ties, member)
    return _Ties(weights, [plus[camp] for camp in numbers], [minus[camp] for camp in numbers])


def _move_nodes(ties: _Ties, member: list[int], order: Sequence[int], resolution: float) -> None:
    """Moves each node to the camp where it gains most, an empty one too, over and over until none gains.

    Of camps where it gains the same the first is taken, and it stays where that is as good.
    """
    import numpy as np

    others = [np.fromiter(row, dtype=np.intp, count=len(row)) for row in ties.weights]
    weights = [np.fromiter(row.values(), dtype=float, count=len(row)) for row in ties.weights]
    moved = True
    while moved:
        moved = False
        # Each gain is asked of all camps, so most of those that are empty are left out, in each round anew.
        names = _with_empty_ones(member)
        place = {camp: number for number, camp in enumerate(names)}
        camps_ = np.array([place[camp] for camp in member], dtype=np.intp)
        plus, minus = (np.zeros(len(names)) for _ in range(2))
        size = [0] * len(names)
        for node, camp in enumerate(camps_.tolist()):
            plus[camp] += ties.plus[node]
            minus[camp] += ties.minus[node]
            size[camp] += 1
        for node in order:
            here = int(camps_[node])
            size[here] -= 1
            # What is left of a camp that is empty now is nothing, and no rounding error.
            plus[here] = plus[here] - ties.plus[node] if size[here] else 0.0
            minus[here] = minus[here] - ties.minus[node] if size[here] else 0.0
            by_chance = plus * (ties.plus[node] / ties.all_plus) if ties.all_plus else np.zeros(len(names))
            if ties.all_minus:
                by_chance -= minus * (ties.minus[node] / ties.all_minus)
            gain = np.bincount(camps_[others[node]], weights[node], len(names)) - resolution * by_chance
            best = int(gain.argmax())
            if gain[best] <= gain[here] + _EPSILON:
                best = here
            camps_[node] = best
            plus[best] += ties.plus[node]
            minus[best] += ties.minus[node]
            size[best] += 1
            moved = moved or best != here
        member[:] = [names[camp] for camp in camps_.tolist()]


def _with_empty_ones(member: Sequence[int]) -> list[int]:
    """The camps that have nodes, and the first few that have none, in order."""
    taken = set(member)
    return sorted(taken.union(islice((camp for camp in range(len(member)) if camp not in taken), _SPARE)))
