from __future__ import annotations

import csv
import io
import shlex
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer
from graphs import HOSTILE, hostile, made_up, small
from hypothesis import given
from hypothesis import strategies as st
from strategies import stance_graphs, texts
from test_pipeline import FakeExtractor, write
from typer.testing import CliRunner

from graphkit import pipeline
from graphkit.accounts import Question
from graphkit.cli import app
from graphkit.errors import InputError, OutputError
from graphkit.graph import Graph
from graphkit.model import StanceGraph
from graphkit.ontology import load_ontology
from graphkit.resolution.ledger import Ledger, parse_ledger, read_ledger
from graphkit.review import export_review, import_review, open_questions
from graphkit.review.scoring import Scoring
from graphkit.review.sheets import COLUMNS, FILLED, SEAL, cell, read
from graphkit.spreadsheets import escaped, unescaped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from typer.testing import Result

ONTOLOGY = load_ontology()
SMITH = Question("Starmer", ("a1", "a2"), ("Keir Starmer", "Olaf Scholz"), "two are called so")
PLAN = Question("troop deployment to Ukraine", ("a1",), ("ceasefire",), "they are 0.7 alike")
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "'=1+1", "''=x", "=cmd|' /C calc'!A0", "＝1", "'s-Hertogenbosch", "'")


def graph(stances: StanceGraph | None = None) -> Graph:
    """A graph whose statements bear ids as claims do."""
    stances = stances or small()
    statements = (replace(said, id=f"{n:010x}") for n, said in enumerate(stances.statements))
    return Graph(replace(stances, statements=tuple(statements)), ONTOLOGY)


def rows(path: Path) -> list[dict[str, str]]:
    """What a spreadsheet shows of a sheet in CSV."""
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def fill(path: Path, filled: Mapping[int, Mapping[str, str]]) -> Path:
    """Fills in rows of a sheet, the first being 0, as a person does in a spreadsheet."""
    shown = rows(path)
    for number, cells in filled.items():
        shown[number].update(cells)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(shown[0]))
        writer.writeheader()
        writer.writerows(shown)
    return path


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    export_review(graph(), [SMITH, PLAN], tmp_path / "sheet.csv")
    return tmp_path / "sheet.csv"


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "ledger.txt"


def judged(sheet: Path, ledger: Path, filled: Mapping[int, Mapping[str, str]]) -> str:
    """The lines that a filled-in sheet makes, without their author."""
    done = import_review([fill(sheet, filled)], graph(), ledger, "Ann")
    assert not done.faults
    return ledger.read_text(encoding="utf-8").replace(" by Ann", "")


# -- what is asked ---------------------------------------------------------------------------------


def test_a_sheet_says_all_that_a_reviewer_needs(sheet: Path) -> None:
    (row,) = (row for row in rows(sheet) if row["sentence"].startswith("Berlin"))
    assert tuple(row) == COLUMNS["statements"]
    assert {name: text for name, text in row.items() if name not in ("id", SEAL)} == {
        "sentence": "Berlin rejected any early deployment of troops to Ukraine, Scholz said.",
        "words": "Berlin … rejected … any early deployment of troops to Ukraine",
        "actor": "Germany",
        "relation": "opposes",
        "object": "troop deployment to Ukraine",
        "speaker": "Olaf Scholz",
        "file": "berlin.txt",
        "date": "2025-02-17",
        "publisher": "The Daily Example",
        "confidence": "0.86",
        "modality": "actual",
        **dict.fromkeys(FILLED["statements"], ""),
    }
    assert [
        (row["name"], row["candidates"], row["articles"]) for row in rows(sheet.with_name("sheet.questions.csv"))
    ] == [
        ("troop deployment to Ukraine", "ceasefire", "berlin.txt"),
        ("Starmer", "Keir Starmer | Olaf Scholz", "berlin.txt | london.txt"),
    ]


