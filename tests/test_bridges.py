"""To the Discourse Network Analyzer and back, tables for R, data frames, and what a notebook shows."""

from __future__ import annotations

import base64
import csv
import io
import json
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import graphs
import pytest
from debates import ONTOLOGY, debate
from hypothesis import given, settings
from strategies import stance_graphs
from test_cli import run

import graphkit
from graphkit.bridges import read_dna, statements_frame, write_dna, write_rdna
from graphkit.bridges.dna_export import PASSWORD, VARIABLES
from graphkit.bridges.dna_schema import SHORT, make_tables, password_digest
from graphkit.bridges.frames import COLUMNS
from graphkit.errors import GraphError, InputError, OutputError
from graphkit.graph import Graph, load_dna
from graphkit.model import Article, Evidence, Source, StanceGraph
from graphkit.network import actor_network, affiliation_network, discourse
from graphkit.rdf import write_turtle

if TYPE_CHECKING:
    from collections.abc import Callable

DNA_COLUMNS = {
    "SETTINGS": "Property Value",
    "DOCUMENTS": "ID Title Text Coder Author Source Section Notes Type Date",
    "STATEMENTTYPES": "ID Label Red Green Blue",
    "VARIABLES": "ID Variable DataType StatementTypeId",
    "VARIABLELINKS": "ID SourceVariableId TargetVariableId",
    "REGEXES": "Label Red Green Blue",
    "CODERRELATIONS": "ID Coder OtherCoder viewStatements editStatements viewDocuments editDocuments",
    "STATEMENTS": "ID StatementTypeId DocumentId Start Stop Coder",
    "DATABOOLEAN": "ID StatementId VariableId Value",
    "DATAINTEGER": "ID StatementId VariableId Value",
    "DATASHORTTEXT": "ID StatementId VariableId Entity",
    "DATALONGTEXT": "ID StatementId VariableId Value",
    "ENTITIES": "ID VariableId Value Red Green Blue ChildOf",
    "ATTRIBUTEVARIABLES": "ID VariableId AttributeVariable",
    "ATTRIBUTEVALUES": "ID EntityId AttributeVariableId AttributeValue",
    "CODERS": "ID Name Red Green Blue Refresh FontSize Password PopupWidth ColorByCoder PopupDecoration"
    " PopupAutoComplete PermissionAddDocuments PermissionEditDocuments PermissionDeleteDocuments"
    " PermissionImportDocuments PermissionAddStatements PermissionEditStatements PermissionDeleteStatements"
    " PermissionEditAttributes PermissionEditRegex PermissionEditStatementTypes PermissionEditCoders"
    " PermissionEditCoderRelations PermissionViewOthersDocuments PermissionEditOthersDocuments"
    " PermissionViewOthersStatements PermissionEditOthersStatements",
}
"""The columns that DNA 3.0.8 to 3.1.1 make in SQLite, read off its class sql.Sql."""


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(query).fetchall()


def cells(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""), delimiter=";"))


def values(path: Path, variable: str) -> list[Any]:
    """The values of a variable, in the order of the statements."""
    type_ = dict(VARIABLES)[variable].replace(" ", "").upper()
    entity = "JOIN ENTITIES ON ENTITIES.ID = d.Entity" if type_ == "SHORTTEXT" else ""
    what = "ENTITIES.Value" if entity else "d.Value"
    found = rows(
        path,
        f"SELECT {what} FROM DATA{type_} d {entity} JOIN VARIABLES v ON v.ID = d.VariableId"
        f" WHERE v.Variable = '{variable}' ORDER BY StatementId",
    )
    return [value for (value,) in found]


# -- export ----------------------------------------------------------------------------------------


def test_the_file_has_the_tables_of_dna(tmp_path: Path) -> None:
    write_dna(graphs.small(), ONTOLOGY, tmp_path / "small.dna")
    found = {
        table: " ".join(name for _, name, *_ in rows(tmp_path / "small.dna", f"PRAGMA table_info({table})"))
        for (table,) in rows(tmp_path / "small.dna", "SELECT name FROM sqlite_master WHERE type = 'table'")
    }
    assert found == DNA_COLUMNS
    assert rows(tmp_path / "small.dna", "PRAGMA foreign_key_check") == []
    assert rows(tmp_path / "small.dna", "PRAGMA integrity_check") == [("ok",)]


