"""What in an article's file is not the article, as patterns over its lines and sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphkit.ontology.located import Located

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PART = re.compile(r"\{([a-z_]+)\}")
_GROUPS = {"publisher"}


@dataclass(frozen=True, slots=True)
class Widget:
    """A line, and the lines below it that belong to it."""

    head: re.Pattern[str]
    item: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """The boilerplate file, bound. A pattern may have a group `publisher`: who brought the article out.

    `lines` are lines that are nothing else, anywhere; `edges` only beside the title and after the last
    paragraph; `sentences` are cut out of a paragraph; `lists` go with the lines below them.
    """

    lines: tuple[re.Pattern[str], ...]
    edges: tuple[re.Pattern[str], ...]
    sentences: tuple[re.Pattern[str], ...]
    lists: tuple[Widget, ...]


def read_boilerplate(path: Path) -> Boilerplate:
    """Binds a boilerplate file; raises OntologyError for a pattern that is broken or says nothing."""
    fields = Located.read(path).fields({"parts", "lines", "edges", "sentences", "lists"})
    parts: dict[str, str] = {}
    for name, pattern in fields["parts"].pairs():
        parts[name.text()] = f"(?:{_spelled_out(pattern, parts)})"
    return Boilerplate(
        lines=tuple(_patterns(fields["lines"], parts)),
        edges=tuple(_patterns(fields["edges"], parts)),
        sentences=tuple(_patterns(fields["sentences"], parts)),
        lists=tuple(_widgets(fields["lists"], parts)),
    )


def _widgets(listed: Located, parts: dict[str, str]) -> Iterator[Widget]:
    for entry in listed.entries():
        fields = entry.fields({"head", "item"})
        yield Widget(_pattern(fields["head"], parts), _pattern(fields["item"], parts))


def _patterns(listed: Located, parts: dict[str, str]) -> Iterator[re.Pattern[str]]:
    for entry in listed.entries():
        yield _pattern(entry, parts)


def _pattern(written: Located, parts: dict[str, str]) -> re.Pattern[str]:
    # A blank stands for any stretch of white space: a notice may be wrapped.
    source = _spelled_out(written, parts).replace(" ", r"(?:\s+)")
    try:
        pattern = re.compile(source, re.IGNORECASE | re.DOTALL)
    except re.error as error:
        raise written.error(f"'{written.text()}' is no regular expression: {error}; mend it") from error
    if unknown := pattern.groupindex.keys() - _GROUPS:
        raise written.error(f"the group '{min(unknown)}' is unknown; there is only 'publisher'")
    if pattern.fullmatch(""):
        raise written.error(f"'{written.text()}' matches an empty line; make it say what it looks for")
    return pattern


def _spelled_out(written: Located, parts: dict[str, str]) -> str:
    """The pattern with `{name}` replaced by the part of that name."""

    def part(found: re.Match[str]) -> str:
        if found[1] not in parts:
            raise written.error(f"no part '{found[1]}'; there are {', '.join(parts) or 'none above'}")
        return parts[found[1]]

    return _PART.sub(part, written.text())