def test_doubt_and_what_hangs_on_it_come_first() -> None:
    stances = small()
    said = next(said for said in stances.statements if said.actor == "russia")
    score = Scoring(stances).statement
    assert score(replace(said, confidence=0.5)) > score(said) > score(replace(said, confidence=1.0)) > 0
    twice = replace(stances, statements=(*stances.statements, replace(said, id="again")))
    assert Scoring(twice).statement(said) < score(said)
    assert score(replace(said, modality="possible")) < score(said)
    alone = StanceGraph((said,), stances.actors, stances.topics, stances.articles)
    assert Scoring(alone).statement(said) < score(said)


def test_a_question_on_which_more_hangs_comes_first() -> None:
    asked = Scoring(small())
    hub = Question("Germany", (), ("Prussia",), "")
    assert asked.questions([Question("Nobody", (), ("A",), ""), hub]) == [hub, Question("Nobody", (), ("A",), "")]
    assert asked.question(replace(hub, candidates=("A", "B"))) < asked.question(hub)


def test_the_order_is_that_of_the_scores(tmp_path: Path) -> None:
    found = graph(made_up())
    export_review(found, [], tmp_path / "s.csv")
    scoring = Scoring(found.stances)
    by_id = {f"st:{said.id}": scoring.statement(said) for said in found.statements}
    scores = [by_id[row["id"]] for row in rows(tmp_path / "s.csv")]
    assert len(scores) == len(found.statements)
    assert scores == sorted(scores, reverse=True)


def test_what_was_judged_is_left_out(tmp_path: Path) -> None:
    known = parse_ledger(
        'accept 0\nreject 00000000ff\nrelabel 0000000001 actor "Canada"\naccept 0000000002\n'
        'different "ceasefire" "Troop deployment to Ukraine"\n'
        'same "Starmer" in berlin.txt "Keir Starmer"\ndifferent "Starmer" in london.txt "Olaf Scholz"\n',
        ONTOLOGY.relations,
    )
    done = export_review(graph(), [SMITH, PLAN], tmp_path / "s.csv", known)
    assert (done.statements, done.questions, done.judged) == (5, 1, 3)
    assert {"st:0000000001", "st:0000000002"}.isdisjoint(row["id"] for row in rows(tmp_path / "s.csv"))
    more = parse_ledger('different "Starmer" "Olaf Scholz"\nsame "Starmer" "Keir Starmer"', ONTOLOGY.relations)
    assert export_review(graph(), [SMITH, PLAN], tmp_path / "t.csv", more).questions == 1
    everything = export_review(graph(), [SMITH, PLAN], tmp_path / "u.csv", known, everything=True)
    assert (everything.statements, everything.questions, everything.judged) == (7, 2, 0)


def test_nobody_loses_what_was_filled_in(sheet: Path) -> None:
    export_review(graph(), [], sheet)  # nothing is filled in yet
    fill(sheet, {1: {"note": "ask Bea"}})
    before = sheet.read_bytes()
    with pytest.raises(OutputError, match=r"sheet\.csv: 1 row is filled in; `graphkit review import` it"):
        export_review(graph(), [], sheet)
    assert sheet.read_bytes() == before
    sheet.write_text("my shopping", encoding="utf-8")
    with pytest.raises(OutputError, match="no sheet of a review stands there"):
        export_review(graph(), [], sheet)


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no sheet '\.ods'; name a file \.csv or \.xlsx"):
        export_review(graph(), [], tmp_path / "s.ods")


# -- cells -----------------------------------------------------------------------------------------


@given(texts | st.sampled_from(FORMULAS))
def test_no_cell_is_a_formula_and_each_comes_back(text: str) -> None:
    shown = cell(text)
    assert not escaped(shown).startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
    assert unescaped(escaped(shown)) == shown