def test_statements_have_the_variables_of_dna(tmp_path: Path) -> None:
    path = tmp_path / "small.dna"
    done = write_dna(graphs.small(), ONTOLOGY, path)
    assert (done.documents, done.statements, done.undated) == (2, 7, ("london.txt",))
    said = list(zip(*(values(path, v) for v in ("organization", "person", "concept", "agreement")), strict=True))
    assert said[0] == ("Germany", "Olaf Scholz", "troop deployment to Ukraine", 0), "a person may speak for it"
    assert ("", "Keir Starmer", "troop deployment to Ukraine", 1) in said, "a person speaks for itself"
    assert ("Russia", "", "United Kingdom", 0) in said
    assert values(path, "actor")[0] == "Germany"
    assert set(values(path, "confidence")) == {86, 70}
    day, never = rows(path, "SELECT Date FROM DOCUMENTS ORDER BY ID")
    assert (day[0], never[0]) == (1739750400, 0), "seconds to 2025-02-17 in UTC"


def test_a_stretch_is_the_sentence_in_the_text_as_java_counts(tmp_path: Path) -> None:
    text = "\U0001f54a Peace now.\r\nBerlin rejected \U0001f680 troops.\rEnd."
    start = text.index("Berlin")
    exact = text[start : text.index("\rEnd")]
    graph = debate("Berlin - troops")
    article = Source(Article(Source("x", "x"), text, ()).source.id, "a1.txt")
    said = replace(graph.statements[0], evidence=Evidence("x", start, start + len(exact), exact, "", ""))
    graph = replace(graph, statements=(said,), articles=(article,))
    done = write_dna(graph, ONTOLOGY, tmp_path / "a.dna", {"x": text})
    assert done.without_text == ()
    ((shown, first, stop),) = rows(
        tmp_path / "a.dna", "SELECT Text, Start, Stop FROM DOCUMENTS JOIN STATEMENTS ON DOCUMENTS.ID = DocumentId"
    )
    units = shown.encode("utf-16-le")
    assert units[2 * first : 2 * stop].decode("utf-16-le") == exact
    assert "\r" not in shown, "DNA's window would drop it, and all that follows would move"
    assert first == start + 1
    assert read_dna(tmp_path / "a.dna", ONTOLOGY).graph == graph


def test_without_texts_documents_hold_the_evidence(tmp_path: Path) -> None:
    done = write_dna(graphs.small(), ONTOLOGY, tmp_path / "a.dna")
    assert done.without_text == ("berlin.txt", "london.txt")
    texts = dict(rows(tmp_path / "a.dna", "SELECT Title, Text FROM DOCUMENTS"))
    assert texts["london.txt"] == (
        "Starmer backs the deployment of troops, but he later opposed the deployment of troops."
        "\n\nGermany did not support the plan."
    )


def test_a_text_that_is_not_the_article_is_not_taken(tmp_path: Path) -> None:
    done = write_dna(graphs.small(), ONTOLOGY, tmp_path / "a.dna", {"a1": "Quite another text.", "a2": ""})
    assert done.without_text == ("berlin.txt", "london.txt")


def test_what_is_too_long_for_dna_is_told(tmp_path: Path) -> None:
    graph = debate("A + x", "B + x")
    long = ["long " * 50 + end for end in "AB"]
    graph = replace(graph, actors=tuple(replace(a, name=n) for a, n in zip(graph.actors, long, strict=True)))
    aliases = tuple(f"alias {number} of it" for number in range(40))
    graph = replace(graph, topics=(replace(graph.topics[0], aliases=(*aliases, "one; two")),))
    done = write_dna(graph, ONTOLOGY, tmp_path / "a.dna")
    assert set(long) <= set(done.shortened)
    assert "one; two" in done.left_out
    assert len(done.left_out) > 20
    names = values(tmp_path / "a.dna", "actor")
    assert len(set(names)) == 2
    assert all(len(name) <= SHORT for name in names)


def test_namesakes_stay_two(tmp_path: Path) -> None:
    graph = debate("A + x", "B - x", "A + B")
    graph = replace(
        graph,
        actors=tuple(replace(actor, name="Smith") for actor in graph.actors),
        topics=(replace(graph.topics[0], label="Smith"),),
    )
    write_dna(graph, ONTOLOGY, tmp_path / "a.dna")
    assert len(set(values(tmp_path / "a.dna", "actor"))) == 2
    assert len(set(values(tmp_path / "a.dna", "concept"))) == 2
    assert read_dna(tmp_path / "a.dna", ONTOLOGY).graph == graph


def test_the_password_is_one_that_dna_takes() -> None:
    # Made by StrongPasswordEncryptor of Jasypt 1.9.3, which DNA uses, for "graphkit".
    by_jasypt = "mRtwIwnHRgrVlGG0CHf/ekQFzpHb0tu3lXq4QTHhh77kiGUF30XMSlZC58953bvq"
    assert password_digest(PASSWORD, base64.b64decode(by_jasypt)[:16]) == by_jasypt
    assert password_digest("other", base64.b64decode(by_jasypt)[:16]) != by_jasypt


