from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import BERLIN, stance_graphs

from graphkit.errors import InputError, OntologyError
from graphkit.ontology import Ontology, load_ontology
from graphkit.rdf import PREFIXES, check, checking, from_rdf, to_triples
from graphkit.rdf.checking import by_pyshacl, by_queries
from graphkit.rdf.reading import parsed
from graphkit.rdf.shapes import Unsupported

if TYPE_CHECKING:
    from pathlib import Path

    from graphkit.model import StanceGraph

ONTOLOGY = load_ontology()
TOPIC = "topic:troop-deployment-to-ukraine"


@settings(max_examples=15)
@given(stance_graphs())
def test_the_shapes_hold_for_every_graph(graph: StanceGraph) -> None:
    assert check(graph, ONTOLOGY) == []


def test_the_shapes_hold_for_the_example_of_the_contract() -> None:
    assert check(BERLIN, ONTOLOGY) == []
    assert check(from_rdf(BERLIN), ONTOLOGY, "https://example.org/") == []


BREACHES = {
    "edge": [
        (
            f"gk:opposes {TOPIC} .",
            f"gk:opposes {TOPIC} ; gk:supports {TOPIC} .",
            "gk:supports: the edge from actor:germany to topic:troop-deployment-to-ukraine has no statement",
        ),
        (
            f"gk:opposes {TOPIC} .",
            f"gk:opposes {TOPIC}, actor:russia .",
            "gk:opposes: the edge from actor:germany to actor:russia has no statement that says so",
        ),
        (
            "gk:opposes actor:russia .",
            'gk:cue "none" .',
            "edge from actor:united-kingdom to actor:russia is missing, though st:41f0c7b92e says so; add it",
        ),
        (
            "gk:modality gk:possible",
            "gk:modality gk:intended",
            "gk:supports: the edge from actor:united-kingdom",
        ),
        (
            "gk:modality gk:actual",
            "gk:modality gk:possible",
            "gk:opposes: the edge from actor:united-kingdom",
        ),
    ],
    "statement": [
        (
            "rdf:subject actor:germany",
            f"rdf:subject {TOPIC}",
            "st:9f2c41d07a: a statement has one rdf:subject",
        ),
        (
            "rdf:subject actor:germany",
            "rdf:subject actor:nobody",
            "st:9f2c41d07a: a statement has one rdf:subject",
        ),
        (
            "rdf:predicate gk:proposes",
            "rdf:predicate gk:ponders",
            "st:a7710e5c3d: a statement has one rdf:predicate",
        ),
        ("rdf:object actor:russia", "rdf:object art:b7e1", "st:41f0c7b92e: a statement has one rdf:object"),
        ('gk:actorText "Berlin" ;', "", "st:9f2c41d07a: a statement has one gk:actorText"),
        (
            'gk:objectText "Russia"',
            'gk:objectText "Russia"@en',
            "st:41f0c7b92e: a statement has one gk:objectText",
        ),
        ('gk:cue "urged"', 'gk:cue "urged", "asked"', "st:a7710e5c3d: a statement has one gk:cue"),
        ('gk:rule "verb.dobj"', "gk:rule 7", "st:05be39d4a1: a statement has one gk:rule"),
        (
            "gk:modality gk:possible",
            "gk:modality gk:perhaps",
            "st:05be39d4a1: a statement has one gk:modality",
        ),
        ("gk:modality gk:possible ;", "", "st:05be39d4a1: a statement has one gk:modality"),
        ("gk:negated false", "gk:negated 0", "st:05be39d4a1: a statement has one gk:negated"),
        ("gk:confidence 0.86", "gk:confidence 1.01", 'from 0 to 1 (found "1.01")'),
        ("gk:confidence 0.86", "gk:confidence -0.10", 'from 0 to 1 (found "-0.10")'),
        ("gk:confidence 0.86", "gk:confidence 8.6e-1", "st:9f2c41d07a: a statement has one gk:confidence"),
        (
            'gk:date "2025-02-17"^^xsd:date',
            'gk:date "2025"',
            "st:9f2c41d07a: a statement has at most one gk:date",
        ),
        (
            "gk:speaker actor:olaf-scholz",
            f"gk:speaker {TOPIC}",
            "a statement has at most one gk:speaker, an actor",
        ),
        (
            "prov:wasDerivedFrom sent:b7e1-1204-1275 ;",
            "",
            "st:9f2c41d07a: a statement has one prov:wasDerivedFrom",
        ),
    ],
    "evidence": [
        (
            "oa:hasSource art:b7e1",
            "oa:hasSource actor:france",
            "sent:b7e1-1204-1275: a sentence has one oa:hasSource",
        ),
        ("oa:hasSelector sel:b7e1-1204-1275 ;", "", "sent:b7e1-1204-1275: a sentence has one oa:hasSelector"),
        (
            "a oa:TextPositionSelector , oa:TextQuoteSelector",
            "a oa:TextQuoteSelector",
            "a sentence has one oa:hasSelector",
        ),
        ("oa:start 1204", "oa:start 1304", "sel:b7e1-1204-1275: oa:start comes before oa:end"),
        ("oa:start 1204", "oa:start 1205", "oa:exact of sel:b7e1-1204-1275 has not as many characters"),
        ("oa:start 0", "oa:start -1", "sel:c2d4-0-50: a selector has one oa:start"),
        ("oa:end 1275", 'oa:end "1275"', "sel:b7e1-1204-1275: a selector has one oa:end"),
        (
            'oa:exact "France urged its allies to send troops to Ukraine." ;',
            "",
            "a selector has one oa:exact",
        ),
        ('oa:prefix "" ;', "", "a selector has one oa:prefix"),
        ('oa:suffix ""', 'oa:suffix "", "x"', "a selector has one oa:suffix"),
    ],
    "article": [
        ('gk:sourceFile "berlin.txt"', "rdfs:seeAlso art:b7e1", "art:b7e1: an article has one gk:sourceFile"),
        ('"Berlin says no"@en', '"Berlin says no"', "art:b7e1: an article has at most one schema:headline"),
        (
            '"2025-02-17"^^xsd:date ;\n\tschema',
            '"2025" ;\n\tschema',
            "art:b7e1: an article has at most one schema:datePublished",
        ),
        (
            "<https://example.org/berlin>",
            '"https://example.org/berlin"',
            "art:b7e1: an article has at most one schema:url",
        ),
        (
            "schema:publisher actor:the-daily-example",
            f"schema:publisher {TOPIC}",
            "at most one schema:publisher, an actor",
        ),
    ],
    "actors and topics": [
        (
            'rdfs:label "Olaf Scholz"@en',
            'rdfs:label "Olaf Scholz"@en, "Scholz"@en',
            "actor:olaf-scholz: an actor has one rdfs:label",
        ),
        ('rdfs:label "Olaf Scholz"@en ;', "", "actor:olaf-scholz: an actor has one rdfs:label"),
        ('skos:altLabel "Scholz"@en', 'skos:altLabel "Scholz"', "actor:olaf-scholz: each skos:altLabel"),
        (
            "owl:sameAs <http://www.wikidata.org/entity/Q183>",
            'owl:sameAs "Q183"',
            "actor:germany: each owl:sameAs",
        ),
        ("actor:germany a gk:Country", "actor:germany a gk:Actor", "actor:germany: an actor has one kind"),
        (
            "actor:germany a gk:Country",
            "actor:germany a gk:Country, gk:Group",
            "actor:germany: an actor has one kind",
        ),
        (
            'rdfs:label "troop deployment"@en',
            'rdfs:comment "none"',
            "topic:troop-deployment: a topic has one rdfs:label",
        ),
        (
            'skos:altLabel "deployment of troops to Ukraine"@en',
            "skos:altLabel 1",
            f"{TOPIC}: each skos:altLabel",
        ),
        ("skos:broader topic:troop-deployment", "skos:broader actor:france", f"{TOPIC}: each skos:broader"),
        ("skos:broader topic:troop-deployment", 'skos:exactMatch "troops"', f"{TOPIC}: each skos:exactMatch"),
        (
            "actor:the-daily-example a gk:Organization",
            "[] a gk:Group",
            "an actor is named by an IRI, never blank",
        ),
    ],
}


