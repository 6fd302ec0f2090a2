"""How far a build is, on a terminal: a bar with the rate, the time left and how many were skipped."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress

    from graphkit.reading import Skipped


class Bar:
    """Draws what it is told, if there is anything to draw on."""

    def __init__(self, bar: Progress | None) -> None:
        """Nothing is known yet."""
        self._bar = bar
        self._skipped = 0
        if bar is not None:
            bar.add_task("reading", total=None, rate="", skipped="")

    def tell(self, done: int, total: int) -> None:
        """So many files are done, of so many."""
        if self._bar is None:
            return
        task = self._bar.tasks[0]
        # rich knows the speed of the last half minute; before it does, that since the start is as good
        speed = task.speed or (done / task.elapsed if task.elapsed else 0)
        rate = f"{speed:,.1f}/s" if speed else ""
        step = "reading" if done < total else "making the graph"
        self._bar.update(task.id, completed=done, total=total, rate=rate, description=step)

    def skip(self, _: Skipped) -> None:
        """One more file gave no article."""
        self._skipped += 1
        if self._bar is not None:
            self._bar.update(self._bar.tasks[0].id, skipped=f"{self._skipped:,} skipped")


@contextmanager
def progress() -> Iterator[Bar]:
    """A bar on the terminal; nothing is drawn where stderr is none."""
    if not sys.stderr.isatty():
        yield Bar(None)
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[skipped]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield Bar(bar)


def cores() -> int:
    """The processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
