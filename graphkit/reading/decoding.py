"""Bytes to text: Unicode as it is, other encodings by what the bytes look like, mojibake mended; each told."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pkgutil import resolve_name

MAX_CHARACTERS = 1_000_000
"""Of one article. A longer text is many articles, or none."""

MAX_BYTES = 4 * MAX_CHARACTERS
"""From here on a text is too long in any encoding."""

_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""The longer ones first: that of UTF-16 begins that of UTF-32."""

_LEGACY = ("cp1252", "mac_roman", "cp1250")
"""What English news is written in where it is not Unicode. Among all encodings that there are, too many fit."""

_NAMES = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "cp1250": "Windows-1250"}
_SAMPLE = 20_000
_ZEROS, _TOO_SHORT = 0.4, 16


class Unreadable(Exception):  # noqa: N818 - it never leaves this room: it becomes a reason
    """Why a file or a record of it gives no article, and what helps."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and what was done to the bytes to get it; nothing where they were sound UTF-8."""

    text: str
    notes: tuple[str, ...] = ()


def decode(content: bytes) -> Decoded:
    """The text of some bytes, line ends and the byte order mark of UTF-8 included. Raises Unreadable."""
    encoding = unicode_encoding(content)
    if encoding is None and (place := content.find(b"\0")) >= 0:
        raise Unreadable(f"binary (a zero byte at byte {place}); save it as plain text")
    if encoding is None:
        try:
            return _mended(content.decode("utf-8"))
        except UnicodeDecodeError:
            return _guessed(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(f"broken {encoding.upper()} ({error.reason} at byte {error.start}); save it anew") from error
    return _mended(text, f"read as {encoding.upper()}")


def unicode_encoding(content: bytes) -> str | None:
    """The encoding of UTF-16 or UTF-32, told by its byte order mark or by where its zero bytes stand."""
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return encoding
    sample = content[:_SAMPLE]
    if len(sample) < _TOO_SHORT:
        return None
    low, high = sample[::2].count(0) / len(sample[::2]), sample[1::2].count(0) / len(sample[1::2])
    if max(low, high) < _ZEROS or min(low, high) > 0.01:
        return None
    return "utf-16-le" if high > low else "utf-16-be"


def mended(text: str) -> Decoded:
    """A text in which UTF-8 that was read as something else is Unicode again. The method is that of ftfy."""
    return _mended(text)


def _mended(text: str, *notes: str) -> Decoded:
    # Loaded only for a text that has more than ASCII in it; most sound texts stop at the first test.
    if text.isascii() or not resolve_name("ftfy.badness:is_bad")(text):
        return Decoded(text, notes)
    whole = resolve_name("ftfy:fix_encoding")(text)
    return Decoded(whole, (*notes, "mojibake mended") if whole != text else notes)


def _guessed(content: bytes) -> Decoded:
    """What is no Unicode. Raises Unreadable where no encoding gives a text."""
    best = resolve_name("charset_normalizer:from_bytes")(content[:_SAMPLE], cp_isolation=list(_LEGACY)).best()
    wanted = best.encoding if best else _LEGACY[0]
    # Where two agree, it is the common one.
    for encoding in dict.fromkeys((_LEGACY[0], wanted) if _agree(content[:_SAMPLE], wanted) else (wanted, *_LEGACY)):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _mended(text, f"not UTF-8, read as {_NAMES[encoding]}")
    raise Unreadable("in no encoding that is known here; convert it to UTF-8")


def _agree(sample: bytes, encoding: str) -> bool:
    return sample.decode(encoding, "replace") == sample.decode(_LEGACY[0], "replace")
