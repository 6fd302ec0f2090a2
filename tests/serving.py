"""A server of the tests: the command itself, on the loopback, and requests as they go over the wire."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Got:
    """An answer."""

    status: int
    fields: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def type(self) -> str:
        return self.fields.get("content-type", "").partition(";")[0]


@dataclass(frozen=True)
class Served:
    """A server that runs."""

    address: str
    process: subprocess.Popen[str]

    def send(self, method: str, path: str, body: bytes | None = None, **fields: str) -> Got:
        """One request on a connection of its own; `content_type` stands for Content-Type."""
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=60)
        try:
            connection.putrequest(method, path, skip_host="host" in fields, skip_accept_encoding=True)
            for name, value in fields.items():
                connection.putheader(name.replace("_", "-"), value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            return Got(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def get(self, path: str, accept: str = "*/*", **fields: str) -> Got:
        return self.send("GET", path, None, accept=accept, **fields)

    def query(self, sparql: str, accept: str = "*/*", *more: tuple[str, str]) -> Got:
        return self.get("/sparql?" + urlencode([("query", sparql), *more]), accept)

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=20)


@contextmanager
def served(path: Path, *options: str) -> Iterator[Served]:
    """`graphkit serve` on a free port, stopped at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "graphkit", "serve", str(path), "--port", "0", *options],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stderr
    try:
        line = process.stdout.readline()
        assert " at http://" in line, line + process.stderr.read()
        yield Served(line.split(" at ")[1].split()[0].rstrip("/"), process)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=20)
        process.stdout.close()
        process.stderr.close()
