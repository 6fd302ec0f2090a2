"""Letters that an article spells out itself: "the Rail Delivery Group (RDG)", and RDG from there on.

The method is that of Schwartz and Hearst, A Simple Algorithm for Identifying Abbreviation Definitions in Biomedical
Text (2003), for whole words: the letters must be those that the words before the bracket begin with.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spacy.tokens import Doc, Token

_LETTERS = re.compile(r"(?=.{2,10}$)[A-Z][A-Za-z]*[A-Z][a-z]?")
_SPARE = 4
"""How many words more than letters a long form may have: "of", "the", "and"."""


def find_acronyms(doc: Doc, unlettered: frozenset[str]) -> Mapping[str, tuple[int, int]]:
    """The letters that the article spells out once, with first and last token (exclusive) of the long form."""
    found: dict[str, set[str]] = {}
    spans: dict[str, tuple[int, int]] = {}
    for bracket in doc[:-2]:
        if bracket.text != "(":
            continue
        token = bracket.nbor(1)
        if not (token.nbor(1).text == ")" and _LETTERS.fullmatch(token.text)):
            continue
        span = _long_form(doc, token, unlettered)
        if span is not None:
            spans.setdefault(token.text, span)
            found.setdefault(token.text, set()).add(" ".join(doc[span[0] : span[1]].text.split()))
    return {letters: spans[letters] for letters, forms in found.items() if len(forms) == 1}


def _long_form(doc: Doc, acronym: Token, unlettered: frozenset[str]) -> tuple[int, int] | None:
    """The words before the bracket whose first letters make the acronym."""
    end = acronym.i - 1
    first = max(acronym.sent.start, end - len(acronym.text) - _SPARE)
    for start in range(end - 2, first - 1, -1):
        words = [t for t in doc[start:end] if t.text[0].isalnum()]
        if doc[start].text[0].isupper() and _begin(words, unlettered).casefold() == acronym.text.casefold():
            return start, end
    return None


def _begin(words: Sequence[Token], unlettered: frozenset[str]) -> str:
    return "".join(word.text[0] for word in words if word.lower_ not in unlettered)
