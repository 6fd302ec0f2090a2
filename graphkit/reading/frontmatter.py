"""The block between two lines of hyphens in which a file says what it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

_FRONT = re.compile(
    r"\ufeff?---[ \t]*(?:\r\n?|\n)(.{0,20000}?)(?<=[\r\n])(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|\Z)", re.DOTALL
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What it says; `note` what of it could not be understood."""

    title: str | None = None
    date: date | None = None
    publisher: str | None = None
    url: str | None = None
    note: str | None = None


def split_front_matter(text: str) -> tuple[FrontMatter, int]:
    """The front matter of a text, and where the text goes on after it. A broken block is left to the text."""
    if not (found := _FRONT.match(text)):
        return FrontMatter(), 0
    try:
        # Every scalar is a string here: no tag of YAML can make anything else.
        fields = yaml.BaseLoader(found[1]).get_single_data()
    except (yaml.YAMLError, RecursionError) as error:
        problem = getattr(error, "problem", None) or "too deep"
        return FrontMatter(note=f"the front matter is not YAML ({problem}); it is read as text"), 0
    if fields is None:
        return FrontMatter(), found.end()
    if not isinstance(fields, dict):
        return FrontMatter(note="the front matter has no fields (title: …); it is read as text"), 0
    day, url = day_in(_field(fields, "date") or ""), _field(fields, "url")
    url = url if url and is_url(url) else None
    odd = [name for name, value in (("date", day), ("url", url)) if name in fields and not value]
    front = FrontMatter(
        title=_field(fields, "title"),
        date=day,
        publisher=_field(fields, "publisher"),
        url=url,
        note=f"front matter: {' and '.join(odd)} not understood" if odd else None,
    )
    return front, found.end()


def day_in(text: str) -> date | None:
    """The day that a text begins with, written 2025-02-17."""
    if not (found := _DAY.match(text)):
        return None
    try:
        return date.fromisoformat(found[0])
    except ValueError:
        return None


def is_url(text: str) -> bool:
    """Whether it can stand as an IRI of the web in a graph."""
    return re.fullmatch(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+", text) is not None


def _field(fields: dict[Any, Any], name: str) -> str | None:
    value = fields.get(name)
    return (" ".join(value.split()) or None) if isinstance(value, str) else None
