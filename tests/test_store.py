from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import BERLIN, RELATIONS, stance_graphs

from graphkit.errors import InputError, QueryError
from graphkit.ontology.questions import Question, read_questions
from graphkit.rdf import BASE, from_rdf, to_turtle, write_turtle
from graphkit.store import FORMS, Answer, Store
from graphkit.store.guard import MAX_DEPTH, MAX_SIGNS, refuse
from graphkit.store.tokens import is_ordered

if TYPE_CHECKING:
    from graphkit.model import StanceGraph

GRAPH = from_rdf(BERLIN)
STORE = Store.of(GRAPH)
QUESTIONS = read_questions(Path(__file__).parent.parent / "ontology" / "queries")
TROOPS = "topic:troop-deployment-to-ukraine"


def short(answer: Answer, *columns: str) -> list[list[str]]:
    chosen = [answer.columns.index(column) for column in columns]
    return [[row[column] for column in chosen] for row in answer.table()]


# Laws


@given(stance_graphs())
def test_the_store_knows_the_edges_that_stand(graph: StanceGraph) -> None:
    relations = " ".join(f"gk:{relation}" for relation in RELATIONS)
    answer = Store.of(graph).query(f"SELECT * {{ VALUES ?r {{ {relations} }} ?a ?r ?o }}")
    assert len(answer) == len(graph.edges())


@settings(max_examples=25, deadline=None)
@given(stance_graphs())
def test_a_graph_and_its_file_answer_alike(tmp_path_factory: pytest.TempPathFactory, graph: StanceGraph) -> None:
    path = tmp_path_factory.mktemp("graph") / "graph.ttl"
    write_turtle(graph, path)
    for question in QUESTIONS.values():
        assert Store.open(path).ask(question).json() == Store.of(graph).ask(question).json()


@pytest.mark.parametrize("relation", RELATIONS)
@given(graph=stance_graphs())
def test_who_counts_the_sentences_that_say_so(relation: str, graph: StanceGraph) -> None:
    answer = Store.of(graph).ask(QUESTIONS[f"who-{relation}"])
    assert sum(int(count) for [count] in short(answer, "sentences")) == sum(
        statement.relation == relation and statement.modality != "possible" for statement in graph.statements
    )


@settings(max_examples=25, deadline=None)
@given(stance_graphs())
def test_an_answer_about_one_is_a_part_of_the_answer_about_all(graph: StanceGraph) -> None:
    store = Store.of(graph)
    for name in ("stances-of", "allies", "adversaries", "evidence"):
        everything = store.ask(QUESTIONS[name])
        parts = [store.ask(QUESTIONS[name], {"actor": f"{BASE}actor/{actor.id}"}) for actor in plain(graph)]
        assert sorted(row for part in parts for row in part.table()) == sorted(everything.table())


def plain(graph: StanceGraph) -> list[Actor]:
    ...


@given(stance_graphs())
def test_no_order_of_rows_is_left_to_the_engine(graph: StanceGraph) -> None:
    answer = Store.of(graph).query("SELECT ?p ?o ?s { ?s ?p ?o }")
    keys = [[str(term) for term in row] for row in answer.rows]
    assert keys == sorted(keys)
