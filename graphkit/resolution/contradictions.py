"""Judgements that cannot all hold: which they are, and by which chain."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from graphkit.labels import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from graphkit.resolution.judgements import Judgement, Name

_NAMED = 40
"""Of a longer chain than this its beginning and its end are told."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Judgements that cannot all hold: the `last` of them, and those `before`, a chain in its order."""

    last: Judgement
    before: tuple[Judgement, ...]

    def told(self, place: Callable[[Judgement], str] = lambda judgement: f"line {judgement.line}") -> str:
        """The contradiction in a sentence that names the place of each judgement and the remedy."""
        if not self.before:
            return f"{self.last} says that a name is not itself; name two, or limit one of them to an article with 'in'"
        said = [f"{place(judgement)} ({judgement})" for judgement in self.before]
        if len(said) > _NAMED:
            said = [*said[: _NAMED // 2], f"{len(said) - _NAMED} more", *said[-_NAMED // 2 :]]
        return f"{self.last} contradicts {' and '.join(said)}; delete or change one of them"


def contradictions(judgements: Iterable[Judgement], most: int = 1000) -> list[Contradiction]:
    """What contradicts what, in the order of the last judgement of each; not more than `most` that were found.

    The later of two always contradicts the earlier. A name that a `same` gives without an article is one node with
    its mentions in any article, and a `different` between two names holds in all articles, unless a line says
    `different "NAME" in FILE "NAME"`: then the name of that article stands apart. The time that it takes is almost
    linear in the number of judgements, and the chains that are told.
    """
    unlike: dict[tuple[object, ...], Judgement] = {}
    for judgement in judgements:
        unlike.setdefault(judgement.key, judgement)
    said = list(unlike.values())
    places = {id(judgement): place for place, judgement in enumerate(said)}
    found: list[Contradiction] = []
    for group in islice(chain(_about_statements(said), _Names(said).groups()), most):
        last = max(group, key=lambda judgement: places[id(judgement)])
        found.append(Contradiction(last, tuple(judgement for judgement in group if judgement is not last)))
    return sorted(found, key=lambda contradiction: places[id(contradiction.last)])


def _about_statements(judgements: Iterable[Judgement]) -> Iterator[list[Judgement]]:
    """Pairs that judge one statement in two ways: only corrections of different slots agree with each other."""
    first: dict[str, dict[tuple[str, str | None], Judgement]] = {}
    for judgement in judgements:
        if not judgement.statement:
            continue
        others = first.setdefault(judgement.statement, {})
        clash = next(
            (
                other
                for (verb, slot), other in others.items()
                if verb != judgement.verb or (slot == judgement.slot and other.key != judgement.key)
            ),
            None,
        )
        if clash is not None:
            yield [clash, judgement]
        others.setdefault((judgement.verb, judgement.slot), judgement)


class _Names:
    """The names that judgements tell to be the same, as a forest whose edges are `same` lines."""

    def __init__(self, judgements: Sequence[Judgement]) -> None:
        self._judgements = [judgement for judgement in judgements if not judgement.statement]
        self._articles: dict[str, list[Name]] = {}
        seen = dict.fromkeys(name for judgement in self._judgements for name in _two(judgement))
        for name in seen:
            self._articles.setdefault(name[0], []).append(name)
        self._apart = {
            name
            for judgement in self._judgements
            if _is_split(judgement)
            for name in _two(judgement)
            if name[1] is not None
        }
        self._leader = {name: name for name in seen}
        self._members = dict.fromkeys(seen, 1)
        self._neighbours: dict[Name, list[tuple[Name, Judgement | None]]] = {name: [] for name in seen}
        self._met: dict[Name, dict[Name, Name]] = {}
        self._grow()
        self._parents = self._rooted()

    def groups(self) -> Iterator[list[Judgement]]:
        """Those that cannot all hold: a chain of `same` between names that differ, or that get two new names."""
        renamed: dict[Name, Judgement] = {}
        for judgement in self._judgements:
            if judgement.verb == "different":
                met = self._meeting(judgement)
                if met is not None:
                    yield [*self._chain(*met), judgement]
            elif judgement.verb == "rename":
                for leader, one in self._leaders(_two(judgement)[0]).items():
                    other = renamed.setdefault(leader, judgement)
                    if other.names[1] != judgement.names[1]:
                        meeting = self._leaders(_two(other)[0])[leader]
                        yield [other, *self._chain(meeting, one), judgement]
                        break

    def _grow(self) -> None:
        spread: set[Name] = set()
        for judgement in self._judgements:
            if judgement.verb != "same":
                continue
            for name in _two(judgement):
                if name not in spread:
                    spread.add(name)
                    for one in self._spoken_of(name):
                        self._join(name, one, None)
            self._join(*_two(judgement), judgement)

    def _spoken_of(self, name: Name) -> list[Name]:
        """Itself, and where no article is given the name in every article but those where it stands apart."""
        if name[1] is not None:
            return [name]
        return [one for one in self._articles[name[0]] if one not in self._apart]

    def _join(self, one: Name, other: Name, because: Judgement | None) -> None:
        large, small = self._find(one), self._find(other)
        if large == small:
            return
        if self._members[large] < self._members[small]:
            large, small = small, large
        self._leader[small] = large
        self._members[large] += self._members[small]
        self._neighbours[one].append((other, because))
        self._neighbours[other].append((one, because))

    def _find(self, name: Name) -> Name:
        leader = self._leader
        while leader[name] != name:
            leader[name] = leader[leader[name]]
            name = leader[name]
        return name

    def _leaders(self, name: Name) -> dict[Name, Name]:
        """The leaders of all that a name speaks of, each with one of its members that do."""
        if name not in self._met:
            self._met[name] = {self._find(one): one for one in self._spoken_of(name)}
        return self._met[name]

    def _meeting(self, judgement: Judgement) -> tuple[Name, Name] | None:
        """What the two names of a judgement speak of and share, as the one says it and as the other does."""
        one, other = map(self._leaders, _two(judgement))
        few, many = (one, other) if len(one) <= len(other) else (other, one)
        return next(((few[leader], many[leader]) for leader in few if leader in many), None)

    def _rooted(self) -> dict[Name, tuple[Name, Judgement | None, int]]:
        """Each name's parent in its tree, the judgement between them, and its depth."""
        parents: dict[Name, tuple[Name, Judgement | None, int]] = {}
        for root in self._neighbours:
            if root in parents:
                continue
            parents[root] = (root, None, 0)
            waiting = deque([root])
            while waiting:
                name = waiting.popleft()
                for other, because in self._neighbours[name]:
                    if other not in parents:
                        parents[other] = (name, because, parents[name][2] + 1)
                        waiting.append(other)
        return parents

    def _chain(self, one: Name, other: Name) -> list[Judgement]:
        """The `same` judgements on the way from one name to another of the same tree."""
        here: list[Judgement | None] = []
        there: list[Judgement | None] = []
        while one != other:
            if self._parents[one][2] >= self._parents[other][2]:
                here.append(self._parents[one][1])
                one = self._parents[one][0]
            else:
                there.append(self._parents[other][1])
                other = self._parents[other][0]
        return [because for because in (*here, *reversed(there)) if because is not None]


def _two(judgement: Judgement) -> tuple[Name, Name]:
    """The names of a judgement as they are compared; a new name stands for no mention."""
    one, other = ((folded(text), file) for text, file in judgement.names)
    return (one, one) if judgement.verb == "rename" else (one, other)


def _is_split(judgement: Judgement) -> bool:
    """Whether it tells that a name in one article is nobody whom the other articles call so."""
    one, other = _two(judgement)
    return judgement.verb == "different" and one[0] == other[0] and (one[1] is None) != (other[1] is None)
