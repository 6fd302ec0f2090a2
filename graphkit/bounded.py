"""Files that a person wrote, read into memory: none of them is as large as one that was made to fill it."""

from __future__ import annotations

import errno
import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MOST = 64_000_000
"""Bytes of a ledger, a codebook, a file of the ontology, a query. A ledger of a million lines has as many."""


def read_bounded(path: Path) -> bytes:
    """What a file holds. Raises OSError, with the reason as `strerror`, where it cannot be read or is too large."""
    with path.open("rb") as file:
        content = file.read(MOST + 1)
    if len(content) > MOST:
        raise OSError(errno.EFBIG, f"longer than {MOST:,} bytes")
    return content


class Bomb(ValueError):  # noqa: N818 - it is what it is
    """A document that was made to fill the memory; the message says how."""


def refuse_bomb(packed: bytes, most: int = MOST) -> None:
    """Raises Bomb for a document of packed XML (DOCX, XLSX) that unpacks to too much or declares entities."""
    with zipfile.ZipFile(io.BytesIO(packed)) as parts:
        left = most
        for part in parts.infolist():
            # What the directory says of the sizes is not to be believed.
            with parts.open(part) as stream:
                before = b""
                while piece := stream.read(1 << 16):
                    left -= len(piece)
                    if left < 0:
                        raise Bomb(f"unpacks to more than {most:,} bytes")
                    if b"<!DOCTYPE" in before + piece:
                        raise Bomb("its XML declares entities, which no program writes")
                    before = piece[-8:]
