"""The many about the few: in a crowd the most telling nodes are placed first, and the others near them."""

from __future__ import annotations

from math import fsum, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphkit.views.overlaps import Reach
    from graphkit.views.stress import Point

_PITCH = 15.0
"""Pixels between the seeds of a sunflower, as which the satellites of a node stand about it."""

_LEAN = 0.3
"""How far a satellite leans from its own node to the others that it is tied to."""

# Cosine and sine of the golden angle, written out: libraries of mathematics differ in the last bit.
_COSINE, _SINE = -0.7373688780783197, 0.6754902942615238


def with_satellites(
    heads: Mapping[str, Point],
    rest: Sequence[str],
    lengths: Mapping[str, Mapping[str, float]],
    reach: Mapping[str, Reach],
) -> dict[str, Point]:
    """The heads where they are and the rest about them, each by the node with which its tie is the shortest.

    Every node of the rest has to hang together with a head. Nodes may overlap.
    """
    placed = dict(heads)
    turns: dict[str, tuple[int, Point]] = {}
    left = set(rest)
    while left:
        layer = sorted(node for node in left if any(other in placed for other in lengths[node]))
        points: dict[str, Point] = {}
        for node in layer:
            near = [other for other in lengths[node] if other in placed]
            own = min(near, key=lambda other: (lengths[node][other], -len(lengths[other]), other))
            number, (across, down) = turns.get(own, (0, (1.0, 0.0)))
            turns[own] = number + 1, (across * _COSINE - down * _SINE, across * _SINE + down * _COSINE)
            away = reach[own].half_height + _PITCH * sqrt(number + 1)
            x, y = placed[own]
            others = [placed[other] for other in near if other != own]
            if others:
                x += _LEAN * (fsum(other[0] for other in others) / len(others) - x)
                y += _LEAN * (fsum(other[1] for other in others) / len(others) - y)
                away /= 2.0
            points[node] = x + away * across, y + away * down
        placed |= points
        left.difference_update(layer)
    return placed
