"""RSS and Atom: the entries of a saved feed. By feedparser, which is handed bytes only: it would fetch an address."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from graphkit.reading.dates import day_of
from graphkit.reading.decoding import Unreadable, decode
from graphkit.reading.fields import FrontMatter, is_url, line
from graphkit.reading.records import Refusal, library, record_name, whole
from graphkit.reading.structured import composed_record

if TYPE_CHECKING:
    from graphkit.reading.records import Content, Record, Records

MAX_FEED = 20_000_000
"""Bytes. A feed has the last hundred entries, not an archive."""

_FEED = re.compile(r"<(?:\w{1,20}:)?(?:rss|feed|rdf)[\s>]", re.IGNORECASE)
_DECLARATION = re.compile(r"^[\s\ufeff]*<\?xml[^>]{0,300}\?>")


def read(content: Content) -> Records:
    """The articles of the entries; one that has no text is refused."""
    feedparser = library("feedparser", "feeds")
    text = decode(whole(content.stream, MAX_FEED)).text
    refuse_entities(text)
    if not _FEED.search(text[:20_000]):
        raise Unreadable("XML, but no RSS or Atom feed; graphkit reads no other XML")
    # The declaration may name another encoding than the one that is handed over.
    feed: Any = feedparser.parse(io.BytesIO(_DECLARATION.sub("", text).encode("utf-8", "replace")), sanitize_html=False)
    if not feed.entries:
        raise Unreadable("no entry in this feed")
    publisher = line(feed.feed.get("title"))
    for number, entry in enumerate(feed.entries, 1):
        yield _article(content, number, entry, publisher)


def refuse_entities(xml: str) -> None:
    """Raises Unreadable for XML that declares entities: they can grow without end and read other files."""
    if re.search(r"<!ENTITY|<!DOCTYPE[^>]{0,500}\[", xml, re.IGNORECASE):
        raise Unreadable("XML that declares entities, which no feed needs and attacks are made of; save it without")


def _article(content: Content, number: int, entry: Any, publisher: str | None) -> Record | Refusal:
    link = line(entry.get("link"))
    name = record_name(content.name, number, line(entry.get("id")) or link)
    texts = [line_.value for line_ in entry.get("content", ()) if line_.get("value")]
    text = max([*texts, entry.get("summary") or ""], key=len)
    front = FrontMatter(
        title=line(entry.get("title")),
        date=day_of(entry.get("published") or entry.get("updated") or ""),
        publisher=line((entry.get("source") or {}).get("title")) or publisher,
        url=link if link and is_url(link) else None,
    )
    try:
        return composed_record(name, text, front)
    except Unreadable as reason:
        return Refusal(name, str(reason))