@given(stance_graphs())
def test_any_graph_makes_a_sheet_that_can_be_read(
    tmp_path_factory: pytest.TempPathFactory, stances: StanceGraph
) -> None:
    path = tmp_path_factory.mktemp("review") / "s.csv"
    export_review(graph(stances), [], path)
    found = {row["id"]: row for part in read(path) for row in part.rows}
    names = {actor.id: actor.name for actor in stances.actors}
    for said in graph(stances).statements:
        assert found[f"st:{said.id}"]["sentence"] == cell(said.evidence.exact)
        assert found[f"st:{said.id}"]["actor"] == cell(names[said.actor])


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_hostile_sheet_does_nothing_and_comes_back(tmp_path: Path, ledger: Path, suffix: str) -> None:
    stances = hostile()
    actors = tuple(
        replace(actor, name=FORMULAS[n % len(FORMULAS)] + actor.name) for n, actor in enumerate(stances.actors)
    )
    found = graph(replace(stances, actors=actors))
    path = tmp_path / f"s{suffix}"
    asked = [Question(f"{formula}?", ("article 0",), (f"{formula}!",), HOSTILE[0]) for formula in FORMULAS]
    export_review(found, asked, path)
    if suffix == ".csv":
        told = [text for row in csv.reader(path.read_text(encoding="utf-8-sig").splitlines()) for text in row]
        assert not any(text.startswith(("=", "+", "-", "@")) for text in told)
        fill(path, {n: {"verdict": "accept"} for n in range(len(found.statements))})
        fill(tmp_path / "s.questions.csv", {n: {"answer": "none"} for n in range(len(asked))})
    else:
        from openpyxl import load_workbook

        book = load_workbook(path)
        assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)
        for sheet, column, answer in (("statements", "verdict", "accept"), ("questions", "answer", "none")):
            place = COLUMNS[sheet].index(column) + 1
            for number in range(2, book[sheet].max_row + 1):
                book[sheet].cell(number, place).value = answer
        book.save(path)
    done = import_review([path], found, ledger, "Ann")
    assert not done.faults
    assert len(done.added) == len(found.statements) + len(asked)
    names = {name for (name, _), _, _ in read_ledger(ledger, ONTOLOGY.relations).different}
    assert names == {f"{formula}?" for formula in FORMULAS}


def test_a_workbook_is_made_for_its_reader(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    for name in ("s.xlsx", "t.xlsx"):
        export_review(graph(), [SMITH, PLAN], tmp_path / name)
    assert (tmp_path / "s.xlsx").read_bytes() == (tmp_path / "t.xlsx").read_bytes()
    book = load_workbook(tmp_path / "s.xlsx")
    assert book.sheetnames == ["statements", "questions"]
    sheet = book["statements"]
    assert sheet.freeze_panes == "A2"
    assert sheet["B2"].alignment.wrap_text
    offers = {str(each.sqref): (each.formula1, each.showErrorMessage) for each in sheet.data_validations.dataValidation}
    assert offers == {"M2:M8": ('"accept,reject,relabel"', True), "O2:O8": ('"opposes,proposes,supports"', True)}
    assert sheet.column_dimensions["R"].hidden
    answers = [(str(each.sqref), each.formula1) for each in book["questions"].data_validations.dataValidation]
    assert answers == [("E2", '"ceasefire,none"'), ("E3", '"Keir Starmer,Olaf Scholz,none"')]


def test_without_openpyxl_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphkit.review.sheets.find_spec", lambda name: None)
    with pytest.raises(OutputError, match=r"s\.xlsx: this needs openpyxl; install it: pip install 'graphkit\[xlsx\]'"):
        export_review(graph(), [], tmp_path / "s.xlsx")


# -- what is answered ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "lines"),
    [
        ({"verdict": "accept"}, ["accept {id}"]),
        ({"verdict": " Reject ", "note": "he  quotes\nthem"}, ["reject {id} because he quotes them"]),
        ({"verdict": "relabel", "correct relation": "gk:proposes"}, ["relabel {id} proposes"]),
        ({"correct relation": "Proposes"}, ["relabel {id} proposes"]),
        ({"correct actor": "Emmanuel Macron"}, ['relabel {id} actor "Emmanuel Macron"']),
        (
            {
                "verdict": "relabel",
                "correct actor": "{actor}",
                "correct relation": "proposes",
                "correct object": "peace",
            },
            ["relabel {id} proposes", 'relabel {id} object "peace"'],
        ),
        ({}, []),
    ],
)
def test_a_verdict_is_a_line(sheet: Path, ledger: Path, cells: Mapping[str, str], lines: list[str]) -> None:
    first = rows(sheet)[0]
    filled = {0: {column: text.replace("{actor}", first["actor"]) for column, text in cells.items()}}
    done = import_review([fill(sheet, filled)], graph(), ledger, "Ann", date(2025, 2, 17))
    assert not done.faults
    written = ledger.read_text(encoding="utf-8").splitlines() if ledger.exists() else []
    wanted = [line.replace("{id}", first["id"].removeprefix("st:")) for line in lines]
    assert [line.replace(" by Ann on 2025-02-17", "") for line in written] == wanted
    assert all(" by Ann on 2025-02-17" in line for line in written)


