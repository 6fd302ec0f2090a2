"""Pieces of HTML that stand in fields of other formats: to paragraphs.

Not by the parser of the standard library: 100,000 characters of "<a " take it two minutes, and these texts come
from strangers. Here each character is looked at a bounded number of times.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = _HEADINGS.union(
    ("address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figure", "footer", "header", "hr"),
    ("li", "main", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul"),
)
_UNREAD = ("script", "style", "template", "noscript", "figcaption", "table", "iframe", "svg", "form")

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})(?=[\s/>])[^<>]{0,2000}>|<[!?][^<>]{0,2000}>")
_BLOCK_TAG = re.compile(rf"</?(?:{'|'.join(sorted(_BLOCKS))})(?=[\s/>])[^<>]{{0,2000}}>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")


def is_html(text: str) -> bool:
    """Whether a text is marked up in blocks."""
    return _BLOCK_TAG.search(text) is not None


def without_entities(text: str) -> str:
    """A plain text in which the characters that were escaped for HTML are themselves."""
    return html.unescape(text) if _ENTITY.search(text) else text


def paragraphs(fragment: str) -> Iterator[tuple[str, bool | None]]:
    """The paragraphs of a fragment and whether each is a heading. Tables, scripts, forms and captions are left out."""
    fragment = _without(fragment, re.compile("<!--"), re.compile("-->"))
    for name in _UNREAD:
        start, end = rf"<{name}(?=[\s/>])", rf"</{name}\s{{0,10}}>"
        fragment = _without(fragment, re.compile(start, re.IGNORECASE), re.compile(end, re.IGNORECASE))
    words: list[str] = []
    at, heading = 0, False
    for tag in _TAG.finditer(fragment):
        words.append(fragment[at : tag.start()])
        at = tag.end()
        if (name := (tag[2] or "").lower()) in _BLOCKS:
            yield html.unescape("".join(words)), True if heading else None
            words.clear()
            heading = name in _HEADINGS and not tag[1]
    yield html.unescape("".join((*words, fragment[at:]))), True if heading else None


def _without(text: str, start: re.Pattern[str], end: re.Pattern[str]) -> str:
    """The text without all from a start to the next end. A start without an end takes nothing away."""
    kept: list[str] = []
    at = 0
    while (opened := start.search(text, at)) and (closed := end.search(text, opened.end())):
        kept.append(text[at : opened.start()])
        at = closed.end()
    return "".join((*kept, " ", text[at:])) if at else text
