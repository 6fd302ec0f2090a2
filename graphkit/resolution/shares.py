"""Work that divides into shares, and where it is done: in this process, or by others.

Items that have to meet, as phrases do that may be one topic, are dealt out into shares, an item into as many as it
needs, so that any two that have to meet do so in one share at least. A `Meeting` knows what is to be done, a `Division`
who does it. Whoever does it, the same functions give the same results.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

Plain = str | int | float | bool | Sequence["Plain"] | None
"""What JSON can say, and a machine can be sent."""

Item = TypeVar("Item")
Result = TypeVar("Result")


class Share(NamedTuple):
    """One of so many shares. What meets for a reason that has a number does so in the share of that number."""

    number: int
    of: int

    def has(self, reason: int) -> bool:
        """Whether those meet here who have this number in common."""
        return reason % self.of == self.number


WHOLE = Share(0, 1)
"""All of the work."""


class Meeting(Protocol[Item, Result]):
    """Work on items that have to meet; it is pickled, and its items and results are packed, to be sent."""

    @property
    def fingerprint(self) -> str:
        """A digest of all besides the items that the results depend on."""
        ...

    def surveyed(self, items: Iterable[Item]) -> Self:
        """The work with what has to be known of all items before they are dealt out."""
        ...

    def shares(self, item: Item, of: int) -> Iterable[int]:
        """The shares, out of so many, into which an item goes. Asked of what was surveyed."""
        ...

    def met(self, items: Sequence[Item], share: Share = WHOLE) -> Iterable[Result]:
        """What comes of the items of a share; the same may come of other shares, too."""
        ...

    def packed(self, item: Item) -> Plain:
        """An item as it is sent, the same in every run."""
        ...

    def unpacked(self, plain: Plain) -> Item:
        """The item again."""
        ...

    def packed_result(self, result: Result) -> Plain:
        """A result as it is sent."""
        ...

    def unpacked_result(self, plain: Plain) -> Result:
        """The result again."""
        ...


class Division(Protocol):
    """Who does the work."""

    def meeting(self, work: Meeting[Item, Result], items: Sequence[Item]) -> Iterable[Result]:
        """All results, in any order; one may come several times."""
        ...


class Here:
    """Does all in this process."""

    def meeting(self, work: Meeting[Item, Result], items: Sequence[Item]) -> Iterable[Result]:
        """As `Division.meeting`."""
        return work.met(items)
