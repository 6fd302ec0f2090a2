"""WARC, as crawlers keep the web (ISO 28500; Common Crawl's news): the pages of successful responses.

What a record holds is read by warcio. Where records begin and end is read here, because warcio looks for the end of
a line however far it is, in time that grows with the square of it.
"""

from __future__ import annotations

import io
import re
from typing import IO, TYPE_CHECKING, Any

from graphkit.reading import webpage
from graphkit.reading.decoding import Unreadable
from graphkit.reading.records import Refusal, library, record_name, whole
from graphkit.reading.streams import Bomb

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphkit.reading.records import Content, Records

_PAGES = ("text/html", "application/xhtml+xml")
_LONGEST_LINE, _MOST_LINES = 65_536, 1_000
_CHUNK = 1 << 16
_LENGTH = re.compile(rb"^content-length:\s*(\d{1,15})\s*$", re.IGNORECASE | re.MULTILINE)


def read(content: Content) -> Records:
    """The articles of the pages; at the end one refusal counts the records that are no pages."""
    warc = library("warcio.archiveiterator", "warc")
    library("trafilatura", "html")
    others = 0
    for number, packed in enumerate(_records(content.stream), 1):
        # A record by itself, so that what is wrong in one does not end the reading.
        record: Any = next(iter(warc.ArchiveIterator(io.BytesIO(packed))), None) if packed else None
        if record is None or not _is_page(record):
            others += 1
            continue
        own = (record.rec_headers.get_header("WARC-Record-ID") or "").strip("<>").rpartition(":")[2]
        name = record_name(content.name, number, own or None)
        try:
            url = record.rec_headers.get_header("WARC-Target-URI")
            yield webpage.article_of(name, whole(record.content_stream(), webpage.MAX_PAGE), url and url.strip("<>"))
        except Bomb:
            raise
        except Unreadable as reason:
            yield Refusal(name, str(reason))
    if others:
        yield Refusal(content.name, f"{others:,} records of it are no pages (requests, images, redirects)")


def _records(stream: IO[bytes]) -> Iterator[bytes]:
    """Each record, or nothing in place of one that is too long for a page. Raises Unreadable where none begins."""
    while head := _head(stream):
        if not (found := _LENGTH.search(head)):
            raise Unreadable("broken WARC (a record without its length); the rest is not read")
        length = int(found[1])
        if length > webpage.MAX_PAGE:
            while length > 0 and (piece := stream.read(min(length, _CHUNK))):
                length -= len(piece)
            yield b""
            continue
        block = stream.read(length)
        if len(block) < length:
            raise Unreadable("broken WARC (it ends inside a record)")
        yield head + block + b"\r\n\r\n"


def _head(stream: IO[bytes]) -> bytes:
    """The lines above a record's block, the empty one included; nothing at the end of the file."""
    lines: list[bytes] = []
    while line := stream.readline(_LONGEST_LINE):
        if not lines and line in (b"\r\n", b"\n"):
            continue  # what ends the record before
        lines.append(line)
        if line in (b"\r\n", b"\n"):
            return b"".join(lines)
        if not lines[0].startswith(b"WARC/") or not line.endswith(b"\n") or len(lines) > _MOST_LINES:
            break
    if lines:
        raise Unreadable("broken WARC (no record where one should begin); the rest is not read")
    return b""


def _is_page(record: Any) -> bool:
    if record.rec_type not in ("response", "resource"):
        return False
    headers = record.http_headers
    if headers is None:
        return (record.content_type or "").startswith(_PAGES)
    kind = (headers.get_header("Content-Type") or "").strip().lower()
    return headers.get_statuscode() == "200" and kind.startswith(_PAGES)
