"""DOCX, of Word and LibreOffice: paragraphs and headings, without tables, notes and comments. By python-docx."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

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
    _refuse_bomb(packed)
    document: Any = docx.Document(io.BytesIO(packed))
    text, blocks = composed(_paragraphs(document))
    sound = without_gaps(text)
    check_length(sound.text)
    front = FrontMatter(title=line(document.core_properties.title))
    yield titled(content.name, sound.text, blocks, tidied(front), sound.notes)


def _refuse_bomb(packed: bytes) -> None:
    """Raises Unreadable where the parts, which are unpacked into memory at once, are too large or declare entities."""
    with zipfile.ZipFile(io.BytesIO(packed)) as parts:
        left = MAX_DOCUMENT
        for part in parts.infolist():
            # What the directory says of the sizes is not to be believed.
            with parts.open(part) as stream:
                while piece := stream.read(1 << 16):
                    left -= len(piece)
                    if left < 0:
                        raise Unreadable(f"unpacks to more than {MAX_DOCUMENT:,} bytes; save its text alone")
                    if b"<!DOCTYPE" in piece:
                        raise Unreadable("its XML declares entities, which no program writes; save it anew")


def _paragraphs(document: Any) -> Iterator[tuple[str, bool | None]]:
    for paragraph in document.paragraphs:
        style = (paragraph.style.name if paragraph.style is not None else "") or ""
        heading = True if style.startswith(_HEADINGS) else (False if style.startswith("List") else None)
        yield paragraph.text, heading
