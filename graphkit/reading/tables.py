"""Tables as text, with the names of their columns in the first line: CSV, TSV and what spreadsheets make of them."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING

from graphkit.reading.decoding import MAX_CHARACTERS, Unreadable
from graphkit.reading.fields import has_field
from graphkit.reading.records import Record, Refusal, record_name
from graphkit.reading.streams import text_lines
from graphkit.reading.structured import article_of, no_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphkit.reading.records import Content, Records

_DELIMITERS = "\t;|,"


def read(content: Content) -> Records:
    """The articles of the rows; a row that holds none is refused by its number, the first below the names is 1."""
    # A setting of the whole process; the default ends a long article in an error.
    csv.field_size_limit(4 * MAX_CHARACTERS)
    broken: list[Refusal] = []
    done: dict[str, None] = {}
    lines = _lines(content, broken, done)
    first = next(lines, None)
    if broken:
        raise Unreadable(broken[0].reason)
    if first is None or not first.strip():
        raise Unreadable("empty; put the names of the columns into its first line")
    delimiter = _delimiter(first)
    names = [name.strip() for name in next(csv.reader([first], delimiter=delimiter))]
    if not has_field(names, "text", content.mapping):
        raise Unreadable(no_text(names, content.mapping))
    rows = csv.reader(lines, delimiter=delimiter)
    number = 0
    while True:
        number += 1
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            raise Unreadable(
                f"row {number} cannot be read ({error}), perhaps a quotation mark is not closed; "
                "the rest of the file is not read"
            ) from error
        yield from broken
        broken.clear()
        if not row:
            continue
        if len(row) > len(names):
            yield Refusal(record_name(content.name, number), f"{len(row)} fields under {len(names)} names")
            continue
        found = article_of(content, number, dict(zip(names, row, strict=False)))
        if isinstance(found, Record) and done:
            found = replace(found, notes=(*done, *found.notes))
            done.clear()
        yield found
    yield from broken


def _lines(content: Content, broken: list[Refusal], done: dict[str, None]) -> Iterator[str]:
    """The lines of the table; those that cannot be read go to `broken`, what was done to others to `done`."""
    for number, line, notes in text_lines(content.stream):
        if isinstance(line, Unreadable):
            broken.append(Refusal(content.name, f"line {number}: {line}"))
        else:
            done.update(dict.fromkeys(notes))
            yield line


def _delimiter(names: str) -> str:
    """What stands between the names most often; a comma where nothing does."""
    return max(_DELIMITERS, key=lambda delimiter: (names.count(delimiter), delimiter == ","))
