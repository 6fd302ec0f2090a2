"""Many processes that do one kind of work in order, and survive what kills or hangs one of them.

Each worker is a `ProcessPoolExecutor` of one process, so that the death of one breaks no other. What was with a worker
that died or hung is done again, each piece alone; what is then the end of two workers is given back as `Failed`.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from pkgutil import resolve_name
from time import monotonic
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from graphkit.errors import GraphkitError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Piece = TypeVar("Piece")
Result = TypeVar("Result")
Tag = TypeVar("Tag")

_AHEAD = 2
"""Tasks that a worker has at once: one that it does, and the next, so that it never waits for us."""

_ENDS = 2
"""How many workers may end over a piece that is all they have."""

_LOOK = 1.0
"""Seconds after which it is looked again whether a process has begun, or hangs."""

_STILLBORN = 3
"""How many processes in a row may die before they begin."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Failed:
    """A piece that could not be done, and why."""

    reason: str


@dataclass(eq=False)
class _Batch(Generic[Piece, Result, Tag]):
    """Pieces that belong together, and what came of each."""

    tag: Tag
    pieces: Sequence[Piece]
    results: dict[int, Result | Failed] = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        return len(self.results) == len(self.pieces)


@dataclass(eq=False)
class _Task(Generic[Piece, Result, Tag]):
    """Some pieces of a batch, by their numbers.

    One that is `suspect` is done by a worker that has nothing else; it was the end of so many workers already.
    """

    batch: _Batch[Piece, Result, Tag]
    numbers: Sequence[int]
    patience: float
    suspect: bool = False
    ends: int = 0


class _Worker(Generic[Piece, Result, Tag]):
    """One process, started with its first task."""

    def __init__(self, make: str, arguments: tuple[Any, ...], start: float) -> None:
        self.tasks: deque[tuple[_Task[Piece, Result, Tag], Future[list[Result | Failed]]]] = deque()
        self._executor = ProcessPoolExecutor(
            1, multiprocessing.get_context("spawn"), initializer=_begin, initargs=(make, arguments)
        )
        before = set(multiprocessing.active_children())
        self._begun = self._executor.submit(os.getpid)
        self._processes = set(multiprocessing.active_children()) - before
        self._start = start
        self._since = monotonic()
        self._begun.add_done_callback(self._note_begin)

    def _note_begin(self, _: object) -> None:
        self._since = monotonic()

    def give(self, task: _Task[Piece, Result, Tag]) -> None:
        """Hands a task over. Raises BrokenProcessPool where the process is dead already."""
        pieces = [task.batch.pieces[number] for number in task.numbers]
        if not self.tasks and self._begun.done():
            self._since = monotonic()
        self.tasks.append((task, self._executor.submit(_do, pieces)))

    def took(self) -> None:
        """The first task is done."""
        self.tasks.popleft()
        self._since = monotonic()

    @property
    def left(self) -> float:
        """Seconds until the first task has taken too long."""
        patience = self.tasks[0][0].patience if self._begun.done() else self._start
        return self._since + patience - monotonic()

    @property
    def has_begun(self) -> bool:
        """Whether the process was ever ready to work."""
        return self._begun.done() and self._begun.exception() is None

    def end(self, *, kill: bool) -> None:
        """Lets the process end, or kills it."""
        if kill:
            own = {self._begun.result()} if self.has_begun else {process.pid for process in self._processes}
            for process in self._processes:
                if process.pid in own:
                    process.kill()
        self._executor.shutdown(wait=True, cancel_futures=True)


