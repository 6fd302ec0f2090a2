"""Texts to claims in one line, for the tests of extraction and resolution."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from graphkit.extraction import RuleExtractor
from graphkit.model import Article, Passage, Source, digest
from graphkit.ontology import load_ontology

if TYPE_CHECKING:
    from graphkit.model import Claim


@cache
def extractor() -> RuleExtractor:
    """One extractor for all tests: the model is loaded once."""
    return RuleExtractor(load_ontology())


def article(text: str, file: str = "a.txt") -> Article:
    """An article of which each line is a paragraph."""
    passages, offset = [], 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            start = offset + len(line) - len(line.lstrip())
            passages.append(Passage(start, offset + len(line.rstrip())))
        offset += len(line)
    return Article(Source(digest(text), file), text, tuple(passages))


def claims(text: str) -> list[Claim]:
    """The claims of a text."""
    return [claim for found in extractor()([article(text)]) for claim in found]


def short(text: str) -> list[tuple[str, str, str]]:
    """The claims of a text as actor, relation, object words; an object that is an actor by its name."""
    return [
        (c.actor.name, c.relation, c.object.referent.name if c.object.referent else c.object.text) for c in claims(text)
    ]
