"""The questions that need dates, publishers and people who change their minds, and how their values come in."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from graphs import HOSTILE, graph, made_up, said, sentence
from rdflib.query import ResultRow
from test_export import published

from graphkit.errors import QueryError
from graphkit.model import Actor, Modality, Source, StanceGraph, Statement, Topic
from graphkit.ontology.questions import Question, read_questions
from graphkit.rdf import BASE, to_rdflib
from graphkit.rdf.namespaces import mint
from graphkit.store import Answer, Store
from graphkit.store.binding import placed, places

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphkit.model import StanceGraph

QUESTIONS = read_questions(Path(__file__).parent.parent / "ontology" / "queries")
PAPERS = {1: "The Harbour Post", 2: "The Tide", 3: "The Harbour Post", 4: "The Tide", 5: None}
"""The publisher of the article of each day; the last has none."""


def on(
    day: int, actor: str, relation: str, words: str, *, speaker: str | None = None, modality: Modality = "actual"
) -> Statement:
    place = sentence(f"a{day}", 10 * len(words), words)
    texts = (actor, relation, "the ban")
    return replace(
        said(actor, relation, "ban", place, texts, speaker=speaker, modality=modality),
        date=date(2025, 3, day) if day < 5 else None,
    )


def news(*statements: Statement) -> StanceGraph:
    return graph(
        statements,
        [
            Actor("ines-okoro", "Ines Okoro", "Person", ("Okoro",)),
            Actor("norway", "Norway", "Country", ("Oslo",)),
            *(
                Actor(name.lower().replace(" ", "-"), name, "Organization")
                for name in {*PAPERS.values()} - {None}
                if name
            ),
        ],
        [Topic("ban", "ban on bottom trawling", ("trawling ban",))],
        [
            Source(f"a{day}", f"{day}.txt", date=date(2025, 3, day) if day < 5 else None, publisher=publisher)
            for day, publisher in PAPERS.items()
        ],
    )


def asked(name: str, stances: StanceGraph, **values: str) -> list[list[str]]:
    """The rows of an answer, without the columns of IRIs and those that hold labels told elsewhere."""
    answer = Store.of(stances).ask(QUESTIONS[name], values).readable()
    return answer.table()


BACKS = on(1, "norway", "supports", "Norway backs the ban.")
REJECTS = on(3, "norway", "opposes", "Norway rejects the ban.")


# Who changed side


def test_a_change_of_side_has_both_days_and_both_sentences() -> None:
    assert asked("changed-side", news(BACKS, REJECTS)) == [
        [
            *("Norway", "ban on bottom trawling"),
            *("for", "2025-03-01", "1.txt: Norway backs the ban."),
            *("against", "2025-03-03", "3.txt: Norway rejects the ban."),
        ]
    ]


def test_a_change_lies_between_neighbouring_days() -> None:
    again = on(4, "norway", "proposes", "Norway calls for the ban.")
    rows = asked("changed-side", news(BACKS, on(2, "norway", "supports", "Norway still backs it."), REJECTS, again))
    assert [row[2:4] + row[5:7] for row in rows] == [
        ["for", "2025-03-02", "against", "2025-03-03"],
        ["against", "2025-03-03", "for", "2025-03-04"],
    ]


@pytest.mark.parametrize(
    "other",
    [
        on(3, "ines-okoro", "opposes", "Okoro rejects the ban."),
        on(3, "norway", "proposes", "Norway calls for the ban."),
        on(1, "norway", "opposes", "Norway rejects the ban."),
        on(5, "norway", "opposes", "Norway rejects the ban."),
        on(3, "norway", "opposes", "Norway may reject the ban.", modality="possible"),
    ],
    ids=["another actor", "the same side", "the same day", "no date", "merely possible"],
)
def test_no_side_is_changed_by(other: Statement) -> None:
    assert asked("changed-side", news(BACKS, other)) == []


def test_a_day_of_both_sides_is_no_change() -> None:
    assert asked("changed-side", news(BACKS, on(3, "norway", "supports", "Norway backs it."), REJECTS)) == []


def test_a_change_is_found_about_one_actor_and_one_object() -> None:
    both = news(BACKS, REJECTS)
    assert len(asked("changed-side", both, actor="Oslo", object="trawling ban")) == 1
    assert asked("changed-side", both, actor="Ines Okoro") == []


# What one outlet reports both ways


def test_a_contradiction_stands_in_one_outlet() -> None:
    rows = asked("contradictions", news(BACKS, REJECTS))
    assert rows == [
        [
            *("The Harbour Post", "Norway", "ban on bottom trawling"),
            *("2025-03-01, 1.txt: Norway backs the ban.", "2025-03-03, 3.txt: Norway rejects the ban.", "1", "1"),
        ]
    ]


@pytest.mark.parametrize("day", [2, 4, 5])
def test_two_outlets_do_not_contradict_themselves(day: int) -> None:
    assert asked("contradictions", news(BACKS, on(day, "norway", "opposes", "Norway rejects the ban."))) == []


# First and last, and who reports


def test_somebody_is_spoken_of_as_actor_and_as_speaker() -> None:
    speaks = on(4, "norway", "opposes", "Norway is against it, said Okoro.", speaker="ines-okoro")
    [row] = asked("mentions", news(BACKS, speaks, on(5, "norway", "opposes", "No date.")), node="Norway")
    assert row == [
        *("Norway", "2025-03-01", "2025-03-04", "2", "2"),
        *("2025-03-01, 1.txt: Norway backs the ban.", "2025-03-04, 4.txt: Norway is against it, said Okoro."),
    ]
    [row] = asked("mentions", news(BACKS, speaks), node="Okoro")
    assert row[1:4] == ["2025-03-04", "2025-03-04", "1"]


def test_an_outlet_counts_its_articles_without_a_statement() -> None:
    assert [row[:5] for row in asked("coverage", news(BACKS, REJECTS))] == [
        ["The Harbour Post", "2", "2025-03-01", "2025-03-03", "2"],
        ["The Tide", "2", "2025-03-02", "2025-03-04", "0"],
    ]
    # Of one article something is told, of the other nothing: the sides are still counted.
    rows = asked("coverage", news(BACKS, on(2, "norway", "opposes", "Norway rejects the ban.")))
    assert [row[4:] for row in rows] == [["1", "1", "1", *sides] for sides in (["1", "0", "0"], ["0", "1", "0"])]


def test_outlets_are_told_apart_by_side() -> None:
    tide = on(2, "norway", "opposes", "Norway rejects the ban.")
    maybe = on(4, "norway", "opposes", "Norway may reject the ban.", modality="possible")
    rows = asked("coverage-of", news(BACKS, tide, maybe), object="ban")
    assert [row[1:6] for row in rows] == [["The Tide", "2", "2", "0", "1"], ["The Harbour Post", "1", "1", "1", "0"]]


def test_a_speaker_and_whom_it_speaks_of_can_be_asked_for() -> None:
    speaks = on(4, "norway", "opposes", "Norway is against it, said Okoro.", speaker="ines-okoro")
    assert len(asked("speakers", news(BACKS, speaks), speaker="Okoro", actor="Norway")) == 1
    assert asked("speakers", news(BACKS, speaks), speaker="Norway") == []


# How values come in


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_has_a_place_for_each_parameter(name: str) -> None:
    assert places(QUESTIONS[name].sparql) == {parameter for parameter, _ in QUESTIONS[name].parameters}


@pytest.mark.parametrize("name", [name for name, each in QUESTIONS.items() if each.parameters])
def test_a_place_answers_as_a_substituted_value_does(name: str) -> None:
    """The text with UNDEF in its places is a query like any other, and the engine can bind it from outside."""
    store = Store.of(news(BACKS, REJECTS, on(2, "ines-okoro", "proposes", "Okoro calls for it.", speaker="norway")))
    nodes = {"object": mint(BASE, "topic", "ban"), "publisher": mint(BASE, "actor", "the-tide")}
    for parameter, _ in QUESTIONS[name].parameters:
        node = nodes.get(parameter, mint(BASE, "actor", "norway"))
        substituted = store.query(QUESTIONS[name].sparql, {parameter: node})
        assert store.ask(QUESTIONS[name], {parameter: node.value}) == substituted


def test_several_nodes_stand_in_one_place() -> None:
    text = "SELECT * { values $a {\n UNDEF } # VALUES ?a { UNDEF }\n VALUES ?b { UNDEF } }"
    nodes = [ox.NamedNode("a:1"), ox.NamedNode("a:2")]
    assert placed(text, {"a": nodes}) == "SELECT * { VALUES ?a { <a:1> <a:2> } # VALUES ?a { UNDEF }\n  }"


def test_a_question_without_places_is_bound_from_outside() -> None:
    question = Question(
        "who", "Who?", "", (("actor", "an actor"),), "SELECT ?actor ?cue { ?s rdf:subject ?actor ; gk:cue ?cue }"
    )
    store = Store.of(news(BACKS, REJECTS, on(2, "ines-okoro", "proposes", "Okoro calls for it.")))
    assert len(store.ask(question, {"actor": "Norway"})) == 2
    assert len(store.ask(question, {"actor": "o"})) == 3  # Okoro and Oslo begin so


@pytest.mark.parametrize(
    ("beginning", "found"), [("nor", True), ("trawl bot", True), ("ban on bott", True), ("orw", False)]
)
def test_a_name_is_completed(beginning: str, found: bool) -> None:
    store = Store.of(news(BACKS))
    if found:
        assert store.ask(QUESTIONS["mentions"], {"node": beginning})
    else:
        with pytest.raises(QueryError, match="no actor or topic is called"):
            store.ask(QUESTIONS["mentions"], {"node": beginning})


def test_names_are_suggested_as_they_are_written() -> None:
    store = Store.of(news(BACKS))
    assert store.completed("t", "an actor") == ["The Tide", "The Harbour Post"]
    assert store.completed("OSL", "an actor or a topic") == ["Norway"]
    assert store.completed("", "a topic") == []


@pytest.mark.parametrize("name", QUESTIONS)
def test_two_engines_give_one_answer(name: str) -> None:
    """rdflib answers the text of a question as Oxigraph does; the order of a list in a cell is each engine's own."""
    stances = published(made_up(nodes=30, statements=50))
    store, other = Store.of(stances), to_rdflib(stances)

    def told(row: Iterable[object]) -> list[object]:
        plain = ["" if term is None else str(getattr(term, "value", None) or term) for term in row]
        return [sorted(cell.split("; ")) for cell in plain]

    ours = [told(row) for row in store.ask(QUESTIONS[name]).rows]
    found = other.query(QUESTIONS[name].sparql, initNs=store.prefixes)
    theirs = [told(row) for row in found if isinstance(row, ResultRow)]
    assert sorted(ours) == sorted(theirs)
    assert ours or name == "contradictions"