class Crew(Generic[Piece, Result]):
    """Workers that do pieces of work; a context manager, at whose end they are gone.

    Every process makes its own function from `make`, a name such as "package.module:function", called with
    `arguments`: that function takes a list of pieces and gives a list of results, one for each.
    """

    def __init__(
        self,
        workers: int,
        make: str,
        arguments: tuple[Any, ...],
        *,
        patience: Callable[[Piece], float],
        start: float = 300.0,
    ) -> None:
        """`patience` says how many seconds a piece may take, `start` how many more the start of a process may."""
        self._size = workers
        self._make = (make, arguments, start)
        self._patience = patience
        self._workers: list[_Worker[Piece, Result, Any]] = []
        self._waiting: deque[_Task[Piece, Result, Any]] = deque()
        self._suspects: deque[_Task[Piece, Result, Any]] = deque()
        self._pending: deque[_Batch[Piece, Result, Any]] = deque()
        self._stillborn = 0

    def __enter__(self) -> Self:
        """The crew itself."""
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        """Ends all processes; at once, where something went wrong."""
        for worker in self._workers:
            worker.end(kill=kind is not None or bool(worker.tasks))
        self._workers.clear()

    def map(self, batches: Iterable[tuple[Tag, Sequence[Piece]]]) -> Iterator[tuple[Tag, list[Result | Failed]]]:
        """The results of each batch, in the order of the batches; no more are taken in than keep all workers busy.

        Raises what the function raises in a process, and GraphkitError where no process can be started.
        """
        rest = iter(batches)
        pending = self._pending
        more = True
        while more or pending:
            while more and len(pending) < self._size * _AHEAD * 2:
                if (taken := next(rest, None)) is None:
                    more = False
                    break
                batch: _Batch[Piece, Result, Tag] = _Batch(*taken)
                pending.append(batch)
                if batch.pieces:
                    seconds = sum(map(self._patience, batch.pieces))
                    self._waiting.append(_Task(batch, range(len(batch.pieces)), seconds))
            self._hand_out()
            while pending and pending[0].is_done:
                done = pending.popleft()
                yield done.tag, [done.results[number] for number in range(len(done.pieces))]
            if pending:
                self._wait()

    def finished(self) -> Iterator[tuple[Piece, Result]]:
        """The pieces that are done and whose batches `map` has not given, with their results."""
        for batch in self._pending:
            for number, result in sorted(batch.results.items()):
                if not isinstance(result, Failed):
                    yield batch.pieces[number], result

    def _hand_out(self) -> None:
        idle = sum(not worker.tasks for worker in self._workers)
        needed = len(self._waiting) + len(self._suspects) - idle
        for _ in range(min(needed, self._size - len(self._workers))):
            self._workers.append(_Worker(*self._make))
        for worker in sorted(self._workers, key=lambda worker: len(worker.tasks)):
            busy = any(task.suspect for task, _ in worker.tasks)
            while not busy and len(worker.tasks) < _AHEAD:
                if self._suspects and not worker.tasks:
                    task, busy = self._suspects.popleft(), True
                elif self._waiting:
                    task = self._waiting.popleft()
                else:
                    break
                try:
                    worker.give(task)
                except BrokenProcessPool:
                    (self._suspects if task.suspect else self._waiting).appendleft(task)
                    self._replace(worker, "died")
                    break

    def _wait(self) -> None:
        """Until a task is done, or has taken too long."""
        working = [worker for worker in self._workers if worker.tasks]
        futures = [worker.tasks[0][1] for worker in working]
        longest = min(worker.left for worker in working)
        wait(futures, timeout=min(max(longest, 0.0), _LOOK), return_when=FIRST_COMPLETED)
        for worker in working:
            task, future = worker.tasks[0]
            if future.done():
                self._take(worker, task, future)
            elif worker.left <= 0:
                self._replace(worker, f"took longer than {task.patience:.0f} seconds")

    def _take(
        self,
        worker: _Worker[Piece, Result, Any],
        task: _Task[Piece, Result, Any],
        future: Future[list[Result | Failed]],
    ) -> None:
        try:
            results = future.result()
        except BrokenProcessPool:
            self._replace(worker, "died")
            return
        worker.took()
        task.batch.results.update(zip(task.numbers, results, strict=True))

    def _replace(self, worker: _Worker[Piece, Result, Any], what: str) -> None:
        """Puts another process in the place of one that died or hangs, and does again what it had."""
        self._stillborn = 0 if worker.has_begun else self._stillborn + 1
        if self._stillborn > _STILLBORN:
            raise GraphkitError("the processes that were to do the work die before they begin; use one (--workers 1)")
        _LOG.warning("a worker %s; another takes its place", what)
        self._workers.remove(worker)
        worker.end(kill=True)
        for place, (task, _) in enumerate(worker.tasks):
            if place:
                self._waiting.appendleft(task)  # it was not begun
            elif not task.suspect:
                self._suspects.extend(
                    replace(task, numbers=[number], patience=self._patience(task.batch.pieces[number]), suspect=True)
                    for number in task.numbers
                )
            elif task.ends + 1 < _ENDS:
                self._suspects.append(replace(task, ends=task.ends + 1))
            else:
                reason = f"a process that read it {what}, twice"
                task.batch.results.update(dict.fromkeys(task.numbers, Failed(reason)))


# -- in the worker ---------------------------------------------------------------------------------

_work: Callable[[list[Any]], list[Any]] | Exception | None = None


def _begin(make: str, arguments: tuple[Any, ...]) -> None:
    global _work
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one that started us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    try:
        _work = resolve_name(make)(*arguments)
    except Exception as error:  # noqa: BLE001 - it is raised in the process that asked
        _work = error


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _do(pieces: list[Any]) -> list[Any]:
    if isinstance(_work, Exception):
        raise _work
    assert _work is not None
    return _work(pieces)