@pytest.mark.parametrize(
    ("number", "answer", "lines"),
    [
        (
            1,
            "keir starmer",
            ['same "Starmer" in berlin.txt "Keir Starmer"', 'same "Starmer" in london.txt "Keir Starmer"'],
        ),
        (1, "not Olaf Scholz", [f'different "Starmer" in {file}.txt "Olaf Scholz"' for file in ("berlin", "london")]),
        (
            1,
            "none",
            [
                f'different "Starmer" in {file}.txt "{name}"'
                for name in ("Keir Starmer", "Olaf Scholz")
                for file in ("berlin", "london")
            ],
        ),
        (1, "Canada", [f'same "Starmer" in {file}.txt "Canada"' for file in ("berlin", "london")]),
        (0, "ceasefire", ['same "troop deployment to Ukraine" "ceasefire"']),
    ],
)
def test_an_answer_holds_where_it_was_asked(
    sheet: Path, ledger: Path, number: int, answer: str, lines: list[str]
) -> None:
    beside = fill(sheet.with_name("sheet.questions.csv"), {number: {"answer": answer}})
    assert judged(sheet, ledger, {}).splitlines() == lines
    assert import_review([beside], graph(), ledger, "Bea").known == 1
    held = read_ledger(ledger, ONTOLOGY.relations)
    left = export_review(graph(), [SMITH, PLAN], sheet.with_name("next.csv"), held).questions
    assert left == (2 if answer in ("not Olaf Scholz", "Canada") else 1)


def test_twice_adds_nothing(sheet: Path, ledger: Path) -> None:
    fill(sheet, {0: {"verdict": "accept"}, 1: {"verdict": "reject"}, 2: {"correct actor": "Canada"}})
    first = import_review([sheet], graph(), ledger, "Ann")
    content = ledger.read_bytes()
    second = import_review([sheet, sheet], graph(), ledger, "Bea", date(2025, 1, 1))
    assert (len(first.added), first.empty, first.known) == (3, 6, 0)
    assert (len(second.added), second.known) == (0, 3)
    assert ledger.read_bytes() == content


Wrong = tuple[dict[str, str], str]


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"verdict": "acept"}, "'acept' is no verdict; did you mean accept?"),
        ({"verdict": "x"}, "write accept, reject, relabel or nothing"),
        ({"verdict": "relabel"}, "it says relabel and not to what"),
        ({"verdict": "accept", "correct object": "x"}, "it says accept and corrects the object"),
        ({"correct relation": "denies"}, "'denies' is no relation; there are opposes, proposes, supports"),
        ({"note": "hm"}, "there is a note and no verdict"),
        ({"id": "st:00000000ff", "verdict": "accept"}, "the graph has no statement 'st:00000000ff'"),
        ({"id": "", "verdict": "accept"}, "row 2 (empty): the graph has no statement"),
        ({"id": "1.2E+45", "verdict": "accept"}, "the graph has no statement '1.2E+45'"),
        ({"id": "st:0000000003", "verdict": "accept"}, "what it is about was edited"),
        ({"sentence": "He said so.", "verdict": "accept"}, "was edited (sentence); put it back"),
        ({"actor": "Macron", "object": "peace", "verdict": "accept"}, "was edited (actor, object)"),
        ({"seal": "", "verdict": "accept"}, "was edited; put it back"),
    ],
)
def test_a_wrong_row_is_told_and_the_good_ones_are_taken(
    sheet: Path, ledger: Path, cells: dict[str, str], told: str
) -> None:
    ids = [row["id"] for row in rows(sheet)]
    wanted = 0 if ids[0] != "st:0000000003" else 1
    others = {n: {"verdict": "accept"} for n in range(len(ids)) if n != wanted}
    done = import_review([fill(sheet, {wanted: cells, **others})], graph(), ledger, "Ann")
    (fault,) = done.faults
    assert told.replace("row 2", f"row {wanted + 2}") in fault
    assert fault.startswith(f"{sheet}: row {wanted + 2} (")
    assert len(done.added) == len(ids) - 1


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"answer": "Adam"}, "'Adam' is none of the candidates (Keir Starmer, Olaf Scholz)"),
        ({"answer": "Keir Starmer | not Keir Starmer"}, "it says that it is 'Keir Starmer' and that it is not"),
        ({"answer": "none", "name": "Scholz"}, "what it is about was edited"),
        ({"note": "?"}, "there is a note and no answer"),
    ],
)
def test_a_wrong_answer_is_told(sheet: Path, ledger: Path, cells: dict[str, str], told: str) -> None:
    beside = fill(sheet.with_name("sheet.questions.csv"), {1: cells, 0: {"answer": "none"}})
    done = import_review([beside], graph(), ledger, "Ann")
    assert told in "".join(done.faults)
    assert [judgement.verb for judgement in done.added] == ["different"]


