"""Files written whole or not at all."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from graphkit.errors import OutputError

if TYPE_CHECKING:
    from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file whole or not at all: a reader sees the old content or the new.

    Raises OutputError where that fails.
    """
    beside = path.parent / f".{secrets.token_hex(8)}.tmp"
    try:
        try:
            # Not a tempfile: that would be readable by its owner only, whatever the umask says.
            beside.write_bytes(content)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written ({error.strerror}); give a path in a folder that exists and is yours"
        ) from error
