"""Files and folders to articles: their text, what of it is read, and where they come from."""

from __future__ import annotations

import logging
from contextlib import suppress
from itertools import groupby
from pathlib import PurePosixPath
from pkgutil import resolve_name
from typing import TYPE_CHECKING

from graphkit.errors import InputError
from graphkit.model import Article, Source, digest
from graphkit.reading.cleaning import clean
from graphkit.reading.decoding import Unreadable, decode
from graphkit.reading.files import File, Skipped, find_files
from graphkit.reading.frontmatter import day_in, split_front_matter
from graphkit.reading.language import foreign_language
from graphkit.reading.layout import Layout, is_blank
from graphkit.reading.markup import without_markup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from graphkit.ontology.boilerplate import Boilerplate

__all__ = ["READERS", "File", "Skipped", "find", "read", "read_files", "to_article", "without_markup"]

READERS = {
    ".md": "graphkit.reading.markdown:read_markdown",
    ".txt": "graphkit.reading.text:read_text",
}
"""Which function lays out the text of a file with this suffix: `str` to `Layout`."""

_LOG = logging.getLogger(__name__)


def _log_skip(skipped: Skipped) -> None:
    _LOG.warning("%s: %s", skipped.path, skipped.reason)


def read(
    paths: Iterable[Path | str], boilerplate: Boilerplate, on_skip: Callable[[Skipped], None] = _log_skip
) -> Iterator[Article]:
    """The articles of files and folders, each text once, sorted by file.

    What cannot be read goes to `on_skip`. Raises InputError at once for a path that is missing, a folder
    without anything to read and a named file of unknown format; and at the end if no file gave an article.
    """
    return read_files(find(paths, on_skip), boilerplate, on_skip)


def find(paths: Iterable[Path | str], on_skip: Callable[[Skipped], None] = _log_skip) -> list[File]:
    """The files to read, each once, sorted by name. Raises InputError as `read` does at once."""
    return find_files(paths, READERS, on_skip)


def read_files(
    files: Sequence[File], boilerplate: Boilerplate, on_skip: Callable[[Skipped], None] = _log_skip
) -> Iterator[Article]:
    """The articles of files that `find` gave. Raises InputError at the end if there is none.

    Of files with the same text the one that says most about its article is read, whatever their order.
    """
    copies = _copies(files, boilerplate)
    skipped: list[Skipped] = []
    nothing = True

    def skip(path: Path, reason: str) -> None:
        skipped.append(Skipped(path, reason))
        on_skip(skipped[-1])

    for _, namesakes in groupby(files, key=lambda file: file.name):
        # Files of one name in several folders are ordered by what they hold, not as the folders were given.
        pairs = []
        for file in namesakes:
            if file in copies:
                skip(file.path, f"same text as {copies[file].path}")
                continue
            try:
                pairs.append((_article(file, boilerplate), file))
            except Unreadable as reason:
                skip(file.path, str(reason))
        for article, _ in sorted(pairs, key=lambda pair: (pair[0].source.id, pair[1])):
            nothing = False
            yield article
    if nothing:
        raise InputError(_nothing_left(skipped))


def to_article(text: str, name: str, boilerplate: Boilerplate) -> Article:
    """The article that a file of this name holds. The suffix of the name chooses the reader."""
    path = PurePosixPath(name)
    layout: Layout = resolve_name(READERS[path.suffix.lower()])(text)
    if layout.front.note:
        _LOG.warning("%s: %s", name, layout.front.note)
    cleaned = clean(text, layout, boilerplate)
    source = Source(
        id=digest(text),
        file=name,
        title=cleaned.title,
        date=layout.front.date or day_in(path.name),
        publisher=cleaned.publisher,
        url=layout.front.url,
    )
    return Article(source, text, cleaned.passages)


def _copies(files: Iterable[File], boilerplate: Boilerplate) -> dict[File, File]:
    """The files whose text another one has as well, and that other one: the richest, of equals the first."""
    same: dict[str, list[File]] = {}
    for file in files:
        # What cannot be read is told when its turn comes.
        with suppress(Unreadable):
            text = _text(file)
            _, body = split_front_matter(text)
            same.setdefault(digest(" ".join(text[body:].replace("\ufeff", " ").split()), length=40), []).append(file)
    copies: dict[File, File] = {}
    for alike in same.values():
        if kept := _richest(alike, boilerplate):
            copies |= {file: kept for file in alike if file != kept}
    return copies


def _richest(alike: Sequence[File], boilerplate: Boilerplate) -> File | None:
    """The file of several with one text that says most of where it is from; None where there is but one."""
    if len(alike) == 1:
        return None
    said = {}
    for file in alike:
        with suppress(Unreadable):
            source = _article(file, boilerplate).source
            said[file] = sum(value is not None for value in (source.title, source.date, source.publisher, source.url))
    return min(said, key=lambda file: (-said[file], file), default=None)


def _text(file: File) -> str:
    """The text of a file. Raises Unreadable with the reason where there is none."""
    try:
        content = file.path.read_bytes()
    except OSError as error:
        raise Unreadable(f"cannot be read ({error.strerror}); check its permissions") from error
    return decode(content, file.path)


def _article(file: File, boilerplate: Boilerplate) -> Article:
    """The article of a file. Raises Unreadable with the reason where there is none."""
    text = _text(file)
    if is_blank(text):
        raise Unreadable("empty; put the text of an article into it")
    article = to_article(text, file.name, boilerplate)
    if not article.passages:
        raise Unreadable("nothing in it but boilerplate; put the text of an article into it")
    if (language := foreign_language(article)) is not None:
        raise Unreadable(f"not English (its language is '{language}'); graphkit reads English articles")
    return article


def _nothing_left(skipped: Sequence[Skipped]) -> str:
    if not skipped:
        return "nothing to read; name a file or a folder with articles"
    first = f"{skipped[0].path}: {skipped[0].reason}"
    return first if len(skipped) == 1 else f"no article in {len(skipped)} files; the first is {first}"