def test_a_row_that_contradicts_the_ledger_is_told_with_its_line(sheet: Path, ledger: Path) -> None:
    ids = [row["id"].removeprefix("st:") for row in rows(sheet)]
    ledger.write_text(f'# ours\naccept {ids[0]} by Bea\ndifferent "starmer" "keir starmer"\n', encoding="utf-8")
    fill(sheet, {0: {"verdict": "reject"}, 1: {"verdict": "reject"}})
    fill(sheet.with_name("sheet.questions.csv"), {1: {"answer": "Keir Starmer"}})
    done = import_review([sheet], graph(), ledger, "Ann")
    assert [judgement.statement for judgement in done.added] == [ids[1]]
    one, other = done.faults
    assert f"row 2 (st:{ids[0]}): reject {ids[0]} contradicts {ledger}:2 (accept {ids[0]})" in one
    assert 'row 3 (Starmer): same "Starmer" in ' in other
    assert f'contradicts {ledger}:3 (different "starmer" "keir starmer")' in other


def test_two_sheets_that_contradict_each_other_give_the_first_one(sheet: Path, ledger: Path, tmp_path: Path) -> None:
    other = tmp_path / "bea.csv"
    other.write_bytes(sheet.read_bytes())
    fill(sheet, {0: {"verdict": "accept"}})
    fill(other, {0: {"verdict": "reject"}, 1: {"verdict": "reject"}})
    done = import_review([sheet, other], graph(), ledger, "Ann")
    assert [judgement.verb for judgement in done.added] == ["accept", "reject"]
    (fault,) = done.faults
    assert fault.startswith(f"{other}: row 2")
    assert f"contradicts {sheet}: row 2" in fault


def test_a_ledger_that_is_broken_stops_it(sheet: Path, ledger: Path) -> None:
    ledger.write_text("acept 1\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"ledger\.txt:1: 'acept'"):
        import_review([fill(sheet, {0: {"verdict": "accept"}})], graph(), ledger, "Ann")
    with pytest.raises(InputError, match="no author"):
        import_review([sheet], graph(), ledger, " ")


def test_a_name_that_nobody_bears_is_taken_and_told(sheet: Path, ledger: Path) -> None:
    done = import_review([fill(sheet, {0: {"correct actor": "Kier Starmer"}})], graph(), ledger, "Ann")
    assert len(done.added) == 1
    (remark,) = done.remarks
    assert "nothing in the graph is called 'Kier Starmer' so far; near it is 'Keir Starmer'" in remark


# -- what spreadsheets do --------------------------------------------------------------------------


def _semicolons(path: Path) -> None:
    table = [list(row.values()) for row in rows(path)]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([COLUMNS["statements"], *table])


def _utf_16(path: Path) -> None:
    path.write_bytes(path.read_bytes().decode("utf-8-sig").encode("utf-16"))


def _apostrophes(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"'=", b"=").replace(b"'-", b"-"))


