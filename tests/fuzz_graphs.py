"""Fuzz targets on graphs: queries, files and folders that were damaged, articles made to harm."""

from __future__ import annotations

import io
import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing, redirect_stderr
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import strategies as st
from mutations import damaged, hostile
from quoted import QuotedExtractor, workplace
from strategies import BERLIN
from test_html import Reader, skeleton
from test_reading_formats import zipped

from graphkit import pipeline, upkeep
from graphkit.directory import STATE
from graphkit.doctor import examine_folder
from graphkit.graph import CACHE, OUTPUTS, TURTLE, load
from graphkit.ontology import load_ontology
from graphkit.review import export_review
from graphkit.review.sheets import read as read_parts
from graphkit.store import Store, disk
from graphkit.views.html import page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphkit.doctor import Finding

ONTOLOGY = load_ontology()


# -- SPARQL ----------------------------------------------------------------------------------------

QUERIES = (
    b"SELECT ?a ?o { ?a gk:opposes ?o } ORDER BY ?a",
    b"SELECT (COUNT(*) AS ?n) ?a { ?s rdf:subject ?a ; gk:confidence ?c FILTER (?c > 0.5) } GROUP BY ?a HAVING (?n>0)",
    b"CONSTRUCT { ?a gk:supports ?o } WHERE { ?s rdf:subject ?a ; rdf:object ?o OPTIONAL { ?o skos:broader+ ?b } }",
    b"DESCRIBE actor:germany",
    b"ASK { ?a rdfs:label 'Germany'@en MINUS { ?a a gk:Person } }",
    b"SELECT * { VALUES ?r { gk:opposes gk:supports } ?a ?r ?o BIND (STRLEN(STR(?a)) AS ?n) } LIMIT 5",
    b"SELECT ?a { { ?a gk:opposes ?o } UNION { SELECT ?a { ?a gk:proposes ?o } LIMIT 1 } FILTER REGEX(?a, 'g.') }",
    b"SELECT ?x { GRAPH ?g { ?x ?p ?o } } # none",
)
PARTS = st.sampled_from(
    (
        *("SELECT", "*", "?a", "{", "}", "(", ")", "[", "]", ".", ";", ",", "FILTER", "SERVICE", "FROM", "<a>", "LOAD"),
        *(
            "gk:opposes",
            "?p",
            "actor:germany",
            '"x"',
            "'''",
            "1e400",
            "!",
            "^",
            "/",
            "+",
            "|",
            "OPTIONAL",
            "BIND",
            "AS",
        ),
        *(
            "GROUP BY",
            "ORDER BY",
            "LIMIT 1",
            "UNION",
            "MINUS",
            "EXISTS",
            "NOT",
            "IN",
            "COUNT(",
            "\\u0053ERVICE",
            "<<",
            ">>",
        ),
    )
)
_VARIABLE = st.sampled_from(("?a", "?b", "?c"))
_PREDICATE = st.sampled_from(("gk:opposes", "gk:supports/skos:broader*", "rdf:subject|rdf:object", "^gk:opposes", "a"))
_VALUE = st.sampled_from(
    ("0.5", "'Germany'", "gk:Person", "?a", "STRLEN(STR(?b))", "NOW()", "1/0", "UUID()", "LANG(?c)")
)
_TRIPLE = st.tuples(_VARIABLE, _PREDICATE, _VARIABLE).map(lambda triple: f"{' '.join(triple)} .")
_CONDITION = st.tuples(_VALUE, st.sampled_from(("=", "<", "!=", "+", "IN (1) &&", "||")), _VALUE).map(" ".join)
_PATTERN = st.recursive(
    _TRIPLE
    | _CONDITION.map("FILTER ({})".format)
    | _CONDITION.map("BIND ({} AS ?d)".format)
    | st.sampled_from(("VALUES ?a { actor:germany UNDEF }", "{ SELECT ?a { ?a gk:opposes ?b } LIMIT 2 }")),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(" ".join),
        inner.map("OPTIONAL {{ {} }}".format),
        inner.map("MINUS {{ {} }}".format),
        inner.map("FILTER NOT EXISTS {{ {} }}".format),
        st.tuples(inner, inner).map(lambda two: f"{{ {two[0]} }} UNION {{ {two[1]} }}"),
    ),
    max_leaves=4,
)
_FORM = st.sampled_from(("SELECT * {{ {} }}", "SELECT DISTINCT ?a ?b {{ {} }} ORDER BY DESC(?b)", "ASK {{ {} }}")) | (
    st.sampled_from(("CONSTRUCT {{ ?a gk:x ?b }} WHERE {{ {} }}", "SELECT ?a (COUNT(?b) AS ?n) {{ {} }} GROUP BY ?a"))
)
queries = (
    st.tuples(_FORM, _PATTERN).map(lambda query: query[0].format(query[1]))
    | damaged(QUERIES).map(lambda query: query.decode("utf-8", "replace"))
    | st.lists(PARTS, max_size=25).map(" ".join)
    | st.text(max_size=80)
)


