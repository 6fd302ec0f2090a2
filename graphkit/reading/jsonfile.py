"""JSON: an article, a list of them, or an object that holds the list, as the answers of news services do."""

from __future__ import annotations

import codecs
import io
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from graphkit.reading import jsonlines
from graphkit.reading.decoding import Unreadable, decode
from graphkit.reading.fields import found_value
from graphkit.reading.records import Record, Refusal, record_name
from graphkit.reading.streams import MAX_RECORD, prefixed
from graphkit.reading.structured import article_of, no_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import IO

    from graphkit.reading.records import Content, Records

MAX_OBJECT = 64_000_000
"""Bytes of a file that is one object: it is held in memory. A file that is a list is read record by record."""

_DEEPEST = 4
_CHUNK = 1 << 18
_BLANK = re.compile(r"[\s\ufeff]*")
_DECODER = json.JSONDecoder()


def read(content: Content) -> Records:
    """The articles, in the order of the file."""
    head = content.stream.read(MAX_OBJECT + 1)
    if len(head) > MAX_OBJECT:
        yield from _large(content, head)
        return
    decoded = decode(head)
    if (start := _BLANK.match(decoded.text)) and decoded.text.startswith("[", start.end()):
        yield from _listed(content, iter((decoded.text,)), decoded.notes)
    elif _is_object(decoded.text.split("\n", 1)[0]) and "\n" in decoded.text.strip():
        yield from jsonlines.read(replace(content, stream=io.BytesIO(head)))
    else:
        yield from _in_object(content, decoded.text, decoded.notes)


def _large(content: Content, head: bytes) -> Records:
    stream = prefixed(head, content.stream)
    if head.removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"[":
        yield from _listed(content, _decoded(stream), ())
    elif _is_object(head.split(b"\n", 1)[0].decode("utf-8", "replace")):
        yield from jsonlines.read(replace(content, stream=stream))
    else:
        raise Unreadable(f"one object of more than {MAX_OBJECT:,} bytes; save its articles as JSON Lines, one a line")


def _decoded(stream: IO[bytes]) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        while content := stream.read(_CHUNK):
            yield decoder.decode(content)
    except UnicodeDecodeError as error:
        raise Unreadable("not UTF-8, and too large to guess its encoding; convert it to UTF-8") from error


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text.strip().removeprefix("\ufeff")), dict)
    except (ValueError, RecursionError):
        return False


def _listed(content: Content, chunks: Iterator[str], notes: tuple[str, ...]) -> Records:
    """The articles of a list, of which no more than one is held."""
    for number, value in enumerate(_elements(chunks), 1):
        yield _noted(_record(content, number, value), notes)


def _elements(chunks: Iterator[str]) -> Iterator[Any]:
    """The elements of a list that comes in pieces. Raises Unreadable where it is no JSON."""
    text, at, wanted = next(chunks), 0, _CHUNK
    at = _after_blank(text, at) + 1  # behind the bracket
    while True:
        at = _after_blank(text, at)
        while at == len(text) and (more := next(chunks, "")):
            text, at = more, _after_blank(more, 0)
        if text.startswith("]", at):
            return
        try:
            value, end = _DECODER.raw_decode(text, at)
            end = _after_blank(text, end)
            if end < len(text) and text[end] in ",]":
                yield value
                at, wanted = end + (text[end] == ","), _CHUNK
                continue
            # The text may break off in the middle of a number.
            problem = f"no comma behind an element at character {end}"
        except json.JSONDecodeError as error:
            problem = f"{error.msg} at character {error.pos}"
        except (RecursionError, ValueError) as error:
            raise Unreadable("not JSON (nested too deeply); the rest of the file is not read") from error
        more = _joined(chunks, wanted) if len(text) - at <= MAX_RECORD else ""
        if not more:
            raise Unreadable(f"not JSON ({problem}); the rest of the file is not read")
        text, at, wanted = text[at:] + more, 0, 2 * wanted


def _joined(chunks: Iterator[str], count: int) -> str:
    found: list[str] = []
    while count > 0 and (chunk := next(chunks, "")):
        found.append(chunk)
        count -= len(chunk)
    return "".join(found)


def _after_blank(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _in_object(content: Content, text: str, notes: tuple[str, ...]) -> Records:
    try:
        value = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise Unreadable(f"not JSON ({error.msg} in line {error.lineno})") from error
    except (RecursionError, ValueError) as error:
        raise Unreadable("not JSON (nested too deeply)") from error
    if not isinstance(value, dict):
        raise Unreadable("neither an object nor a list of objects")
    if _is_article(content, value) or not (found := _list_in(content, value)):
        if found_value(value, "text", content.mapping) is None:
            raise Unreadable(no_text(value, content.mapping))
        single = article_of(content, 1, value)
        # The only article of a file needs no number.
        if single.name == record_name(content.name, 1):
            single = replace(single, name=content.name)
        yield _noted(single, notes)
        return
    yield from _listed_values(content, found, notes)


def _listed_values(content: Content, values: list[Any], notes: tuple[str, ...]) -> Records:
    for number, value in enumerate(values, 1):
        yield _noted(_record(content, number, value), notes)


def _is_article(content: Content, value: Mapping[str, Any]) -> bool:
    """Whether an object holds the text of an article itself, and not only what a list of articles is about."""
    own = {name: inner for name, inner in value.items() if name not in ("description", "summary")}
    return isinstance(found_value(own, "text", content.mapping), str) and (
        "text" in content.mapping or isinstance(found_value(_strings(own), "text", {}), str)
    )


def _strings(value: Mapping[str, Any]) -> dict[str, str]:
    return {name: inner for name, inner in value.items() if isinstance(inner, str)}


def _list_in(content: Content, value: Mapping[str, Any]) -> list[Any] | None:
    """The nearest list of objects with a text, of several at one depth the longest."""
    level: list[Any] = [value]
    for _ in range(_DEEPEST):
        inner = [part for outer in level for part in outer.values()]
        lists = [part for part in inner if isinstance(part, list) and _has_articles(content, part)]
        if lists:
            return max(lists, key=len)
        level = [part for part in inner if isinstance(part, dict)]
    return None


def _has_articles(content: Content, values: list[Any]) -> bool:
    return any(
        isinstance(value, dict) and found_value(value, "text", content.mapping) is not None for value in values[:10]
    )


def _record(content: Content, number: int, value: object) -> Record | Refusal:
    if not isinstance(value, dict):
        return Refusal(record_name(content.name, number), "no object with named fields")
    return article_of(content, number, value)


def _noted(found: Record | Refusal, notes: tuple[str, ...]) -> Record | Refusal:
    return replace(found, notes=(*notes, *found.notes)) if notes and isinstance(found, Record) else found