@pytest.mark.parametrize(
    ("found", "instead", "words"), [breach for breaches in BREACHES.values() for breach in breaches]
)
def test_a_breach_is_caught_and_named(found: str, instead: str, words: str) -> None:
    assert found in BERLIN
    problems = check(BERLIN.replace(found, instead, 1), ONTOLOGY)
    assert any(words in problem for problem in problems), problems
    assert problems == sorted(set(problems))


def both(turtle: str, ontology: Ontology = ONTOLOGY) -> tuple[list[str], list[str]]:
    """What pySHACL says of a Turtle text, and what the queries say."""
    triples = parsed(turtle, "the graph")
    return by_pyshacl(triples, ontology, PREFIXES), by_queries(triples, ontology, PREFIXES)


@pytest.mark.parametrize("breaches", BREACHES.values(), ids=BREACHES)
def test_queries_say_what_pyshacl_says(breaches: list[tuple[str, str, str]]) -> None:
    for found, instead, _ in breaches:
        one, other = both(BERLIN.replace(found, instead, 1))
        assert one
        assert blank(other) == blank(one)


def blank(problems: list[str]) -> list[str]:
    """The same without the names of blank nodes and the spelling of numbers, which are each library's own."""
    nameless = [re.sub(r'^"[^"]+"', "[]", problem) for problem in problems]
    return sorted(re.sub(r'\(found "(-?[\d.e-]+)"\)$', lambda found: str(float(found[1])), each) for each in nameless)


