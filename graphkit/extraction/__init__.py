"""Articles to claims. The only room that imports spaCy, and only when the first article comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from graphkit.extraction.rules import RuleExtractor

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphkit.model import Article, Claim

__all__ = ["Extractor", "RuleExtractor"]


class Extractor(Protocol):
    """Reads claims out of articles; whatever has this call can stand beside the rules."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same article could give other claims."""

    def __call__(self, articles: Iterable[Article]) -> Iterator[tuple[Claim, ...]]:
        """The claims of each article, in the order of the articles."""
