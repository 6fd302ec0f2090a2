"""Groups of names, joined pair by pair. Union-find (Tarjan 1975) over what has been joined, and nothing else."""

from __future__ import annotations

from typing import Generic, TypeVar

Name = TypeVar("Name", int, str)


class Groups(Generic[Name]):
    """Which names belong together. Names that were never joined take no room."""

    def __init__(self) -> None:
        """Each name is a group of its own."""
        self._above: dict[Name, Name] = {}

    def find(self, name: Name) -> Name:
        """The least name of its group."""
        path: list[Name] = []
        while (above := self._above.get(name, name)) != name:
            path.append(name)
            name = above
        self._above.update(dict.fromkeys(path, name))
        return name

    def join(self, one: Name, other: Name) -> None:
        """Makes two groups one."""
        first, second = sorted((self.find(one), self.find(other)))
        if first != second:
            self._above[second] = first

    def found(self) -> dict[Name, Name]:
        """The least name of the group of each name that was joined to another, sorted."""
        tops = {name: self.find(name) for name in self._above}
        return dict(sorted((tops | {top: top for top in tops.values()}).items()))
