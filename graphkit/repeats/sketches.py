"""A text as the minima of hashes of its shingles: of one size for every text, and comparable without the text.

MinHash and its estimates of resemblance and containment are Broder's (On the resemblance and containment of
documents, 1997); the hash functions are multiply-shift (Dietzfelbinger et al. 1997) on shingles that are mixed by
the finaliser of SplitMix64 (Steele, Lea and Flood 2014). Everything is computed from constants, so the same text
has the same sketch on every machine and with every release of any library.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Signature = npt.NDArray[np.uint32]

MINIMA = 128
"""Of a sketch: the estimated resemblance has a standard error of at most 0.045."""

_WORD = re.compile(r"\w+")
_AT_ONCE = 2048
_GOLDEN = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1


def words(text: str) -> list[str]:
    """The words of a text in small letters, without punctuation."""
    return _WORD.findall(text.casefold())


def shingles(tokens: list[str], length: int) -> npt.NDArray[np.uint64]:
    """The distinct hashes of each run of `length` words, sorted; of a shorter text, that of all of it."""
    # Not salted, as hash() is.
    codes = np.array([zlib.crc32(token.encode("utf-8", "surrogatepass")) for token in tokens], dtype=np.uint64)
    if not len(codes):
        return codes
    length = min(length, len(codes))
    mixed = np.zeros(len(codes) - length + 1, dtype=np.uint64)
    for place in range(length):
        mixed = _mix(mixed + codes[place : len(codes) - length + 1 + place] + np.uint64(_GOLDEN))
    return np.unique(mixed)


def signature(hashes: npt.NDArray[np.uint64]) -> Signature:
    """The least value of each hash function over the shingles; all ones where there are none."""
    least = np.full(MINIMA, np.iinfo(np.uint32).max, dtype=np.uint32)
    for start in range(0, len(hashes), _AT_ONCE):
        some = hashes[start : start + _AT_ONCE]
        values = (_FACTORS[:, None] * some[None, :] + _SUMMANDS[:, None]) >> np.uint64(32)
        np.minimum(least, values.min(axis=1).astype(np.uint32), out=least)
    return least


def resemblance(one: Signature, other: Signature) -> float:
    """The estimated share of shingles that two texts have in common, of all that they have."""
    return float(np.mean(one == other))


def containment(resembling: float, size: int, other_size: int) -> float:
    """The estimated share of the shorter text's shingles that the other has too, from resemblance and sizes."""
    common = resembling / (1 + resembling) * (size + other_size)
    return min(1.0, common / max(1, min(size, other_size)))


def _mix(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _constants(first: int) -> npt.NDArray[np.uint64]:
    states = [(first + number * _GOLDEN) & _MASK for number in range(1, MINIMA + 1)]
    return _mix(np.array(states, dtype=np.uint64))


_FACTORS = _constants(1) | np.uint64(1)
_SUMMANDS = _constants(2)
