"""What is said again and again: articles and sentences that repeat each other, all kept, and counted once.

Collect while articles are read (`ArticleRepeats`), group the sentences that are evidence (`repeated_sentences`),
and count with `reports`: how many reports of their own some evidence comes from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphkit.repeats.articles import ArticleRepeats, repeated_articles
from graphkit.repeats.groups import Groups
from graphkit.repeats.sentences import repeated_sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphkit.model import Evidence

__all__ = ["ArticleRepeats", "evidence_id", "repeated_articles", "repeated_sentences", "reports"]


def evidence_id(evidence: Evidence) -> str:
    """What a sentence of an article is called among sentences, to be handed to `repeated_sentences`."""
    return f"{evidence.article}-{evidence.start}-{evidence.end}"


def reports(
    evidence: Iterable[Evidence], articles: Mapping[str, str], sentences: Mapping[str, str]
) -> tuple[tuple[Evidence, ...], ...]:
    """Evidence for one thing, parted into reports.

    What stands in one article, in articles or in sentences that repeat each other is one report, and counts once.

    `articles` is what `repeated_articles` gives, `sentences` what `repeated_sentences` gives of the names that
    `evidence_id` gives.
    Each report is sorted by article and place, and so are the reports by their first.
    """
    given = {evidence_id(one): one for one in evidence}
    groups: Groups[str] = Groups()
    for name, one in given.items():
        # Three kinds of names that cannot be each other's.
        groups.join(f"evidence {name}", f"article {articles.get(one.article, one.article)}")
        groups.join(f"evidence {name}", f"sentence {sentences.get(name, name)}")
    parted: dict[str, list[Evidence]] = {}
    for name, one in given.items():
        parted.setdefault(groups.find(f"evidence {name}"), []).append(one)
    sorted_ = (tuple(sorted(part, key=_place)) for part in parted.values())
    return tuple(sorted(sorted_, key=lambda part: _place(part[0])))


def _place(evidence: Evidence) -> tuple[str, int, int]:
    return evidence.article, evidence.start, evidence.end
