from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib
from graphs import HOSTILE, said, sentence
from graphs import graph as graph_of
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import BERLIN, stance_graphs, texts

from graphkit.errors import GraphError, InputError, OutputError
from graphkit.model import Actor, Source, StanceGraph, Topic
from graphkit.rdf import (
    BASE,
    base_of,
    checked_base,
    from_rdf,
    prefixes,
    read_turtle,
    shorten,
    to_rdflib,
    to_triples,
    to_turtle,
    turtle,
    write_turtle,
)
from graphkit.rdf.namespaces import KINDS, address, identifier, mint

if TYPE_CHECKING:
    from pathlib import Path

GRAPH = from_rdf(BERLIN)
OTHER = "https://example.org/news#"

# Laws


@given(stance_graphs(), st.sampled_from([BASE, OTHER]))
def test_turtle_gives_the_graph_back(graph: StanceGraph, base: str) -> None:
    assert from_rdf(to_turtle(graph, base), base) == graph


@settings(max_examples=30)
@given(stance_graphs())
def test_rdflib_gives_the_graph_back_whichever_way_it_came(graph: StanceGraph) -> None:
    made = to_rdflib(graph)
    read = rdflib.Graph().parse(data=to_turtle(graph), format="turtle")
    assert set(made) == set(read)
    assert from_rdf(made) == from_rdf(read) == graph


@given(stance_graphs())
def test_the_base_need_not_be_told(graph: StanceGraph) -> None:
    named = replace(graph, topics=graph.topics or (Topic("peace", "peace"),))
    assert from_rdf(to_turtle(named, OTHER)) == named


@given(stance_graphs(), st.randoms(use_true_random=False))
def test_the_order_of_the_parts_does_not_show(graph: StanceGraph, chance: object) -> None:
    def mixed(parts: tuple[object, ...]) -> tuple[object, ...]:
        found = list(parts)
        chance.shuffle(found)  # type: ignore[attr-defined]
        return tuple(found)

    other = StanceGraph(*map(mixed, (graph.statements, graph.actors, graph.topics, graph.articles)))  # type: ignore[arg-type]
    assert to_turtle(other) == to_turtle(graph)


@given(stance_graphs())
def test_triples_are_sorted_and_have_no_blank_node(graph: StanceGraph) -> None:
    triples = to_triples(graph)
    subjects = [str(triple.subject) for triple in triples]
    assert subjects == sorted(subjects)
    assert len(set(triples)) == len(triples)
    assert not any(isinstance(part, ox.BlankNode) for triple in triples for part in triple)


@given(texts)
def test_any_url_can_be_written_and_then_stays(url: str) -> None:
    graph = StanceGraph((), (), (), (Source("b7e1", "berlin.txt", url=url),))
    once = from_rdf(to_turtle(graph))
    assert from_rdf(to_turtle(once)) == once


@given(st.text(), st.sampled_from(KINDS))
def test_an_identifier_can_be_read_off_its_iri(key: str, kind: str) -> None:
    assert identifier(BASE, kind, mint(BASE, kind, key).value) == key


@given(st.text(min_size=1), st.sampled_from(KINDS), st.sampled_from([BASE, OTHER]))
def test_the_base_can_be_read_off_an_iri(key: str, kind: str, base: str) -> None:
    assert base_of(mint(base, kind, key).value) == base


# Examples


def test_the_example_of_the_contract_is_written_as_it_is_read() -> None:
    assert to_turtle(GRAPH) == BERLIN


def test_the_example_of_the_contract_is_understood() -> None:
    statement = GRAPH.statements[2]
    assert (statement.id, statement.actor, statement.relation, statement.object) == (
        "9f2c41d07a",
        "germany",
        "opposes",
        "troop-deployment-to-ukraine",
    )
    assert (statement.speaker, statement.modality, statement.negated) == ("olaf-scholz", "actual", False)
    assert (statement.confidence, statement.rule, statement.date) == (0.86, "verb.dobj", date(2025, 2, 17))
    assert (statement.evidence.article, statement.evidence.start, statement.evidence.end) == (
        "b7e1",
        1204,
        1275,
    )
    assert GRAPH.articles[0] == Source(
        id="b7e1",
        file="berlin.txt",
        title="Berlin says no",
        date=date(2025, 2, 17),
        publisher="The Daily Example",
        url="https://example.org/berlin",
    )
    assert GRAPH.actors[1] == Actor(
        "germany", "Germany", "Country", ("Berlin",), ("http://www.wikidata.org/entity/Q183",)
    )
    assert GRAPH.topics[1].broader == ("troop-deployment",)


