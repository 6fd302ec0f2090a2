"""Streams that keep their promises: no more than a bound comes out of them, and no line is longer than one."""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING

from graphkit.reading.decoding import Unreadable, decode, unicode_encoding

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_RECORD = 16_000_000
"""Bytes of one record of a file with many. An article has 5,000; a page with its scripts, a million."""

BOMB_RATIO, BOMB_FLOOR = 200, 64_000_000
"""An archive may unpack to so many times its size, and to so many bytes in any case. News packs 3 to 20 times."""

_CHUNK = 1 << 16


class Budget:
    """How much may come out of an archive in all, however deep its members lie."""

    def __init__(self, size: int) -> None:
        """`size` is that of the file on the disk, in bytes."""
        self._left = max(BOMB_FLOOR, BOMB_RATIO * size)

    def spend(self, count: int) -> None:
        """Counts bytes that came out. Raises Bomb where the archive unpacks to more than it may."""
        self._left -= count
        if self._left < 0:
            raise Bomb(
                f"unpacks to more than {BOMB_RATIO} times its size, as bombs do; unpack it yourself if you trust it"
            )


class Bomb(Unreadable):
    """An archive that unpacks beyond its budget: nothing more of it is read, by any reader around it."""


class Counted(io.RawIOBase):
    """A stream whose bytes are counted against a budget."""

    def __init__(self, stream: IO[bytes], budget: Budget) -> None:
        """Several streams may share a budget."""
        super().__init__()
        self._stream = stream
        self._budget = budget

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fills the buffer and says how far."""
        content = self._stream.read(len(buffer))
        self._budget.spend(len(content))
        buffer[: len(content)] = content
        return len(content)


def counted(stream: IO[bytes], budget: Budget) -> IO[bytes]:
    """The stream, buffered, against a budget."""
    return io.BufferedReader(Counted(stream, budget), _CHUNK)


class Prefixed(io.RawIOBase):
    """A stream with bytes that were read from it already put before it again."""

    def __init__(self, head: bytes, stream: IO[bytes]) -> None:
        """`head` comes first, then what is left of `stream`."""
        super().__init__()
        self._head = io.BytesIO(head)
        self._stream = stream

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fills the buffer and says how far."""
        content = self._head.read(len(buffer)) or self._stream.read(len(buffer))
        buffer[: len(content)] = content
        return len(content)


def prefixed(head: bytes, stream: IO[bytes]) -> IO[bytes]:
    """The stream as it was before `head` was read from it."""
    return io.BufferedReader(Prefixed(head, stream), _CHUNK)


def peeked(stream: IO[bytes], count: int = 8192) -> tuple[bytes, IO[bytes]]:
    """The first bytes of a stream, and the stream as it was before."""
    if stream.seekable():
        head = stream.read(count)
        stream.seek(0)
        return head, stream
    head = stream.read(count)
    return head, prefixed(head, stream)


def text_lines(stream: IO[bytes]) -> Iterator[tuple[int, str | Unreadable, tuple[str, ...]]]:
    """Number, text and notes of each line, ends included; Unreadable in place of one that is too long or broken.

    A file in UTF-8 with lines in another encoding is decoded line by line. Memory holds one line.
    """
    head, stream = peeked(stream)
    encoding = unicode_encoding(head)
    if encoding:
        yield from _wide_lines(stream, encoding)
        return
    number = 0
    while content := stream.readline(MAX_RECORD + 1):
        number += 1
        if len(content) > MAX_RECORD:
            while content and not content.endswith(b"\n"):
                content = stream.readline(_CHUNK)
            yield number, Unreadable(f"longer than {MAX_RECORD:,} bytes; split it into its articles"), ()
            continue
        try:
            text = decode(content.removeprefix(b"\xef\xbb\xbf") if number == 1 else content)
        except Unreadable as reason:
            yield number, reason, ()
        else:
            yield number, text.text, text.notes


def _wide_lines(stream: IO[bytes], encoding: str) -> Iterator[tuple[int, str | Unreadable, tuple[str, ...]]]:
    text = io.TextIOWrapper(stream, encoding, newline="")
    number = 0
    try:
        while line := text.readline(MAX_RECORD + 1):
            number += 1
            if len(line) > MAX_RECORD:
                while line and not line.endswith("\n"):
                    line = text.readline(_CHUNK)
                yield number, Unreadable(f"longer than {MAX_RECORD:,} characters; split it into its articles"), ()
            else:
                yield number, line.removeprefix("\ufeff"), (f"read as {encoding.upper()}",) if number == 1 else ()
    except UnicodeDecodeError as error:
        raise Unreadable(f"broken {encoding.upper()} ({error.reason}); the rest of the file is not read") from error
    finally:
        text.detach()
