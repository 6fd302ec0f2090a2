"""PDF: the text of its pages, lines joined and hyphens at their ends taken back. By pypdf. Nothing is recognised
from pictures."""

from __future__ import annotations

import io
import logging
import re
import warnings
from typing import TYPE_CHECKING, Any

from graphkit.reading.decoding import MAX_CHARACTERS, Unreadable, mended
from graphkit.reading.fields import FrontMatter, line
from graphkit.reading.layout import composed
from graphkit.reading.records import check_length, library, whole, without_gaps
from graphkit.reading.structured import tidied, titled
from graphkit.reading.text import read_text

if TYPE_CHECKING:
    from graphkit.reading.records import Content, Records

MAX_DOCUMENT, MAX_PAGES = 64_000_000, 500
"""Bytes and pages. Text is taken from a page in about 20 ms."""

_HYPHEN = re.compile(r"(?<=[a-z])[-\u00ad]\n(?=[a-z])")
_NUMBER = re.compile(r"\s*(?:[Pp]age )?\d{1,4}(?: ?(?:/|of) ?\d{1,4})?\s*")


def read(content: Content) -> Records:
    """The article of a document. Its date is when it was made, which is not taken for the article's."""
    pypdf = library("pypdf", "pdf")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what goes wrong is told by us, once
    packed = whole(content.stream, MAX_DOCUMENT)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        document: Any = pypdf.PdfReader(io.BytesIO(packed))
        if document.is_encrypted and not document.decrypt(""):
            raise Unreadable("locked with a password; save it without")
        text = _text(document)
        title = line((document.metadata or {}).get("/Title"))
    sound = without_gaps(text)
    whole_text = mended(sound.text)
    # Lines are joined by their width, so hyphens go afterwards.
    lines = whole_text.text
    body, blocks = composed((_HYPHEN.sub("", lines[b.start : b.end]), b.heading) for b in read_text(lines).blocks)
    if not body:
        raise Unreadable("no text in this PDF, perhaps pictures of pages; run them through OCR first")
    check_length(body)
    # What programs write there is often the name of a file.
    front = FrontMatter(title=title if title and title.casefold() in body[:3000].casefold() else None)
    yield titled(content.name, body, blocks, tidied(front), (*sound.notes, *whole_text.notes))


def _text(document: Any) -> str:
    pages: list[str] = []
    length = 0
    for number, page in enumerate(document.pages):
        if number == MAX_PAGES:
            raise Unreadable(f"more than {MAX_PAGES} pages; split it into its articles")
        lines = page.extract_text().splitlines()
        while lines and _NUMBER.fullmatch(lines[-1]):
            lines.pop()
        pages.append("\n".join(one.rstrip() for one in lines))
        length += len(pages[-1])
        if length > MAX_CHARACTERS:
            raise Unreadable(f"longer than {MAX_CHARACTERS:,} characters; split it into its articles")
    return "\n".join(pages)
