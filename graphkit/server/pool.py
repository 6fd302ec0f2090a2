"""Workers, and who may use them for how long: short queries never wait behind long ones."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import subprocess
import sys
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graphkit.errors import InputError
from graphkit.server.jobs import HEADER, Reply, length, packed, plain, unpacked
from graphkit.server.worker import COMMAND, FORK, KILL, STARTED

if TYPE_CHECKING:
    from graphkit.server.jobs import Job

_LOG = logging.getLogger("graphkit.server")

LONG = 1.0
"""Seconds after which a query counts as long: it gives way to the others, and not all workers may run one."""
HASTE = 0.5
"""Seconds that a query has at least, when others wait and all places for long ones are taken."""
_NICER = 10
_LOADING = 600
_HOME = str(Path(__file__).resolve().parents[2])
"""Where this very graphkit is imported from."""
_RETRY = ("Retry-After", "5")


_GONE = plain(499, "the client is gone")
"""What nobody reads; the status is for the log."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may take: seconds, bytes of a request, of an answer, of memory; and how many run at once."""

    timeout: float = 30.0
    max_request: int = 1 << 20
    max_result: int = 64 << 20
    memory: int = 1 << 30
    workers: int = 8
    patience: float = 10.0

    @property
    def long_places(self) -> int:
        """How many workers may be busy with long queries at once; the others are kept for short ones."""
        return max(self.workers * 3 // 4, 1)


@dataclass(slots=True, eq=False)
class _Worker:
    process: int
    stem: subprocess.Popen[bytes]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def answer(self, job: Job) -> Reply:
        self.writer.write(packed(job))
        await self.writer.drain()
        header = await self.reader.readexactly(HEADER)
        reply: Reply = unpacked(await self.reader.readexactly(length(header)))
        return reply


class Pool:
    """Workers that answer jobs about one graph. `start` it, `run` jobs, `stop` it."""

    def __init__(self, path: Path, ontology: Path | None, limits: Limits) -> None:
        """`path` is a graph directory or a file."""
        self._path = path
        self._ontology = ontology
        self._limits = limits
        self._free: deque[_Worker] = deque()
        self._waiting: deque[asyncio.Future[_Worker]] = deque()
        self._busy: set[_Worker] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._long = 0
        self._telling = asyncio.Lock()
        self._stem: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._stopping = False
        self.killed = 0

    async def start(self) -> None:
        """Loads the graph and starts the workers. Raises InputError where the graph cannot be read."""
        await self._load()
        for _ in range(self._limits.workers):
            self._give(await self._forked())

    async def stop(self) -> None:
        """Ends all workers, busy or not."""
        self._stopping = True
        for task in self._tasks:
            task.cancel()
        for waiting in self._waiting:
            waiting.cancel()
        for worker in (*self._free, *self._busy):
            worker.writer.close()
        self._unload()

    @property
    def is_ready(self) -> bool:
        """Whether the graph is loaded and there is a worker."""
        return self._stem is not None and self._stem.poll() is None and bool(self._free or self._busy)

    @property
    def state(self) -> dict[str, int]:
        """How many workers are free and busy, how many of these with long queries, and how many were killed."""
        return {"free": len(self._free), "busy": len(self._busy), "long": self._long, "killed": self.killed}

    async def run(self, job: Job, gone: asyncio.Future[None] | None = None) -> Reply:
        """The reply to a job, or one that says why there is none; `gone` is done when nobody waits any longer."""
        worker = await self._taken()
        if worker is None:
            return plain(503, "too many queries at once; try again in some seconds", _RETRY)
        if gone and gone.done():
            self._give(worker)
            return _GONE
        self._busy.add(worker)
        is_sound = False
        answering = asyncio.ensure_future(worker.answer(job))
        try:
            reply, is_sound = await self._watched(worker, answering, gone)
        except (OSError, asyncio.IncompleteReadError):
            _LOG.warning("a worker has ended itself; most likely a query needed more memory than it may take")
            reply = plain(500, "the query needed more memory than one may take; ask for less")
        finally:
            # Cancelled from outside, too, the worker must not be lost.
            self._busy.discard(worker)
            if not answering.done():
                answering.cancel()
            if is_sound:
                self._give(worker)
            else:
                self._replace(worker)
        return reply

    async def _watched(
        self, worker: _Worker, answering: asyncio.Future[Reply], gone: asyncio.Future[None] | None
    ) -> tuple[Reply, bool]:
        """The reply, and whether the worker can go on."""
        watched: set[asyncio.Future[Reply] | asyncio.Future[None]] = {answering} | ({gone} if gone else set())
        spent = 0.0
        for moment in sorted({min(HASTE, self._limits.timeout), min(LONG, self._limits.timeout)}):
            await asyncio.wait(watched, timeout=moment - spent, return_when=asyncio.FIRST_COMPLETED)
            spent = moment
            if answering.done():
                return answering.result(), True
            if (gone and gone.done()) or self._is_crowded:
                break
        if not (gone and gone.done()) and self._limits.timeout > spent:
            if self._long >= self._limits.long_places:
                return plain(
                    503, f"too many queries that take longer than {LONG:.0f} s; try again later", _RETRY
                ), False
            self._long += 1
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, worker.process, _NICER)
            try:
                await asyncio.wait(watched, timeout=self._limits.timeout - spent, return_when=asyncio.FIRST_COMPLETED)
            finally:
                self._long -= 1
        if answering.done():
            return answering.result(), False  # whoever has been made nice stays so
        if gone and gone.done():
            return _GONE, False
        return plain(504, f"the query took longer than {self._limits.timeout:g} s and was stopped; ask for less"), False

    @property
    def _is_crowded(self) -> bool:
        return bool(self._waiting) and self._long >= self._limits.long_places

    async def _taken(self) -> _Worker | None:
        """A free worker, or None where none has become free in time."""
        if self._free:
            return self._free.pop()  # the one that was busy last has the most in its caches
        waiting: asyncio.Future[_Worker] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        try:
            await asyncio.wait({waiting}, timeout=self._limits.patience)
            return waiting.result() if waiting.done() else None
        except asyncio.CancelledError:
            if waiting.done() and not waiting.cancelled():
                self._give(waiting.result())
            raise
        finally:
            with contextlib.suppress(ValueError):
                self._waiting.remove(waiting)

    def _give(self, worker: _Worker) -> None:
        """Hands a worker to who waits longest, or keeps it.

        In a crowd it goes to who came last: behind a burst of long queries everybody would wait, and who has
        waited longest is the likeliest to have given up.
        """
        while self._waiting:
            waiting = self._waiting.pop() if self._is_crowded else self._waiting.popleft()
            if not waiting.done():
                waiting.set_result(worker)
                return
        self._free.append(worker)

    def _replace(self, worker: _Worker) -> None:
        if self._stopping:
            return
        task = asyncio.ensure_future(self._renewed(worker))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _renewed(self, worker: _Worker) -> None:
        self.killed += 1
        worker.writer.close()
        while not self._stopping:
            try:
                await self._end(worker)
                self._give(await self._forked())
            except OSError:
                _LOG.warning("the process that holds the graph has ended; it is loaded anew")
                await asyncio.sleep(1)
                await self._reload()
            else:
                return

    async def _end(self, worker: _Worker) -> None:
        """Kills a worker by its parent, which knows whether the number still means it; an orphan, directly."""
        if worker.stem.poll() is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker.process, signal.SIGKILL)
            return
        async with self._telling:
            if self._control is not None:
                await asyncio.get_running_loop().sock_sendall(self._control, COMMAND.pack(KILL, worker.process))

    async def _reload(self) -> None:
        async with self._telling:
            if self._stem is not None and self._stem.poll() is None:
                return  # somebody else has done so
            self._unload()
            with contextlib.suppress(InputError):
                await self._load()

    async def _load(self) -> None:
        ours, theirs = socket.socketpair()
        arguments = (theirs.fileno(), self._path, self._ontology or "", self._limits.max_result, self._limits.memory)
        self._stem = subprocess.Popen(  # noqa: S603 - ourselves
            # -P: modules that lie in the folder where we are called are none of ours.
            [sys.executable, "-P", "-m", "graphkit.server.worker", *map(str, arguments)],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (_HOME, os.environ.get("PYTHONPATH"))))},
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C in a terminal is for the server alone
        )
        theirs.close()
        ours.setblocking(False)
        try:
            said = await asyncio.wait_for(asyncio.get_running_loop().sock_recv(ours, STARTED.size), _LOADING)
        except (TimeoutError, OSError):
            said = b""
        problem = STARTED.unpack(said)[0] if len(said) == STARTED.size else None
        if problem != 0:
            told = await asyncio.get_running_loop().sock_recv(ours, problem) if problem else b""
            ours.close()
            raise InputError(told.decode(errors="replace") or f"{self._path}: the graph could not be loaded")
        self._control = ours

    def _unload(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._stem is not None:
            try:
                self._stem.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self._stem.kill()
                self._stem.wait()

    async def _forked(self) -> _Worker:
        ours, theirs = socket.socketpair()
        loop = asyncio.get_running_loop()
        with theirs:
            async with self._telling:
                if self._control is None or self._stem is None:
                    raise ConnectionError("no process holds the graph")
                socket.send_fds(self._control, [COMMAND.pack(FORK, 0)], [theirs.fileno()])
                said = await loop.sock_recv(self._control, STARTED.size)
        if len(said) < STARTED.size:
            ours.close()
            raise ConnectionError("the process that holds the graph has ended")
        reader, writer = await asyncio.open_connection(sock=ours)
        return _Worker(STARTED.unpack(said)[0], self._stem, reader, writer)
