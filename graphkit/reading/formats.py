"""Which reader reads what: by the suffix of a file, and by its first bytes where these say more."""

from __future__ import annotations

import csv
from contextlib import suppress
from dataclasses import replace
from pathlib import PurePosixPath
from pkgutil import resolve_name
from typing import TYPE_CHECKING

from graphkit.errors import GraphkitError
from graphkit.reading.decoding import Unreadable, decode
from graphkit.reading.fields import has_field
from graphkit.reading.markdown import read_markdown
from graphkit.reading.streams import Budget, peeked
from graphkit.reading.text import read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graphkit.reading.layout import Layout
    from graphkit.reading.records import Content, Records

LAYOUTS: dict[str, Callable[[str], Layout]] = {".md": read_markdown, ".txt": read_text}
"""How the text of a file with this suffix is laid out, for the formats whose text is the article itself."""

READERS = {
    ".atom": "graphkit.reading.feeds:read",
    ".bz2": "graphkit.reading.archives:read_packed",
    ".csv": "graphkit.reading.tables:read",
    ".docx": "graphkit.reading.word:read",
    ".gz": "graphkit.reading.archives:read_packed",
    ".htm": "graphkit.reading.webpage:read",
    ".html": "graphkit.reading.webpage:read",
    ".json": "graphkit.reading.jsonfile:read",
    ".jsonl": "graphkit.reading.jsonlines:read",
    ".md": "graphkit.reading.markdown:read",
    ".ndjson": "graphkit.reading.jsonlines:read",
    ".parquet": "graphkit.reading.parquet:read",
    ".pdf": "graphkit.reading.pdf:read",
    ".rss": "graphkit.reading.feeds:read",
    ".tar": "graphkit.reading.archives:read_tar",
    ".tgz": "graphkit.reading.archives:read_packed",
    ".tsv": "graphkit.reading.tables:read",
    ".txt": "graphkit.reading.text:read",
    ".warc": "graphkit.reading.webarchive:read",
    ".xhtml": "graphkit.reading.webpage:read",
    ".xml": "graphkit.reading.feeds:read",
    ".xz": "graphkit.reading.archives:read_packed",
    ".zip": "graphkit.reading.archives:read_zip",
}
"""What reads a file with this suffix: `Content` to `Records`, those of archives with a reader and a budget."""

_SAME = {".tgz": ".gz", ".tbz2": ".bz2", ".txz": ".xz", ".text": ".txt", ".markdown": ".md"}

_MAGIC = (
    (b"\x1f\x8b", ".gz"),
    (b"BZh", ".bz2"),
    (b"\xfd7zXZ\0", ".xz"),
    (b"%PDF-", ".pdf"),
    (b"PAR1", ".parquet"),
    (b"WARC/", ".warc"),
    (b"PK\x03\x04", ".zip"),
    (b"PK\x05\x06", ".zip"),
)
"""The first bytes that only one format has."""

_PACKED = (".gz", ".bz2", ".xz")
_ARCHIVES = (".zip", ".tar", *_PACKED)
_COSTLY = frozenset((".docx", ".htm", ".html", ".pdf", ".tar", ".tgz", ".warc", ".xhtml", ".xml", ".zip"))


def records(content: Content, size: int) -> Records:
    """The articles of a file of `size` bytes, one after the other, and what in it gives none.

    Raises Unreadable where nothing (more) of the file can be read.
    """
    yield from _read(content, Budget(size))


def format_of(head: bytes, suffix: str) -> str | None:
    """The suffix of the reader for a content with these first bytes in a file with that suffix."""
    suffix = _SAME.get(suffix, suffix)
    if magic := magic_of(head):
        # A DOCX is a ZIP.
        return suffix if magic == ".zip" and suffix == ".docx" else _docx_or(magic, head)
    return suffix if suffix in READERS else None


def magic_of(head: bytes) -> str | None:
    """The suffix of the format that the first bytes of a file prove."""
    if head[257:262] == b"ustar":
        return ".tar"
    return next((suffix for start, suffix in _MAGIC if head.startswith(start)), None)


def sniffed(head: bytes, mapping: Mapping[str, str]) -> str:
    """The suffix of the format that a content without a name most likely has; text where nothing speaks against it."""
    if magic := magic_of(head):
        return _docx_or(magic, head)
    text = ""
    with suppress(Unreadable):
        text = decode(head[:4096]).text.lstrip("\ufeff \t\r\n").casefold()
    if text.startswith(("<!doctype html", "<html")):
        return ".html"
    if text.startswith(("<?xml", "<rss", "<feed", "<rdf")):
        return ".html" if "<html" in text and "<rss" not in text and "<feed" not in text else ".xml"
    if text.startswith(("{", "[{", "[ {", "[\n{", "[\r\n")):
        return ".json"
    names = next(csv.reader([text.split("\n", 1)[0].replace("\t", ",").replace(";", ",")]), [])
    return ".csv" if len(names) > 1 and has_field(names, "text", mapping) else ".txt"


def _read(content: Content, budget: Budget) -> Records:
    head, stream = peeked(content.stream)
    suffix = format_of(head, content.suffix)
    if suffix is None and not content.suffix:
        suffix = sniffed(head, content.mapping)
    if suffix is None:
        raise Unreadable(f"no reader for '{content.suffix}'; graphkit reads {', '.join(READERS)}")
    content = replace(content, stream=stream, suffix=suffix)
    reader = resolve_name(READERS[suffix])
    try:
        if suffix in _ARCHIVES:
            yield from reader(content, lambda inner: _read(inner, budget), budget)
        else:
            yield from reader(content)
    except (Unreadable, GraphkitError, OSError):
        raise
    except Exception as error:
        # What libraries raise on a file that was made to break them is not to be foreseen.
        why = " ".join(str(error).split())[:200] or "no reason given"
        raise Unreadable(f"broken {suffix} ({type(error).__name__}: {why}); the rest is not read") from error


def _docx_or(magic: str, head: bytes) -> str:
    return ".docx" if magic == ".zip" and (b"word/" in head[:8192] or b"[Content_Types].xml" in head[:200]) else magic


def is_costly(name: str) -> bool:
    """Whether a file of this name takes long to read, measured by what its articles are."""
    return not _COSTLY.isdisjoint(suffix.lower() for suffix in PurePosixPath(name).suffixes[-2:])


def suffix_of(name: str) -> str:
    """The suffix of a file's name, in small letters."""
    return PurePosixPath(name).suffix.lower()
