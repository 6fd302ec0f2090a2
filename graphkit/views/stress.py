"""Distances in the plane as near to distances in a graph as can be: stress, by gradient descent.

J. X. Zheng, S. Pawar, D. F. M. Goodman: Graph drawing by stochastic gradient descent. IEEE Transactions on
Visualization and Computer Graphics 25 (2019), 2738-2748. Here the steps of some pairs are taken at once, and a
node that several of them move goes the mean way.

Only sums, products, quotients and square roots of single numbers go into a place, and sums in a fixed order
(np.bincount, not np.sum or a product of matrices); every machine rounds these alike. So no spring layout of
NetworkX, which goes through linear algebra whose last bits differ from machine to machine, and asks for SciPy
from 500 nodes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Indices = NDArray[np.intp]
    Lengths = Mapping[str, Mapping[str, float]]

Point = tuple[float, float]

_SEED = 20
_PAIRS = 240_000
_COOLING = 0.8
_STILL = 0.02


def spread(
    part: Sequence[str], lengths: Lengths, least: Mapping[tuple[str, str], float], chosen: Sequence[str] | None = None
) -> dict[str, Point]:
    """A place for each node of a connected part, or only for the chosen ones, by the lengths of the ties of each.

    The nodes of a pair in `least` stand at least so far apart. In a large part the pairs are those of some nodes
    with all others.
    """
    part, whole = chosen or part, part
    if len(part) == 1:
        return {part[0]: (0.0, 0.0)}
    one, other, distance = _pairs(part, whole, lengths, least)
    # The streams of RandomState are frozen: they are the same in every release of NumPy.
    chance = np.random.RandomState(_SEED)  # a picture is no secret
    x, y = chance.random_sample(len(part)), chance.random_sample(len(part))
    weight = 1.0 / (distance * distance)
    at_once = max(1, len(part) // 4)
    step = 1.0 / float(weight.min())
    while step > _STILL:
        order = chance.permutation(len(one))
        for start in range(0, len(order), at_once):
            some = order[start : start + at_once]
            _step(x, y, one[some], other[some], distance[some], np.minimum(step * weight[some], 1.0))
        step *= _COOLING
    return {node: (float(x[index]), float(y[index])) for index, node in enumerate(part)}


def _step(x: Floats, y: Floats, one: Indices, other: Indices, distance: Floats, share: Floats) -> None:
    """Moves the ends of each pair towards or away from each other."""
    dx, dy = x[one] - x[other], y[one] - y[other]
    apart = np.sqrt(dx * dx + dy * dy)
    apart[apart == 0.0] = 1e-9
    move = share * (apart - distance) / (2.0 * apart)
    ends = np.concatenate((one, other))
    often = np.maximum(np.bincount(ends, minlength=len(x)), 1)
    for at, way in ((x, move * dx), (y, move * dy)):
        at -= np.bincount(ends, np.concatenate((way, -way)), len(x)) / often


def _pairs(
    part: Sequence[str], whole: Sequence[str], lengths: Lengths, least: Mapping[tuple[str, str], float]
) -> tuple[Indices, Indices, Floats]:
    # Those that get a place come first, so that their numbers are their indices.
    number = {node: index for index, node in enumerate(dict.fromkeys((*part, *whole)))}
    ties = [(number[node], number[near], length) for node in whole for near, length in lengths[node].items()]
    pivots = range(0, len(part), 1 + (len(part) - 1) // max(1, _PAIRS // len(part)))
    far = _distances(ties, pivots, len(whole))[: len(part)]
    pairs = {(min(one, other), max(one, other)): length for one, other, length in ties if max(one, other) < len(part)}
    for column, pivot in enumerate(pivots):
        for node, distance in enumerate(far[:, column].tolist()):
            if node != pivot:
                pairs[min(pivot, node), max(pivot, node)] = distance
    for pair, length in least.items():
        one, other = sorted(number.get(node, len(part)) for node in pair)
        if other < len(part):
            pairs[one, other] = max(length, pairs.get((one, other), length))
    ordered = sorted(pairs.items())
    ends = np.array([pair for pair, _ in ordered], dtype=np.intp)
    distance = np.array([length for _, length in ordered])
    # The power of three quarters draws in what lies far out.
    return ends[:, 0], ends[:, 1], np.sqrt(distance * np.sqrt(distance))


def _distances(ties: Sequence[tuple[int, int, float]], pivots: Sequence[int], nodes: int) -> Floats:
    """The length of the shortest way from each node (a row) to each pivot (a column), as Bellman and Ford find it."""
    ordered = sorted(ties)
    there = np.array([other for _, other, _ in ordered], dtype=np.intp)
    length = np.array([[length] for _, _, length in ordered])
    firsts = np.searchsorted(np.array([one for one, _, _ in ordered]), np.arange(nodes))
    found = np.full((nodes, len(pivots)), np.inf)
    found[list(pivots), range(len(pivots))] = 0.0
    while True:
        nearer = np.minimum(found, np.minimum.reduceat(found[there] + length, firsts))
        if np.array_equal(nearer, found):
            return found
        found = nearer
