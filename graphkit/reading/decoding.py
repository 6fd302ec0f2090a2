"""Bytes to text: UTF-8, nothing replaced, nothing translated."""

from __future__ import annotations

import codecs
import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MAX_CHARACTERS = 1_000_000


class Unreadable(Exception):  # noqa: N818 - it never leaves this room: it becomes a reason
    """Why a file gives no article, and what helps."""


def decode(content: bytes, path: Path | str) -> str:
    """The text as the file holds it, line ends and byte order mark included. Raises Unreadable."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unreadable(f"encoded in UTF-16; convert it: {_iconv('UTF-16', path)}")
    if (place := content.find(b"\0")) >= 0:
        raise Unreadable(f"binary (a zero byte at byte {place}); save it as plain text")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = content[error.start]
        raise Unreadable(
            f"not UTF-8 (0x{byte:02x} at byte {error.start}); convert it: {_iconv('WINDOWS-1252', path)}"
        ) from error
    if len(text) > MAX_CHARACTERS:
        raise Unreadable(f"longer than {MAX_CHARACTERS:,} characters ({len(text):,}); split it into its articles")
    return text


def _iconv(encoding: str, path: Path | str) -> str:
    stem, dot, suffix = str(path).rpartition(".")
    return f"iconv -f {encoding} -t UTF-8 {shlex.quote(str(path))} > {shlex.quote(f'{stem}.utf8{dot}{suffix}')}"
