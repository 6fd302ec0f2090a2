"""Answers that are kept with the store of a large graph are those that the questions give."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import graphs
import pytest
from hypothesis import given, settings
from serving import served
from strategies import stance_graphs
from test_export import published

from graphkit.ontology.questions import Question, read_questions
from graphkit.rdf import BASE, write_turtle
from graphkit.rdf.namespaces import mint
from graphkit.store import Answer, Store, disk, kept
from graphkit.store.binding import placed

if TYPE_CHECKING:
    from graphkit.model import StanceGraph

QUESTIONS = read_questions(Path(__file__).parent.parent / "ontology" / "queries")
HEADS = "# title: Who?\n# parameter actor: an actor\n# example: graphkit ask who\n"


@pytest.fixture(autouse=True)
def every_graph_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "FROM_BYTES", 0)


def built(stances: StanceGraph, folder: Path) -> Store:
    """The store of a graph as a directory keeps it, with the answers."""
    path = folder / "graph.ttl"
    write_turtle(stances, path)
    shutil.rmtree(folder / disk.STATE, ignore_errors=True)
    (folder / disk.STATE).mkdir()
    assert disk.make(path, folder / disk.STATE, QUESTIONS.values())
    return Store.open(path)


def live(store: Store, question: Question, values: dict[str, str]) -> Answer:
    """What the engine gives, whatever is kept."""
    return store.ask(replace(question, is_kept=False), values)


def test_all_is_asked_of_what_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = built(published(graphs.made_up()), tmp_path)
    whole = {name: live(store, each, {}) for name, each in QUESTIONS.items() if each.is_kept}
    assert QUESTIONS.keys() - whole.keys() == {"allies", "adversaries"}
    monkeypatch.setattr(Store, "query", None)  # from here on the engine is not asked
    for name, answer in whole.items():
        assert store.ask(QUESTIONS[name]) == answer
        assert len(answer) or name == "contradictions"


@settings(max_examples=15, deadline=None)
@given(graph=stance_graphs())
def test_the_rows_about_one_are_the_answer_about_one(
    tmp_path_factory: pytest.TempPathFactory, graph: StanceGraph
) -> None:
    """The law that a question has to keep, else its answers could not be kept: a value only picks rows."""
    store = built(graph, tmp_path_factory.mktemp("graph"))
    actors = [mint(BASE, "actor", each.id).value for each in graph.actors]
    topics = [mint(BASE, "topic", each.id).value for each in graph.topics]
    for question in QUESTIONS.values():
        for name, kind in question.parameters:
            for node in (actors if "actor" in kind else []) + (topics if "topic" in kind else []):
                assert store.ask(question, {name: node}) == live(store, question, {name: node})
        if len(question.parameters) == 2 and actors:
            both = {
                name: actors[0] if kind == "an actor" else [*topics, *actors][0] for name, kind in question.parameters
            }
            assert store.ask(question, both) == live(store, question, both)


def test_hostile_texts_come_back_as_they_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = [*(text for text in graphs.HOSTILE if "\ud800" not in text), "one\ttwo\r\nthree\\n\u2028four"]
    monkeypatch.setattr(graphs, "HOSTILE", held)
    store = built(published(graphs.hostile()), tmp_path)
    for question in QUESTIONS.values():
        assert store.ask(question) == live(store, question, {})


def test_another_question_is_asked_of_the_engine(tmp_path: Path) -> None:
    store = built(published(graphs.small()), tmp_path)
    changed = replace(
        QUESTIONS["actors"],
        sparql="SELECT ?actor { ?actor gk:opposes ?object } ORDER BY ?actor",
    )
    assert store.ask(changed).columns == ("actor",)
    assert kept.rows(disk.folder_of(tmp_path / "graph.ttl"), changed, {}) is None


def test_broken_answers_are_no_answers(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = built(published(graphs.small()), tmp_path)
    wanted = store.ask(QUESTIONS["evidence"])
    file = disk.folder_of(tmp_path / "graph.ttl") / kept.NAME
    for content in (b"", b"no database", file.read_bytes()[:5000]):
        file.write_bytes(content)
        assert store.ask(QUESTIONS["evidence"]) == wanted
    assert "the question is asked anew" in caplog.text
    file.unlink()
    assert store.ask(QUESTIONS["evidence"]) == wanted


def test_a_question_that_cannot_be_kept_is_left_out(tmp_path: Path) -> None:
    write_turtle(published(graphs.small()), tmp_path / "graph.ttl")
    queries = tmp_path / "queries"
    queries.mkdir()
    for name, text in {
        "broken": "SELECT ?actor {",
        "other": "SELECT ?who { ?who gk:opposes ?actor }",
        "yes": "ASK { ?actor gk:opposes ?object }",
        "long": "# kept: no\nSELECT ?actor { ?actor gk:opposes ?object }",
        "good": "SELECT ?actor { ?actor gk:opposes ?object } ORDER BY ?actor",
    }.items():
        (queries / f"{name}.rq").write_text(HEADS + text, encoding="utf-8")
    questions = read_questions(queries)
    folder = disk.make(tmp_path / "graph.ttl", tmp_path, questions.values())
    assert folder
    assert [name for name, each in questions.items() if kept.rows(folder, each, {}) is not None] == ["good"]
    assert placed(questions["good"].sparql, {}) == questions["good"].sparql


def test_a_full_disk_costs_the_answers_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(_: object, __: object, ___: object, folder: Path) -> None:
        (folder / kept.NAME).write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kept, "write", full)
    store = built(published(graphs.small()), tmp_path)
    assert "no answers could be kept" in caplog.text
    assert not list(tmp_path.rglob(kept.NAME))
    assert disk.opened(tmp_path / "graph.ttl") is not None
    assert store.ask(QUESTIONS["evidence"])


def test_an_answer_that_cannot_be_written_is_an_error_of_the_disk(tmp_path: Path) -> None:
    store = built(published(graphs.small()), tmp_path)
    with pytest.raises(OSError, match=kept.NAME):
        kept.write(store._engine, QUESTIONS.values(), store.prefixes, tmp_path / "none")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_directory_is_served_from_its_store(tmp_path: Path) -> None:
    """Workers that are forked from who opened it share it, and one that is killed is replaced by one that does."""
    pytest.importorskip("uvicorn")
    built(published(graphs.small()), tmp_path)
    turtle = tmp_path / "graph.ttl"
    known = turtle.stat()
    turtle.write_text("x" * known.st_size, encoding="utf-8")  # who reads it stumbles
    os.utime(turtle, ns=(known.st_atime_ns, known.st_mtime_ns))
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }"
    with served(tmp_path, "--timeout", "1", "--workers", "2") as running:
        for _ in range(3):
            assert running.query("SELECT ?who { ?who gk:opposes ?what }", "text/csv").text.count("\n") > 2
            assert "Germany" in running.get("/ask/stances-of?actor=Berlin", "text/csv").text
            assert running.query(endless).status == 504
        assert running.stop() == 0
