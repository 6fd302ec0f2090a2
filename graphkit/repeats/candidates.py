"""Sketches on the disk, and those of them that are alike, without comparing each with each.

Locality-sensitive hashing (Indyk and Motwani 1998; Leskovec, Rajaraman and Ullman, Mining of Massive Datasets,
chapter 3): two sketches become candidates where they agree in all rows of a band. The bands are found by sorting,
not by a table of buckets, so memory holds 24 bytes a text at most, however long the texts are.
"""

from __future__ import annotations

import os
import tempfile
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import numpy as np

from graphkit.repeats.sketches import MINIMA

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from graphkit.repeats.sketches import Signature

ID_BYTES = 64
"""Longest id of a text."""

_ROW = np.dtype([("id", f"S{ID_BYTES}"), ("size", "<u4"), ("signature", "<u4", MINIMA)])
_BLOCK = 4096
_SMALL_BUCKET, _NEIGHBOURS = 64, 32


class Sketch(NamedTuple):
    """What is kept of a text."""

    name: str
    size: int
    signature: Signature


class Sketches:
    """Sketches of texts, kept in a temporary file without a name until `close`."""

    def __init__(self) -> None:
        """Empty."""
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - `close` closes it
        self._new = np.zeros(_BLOCK, dtype=_ROW)
        self._count = 0

    def close(self) -> None:
        """Gives the disk back."""
        self._file.close()

    def add(self, name: str, size: int, signature: Signature) -> None:
        """Keeps the sketch of a text that has `size` shingles. Raises ValueError for too long an id."""
        packed = name.encode()
        if len(packed) > ID_BYTES or packed.endswith(b"\0"):
            raise ValueError(f"'{name}': an id of more than {ID_BYTES} bytes, or one that ends in a zero byte")
        self._new[self._count % _BLOCK] = (packed, size, signature)
        self._count += 1
        if self._count % _BLOCK == 0:
            self._file.write(self._new.tobytes())

    def __getitem__(self, place: int) -> Sketch:
        """The sketch of the text that was added as the `place`th, from 0."""
        row = self._rows(place, 1)[0]
        return Sketch(bytes(row["id"]).decode(), int(row["size"]), row["signature"])

    def candidates(self, rows: int) -> Iterator[tuple[int, int]]:
        """Places of two texts that agree in a band of so many rows; a pair may come more than once.

        Which texts come together does not depend on the order in which they were added.
        """
        self._write()
        for band in range(MINIMA // rows):
            yield from self._pairs(self._keys(band * rows, rows))

    def _write(self) -> None:
        # What does not fill a block is written again when it does.
        self._file.seek(self._count // _BLOCK * _BLOCK * _ROW.itemsize)
        self._file.write(self._new[: self._count % _BLOCK].tobytes())
        self._file.flush()
        self._file.seek(self._count // _BLOCK * _BLOCK * _ROW.itemsize)

    def _rows(self, place: int, count: int) -> Any:
        # Not mapped into memory, or all of the file would count as ours.
        content = os.pread(self._file.fileno(), count * _ROW.itemsize, place * _ROW.itemsize)
        return np.frombuffer(content, dtype=_ROW)

    def _keys(self, start: int, rows: int) -> npt.NDArray[np.uint64]:
        """What all rows of a band hash to, for each sketch; read block by block."""
        keys = np.zeros(self._count, dtype=np.uint64)
        for place in range(0, self._count, _BLOCK):
            block = self._rows(place, min(_BLOCK, self._count - place))
            part = block["signature"][:, start : start + rows].astype(np.uint64)
            mixed = np.zeros(len(part), dtype=np.uint64)
            for row in range(rows):
                mixed = (mixed ^ part[:, row]) * np.uint64(0x9E3779B97F4A7C15)
                mixed ^= mixed >> np.uint64(29)
            keys[place : place + len(part)] = mixed
        return keys

    def _pairs(self, keys: npt.NDArray[np.uint64]) -> Iterator[tuple[int, int]]:
        """Pairs of places with one key. In a large bucket only with the next ones in the order of the signatures."""
        order = np.argsort(keys, kind="stable")
        ends = np.flatnonzero(np.diff(keys[order])) + 1
        starts = np.concatenate(([0], ends))
        sizes = np.diff(np.concatenate((starts, [len(keys)])))
        for start, size in zip(starts[sizes > 1].tolist(), sizes[sizes > 1].tolist(), strict=True):
            bucket = order[start : start + size].tolist()
            reach = size
            if size > _SMALL_BUCKET:
                bucket.sort(key=self._content)
                reach = _NEIGHBOURS
            for index, one in enumerate(bucket):
                for other in bucket[index + 1 : index + 1 + reach]:
                    yield one, other

    def _content(self, place: int) -> tuple[bytes, str]:
        sketch = self[place]
        return sketch.signature.tobytes(), sketch.name