def _columns(path: Path) -> None:
    shown = [{key: row[key] for key in reversed(row) if key != "speaker"} | {"mine": "x"} for row in rows(path)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [key.upper() for key in shown[0]])
        writer.writeheader()
        writer.writerows({key.upper(): text for key, text in row.items()} for row in shown)


def _order(path: Path) -> None:
    shown = rows(path)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([list(shown[0]), [""] * len(shown[0]), *(row.values() for row in reversed(shown))])


@pytest.mark.parametrize("change", [_semicolons, _utf_16, _apostrophes, _columns, _order])
def test_what_a_spreadsheet_changes_does_not_matter(
    tmp_path: Path, ledger: Path, change: Callable[[Path], None]
) -> None:
    stances = small()
    actors = tuple(replace(actor, name=f"={actor.name}; & Co.") for actor in stances.actors)
    found = graph(replace(stances, actors=actors))
    path = tmp_path / "s.csv"
    export_review(found, [], path)
    fill(path, {0: {"verdict": "accept"}, 1: {"verdict": "reject", "note": "läuft\nschief"}})
    change(path)
    done = import_review([path], found, ledger, "Ann")
    assert not done.faults
    assert sorted(judgement.verb for judgement in done.added) == ["accept", "reject"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("s.csv", b"", "no sheet of a review"),
        ("s.csv", b"a,b\n1,2\n", "its first line has to name the columns id, sentence"),
        ("s.csv", b"\xe4\xf6\xfc", "not UTF-8; save it as CSV UTF-8"),
        ("s.csv", b'id,verdict,"' + b"x" * 200_000, "no CSV"),
        ("s.xlsx", b"PK\x03\x04 nothing", "no workbook"),
        ("s.csv", ",".join(COLUMNS["statements"][:-1]).encode(), "the column 'seal' is missing; put it back"),
    ],
)
def test_what_is_no_sheet_is_refused(tmp_path: Path, ledger: Path, name: str, content: bytes, told: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as caught:
        import_review([tmp_path / name], graph(), ledger, "Ann")
    assert told in str(caught.value)
    assert str(caught.value).startswith(str(tmp_path / name))


def test_a_workbook_that_is_another_one_is_refused(tmp_path: Path, ledger: Path) -> None:
    from openpyxl import Workbook

    Workbook().save(tmp_path / "s.xlsx")
    with pytest.raises(InputError, match="no sheet of a review"):
        import_review([tmp_path / "s.xlsx"], graph(), ledger, "Ann")
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w") as zipped:
        zipped.writestr("a", "b")
    with pytest.raises(InputError, match="no workbook"):
        import_review([tmp_path / "t.xlsx"], graph(), ledger, "Ann")


# -- from articles to articles ---------------------------------------------------------------------


def test_a_review_outlives_new_articles(tmp_path: Path, ledger: Path) -> None:
    def built(news: Path) -> Graph:
        held = ledger if ledger.exists() else None
        return pipeline.build(news, extractor=FakeExtractor(), ledger=held)

    news = write(tmp_path / "news", berlin="Germany opposes troops. France supports talks. Spain opposes haste.")
    old = built(news)
    sheet = tmp_path / "s.csv"
    export_review(old, [], sheet)
    place = {row["actor"]: n for n, row in enumerate(rows(sheet))}
    fill(
        sheet,
        {
            place["Germany"]: {"verdict": "accept"},
            place["France"]: {"verdict": "reject"},
            place["Spain"]: {"correct relation": "supports", "correct actor": "Portugal"},
        },
    )
    write(news, paris="Germany supports talks. Italy opposes troops.")
    (news / "berlin.txt").rename(news / "moved.txt")
    done = import_review([sheet], built(news), ledger, "Ann")  # the graph has grown since
    assert not done.faults
    new = built(news)
    said = {(edge.actor, edge.relation) for edge in new.edges()}
    assert said == {("germany", "opposes"), ("portugal", "supports"), ("germany", "supports"), ("italy", "opposes")}
    assert {said.id for said in old.statements} - {said.id for said in new.statements} == {
        judgement.statement for judgement in done.added if judgement.verb == "reject"
    }
    known = read_ledger(ledger, ONTOLOGY.relations)
    assert export_review(new, [], tmp_path / "t.csv", known).statements == 2
    assert {row["file"] for row in rows(tmp_path / "t.csv")} == {"paris.txt"}
    again = import_review([sheet], new, ledger, "Ann")  # what was rejected is in no graph any more
    assert (again.added, again.faults, again.known) == ((), (), 3)
    export_review(new, [], tmp_path / "u.csv", known, everything=True)
    fill(tmp_path / "u.csv", {n: {"verdict": "accept"} for n in range(4)})
    last = import_review([tmp_path / "u.csv"], new, ledger, "Bea")  # what was corrected is right now
    assert (len(last.added), last.known, last.faults) == (2, 2, ())


# -- the command -----------------------------------------------------------------------------------


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], prog_name="graphkit")


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(pipeline.EXTRACTORS, "rules", "test_pipeline:FakeExtractor")
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "news", berlin="Germany opposes troops. France supports talks.")
    assert run("build", "news").exit_code == 0
    return Path("output")


