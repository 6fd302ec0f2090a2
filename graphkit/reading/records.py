"""What a reader takes and gives: the content of a file, and the articles in it as their format holds them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import IO, TYPE_CHECKING, Any

from graphkit.model import digest
from graphkit.reading.decoding import MAX_BYTES, MAX_CHARACTERS, Decoded, Unreadable, decode
from graphkit.reading.layout import is_blank

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graphkit.reading.layout import Layout

_PLAIN_ID = re.compile(r"[\w.:@+-]{1,80}", re.ASCII)
_NO_TEXT = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Content:
    """A file, or a member of an archive, opened for a reader.

    `name` is what its articles are named after, `suffix` what tells its format, `mapping` which field of a
    record gives the text, title, date, publisher, url or id, `depth` in how many archives it lies.
    """

    name: str
    suffix: str
    stream: IO[bytes]
    mapping: Mapping[str, str] = field(default_factory=dict)
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """An article as its format gives it. `layout` has offsets into `text`, `notes` tell what was done to it."""

    name: str
    text: str
    layout: Layout
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A record or member that gives no article, and why; what follows it is read all the same."""

    name: str
    reason: str


Records = Iterator[Record | Refusal]
"""What a reader gives, in the order of the file."""


def record_name(file: str, number: int, own: str | None = None) -> str:
    """What a record is called: by its own id where it has one, else by its number in the file.

    An id with characters that a name should not have gives way to its digest.
    """
    if not own:
        return f"{file}#{number}"
    return f"{file}#{own if _PLAIN_ID.fullmatch(own) else digest(own)}"


def text_record(name: str, decoded: Decoded, lay_out: Callable[[str], Layout]) -> Record:
    """The article that a text holds. Raises Unreadable for an empty or endless one."""
    check_length(decoded.text)
    return Record(name, decoded.text, lay_out(decoded.text), decoded.notes)


def check_length(text: str) -> None:
    """Raises Unreadable for a text that is empty or too long for an article."""
    if is_blank(text):
        raise Unreadable("empty; put the text of an article into it")
    if len(text) > MAX_CHARACTERS:
        raise Unreadable(f"longer than {MAX_CHARACTERS:,} characters ({len(text):,}); split it into its articles")


def whole(stream: IO[bytes], limit: int = MAX_BYTES) -> bytes:
    """All bytes of a stream. Raises Unreadable, without having read them, where there are more than `limit`."""
    content = stream.read(limit + 1)
    if len(content) > limit:
        raise Unreadable(f"longer than {limit:,} bytes; split it into its articles")
    return content


def decoded(stream: IO[bytes]) -> Decoded:
    """The text of a stream. Raises Unreadable where it has none or too much of it."""
    try:
        content = whole(stream)
    except Unreadable:
        raise Unreadable(f"longer than {MAX_CHARACTERS:,} characters; split it into its articles") from None
    return decode(content)


def without_gaps(text: str, notes: tuple[str, ...] = ()) -> Decoded:
    """The text with a replacement character for each that no text may have: zero, or half a surrogate pair."""
    sound = _NO_TEXT.sub("\ufffd", text)
    return Decoded(sound, notes if sound == text else (*notes, "characters that are no text replaced"))


def within(content: Content, name: str, suffix: str, stream: IO[bytes]) -> Content:
    """The content of something that lies in `content`."""
    return replace(content, name=name, suffix=suffix, stream=stream, depth=content.depth + 1)


def library(module: str, extra: str) -> Any:
    """A library that only one format needs. Raises Unreadable where it is missing, with how to install it."""
    try:
        return import_module(module)
    except ImportError as error:
        raise Unreadable(
            f"needs {module.partition('.')[0]}, which is not installed; run: pip install 'graphkit[{extra}]'"
        ) from error