def test_the_same_graph_gives_the_same_file(tmp_path: Path) -> None:
    for name in ("a.dna", "b.dna"):
        write_dna(graphs.made_up(), ONTOLOGY, tmp_path / name)
    assert (tmp_path / "a.dna").read_bytes() == (tmp_path / "b.dna").read_bytes()


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"missing.a\.dna"):
        write_dna(graphs.small(), ONTOLOGY, tmp_path / "missing" / "a.dna")


# -- there and back --------------------------------------------------------------------------------


@pytest.mark.parametrize("graph", [graphs.small(), graphs.empty()])
def test_dna_gives_the_graph_back(tmp_path: Path, graph: StanceGraph) -> None:
    # As in every graph that was built, a statement has the day of its article.
    days = {source.id: source.date for source in graph.articles}
    dated = tuple(replace(said, date=days[said.evidence.article]) for said in graph.statements)
    graph = replace(graph, statements=dated)
    write_dna(graph, ONTOLOGY, tmp_path / "a.dna")
    found = read_dna(tmp_path / "a.dna", ONTOLOGY)
    if any(source.publisher for source in graph.articles):
        # A publisher is an actor in every graph that was resolved; in this one it is not.
        publisher = next(actor for actor in found.graph.actors if actor.name == "The Daily Example")
        graph = replace(graph, actors=tuple(sorted((*graph.actors, publisher), key=lambda actor: actor.id)))
    assert found == (graph, {})


@settings(max_examples=40)
@given(stance_graphs())
def test_whatever_fits_comes_back(tmp_path_factory: pytest.TempPathFactory, graph: StanceGraph) -> None:
    path = tmp_path_factory.mktemp("dna") / "a.dna"
    done = write_dna(graph, ONTOLOGY, path)
    back = read_dna(path, ONTOLOGY).graph
    assert [s.id for s in back.statements] == [s.id for s in graph.statements]
    assert [s.evidence for s in back.statements] == [s.evidence for s in graph.statements]
    assert [(s.actor, s.relation, s.object) for s in back.statements] == [
        (s.actor, s.relation, s.object) for s in graph.statements
    ]
    told = {*done.left_out, *done.shortened}
    for theirs, ours in ((back.actors, graph.actors), (back.topics, graph.topics), (back.articles, graph.articles)):
        found = {each.id: each for each in theirs}
        assert found.keys() >= {each.id for each in ours}
        for each in ours:
            for name in each.__dataclass_fields__:
                whole, kept = getattr(each, name), getattr(found[each.id], name)
                if isinstance(whole, tuple):
                    assert {one for one in whole if "\0" not in one} - set(kept) <= told
                elif "\0" not in str(whole):  # DNA has none
                    assert kept == (whole or None) or whole in told


def test_links_of_topics_and_names_of_publishers_come_back(tmp_path: Path) -> None:
    graph = debate("A + x 2025-01-01 a")
    publisher, title = "The Daily " * 30, "Title " * 50
    graph = replace(
        graph,
        topics=(replace(graph.topics[0], same_as=("https://example.org/codebook/x",)),),
        articles=(replace(graph.articles[0], publisher=publisher, title=title),),
    )
    write_dna(graph, ONTOLOGY, tmp_path / "a.dna")
    back = read_dna(tmp_path / "a.dna", ONTOLOGY).graph
    assert back.topics == graph.topics
    assert back.articles == graph.articles
    with closing(sqlite3.connect(tmp_path / "a.dna")) as database, database:
        database.execute("UPDATE DOCUMENTS SET Title = 'Mended in DNA', Source = 'Weekly'")
    (source,) = read_dna(tmp_path / "a.dna", ONTOLOGY).graph.articles
    assert (source.title, source.publisher) == ("Mended in DNA", "Weekly"), "what a person changed holds"


def test_a_relation_that_the_ontology_lacks_is_told(tmp_path: Path) -> None:
    graph = debate("A + x")
    broken = replace(graph, statements=(replace(graph.statements[0], relation="questions"),))
    talk = discourse(graph, ONTOLOGY)
    makers: tuple[Callable[[], object], ...] = (
        lambda: write_dna(broken, ONTOLOGY, tmp_path / "a.dna"),
        lambda: write_rdna(broken, talk, ONTOLOGY, tmp_path / "r"),
        lambda: statements_frame(broken, ONTOLOGY),
    )
    for make in makers:
        with pytest.raises(GraphError, match=r"'questions': no gk:Stance of .*; name the ontology"):
            make()
    assert not (tmp_path / "a.dna").exists()