def test_a_review_from_end_to_end(built: Path) -> None:
    assert open_questions(built) == []
    done = run("review", "export", built, "-o", "sheet.csv")
    assert done.stdout.splitlines() == ["2 statements, 0 questions", "sheet.csv", "sheet.questions.csv"]
    fill(Path("sheet.csv"), {0: {"verdict": "accept"}, 1: {"verdict": "yes"}})
    done = run("review", "import", "sheet.csv", "--ledger", "ledger.txt", "--author", "Ann Lee", "--date", "2025-02-17")
    assert done.exit_code == 3
    assert done.stdout.splitlines()[0] == "1 row not taken:"
    assert "'yes' is no verdict" in done.stdout
    assert "1 judgement added to ledger.txt (1 accept)" in done.stdout
    assert Path("ledger.txt").read_text().endswith(" by Ann Lee on 2025-02-17\n")
    done = run("review", "export", built, "-o", "next.csv", "--ledger", "ledger.txt")
    assert done.stdout.splitlines()[0] == "1 statement, 0 questions; 1 were judged already"
    done = run("review", "export", built, "-o", "sheet.csv", "--all")
    assert done.exit_code == 1
    assert "2 rows are filled in" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["export", "nowhere", "-o", "s.csv"], 1, "no graph here; run `graphkit build` first"),
        (["export", "output"], 2, "--output"),
        (["export", "output", "-o", "s.txt"], 1, "name a file .csv or .xlsx"),
        (["export", "output", "-o", "none/s.csv"], 1, "cannot be written"),
        (["export", "output", "-o", "s.csv", "--ledger", "none.txt"], 1, "none.txt: cannot be read"),
        (["import", "none.csv", "--ledger", "l.txt", "--author", "Ann"], 1, "none.csv: cannot be read"),
        (["import", "", "--ledger", "l.txt", "--author", "Ann"], 1, ".: cannot be read (Is a directory)"),
        (["import", "none.csv", "--ledger", "l.txt"], 2, "--author"),
        (["import", "none.csv", "--ledger", "l.txt", "--author", "Ann", "--date", "today"], 2, "--date"),
    ],
)
def test_a_mistake_is_told(built: Path, arguments: list[str], code: int, told: str) -> None:
    done = run("review", *arguments)
    assert done.exit_code == code
    assert told in done.output
    assert "Traceback" not in done.output


def test_the_examples_of_the_help_work(built: Path) -> None:
    verbs = typer.main.get_command(app).commands["review"].commands  # type: ignore[attr-defined]
    told = [line for verb in verbs.values() for line in verb.epilog.split("\n\n") if "$ " in line]
    assert len(told) > len(verbs)
    Path("ledger.txt").touch()
    for line in told:
        done = run(*shlex.split(line.strip().removeprefix("$ graphkit ")))
        assert done.exit_code == 0, done.output


def test_the_review_does_not_slow_the_help_down() -> None:
    program = "import sys, graphkit.cli; print([m for m in ('openpyxl', 'networkx', 'spacy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_empty_ledger_leaves_nothing_out(tmp_path: Path) -> None:
    assert export_review(graph(), [SMITH], tmp_path / "s.csv", Ledger()).judged == 0
