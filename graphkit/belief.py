"""How far an edge can be believed: its statements, articles and independent publishers, and one score of them."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graphkit.joining import connected
from graphkit.repeats import evidence_id, repeated_sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphkit.model import Edge, Source, StanceGraph, Statement

SYSTEMATIC = 0.05
"""How likely a publisher is wrong about an edge however often it says so: INDRA's value for what readers extract."""


@dataclass(frozen=True, slots=True)
class Support:
    """What stands behind an edge.

    `statements` and `articles` are counted as they are, `sentences` and `publishers` without repetition: a sentence
    that several articles have, as agencies syndicate them and editors cut them (see `repeated_sentences`), is one, of
    the publisher that had it first. Articles without a publisher are taken for one publisher's, since nothing shows
    that they are independent.
    """

    statements: int
    articles: int
    sentences: int
    publishers: int
    belief: float


def support(edge: Edge, articles: Mapping[str, Source]) -> Support:
    """What stands behind an edge; `articles` by id.

    The score is that of INDRA's SimpleScorer (B. M. Gyori, J. A. Bachman, K. Subramanian, J. L. Muhlich,
    L. Galescu, P. K. Sorger: From word models to executable models of signaling networks using automated assembly.
    Molecular Systems Biology 13:954, 2017, doi:10.15252/msb.20177651): an edge is wrong if all its sources are, and

        belief = 1 - product over sources s of (syst_s + product over the evidence e of s of rand_e)

    (`SimpleScorer.score_evidence_list` in indra/belief/__init__.py, github.com/sorgerlab/indra), where INDRA's
    sources are the reading systems and ours the publishers. syst is SYSTEMATIC; rand_e, the chance
    that one sentence was misread, is one less the confidence of its statement, the surest one where a sentence
    says it twice. What is merely possible counts for nothing. INDRA also discounts by evidence to the contrary;
    that would be wrong here, for who supports a thing and opposes it another day has done both. One extractor
    reads all publishers, so that an error of the rules that all their sentences invite is not seen by the score.
    """
    sure: dict[str, float] = {}
    first: dict[str, tuple[str, str, str]] = {}
    counted = [said for said in edge.statements if said.modality != "possible"]
    # The same letters may be written in two ways, é as one sign or as two.
    texts = {evidence_id(said.evidence): unicodedata.normalize("NFKC", said.evidence.exact) for said in counted}
    same = repeated_sentences(texts) if len(texts) > 1 else {}
    for said in counted:
        name, source = evidence_id(said.evidence), articles[said.evidence.article]
        key = same.get(name, name)
        sure[key] = max(sure.get(key, 0.0), said.confidence)
        who = (source.date.isoformat() if source.date else "9999", source.publisher or "", source.id)
        first[key] = min(first.get(key, who), who)
    wrong: dict[str, list[float]] = {}
    for key in sorted(sure):
        wrong.setdefault(first[key][1], []).append(min(max(1 - sure[key], 0.0), 1.0))
    error = math.prod(min(SYSTEMATIC + math.prod(wrong[publisher]), 1.0) for publisher in sorted(wrong))
    return Support(
        statements=len(edge.statements),
        articles=len({said.evidence.article for said in edge.statements}),
        sentences=len(sure),
        publishers=len(wrong),
        belief=round(1 - error, 4),
    )


def believed(graph: StanceGraph, least: float = 0, publishers: int = 0) -> StanceGraph:
    """The part of a graph that can be believed: the edges whose belief is `least` or more and that so many independent
    publishers have, or more, and what belongs to them.

    Articles all stay; actors and topics that nothing is said of any more go. Statements of no edge go, too.
    """
    articles = {source.id: source for source in graph.articles}
    kept: set[str] = set()
    for edge in graph.edges():
        behind = support(edge, articles)
        if behind.belief >= least and behind.publishers >= publishers:
            kept |= {said.id for said in edge.statements}
    return connected(replace(graph, statements=_only(graph.statements, kept)))


def _only(statements: Iterable[Statement], ids: set[str]) -> tuple[Statement, ...]:
    return tuple(said for said in statements if said.id in ids)
