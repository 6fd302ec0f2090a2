"""Where to look for room: cells in rings about a middle, the nearest first."""

from __future__ import annotations

from functools import cache

ASPECT = 1.3
"""Width over height of the picture that is aimed at, and of the rings."""


@cache
def ring(number: int) -> tuple[tuple[int, int], ...]:
    """The cells of the ring with this number about the middle, as column and row, the nearest first."""
    inner, outer = 8 * number, 8 * (number + 1)
    wide = int(outer * ASPECT) + 1
    found = []
    for x in range(-wide, wide + 1):
        for y in range(-outer, outer + 1):
            distance = x * x / (ASPECT * ASPECT) + y * y
            if inner * inner <= distance < outer * outer:
                found.append((distance, x, y))
    return tuple((x, y) for _, x, y in sorted(found))
