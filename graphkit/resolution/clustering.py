"""Groups of things of which each is like every other: agglomeration by complete linkage (Sørensen 1948).

A chain of likenesses never makes a group. What a person judged to be one is one, and what a person told apart stays
apart, whatever lies between (must-link and cannot-link: Wagstaff and Cardie 2000).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


Likenesses = Mapping[tuple[int, int], float]
"""How alike two things are, by their places, the lower first; of two that are not there, neither may join the other."""


def complete_linkage(
    size: int,
    likenesses: Likenesses,
    same: Iterable[tuple[int, int]] = (),
    different: Iterable[tuple[int, int]] = (),
    preferred: Iterable[tuple[int, int]] = (),
) -> list[list[int]]:
    """The groups of the things from 0 to `size`, each sorted, in the order of their first.

    The most alike are joined first; of equals, the earlier. The groups of a pair in `same` are one in the
    end, though their members need not be alike; a pair in `different` is never in one group. Those in `preferred` are
    one if nobody told them apart.
    """
    groups = _Groups(size, same, different)
    for one, other in preferred:
        groups.bond(one, other)
    return groups.joined(likenesses)


class _Groups:
    """Groups that grow; those that judgements make one are bonded, and are told apart from others together."""

    def __init__(self, size: int, same: Iterable[tuple[int, int]], different: Iterable[tuple[int, int]]) -> None:
        self._group = list(range(size))
        self._members = {place: [place] for place in range(size)}
        self._bond = list(range(size))
        self._bonded = {place: [place] for place in range(size)}
        self._apart: dict[int, set[int]] = {}
        for one, other in different:
            self._apart.setdefault(one, set()).add(other)
            self._apart.setdefault(other, set()).add(one)
        for one, other in same:
            _merge(self._bond, self._bonded, one, other)

    def bond(self, one: int, other: int) -> None:
        """Makes the groups of two things one in the end, if nobody told them apart."""
        if self._may_bond(one, other):
            _merge(self._bond, self._bonded, one, other)

    def joined(self, likenesses: Likenesses) -> list[list[int]]:
        for first, second in sorted(likenesses, key=lambda pair: (-likenesses[pair], pair)):
            one, other = self._members[self._group[first]], self._members[self._group[second]]
            if one is other or not self._may_bond(first, second):
                continue
            if all((a, b) in likenesses if a < b else (b, a) in likenesses for a in one for b in other):
                _merge(self._group, self._members, first, second)
                _merge(self._bond, self._bonded, first, second)
        return sorted(sorted(places) for places in self._bonded.values())

    def _may_bond(self, one: int, other: int) -> bool:
        """Whether nobody has told the bonded groups of two things apart."""
        if not self._apart or self._bond[one] == self._bond[other]:
            return True
        mine, its = sorted((self._bonded[self._bond[one]], self._bonded[self._bond[other]]), key=len)
        theirs = self._bond[its[0]]
        return not any(self._bond[far] == theirs for place in mine for far in self._apart.get(place, ()))


def _merge(name: list[int], members: dict[int, list[int]], one: int, other: int) -> None:
    """Gives the members of both sets the lower name."""
    kept, lost = sorted((name[one], name[other]))
    if kept == lost:
        return
    for place in members[lost]:
        name[place] = kept
    members[kept] += members.pop(lost)
