"""Files, folders and standard input to articles: their text, what of it is read, and where they come from."""

from __future__ import annotations

import hashlib
import logging
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from graphkit.errors import InputError
from graphkit.model import Article, Source, digest
from graphkit.reading.cleaning import clean
from graphkit.reading.copies import Copies
from graphkit.reading.decoding import Unreadable
from graphkit.reading.fields import read_mapping
from graphkit.reading.files import File, Noted, Skipped, find_files
from graphkit.reading.formats import LAYOUTS, READERS, is_costly, records, suffix_of
from graphkit.reading.language import foreign_language
from graphkit.reading.markup import without_markup
from graphkit.reading.naming import day_in_path, publisher_in_path
from graphkit.reading.records import Content, Record, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from graphkit.ontology.boilerplate import Boilerplate

__all__ = [
    "LAYOUTS",
    "READERS",
    "File",
    "Noted",
    "Skipped",
    "find",
    "read",
    "read_files",
    "read_mapping",
    "to_article",
    "without_markup",
]

_LOG = logging.getLogger(__name__)


def _log_skip(skipped: Skipped) -> None:
    _LOG.warning("%s: %s", skipped.path, skipped.reason)


def _log_note(noted: Noted) -> None:
    _LOG.warning("%s: %s", noted.path, noted.what)


def read(
    paths: Iterable[Path | str],
    boilerplate: Boilerplate,
    on_skip: Callable[[Skipped], None] = _log_skip,
    *,
    mapping: Mapping[str, str] | None = None,
    on_note: Callable[[Noted], None] = _log_note,
) -> Iterator[Article]:
    """The articles of files and folders, each text once, sorted by file; `-` is standard input.

    `mapping` says which field of a record gives its text, title, date, publisher, url or id, where the usual
    names do not. What cannot be read goes to `on_skip`, what was done to a text to read it to `on_note`. Raises
    InputError at once for a path that is missing, a folder without anything to read and a named file of unknown
    format; and at the end if no file gave an article.
    """
    return read_files(find(paths, on_skip), boilerplate, on_skip, mapping=mapping, on_note=on_note)


def find(paths: Iterable[Path | str], on_skip: Callable[[Skipped], None] = _log_skip) -> list[File]:
    """The files to read, each once, sorted by name. Raises InputError as `read` does at once."""
    return find_files(paths, READERS, on_skip)


def read_files(
    files: Sequence[File],
    boilerplate: Boilerplate,
    on_skip: Callable[[Skipped], None] = _log_skip,
    *,
    mapping: Mapping[str, str] | None = None,
    on_note: Callable[[Noted], None] = _log_note,
) -> Iterator[Article]:
    """The articles of files that `find` gave, as `read` gives them. Raises InputError at the end if there is none.

    Of records with the same text, in whatever files and formats, the one that says most about its article is
    read, whatever their order. The files are read twice, and no more than one record of them is held.
    """
    first: list[Skipped] = []
    skipped = nothing = 0

    def skip(path: Path, reason: str) -> None:
        nonlocal skipped
        skipped += 1
        if not first:
            first.append(Skipped(path, reason))
        on_skip(Skipped(path, reason))

    with closing(Copies()) as copies:
        for index in _in_order(files, copies, mapping or {}):
            file = files[index]
            again = copies.kept(index) if is_costly(file.name) else _found(file, mapping or {})
            for number, found in enumerate(again):
                path = _place(file, found.name)
                if isinstance(found, Refusal):
                    skip(path, found.reason)
                    continue
                best = copies.best(found)
                if best != (index, number):
                    skip(path, f"same text as {files[best[0]].path}")
                    continue
                try:
                    article = _article(found, boilerplate)
                except Unreadable as reason:
                    skip(path, str(reason))
                    continue
                for what in (*found.notes, found.layout.front.note):
                    if what:
                        on_note(Noted(path, what))
                nothing += 1
                yield article
    if not nothing:
        raise InputError(_nothing_left(first, skipped))


def to_article(text: str, name: str, boilerplate: Boilerplate) -> Article:
    """The article that a text file of this name holds. The suffix of the name chooses how it is laid out."""
    record = Record(name, text, LAYOUTS[suffix_of(name)](text))
    if note := record.layout.front.note:
        _LOG.warning("%s: %s", name, note)
    return _to_article(record, boilerplate)


def _to_article(record: Record, boilerplate: Boilerplate) -> Article:
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


def _in_order(files: Sequence[File], copies: Copies, mapping: Mapping[str, str]) -> list[int]:
    """The files, by place, in the order in which they are read; all their records are entered in `copies`.

    Files of one name in several folders are ordered by what they hold, not as the folders were given.
    """
    order: list[tuple[str, bytes, int]] = []
    for index, file in enumerate(files):
        content = hashlib.sha256()
        for number, found in enumerate(_found(file, mapping)):
            if isinstance(found, Record):
                content.update(found.text.encode("utf-8", "surrogatepass"))
                front = found.layout.front
                said = (front.title, front.date or day_in_path(found.name), front.publisher, front.url)
                copies.put(found, sum(value is not None for value in said), (index, number))
            if is_costly(file.name):
                copies.keep(found, (index, number))
        order.append((file.name, content.digest(), index))
    return [index for _, _, index in sorted(order)]


def _found(file: File, mapping: Mapping[str, str]) -> Iterator[Record | Refusal]:
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


def _place(file: File, name: str) -> Path:
    """The path of a file, and after it what stands behind the file's name in that of a record or member."""
    return Path(name) if file.kept else Path(f"{file.path}{name.removeprefix(file.name)}")


def _article(record: Record, boilerplate: Boilerplate) -> Article:
    """The article of a record. Raises Unreadable with the reason where there is none."""
    article = _to_article(record, boilerplate)
    if not article.passages:
        raise Unreadable("nothing in it but boilerplate; put the text of an article into it")
    if (language := foreign_language(article)) is not None:
        raise Unreadable(f"not English (its language is '{language}'); graphkit reads English articles")
    return article


def _nothing_left(first: Sequence[Skipped], skipped: int) -> str:
    if not skipped:
        return "nothing to read; name a file or a folder with articles"
    reason = f"{first[0].path}: {first[0].reason}"
    return reason if skipped == 1 else f"no article in {skipped} files; the first is {reason}"
