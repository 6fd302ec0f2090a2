"""DOCX, of Word and LibreOffice: paragraphs and headings, without tables, notes and comments. By python-docx."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from graphkit.bounded import Bomb, refuse_bomb
from graphkit.reading.decoding import Unreadable
from graphkit.reading.fields import FrontMatter, line
from graphkit.reading.layout import composed
from graphkit.reading.records import check_length, library, whole, without_gaps
from graphkit.reading.structured import tidied, titled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphkit.reading.records import Content, Records

MAX_DOCUMENT = 64_000_000
"""Bytes of the file, pictures included, and of its XML once unpacked."""

_HEADINGS = ("Heading", "Title")


def read(content: Content) -> Records:
    """The article of a document. Its date is when it was written into Word, which is not taken for the article's."""
    docx = library("docx", "docx")
    packed = whole(content.stream, MAX_DOCUMENT)
    try:
        refuse_bomb(packed, MAX_DOCUMENT)
    except Bomb as error:
        raise Unreadable(f"{error}; save its text alone") from error
    document: Any = docx.Document(io.BytesIO(packed))
    text, blocks = composed(_paragraphs(document))
    sound = without_gaps(text)
    check_length(sound.text)
    front = FrontMatter(title=line(document.core_properties.title))
    yield titled(content.name, sound.text, blocks, tidied(front), sound.notes)


def _paragraphs(document: Any) -> Iterator[tuple[str, bool | None]]:
    for paragraph in document.paragraphs:
        style = (paragraph.style.name if paragraph.style is not None else "") or ""
        heading = True if style.startswith(_HEADINGS) else (False if style.startswith("List") else None)
        yield paragraph.text, heading
