"""Where each node stands: computed here, so that the page opens still.

Only sums, products and square roots go into a position, which every machine rounds alike: the same graph
gives the same picture everywhere. So fsum, for sum() rounds otherwise from Python 3.12 on; and so no spring
layout of NetworkX, which goes through linear algebra whose last bits differ from machine to machine, and asks
for SciPy from 500 nodes on.
"""

from __future__ import annotations

import heapq
import random
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import count, product
from math import fsum, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

UNIT = 115.0
"""Pixels between two nodes of a small part whose tie has length 1."""

FILL = 0.75
"""The share of the picture that nodes and labels cover before they are pushed apart."""

GAP = 10
"""Pixels that stay free between two nodes."""

ASPECT = 1.3
"""Width over height of the picture that is aimed at."""

_CELL = 20
_PIVOTS = 160
_PAIRS = 60_000
_SEED = 20
_PULL = 2.5
_SWEEPS = 60
_LARGE = 700


@dataclass(frozen=True, slots=True)
class Extent:
    """How far a node reaches from its position, label and all, in pixels; `side` to left and right."""

    side: int
    above: int
    below: int


@dataclass(frozen=True, slots=True)
class Tie:
    """Two nodes that belong together, the closer the smaller the length."""

    one: str
    other: str
    length: float = 1.0


Point = tuple[float, float]
_Lengths = dict[str, dict[str, float]]
_Least = dict[tuple[str, str], float]

# Of a node with its label: half its width, how far its middle lies below its position, and half its height.
_Reach = tuple[int, float, float]


def place(extents: Mapping[str, Extent], ties: Iterable[Tie], apart: Iterable[Tie] = ()) -> dict[str, tuple[int, int]]:
    """A position in whole pixels for each node of `extents`, the middle of the picture at (0, 0).

    Nodes that are tied stand as far apart as their tie says, those of `apart` at least so far, as far as that
    can be, and no two overlap in a part of up to 700 nodes; parts that no tie joins stand beside each other.
    500 nodes take some seconds.
    """
    lengths: _Lengths = {node: {} for node in sorted(extents)}
    for tie in sorted(ties, key=lambda tie: (tie.one, tie.other, tie.length)):
        if tie.one != tie.other:
            for one, other in ((tie.one, tie.other), (tie.other, tie.one)):
                lengths[one][other] = min(tie.length, lengths[one].get(other, tie.length))
    least = {(min(far.one, far.other), max(far.one, far.other)): far.length for far in apart}
    parts = [_part_placed(part, lengths, least, extents) for part in _parts(lengths)]
    return _rounded(_packed(parts, lengths, extents), extents)


def _parts(lengths: _Lengths) -> list[list[str]]:
    """The connected parts, the largest first."""
    left, parts = set(lengths), []
    for node in lengths:
        if node in left:
            part = sorted(_distances(node, lengths))
            left.difference_update(part)
            parts.append(part)
    return sorted(parts, key=lambda part: (-len(part), part))


def _distances(start: str, lengths: _Lengths) -> dict[str, float]:
    """The length of the shortest way to each node that can be reached."""
    found: dict[str, float] = {}
    ahead = [(0.0, start)]
    while ahead:
        distance, node = heapq.heappop(ahead)
        if node not in found:
            found[node] = distance
            for other, length in lengths[node].items():
                if other not in found:
                    heapq.heappush(ahead, (distance + length, other))
    return found


def _part_placed(
    part: Sequence[str], lengths: _Lengths, least: _Least, extents: Mapping[str, Extent]
) -> dict[str, Point]:
    points = _turned(_spread(part, lengths, least))
    wide, high = _stretch(points)
    scale = _scale(points, extents)
    return _apart({node: (x * scale * wide, y * scale * high) for node, (x, y) in points.items()}, extents)


def _stretch(points: dict[str, Point]) -> Point:
    """How far to draw a part out to left and right, and to press it together, so that it has the aspect.

    Boxes are wider than high, and pushing them apart makes a picture higher.
    """
    across = max(x for x, _ in points.values()) - min(x for x, _ in points.values())
    down = max(y for _, y in points.values()) - min(y for _, y in points.values())
    if len(points) < 6 or not across or not down:
        return sqrt(ASPECT), 1.0 / sqrt(ASPECT)
    factor = sqrt(min(_PULL, max(1.0 / _PULL, 1.25 * ASPECT * down / across)))
    return factor, 1.0 / factor


def _scale(points: dict[str, Point], extents: Mapping[str, Extent]) -> float:
    """Pixels for a length of 1, so that the nodes cover the wanted share of the picture."""
    wide = max(x for x, _ in points.values()) - min(x for x, _ in points.values())
    high = max(y for _, y in points.values()) - min(y for _, y in points.values())
    needed = sum(2 * extents[node].side * (extents[node].above + extents[node].below) for node in points)
    # A part of a few nodes is a line or nearly so, whose area says nothing.
    return sqrt(needed / (FILL * wide * high)) if len(points) > 5 else UNIT


