"""The words of an article as topics know them: a lemma, or an expression of several tokens as one word."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from graphkit.extraction.tree import lemma

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from graphkit.ontology import TopicWords


class Wording:
    """What each token of one article says.

    An expression that the ontology lists ("death penalty", "phase out", "same-sex") is one word, that of the token
    on which the others hang; these say nothing (multiword expressions, Sag et al. 2002). A comparative is itself, for
    "higher taxes" and "high taxes" are two things.
    """

    def __init__(self, doc: Doc, topics: TopicWords) -> None:
        """Nothing is read before the first question."""
        self._doc = doc
        self._topics = topics
        self._said: dict[int, str] = {}
        self._extents: dict[int, tuple[int, int]] = {}

    def __call__(self, token: Token) -> str:
        """The word that a token says, or none where it is said with another."""
        if (known := self._said.get(token.i)) is None:
            known = self._said[token.i] = self._read(token)
        return known

    def _read(self, token: Token) -> str:
        if (found := self._joined.get(token.i)) is not None:
            return found
        return token.lower_ if token.tag_ in ("JJR", "RBR") else lemma(token)

    def extent(self, number: int) -> tuple[int, int]:
        """The first and last token of the word that a token says."""
        return self._extents.get(number, (number, number))

    @cached_property
    def _joined(self) -> dict[int, str]:
        found: dict[int, str] = {}
        lemmas = [lemma(token) for token in self._doc]
        lowers = [token.lower_ for token in self._doc]
        expressions = self._topics.expressions
        behind = 0
        for first, words in enumerate(zip(lemmas, lowers, strict=True)):
            longest = max(expressions.get(word, 0) for word in words)
            if first < behind:
                continue
            for end in range(min(first + longest, len(lemmas)), first + 1, -1):
                if way := self._spelt(lemmas[first:end], lowers[first:end]):
                    found |= dict.fromkeys(range(first, end), "")
                    root = self._doc[first:end].root.i
                    found[root] = way
                    self._extents[root] = (first, end - 1)
                    behind = end
                    break
        return found

    def _spelt(self, *ways: list[str]) -> str:
        """The expression that words are, by their lemmas or as they stand there ("self-driving"), or none."""
        for words in ways:
            if (way := " ".join(word for word in words if word != "-")) in self._topics.several:
                return way
        return ""
