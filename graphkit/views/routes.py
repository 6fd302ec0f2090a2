"""How each edge bends: round the nodes that it does not belong to, and apart from those beside it."""

from __future__ import annotations

from collections import defaultdict
from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graphkit.views.layout import Extent
    from graphkit.views.stress import Point

APART = 0.22
"""The bend by which edges between the same two nodes differ, at most."""

MANY = 1500
"""Of more edges than this none is led round anything: the picture is too dense for it, and it takes long."""

_BENDS = (0.0, 0.1, -0.1, 0.2, -0.2, 0.32, -0.32)
_PRICE = 1.2
"""What a bend of 1 costs, in nodes that are crossed, on a short edge; on one of _LONG pixels it costs twice as much."""

_LONG = 500.0
_WIDE = 220.0
_STEPS = 16
_CELL = 120
_CLEAR = 4

Ends = tuple[str, str, str]
"""Source, relation and target of an edge."""

_Box = tuple[float, float, float, float]


def bends(
    edges: Iterable[Ends], positions: Mapping[str, tuple[int, int]], extents: Mapping[str, Extent]
) -> dict[Ends, float]:
    """How far each edge bends to its left, as a share of its length: the offset of a quadratic curve's handle.

    The bend is the smallest that crosses the fewest foreign nodes. A loop has the bend of its number.
    """
    between: dict[tuple[str, str], list[Ends]] = defaultdict(list)
    for edge in sorted(edges):
        between[min(edge[0], edge[2]), max(edge[0], edge[2])].append(edge)
    boxes = {node: _box(positions[node], extent) for node, extent in extents.items()}
    squares = _squares(boxes)
    busy = sum(map(len, between.values())) > MANY
    found: dict[Ends, float] = {}
    for (one, other), bundle in between.items():
        offsets = [
            (number - (len(bundle) - 1) / 2) * _apart(positions[one], positions[other]) for number in range(len(bundle))
        ]
        middle = 0.0 if one == other or busy else _clear((one, other), offsets, positions, boxes, squares)
        for number, (edge, offset) in enumerate(zip(bundle, offsets, strict=True)):
            side = 1 if edge[0] == one else -1
            found[edge] = float(number) if one == other else round(side * (middle + offset), 2) + 0.0
    return found


def _apart(one: Point, other: Point) -> float:
    """The bend by which edges between the same two nodes differ: less on long edges, whose arcs would be wide."""
    return APART * min(1.0, _WIDE / (sqrt((other[0] - one[0]) ** 2 + (other[1] - one[1]) ** 2) or 1.0))


def _clear(
    ends: tuple[str, str],
    offsets: Sequence[float],
    positions: Mapping[str, tuple[int, int]],
    boxes: Mapping[str, _Box],
    squares: Mapping[tuple[int, int], Sequence[str]],
) -> float:
    """The bend of the middle of a bundle, the smallest that crosses the fewest."""
    best, cheapest = 0.0, float("inf")
    (x0, y0), (x1, y1) = positions[ends[0]], positions[ends[1]]
    dear = _PRICE * (1.0 + sqrt((x1 - x0) ** 2 + (y1 - y0) ** 2) / _LONG)
    for bend in _BENDS:
        price = abs(bend) * dear
        if price >= cheapest:
            continue
        for offset in offsets:
            price += _crossed(positions[ends[0]], positions[ends[1]], bend + offset, ends, boxes, squares)
        if price < cheapest:
            best, cheapest = bend, price
    return best


def _crossed(
    start: Point,
    end: Point,
    bend: float,
    ends: tuple[str, str],
    boxes: Mapping[str, _Box],
    squares: Mapping[tuple[int, int], Sequence[str]],
) -> int:
    crossed: set[str] = set()
    steps = max(_STEPS, int(sqrt((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) / 24))
    for step in range(1, steps):
        x, y = on_curve(start, end, bend, step / steps)
        for node in squares.get((int(x // _CELL), int(y // _CELL)), ()):
            left, top, right, bottom = boxes[node]
            if left < x < right and top < y < bottom and node not in ends:
                crossed.add(node)
    return len(crossed)


def on_curve(start: Point, end: Point, bend: float, share: float) -> Point:
    """The point at this share of the way from start to end."""
    (x0, y0), (x1, y1) = start, end
    handle_x = (x0 + x1) / 2 + (y1 - y0) * bend
    handle_y = (y0 + y1) / 2 - (x1 - x0) * bend
    left, middle, right = (1 - share) ** 2, 2 * share * (1 - share), share**2
    return left * x0 + middle * handle_x + right * x1, left * y0 + middle * handle_y + right * y1


def _box(position: tuple[int, int], extent: Extent) -> _Box:
    x, y = position
    return (
        x - extent.side - _CLEAR,
        y - extent.above - _CLEAR,
        x + extent.side + _CLEAR,
        y + extent.below + _CLEAR,
    )


def _squares(boxes: Mapping[str, _Box]) -> dict[tuple[int, int], list[str]]:
    squares: dict[tuple[int, int], list[str]] = defaultdict(list)
    for node, (left, top, right, bottom) in sorted(boxes.items()):
        for column in range(int(left // _CELL), int(right // _CELL) + 1):
            for row in range(int(top // _CELL), int(bottom // _CELL) + 1):
                squares[column, row].append(node)
    return squares
