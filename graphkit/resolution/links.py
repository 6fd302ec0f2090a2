"""Constrained grouping: what links join, judgements overrule, and no chain passes what must stay apart.

Links are taken from the surest to the most doubtful, each only where no cannot-link forbids it, as in Wagstaff and
others, Constrained K-means Clustering with Background Knowledge (2001), on a forest of disjoint sets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, order=True, slots=True)
class Link:
    """That `child` is `parent`, why, and with what doubt (0 to 1). A child has one parent at most."""

    doubt: float
    rule: str
    child: str
    parent: str
    reason: str


@dataclass(frozen=True, slots=True)
class Open:
    """Nodes that could be one of several others (or the one, on too little evidence), and why they are not joined."""

    nodes: tuple[str, ...]
    candidates: tuple[str, ...]
    why: str


class Groups:
    """Disjoint sets of nodes, with sides that must never meet in one set."""

    def __init__(self) -> None:
        """All nodes stand apart until they are joined."""
        self._parent: dict[str, str] = {}
        self._size: dict[str, int] = {}
        self._sides: dict[str, set[tuple[int, int]]] = {}

    def root(self, node: str) -> str:
        """What stands for the set of a node."""
        parent = self._parent.setdefault(node, node)
        while parent != self._parent[parent]:
            self._parent[parent] = self._parent[self._parent[parent]]
            parent = self._parent[parent]
        self._parent[node] = parent
        return parent

    def part(self, number: int, one: Iterable[str], other: Iterable[str]) -> None:
        """Forbids for good that a node of the one side and one of the other meet; `number` names the pair of sides."""
        for side, nodes in enumerate((one, other)):
            for node in nodes:
                self._sides.setdefault(self.root(node), set()).add((number, side))

    def may_join(self, one: str, other: str) -> bool:
        """Whether no pair of sides would meet."""
        return self.clash(one, other) is None

    def clash(self, one: str, other: str) -> int | None:
        """The number of a pair of sides that would meet if two nodes were joined."""
        a, b = self.root(one), self.root(other)
        if a == b:
            return None
        few, many = sorted((self._sides.get(a, set()), self._sides.get(b, set())), key=len)
        return min((number for number, side in few if (number, 1 - side) in many), default=None)

    def join(self, one: str, other: str) -> bool:
        """Joins the sets of two nodes if they may be joined; tells whether they are one now."""
        if not self.may_join(one, other):
            return False
        a, b = self.root(one), self.root(other)
        if a != b:
            if (self._size.get(a, 1), b) < (self._size.get(b, 1), a):
                a, b = b, a
            self._parent[b] = a
            self._size[a] = self._size.get(a, 1) + self._size.pop(b, 1)
            if sides := self._sides.pop(b, None):
                self._sides.setdefault(a, set()).update(sides)
        return True
