"""ZIP and tar, and what gzip, bzip2 and xz pack: their members, read where they lie. Nothing is written to the disk.

A member's name is a label of its articles, never a path: one that leads out of the archive is refused all the same,
because whoever follows it later could be led.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import re
import stat
import tarfile
import tempfile
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Any

from graphkit.reading.decoding import Unreadable
from graphkit.reading.records import Refusal, within
from graphkit.reading.streams import Bomb, Budget, counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from graphkit.reading.records import Content, Records

DEEPEST = 3
"""Archives in archives, the outermost included."""

MAX_MEMBER = 2_000_000_000
"""Bytes of a member that must be read from any place (an archive, a Parquet file) and is kept on the disk for it."""

_IN_MEMORY = 8_000_000
_LEADS_OUT = re.compile(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|[\0-\x1f\x7f]")
_SUFFIX = re.compile(r"\.[a-z][a-z0-9]{1,7}")
_BROKEN = (zipfile.BadZipFile, tarfile.TarError, EOFError, OSError, zlib.error, lzma.LZMAError, NotImplementedError)


def read_zip(content: Content, read: Callable[[Content], Records], budget: Budget) -> Records:
    """The articles of the members, in the order of their names."""
    try:
        with seekable(content.stream) as stream, zipfile.ZipFile(stream) as archive:
            for member in sorted(archive.infolist(), key=lambda member: member.filename):
                if member.is_dir() or _is_hidden(member.filename):
                    continue
                label = f"{content.name}/{member.filename}"
                if reason := _refused(member.filename) or _refused_zip(member):
                    yield Refusal(_printable(label), reason)
                    continue
                try:
                    with archive.open(member) as packed:
                        yield from _member(content, label, counted(packed, budget), read)
                except Bomb:
                    raise
                except _BROKEN as error:
                    yield Refusal(label, f"broken in the archive ({_why(error)})")
    except _BROKEN as error:
        raise Unreadable(f"broken ZIP ({_why(error)})") from error


def read_tar(content: Content, read: Callable[[Content], Records], budget: Budget) -> Records:
    """The articles of the members, in the order of the archive, which is read once from start to end."""
    # Its own reader unpacks as well, beyond any budget: what is packed was unpacked before.
    try:
        with tarfile.open(fileobj=counted(content.stream, budget), mode="r|") as archive:
            for member in archive:
                if member.isdir() or _is_hidden(member.name):
                    continue
                label = f"{content.name}/{member.name}"
                if reason := _refused(member.name):
                    yield Refusal(_printable(label), reason)
                elif not member.isreg() or (packed := archive.extractfile(member)) is None:
                    yield Refusal(label, "a link or a device; only files in an archive are read")
                else:
                    # A sparse member has more bytes than the archive.
                    yield from _member(content, label, counted(packed, budget), read)
                archive.members = []  # type: ignore[attr-defined] # or each header stays in memory
    except _BROKEN as error:
        raise Unreadable(f"broken tar ({_why(error)}); the rest is not read") from error


def read_packed(content: Content, read: Callable[[Content], Records], budget: Budget) -> Records:
    """The articles of the file that gzip, bzip2 or xz packed."""
    openers: dict[str, Callable[[IO[bytes]], Any]] = {
        ".gz": lambda stream: gzip.GzipFile(fileobj=stream),
        ".bz2": lambda stream: bz2.BZ2File(stream),
        ".xz": lzma.LZMAFile,
    }
    inner = inner_suffix(content.name)
    try:
        unpacked = counted(openers[content.suffix](content.stream), budget)
        yield from read(within(content, content.name, inner, unpacked))
    except Bomb:
        raise
    except _BROKEN as error:
        raise Unreadable(f"broken {content.suffix} ({_why(error)}); the rest is not read") from error


def inner_suffix(name: str) -> str:
    """The suffix of what a packed file holds: of "news.jsonl.gz" it is ".jsonl", of "news.tgz" ".tar", or none."""
    path = PurePosixPath(name)
    if path.suffix.lower() in (".tgz", ".tbz2", ".txz"):
        return ".tar"
    suffix = PurePosixPath(path.stem).suffix.lower()
    return suffix if _SUFFIX.fullmatch(suffix) else ""


@contextmanager
def seekable(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """The stream, or what it holds in a temporary file without a name, so that it can be read from any place."""
    if stream.seekable():
        yield stream
        return
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as kept:
        left = MAX_MEMBER
        while piece := stream.read(1 << 20):
            left -= len(piece)
            if left < 0:
                raise Unreadable(f"longer than {MAX_MEMBER:,} bytes inside an archive; unpack it first")
            kept.write(piece)
        kept.seek(0)
        yield kept


def _member(content: Content, label: str, stream: IO[bytes], read: Callable[[Content], Records]) -> Records:
    if content.depth + 1 > DEEPEST:
        yield Refusal(label, f"deeper than {DEEPEST} archives in each other; unpack it first")
        return
    empty = True
    try:
        for found in read(within(content, label, PurePosixPath(label).suffix.lower(), stream)):
            empty = False
            yield found
        if empty:
            yield Refusal(label, "nothing in it; put articles into it")
    except Bomb:
        raise
    except Unreadable as reason:
        yield Refusal(label, str(reason))


def _refused(name: str) -> str | None:
    return "its name leads out of the archive; rename it" if _LEADS_OUT.search(name) else None


def _refused_zip(member: zipfile.ZipInfo) -> str | None:
    if member.flag_bits & 1:
        return "locked with a password; pack it without"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "a link; only files in an archive are read"
    return None


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any(part.startswith((".", "__MACOSX")) and part != ".." for part in parts)


def _printable(name: str) -> str:
    return name.encode("unicode_escape").decode("ascii")


def _why(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
