from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from graphs import hostile, said, sentence, small
from hypothesis import given
from strategies import stance_graphs

from graphkit.belief import SYSTEMATIC, Support, believed, support
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


TOLD = "Norway's prime minister flatly rejected the ban on bottom trawling in coastal waters"


@pytest.mark.parametrize(
    "again",
    [
        f"“{TOLD.upper()}”, ",
        TOLD.replace(" ", "\n"),
        f"{TOLD} on Tuesday.",
        TOLD.replace("flatly ", ""),
        TOLD.replace("e", "e\u0301").replace("e\u0301", "e"),
    ],
    ids=["marks and case", "blanks", "a day more", "a word less", "the same"],
)
def test_a_sentence_that_was_cut_or_edited_counts_once(again: str) -> None:
    found = behind(saying("tide1", TOLD), saying("post1", again))
    assert (found.statements, found.articles, found.sentences, found.publishers) == (2, 2, 1, 1)
    assert found.belief == behind(saying("tide1", TOLD)).belief


def test_letters_in_two_spellings_are_the_same() -> None:
    assert behind(saying("tide1", "Élysée"), saying("post1", "E\u0301lyse\u0301e")).sentences == 1


@pytest.mark.parametrize(
    "other",
    [
        TOLD.replace("prime", "defence"),
        TOLD.replace("rejected", "dismissed"),
        "The ban on bottom trawling met with a flat no from Norway's prime minister",
    ],
)
def test_another_sentence_counts(other: str) -> None:
    found = behind(saying("tide1", TOLD), saying("post1", other))
    assert (found.sentences, found.publishers) == (2, 2)


def test_many_repetitions_count_as_few_do() -> None:
    """Beyond some dozens of sentences only those that look alike are compared."""
    rest = [saying(f"post{n}", f"{TOLD}, said source number {'x' * n} of the harbour.") for n in (1, 2)] * 20
    many = [
        replace(each, id=str(n), evidence=replace(each.evidence, start=100 * n, end=100 * n + 90))
        for n, each in enumerate(rest)
    ]
    assert behind(*many).sentences == behind(*many[:2]).sentences


@given(stance_graphs())
def test_more_evidence_never_lowers_belief(graph: StanceGraph) -> None:
    articles = {source.id: source for source in graph.articles}
    for edge in graph.edges():
        whole = support(edge, articles)
        assert 0 <= whole.belief <= 1
        assert whole.publishers <= whole.sentences <= whole.statements
        fewer = support(replace(edge, statements=edge.statements[1:]), articles)
        # A syndicated sentence may pass to another publisher when the first one is taken away, and two that repeat
        # each other only through a third may part.
        if fewer.publishers == whole.publishers == 1 and fewer.sentences <= whole.sentences:
            assert fewer.belief <= whole.belief


@given(stance_graphs())
def test_what_is_believed_is_part_of_the_graph(graph: StanceGraph) -> None:
    articles = {source.id: source for source in graph.articles}
    half = believed(graph, 0.9)
    assert set(half.edges()) == {edge for edge in graph.edges() if support(edge, articles).belief >= 0.9}
    assert set(half.actors) <= set(graph.actors)
    assert half.articles == graph.articles
    assert not believed(graph, 1.1).statements
    several = believed(graph, publishers=2)
    assert set(several.edges()) == {edge for edge in graph.edges() if support(edge, articles).publishers >= 2}
    assert believed(graph, 0.9, 2) == believed(believed(graph, 0.9), publishers=2)
    assert set(believed(graph, 0).edges()) == set(graph.edges())


def test_the_score_is_not_moved_by_the_order_of_statements() -> None:
    for graph in (small(), hostile()):
        articles = {source.id: source for source in graph.articles}
        for edge in graph.edges():
            turned = replace(edge, statements=edge.statements[::-1])
            assert support(turned, articles) == support(edge, articles)
    assert SYSTEMATIC == 0.05
