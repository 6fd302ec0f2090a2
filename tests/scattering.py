"""A division that does what machines do, in this process: items and results are sent, and nothing keeps its order."""

from __future__ import annotations

import json
import pickle
from typing import TYPE_CHECKING, TypeVar

from graphkit.resolution.shares import Share

if TYPE_CHECKING:
    import random
    from collections.abc import Collection, Sequence

    from graphkit.resolution.shares import Item, Meeting, Result

T = TypeVar("T")


class Scattered:
    """So many shares, each done by itself, in any order."""

    def __init__(self, chance: random.Random, of: int) -> None:
        self._chance = chance
        self._of = of
        self.dealt = 0

    def meeting(self, work: Meeting[Item, Result], items: Sequence[Item]) -> list[Result]:
        """As `graphkit.resolution.shares.Division.meeting`."""
        sent = _again(work.surveyed(items))
        shares: dict[int, list[str]] = {}
        for item in items:
            for number in sent.shares(item, self._of):
                shares.setdefault(number, []).append(json.dumps(work.packed(item)))
        results = []
        for number, texts in self._shuffled(shares.items()):
            self.dealt += len(texts)
            there = _again(sent)
            come = [there.unpacked(json.loads(text)) for text in self._shuffled(texts)]
            met = there.met(come, Share(number, self._of))
            results += [json.dumps(there.packed_result(result)) for result in met]
        return [work.unpacked_result(json.loads(text)) for text in self._shuffled(results)]

    def _shuffled(self, things: Collection[T]) -> list[T]:
        return self._chance.sample(list(things), len(things))


def _again(work: Meeting[Item, Result]) -> Meeting[Item, Result]:
    """The work as another process has it."""
    sent: Meeting[Item, Result] = pickle.loads(pickle.dumps(work))  # noqa: S301 - made in the line itself
    return sent