def test_hostile_texts_come_back_or_are_told(tmp_path: Path) -> None:
    done = write_dna(graphs.hostile(), ONTOLOGY, tmp_path / "a.dna")
    back = read_dna(tmp_path / "a.dna", ONTOLOGY).graph
    assert done.statements == len(back.statements) == len(graphs.hostile().statements)
    kept = {actor.id for actor in graphs.hostile().actors if actor.id.isprintable() and "\ud800" not in actor.id}
    assert kept <= {actor.id for actor in back.actors}


# -- a database that people coded ------------------------------------------------------------------


class Coded:
    """A database as people make it in DNA: no trace of graphkit."""

    def __init__(self, path: Path, qualifier: str = "boolean") -> None:
        self.path = path
        self._database = sqlite3.connect(path)
        make_tables(self._database)
        self._run("INSERT INTO SETTINGS VALUES ('version', '3.1.1')")
        self._run("INSERT INTO CODERS (ID, Name, Password) VALUES (1, 'Admin', '-')")
        self._run("INSERT INTO STATEMENTTYPES (ID, Label) VALUES (1, 'DNA Statement'), (2, 'Annotation')")
        names = (("person", "short text"), ("organization", "short text"), ("concept", "short text"))
        for number, (name, type_) in enumerate((*names, ("agreement", qualifier)), start=1):
            self._run("INSERT INTO VARIABLES VALUES (?, ?, ?, 1)", number, name, type_)
        self._run("INSERT INTO VARIABLES VALUES (9, 'note', 'long text', 2)")
        self._table = f"DATA{qualifier.upper()}"
        self._statements = 0

    def _run(self, query: str, *bound: object) -> None:
        with self._database:
            self._database.execute(query, bound)

    def document(self, text: str, title: str = "Title", day: int = 1739750400, notes: str = "") -> int:
        columns = "INSERT INTO DOCUMENTS (Title, Text, Coder, Source, Notes, Date) VALUES (?, ?, 1, 'The Daily', ?, ?)"
        self._run(columns, title, text, notes, day)
        return int(rows_of(self._database, "SELECT MAX(ID) FROM DOCUMENTS"))

    def statement(
        self, document: int, place: tuple[int, int], who: tuple[str, str], concept: str, side: int | None
    ) -> None:
        self._statements += 1
        self._run("INSERT INTO STATEMENTS VALUES (?, 1, ?, ?, ?, 1)", self._statements, document, *place)
        for variable, value in enumerate((*who, concept), start=1):
            self._run("INSERT OR IGNORE INTO ENTITIES (VariableId, Value) VALUES (?, ?)", variable, value)
            self._run(
                "INSERT INTO DATASHORTTEXT (StatementId, VariableId, Entity)"
                " SELECT ?, ?, ID FROM ENTITIES WHERE VariableId = ? AND Value = ?",
                *(self._statements, variable, variable, value),
            )
        if side is not None:
            self._run(
                f"INSERT INTO {self._table} (StatementId, VariableId, Value) VALUES (?, 4, ?)",
                *(self._statements, side),
            )

    def close(self) -> Path:
        self._database.close()
        return self.path


def rows_of(database: sqlite3.Connection, query: str) -> Any:
    return database.execute(query).fetchone()[0]


TEXT = "The ministry backs the tax, said Ana Diaz. Ana Diaz alone rejects the ban."


NOTES = (
    *("my note", "[1]", "[" * 9999, '{"graphkit": 3}', '{"graphkit": {"evidence": 3}}'),
    *('{"graphkit": {"evidence": [[1]], "id": 5}}', '{"graphkit": {"file": [1], "url": 7, "title": {}}}'),
    *(
        '{"graphkit": {"evidence": [[0, 42, "a", 1, "c", "d", "e"]], "dated": "no"}}',
        '{"graphkit": {"url": "\\ud800"}}',
    ),
)
"""Notes as people write them, and as they damage those that graphkit wrote."""

DAMAGE = {
    "UPDATE DATABOOLEAN SET Value = 'yes'": "damaged: the Value of a row of DATABOOLEAN is 'yes'; mend it in DNA",
    "UPDATE STATEMENTS SET Stop = x'ff'": "damaged: the Stop of a row of STATEMENTS",
    "UPDATE DOCUMENTS SET Text = x'ff'": "damaged: the Text of a row of DOCUMENTS",
    "ALTER TABLE DOCUMENTS DROP COLUMN Title": "cannot be read as a database of DNA 3.0 or 3.1 .no such column: Title",
    "DROP TABLE ATTRIBUTEVALUES": "no database of DNA 3 .without ATTRIBUTEVALUES",
    "DELETE FROM STATEMENTTYPES": "there is no statement type in it",
}


