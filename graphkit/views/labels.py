"""Words of articles as labels: only what can be seen, wrapped, and measured without a font."""

from __future__ import annotations

import unicodedata
from math import fsum

ELLIPSIS = "…"

_NARROW = frozenset("fijlrtI1.,:;'’‘|!()[]/ ")
_WIDE = frozenset("mwMW@%—")


def visible(text: str) -> str:
    """The text on one line, without the control and formatting characters that only hide or reorder it.

    The joiners stay: Persian, Hindi and emoji are not written without them.
    """
    return " ".join("".join(character for character in text if _shows(character)).split())


def wrapped(text: str, width: int, lines: int) -> str:
    """The text in at most so many lines of about so many characters, balanced, cut with an ellipsis."""
    words = [piece for word in text.split() for piece in _pieces(word, width)]
    filled = _fill(words, width)
    if len(filled) > lines:
        filled = [*filled[: lines - 1], _cut(" ".join(filled[lines - 1 :]), width)]
    elif len(filled) > 1:
        # The narrowest width that needs no further line makes the lines even.
        narrower = next(narrow for narrow in range(1, width + 1) if len(_fill(words, narrow)) <= len(filled))
        filled = _fill(words, narrower)
    return "\n".join(filled)


def breadth(label: str) -> float:
    """The width of the longest line, in em, as in a common sans serif."""
    return max((fsum(map(_advance, line)) for line in label.split("\n")), default=0.0)


def _shows(character: str) -> bool:
    return (
        character.isspace()
        or character in "\u200c\u200d"
        or unicodedata.category(character) not in ("Cc", "Cf", "Co", "Cs")
    )


def _fill(words: list[str], width: int) -> list[str]:
    filled: list[str] = []
    for word in words:
        if filled and len(filled[-1]) + 1 + len(word) <= width:
            filled[-1] += " " + word
        else:
            filled.append(word)
    return filled


def _pieces(word: str, width: int) -> list[str]:
    return [word[start : start + width] for start in range(0, len(word), width)]


def _cut(line: str, width: int) -> str:
    return line[: width - 1].rstrip(" ,;:–-") + ELLIPSIS


def _advance(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if unicodedata.combining(character) or character in "\u200c\u200d":
        return 0.0
    if character in _NARROW:
        return 0.34
    if character in _WIDE:
        return 0.88
    return 0.7 if character.isupper() else 0.59
