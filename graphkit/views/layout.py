"""Where each node stands: computed here, so that the page opens still.

The same graph gives the same picture on every machine: only sums, products and square roots go into a position,
which all round alike; so fsum, for sum() rounds otherwise from Python 3.12 on.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count, product
from math import fsum, sqrt
from typing import TYPE_CHECKING

from graphkit.views.overlaps import GAP, Reach, pushed_apart
from graphkit.views.rings import ASPECT, ring
from graphkit.views.satellites import with_satellites
from graphkit.views.stress import spread

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from graphkit.views.stress import Point

UNIT = 115.0
"""Pixels between two nodes of a small part whose tie has length 1."""

FILL = 0.75
"""The share of the picture that nodes and labels cover before they are pushed apart."""

_CELL = 20
_PULL = 2.5
_FEW = 5
_MARGIN = 16.0


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


def covered(extent: Extent) -> int:
    """The area of a node with its label, in square pixels."""
    return 2 * extent.side * (extent.above + extent.below)


_Lengths = dict[str, dict[str, float]]
_Least = dict[tuple[str, str], float]


def place(
    extents: Mapping[str, Extent], ties: Iterable[Tie], apart: Iterable[Tie] = (), first: Collection[str] = ()
) -> dict[str, tuple[int, int]]:
    """A position in whole pixels for each node of `extents`, the middle of the picture at (0, 0).

    Nodes that are tied stand as far apart as their tie says, those of `apart` at least so far, as far as that
    can be, and no two overlap; parts that no tie joins stand beside each other. In a part with nodes of `first`
    these are placed first, and the others about them.
    """
    lengths: _Lengths = {node: {} for node in sorted(extents)}
    for tie in sorted(ties, key=lambda tie: (tie.one, tie.other, tie.length)):
        if tie.one != tie.other:
            for one, other in ((tie.one, tie.other), (tie.other, tie.one)):
                lengths[one][other] = min(tie.length, lengths[one].get(other, tie.length))
    least = {(min(far.one, far.other), max(far.one, far.other)): far.length for far in apart}
    parts = [_part_placed(part, lengths, least, extents, first) for part in _parts(lengths)]
    return _rounded(_packed(parts, lengths, extents), extents)


def _parts(lengths: _Lengths) -> list[list[str]]:
    """The connected parts, the largest first."""
    left, parts = set(lengths), []
    for node in lengths:
        if node in left:
            part, ahead = {node}, [node]
            while ahead:
                near = [other for other in lengths[ahead.pop()] if other not in part]
                part.update(near)
                ahead += near
            left -= part
            parts.append(sorted(part))
    return sorted(parts, key=lambda part: (-len(part), part))


def _part_placed(
    part: Sequence[str], lengths: _Lengths, least: _Least, extents: Mapping[str, Extent], first: Collection[str]
) -> dict[str, Point]:
    heads = [node for node in part if node in first]
    is_crowd = _FEW < len(heads) < len(part)
    points = _turned(spread(part, lengths, least, heads if is_crowd else None))
    wide, high = _stretch(points)
    scale = _scale(points, [extents[node] for node in part])
    points = {node: (x * scale * wide, y * scale * high) for node, (x, y) in points.items()}
    reach = {node: _reach(extents[node]) for node in part}
    if not is_crowd:
        return pushed_apart(points, reach)
    points = pushed_apart(points, {node: reach[node] for node in points})
    rest = [node for node in part if node not in points]
    return pushed_apart(with_satellites(points, rest, lengths, reach), reach, heads)


def _reach(extent: Extent) -> Reach:
    return Reach(extent.side, (extent.below - extent.above) / 2.0, (extent.below + extent.above) / 2.0)


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


def _scale(points: dict[str, Point], extents: Sequence[Extent]) -> float:
    """Pixels for a length of 1, so that nodes of these extents cover the wanted share of the picture."""
    wide = max(x for x, _ in points.values()) - min(x for x, _ in points.values())
    high = max(y for _, y in points.values()) - min(y for _, y in points.values())
    needed = sum(covered(extent) for extent in extents)
    # A part of a few nodes is a line or nearly so, whose area says nothing.
    return sqrt(needed / (FILL * wide * high)) if len(points) > 5 else UNIT


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


def _packed(parts: Sequence[dict[str, Point]], lengths: _Lengths, extents: Mapping[str, Extent]) -> dict[str, Point]:
    """The parts beside each other, each as near to the middle as the ones before leave room."""
    if len(parts) == 1:
        return dict(parts[0])
    taken: set[tuple[int, int]] = set()
    placed: dict[str, Point] = {}
    for part in parts:
        centred = _centred(part)
        cells = set(_cells(centred, lengths, extents))
        column, row = next(
            (x, y)
            for number in count()
            for x, y in ring(number)
            if not any((cell_x + x, cell_y + y) in taken for cell_x, cell_y in cells)
        )
        taken.update((cell_x + column, cell_y + row) for cell_x, cell_y in cells)
        placed |= {node: (x + column * _CELL, y + row * _CELL) for node, (x, y) in centred.items()}
    return placed


def _cells(points: dict[str, Point], lengths: _Lengths, extents: Mapping[str, Extent]) -> Iterator[tuple[int, int]]:
    """The cells of a grid that a part covers, its edges included."""
    for node, (x, y) in points.items():
        reach, free = extents[node], GAP / 2.0 if len(points) <= _FEW else _MARGIN
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
