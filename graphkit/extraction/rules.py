"""The rule extractor: articles to claims by grammar and lexicon, and the reasons for each."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from graphkit.extraction.gazetteer import Gazetteer
from graphkit.extraction.interpretation import Attempt, Interpretation
from graphkit.extraction.parsing import DEFAULT_MODEL, load_model, model_version, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.language import Language

    from graphkit.extraction.parsing import Parsed
    from graphkit.model import Article, Claim
    from graphkit.ontology import Ontology


_WORDS = 100_000
"""Different words after which the model is loaded anew."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Explanation:
    """A sentence, what it claims, and all that was tried on it, with what blocked it."""

    sentence: str
    claims: tuple[Claim, ...]
    attempts: tuple[Attempt, ...]


class RuleExtractor:
    """Articles to claims by grammar and lexicon. The model is loaded when the first article comes."""

    def __init__(self, ontology: Ontology, model: str | None = None) -> None:
        """`model` names an installed English spaCy pipeline; by default the pinned one. Loads nothing yet."""
        self._ontology = ontology
        self._model = model or DEFAULT_MODEL

    @cached_property
    def fingerprint(self) -> str:
        """Changes whenever the same article could give other claims: the code, the model, spaCy's release."""
        content = hashlib.sha256(f"{model_version(self._model)} {version('spacy')}".encode())
        package = Path(__file__).parent.parent
        rooms = [path for room in ("extraction", "ontology", "reading") for path in (package / room).glob("*.py")]
        for path in sorted([package / "naming.py", *rooms]):
            content.update(path.read_bytes())
        return content.hexdigest()[:16]

    def __call__(self, articles: Iterable[Article]) -> Iterator[tuple[Claim, ...]]:
        """The claims of each article, in the order of the articles; each article's in the order of its text.

        Raises ModelError where the model is missing.
        """
        self._forget_words()
        for parsed in self.parse(articles):
            yield self.claims(parsed)

    def ready(self) -> None:
        """Loads the model, which else the first article does. Raises ModelError where it is missing."""
        _ = self._gazetteer

    def parse(self, articles: Iterable[Article]) -> Iterator[Parsed]:
        """The articles with their dependency trees, in order."""
        forms = {form for cue, _ in self._ontology.lexicon.frames for form in _inflected(cue)}
        return parse(articles, self._nlp, forms.__contains__)

    def interpretation(self, parsed: Parsed) -> Interpretation:
        """Who and what is in a parsed article that is not empty."""
        return Interpretation(parsed, self._gazetteer, self._ontology)

    def claims(self, parsed: Parsed) -> tuple[Claim, ...]:
        """The claims of one parsed article."""
        if not len(parsed.doc):
            return ()
        article = self.interpretation(parsed)
        found: list[Claim] = []
        for sentence in parsed.sentences:
            try:
                found += article.claims(sentence)
            except RecursionError:
                _LOG.warning("%s: a sentence is nested too deeply and was left out", parsed.article.source.file)
        return tuple(found)

    def explain(self, articles: Iterable[Article]) -> Iterator[Explanation]:
        """Every sentence of the articles with its claims and the reasons; raises ModelError like the call."""
        for parsed in self.parse(articles):
            if not len(parsed.doc):
                continue
            article = self.interpretation(parsed)
            for sentence in parsed.sentences:
                text = parsed.evidence(sentence).exact
                yield Explanation(text, tuple(article.claims(sentence)), tuple(article.attempts(sentence)))

    def _forget_words(self) -> None:
        """Loads the model anew where it has met too many words: spaCy keeps each for ever."""
        nlp: Language | None = self.__dict__.get("_nlp")
        if nlp is not None and len(nlp.vocab) > _WORDS:
            del self.__dict__["_nlp"]
            self.__dict__.pop("_gazetteer", None)

    @cached_property
    def _nlp(self) -> Language:
        return load_model(self._model)

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer(self._ontology.names, self._nlp)


def _inflected(word: str) -> set[str]:
    """The regular forms of a word, and some that are none."""
    stem = word[:-1] if word[-1] in "ey" else word
    return {word, word + "s", word + "es", word + "d", stem + "ed", stem + "ing", stem + "ies", stem + "ied"}
