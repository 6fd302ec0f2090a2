from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from graphs import hostile, said, sentence, small
from hypothesis import given
from strategies import stance_graphs

from graphkit.belief import SYSTEMATIC, Support, believed, sentence_key, support
from graphkit.model import Edge, Source

if TYPE_CHECKING:
    from graphkit.model import StanceGraph, Statement

ARTICLES = {
    id_: Source(id_, f"{id_}.txt", publisher=publisher, date=day)
    for id_, publisher, day in (
        ("post1", "Post", date(2025, 3, 2)),
        ("post2", "Post", date(2025, 3, 3)),
        ("tide1", "Tide", date(2025, 3, 1)),
        ("none1", None, None),
        ("none2", None, None),
    )
}


def saying(article: str, text: str, confidence: float = 0.9, **more: object) -> Statement:
    words = ("A", "rejects", "b")
    return said("a", "opposes", "b", sentence(article, 0, text), words, confidence=confidence, **more)  # type: ignore[arg-type]


def behind(*statements: Statement) -> Support:
    return support(Edge("a", "opposes", "b", False, statements), ARTICLES)


@pytest.mark.parametrize(
    ("statements", "publishers", "wrong"),
    [
        ([("post1", "A rejects b.", 0.9)], 1, 0.05 + 0.1),
        ([("post1", "A rejects b.", 0.9), ("post2", "A is against b.", 0.8)], 1, 0.05 + 0.1 * 0.2),
        ([("post1", "A rejects b.", 0.9), ("tide1", "A is against b.", 0.8)], 2, (0.05 + 0.1) * (0.05 + 0.2)),
        # Syndicated: one sentence, the surest reading of it.
        ([("post1", "A rejects b.", 0.9), ("tide1", "“A  rejects b”", 0.8)], 1, 0.05 + 0.1),
        # It is the Tide's, which had it first: with another one of the Tide, that is one publisher.
        ([("post1", "A rejects b.", 0.9), ("tide1", "A rejects b!", 0.9), ("tide1", "No b!", 0.5)], 1, 0.05 + 0.05),
        ([("none1", "A rejects b.", 0.9), ("none2", "A is against b.", 0.8)], 1, 0.05 + 0.1 * 0.2),
        ([("post1", "A rejects b.", 0.0)], 1, 1.0),
        ([("post1", "A rejects b.", 1.0)], 1, 0.05),
    ],
)
def test_belief_is_that_of_the_model(statements: list[tuple[str, str, float]], publishers: int, wrong: float) -> None:
    found = behind(*(saying(*each) for each in statements))
    assert found.publishers == publishers
    assert found.belief == pytest.approx(1 - wrong, abs=1e-4)
    assert (found.statements, found.articles) == (len(statements), len({article for article, *_ in statements}))


def test_what_may_be_adds_nothing_to_belief() -> None:
    sure, maybe = saying("post1", "A rejects b."), saying("tide1", "A may reject b.", modality="possible")
    assert behind(sure, maybe) == replace(behind(sure), statements=2, articles=2)
    assert behind(maybe).belief == 0


def test_sentences_are_alike_whatever_their_case_and_marks() -> None:
    assert sentence_key("“A rejects\nB”, he said.") == sentence_key("A rejects b he said")
    assert sentence_key("A rejects b") != sentence_key("A rejects c")
    assert sentence_key("Élysée") == sentence_key("E\u0301lyse\u0301e")


@given(stance_graphs())
def test_more_evidence_never_lowers_belief(graph: StanceGraph) -> None:
    articles = {source.id: source for source in graph.articles}
    for edge in graph.edges():
        whole = support(edge, articles)
        assert 0 <= whole.belief <= 1
        assert whole.publishers <= whole.sentences <= whole.statements
        fewer = support(replace(edge, statements=edge.statements[1:]), articles)
        # A syndicated sentence may pass to another publisher when the first one is taken away.
        if fewer.publishers == whole.publishers == 1:
            assert fewer.belief <= whole.belief


@given(stance_graphs())
def test_what_is_believed_is_part_of_the_graph(graph: StanceGraph) -> None:
    articles = {source.id: source for source in graph.articles}
    half = believed(graph, 0.9)
    assert set(half.edges()) == {edge for edge in graph.edges() if support(edge, articles).belief >= 0.9}
    assert set(half.actors) <= set(graph.actors)
    assert half.articles == graph.articles
    assert not believed(graph, 1.1).statements
    assert set(believed(graph, 0).edges()) == set(graph.edges())


def test_the_score_is_not_moved_by_the_order_of_statements() -> None:
    for graph in (small(), hostile()):
        articles = {source.id: source for source in graph.articles}
        for edge in graph.edges():
            turned = replace(edge, statements=edge.statements[::-1])
            assert support(turned, articles) == support(edge, articles)
    assert SYSTEMATIC == 0.05