@pytest.fixture
def coded(tmp_path: Path) -> Path:
    made = Coded(tmp_path / "coded.dna")
    document = made.document(TEXT)
    made.statement(document, (0, 42), ("Ana Diaz", "Ministry"), "tax", 1)
    made.statement(document, (43, 74), ("Ana Diaz", ""), "ban", 0)
    return made.close()


def test_statements_of_people_become_a_graph(coded: Path) -> None:
    graph, skipped = read_dna(coded, ONTOLOGY)
    assert skipped == {}
    by_object = {said.object: said for said in graph.statements}
    tax, ban = by_object["tax"], by_object["ban"]
    assert (tax.actor, tax.relation, tax.speaker, tax.rule) == ("ministry", "supports", "ana-diaz", "coded")
    assert (ban.actor, ban.relation, ban.speaker) == ("ana-diaz", "opposes", None)
    assert tax.evidence.exact == "The ministry backs the tax, said Ana Diaz."
    assert (ban.evidence.start, ban.evidence.prefix, ban.evidence.suffix) == (43, TEXT[11:43], "")
    assert {(a.id, a.kind) for a in graph.actors} == {
        ("ana-diaz", "Person"),
        ("ministry", "Organization"),
        ("the-daily", "Organization"),
    }
    (source,) = graph.articles
    assert (source.title, source.date, source.file) == ("Title", date(2025, 2, 17), "coded/1.txt")


def test_a_graph_of_people_keeps_the_contract(coded: Path, tmp_path: Path) -> None:
    graph, _ = load_dna(coded)
    assert graph.check() == []
    graph.write(tmp_path / "out")
    assert graphkit.load(tmp_path / "out" / "graph.ttl").stances == graph.stances


def test_the_variable_of_the_actor_may_be_chosen(coded: Path) -> None:
    graph, skipped = read_dna(coded, ONTOLOGY, actors=["person"])
    assert {said.actor for said in graph.statements} == {"ana-diaz"}
    assert skipped == {}
    graph, skipped = read_dna(coded, ONTOLOGY, actors=["organization"])
    assert skipped == {"no actor": 1}


def test_an_integer_qualifier_has_a_sign(tmp_path: Path) -> None:
    made = Coded(tmp_path / "scale.dna", "integer")
    document = made.document(TEXT)
    for number, side in enumerate((2, -1, 0, None)):
        made.statement(document, (number, number + 5), ("", f"Org {number}"), "tax", side)
    graph, skipped = read_dna(made.close(), ONTOLOGY)
    assert {said.actor: said.relation for said in graph.statements} == {"org-0": "supports", "org-1": "opposes"}
    assert skipped == {"neither agreement nor disagreement": 2}


@pytest.mark.parametrize(
    ("levels", "scale", "sides"),
    [
        ((1, 2, 3, 4, 5), (1, 5), ["opposes", "opposes", None, "supports", "supports"]),
        ((0, 1), (0, 1), ["opposes", "supports"]),
        ((-2, 2), None, ["opposes", "supports"]),
        ((-2, 0, 1), (-3, 1), ["opposes", "supports", "supports"]),
    ],
)
def test_an_integer_qualifier_has_a_scale(
    tmp_path: Path, levels: tuple[int, ...], scale: tuple[int, int] | None, sides: list[str | None]
) -> None:
    made = Coded(tmp_path / "scale.dna", "integer")
    document = made.document(TEXT)
    for number, level in enumerate(levels):
        made.statement(document, (number, number + 5), ("", f"Org {number}"), "tax", level)
    graph, _ = read_dna(made.close(), ONTOLOGY, scale=scale)
    found = {said.actor: said.relation for said in graph.statements}
    assert [found.get(f"org-{number}") for number in range(len(levels))] == sides


@pytest.mark.parametrize(
    ("levels", "scale", "said"),
    [
        ((1, 5), None, r"no level of 'agreement' is below 0 \(1 to 5 occur\).*--scale 1,5"),
        ((0, 1), None, "no level of 'agreement' is below 0"),
        ((1, 7), (1, 5), "has 7, which is not on the scale 1 to 5"),
        ((-1, 1), (1, -1), "1 to -1 is no scale"),
    ],
)
def test_a_scale_that_tells_no_side_is_refused(
    tmp_path: Path, levels: tuple[int, ...], scale: tuple[int, int] | None, said: str
) -> None:
    made = Coded(tmp_path / "scale.dna", "integer")
    document = made.document(TEXT)
    for level in levels:
        made.statement(document, (0, 5), ("", "Org"), "tax", level)
    with pytest.raises(InputError, match=said):
        read_dna(made.close(), ONTOLOGY, scale=scale)


