"""WARC, as crawlers keep the web (ISO 28500; Common Crawl's news): the pages of successful responses. By warcio."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any, cast

from graphkit.reading import webpage
from graphkit.reading.decoding import Unreadable
from graphkit.reading.records import Refusal, library, record_name, whole
from graphkit.reading.streams import Bomb

if TYPE_CHECKING:
    from graphkit.reading.records import Content, Records

_PAGES = ("text/html", "application/xhtml+xml")


def read(content: Content) -> Records:
    """The articles of the pages; at the end one refusal counts the records that are no pages."""
    warc = library("warcio.archiveiterator", "warc")
    errors = library("warcio.exceptions", "warc")
    library("trafilatura", "html")
    others = 0
    try:
        # Told of a stream that cannot go back, it looks for none.
        for number, record in enumerate(warc.ArchiveIterator(content.stream, no_record_parse=False), 1):
            if record.rec_type not in ("response", "resource") or not _is_page(record):
                others += 1
                continue
            own = (record.rec_headers.get_header("WARC-Record-ID") or "").strip("<>").rpartition(":")[2]
            name = record_name(content.name, number, own or None)
            try:
                url = record.rec_headers.get_header("WARC-Target-URI")
                stream = cast("IO[bytes]", record.content_stream())
                yield webpage.article_of(name, whole(stream, webpage.MAX_PAGE), url.strip("<>") if url else None)
            except Bomb:
                raise
            except Unreadable as reason:
                yield Refusal(name, str(reason))
    except errors.ArchiveLoadFailed as error:
        raise Unreadable(f"broken WARC ({str(error).strip().splitlines()[0]}); the rest is not read") from error
    if others:
        yield Refusal(content.name, f"{others:,} records of it are no pages (requests, images, redirects)")


def _is_page(record: Any) -> bool:
    headers = record.http_headers
    if headers is None:
        return (record.content_type or "").startswith(_PAGES)
    kind = (headers.get_header("Content-Type") or "").strip().lower()
    return headers.get_statuscode() == "200" and kind.startswith(_PAGES)
