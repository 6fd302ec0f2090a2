"""Structural balance of a signed network: triads, and how many ties stand in the way of two camps."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Any, NamedTuple

import networkx as nx

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORK = 2_000_000
"""How much is tried at most in the search for the frustration of one block: a second or two."""

_LARGEST = 300
"""Blocks of more nodes are not searched, for the search calls itself once a node."""


class Triads(NamedTuple):
    """The triangles of a signed network, counted by how many of their three ties are negative."""

    none_negative: int = 0
    one_negative: int = 0
    two_negative: int = 0
    three_negative: int = 0

    @property
    def balance(self) -> float | None:
        """The share of triangles whose signs have a positive product; None where there is no triangle.

        The degree of balance, for cycles of length three (D. Cartwright, F. Harary 1956: Structural balance: a
        generalization of Heider's theory. Psychological Review 63, 277-293).
        """
        return (self.none_negative + self.two_negative) / sum(self) if sum(self) else None

    @property
    def weak_balance(self) -> float | None:
        """The share of triangles that have not exactly one negative tie; None where there is no triangle.

        Three that oppose each other are three camps (J. A. Davis 1967: Clustering and structural balance in
        graphs. Human Relations 20, 181-187).
        """
        return (sum(self) - self.one_negative) / sum(self) if sum(self) else None


class Frustration(NamedTuple):
    """How many of a network's `ties` have to go, at least, until two camps explain the rest.

    Where `exact` is false, `frustrated` is an upper bound.
    """

    frustrated: int
    ties: int
    exact: bool


def triads(network: nx.Graph[str]) -> Triads:
    """The triangles of a network whose edges have a signed `weight`, by number of negative ties.

    >>> import networkx as nx
    >>> network = nx.Graph()
    >>> network.add_weighted_edges_from([("a", "b", 1), ("b", "c", -1), ("a", "c", -2)])
    >>> triads(network)
    Triads(none_negative=0, one_negative=0, two_negative=1, three_negative=0)
    >>> triads(network).balance
    1.0
    """
    number = {node: index for index, node in enumerate(sorted(network))}
    plus, minus = [0] * len(number), [0] * len(number)
    weights: dict[tuple[str, str], float] = nx.get_edge_attributes(network, "weight")
    for (one, other), weight in weights.items():
        side = plus if weight > 0 else minus
        if one != other:
            side[number[one]] |= 1 << number[other]
            side[number[other]] |= 1 << number[one]
    counted = [0, 0, 0, 0]
    for (one, other), weight in weights.items():
        low, high = sorted((number[one], number[other]))
        if low == high:
            continue
        negative = int(weight <= 0)
        # Each triangle once: its third node comes after the two.
        later = ~((1 << (high + 1)) - 1)
        counted[negative] += (plus[low] & plus[high] & later).bit_count()
        counted[negative + 1] += ((plus[low] & minus[high] | minus[low] & plus[high]) & later).bit_count()
        counted[negative + 2] += (minus[low] & minus[high] & later).bit_count()
    return Triads(*counted)


def frustration(network: nx.Graph[str], work: int = _WORK) -> Frustration:
    """The line index of balance of a network whose edges have a signed `weight`.

    min over all x: V → {−1, 1} of the number of ties (i, j) with sign(w_ij) · x_i · x_j = −1 (F. Harary 1959: On
    the measurement of structural balance. Behavioral Science 4, 316-323; S. Aref, M. C. Wilson 2019: Balance and
    frustration in signed networks. Journal of Complex Networks 7, 163-189). It is the sum over the blocks
    (biconnected components), each searched by branch and bound. Where a block takes more than `work`, counted in
    nodes looked at, the best division so far stands and the result is no longer `exact`; it does not depend on
    how fast the machine is.
    """
    frustrated, exact = 0, True
    blocks: Any = nx.biconnected_components(network)
    for block in sorted(map(sorted, blocks)):
        inside = set(block)
        ties = {
            node: {other: _sign(network, node, other) for other in sorted(inside & set(network[node]))}
            for node in block
        }
        least, certain = _search(ties, work)
        frustrated += least
        exact = exact and certain
    return Frustration(frustrated, sum(one != other for one, other in network.edges()), exact)


def _sign(network: nx.Graph[str], one: str, other: str) -> int:
    return 1 if network.edges[one, other]["weight"] > 0 else -1


def _search(ties: Mapping[str, Mapping[str, int]], work: int) -> tuple[int, bool]:
    """The least number of frustrated ties in a block, and whether it is certain."""
    order = _by_nearness(ties)
    # What each node still to come would frustrate on either side, given those that are placed.
    pull = {node: [0, 0] for node in order}
    best = _greedy(ties, order)
    if len(order) > _LARGEST:
        return best, best == 0
    done = 0

    def place(index: int, cost: int) -> bool:
        """Tries both sides for the node at index; False where the work is used up."""
        nonlocal best, done
        if cost + sum(min(pull[node]) for node in order[index:]) >= best:
            return True
        if index == len(order):
            best = cost
            return True
        done += len(order) - index
        if done > work:
            return False
        node = order[index]
        sides = sorted((0, 1), key=lambda side: pull[node][side]) if index else (0,)
        for side in sides:
            later = [(other, sign) for other, sign in ties[node].items() if other not in placed]
            placed.add(node)
            for other, sign in later:
                pull[other][side if sign < 0 else 1 - side] += 1
            finished = place(index + 1, cost + pull[node][side])
            for other, sign in later:
                pull[other][side if sign < 0 else 1 - side] -= 1
            placed.discard(node)
            if not finished:
                return False
        return True

    placed: set[str] = set()
    certain = place(0, 0)
    return best, certain


def _by_nearness(ties: Mapping[str, Mapping[str, int]]) -> list[str]:
    """The node with most ties first, then always one with most ties to those before it."""
    rank = {node: number for number, node in enumerate(sorted(ties))}
    near = dict.fromkeys(ties, 0)
    # What is nearer by now stands there again, and where it stood before is passed over.
    ahead = [(0, -len(ties[node]), -rank[node], node) for node in ties]
    heapify(ahead)
    order: list[str] = []
    while ahead:
        *_, node = heappop(ahead)
        if node not in near:
            continue
        del near[node]
        order.append(node)
        for other in ties[node]:
            if other in near:
                near[other] += 1
                heappush(ahead, (-near[other], -len(ties[other]), -rank[other], other))
    return order


def _greedy(ties: Mapping[str, Mapping[str, int]], order: list[str]) -> int:
    """What is frustrated when each node in turn takes its better side, and then any node that gains changes it."""
    side: dict[str, int] = {}
    for node in order:
        side[node] = 1 if sum(sign * side.get(other, 0) for other, sign in ties[node].items()) >= 0 else -1
    changed = True
    while changed:
        changed = False
        for node in order:
            if side[node] * sum(sign * side[other] for other, sign in ties[node].items()) < 0:
                side[node] = -side[node]
                changed = True
    return sum(side[one] * sign * side[other] < 0 for one in order for other, sign in ties[one].items()) // 2