# The forms of an answer


def test_tsv_and_xml_hold_what_the_rows_hold() -> None:
    answer = Store.of(news(BACKS, REJECTS)).query("SELECT ?s ?o ?none { ?s ?p ?o }")
    for form, name in ((ox.QueryResultsFormat.XML, "xml"), (ox.QueryResultsFormat.TSV, "tsv")):
        read = ox.parse_query_results(getattr(answer, name)(), format=form)
        assert isinstance(read, ox.QuerySolutions)
        assert tuple(tuple(row) for row in read) == answer.rows


def test_yes_is_xml() -> None:
    assert "<boolean>true</boolean>" in Store.of(news(BACKS)).query("ASK { ?s ?p ?o }").xml()


@pytest.mark.parametrize(
    "text", [*(each for each in HOSTILE if "\ud800" not in each), "a | b", "**x**", "[a](javascript:b)"]
)
def test_a_cell_of_markdown_holds_no_markup(text: str) -> None:
    answer = Answer("select", ("text",), ((ox.Literal(text),),))
    lines = answer.markdown().splitlines()
    assert len(answer.markdown().split("\n")) == 4
    cell = lines[2].removeprefix("| ").removesuffix(" |") if len(lines) == 3 else answer.markdown().split("\n")[2]
    assert not re.search(r"(?<!\\)[<>|*\[`]", cell.removeprefix("| ").removesuffix(" |"))
    assert re.sub(r"\\(.)", r"\1", cell).removeprefix("| ").removesuffix(" |") == " ".join(text.split())