def test_what_is_merely_possible_makes_no_edge() -> None:
    assert "gk:supports topic:" not in BERLIN
    assert "gk:opposes topic:troop-deployment-to-ukraine" in BERLIN


def test_only_the_prefixes_in_use_are_written() -> None:
    text = to_turtle(StanceGraph((), (), (Topic("peace", "peace"),), ()))
    assert [line.split()[1] for line in text.splitlines() if line.startswith("@prefix")] == [
        "gk:",
        "rdf:",
        "rdfs:",
        "topic:",
    ]


def test_hash_seeds_do_not_show_in_the_bytes() -> None:
    script = "import sys; from graphkit.rdf import *; print(to_turtle(from_rdf(sys.stdin.read())), end='')"
    for seed in ("0", "1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", script],
            input=BERLIN.encode(),
            env={"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            check=True,
        )
        assert run.stdout.decode() == BERLIN


def test_rdflib_and_pyshacl_wait_until_they_are_needed() -> None:
    script = "import sys, graphkit.rdf, graphkit.store; assert not {'rdflib', 'pyshacl'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True, env={"PYTHONPATH": ":".join(sys.path)})


@pytest.mark.parametrize(
    ("url", "iri"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("https://example.org/täglich", "https://example.org/täglich"),
        ('https://example.org/a b"c<d>', "https://example.org/a%20b%22c%3Cd%3E"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/[1]", "https://example.org/%5B1%5D"),
        ("https://example.org/{x}|\\^`\n", "https://example.org/%7Bx%7D%7C%5C%5E%60%0A"),
        ("example.org/a", None),
        ("", None),
    ],
)
def test_a_url_becomes_an_iri_or_is_left_out(url: str, iri: str | None) -> None:
    assert address(url) == (ox.NamedNode(iri) if iri else None)


def test_confidence_has_two_digits() -> None:
    third = replace(GRAPH.statements[0], confidence=1 / 3)
    assert (
        from_rdf(to_turtle(replace(GRAPH, statements=(third, *GRAPH.statements[1:])))).statements[0].confidence == 0.33
    )


def test_the_organisation_publishes_where_two_share_a_name() -> None:
    graph = StanceGraph(
        (),
        (
            Actor("a", "Time", "Person"),
            Actor("b", "Time", "Organization"),
            Actor("c", "Time", "Organization"),
        ),
        (),
        (Source("b7e1", "berlin.txt", publisher="Time"),),
    )
    assert "schema:publisher actor:b" in to_turtle(graph)


@pytest.mark.parametrize(
    ("given_base", "base"),
    [("https://example.org/data", "https://example.org/data/"), (BASE, BASE), (OTHER, OTHER)],
)
def test_a_base_ends_where_names_begin(given_base: str, base: str) -> None:
    assert checked_base(given_base) == base
    assert f"<{base}actor/>" in to_turtle(GRAPH, given_base)


@pytest.mark.parametrize("base", ["", "data", "https://exa mple.org/"])
def test_a_base_is_an_iri(base: str) -> None:
    with pytest.raises(InputError, match=r"cannot be a base .*; give an IRI such as https://"):
        to_turtle(GRAPH, base)


def test_shortening_takes_the_longest_prefix() -> None:
    assert shorten(f"{BASE}actor/germany") == "actor:germany"
    assert shorten("https://example.org/x") == "https://example.org/x"
    assert shorten(f"{OTHER}topic/peace", prefixes(OTHER)) == "topic:peace"


# What breaks the contract, and what is said of it

BREAKAGES = [
    ('\tgk:cue "rejected" ;\n', "", "st:9f2c41d07a: gk:cue is missing"),
    ('gk:cue "rejected"', 'gk:cue "rejected", "refused"', "st:9f2c41d07a: gk:cue has 2 values"),
    (
        'gk:cue "rejected"',
        "gk:cue gk:opposes",
        "st:9f2c41d07a: gk:cue is gk:opposes; the contract asks for a text",
    ),
    ("gk:confidence 0.86", 'gk:confidence "high"', "gk:confidence is 'high'; the contract asks for a number"),
    (
        'schema:datePublished "2025-02-17"',
        'schema:datePublished "Monday"',
        "schema:datePublished is 'Monday'",
    ),
    (
        "gk:modality gk:possible",
        "gk:modality gk:perhaps",
        "gk:modality is gk:perhaps; there are gk:actual, gk:intended",
    ),
    (
        "gk:modality gk:possible",
        "gk:modality gk:actual",
        "gk:supports topic:troop-deployment-to-ukraine is missing",
    ),
    (
        "gk:opposes topic:",
        "gk:opposes topic:troop-deployment, topic:",
        "gk:opposes topic:troop-deployment has no statement",
    ),
    (
        "rdf:subject actor:germany",
        "rdf:subject actor:prussia",
        "statement 9f2c41d07a: its actor prussia is missing",
    ),
    (
        "rdf:subject actor:germany",
        "rdf:subject topic:troop-deployment",
        "rdf:subject is topic:troop-deployment; the contract asks for a node",
    ),
    ("rdf:predicate gk:proposes", "rdf:predicate rdfs:label", "the contract asks for a term of gk:"),
    ("gk:speaker actor:olaf-scholz", "gk:speaker actor:nobody", "its speaker nobody is missing"),
    (
        "prov:wasDerivedFrom sent:b7e1-1204-1275",
        'prov:wasDerivedFrom "there"',
        'prov:wasDerivedFrom is "there"; the contract asks for an IRI',
    ),
    (
        "prov:wasDerivedFrom sent:b7e1-1204-1275",
        "prov:wasDerivedFrom sent:b7e1-1-2",
        "sent:b7e1-1-2: is no oa:SpecificResource",
    ),
    (
        "oa:start 1204",
        'oa:start "early"',
        "sel:b7e1-1204-1275: oa:start is 'early'; the contract asks for a whole number",
    ),
    ("oa:hasSource art:b7e1", "oa:hasSource art:ffff", "its article ffff is missing"),
    ('gk:sourceFile "berlin.txt"', 'rdfs:comment "berlin.txt"', "art:b7e1: gk:sourceFile is missing"),
    (
        "actor:germany a gk:Country",
        "actor:germany a gk:Country, gk:Person",
        "actor:germany: needs one kind of actor, such as gk:Person; it has gk:Country, gk:Person",
    ),
    (
        "actor:germany a gk:Country",
        "actor:germany a owl:Thing",
        "actor:germany: needs one kind of actor, such as gk:Person; it has none",
    ),
    ('\trdfs:label "Olaf Scholz"@en ;\n', "", "actor:olaf-scholz: rdfs:label is missing"),
    ("skos:broader topic:troop-deployment", "skos:broader topic:war", "its broader topic war is missing"),
    (
        "topic:troop-deployment a gk:Topic",
        "<http://example.org/x> a gk:Topic",
        "http://example.org/x: is a gk:Topic but does not stand under",
    ),
]


@pytest.mark.parametrize(("found", "instead", "words"), BREAKAGES)
def test_a_breach_of_the_contract_is_named(found: str, instead: str, words: str, tmp_path: Path) -> None:
    assert found in BERLIN
    path = tmp_path / "graph.ttl"
    path.write_text(BERLIN.replace(found, instead, 1), encoding="utf-8")
    with pytest.raises(GraphError) as error:
        read_turtle(path, BASE)
    assert str(error.value).startswith(f"{path}: ")
    assert words in str(error.value)


def test_what_the_contract_does_not_name_is_left_aside() -> None:
    more = "<http://example.org/x> a owl:Thing ; rdfs:seeAlso [] . actor:russia a gk:Actor, prov:Agent ."
    assert from_rdf(BERLIN + more) == GRAPH


def test_two_bases_in_a_file_are_not_guessed_between() -> None:
    both = BERLIN + to_turtle(GRAPH, OTHER)
    with pytest.raises(GraphError, match=r"nodes under 2 bases \(.*\); say which to read"):
        from_rdf(both)


TWO_TRUTHS = replace(GRAPH.statements[2].evidence, prefix="")
BROKEN_GRAPHS = [
    (replace(GRAPH, topics=GRAPH.topics[1:]), "its broader topic troop-deployment is missing"),
    (replace(GRAPH, topics=()), "statement 05be39d4a1: its object troop-deployment-to-ukraine is missing"),
    (replace(GRAPH, actors=GRAPH.actors * 2), "actor france is there twice"),
    (replace(GRAPH, statements=GRAPH.statements[:1] * 2), "statement 05be39d4a1 is there twice"),
    (replace(GRAPH, actors=GRAPH.actors[:4] + GRAPH.actors[5:]), "no actor is called 'The Daily Example'"),
    (
        replace(GRAPH, statements=(replace(GRAPH.statements[2], id="0", evidence=TWO_TRUTHS), *GRAPH.statements)),
        "characters 1204 to 1275 of b7e1 are quoted in two ways",
    ),
    (
        replace(GRAPH, statements=(replace(GRAPH.statements[0], relation="a b"),)),
        "its relation 'a b' is no local name",
    ),
    (replace(GRAPH, statements=(replace(GRAPH.statements[0], cue="\ud800"),)), "is no Unicode text"),
]


@pytest.mark.parametrize(("graph", "words"), BROKEN_GRAPHS)
def test_a_graph_with_loose_ends_is_not_written(graph: StanceGraph, words: str, tmp_path: Path) -> None:
    with pytest.raises(GraphError, match=words):
        write_turtle(graph, tmp_path / "graph.ttl")
    assert not list(tmp_path.iterdir())


# Files


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text("old")
    write_turtle(GRAPH, path)
    assert path.read_bytes() == BERLIN.encode()
    assert [path] == list(tmp_path.iterdir())
    assert read_turtle(path) == GRAPH


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "folder", tmp_path / "missing" / "graph.ttl", tmp_path / ("x" * 300)):
        with pytest.raises(OutputError, match="cannot be written"):
            write_turtle(GRAPH, path)
    assert [tmp_path / "folder"] == list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "No such file or directory"),
        (b"@prefix a: <http://a/> .\na:b a:c\n", r"graph\.ttl:\d: not Turtle"),
        (b"\x89PNG\r\n\x1a\n\0\0", r"graph\.ttl:\d: not Turtle"),
        ('a:b a:c "ü" .'.encode("latin-1"), r"graph\.ttl:\d: not Turtle"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(content: bytes | None, words: str, tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=words) as error:
        read_turtle(path)
    assert "\n" not in str(error.value)


# -- the quick way to Turtle -----------------------------------------------------------------------


def slowly(graph: StanceGraph, base: str) -> str:
    """What the serialiser makes of the triples."""
    return turtle(to_triples(graph, base), prefixes(base))


@given(stance_graphs())
def test_turtle_is_what_the_serialiser_writes(graph: StanceGraph) -> None:
    for base in (BASE, "https://example.org/", "http://www.w3.org/ns/", "https://schema.org/"):
        assert to_turtle(graph, base) == slowly(graph, base)


DAY = date(2025, 1, 2)
ODD = ("a-b", "-a", "a.b", "a b", "é", "a/b", "a%20", "A", "a", "a-", "a>", "a1", "0", "_", "ab", "a'b", "~")


@pytest.mark.parametrize("text", [*HOSTILE, "\x7f\x80\ufdd0\ufffe\U0001fffe", 'a\tb\r\n"\\', "é’“”…"])
def test_turtle_of_odd_texts_and_names_is_the_same(text: str) -> None:
    if "\ud800" in text:
        pytest.skip("no Unicode text")
    actors = [
        Actor(id_, f"{text} {id_}", "Person", (text, id_, text), (f"https://schema.org/{n}",))
        for n, id_ in enumerate(ODD)
    ]
    topics = [Topic(id_, text, (f"{text}b", "a", "B"), ODD[:n]) for n, id_ in enumerate(ODD)]
    articles = [Source(id_, text, text, None, actors[0].name, f"https://example.org/{text}") for id_ in ODD]
    statements = [
        said(
            one, "supports", other, sentence(one, 5, text), (text, text, text), confidence=number, day=date(2025, 1, 2)
        )
        for one in ODD
        for other, number in zip(ODD, (0.5, 1.0, float("inf"), 0.001, *[0.25] * len(ODD)), strict=False)
    ]
    made = graph_of(statements, actors, topics, articles)
    for base in (BASE, "https://example.org/x#"):
        assert to_turtle(made, base) == slowly(made, base)
