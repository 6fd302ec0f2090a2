"""The records of a file, and each of them to its article."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from graphkit.model import Article, Source, digest
from graphkit.reading.cleaning import clean
from graphkit.reading.decoding import Unreadable
from graphkit.reading.formats import LAYOUTS, records, suffix_of
from graphkit.reading.language import foreign_language
from graphkit.reading.naming import day_in_path, publisher_in_path
from graphkit.reading.records import Content, Record, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graphkit.ontology.boilerplate import Boilerplate
    from graphkit.reading.files import File

_LOG = logging.getLogger(__name__)


def found_in(file: File, mapping: Mapping[str, str]) -> Iterator[Record | Refusal]:
    """The records of a file and what in it gives none; what ends the reading comes last."""
    empty = True
    try:
        with file.opened() as (stream, size):
            suffix = "" if file.kept else suffix_of(file.name)
            for found in records(Content(file.name, suffix, stream, mapping), size):
                empty = False
                yield found
        if empty:
            yield Refusal(file.name, "nothing in it; put articles into it")
    except Unreadable as reason:
        yield Refusal(file.name, str(reason))
    except OSError as error:
        yield Refusal(file.name, f"cannot be read ({error.strerror or error}); check its permissions")


def article_of(record: Record, boilerplate: Boilerplate) -> Article:
    """The article of a record. Raises Unreadable with the reason where there is none."""
    article = _cleaned(record, boilerplate)
    if not article.passages:
        raise Unreadable("nothing in it but boilerplate; put the text of an article into it")
    if (language := foreign_language(article)) is not None:
        raise Unreadable(f"not English (its language is '{language}'); graphkit reads English articles")
    return article


def to_article(text: str, name: str, boilerplate: Boilerplate) -> Article:
    """The article that a text file of this name holds. The suffix of the name chooses how it is laid out."""
    record = Record(name, text, LAYOUTS[suffix_of(name)](text))
    if note := record.layout.front.note:
        _LOG.warning("%s: %s", name, note)
    return _cleaned(record, boilerplate)


def richness(record: Record) -> int:
    """How much a record says of where its article is from."""
    front = record.layout.front
    said = (front.title, front.date or day_in_path(record.name), front.publisher, front.url)
    return sum(value is not None for value in said)


def _cleaned(record: Record, boilerplate: Boilerplate) -> Article:
    cleaned = clean(record.text, record.layout, boilerplate)
    front = record.layout.front
    source = Source(
        id=digest(record.text),
        file=record.name,
        title=cleaned.title,
        date=front.date or day_in_path(record.name),
        publisher=cleaned.publisher or publisher_in_path(record.name),
        url=front.url,
    )
    return Article(source, record.text, cleaned.passages)
