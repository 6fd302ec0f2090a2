"""From a graph to a server that listens: sockets, signals and the end."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import os
import signal
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from graphkit.errors import InputError
from graphkit.server.app import application
from graphkit.server.opening import graph_file
from graphkit.server.pool import Limits, Pool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_FAREWELL = 5
"""Seconds that answers on their way have when the server is told to stop."""


def serve(
    path: Path | str,
    *,
    ontology: Path | None = None,
    host: str = "127.0.0.1",
    port: int = 7890,
    limits: Limits | None = None,
    cors: Sequence[str] = (),
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serves a graph until SIGINT or SIGTERM. `ready` is told the address as soon as it listens.

    Raises InputError where there is no graph, or where nothing can listen at the address.
    """
    if not hasattr(os, "fork"):
        raise InputError("serve needs processes that fork, as Linux and macOS have them; use `graphkit query` here")
    limits = limits or Limits()
    graph_file(path)
    listening = _bound(host, port)
    asyncio.run(_served(Path(path), ontology, listening, limits, cors, ready))


async def _served(
    path: Path,
    ontology: Path | None,
    listening: socket.socket,
    limits: Limits,
    cors: Sequence[str],
    ready: Callable[[str], None] | None,
) -> None:
    host, port = listening.getsockname()[:2]
    pool = Pool(path, ontology, limits)
    try:
        await pool.start()
        config = uvicorn.Config(
            application(pool, limits, cors=cors, hosts=_names(host)),
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=_FAREWELL,
            h11_max_incomplete_event_size=limits.max_request,
            backlog=512,
        )
        server = _Server(config)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, server.end)
        serving = asyncio.ensure_future(server.serve([listening]))
        while not server.started and not serving.done():
            await asyncio.sleep(0.01)
        if ready is not None:
            ready(f"http://{f'[{host}]' if ':' in host else host}:{port}/")
        await serving
    finally:
        await pool.stop()
        listening.close()


class _Server(uvicorn.Server):
    """Leaves signals to who started it, so that it ends without one being raised again."""

    def end(self) -> None:
        """Stops: no new requests, and those that run have some seconds. Told twice, it does not wait."""
        self.force_exit = self.should_exit
        self.should_exit = True

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Captures none."""
        yield


def _bound(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except (OSError, OverflowError) as error:
        words = getattr(error, "strerror", None) or error
        raise InputError(f"{host}:{port}: cannot listen there ({words}); choose with --host and --port") from error
    return listening


def _names(host: str) -> list[str]:
    """Whom a request may call. On the loopback a strange name is a page of the web that wants to read the graph."""
    try:
        is_local = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_local = False
    return ["localhost", "127.0.0.1", "[::1]", "::1", host] if is_local else ["*"]
