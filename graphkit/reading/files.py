"""Paths to files: what there is to read, in an order that no argument changes."""

from __future__ import annotations

import atexit
import os
import shlex
import shutil
import stat
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

from graphkit.errors import InputError
from graphkit.reading.formats import magic_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

STDIN = Path("-")

_MARKS = frozenset(("_SUCCESS", "_metadata", "_common_metadata"))
"""What programs that write a dataset in many files put beside these; no article is in it."""


@dataclass(frozen=True, slots=True, order=True)
class File:
    """A file to read. `name` is its POSIX path below the folder that was read, or its own name.

    What came on standard input is `kept` on the disk until the process ends, for it is read twice.
    """

    name: str
    path: Path
    kept: Path | None = field(default=None, compare=False, repr=False)

    @contextmanager
    def opened(self) -> Iterator[tuple[IO[bytes], int]]:
        """The content from its start, and its size in bytes. Raises OSError."""
        with (self.kept or self.path).open("rb") as stream:
            yield stream, os.fstat(stream.fileno()).st_size


@dataclass(frozen=True, slots=True, order=True)
class Skipped:
    """A file that gave no article, and why. Of a record, `path` ends in what it is called: news.jsonl#17."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True, order=True)
class Noted:
    """What was done to an article's text to make it readable, such as the encoding that was guessed."""

    path: Path
    what: str


def find_files(
    paths: Iterable[Path | str], suffixes: Collection[str], on_skip: Callable[[Skipped], None]
) -> list[File]:
    """The files of these suffixes, from files and folders, each once, sorted by name; `-` is standard input.

    A file of another suffix counts if its first bytes prove a format. In a folder, hidden files and the marks of a
    dataset are passed over; what else cannot be read goes to `on_skip`. Raises InputError for a path that is missing
    or closed to us, a folder without any file to read and a named file of unknown format.
    """
    found: dict[Path, File] = {}
    skipped: set[Skipped] = set()
    for path in paths:
        if not str(path).strip():
            raise InputError(f"'{path}': no such file or folder; name a file or a folder with articles")
        if str(path) == str(STDIN):
            found.setdefault(STDIN, _from_stdin())
            continue
        for file in _in_path(Path(path), suffixes, skipped.add):
            # A file that is reached on two ways keeps one name, whichever way comes first.
            key = file.path.resolve()
            found[key] = min(found.get(key, file), file)
    for skip in sorted(skipped):
        on_skip(skip)
    return sorted(found.values())


def _from_stdin() -> File:
    try:
        with tempfile.NamedTemporaryFile(prefix="graphkit-", delete=False) as kept:
            atexit.register(Path(kept.name).unlink, missing_ok=True)
            shutil.copyfileobj(sys.stdin.buffer, kept)
    except (OSError, ValueError) as error:
        raise InputError(f"standard input: cannot be read ({_why(error)}); name a file instead of -") from error
    return File("stdin", STDIN, Path(kept.name))


def _in_path(path: Path, suffixes: Collection[str], on_skip: Callable[[Skipped], None]) -> list[File]:
    readable = ", ".join(sorted(suffixes))
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError) as error:
        raise InputError(f"{path}: no such file or folder; check the path") from error
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be opened ({_why(error)}); check the path") from error
    _refuse_closed(path, mode)
    if stat.S_ISDIR(mode):
        files = list(_in_folder(path, suffixes, on_skip))
        if not files:
            raise InputError(f"{path}: no article in this folder; graphkit reads {readable}")
        return files
    if not stat.S_ISREG(mode):
        raise InputError(f"{path}: neither a file nor a folder; save the text in a file")
    if not _is_readable(path, suffixes):
        raise InputError(f"{path}: no reader for '{path.suffix}'; graphkit reads {readable}")
    if reason := _unnameable(path.name):
        raise InputError(f"{path.name!r}: {reason}")
    return [File(path.name, path)]


def _refuse_closed(path: Path, mode: int) -> None:
    """Raises InputError for a file or folder that its permissions close to us; others are told by their kind."""
    try:
        if stat.S_ISDIR(mode):
            os.scandir(path).close()
        elif stat.S_ISREG(mode):
            path.open("rb").close()
    except OSError as error:
        right = "rx" if stat.S_ISDIR(mode) else "r"
        raise InputError(
            f"{path}: cannot be read ({_why(error)}); check its permissions: chmod u+{right} {shlex.quote(str(path))}"
        ) from error


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _in_folder(root: Path, suffixes: Collection[str], on_skip: Callable[[Skipped], None]) -> Iterator[File]:
    def on_error(error: OSError) -> None:
        reason = f"cannot be opened ({error.strerror}); check its permissions"
        on_skip(Skipped(Path(error.filename or root), reason))

    readable = ", ".join(sorted(suffixes))
    entered: set[Path] = set()
    for folder, subfolders, names in os.walk(root, onerror=on_error, followlinks=True):
        here = Path(folder)
        if here.resolve() in entered:
            subfolders.clear()  # a link led back
            continue
        entered.add(here.resolve())
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in sorted(names):
            path = here / name
            if name.startswith(".") or name in _MARKS:
                continue
            if not _is_file(path):
                on_skip(Skipped(path, "no regular file, or a link that leads nowhere; replace it by a file"))
            elif not _is_readable(path, suffixes):
                on_skip(Skipped(path, f"no reader for '{path.suffix}'; graphkit reads {readable}"))
            elif reason := _unnameable(path.relative_to(root).as_posix()):
                on_skip(Skipped(path, reason))
            else:
                yield File(path.relative_to(root).as_posix(), path)


def _is_readable(path: Path, suffixes: Collection[str]) -> bool:
    if path.suffix.lower() in suffixes:
        return True
    try:
        with path.open("rb") as stream:
            return magic_of(stream.read(512)) is not None
    except OSError:
        return False


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _unnameable(name: str) -> str | None:
    try:
        name.encode()
    except UnicodeEncodeError:
        return "its name is not UTF-8; rename it"
    return None