def test_a_boolean_qualifier_has_no_scale(coded: Path) -> None:
    with pytest.raises(InputError, match="is boolean and has no scale"):
        read_dna(coded, ONTOLOGY, scale=(0, 1))


def test_what_cannot_be_read_is_skipped_and_counted(tmp_path: Path) -> None:
    made = Coded(tmp_path / "odd.dna")
    document = made.document("Short.")
    made.statement(document, (0, 5), ("", ""), "tax", 1)
    made.statement(document, (0, 5), ("", "Org"), "", 1)
    made.statement(document, (0, 99), ("", "Org"), "tax", 1)
    made.statement(document, (0, 6), ("", "Org"), "tax", 1)
    made.statement(document, (0, 6), ("", "Org"), "tax", 1)
    graph, skipped = read_dna(made.close(), ONTOLOGY)
    assert skipped == {"its place is not in the document": 1, "no actor": 1, "no concept": 1}
    assert len(graph.statements) == 2, "two coders may say the same of one place"


def test_documents_of_one_text_stay_two_and_notes_of_people_are_no_harm(tmp_path: Path) -> None:
    made = Coded(tmp_path / "twice.dna")
    for notes in NOTES:
        made.statement(made.document(TEXT, notes=notes), (0, 42), ("", "Org"), "tax", 1)
    graph, _ = read_dna(made.close(), ONTOLOGY)
    assert len(graph.articles) == len(graph.statements) == len(NOTES)
    assert {said.evidence.exact for said in graph.statements} == {TEXT[:42]}
    assert Graph(graph, ONTOLOGY).check() == []


def test_a_damaged_database_is_told(tmp_path: Path, coded: Path) -> None:
    for number, (query, said) in enumerate(DAMAGE.items()):
        damaged = tmp_path / f"damaged{number}.dna"
        damaged.write_bytes(coded.read_bytes())
        with closing(sqlite3.connect(damaged)) as database, database:
            database.execute(query)
        with pytest.raises(InputError, match=rf"damaged{number}\.dna: {said}"):
            read_dna(damaged, ONTOLOGY)


def test_what_is_no_database_of_dna_3_is_refused(tmp_path: Path, coded: Path) -> None:
    (tmp_path / "text.dna").write_text("no database, but longer than the header of one " * 9)
    sqlite3.connect(tmp_path / "empty.dna").close()
    for name, queries in {
        "old": ["UPDATE SETTINGS SET Value = '2.0 beta 25'"],
        "roles": ["CREATE TABLE ROLEVARIABLELINKS (ID INTEGER)"],
        "half": ["DROP TABLE ATTRIBUTEVALUES", "DROP TABLE DATASHORTTEXT"],
    }.items():
        (tmp_path / f"{name}.dna").write_bytes(coded.read_bytes())
        with closing(sqlite3.connect(tmp_path / f"{name}.dna")) as database, database:
            for query in queries:
                database.execute(query)
    for name, said in {
        "missing": "no such file",
        "text": "not a database",
        "empty": "no database of DNA 3",
        "old": "of DNA 2.0 beta 25; import it",
        "roles": "trial version",
        "half": "without ATTRIBUTEVALUES, DATASHORTTEXT",
    }.items():
        with pytest.raises(InputError, match=f"{name}.*{said}"):
            read_dna(tmp_path / f"{name}.dna", ONTOLOGY)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"concept": "topic"}, "no statement type has agreement, topic; there are DNA Statement: person,"),
        ({"statement_type": "Claim"}, "no statement type 'Claim'; there are 'DNA Statement', 'Annotation'"),
        ({"statement_type": "Annotation"}, "no statement type has"),
        ({"qualifier": "concept"}, "a qualifier is boolean or integer"),
        ({"actors": ["who"]}, "who"),
        ({"relations": ("opposes", "supports")}, "'opposes': no relation"),
    ],
)
def test_a_variable_that_is_not_there_is_refused(coded: Path, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_dna(coded, ONTOLOGY, **wrong)


def test_agreement_changed_in_dna_changes_the_relation(tmp_path: Path) -> None:
    path = tmp_path / "a.dna"
    write_dna(debate("A * x"), ONTOLOGY, path)
    assert read_dna(path, ONTOLOGY).graph.statements[0].relation == "proposes"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE DATABOOLEAN SET Value = 0 WHERE VariableId = 4")
    assert read_dna(path, ONTOLOGY).graph.statements[0].relation == "opposes"


# -- the verbs -------------------------------------------------------------------------------------


def test_the_verbs_take_a_graph_there_and_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("output").mkdir()
    write_turtle(debate("A + x 2025-01-01 a", "B - x - b"), Path("output/graph.ttl"))
    done = run("export-dna", "debate.dna", "--tables", "for-r")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:4] == [
        "2 documents, 2 statements",
        "2 documents with its evidence sentences only, for want of its text; give it with --texts",
        "1 document without a date, which DNA demands: 1970-01-01",
        "debate.dna",
    ]
    done = run("import-dna", "debate.dna", "-o", "back")
    assert done.stdout.splitlines()[0] == "2 documents, 2 statements, 2 actors, 1 topic"
    assert Path("back/graph.ttl").read_bytes() == Path("output/graph.ttl").read_bytes()


