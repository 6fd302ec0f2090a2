"""One writer at a time: the lock of a graph directory, which dies with its process."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from graphkit.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def locked(folder: Path, state: Path) -> Iterator[None]:
    """Holds the lock that lies in the state of a directory; the system takes it back from a process that dies.

    Raises OutputError at once where another process holds it, and where it cannot be had.
    """
    lock = FileLock(state / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise OutputError(
            f"{folder}: another graphkit is writing here; wait until it is done, or name another folder with -o"
        ) from error
    except (OSError, NotImplementedError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise OutputError(f"{folder}: cannot be locked ({reason}); name a folder on a local disk") from error
    try:
        yield
    finally:
        lock.release()