def _spread(part: Sequence[str], lengths: _Lengths, least: _Least) -> dict[str, Point]:
    """Distances in the plane as near to distances in the graph as can be: stress, by gradient descent.

    Zheng, Pawar and Goodman, "Graph drawing by stochastic gradient descent" (2018). In a large part the pairs
    are those of some nodes only, the best tied.
    """
    chance = random.Random(_SEED)  # noqa: S311 - a picture is no secret
    at = [[chance.random(), chance.random()] for _ in part]
    pairs = _pairs(part, lengths, least)
    step = max((distance * distance for _, _, distance in pairs), default=0.0)
    while step > 0.02:
        chance.shuffle(pairs)
        for one, other, distance in pairs:
            here, there = at[one], at[other]
            dx, dy = here[0] - there[0], here[1] - there[1]
            apart = sqrt(dx * dx + dy * dy) or 1e-9
            share = min(step / (distance * distance), 1.0) * (apart - distance) / (2.0 * apart)
            here[0] -= share * dx
            here[1] -= share * dy
            there[0] += share * dx
            there[1] += share * dy
        step *= 0.8
    return {node: (x, y) for node, (x, y) in zip(part, at, strict=True)}


def _pairs(part: Sequence[str], lengths: _Lengths, least: _Least) -> list[tuple[int, int, float]]:
    number = {node: index for index, node in enumerate(part)}
    pairs = {
        (min(one, other), max(one, other)): length
        for node, one in number.items()
        for neighbour, length in lengths[node].items()
        for other in (number[neighbour],)
    }
    for pivot in part[:: 1 + (len(part) - 1) // min(_PIVOTS, max(1, _PAIRS // len(part)))]:
        one = number[pivot]
        for node, distance in _distances(pivot, lengths).items():
            if node != pivot:
                pairs[min(one, number[node]), max(one, number[node])] = distance
    for (node, other), length in least.items():
        if node in number and other in number:
            pair = min(number[node], number[other]), max(number[node], number[other])
            pairs[pair] = max(length, pairs.get(pair, length))
    # The power of three quarters draws in what lies far out.
    return [(one, other, sqrt(distance * sqrt(distance))) for (one, other), distance in sorted(pairs.items())]


def _turned(points: dict[str, Point]) -> dict[str, Point]:
    """Turned about its middle until its longer side lies flat."""
    centred = _centred(points)
    flat = fsum(x * x - y * y for x, y in centred.values())
    mixed = fsum(2.0 * x * y for x, y in centred.values())
    size = sqrt(flat * flat + mixed * mixed)
    if size == 0.0:
        return centred
    # The half-angle formulas, for the angle of the longer axis is half of that of (flat, mixed).
    cosine = sqrt(max(0.0, (1.0 + flat / size) / 2.0))
    sine = sqrt(max(0.0, (1.0 - flat / size) / 2.0)) * (1.0 if mixed >= 0.0 else -1.0)
    return {node: (x * cosine + y * sine, y * cosine - x * sine) for node, (x, y) in centred.items()}


def _centred(points: dict[str, Point]) -> dict[str, Point]:
    middle_x = fsum(x for x, _ in points.values()) / len(points)
    middle_y = fsum(y for _, y in points.values()) / len(points)
    return {node: (x - middle_x, y - middle_y) for node, (x, y) in points.items()}


def _apart(points: dict[str, Point], extents: Mapping[str, Extent]) -> dict[str, Point]:
    """Pushes nodes that overlap apart; a node that stays jammed goes to the nearest free place.

    In a large part, where that takes long, jammed nodes may still touch.
    """
    at = {node: list(point) for node, point in points.items()}
    reach = {node: _reach(extents[node]) for node in at}
    widest = max(side for side, _, _ in reach.values())
    sweeps = max(12, min(_SWEEPS, _SWEEPS * _LARGE // len(at)))
    if not any(_settled(at, reach, widest) for _ in range(sweeps)) and len(at) <= _LARGE:
        at = _freed(at, reach)
    return {node: (x, y) for node, (x, y) in at.items()}


def _freed(at: dict[str, list[float]], reach: Mapping[str, _Reach]) -> dict[str, list[float]]:
    """Takes the nodes from the middle outwards; each goes as near to its place as those before leave room."""
    placed: dict[str, list[float]] = {}
    # What may overlap a node stands in its square or in one of the eight about it.
    square = 2.0 * max(max(side, half_height + abs(below)) for side, below, half_height in reach.values()) + GAP
    squares: dict[tuple[float, float], list[str]] = defaultdict(list)
    for node in sorted(at, key=lambda node: (at[node][0] * at[node][0] + at[node][1] * at[node][1], node)):
        x, y = at[node]
        for column, row in (cell for ring in count() for cell in _ring(ring)):
            spot = [x + 18 * column, y + 18 * row]
            here = spot[0] // square, spot[1] // square
            near = (
                other
                for right, down in product((-1, 0, 1), repeat=2)
                for other in squares.get((here[0] + right, here[1] + down), ())
            )
            if not any(_overlap(spot, reach[node], placed[other], reach[other]) for other in near):
                placed[node] = spot
                squares[here].append(node)
                break
    return placed


def _overlap(one: Sequence[float], near: _Reach, other: Sequence[float], far: _Reach) -> bool:
    return (
        abs(other[0] - one[0]) < near[0] + far[0] + GAP / 2.0
        and abs(other[1] + far[1] - one[1] - near[1]) < near[2] + far[2] + GAP / 2.0
    )


def _reach(extent: Extent) -> _Reach:
    return extent.side, (extent.below - extent.above) / 2.0, (extent.below + extent.above) / 2.0


def _settled(at: dict[str, list[float]], reach: Mapping[str, _Reach], widest: int) -> bool:
    """Pushes each two that overlap apart along the shorter way, each by half; whether none did."""
    settled = True
    order = sorted(at, key=lambda node: (at[node][0], node))
    for index, node in enumerate(order):
        one = at[node]
        side, below, half_height = reach[node]
        farthest, middle = one[0] + side + widest + GAP, one[1] + below
        for other_node in order[index + 1 :]:
            other = at[other_node]
            if other[0] > farthest:
                break
            other_side, other_below, other_half_height = reach[other_node]
            dy = other[1] + other_below - middle
            over_y = half_height + other_half_height + GAP - abs(dy)
            dx = other[0] - one[0]
            over_x = side + other_side + GAP - abs(dx)
            if over_y > 0.5 and over_x > 0.5:
                # The last pixels take the longest; half the gap will do.
                settled &= over_x <= GAP / 2.0 or over_y <= GAP / 2.0
                axis, over = (
                    (0, over_x if dx >= 0.0 else -over_x) if over_x < over_y else (1, over_y if dy >= 0.0 else -over_y)
                )
                one[axis] -= over / 2.0
                other[axis] += over / 2.0
                farthest, middle = one[0] + side + widest + GAP, one[1] + below
    return settled


def _packed(parts: Sequence[dict[str, Point]], lengths: _Lengths, extents: Mapping[str, Extent]) -> dict[str, Point]:
    """The parts beside each other, each as near to the middle as the ones before leave room."""
    taken: set[tuple[int, int]] = set()
    placed: dict[str, Point] = {}
    for part in parts:
        centred = _centred(part)
        cells = set(_cells(centred, lengths, extents))
        column, row = next(
            (x, y)
            for ring in count()
            for x, y in _ring(ring)
            if not any((cell_x + x, cell_y + y) in taken for cell_x, cell_y in cells)
        )
        taken.update((cell_x + column, cell_y + row) for cell_x, cell_y in cells)
        placed |= {node: (x + column * _CELL, y + row * _CELL) for node, (x, y) in centred.items()}
    return placed


@cache
def _ring(number: int) -> tuple[tuple[int, int], ...]:
    """The cells of the ring with this number about the middle, the nearest first; rings have the aspect."""
    inner, outer = 8 * number, 8 * (number + 1)
    wide = int(outer * ASPECT) + 1
    found = []
    for x in range(-wide, wide + 1):
        for y in range(-outer, outer + 1):
            distance = x * x / (ASPECT * ASPECT) + y * y
            if inner * inner <= distance < outer * outer:
                found.append((distance, x, y))
    return tuple((x, y) for _, x, y in sorted(found))


def _cells(points: dict[str, Point], lengths: _Lengths, extents: Mapping[str, Extent]) -> Iterator[tuple[int, int]]:
    """The cells of a grid that a part covers, its edges included."""
    for node, (x, y) in points.items():
        reach, free = extents[node], GAP / 2.0
        columns = range(_cell(x - reach.side - free), _cell(x + reach.side + free) + 1)
        yield from product(columns, range(_cell(y - reach.above - free), _cell(y + reach.below + free) + 1))
        for other in lengths[node]:
            if node < other:
                yield from _line((x, y), points[other])


def _line(start: Point, end: Point) -> Iterator[tuple[int, int]]:
    (x, y), (dx, dy) = start, (end[0] - start[0], end[1] - start[1])
    steps = 1 + int(max(abs(dx), abs(dy)) // 16)
    for step in range(steps + 1):
        yield _cell(x + step / steps * dx), _cell(y + step / steps * dy)


def _cell(pixels: float) -> int:
    return int(pixels // _CELL)


def _rounded(points: dict[str, Point], extents: Mapping[str, Extent]) -> dict[str, tuple[int, int]]:
    if not points:
        return {}
    left = min(x - extents[node].side for node, (x, _) in points.items())
    right = max(x + extents[node].side for node, (x, _) in points.items())
    top = min(y - extents[node].above for node, (_, y) in points.items())
    bottom = max(y + extents[node].below for node, (_, y) in points.items())
    middle_x, middle_y = (left + right) / 2.0, (top + bottom) / 2.0
    return {node: (round(x - middle_x), round(y - middle_y)) for node, (x, y) in sorted(points.items())}
