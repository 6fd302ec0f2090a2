"""The outputs of a directory, switched all together.

They are made in a folder of their own and put through to the disk; then the shelf remembers this folder, in the
same transaction as all else; then they are moved, one after the other, which needs no room on the disk. A process
that is killed before the transaction ends leaves the old state, and after it the next call moves what is left.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from graphkit.errors import OutputError

if TYPE_CHECKING:
    from pathlib import Path

NEXT = "next"
"""The folder in the state of a directory where its next outputs are made."""


def make_room(state: Path) -> Path:
    """An empty folder for the next outputs. Raises OutputError."""
    folder = state / NEXT
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    except OSError as error:
        raise _unwritten(folder, error) from error
    return folder


def settle(folder: Path) -> None:
    """Puts all files below a folder through to the disk. Raises OutputError."""
    try:
        for here, _, names in os.walk(folder):
            for path in (*(os.path.join(here, name) for name in names), here):  # noqa: PTH118
                _sync(path)
        _sync(folder.parent)
    except OSError as error:
        raise _unwritten(folder, error) from error


def switch(state: Path, folder: Path) -> None:
    """Moves the outputs that were made, and settled, into the directory; those already moved are left out.

    Raises OutputError.
    """
    try:
        for made in sorted((state / NEXT).iterdir()) if (state / NEXT).is_dir() else ():
            # A folder is a store: its name tells the graph that it is of, and it stays in the state.
            target = (state if made.is_dir() else folder) / made.name
            if made.is_dir():
                shutil.rmtree(target, ignore_errors=True)
            made.replace(target)
        _sync(folder)
        _sync(state)
    except OSError as error:
        raise _unwritten(folder, error) from error
    shutil.rmtree(state / NEXT, ignore_errors=True)


def _sync(path: str | Path) -> None:
    try:
        opened = os.open(path, os.O_RDONLY)
    except PermissionError:  # a system where folders cannot be opened
        return
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _unwritten(path: Path, error: OSError) -> OutputError:
    return OutputError(f"{path}: cannot be written ({error.strerror}); make room or name another folder")