def test_the_verbs_tell_what_was_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = Coded(tmp_path / "odd.dna")
    made.statement(made.document("Short."), (0, 5), ("", ""), "tax", 1)
    made.close()
    done = run("import-dna", "odd.dna")
    assert "1 statement skipped: no actor" in done.stdout
    assert Path("coded/graph.ttl").exists(), "not where a build writes"
    graph = debate("A + x")
    graph = replace(graph, topics=(replace(graph.topics[0], label="word " * 60, aliases=("one; two",)),))
    Path("output").mkdir()
    write_turtle(graph, Path("output/graph.ttl"))
    done = run("export-dna", "a.dna")
    assert "1 name shortened to the 190 characters that DNA allows:" in done.stdout
    assert "  one; two" in done.stdout


@pytest.mark.parametrize("standing", [".graphkit", "graph.ttl", "questions.csv"])
def test_no_graph_is_written_over_by_an_import(
    coded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, standing: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / standing).write_text("mine", encoding="utf-8")
    done = run("import-dna", coded, "-o", "output")
    assert done.exit_code == 1
    assert f"{Path('output') / standing}: is here already and would be lost; name another folder with -o" in done.stderr
    assert [path.read_text(encoding="utf-8") for path in (tmp_path / "output").iterdir()] == ["mine"]


def test_the_verb_takes_a_scale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = Coded(tmp_path / "likert.dna", "integer")
    document = made.document(TEXT)
    for level in (1, 3, 5):
        made.statement(document, (level, 10), ("", f"Org {level}"), "tax", level)
    made.close()
    assert "--scale 1,5" in run("import-dna", "likert.dna").stderr
    done = run("import-dna", "likert.dna", "--scale", "1,5")
    assert done.exit_code == 0
    assert "1 statement skipped: neither agreement nor disagreement" in done.stdout
    said = graphkit.load("coded").statements
    assert {each.actor: each.relation for each in said} == {"org-1": "opposes", "org-5": "supports"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("import-dna", "."), ".: a folder; name a database"),
        (("export-dna", "a.dna"), "no graph here; run `graphkit build` first"),
        (("export-dna", "graph.ttl", "--graph", "graph.ttl"), "this is the graph itself"),
        (("export-dna", "a.dna", "--graph", "graph.ttl", "--texts", "nowhere"), "nowhere"),
        (("import-dna", "a.dna"), "no such file"),
        (("import-dna", "graph.ttl"), "not a database"),
    ],
)
def test_a_mistake_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write_turtle(debate("A + x"), Path("graph.ttl"))
    done = run(*arguments)
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert said in done.stderr


# -- tables for R ----------------------------------------------------------------------------------


def test_tables_for_r_are_those_of_the_networks(tmp_path: Path) -> None:
    graph = debate("A + x 2025-03-01 a", "A + x 2025-03-01 a", "B + x 2025-03-01 a", "C - x - b", "C - A - b")
    talk = discourse(graph, ONTOLOGY)
    written = write_rdna(graph, talk, ONTOLOGY, tmp_path / "r")
    assert [path.name for path in written] == [
        *("events.csv", "twomode.csv", "congruence.csv", "conflict.csv", "subtract.csv", "nodes.csv")
    ]
    tables = {path.stem: cells(path) for path in written}
    for name in ("congruence", "conflict", "subtract"):
        header, *body = tables[name]
        assert header == ["", "A party", "B party", "C party"]
        network = actor_network(talk, name)
        for row in body:
            for other, cell in zip(header[1:], row[1:], strict=True):
                ends = (f"actor:{row[0][0]}", f"actor:{other[0]}")
                assert float(cell) == (network.edges[ends]["weight"] if network.has_edge(*ends) else 0)
    assert tables["subtract"][1] == ["A party", "0", "2", "-2"]
    assert tables["twomode"] == [
        ["", "A party", "the x"],
        ["A party", "0", "2"],
        ["B party", "0", "1"],
        ["C party", "-1", "-1"],
    ]
    assert affiliation_network(talk).edges["actor:C", "topic:x"]["weight"] == -1
    events = [dict(zip(tables["events"][0], row, strict=True)) for row in tables["events"][1:]]
    assert [(e["time"], e["organization"], e["concept"], e["agreement"]) for e in events] == [
        ("2025-03-01 00:00:00", "A party", "the x", "1"),
        ("2025-03-01 00:00:00", "A party", "the x", "1"),
        ("2025-03-01 00:00:00", "B party", "the x", "1"),
        ("NA", "C party", "the x", "0"),
        ("NA", "C party", "A party", "0"),
    ]
    assert ["A party", "actor:A", "Organization"] in tables["nodes"]


