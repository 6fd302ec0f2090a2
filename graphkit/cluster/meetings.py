"""Shares of resolution on a cluster: items are dealt out by Spark's shuffle, and those of a share meet in one task.

    items/part=NAME/items.parquet     a row an item, in JSON
    met/share=NAME/met.parquet        a row a result, in JSON

The names are digests of the items and of what is done with them. Every file is whole or not there, and a share that is
done is not done again. What a task does is what one process does (`graphkit.resolution.shares.Meeting`).
"""

from __future__ import annotations

import json
import logging
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from graphkit import __version__
from graphkit.cluster.parts import read_rows, write_rows
from graphkit.cluster.tasks import same_release
from graphkit.errors import GraphkitError
from graphkit.model import digest
from graphkit.resolution.shares import Here, Share

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from graphkit.cluster.machines import Cluster
    from graphkit.resolution.shares import Item, Meeting, Result

FORMAT = "1"
"""Of the files; those of another format are not found."""

ITEMS = 4096
"""Items of a part, which one task deals out."""

SHARE, SHARES = 20_000, 8
"""Items for which there is one share more, and how many shares there are at least."""

_LOG = logging.getLogger(__name__)


class Machines:
    """The machines of a cluster, as a `graphkit.resolution.shares.Division`: few items meet in this process."""

    def __init__(self, cluster: Cluster) -> None:
        """Nothing is started yet."""
        self._cluster = cluster

    def meeting(self, work: Meeting[Item, Result], items: Sequence[Item]) -> Iterable[Result]:
        """As `Division.meeting`. Raises GraphkitError where the cluster fails for good."""
        if len(items) < max(self._cluster.least, 1):
            return Here().meeting(work, items)
        return self._met(work, items)

    def _met(self, work: Meeting[Item, Result], items: Sequence[Item]) -> Iterator[Result]:
        from graphkit.cluster import spark

        room = Room(self._cluster.work)
        work = work.surveyed(items)
        rest = iter(items)
        parts = []
        while texts := [json.dumps(work.packed(item)) for item in islice(rest, ITEMS)]:
            parts.append(room.put(texts))
        of = max(SHARES, -(-len(items) // SHARE))
        order = Order(str(room.folder), parts, work, of, __version__)
        names = [order.name(number) for number in range(of)]
        if self._cluster.anew:
            room.forget(names)
        undone = [number for number, name in enumerate(names) if not room.is_done(name)]
        _LOG.info("%d items in %d shares, %d of them done before", len(items), of, of - len(undone))
        if undone:
            with ExitStack() as stack:
                engine = stack.enter_context(spark.engine(self._cluster))
                pool = stack.enter_context(ThreadPoolExecutor(1))
                stack.callback(engine.cancel)
                pool.submit(engine.meet, order, undone, room.is_done, room.folder).result()
        for name in names:
            for text in room.met(name):
                yield work.unpacked_result(json.loads(text))
        room.forget(names, parts)
        if not self._cluster.keep:
            shutil.rmtree(self._cluster.work, ignore_errors=True)


class Order(NamedTuple):
    """What a task has to know: where the items are and what is done with them, in how many shares, by which release."""

    folder: str
    parts: Sequence[str]
    work: Meeting[Any, Any]
    of: int
    release: str

    def name(self, number: int) -> str:
        """The name of a share."""
        return digest(FORMAT, self.release, self.work.fingerprint, f"{number} {self.of}", *self.parts, length=32)

    def dealt(self, number: int, wanted: Collection[int]) -> Iterator[tuple[int, str | None]]:
        """The items of the part with this number, each with every share out of those wanted into which it goes.

        The first part has, besides, nothing (None) for each of them, so that those are done too into which nothing
        goes. Raises GraphkitError on a machine with another release.
        """
        same_release(self.release)
        if number == 0:
            yield from ((share, None) for share in wanted)
        for text in Room(self.folder).items(self.parts[number]):
            for share in self.work.shares(self.work.unpacked(json.loads(text)), self.of):
                if share in wanted:
                    yield share, text

    def meet(self, number: int, texts: Iterable[str | None]) -> None:
        """Does a share, if that is not done, and writes what comes of it. Raises GraphkitError."""
        room, name = Room(self.folder), self.name(number)
        if room.is_done(name):
            return
        # in one order in every run, whoever dealt first
        items = [self.work.unpacked(json.loads(text)) for text in sorted(filter(None, texts))]
        results = self.work.met(items, Share(number, self.of))
        room.finish(name, [json.dumps(self.work.packed_result(result)) for result in results])


class Room:
    """The files of meetings, in a work folder."""

    def __init__(self, folder: Path | str) -> None:
        """Nothing is written yet."""
        self.folder = Path(folder).absolute()

    def put(self, texts: Sequence[str]) -> str:
        """Writes items, if they are not there, and gives their name. Raises OutputError."""
        name = digest(FORMAT, *texts, length=32)
        if not (path := self._items(name)).exists():
            write_rows(path, {"item": "string"}, [{"item": text} for text in texts])
        return name

    def items(self, name: str) -> list[str]:
        """The items of a part. Raises GraphkitError where this machine does not see them, or they are broken."""
        return _column(self._items(name), "item", "name a work folder that all machines see")

    def is_done(self, name: str) -> bool:
        """Whether the results of a share are there."""
        return self._met(name).exists()

    def finish(self, name: str, texts: Iterable[str]) -> None:
        """Writes the results of a share, by which it is done. Raises OutputError."""
        write_rows(self._met(name), {"result": "string"}, [{"result": text} for text in texts])

    def met(self, name: str) -> list[str]:
        """The results of a share that is done. Raises GraphkitError where they are broken."""
        return _column(self._met(name), "result", "delete it, and the next build makes it again")

    def forget(self, shares: Iterable[str], parts: Iterable[str] = ()) -> None:
        """Removes the files of shares and parts."""
        for path in (*map(self._met, shares), *map(self._items, parts)):
            shutil.rmtree(path.parent, ignore_errors=True)

    def _items(self, name: str) -> Path:
        return self.folder / "items" / f"part={name}" / "items.parquet"

    def _met(self, name: str) -> Path:
        return self.folder / "met" / f"share={name}" / "met.parquet"


def _column(path: Path, column: str, remedy: str) -> list[str]:
    from pyarrow import ArrowException

    try:
        return [row[column] for row in read_rows(path)]
    except (OSError, ArrowException, LookupError) as error:
        raise GraphkitError(f"{path}: cannot be read ({error}); {remedy}") from error
