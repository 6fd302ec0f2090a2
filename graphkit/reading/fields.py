"""What a file says about an article besides its text: its fields, under the names that tools give them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from graphkit.errors import InputError
from graphkit.reading.dates import day_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

FIELD_NAMES = {
    "text": (
        *(
            "text",
            "body",
            "content",
            "article body",
            "main text",
            "full text",
            "body text",
            "article text",
            "plain text",
        ),
        *("story", "article", "content html", "body html", "html", "description", "summary"),
    ),
    "title": ("title", "headline", "web title", "name", "subject"),
    "date": (
        *("date", "date published", "published at", "published", "publication date", "web publication date"),
        *("date publish", "publish date", "pub date", "published date", "published on", "issued", "created at"),
        *("timestamp", "dc:date", "datetime"),
    ),
    "publisher": (
        *("publisher", "site name", "publication", "newspaper", "outlet", "source name", "media", "source"),
        *("source domain", "domain"),
    ),
    "url": ("url", "link", "web url", "canonical url", "uri", "permalink", "source url", "href"),
    "id": ("id", "guid", "article id", "doc id", "document id", "uuid", "_id"),
}
"""What each of our fields is called elsewhere, the surest name first; case, blanks and marks do not count."""

_IN_NESTED = ("name", "title", "label", "#text", "@value", "id")
_MARKS = re.compile(r"[\W_]+")
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a file says about its article; `note` what of it could not be understood."""

    title: str | None = None
    date: date | None = None
    publisher: str | None = None
    url: str | None = None
    note: str | None = None


def read_mapping(given: Iterable[str]) -> dict[str, str]:
    """`--map` as it is written: "text=body,date=meta.published", once or several times. Raises InputError."""
    mapping: dict[str, str] = {}
    for pair in (pair for argument in given for pair in argument.split(",")):
        ours, equals, theirs = (part.strip() for part in pair.partition("="))
        if not (equals and ours and theirs):
            raise InputError(f"'{pair}': no pair of names; write text=body,date=published")
        if ours not in FIELD_NAMES:
            raise InputError(f"'{ours}': graphkit has no such field; there are {', '.join(FIELD_NAMES)}")
        mapping[ours] = theirs
    return mapping


def found_value(fields: Mapping[str, object], ours: str, mapping: Mapping[str, str]) -> object:
    """The value of one of our fields in a record: under the name given, else under the surest one that is there."""
    if theirs := mapping.get(ours):
        return _at(fields, theirs)
    named = _named(fields)
    values = (named[name] for name in map(_plain, FIELD_NAMES[ours]) if name in named)
    return next((value for value in values if value not in (None, "", [], {})), None)


def has_field(names: Iterable[str], ours: str, mapping: Mapping[str, str]) -> bool:
    """Whether records with fields of these names can have this one of ours."""
    names = list(names)
    if theirs := mapping.get(ours):
        return theirs in names or theirs.partition(".")[0] in names
    return not {_plain(name) for name in names}.isdisjoint(map(_plain, FIELD_NAMES[ours]))


def front_of(fields: Mapping[str, object], mapping: Mapping[str, str]) -> FrontMatter:
    """Title, date, publisher and URL of a record."""
    said = {ours: found_value(fields, ours, mapping) for ours in ("title", "date", "publisher", "url")}
    day, url = day_of(_single(said["date"])), line(said["url"])
    url = url if url and is_url(url) else None
    odd = [name for name, value in (("date", day), ("url", url)) if said[name] and not value]
    return FrontMatter(
        title=line(said["title"]),
        date=day,
        publisher=_host(line(said["publisher"])),
        url=url,
        note=f"{' and '.join(odd)} not understood" if odd else None,
    )


def line(value: object) -> str | None:
    """A value as one line of text; the name of a nested thing; None where there is none."""
    value = _single(value)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return (" ".join(value.split()) or None) if isinstance(value, str) else None


def is_url(text: str) -> bool:
    """Whether it can stand as an IRI of the web in a graph."""
    return re.fullmatch(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+", text) is not None


def _host(publisher: str | None) -> str | None:
    """A publisher as it is, of one that is told by its address the host."""
    if not publisher or not is_url(publisher):
        return publisher
    return (urlsplit(publisher).hostname or publisher).removeprefix("www.")


def _single(value: object) -> object:
    for _ in range(_DEEPEST):
        if isinstance(value, dict):
            value = next((value[name] for name in _IN_NESTED if name in value), None)
        elif isinstance(value, list | tuple) and value:
            value = value[0]
        else:
            break
    return value


def _at(fields: Mapping[str, object], path: str) -> object:
    """What stands under a name, or under names with dots between in nested records."""
    if path in fields:
        return fields[path]
    first, dot, rest = path.partition(".")
    inner = fields.get(first)
    return _at(inner, rest) if dot and isinstance(inner, dict) else None


def _named(fields: Mapping[str, object]) -> dict[str, object]:
    """The fields under plain names; those of nested records too, where the record has none of that name."""
    named = dict(_pairs(fields))
    for value in fields.values():
        if isinstance(value, dict):
            for name, inner in _pairs(value):
                named.setdefault(name, inner)
    return named


def _pairs(fields: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    yield from ((_plain(name), value) for name, value in fields.items() if isinstance(name, str))


def _plain(name: str) -> str:
    return _MARKS.sub("", name).casefold()
