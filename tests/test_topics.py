"""Two phrases about one thing become one topic, others do not: pairs over many subjects that no seed article has."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from reading_aloud import article, extractor

from graphkit.ontology import load_ontology
from graphkit.resolution import resolve

if TYPE_CHECKING:
    from _pytest.mark import ParameterSet

    from graphkit.model import Claim, StanceGraph

BRACKETED = re.compile(r"\[([^]]*)\]")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two objects, each a text and its place there, and how their topics are to stand to each other."""

    id: str
    texts: tuple[str, ...]
    places: tuple[tuple[int, int, int], ...]
    answer: str
    held: bool
    xfail: str | None


def located(texts: tuple[str, ...]) -> tuple[tuple[int, int, int], ...]:
    """The bracketed phrases of the texts: number of the text, first character and the one behind the last."""
    found = []
    for number, text in enumerate(texts):
        for count, match in enumerate(BRACKETED.finditer(text)):
            start = match.start() - 2 * count
            found.append((number, start, start + len(match.group(1))))
    return tuple(found)


def pair(entry: dict[str, Any]) -> Pair:
    texts = (entry["text"],) if "text" in entry else (entry["one"], entry["other"])
    plain = tuple(BRACKETED.sub(r"\1", text) for text in texts)
    places = located(texts)
    return Pair(
        entry["id"], plain, (places[0], places[-1]), entry["answer"], entry.get("held", False), entry.get("xfail")
    )


SUITE = yaml.safe_load(Path(__file__).with_name("object_pairs.yaml").read_text("utf-8"))
PAIRS = [pair(entry) for entry in SUITE["pairs"]]
ANTECEDENTS = [pair(entry) for entry in SUITE["antecedents"]]


def overlap(claim: Claim, start: int, end: int) -> float:
    """Jaccard's coefficient of the characters of the object and those of the place."""
    span = claim.object.start, claim.object.end
    common = min(span[1], end) - max(span[0], start)
    return common / (max(span[1], end) - min(span[0], start)) if common > 0 else 0.0


def at(claims: tuple[Claim, ...], start: int, end: int) -> Claim | None:
    """The claim whose object stands there."""
    best = max(claims, key=lambda claim: (overlap(claim, start, end), claim.id), default=None)
    return best if best is not None and overlap(best, start, end) > 0.5 else None


def verdict(case: Pair, claims: list[tuple[Claim, ...]]) -> str:
    """How the topics of the two objects stand to each other; "unread" where one of them is no object of a claim."""
    one, other = (at(claims[number], start, end) for number, start, end in case.places)
    if one is None or other is None:
        return "unread"
    sources = [article(text, f"{number}.txt").source for number, text in enumerate(case.texts)]
    graph = resolve([claim for its in claims for claim in its], sources, load_ontology()).stances
    return standing(graph, one, other)


def standing(graph: StanceGraph, one: Claim, other: Claim) -> str:
    objects = {statement.id: statement.object for statement in graph.statements}
    topics = {topic.id: topic for topic in graph.topics}
    mine, theirs = objects[one.id], objects[other.id]
    if mine == theirs:
        return "same"
    return "broader" if mine in topics and theirs in topics[mine].broader else "different"


@pytest.fixture(scope="session")
def verdicts() -> dict[str, str]:
    """The verdict on each case; all texts are read in one batch."""
    cases = PAIRS + ANTECEDENTS
    articles = [article(text, f"{number}.txt") for case in cases for number, text in enumerate(case.texts)]
    found = map(tuple, extractor()(articles))
    return {case.id: verdict(case, [next(found) for _ in case.texts]) for case in cases}


def known(case: Pair) -> ParameterSet:
    marks = [pytest.mark.xfail(strict=True, reason=case.xfail)] if case.xfail else []
    return pytest.param(case, id=case.id, marks=marks)


@pytest.mark.model
@pytest.mark.parametrize("case", [known(case) for case in PAIRS])
def test_topics_of_two_phrases_stand_to_each_other_as_people_say(case: Pair, verdicts: dict[str, str]) -> None:
    assert verdicts[case.id] == case.answer, " / ".join(case.texts)


@pytest.mark.model
@pytest.mark.parametrize("case", [known(case) for case in ANTECEDENTS])
def test_what_points_back_is_what_was_named(case: Pair, verdicts: dict[str, str]) -> None:
    assert (verdicts[case.id] == "same") == (case.answer == "same"), case.texts[0]


@pytest.mark.model
@pytest.mark.parametrize(
    ("held", "recall", "precision"),
    # those that were held back are the honest figure; it must not fall
    [pytest.param(True, 0.65, 0.92, id="held"), pytest.param(False, 0.75, 0.95, id="worked-on")],
)
def test_few_are_missed_and_fewer_are_wrong(
    held: bool, recall: float, precision: float, verdicts: dict[str, str]
) -> None:
    cases = [case for case in PAIRS if case.held == held]
    wanted = {case.id for case in cases if case.answer == "same"}
    merged = {case.id for case in cases if verdicts[case.id] == "same"}
    assert len(wanted & merged) >= recall * len(wanted)
    assert len(wanted & merged) >= precision * len(merged)


def test_the_pairs_are_wide_and_honest() -> None:
    """At least 160 pairs over 20 subjects and 25 texts that point back; half of the pairs are no one thing."""
    assert max(Counter(case.id for case in PAIRS + ANTECEDENTS).values()) == 1
    assert max(Counter(case.texts for case in PAIRS + ANTECEDENTS).values()) == 1
    assert len(PAIRS) >= 160
    assert len(ANTECEDENTS) >= 25
    assert len({re.sub(r"^held-|-\d+$", "", case.id) for case in PAIRS}) >= 20
    assert sum(case.answer == "same" for case in PAIRS) >= 80
    assert sum(case.answer != "same" for case in PAIRS) >= 80
    assert sum(case.held for case in PAIRS) >= len(PAIRS) / 4


@pytest.mark.model
def test_what_an_antecedent_is_joined_to_is_no_part_of_what_points_back() -> None:
    texts = (
        "Kenya rejected the congestion charge and the ban on lorries. Ravi Menon condemned the congestion charge.",
        "The Cyclists League proposed a congestion charge on Monday. The Retail Association welcomed the charge.",
    )
    articles = [article(text, f"{number}.txt") for number, text in enumerate(texts)]
    claims = [claim for found in extractor()(articles) for claim in found]
    graph = resolve(claims, [each.source for each in articles], load_ontology()).stances
    held = Counter(statement.object for statement in graph.statements)
    assert {topic.label: held[topic.id] for topic in graph.topics} == {"ban on lorries": 1, "congestion charge": 4}
    assert {claim.object.content.words for claim in claims} == {"ban on lorries", "congestion charge"}
