"""`graphkit analyse` and what it writes: tables that add up, figures that are pictures, the same bytes every time."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import graphs
import pytest
from debates import ONTOLOGY, debate
from test_cli import run

from graphkit.errors import InputError, OutputError
from graphkit.network import analyse, camps_of, to_networkx
from graphkit.network import figures as figures_
from graphkit.network.figures import figures
from graphkit.network.report import write
from graphkit.rdf import write_turtle

if TYPE_CHECKING:
    from graphkit.model import StanceGraph

TABLES = ["actors.csv", "affiliation.csv", "objects.csv", "polarisation.csv", "summary.csv", "ties.csv"]
QUARREL = (
    *("A + tax 2025-03-01 a", "B + tax 2025-03-01 a", "C - tax 2025-03-04 b", "D - tax 2025-03-05 c"),
    *("A - ban 2025-03-06 d", "C + ban 2025-03-06 d", "E + rest 2025-03-07 e"),
)


@pytest.fixture
def quarrel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "output").mkdir()
    write_turtle(debate(*QUARREL), tmp_path / "output" / "graph.ttl")
    return tmp_path / "output"


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def test_analyse_writes_tables_and_figures_beside_the_graph(quarrel: Path) -> None:
    done = run("analyse")
    assert (done.exit_code, done.stderr) == (0, "")
    pictures = [f"{name}.{suffix}" for name in ("camps", "matrix", "polarisation") for suffix in ("png", "svg")]
    assert sorted(path.name for path in (quarrel / "analysis").iterdir()) == sorted((*TABLES, *pictures))
    assert "camps\t2" in done.stdout
    assert "camp 1: A party, B party" in done.stdout
    assert "camp 2: C party, D party" in done.stdout
    for name in pictures:
        content = (quarrel / "analysis" / name).read_bytes()
        if name.endswith(".png"):
            assert content.startswith(b"\x89PNG")
        else:
            ElementTree.fromstring(content)  # noqa: S314


def test_tables_say_what_was_found(quarrel: Path) -> None:
    assert run("analyse", quarrel, "--no-figures", "-o", "tables").exit_code == 0
    tables = Path("tables")
    assert sorted(path.name for path in tables.iterdir()) == TABLES
    actors = {row["label"]: row for row in rows(tables / "actors.csv")}
    assert [(actors[f"{a} party"]["camp"], actors[f"{a} party"]["occurrences"]) for a in "ABCDE"] == [
        ("1", "2"),
        ("1", "1"),
        ("2", "2"),
        ("2", "1"),
        ("", "1"),
    ], "who shares no object with anybody is in no camp"
    ties = {(row["actor label"][0], row["other label"][0]): row for row in rows(tables / "ties.csv")}
    # A and C meet on tax and on the ban, each time in conflict; they have two occurrences each.
    tie = ties["A", "C"]
    assert (tie["congruence"], tie["conflict"], tie["subtract"], tie["normalised"]) == ("0", "2", "-2", "-1")
    assert ties["A", "B"]["normalised"] == "0.666667"
    objects = rows(tables / "objects.csv")
    assert [(row["label"], row["controversy"], row["agreeing"], row["disagreeing"]) for row in objects] == [
        ("the tax", "1", "2", "2"),
        ("the ban", "1", "1", "1"),
        ("the rest", "0", "1", "0"),
    ]
    summary = {row["measure"]: row["value"] for row in rows(tables / "summary.csv")}
    assert (summary["occurrences"], summary["actors in a camp"], summary["frustrated ties"]) == ("7", "4", "0")
    assert len(rows(tables / "affiliation.csv")) == 7
    assert [row["first"] for row in rows(tables / "polarisation.csv")] == [f"2025-03-0{day}" for day in range(1, 6)]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("missing.ttl",), "missing.ttl: no graph here; run `graphkit build` first"),
        (("output", "--duplicates", "hour"), "there is no 'hour'; there are include, article"),
        (("output", "--objects", "all"), "there is no 'all'"),
        (("output", "--normalisation", "log"), "there is no 'log'"),
        (("output", "--window", "often"), "write for instance '7 days'"),
        (("output", "--window", "7"), "write for instance '7 days'"),
        (("output", "--agreement", "supports=1,supports=-1"), "'supports' has two levels; give it one"),
        (("output", "--resolution", "inf"), "inf is no positive number"),
        (("output", "--window", "7 fortnights"), "there is no 'fortnights'"),
        (("output", "--window", "0 days"), "give 1 or more"),
        (("output", "--agreement", "likes=1"), "no relation 'likes'; there are opposes, proposes, supports"),
        (("output", "--agreement", "supports=much"), "'much' is no whole number"),
        (("output", "--agreement", "supports=2,opposes=-1", "--scale", "0,1"), "from 0 to 1"),
        (("output", "--agreement", "supports=2,opposes=-1", "--scale", "0"), "--scale '0': '' is no whole number"),
        (("output", "--scale", "0,1"), "agreement is true or false here"),
        (("output", "--least", "9"), "no actor occurs 9 times"),
        (("output", "--alpha", "2"), "alpha"),
        (("output", "--resolution", "-1"), "resolution"),
        (("output", "-o", "output/graph.ttl"), "cannot be made"),
    ],
)
def test_a_mistake_is_told_in_one_line(quarrel: Path, wrong: tuple[str, ...], said: str) -> None:
    done = run("analyse", *wrong)
    assert done.exit_code == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (quarrel / "analysis").exists()


def test_agreement_of_degrees(quarrel: Path) -> None:
    options = ("--agreement", "supports=2,proposes=1,opposes=-2", "--scale", "-4,4", "--no-figures", "-o", "graded")
    assert run("analyse", quarrel, *options).exit_code == 0
    assert run("analyse", quarrel, "--no-figures", "-o", "plain").exit_code == 0
    graded, plain = (
        list(csv.DictReader(io.StringIO(Path(name, "ties.csv").read_text(encoding="utf-8"))))
        for name in ("graded", "plain")
    )
    for one, other in zip(graded, plain, strict=True):
        met = [float(row["congruence"]) + float(row["conflict"]) for row in (one, other)]
        assert met[0] == pytest.approx(met[1]), "what is less near is further apart"
    assert graded != plain


def test_an_empty_folder_has_no_graph(quarrel: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = run("analyse", "empty")
    assert done.exit_code == 1
    assert f"{Path('empty') / 'graph.ttl'}: no graph here" in done.stderr


def test_without_matplotlib_it_says_what_to_install(quarrel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    done = run("analyse")
    assert done.exit_code == 1
    assert "pip install 'graphkit[analysis]'" in done.stderr
    assert not (quarrel / "analysis").exists(), "nothing is half done"
    assert run("analyse", "--no-figures").exit_code == 0


def test_dates_that_are_missing_are_told(tmp_path: Path) -> None:
    write_turtle(debate("A + x", "B - x"), tmp_path / "graph.ttl")
    done = run("analyse", tmp_path)
    assert done.exit_code == 0
    assert "2 occurrences without a date, so in no window of time" in done.stdout
    assert "no figure of polarisation" in done.stdout


def test_a_graph_without_statements_is_refused() -> None:
    with pytest.raises(InputError, match="no statement that counts"):
        analyse(graphs.empty(), ONTOLOGY)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "summary.csv").mkdir()
    with pytest.raises(OutputError, match=r"summary\.csv"):
        write(analyse(debate(*QUARREL), ONTOLOGY), tmp_path, figures=False)


def test_hostile_names_are_drawn_and_obeyed_nowhere() -> None:
    drawn = figures(analyse(graphs.hostile(), ONTOLOGY))
    for name, content in drawn.items():
        if name.endswith(".svg"):
            names = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(content).iter()}  # noqa: S314
            assert "script" not in names
            assert "a" not in names
    text = drawn["matrix.svg"].decode()
    assert "&lt;script&gt;" in text


def test_dollars_are_no_formula() -> None:
    graph = debate("A + x", "B - x")
    actors = tuple(replace(actor, name=rf"$\frac{{{actor.id}$ & co") for actor in graph.actors)
    assert rb"$\frac{A$ &amp; co" in figures(analyse(replace(graph, actors=actors), ONTOLOGY))["camps.svg"]


@pytest.mark.parametrize(
    "graph", [graphs.made_up(300, 900, 40), graphs.made_up(), debate(*QUARREL), debate("A + x", "B + x")]
)
def test_no_name_stands_in_another(graph: StanceGraph) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    named = tuple(replace(actor, name=f"Federation of Small Businesses {actor.id}") for actor in graph.actors)
    for draw in (figures_._camps, figures_._matrix):
        figure = draw(analyse(replace(graph, actors=named), ONTOLOGY))
        assert figure is not None
        canvas: Any = FigureCanvasAgg(figure)
        canvas.draw()
        (axes, *_) = figure.axes
        names = [*axes.texts] if draw is figures_._camps else [*axes.get_yticklabels(), *axes.get_xticklabels()]
        boxes = [text.get_window_extent(canvas.get_renderer()) for text in names]
        assert len(boxes) > 1
        assert [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])] == []


def test_figures_say_what_their_signs_mean() -> None:
    drawn = figures(analyse(debate(*QUARREL, "A + tax 2025-03-08 f"), ONTOLOGY))
    for told in ("agree", "disagree", "camp 1", "camp 2"):
        assert f">{told}<" in drawn["camps.svg"].decode()
    matrix = drawn["matrix.svg"].decode()
    for told in ("+ agree", "− disagree", "± both", "camp 1", "no camp", "+", "−"):
        assert f">{told}<" in matrix
    twice = ("A + x", "A + x - a2", "A + x - a3", "A + x - a4", "A - x - a5", "B + x")
    torn = figures(analyse(debate(*twice), ONTOLOGY))["matrix.svg"].decode()
    assert ">±<" in torn, "who was on both sides is told from who said nothing"


def test_a_large_debate_is_drawn_in_part_and_says_so() -> None:
    analysis = analyse(graphs.made_up(300, 900, 40), ONTOLOGY)
    drawn = figures(analysis)
    assert b"40 of" in drawn["camps.svg"]
    assert b"40 of" in drawn["matrix.svg"]


def test_camps_for_the_page_are_those_of_the_analysis() -> None:
    graph = graphs.made_up()
    found = camps_of(graph, ONTOLOGY)
    assert found == analyse(graph, ONTOLOGY).camp_of
    assert set(found) <= set(to_networkx(graph, ONTOLOGY)), "its nodes are those of the page"
    assert sorted(set(found.values())) == list(range(1, max(found.values()) + 1))


def test_the_same_graph_gives_the_same_bytes_under_any_hash_seed(tmp_path: Path) -> None:
    program = (
        "import sys, graphs; from pathlib import Path; from graphkit.ontology import load_ontology;"
        "from graphkit.network import analyse; from graphkit.network.report import write;"
        "write(analyse(graphs.made_up(), load_ontology()), Path(sys.argv[1]))"
    )
    found = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        subprocess.run(
            [sys.executable, "-c", program, folder],
            check=True,
            cwd=Path(__file__).parent,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent.parent)},
        )
        found.append({path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())})
    assert len(found[0]) == 12
    assert found[0] == found[1]


def test_the_programs_in_the_documentation_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path(__file__).parent.parent
    shutil.copytree(root / "output", tmp_path / "output")
    monkeypatch.chdir(tmp_path)
    programs = re.findall(
        r"```python\n(.*?)```", (root / "docs" / "analysis.md").read_text(encoding="utf-8"), re.DOTALL
    )
    assert len(programs) == 3
    names: dict[str, Any] = {}
    for program in programs:
        exec(program, names)  # noqa: S102 - our own documentation
    assert len(names["frame"]) == len(names["graph"].statements)
