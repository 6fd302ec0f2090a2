"""The processes that ask the graph: one loads it once, and workers are forked from that one within milliseconds.

The engine cannot be interrupted, so a query that takes too long is ended with its process. The parent of the
workers (here: the stem) loads the graph, has a single thread and does nothing but fork and kill; the workers share
its memory until they write to it. It is told what to do over a socket; when that closes, it ends all workers and
itself, so that nothing is left behind however the server ends.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import socket
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from graphkit.errors import GraphkitError
from graphkit.server.jobs import HEADER, Reply, length, packed, plain, unpacked

if TYPE_CHECKING:
    from graphkit.server.answering import Answerer

FORK, KILL = b"F", b"K"
COMMAND = struct.Struct("!cI")
"""What the stem is told: a letter, and the process to kill."""

STARTED = struct.Struct("!I")
"""What it answers to FORK: the process. Before that, zero when the graph is loaded, or the length of a complaint."""


def main(control: socket.socket, path: str, ontology: str, max_result: int, memory: int) -> None:
    """Loads the graph, then forks and kills as it is told until the socket closes.

    What is wrong with the graph is said over the socket, before it is closed.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server decides what Ctrl-C ends
    try:
        answer = _answerer(path, ontology, max_result)
    except GraphkitError as error:
        words = str(error).encode("utf-8", "replace")
        control.sendall(STARTED.pack(len(words)) + words)
        return
    gc.collect()
    gc.freeze()  # the collector would write to the memory that workers share
    alive: set[int] = set()
    signal.signal(signal.SIGCHLD, lambda *_: _reap(alive))
    try:
        control.sendall(STARTED.pack(0))
        while told := _told(control):
            command, process, descriptor = told
            if command == KILL and process in alive:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            elif command == FORK and descriptor is not None:
                child = os.fork()
                if child == 0:
                    control.close()
                    _work(socket.socket(fileno=descriptor), answer, memory)
                alive.add(child)
                os.close(descriptor)
                _reap(alive)  # it may have ended before it was counted
                control.sendall(STARTED.pack(child))
    except OSError:
        pass  # the server is gone
    finally:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for child in alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        os._exit(0)  # freeing a large graph piece by piece takes seconds


def _answerer(path: str, ontology: str, max_result: int) -> Answerer:
    from graphkit.ontology import load_ontology
    from graphkit.server.answering import Answerer
    from graphkit.server.opening import open_graph

    answerer = Answerer(open_graph(path), load_ontology(ontology or None), Path(path), max_result)
    answerer.warm()
    return answerer


def _told(control: socket.socket) -> tuple[bytes, int, int | None] | None:
    message, descriptors, _, _ = socket.recv_fds(control, COMMAND.size, 1)
    if len(message) < COMMAND.size:
        return None
    command, process = COMMAND.unpack(message)
    return command, process, descriptors[0] if descriptors else None


def _reap(alive: set[int]) -> None:
    with contextlib.suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG)[0]) != 0:
            alive.discard(ended)


def _work(jobs: socket.socket, answer: Answerer, memory: int) -> None:
    """Answers jobs until the socket closes; never returns."""
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        # Where memory ends, the engine ends the process with a report that nobody but us could read.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
        _limit(memory)
        while header := _read(jobs, HEADER):
            reply: Reply
            try:
                reply = answer(unpacked(_read(jobs, length(header))))
            except Exception as error:  # noqa: BLE001 - a defect in one answer must not end the others
                reply = plain(500, f"a defect of graphkit: {type(error).__name__}: {error}; please report it")
            jobs.sendall(packed(reply))
        code = 0
    except OSError:
        pass  # the server is gone, or has no more use for this worker
    finally:
        os._exit(code)


def _read(source: socket.socket, size: int) -> bytes:
    """So many bytes, or none at the end."""
    found = bytearray()
    while len(found) < size:
        part = source.recv(min(size - len(found), 1 << 20))
        if not part:
            return b""
        found += part
    return bytes(found)


def _limit(memory: int) -> None:
    """Lets this process take so many bytes more than it has; what wants more ends it."""
    import resource

    with contextlib.suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * os.sysconf("SC_PAGE_SIZE") + memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])), sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
