"""Groups of things of which each is like every other: agglomeration by complete linkage (Sørensen 1948).

A chain of likenesses never makes a group, and neither do two that a person has told apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


class Likeness(NamedTuple):
    """How alike two things are, by their places; `one` is lower than `other`."""

    one: int
    other: int
    alike: float


def complete_linkage(
    size: int,
    likenesses: Iterable[Likeness],
    same: Iterable[tuple[int, int]] = (),
    different: Collection[tuple[int, int]] = (),
) -> list[list[int]]:
    """The groups of the things from 0 to `size`, each sorted, in the order of their first.

    `likenesses` are the pairs that are alike enough, each once; of a pair that is not among them neither may join
    the other. The most alike are joined first; of equals, the earlier. Pairs in `same` are one from the beginning,
    whatever else holds, and those in `different` never are.
    """
    group = list(range(size))
    members = {place: [place] for place in range(size)}

    def join(one: int, other: int) -> None:
        kept, lost = min(one, other), max(one, other)
        for place in members[lost]:
            group[place] = kept
        members[kept] += members.pop(lost)

    for one, other in same:
        if group[one] != group[other]:
            join(group[one], group[other])
    given = {place: group[place] for place in range(size)}
    apart = {frozenset((given[one], given[other])) for one, other in different}
    ordered = sorted(likenesses, key=lambda pair: (-pair.alike, pair.one, pair.other))
    alike = {(pair.one, pair.other) for pair in ordered}
    for pair in ordered:
        one, other = group[pair.one], group[pair.other]
        if one != other and all(
            (min(a, b), max(a, b)) in alike and frozenset((given[a], given[b])) not in apart
            for a in members[one]
            for b in members[other]
        ):
            join(one, other)
    return sorted(sorted(places) for places in members.values())
