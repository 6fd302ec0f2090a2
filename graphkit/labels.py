"""Names and labels as they are compared: blanks, composed characters and case make no difference."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


def spaced(text: str) -> str:
    """A text with single blanks; the text itself if it has no others."""
    found = " ".join(text.split())
    return text if found == text else found


@lru_cache(maxsize=100_000)
def folded(text: str) -> str:
    """A name as it is compared: single blanks, composed characters, no difference of case."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", spaced(text)).casefold())
