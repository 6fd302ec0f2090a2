"""A part of a graph, as `graphkit view` draws it, and the page as a notebook shows it."""

from __future__ import annotations

import html
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import graphs
import pytest
from hypothesis import given
from strategies import stance_graphs
from typer.testing import CliRunner

from graphkit.cli import app
from graphkit.errors import InputError
from graphkit.graph import Graph
from graphkit.model import Actor
from graphkit.ontology import load_ontology
from graphkit.rdf import to_triples
from graphkit.views.part import Part

if TYPE_CHECKING:
    from pathlib import Path

    from graphkit.model import StanceGraph

SMALL = graphs.small()


def left(graph: StanceGraph, **wanted: Any) -> set[str]:
    return {f"{edge.actor} {edge.relation} {edge.object}" for edge in Part(**wanted).of(graph).edges()}


TROOPS = {
    "germany opposes troop-deployment",
    "keir-starmer opposes troop-deployment",
    "keir-starmer supports troop-deployment",
}
QUARREL = {"russia opposes united-kingdom", "united-kingdom opposes russia"}


@pytest.mark.parametrize(
    ("wanted", "edges"),
    [
        ({"focus": "Moscow"}, QUARREL),
        ({"focus": "starmer"}, TROOPS - {"germany opposes troop-deployment"}),
        ({"focus": "starmer", "depth": 2}, TROOPS),
        ({"focus": "troop deployment to Ukraine"}, TROOPS),
        ({"topic": "troop"}, TROOPS),
        ({"since": date(2025, 2, 17)}, QUARREL | {"germany opposes troop-deployment"}),
        ({"until": date(2025, 2, 17)}, QUARREL | {"germany opposes troop-deployment"}),
        ({"since": date(2025, 2, 17), "until": date(2025, 2, 17), "focus": "Moscow"}, QUARREL),
        ({"min_sources": 2}, {"germany opposes troop-deployment"}),
        ({"topic": "troop", "min_sources": 2, "focus": "Berlin"}, {"germany opposes troop-deployment"}),
        ({}, TROOPS | QUARREL),
    ],
)
def test_what_is_left(wanted: dict[str, Any], edges: set[str]) -> None:
    assert left(SMALL, **wanted) == edges


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"focus": "Germny"}, "nothing is called 'Germny'; did you mean 'Germany'?"),
        ({"focus": "Atlantis"}, "search for it in the page"),
        ({"topic": "Germany"}, "nothing is called 'Germany'"),
        ({"focus": "ceasefire"}, "--focus 'ceasefire': no stance is left; ask for less"),
        (
            {"since": date(2026, 1, 1)},
            "the statements are from 2025-02-17 to 2025-02-17; 3 of 7 statements have no date",
        ),
        ({"until": date(2020, 1, 1)}, "--until 2020-01-01: no stance is left; the statements are from 2025-02-17"),
        ({"since": date(2025, 3, 1), "until": date(2025, 2, 1)}, "is after --until 2025-02-01; exchange the two days"),
        (
            {"min_sources": 9},
            "--min-sources 9: no stance is left; the best told stance there has 2 independent sources",
        ),
        ({"focus": "Berlin", "depth": 3, "topic": "ceasefire"}, "--focus 'Berlin' --topic 'ceasefire' --depth 3: no"),
        ({"focus": ""}, "nothing is called ''"),
    ],
)
def test_what_cannot_be_drawn_is_an_error(wanted: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        Part(**wanted).of(SMALL)


def test_a_name_of_several_names_them() -> None:
    with pytest.raises(InputError, match="may be 'Norway two' or 'Norway one'"):
        Part(focus="norway").of(
            graphs.graph(
                SMALL.statements,
                (*SMALL.actors, Actor("n", "Norway one", "Country"), Actor("m", "Norway two", "Country")),
                SMALL.topics,
                SMALL.articles,
            )
        )


@given(stance_graphs())
def test_a_part_is_a_whole_graph(graph: StanceGraph) -> None:
    try:
        part = Part(min_sources=1).of(graph)
    except InputError:
        assert not graph.edges()
        return
    assert part.edges() == graph.edges()
    assert list(to_triples(part))


# -- the command -----------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    papers = tuple(
        Actor(f"paper-{n}", article.publisher, "Organization")
        for n, article in enumerate(SMALL.articles)
        if article.publisher
    )
    stances = graphs.graph(SMALL.statements, (*SMALL.actors, *papers), SMALL.topics, SMALL.articles)
    Graph(stances, load_ontology()).write(tmp_path / "out")
    return tmp_path / "out"


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, ["view", *map(str, arguments)])


def test_view_opens_the_page_that_was_built(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda address: not opened.append(address))  # type: ignore[func-returns-value]
    before = (folder / "graph.html").read_bytes()
    (folder / "graph.html").write_bytes(before + b"<!-- mine -->")
    done = run(folder)
    assert (done.exit_code, done.stdout) == (0, f"{folder / 'graph.html'}\n")
    assert opened == [(folder / "graph.html").as_uri()]
    assert (folder / "graph.html").read_bytes().endswith(b"<!-- mine -->")
    (folder / "graph.html").unlink()
    assert run(folder, "--no-open").exit_code == 0
    assert (folder / "graph.html").read_bytes() == before
    assert len(opened) == 1


def test_view_draws_a_part(folder: Path, tmp_path: Path) -> None:
    done = run(folder, "--focus", "Moscow", "--no-open")
    assert done.stdout == f"{folder / 'graph-part.html'}\n"
    text = (folder / "graph-part.html").read_text(encoding="utf-8")
    assert '"name":"Russia"' in text
    assert '"name":"Germany"' not in text
    assert "--focus &#39;Moscow&#39;" in text
    elsewhere = tmp_path / "a.html"
    assert run(folder / "graph.ttl", "--topic", "troop", "-o", elsewhere, "--no-open").exit_code == 0
    assert elsewhere.is_file()


def test_without_a_browser_view_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webbrowser.open", lambda _: False)
    done = run(folder)
    assert done.exit_code == 0
    assert done.stderr == "graphkit: no browser was found here; open the page yourself\n"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["void"], 1, "void: no graph.ttl here; run `graphkit build` first"),
        (["out", "--focus", "Germny"], 1, "did you mean 'Germany'?"),
        (["out", "--topic", "troop", "-o", "void/a.html"], 1, "void/a.html: cannot be written"),
        (["out", "--since", "yesterday"], 2, "yesterday"),
        (["out", "--depth", "0"], 2, "--depth"),
    ],
)
def test_view_says_what_is_wrong(
    folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, message: str
) -> None:
    monkeypatch.chdir(folder.parent)
    done = run(*arguments, "--no-open")
    assert done.exit_code == code
    assert message in " ".join(done.stderr.replace("│", "").split())


# -- the notebook ----------------------------------------------------------------------------------


def test_a_notebook_shows_the_page_in_a_frame_of_its_own() -> None:
    shown = Graph(graphs.hostile(), load_ontology())._repr_html_()
    found = re.fullmatch(r'<iframe (?:[a-z]+="[^"]*" )*srcdoc="([^"]*)"></iframe>', shown)
    assert found
    assert html.unescape(found[1]).startswith("<!doctype html>")
    assert 'sandbox="allow-scripts ' in shown
    assert "allow-same-origin" not in shown
