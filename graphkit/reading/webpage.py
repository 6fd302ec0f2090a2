"""Saved web pages: the main text and what the page says about itself, without what stands around. By trafilatura."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

from graphkit.reading.dates import day_of
from graphkit.reading.decoding import Decoded, Unreadable, decode, mended, unicode_encoding
from graphkit.reading.fields import FrontMatter, is_url, line
from graphkit.reading.layout import composed
from graphkit.reading.records import Record, check_length, library, whole, without_gaps
from graphkit.reading.structured import tidied, titled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphkit.reading.records import Content, Records

MAX_PAGE = 10_000_000
"""Bytes. A page of a newspaper has less than one million, scripts included."""

_MANY, TOO_MANY = 4_000, 30_000
"""Elements from which on only the first method is tried, and from which on none: the others take a minute and more
for a page that is one large table. A page of a newspaper has 1,000 to 3,000."""

_DATES = {
    # Nothing is guessed from numbers in the page, and the clock has no say.
    "extensive_search": False,
    "original_date": True,
    "max_date": "2100-01-01",
}
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([\w.:-]{1,40})", re.IGNORECASE)
_ELEMENT = re.compile(r"<[A-Za-z]")


def read(content: Content) -> Records:
    """The article of a page. Raises Unreadable where the page holds none."""
    yield article_of(content.name, whole(content.stream, MAX_PAGE))


def article_of(name: str, page: bytes, url: str | None = None) -> Record:
    """The article of a page, which was found under this URL. Raises Unreadable where the page holds none."""
    trafilatura = library("trafilatura", "html")
    for talker in ("trafilatura", "htmldate"):
        logging.getLogger(talker).setLevel(logging.CRITICAL)  # what goes wrong is told by us, once
    decoded = _decoded(page)
    elements = sum(1 for _ in _ELEMENT.finditer(decoded.text))
    if elements > TOO_MANY:
        raise Unreadable(f"more than {TOO_MANY:,} elements, too many for an article; save its text")
    found: Any = trafilatura.bare_extraction(
        decoded.text,
        url=url,
        fast=elements > _MANY,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        date_extraction_params=_DATES,
    )
    if found is None or found.body is None:
        raise Unreadable("no main text in this page; save the page of one article")
    text, blocks = composed(_paragraphs(found.body))
    check_length(text)
    address = next((value for value in (found.url, url) if value and is_url(value)), None)
    front = FrontMatter(line(found.title), day_of(found.date), line(found.sitename), address)
    return titled(name, text, blocks, tidied(front), decoded.notes)


def _decoded(page: bytes) -> Decoded:
    """The text of a page, by the encoding that it names if it is none of Unicode's."""
    try:
        if unicode_encoding(page) or page.decode("utf-8"):
            return decode(page)
    except UnicodeDecodeError:
        pass
    if named := _CHARSET.search(page[:4096]):
        encoding = named[1].decode("ascii", "replace").lower()
        # As browsers do (WHATWG Encoding Standard): Latin-1 means Windows-1252.
        encoding = "windows-1252" if encoding in ("iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii") else encoding
        try:
            found = mended(page.decode(encoding))
        except (LookupError, UnicodeDecodeError, ValueError):
            return decode(page)
        gaps = without_gaps(found.text)
        return Decoded(gaps.text, (f"not UTF-8, read as {encoding.title()}", *found.notes, *gaps.notes))
    return decode(page)


def _paragraphs(body: Any) -> Iterator[tuple[str, bool | None]]:
    """The blocks of a page's main text, as trafilatura marks them."""
    for element in body.iter("head", "p", "quote", "item", "fw", "ab"):
        if any(parent.tag in ("p", "item", "head") for parent in element.iterancestors()):
            continue  # it is read with what it stands in
        if element.tag == "quote" and element.find(".//p") is not None:
            continue
        for line_break in element.iter("lb"):
            line_break.tail = f"\n{line_break.tail or ''}"
        yield "".join(element.itertext()), True if element.tag == "head" else (False if element.tag == "item" else None)
