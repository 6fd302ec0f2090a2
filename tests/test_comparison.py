from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from graphs import HOSTILE, hostile, said, sentence, small

from graphkit.comparison import COLUMNS, Change, compare, to_csv, to_json
from graphkit.model import StanceGraph
from graphkit.ontology import load_ontology

if TYPE_CHECKING:
    from graphkit.model import Statement

RELATIONS = load_ontology().relations


def told(old: StanceGraph, new: StanceGraph) -> list[tuple[str, ...]]:
    return [
        (each.what, each.how, each.actor, each.relation, each.object, each.detail, each.file)
        for each in compare(old, new, RELATIONS)
    ]


def changed(graph: StanceGraph, *statements: Statement, drop: tuple[str, ...] = ()) -> StanceGraph:
    kept = [each for each in graph.statements if each.actor not in drop]
    return replace(graph, statements=tuple(sorted((*kept, *statements), key=lambda each: each.id)))


def test_a_graph_differs_in_nothing_from_itself() -> None:
    assert told(small(), small()) == []
    assert told(hostile(), hostile()) == []


def test_what_came_went_when_turned_round() -> None:
    turn = {"came": "went", "went": "came", "changed": "changed"}
    there = told(small(), hostile())
    assert sorted(row[:2] for row in there) == sorted((what, turn[how]) for what, how, *_ in told(hostile(), small()))
    assert {row[:2] for row in there} >= {(w, h) for w in ("edge", "statement", "actor") for h in ("came", "went")}


def test_who_was_against_it_and_is_for_it_has_changed_side() -> None:
    welcome = said(
        "germany",
        "supports",
        "troop-deployment",
        sentence("a1", 120, "Berlin welcomes the deployment."),
        ("Berlin", "welcomes", "the deployment"),
    )
    rows = told(small(), changed(small(), welcome, drop=("germany",)))
    assert rows[0] == ("side", "changed", "Germany", "", "troop deployment to Ukraine", "opposes → supports", "")
    assert sorted(row[:4] for row in rows[1:]) == [
        ("edge", "came", "Germany", "supports"),
        ("edge", "went", "Germany", "opposes"),
        ("statement", "came", "Germany", "supports"),
        ("statement", "went", "Germany", "opposes"),
        ("statement", "went", "Germany", "opposes"),
    ]


def test_proposing_is_no_other_side_than_supporting() -> None:
    graph = small()
    starmer = [each for each in graph.statements if each.actor == "keir-starmer" and each.relation == "supports"]
    proposes = [replace(each, relation="proposes") for each in starmer]
    rest = replace(graph, statements=tuple(each for each in graph.statements if each not in starmer))
    rows = told(graph, changed(rest, *proposes))
    assert not [row for row in rows if row[0] == "side"]
    assert ("statement", "changed", "Keir Starmer", "proposes") in [row[:4] for row in rows]


def test_a_sentence_that_only_moved_is_the_same() -> None:
    graph = small()
    moved = replace(
        graph,
        articles=tuple(replace(each, id=f"{each.id}b") for each in graph.articles),
        statements=tuple(
            replace(
                each,
                id=f"{each.id}b",
                evidence=replace(
                    each.evidence,
                    article=f"{each.evidence.article}b",
                    start=each.evidence.start + 7,
                    end=each.evidence.end + 7,
                ),
            )
            for each in graph.statements
        ),
    )
    assert [row[:2] + row[6:] for row in told(graph, moved)] == [
        ("article", "changed", "berlin.txt"),
        ("article", "changed", "london.txt"),
    ]


def test_what_changed_in_a_statement_is_told() -> None:
    graph = small()
    (first, *rest) = graph.statements
    other = replace(first, modality="conditional", confidence=0.11)
    ((*_, detail, _),) = told(graph, replace(graph, statements=(other, *rest)))
    assert detail == f"modality: {first.modality} → conditional; confidence: {first.confidence} → 0.11"


def test_forms_hold_the_same() -> None:
    changes = compare(StanceGraph((), (), (), ()), hostile(), RELATIONS)
    rows = list(csv.DictReader(io.StringIO(to_csv(changes), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert [Change(**row) for row in rows] == list(changes)  # type: ignore[arg-type]
    assert [Change(**row) for row in json.loads(to_json(changes))] == list(changes)
    assert any(HOSTILE[0] in row["actor"] for row in rows)


@pytest.mark.parametrize("form", [to_csv, to_json])
def test_nothing_is_an_answer(form: object) -> None:
    assert callable(form)
    assert len(form(()).splitlines()) == 1
