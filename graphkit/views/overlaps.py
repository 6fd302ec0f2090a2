"""No node on another: each is pushed aside, and one that stays jammed goes to the nearest free place."""

from __future__ import annotations

from collections import defaultdict
from itertools import count, product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graphkit.views.rings import ring

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from graphkit.views.stress import Point

GAP = 10
"""Pixels that stay free between two nodes."""

LARGE = 700

_SWEEPS = 60
_STEP = 18


class Reach(NamedTuple):
    """Of a node with its label: half its width, how far its middle lies below its position, and half its height."""

    side: int
    below: float
    half_height: float


def pushed_apart(
    points: Mapping[str, Point], reach: Mapping[str, Reach], heavy: Collection[str] = ()
) -> dict[str, Point]:
    """The points, moved as little as may be until no two nodes overlap; others make way for the heavy ones.

    Of more than LARGE nodes some that are jammed may still touch: to look for free places would take minutes.
    """
    names = sorted(points)
    at = [list(points[node]) for node in names]
    sizes = [reach[node] for node in names]
    weights = [float(node in heavy) for node in names]
    if not any(_settled(at, sizes, weights) for _ in range(_SWEEPS)) and len(at) <= LARGE:
        at = _freed(names, at, sizes, weights)
    return {node: (x, y) for node, (x, y) in zip(names, at, strict=True)}


def _settled(at: list[list[float]], sizes: Sequence[Reach], weights: Sequence[float]) -> bool:
    """Pushes each two that overlap apart along the shorter way, each by half, or the lighter; whether none did."""
    settled = True
    for first, second in _overlapping(at, sizes):
        one, other, near, far = at[first], at[second], sizes[first], sizes[second]
        dy = other[1] + far.below - one[1] - near.below
        over_y = near.half_height + far.half_height + GAP - abs(dy)
        dx = other[0] - one[0]
        over_x = near.side + far.side + GAP - abs(dx)
        # Those before may have pushed these apart.
        if over_y > 0.5 and over_x > 0.5:
            # The last pixels take the longest; half the gap will do.
            settled &= over_x <= GAP / 2.0 or over_y <= GAP / 2.0
            axis, over = (
                (0, over_x if dx >= 0.0 else -over_x) if over_x < over_y else (1, over_y if dy >= 0.0 else -over_y)
            )
            share = (1.0 + weights[second] - weights[first]) / 2.0
            one[axis] -= over * share
            other[axis] += over * (1.0 - share)
    return settled


def _overlapping(at: Sequence[Sequence[float]], sizes: Sequence[Reach]) -> Iterator[tuple[int, int]]:
    """The numbers of each two nodes that overlap, from left to right."""
    x, y = np.array(at).T
    side, below, half_height = np.array(sizes, dtype=float).T
    order = np.lexsort((np.arange(len(x)), x))
    x, middle, side, half_height = x[order], (y + below)[order], side[order], half_height[order]
    widest = 2.0 * float(side.max()) + GAP
    found = []
    for step in range(1, len(x)):
        dx = x[step:] - x[:-step]
        if float(dx.min()) > widest:
            break
        is_over = (side[step:] + side[:-step] + GAP - dx > 0.5) & (
            half_height[step:] + half_height[:-step] + GAP - np.abs(middle[step:] - middle[:-step]) > 0.5
        )
        found += [(first, first + step) for first in np.flatnonzero(is_over).tolist()]
    ranks = order.tolist()
    yield from ((ranks[first], ranks[second]) for first, second in sorted(found))


def _freed(
    names: Sequence[str], at: Sequence[list[float]], sizes: Sequence[Reach], weights: Sequence[float]
) -> list[list[float]]:
    """Takes the nodes from the middle outwards, heavy ones first; each goes as near as those before leave room."""
    placed: dict[int, list[float]] = {}
    # What may overlap a node stands in its square or in one of the eight about it.
    square = 2.0 * max(max(size.side, size.half_height + abs(size.below)) for size in sizes) + GAP
    squares: dict[tuple[float, float], list[int]] = defaultdict(list)
    order = sorted(range(len(at)), key=lambda node: (-weights[node], at[node][0] ** 2 + at[node][1] ** 2, names[node]))
    for node in order:
        x, y = at[node]
        for column, row in (cell for number in count() for cell in ring(number)):
            spot = [x + _STEP * column, y + _STEP * row]
            here = spot[0] // square, spot[1] // square
            near = (
                other
                for right, down in product((-1, 0, 1), repeat=2)
                for other in squares.get((here[0] + right, here[1] + down), ())
            )
            if not any(_overlap(spot, sizes[node], placed[other], sizes[other]) for other in near):
                placed[node] = spot
                squares[here].append(node)
                break
    return [placed[node] for node in range(len(at))]


def _overlap(one: Sequence[float], near: Reach, other: Sequence[float], far: Reach) -> bool:
    return (
        abs(other[0] - one[0]) < near.side + far.side + GAP / 2.0
        and abs(other[1] + far.below - one[1] - near.below) < near.half_height + far.half_height + GAP / 2.0
    )
