"""Groups of things of which each is like every other: agglomeration by complete linkage (Sørensen 1948).

A chain of likenesses never makes a group. What a person judged to be one is one, and what a person told apart stays
apart, whatever lies between (must-link and cannot-link: Wagstaff and Cardie 2000).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Likeness(NamedTuple):
    """How alike two things are, by their places; `one` is lower than `other`."""

    one: int
    other: int
    alike: float


def complete_linkage(
    size: int,
    likenesses: Iterable[Likeness],
    same: Iterable[tuple[int, int]] = (),
    different: Iterable[tuple[int, int]] = (),
    preferred: Iterable[tuple[int, int]] = (),
) -> list[list[int]]:
    """The groups of the things from 0 to `size`, each sorted, in the order of their first.

    `likenesses` are the pairs that are alike enough, each once; of a pair that is not among them neither may join
    the other. The most alike are joined first; of equals, the earlier. The groups of a pair in `same` are one in the
    end, though their members need not be alike; a pair in `different` is never in one group. Those in `preferred` are
    one if nobody told them apart.
    """
    groups = _Groups(size, same, different)
    for one, other in preferred:
        groups.bond(one, other)
    return groups.joined(list(likenesses))


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

    def joined(self, likenesses: list[Likeness]) -> list[list[int]]:
        alike = {(pair.one, pair.other) for pair in likenesses}
        for pair in sorted(likenesses, key=lambda pair: (-pair.alike, pair.one, pair.other)):
            one, other = self._members[self._group[pair.one]], self._members[self._group[pair.other]]
            if one is other or not self._may_bond(pair.one, pair.other):
                continue
            if all((min(a, b), max(a, b)) in alike for a in one for b in other):
                _merge(self._group, self._members, pair.one, pair.other)
                _merge(self._bond, self._bonded, pair.one, pair.other)
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
