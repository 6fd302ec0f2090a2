"""What is asked of a worker, what it answers, and how both go through a socket between processes of one machine."""

from __future__ import annotations

import pickle
import struct
from dataclasses import dataclass, field
from typing import Any, Literal

_LENGTH = struct.Struct("!Q")
HEADER = _LENGTH.size


@dataclass(frozen=True, slots=True)
class Job:
    """A request that the graph answers.

    `kind` says how `text` is meant: a query, the name of a question, the path of a node, the beginning of a name.
    """

    kind: Literal["query", "question", "node", "names", "home", "picture", "description"]
    text: str = ""
    values: tuple[tuple[str, str], ...] = ()
    accept: str = ""
    format: str = ""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent back: a status of HTTP, a media type and the bytes."""

    status: int
    media_type: str
    body: bytes
    fields: tuple[tuple[str, str], ...] = field(default=())


def packed(value: Job | Reply) -> bytes:
    """A value with its length before it."""
    body = pickle.dumps(value)
    return _LENGTH.pack(len(body)) + body


def length(header: bytes) -> int:
    """How many bytes follow a header."""
    return int(_LENGTH.unpack(header)[0])


def unpacked(body: bytes) -> Any:
    """The value of what followed the header. Only ever called on what a process of our own has packed."""
    return pickle.loads(body)  # noqa: S301 - from our own process


def plain(status: int, words: str, *fields: tuple[str, str]) -> Reply:
    """A reply of a line of text."""
    return Reply(status, "text/plain; charset=utf-8", f"{words}\n".encode("utf-8", "replace"), fields)
