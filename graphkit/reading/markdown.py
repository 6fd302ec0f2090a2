"""Markdown: headings, paragraphs, quotations and list items are read; code, tables and raw HTML are not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from graphkit.reading.frontmatter import split_front_matter
from graphkit.reading.layout import Block, Layout, trimmed
from graphkit.reading.records import decoded, text_record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from graphkit.reading.records import Content, Records

_BREAK = re.compile(r"\r\n?|\n")
_READ = ("heading_open", "paragraph_open")  # not the cells of a table
_MARKER = re.compile(r"(?:[ \t>]|[-+*][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t])*")

# Inline markup is not parsed: what is read keeps its place in the file (see markup.py).
_MARKDOWN = MarkdownIt("commonmark").enable("table").disable("inline")


def read(content: Content) -> Records:
    """The article that the file is."""
    yield text_record(content.name, decoded(content.stream), read_markdown)


def read_markdown(text: str) -> Layout:
    """The blocks of a Markdown text, with the title, date, publisher and URL of its front matter."""
    front, body = split_front_matter(text)
    # One for one: what the parser would replace, and the byte order mark, which would hide a heading.
    source = text[body:].replace("\0", "\ufffd").replace("\ufeff", " ")
    return Layout(tuple(_blocks(source, body)), front, body)


def _blocks(source: str, shift: int) -> Iterator[Block]:
    starts = [0, *(found.end() for found in _BREAK.finditer(source)), len(source)]
    tokens = _MARKDOWN.parse(source)
    for index, token in enumerate(tokens):
        if token.type != "inline" or tokens[index - 1].type not in _READ:
            continue
        start, end = _span(source, starts, token)
        if start < end:
            yield Block(start + shift, end + shift, heading=_is_heading(tokens, index))


def _is_heading(tokens: Sequence[Token], index: int) -> bool | None:
    if tokens[index - 1].type == "heading_open":
        return True
    # In a list or quotation a short line is no heading; on its own it may be ("**Why now?**").
    return None if tokens[index].level == 1 else False


def _span(source: str, starts: Sequence[int], token: Token) -> tuple[int, int]:
    """Where the content of a token stands, without the marks before its first line and after its last."""
    assert token.map
    first, last = token.map[0], min(token.map[1], len(starts) - 1) - 1
    content = token.content.split("\n")
    start = source.find(content[0], starts[first], starts[first + 1]) if content[0] else -1
    if start < 0:
        marker = _MARKER.match(source, starts[first])
        start = marker.end() if marker else starts[first]
    tail = source.rfind(content[-1], max(start, starts[last]), starts[last + 1]) if content[-1] else -1
    end = tail + len(content[-1]) if tail >= 0 else starts[last + 1]
    return trimmed(source, start, end)
