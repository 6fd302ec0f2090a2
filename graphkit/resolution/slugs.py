"""Identifiers from names: readable, ASCII, made from content."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from graphkit.model import digest

if TYPE_CHECKING:
    from collections.abc import Set

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

    The outcome depends on which keys there are, never on their order. Two keys of one slug and one suffix stay alike.
    """
    claimants = Counter(wanted.values())
    return {key: want if claimants[want] == 1 else f"{want}-{suffix[key]}" for key, want in wanted.items()}


def identified(wanted: dict[str, str], told: dict[str, str], taken: Set[str] = frozenset()) -> dict[str, str]:
    """Ids for keys, no two alike and none of the `taken`: the wanted slug if one key wants it, else with a digest.

    The digest is of what tells the key apart. Eight digits do until some ten thousand keys want one slug; then the few
    that are still alike get longer ones. The outcome depends on which keys there are, never on their order. Raises
    ValueError where nothing tells two keys apart.
    """
    ids = dict(wanted)
    for length in (8, 16, 64):
        claimants = Counter(ids.values())
        alike = [key for key, id_ in ids.items() if claimants[id_] > 1 or id_ in taken]
        ids.update((key, f"{wanted[key]}-{digest(told[key], length=length)}") for key in alike)
    if len({*ids.values(), *taken}) < len(ids) + len(taken):
        raise ValueError("several nodes have the same name and nothing that tells them apart")
    return ids
