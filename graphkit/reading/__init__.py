"""Files, folders and standard input to articles: their text, what of it is read, and where they come from."""

from __future__ import annotations

import logging
from contextlib import closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from graphkit.errors import InputError
from graphkit.reading.articles import to_article
from graphkit.reading.copies import Copies
from graphkit.reading.decoding import Unreadable
from graphkit.reading.fields import read_mapping
from graphkit.reading.files import File, Noted, Skipped, find_files
from graphkit.reading.formats import LAYOUTS, READERS
from graphkit.reading.markup import without_markup
from graphkit.reading.passes import Passes, Reread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from graphkit.model import Article
    from graphkit.ontology.boilerplate import Boilerplate

__all__ = [
    "LAYOUTS",
    "READERS",
    "File",
    "Noted",
    "Passes",
    "Reread",
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
    ahead: Callable[[Reread], AbstractContextManager[Passes]] = nullcontext,
) -> Iterator[Article]:
    """The articles of files that `find` gave, as `read` gives them. Raises InputError at the end if there is none.

    Of records with the same text, in whatever files and formats, the one that says most about its article is
    read, whatever their order. The files are read twice, and no more than one record of them is held. `ahead` may
    have them read elsewhere before; what comes is the same.
    """
    first: list[Skipped] = []
    skipped = nothing = 0

    def skip(path: Path, reason: str) -> None:
        nonlocal skipped
        skipped += 1
        if not first:
            first.append(Skipped(path, reason))
        on_skip(Skipped(path, reason))

    with closing(Copies()) as copies, ahead(Reread(files, mapping or {}, boilerplate, copies)) as passes:
        for index in _in_order(files, copies, passes):
            file = files[index]
            for number, found in enumerate(passes.again(index)):
                path = _place(file, found.name)
                if found.key is not None and (best := copies.best(found.key)) != (index, number):
                    skip(path, f"same text as {files[best[0]].path}")
                    continue
                try:
                    article = found.article()
                except Unreadable as reason:
                    skip(path, str(reason))
                    continue
                for what in found.notes:
                    on_note(Noted(path, what))
                nothing += 1
                yield article
    if not nothing:
        raise InputError(_nothing_left(first, skipped))


def _in_order(files: Sequence[File], copies: Copies, passes: Passes) -> list[int]:
    """The files, by place, in the order in which they are read; all their records are entered in `copies`.

    Files of one name in several folders are ordered by what they hold, not as the folders were given.
    """
    order: list[tuple[str, bytes, int]] = []
    for index, file in enumerate(files):

        def put(key: bytes, score: int, number: int, index: int = index) -> None:
            copies.put(key, score, (index, number))

        order.append((file.name, passes.enter(index, put), index))
    return [index for _, _, index in sorted(order)]


def _place(file: File, name: str) -> Path:
    """The path of a file, and after it what stands behind the file's name in that of a record or member."""
    return Path(name) if file.kept else Path(f"{file.path}{name.removeprefix(file.name)}")


def _nothing_left(first: Sequence[Skipped], skipped: int) -> str:
    if not skipped:
        return "nothing to read; name a file or a folder with articles"
    reason = f"{first[0].path}: {first[0].reason}"
    return reason if skipped == 1 else f"no article in {skipped} files; the first is {reason}"
