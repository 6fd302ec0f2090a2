"""JSON Lines: an article a line."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from graphkit.reading.decoding import Unreadable
from graphkit.reading.records import Record, Refusal, record_name
from graphkit.reading.streams import text_lines
from graphkit.reading.structured import article_of

if TYPE_CHECKING:
    from graphkit.reading.records import Content, Records


def read(content: Content) -> Records:
    """The articles of the lines; a line that holds none is refused by its number."""
    for number, line, notes in text_lines(content.stream):
        if isinstance(line, Unreadable):
            yield Refusal(record_name(content.name, number), str(line))
        elif line.strip():
            found = _article(content, number, line)
            yield replace(found, notes=(*notes, *found.notes)) if isinstance(found, Record) else found


def _article(content: Content, number: int, line: str) -> Record | Refusal:
    name = record_name(content.name, number)
    try:
        fields = json.loads(line)
    except json.JSONDecodeError as error:
        return Refusal(name, f"not JSON ({error.msg} at character {error.pos}); one object a line")
    except (RecursionError, ValueError) as error:
        return Refusal(name, f"not JSON ({'too deep' if isinstance(error, RecursionError) else error})")
    if not isinstance(fields, dict):
        return Refusal(name, "no object with named fields; one object a line")
    return article_of(content, number, fields)