ILL = [
    ("gk:confidence 0.86", 'gk:confidence "much"^^xsd:decimal'),
    ("gk:confidence 0.86", "gk:confidence 1.01"),
    ("gk:confidence 0.86", "gk:confidence -0.5"),
    ('"2025-02-17"^^xsd:date', '"2025-02-30"^^xsd:date'),
    ("gk:negated false", 'gk:negated "no"^^xsd:boolean'),
    ("oa:start 1204", "oa:start 99999"),
    ("a gk:Statement", "a gk:Statement, gk:Topic"),
    ("rdf:subject actor:germany", "rdf:subject actor:germany, actor:france"),
]


@pytest.mark.parametrize(("found", "instead"), ILL)
def test_both_agree_on_what_is_ill_typed(found: str, instead: str) -> None:
    assert found in BERLIN
    one, other = both(BERLIN.replace(found, instead))
    assert one
    assert other == one


@settings(max_examples=15, deadline=None)
@given(stance_graphs(), st.integers(0, 2**32))
def test_both_agree_on_graphs_with_lines_missing(graph: StanceGraph, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    kept = [triple for triple in to_triples(graph) if chance.random() < 0.9]
    assert by_queries(kept, ONTOLOGY, PREFIXES) == by_pyshacl(kept, ONTOLOGY, PREFIXES)


EXTRA = """
@prefix ex: <https://example.org/shapes#> .
ex:Counted a sh:NodeShape ; sh:targetClass gk:Topic, gk:Actor ; sh:property
    [ sh:path skos:altLabel ; sh:minCount 2 ; sh:message "two names" ] ,
    [ sh:path gk:opposes ; sh:maxCount 1 ; sh:message "one foe" ; sh:severity sh:Warning ] ,
    [ sh:path rdfs:label ; sh:minLength 9 ; sh:message "a long name" ] ,
    [ sh:path owl:sameAs ; sh:minCount 1 ; sh:deactivated true ; sh:message "never said" ] .
ex:Off a sh:NodeShape ; sh:targetClass gk:Topic ; sh:deactivated true ; sh:nodeKind sh:IRI .
"""


def with_shapes(more: str) -> Ontology:
    changed = Ontology(ONTOLOGY.folder)
    changed.__dict__["shapes"] = ONTOLOGY.shapes + more
    return changed


def test_both_agree_on_shapes_of_ones_own() -> None:
    one, other = both(BERLIN, with_shapes(EXTRA))
    assert len(one) > 5
    assert other == one


UNKNOWN = [
    "<a:b> a sh:NodeShape ; sh:targetClass gk:Topic ; sh:property [ sh:path rdfs:label ; sh:pattern 'x' ] .",
    "<a:b> a sh:NodeShape ; sh:targetClass gk:A ; sh:property [ sh:path [ sh:inversePath gk:cue ] ; sh:class gk:A ] .",
    "<a:b> a sh:NodeShape ; sh:targetSubjectsOf gk:cue ; sh:property [ sh:path gk:cue ; sh:maxCount 1 ] .",
    "<a:b> a sh:NodeShape ; sh:targetClass gk:Topic ; sh:closed true .",
    "<a:b> a sh:NodeShape ; sh:targetClass gk:Topic ; sh:nodeKind sh:Literal .",
    "<a:b> a sh:NodeShape ; sh:targetClass gk:Topic ; sh:not [ sh:class gk:Actor ] .",
]


@pytest.mark.parametrize("shape", UNKNOWN)
def test_what_no_query_is_made_of_is_left_to_pyshacl(
    shape: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ontology = with_shapes(shape)
    with pytest.raises(Unsupported):
        both(BERLIN, ontology)
    monkeypatch.setattr(checking, "SMALL", 0)
    assert check(BERLIN, ontology) == by_pyshacl(parsed(BERLIN, ""), ontology, PREFIXES)
    assert "pySHACL checks it, which takes long" in caplog.text


def test_where_pyshacl_stumbles_the_queries_go_on() -> None:
    (problem,) = check(BERLIN.replace("oa:start 1204", 'oa:start "far"^^xsd:integer'), ONTOLOGY)[:1]
    assert "oa:start" in problem


def test_a_large_graph_is_checked_by_queries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "SMALL", 0)
    monkeypatch.setattr(checking, "by_pyshacl", lambda *_: pytest.fail("pySHACL"))
    assert check(BERLIN, ONTOLOGY) == []
    assert check(BERLIN.replace('gk:actorText "Berlin" ;', "", 1), ONTOLOGY) == [
        "st:9f2c41d07a: a statement has one gk:actorText, the words for the actor"
    ]


def test_a_relation_of_the_ontology_needs_no_shape_of_its_own() -> None:
    edge = f"actor:france gk:deplores {TOPIC} ."
    deplores = Ontology(ONTOLOGY.folder)
    deplores.__dict__["vocabulary"] = ONTOLOGY.vocabulary + "gk:deplores a gk:Stance ."
    assert check(BERLIN + edge, ONTOLOGY) == []
    assert "gk:deplores: the edge from actor:france" in check(BERLIN + edge, deplores)[0]


def test_what_is_not_turtle_is_refused_with_its_line() -> None:
    with pytest.raises(InputError, match=r"the graph:2: not Turtle"):
        check("@prefix a: <http://a/> .\na:b a:c .", ONTOLOGY)


@pytest.mark.parametrize(
    ("shapes", "words"),
    [
        ("@prefix sh: <http://www.w3.org/ns/shacl#> .\nsh:a sh:b .", "shapes.ttl:2: not Turtle"),
        (
            "@prefix sh: <http://www.w3.org/ns/shacl#> . <a:b> sh:targetNode <a:c> ; sh:sparql [] .",
            "shapes.ttl: .*; mend the shape",
        ),
    ],
)
def test_broken_shapes_are_the_ontologys_fault(shapes: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "graphkit.ttl").write_text(ONTOLOGY.vocabulary, encoding="utf-8")
    (tmp_path / "shapes.ttl").write_text(shapes, encoding="utf-8")
    with pytest.raises(OntologyError, match=words):
        check(BERLIN, load_ontology(tmp_path))
