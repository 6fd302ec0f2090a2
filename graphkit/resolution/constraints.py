"""What people judged of names, as constraints on the grouping: it overrules the rules, and no chain gets past it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from graphkit.errors import GraphError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from graphkit.resolution.judgements import Judged, Name
    from graphkit.resolution.links import Groups


class Unit(Protocol):
    """A name in an article, and the node that the rules bring it to."""

    article: str
    name: str
    node: str

    @property
    def id(self) -> str:
        """What stands for it among the nodes."""
        ...


class IrreconcilableError(GraphError):
    """Judgements that cannot both hold: names that are to be the same (None: they are by themselves) and are not."""

    def __init__(self, same: Judged | None, different: Judged) -> None:
        """Keeps the pairs, for who knows the lines."""
        super().__init__(f"'{different[0][0]}' and '{different[1][0]}' were judged different")
        self.same = same
        self.different = different


class Judgements:
    """Judgements over the names of units.

    A name that stands for no unit is looked up by `known`, which gives the node of a name that the ontology knows.
    `same` are the ids of what a judgement joined to something.
    """

    def __init__(self, units: Iterable[Unit], known: Callable[[str], str | None]) -> None:
        """Nothing is judged yet."""
        self._known = known
        self._by_name: dict[str, list[Unit]] = {}
        for unit in units:
            self._by_name.setdefault(unit.name, []).append(unit)
        self.same: set[str] = set()
        self.bound: set[Name] = set()
        self._in_article: set[tuple[str, str]] = set()
        self._different: Sequence[Judged] = ()
        self._split: set[Name] = set()
        self._sides: dict[str, set[tuple[int, int]]] = {}

    def part(self, groups: Groups, different: Sequence[Judged]) -> None:
        """Forbids that names which were judged different meet. Raises GraphError for a name that is not itself."""
        self._different = different
        for number, (one, other) in enumerate(different):
            sides = [set(self._ids(one)), set(self._ids(other))]
            if one[0] == other[0]:  # "this article's John Smith is none of the others"
                self._split.update(name for name in (one, other) if name[1] is not None)
                broad = [side for side, name in zip(sides, (one, other), strict=True) if name[1] is None]
                if len(broad) == 1:
                    broad[0] -= sides[0] & sides[1]
            if sides[0] & sides[1]:
                raise IrreconcilableError(None, (one, other))
            groups.part(number, *sides)
            for (name, article), side, ids in zip((one, other), (0, 1), sides, strict=True):
                if article is not None:
                    self._in_article.add((name, article))
                    for node in ids:
                        self._sides.setdefault(node, set()).add((number, side))

    def join(self, groups: Groups, same: Sequence[Judged]) -> None:
        """Joins what was judged the same. Raises GraphError where another judgement forbids it."""
        for one, other in same:
            ids = [*self._ids(one, whole=False), *self._ids(other, whole=False)]
            self.same.update(ids)
            self.bound.update((one, other))
            self._in_article.update((name, article) for name, article in (one, other) if article is not None)
            for node in ids[1:]:
                if (number := groups.clash(ids[0], node)) is not None:
                    raise IrreconcilableError((one, other), self._different[number])
                groups.join(ids[0], node)

    def mentions(self, unit: Unit) -> bool:
        """Whether a judgement is about this name in this very article."""
        return (unit.name, unit.article) in self._in_article

    def join_late(self, groups: Groups, units: Iterable[Unit]) -> set[str]:
        """Joins units that were judged in their article to their nodes, as far as that is still possible.

        Of two that must not meet but would, none is joined. Returns the ids of those that stay apart.
        """
        wanted: dict[str, list[Unit]] = {}
        for unit in units:
            wanted.setdefault(groups.root(unit.node), []).append(unit)
        apart = set()
        for together in wanted.values():
            sides = {side for unit in together for side in self._sides.get(unit.id, ())}
            for unit in together:
                against = any((number, 1 - side) in sides for number, side in self._sides.get(unit.id, ()))
                if against or not groups.join(unit.id, unit.node):
                    apart.add(unit.id)
        return apart

    def _ids(self, name: Name, *, whole: bool = True) -> list[str]:
        """The ids of what bears a name; not `whole` leaves out the articles in which it was judged to be another."""
        text, article = name
        found = [
            unit.id
            for unit in self._by_name.get(text, ())
            if article == unit.article or (article is None and (whole or (text, unit.article) not in self._split))
        ]
        if not found and article is None and (node := self._known(text)):
            found = [node]
        return found
