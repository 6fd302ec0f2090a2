"""While articles are read and graphs asked, nothing is written, run or called outside the folder at hand.

Python tells its audit hooks what it is about to open, run or connect to (PEP 578). What libraries in other languages
do is not told.
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NEVER = ("socket.connect", "socket.getaddrinfo", "urllib.Request", "webbrowser.open")
_RUNS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork")
_CHANGES = {
    **{f"os.{name}": 1 for name in ("remove", "rmdir", "mkdir", "chmod", "truncate")},
    **{f"os.{name}": 2 for name in ("rename", "link", "symlink")},
}
"""What changes the disk, and how many paths it is told first; after them come descriptors of folders, or -1."""

_SECRET = ("/etc/passwd", "/etc/shadow", "/root/.ssh")

_inside: list[str] = []
_installed: list[bool] = []


class Escape(BaseException):
    """Something was reached for that no input may reach."""


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if not _inside:
        return
    if event in _NEVER or event in _RUNS or (event == "open" and str(arguments[0]) in _SECRET):
        raise Escape(f"{event} {arguments!r:.300}")
    if event == "open" and _writes(arguments):
        _refuse_outside(event, arguments[0])
    elif (paths := _CHANGES.get(event)) and not _in_an_open_folder(arguments[paths:]):
        # Where a link leads is no matter until it is followed.
        for path in arguments[1:2] if event == "os.symlink" else arguments[:paths]:
            _refuse_outside(event, path)


def _in_an_open_folder(arguments: tuple[object, ...]) -> bool:
    """Whether the paths are relative to a folder that was opened, as those of shutil.rmtree are."""
    return bool(arguments) and isinstance(arguments[-1], int) and arguments[-1] > 2


def _writes(arguments: tuple[object, ...]) -> bool:
    flags = arguments[2] if len(arguments) > 2 else 0
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def _refuse_outside(event: str, path: object) -> None:
    if isinstance(path, str | bytes | os.PathLike):
        whole = os.path.realpath(os.fsdecode(path))
        if not whole.startswith((*_inside, "/dev/null", "/dev/tty")) and "__pycache__" not in whole:
            raise Escape(f"{event} {path!r:.300}")


@contextmanager
def confined(folder: Path) -> Iterator[None]:
    """Raises Escape, which no clause of ours catches, where more is written than in folders for what is temporary."""
    if not _installed:
        os.environ.setdefault(
            "MPLCONFIGDIR", tempfile.mkdtemp(prefix="graphkit-fuzz-")
        )  # matplotlib keeps things there
        with suppress(ImportError):
            import_module("matplotlib.font_manager")  # it asks fc-list for fonts when it is loaded first
        sys.addaudithook(_watch)
        _installed.append(True)
    _inside[:] = [os.path.realpath(folder), os.path.realpath(tempfile.gettempdir())]
    try:
        yield
    finally:
        _inside.clear()