@cache
def store() -> Store:
    place = Path(tempfile.gettempdir()) / "graphkit-fuzzed.ttl"
    place.write_text(BERLIN, encoding="utf-8")
    try:
        return Store.open(place)
    finally:
        place.unlink()


def ask(query: str, folder: Path) -> None:
    """An answer can be written; a refusal is one line."""
    answer = store().query(query)
    assert answer.json() if answer.sort != "graph" else answer.turtle() is not None


# -- files of a graph ------------------------------------------------------------------------------

turtle = damaged((BERLIN.encode(),))


def load_turtle(content: bytes, folder: Path) -> None:
    path = folder / TURTLE
    path.write_bytes(content)
    load(path).check()


@st.composite
def _sheets(draw: st.DrawFn) -> tuple[str, bytes]:
    """A sheet of a review, damaged; a workbook in what it packs as a rule, for else it is no archive any more."""
    suffix = draw(st.sampled_from((".csv", ".xlsx")))
    whole = _sheet(suffix)
    if suffix == ".csv" or draw(st.integers(0, 3)) == 0:
        return suffix, draw(damaged((whole,)))
    with zipfile.ZipFile(io.BytesIO(whole)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    name = draw(st.sampled_from(sorted(parts)))
    return suffix, zipped(parts | {name: draw(damaged((parts[name],)))})


sheets = _sheets()


@cache
def _sheet(suffix: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        made = export_review(load(workplace() / "output"), (), Path(folder) / f"sheet{suffix}")
        return made.written[0].read_bytes()


def read_sheet(value: tuple[str, bytes], folder: Path) -> None:
    suffix, content = value
    path = folder / f"sheet{suffix}"
    path.write_bytes(content)
    assert read_parts(path)


HARMS = ("cut", "overwrite", "flip", "empty", "newer", "grow")
harm = st.lists(st.tuples(st.integers(0, 99), st.sampled_from(HARMS), st.integers(0, 999)), min_size=1, max_size=2)


@cache
def built() -> Path:
    """A graph directory with a store, as a large graph has one."""
    folder = Path(shutil.copytree(workplace() / "output", Path(tempfile.mkdtemp(prefix="graphkit-fuzz-")) / "output"))
    before, disk.FROM_BYTES = disk.FROM_BYTES, 1
    try:
        disk.make(folder / TURTLE, folder / STATE, tuple(ONTOLOGY.questions.values()))
    finally:
        disk.FROM_BYTES = before
    return folder


def hurt(path: Path, how: str, permille: int) -> None:
    content = bytearray(path.read_bytes())
    at = len(content) * permille // 1000
    match how:
        case "cut":
            del content[at:]
        case "overwrite":
            content[at : at + 4096] = b"\xa5" * len(content[at : at + 4096])
        case "flip" if content:
            content[at] ^= 1 << permille % 8
        case "empty":
            content.clear()
        case "grow":
            content += b"\0" * 4096
        case "newer" if path.suffix == ".sqlite":
            with closing(sqlite3.connect(path)) as database:
                database.execute("PRAGMA user_version = 99")
            return
    path.write_bytes(content)


def examine(value: list[tuple[int, str, int]], folder: Path) -> None:
    """The doctor sees what is wrong or all is as it was; a build mends it, or says why not, and loses nothing."""
    inside = folder / "output"
    shutil.copytree(built(), inside, copy_function=shutil.copy2)
    files = sorted(path for path in inside.rglob("*") if path.is_file() and path.name not in _NOTHING_IN_THEM)
    for number, how, permille in value:
        hurt(files[number % len(files)], how, permille)
    outputs_are_whole = _same(inside, OUTPUTS)
    # Where the articles are lost, what graph.ttl says of them is taken over: all but the names that were joined.
    to_be_mended = OUTPUTS if _same(inside, (_SHELF,)) else (TURTLE,)
    wrong = _wrong(inside)
    assert wrong or outputs_are_whole, "an output was changed, and the doctor saw nothing"
    assert all(finding.told and finding.remedy for finding in wrong), "no way back is named"
    with redirect_stderr(io.StringIO()):
        upkeep.build(inside, extractor=QuotedExtractor())
    assert _same(inside, to_be_mended), f"not what it was after a build: {_wrong(inside)}"
    left = [finding for finding in _wrong(inside) if "store-" not in finding.what]
    for finding in left:  # a build need not meet all damage to the claims that it keeps
        assert finding.what.endswith(str(CACHE)), f"still wrong after a build: {finding}"
        assert "delete it: rm " in finding.remedy
        (inside / CACHE).unlink()
    with redirect_stderr(io.StringIO()):
        upkeep.build(inside, extractor=QuotedExtractor())
    left = [finding for finding in _wrong(inside) if "store-" not in finding.what]
    assert not left, f"still wrong after its remedy: {left[0]}"
    assert _same(inside, to_be_mended), "the remedy changed the outputs"


_NOTHING_IN_THEM = ("LOCK", "LOG", "IDENTITY", "lock", ".gitignore")
_SHELF = f"{STATE}/articles.sqlite"


def _same(folder: Path, names: Iterable[str]) -> bool:
    return all((folder / name).read_bytes() == (built() / name).read_bytes() for name in names)


def _wrong(folder: Path) -> list[Finding]:
    return [finding for finding in examine_folder(folder) if finding.state == "wrong"]


# -- articles made to harm -------------------------------------------------------------------------

sentences = st.lists(
    st.tuples(hostile, st.sampled_from(("opposes", "supports", "proposes")), hostile), min_size=1, max_size=3
)
articles = st.tuples(hostile, sentences, hostile)


def show(value: tuple[str, list[tuple[str, str, str]], str], folder: Path) -> None:
    """Whatever an article says, its page has the elements, attributes and scripts of a harmless one."""
    title, said, publisher = value
    whole = " ".join(f"‹{who}› {relation} ‹{what}›." for who, relation, what in said)
    path = folder / "news" / "a.txt"
    path.parent.mkdir()
    front = f"title: {title!r}\npublisher: {publisher!r}\nurl: 'javascript:alert(1)'"
    text = f"---\n{front}\n---\n{title}\n\n{whole}\n\nIt is so."
    path.write_text(text, encoding="utf-8", errors="replace", newline="")
    graph = pipeline.build(path, extractor=QuotedExtractor())
    refuse_what_is_no_page(page(graph.stances, ONTOLOGY))


def refuse_what_is_no_page(written: str) -> None:
    for tag, attributes in skeleton(written):
        assert tag in _tags(), tag
        for name, content in attributes.items():
            assert not name.startswith("on"), name
            if name in ("href", "src", "action", "data", "srcset"):
                assert content == "data:," or (content or "").startswith(("#", "http://", "https://")), content
    assert _scripts(written) in (_scripts(_harmless()), [])  # where there is nothing to draw, there is none


@cache
def _harmless() -> str:
    article = "‹Germany› opposes ‹troops›. ‹France› supports ‹troops›. It was agreed in the end."
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.txt"
        path.write_text(article, encoding="utf-8")
        return page(pipeline.build(path, extractor=QuotedExtractor()).stances, ONTOLOGY)


@cache
def _tags() -> frozenset[str]:
    return frozenset(tag for tag, _ in skeleton(_harmless())) | {"a", "ul", "li", "p", "title", "text", "g", "path"}


def _scripts(text: str) -> list[str]:
    return [data for tag, attrs, data in Reader(text).raw if tag == "script" and "type" not in attrs]
