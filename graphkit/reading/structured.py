"""Records with named fields, whatever format they come in: to articles."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graphkit.reading.decoding import MAX_CHARACTERS, Unreadable, mended
from graphkit.reading.fields import found_value, front_of, line
from graphkit.reading.fragments import is_html, paragraphs, without_entities
from graphkit.reading.layout import Block, Layout, composed
from graphkit.reading.records import Record, Refusal, check_length, record_name, without_gaps
from graphkit.reading.text import read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphkit.reading.fields import FrontMatter
    from graphkit.reading.records import Content

_LISTED = 12


def article_of(content: Content, number: int, fields: Mapping[str, object]) -> Record | Refusal:
    """The article in the fields of one record, which is the `number`th of its file; or why it gives none."""
    name = record_name(content.name, number, line(found_value(fields, "id", content.mapping)))
    text = _joined(found_value(fields, "text", content.mapping))
    if text is None:
        return Refusal(name, no_text(fields, content.mapping))
    try:
        return composed_record(name, text, front_of(fields, content.mapping))
    except Unreadable as reason:
        return Refusal(name, str(reason))


def composed_record(name: str, text: str, front: FrontMatter) -> Record:
    """The article that a text and its metadata make: its title, an empty line and its text.

    HTML in the text is taken out, mojibake mended. Raises Unreadable for a text that is empty or too long.
    """
    # Of markup a multiple may stand around a text; it is not parsed where there is more.
    if len(text) > 4 * MAX_CHARACTERS:
        raise Unreadable(f"longer than {MAX_CHARACTERS:,} characters ({len(text):,}); split it into its articles")
    sound = without_gaps(text)
    whole = mended(sound.text)
    notes = sound.notes + whole.notes
    front = tidied(front)
    if is_html(whole.text):
        body, blocks = composed(paragraphs(whole.text))
    else:
        body = without_entities(whole.text)
        blocks = read_text(body).blocks
    check_length(body)
    return titled(name, body, blocks, front, notes)


def titled(name: str, body: str, blocks: Iterable[Block], front: FrontMatter, notes: tuple[str, ...] = ()) -> Record:
    """The article with its title above its text, unless the text begins with it."""
    blocks = tuple(blocks)
    if front.title and not _begins_with(body, front.title):
        shift = len(front.title) + 2
        moved = (Block(block.start + shift, block.end + shift, block.heading) for block in blocks)
        blocks = (Block(0, len(front.title), heading=True), *moved)
        body = f"{front.title}\n\n{body}"
    return Record(name, body, Layout(blocks, front), notes)


def tidied(front: FrontMatter) -> FrontMatter:
    """The metadata without entities, mojibake and characters that are no text."""

    def tidy(value: str | None) -> str | None:
        if value is None:
            return None
        plain = mended(without_gaps(without_entities(value)).text).text
        return " ".join(plain.split()) or None

    return replace(front, title=tidy(front.title), publisher=tidy(front.publisher))


def no_text(names: Iterable[str], mapping: Mapping[str, str]) -> str:
    """Why records with these fields give no article, and what helps."""
    if theirs := mapping.get("text"):
        return f"no text in the field '{theirs}'; name another: --map text=FIELD"
    there = [str(name) for name in names]
    listed = ", ".join(there[:_LISTED]) + (", …" if len(there) > _LISTED else "")
    return f"no field with the text of an article (it has {listed or 'none'}); name it: --map text=FIELD"


def _joined(value: object) -> str | None:
    """A text, or a list of paragraphs as one."""
    if isinstance(value, dict):
        value = value.get("text", value.get("value", value.get("#text")))
    if isinstance(value, list | tuple):
        value = "\n\n".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else None


def _begins_with(body: str, title: str) -> bool:
    start = " ".join(body[: 2 * len(title) + 100].split()).casefold()
    return start.startswith(title.casefold())
