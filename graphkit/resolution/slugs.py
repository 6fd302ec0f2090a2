"""Identifiers from names: readable, ASCII, made from content."""

from __future__ import annotations

import re
import unicodedata

from graphkit.model import digest

_LONGEST = 80
_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "ø": "o",
        "Ø": "o",
        "ł": "l",
        "Ł": "l",
        "đ": "d",
        "Đ": "d",
        "æ": "ae",
        "Æ": "ae",
        "œ": "oe",
        "ı": "i",
        "þ": "th",
    }
)


def slug(text: str) -> str:
    """ "Jean-Luc Mélenchon" as "jean-luc-melenchon"; a digest where no Latin letter or digit is left.

    A text that was cut for its length ends in a digest of the whole.
    """
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS)).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’.]", "", plain)).strip("-")
    if not plain:
        return digest(text)
    if len(plain) > _LONGEST:
        return f"{plain[:_LONGEST].rsplit('-', 1)[0]}-{digest(text, length=6)}"
    return plain


def distinct(wanted: dict[str, str], suffix: dict[str, str]) -> dict[str, str]:
    """Ids for keys: the wanted slug, with the key's suffix where several keys want the same one.

    The outcome depends on which keys there are, never on their order.
    """
    claimants: dict[str, list[str]] = {}
    for key, want in wanted.items():
        claimants.setdefault(want, []).append(key)
    ids = {}
    for want, keys in claimants.items():
        for key in keys:
            ids[key] = want if len(keys) == 1 else f"{want}-{suffix[key]}"
    return ids
