"""The documents of a database of the Discourse Network Analyzer, and stretches of them as evidence."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from graphkit.bridges.dna_export import CONTEXT, shortened, storable
from graphkit.model import Evidence, Source, digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

_NOTED = [int, int, int, int, str, str, str]
"""A piece of evidence in the notes: where it stands in the document, then what it is."""


@dataclass(frozen=True)
class Document:
    """An article, its text in DNA, and what the notes say of evidence that stood at another place in the article."""

    source: Source
    text: str
    evidence: Mapping[tuple[int, int], Evidence]


def documents(rows: Iterable[tuple[int, str, str, str, str, int]], stem: str) -> dict[int, Document]:
    """Rows of id, title, text, source, notes and date as documents by id; `stem` begins the names of their files."""
    found: dict[int, Document] = {}
    taken: set[str] = set()
    for number, title, text, publisher, notes, day in rows:
        told = _told(notes)
        id_ = told.get("id") or digest(text)
        if id_ in taken:
            id_ = digest(text, str(number))
        taken.add(id_)
        file = told.get("file") or f"{stem}/{number}.txt"
        if "file" in told:
            # What a person changed in DNA holds; what only had no room there is looked up.
            title = _unshortened(title, told.get("title") or file, told.get("title") or "")
            publisher = _unshortened(publisher, told.get("publisher") or "", told.get("publisher") or "")
        source = Source(
            id=id_,
            file=file,
            title=title or None,
            date=_day(day) if told.get("dated", True) else None,
            publisher=publisher or None,
            url=told.get("url"),
        )
        kept = {(one[0], one[1]): Evidence(id_, *one[2:]) for one in told.get("evidence", ())}
        found[number] = Document(source, text, kept)
    return found


def evidence(document: Document, start: int, stop: int) -> Evidence | None:
    """The stretch between two counts of UTF-16 code units as evidence; None where the document has no such."""
    encoded = document.text.encode("utf-16-le", "surrogatepass")
    if not 0 <= start < stop <= len(encoded) // 2:
        return None
    first, last = (len(encoded[: 2 * at].decode("utf-16-le", "replace")) for at in (start, stop))
    text = document.text
    return document.evidence.get((first, last)) or Evidence(
        article=document.source.id,
        start=first,
        end=last,
        exact=text[first:last],
        prefix=text[max(0, first - CONTEXT) : first],
        suffix=text[last : last + CONTEXT],
    )


def _unshortened(here: str, exported: str, whole: str) -> str:
    """What was exported as a whole, if what is here is what DNA had room for of it."""
    return whole if here == shortened(exported) else here


def _told(notes: str) -> dict[str, Any]:
    """What graphkit's export wrote into the notes of a document; nothing of notes of people."""
    try:
        noted = json.loads(notes)["graphkit"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return {}
    if not isinstance(noted, dict):
        return {}
    told: dict[str, Any] = {
        name: storable(noted[name]).replace("\0", "\ufffd")  # as in the names of actors
        for name in ("id", "file", "title", "publisher", "url")
        if isinstance(noted.get(name), str)
    }
    told["dated"] = noted.get("dated") is not False
    listed = noted.get("evidence")
    told["evidence"] = [
        [storable(each) if isinstance(each, str) else each for each in one]
        for one in (listed if isinstance(listed, list) else ())
        if isinstance(one, list) and [type(each) for each in one] == _NOTED and 0 <= one[2] < one[3]
    ]
    return told


def _day(seconds: int) -> date | None:
    try:
        return datetime.fromtimestamp(seconds, UTC).date()
    except (ValueError, OverflowError, OSError):
        return None