def test_tables_for_r_hold_hostile_names_and_namesakes(tmp_path: Path) -> None:
    graph = graphs.hostile()
    graph = replace(graph, actors=tuple(replace(actor, name='A "B"; C\n') for actor in graph.actors))
    for path in write_rdna(graph, discourse(graph, ONTOLOGY), ONTOLOGY, tmp_path):
        header, *body = cells(path)
        assert {len(row) for row in body} == {len(header)}
        if path.name == "subtract.csv":
            assert len(set(header)) == len(header)
            assert header[1].startswith("A 'B', C (actor:")


# -- data frames and notebooks ---------------------------------------------------------------------


def test_a_frame_of_pandas_has_a_row_a_statement() -> None:
    pandas = pytest.importorskip("pandas")
    frame = Graph(graphs.small(), ONTOLOGY).statements_frame()
    assert list(frame.columns) == list(COLUMNS)
    assert len(frame) == 7
    assert frame["negated"].dtype == bool
    assert str(frame["date"].dtype).startswith("datetime64")
    spoken = frame[frame["speaker"].notna()].iloc[0]
    assert (spoken["actor_label"], spoken["speaker_label"], spoken["polarity"]) == ("Germany", "Olaf Scholz", -1)
    assert spoken["date"] == pandas.Timestamp("2025-02-17")
    assert (spoken["object_kind"], spoken["file"], spoken["title"]) == ("Topic", "berlin.txt", "Berlin says no")
    assert frame.groupby("actor")["polarity"].sum()["germany"] == -2
    assert frame[frame["object_is_actor"]]["object_kind"].tolist() == ["Country", "Country"]
    assert frame["date"].isna().sum() == 4


def test_a_frame_of_polars_says_the_same() -> None:
    pytest.importorskip("polars")
    graph = Graph(graphs.small(), ONTOLOGY)
    pandas, polars = graph.statements_frame(), graph.statements_frame("polars")
    assert polars.columns == list(COLUMNS)
    for name in COLUMNS:
        theirs = [None if value is None else value for value in polars[name].to_list()]
        ours = pandas[name].astype(object).where(pandas[name].notna(), None).tolist()
        assert theirs == [value.date() if name == "date" and value is not None else value for value in ours]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_frame_holds_hostile_texts(library: str) -> None:
    frame = statements_frame(graphs.hostile(), ONTOLOGY, library)
    assert len(frame) == len(graphs.hostile().statements)
    assert "\ufffd" in "".join(map(str, frame["object_text"].to_list())) + "".join(frame["object"].to_list())


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_graph_without_statements_has_a_frame_of_the_same_columns(library: str) -> None:
    full = statements_frame(graphs.small(), ONTOLOGY, library)
    frame = statements_frame(graphs.empty(), ONTOLOGY, library)
    assert list(frame.columns) == list(COLUMNS)
    assert len(frame) == 0
    assert str(frame["negated"].dtype) == str(full["negated"].dtype)


def test_a_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(InputError, match=r"pip install 'graphkit\[polars\]'"):
        statements_frame(graphs.small(), ONTOLOGY, "polars")
    with pytest.raises(InputError, match="there are pandas, polars"):
        statements_frame(graphs.small(), ONTOLOGY, "dplyr")


def test_notes_are_json_that_people_can_read(tmp_path: Path) -> None:
    write_dna(graphs.small(), ONTOLOGY, tmp_path / "a.dna")
    (notes,) = rows(tmp_path / "a.dna", "SELECT Notes FROM DOCUMENTS WHERE Title = 'Berlin says no'")[0]
    assert json.loads(notes)["graphkit"]["url"] == "https://example.org/berlin?a=1&b=2"
