"""Where the articles of a directory come from: the file, and in it the record or the member of an archive."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from graphkit.errors import InputError
from graphkit.reading import read_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graphkit.directory.shelf import Held
    from graphkit.model import Article
    from graphkit.ontology.boilerplate import Boilerplate
    from graphkit.reading import File

STREAM = "-"
"""The origin of what came on standard input."""


class Origins:
    """Which file an article was read from."""

    def __init__(self, files: Sequence[File], boilerplate: Boilerplate, mapping: Mapping[str, str] | None) -> None:
        """`boilerplate` and `mapping` are what the files are read with."""
        self._again = partial(read_files, boilerplate=boilerplate, mapping=mapping)
        self._files: dict[str, list[File]] = {}
        for file in files:
            self._files.setdefault(file.name, []).append(file)
        self._read: dict[str, dict[tuple[str, str], str]] = {}

    def of(self, article: Article) -> str:
        """The absolute path of its file, and behind it the record or member; nothing where that cannot be told."""
        called = article.source.file
        name = next((name for name in _holders(called) if name in self._files), "")
        files = self._files.get(name, [])
        if any(file.kept for file in files):
            return STREAM  # what comes on standard input has no place to come from again
        if len(files) < 2:
            return f"{files[0].path.resolve()}{called[len(name) :]}" if files else ""
        if name not in self._read:
            self._read[name] = dict(self._namesakes(files))
        return self._read[name].get((called, article.source.id), "")

    def _namesakes(self, files: Sequence[File]) -> Iterator[tuple[tuple[str, str], str]]:
        for file in files:
            with suppress(InputError):
                for read in self._again([file], on_skip=lambda _: None, on_note=lambda _: None):
                    called = read.source.file
                    yield (called, read.source.id), f"{file.path.resolve()}{called[len(file.name) :]}"


def _holders(path: str) -> Iterator[str]:
    """What may be the file in the path of an article that is a record or member of one: it all, then ever less."""
    yield path
    for end in range(len(path) - 1, 0, -1):
        if path[end] in "#/":
            yield path[:end]


def file_of(origin: str) -> str:
    """The file that an article was read from, where it still stands; else nothing."""
    found = next((path for path in map(Path, _holders(origin)) if path.exists()), None)
    return str(found) if found is not None and found.is_file() else ""


def has_left(held: Held, origin: str) -> bool:
    """Whether the file of an article no longer stands where it was read, or is read just now."""
    if held.origin == STREAM:
        return False
    return held.origin in ("", origin) or file_of(held.origin) in ("", file_of(origin))
