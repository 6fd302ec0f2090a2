"""Whether a text is English. Plain cases are told by the commonest words, the others by py3langid."""

from __future__ import annotations

import re
from functools import cache
from pkgutil import resolve_name
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphkit.model import Article

_ENOUGH, _LOOKED_AT = 200, 3000
"""Characters that a text must have to be judged, and that are looked at."""

_WORD = re.compile(r"[^\W\d_]+")
_PLAIN = 0.2
"""The share of its commonest words from which on a text is English without a closer look."""

_COMMONEST = frozenset(
    {"the", "of", "and", "to", "in", "a", "that", "is", "for", "on", "with", "was", "said", "by", "it"}
)


def foreign_language(article: Article) -> str | None:
    """The ISO 639 code of an article's language if it is another than English; None if it is, or is too short.

    The method is that of langid (Lui and Baldwin 2012).
    """
    text = " ".join(article.text[p.start : p.end] for p in article.passages)[:_LOOKED_AT].casefold()
    words = _WORD.findall(text)
    if len(text) < _ENOUGH or not words:
        return None
    if sum(word in _COMMONEST for word in words) >= _PLAIN * len(words):
        return None
    code = _classify(text)
    return None if code in ("en", "zxx") else code


@cache
def _classify(text: str) -> str:
    # It loads its model: only for a text that is not plainly English.
    code, _ = resolve_name("py3langid:classify")(text)
    return str(code)
