"""RDF → StanceGraph, the inverse of writing. What the contract does not name is left aside."""

from __future__ import annotations

from codecs import BOM_UTF8
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from graphkit.errors import InputError
from graphkit.model import MODALITIES, Actor, Evidence, Modality, Source, StanceGraph, Statement, Topic
from graphkit.rdf.converting import from_rdflib_graph
from graphkit.rdf.integrity import refuse_broken
from graphkit.rdf.namespaces import VOCABULARIES, checked_base, identifier, shorten, term
from graphkit.rdf.nodes import Nodes

if TYPE_CHECKING:
    from collections.abc import Iterable

    import rdflib

_FOLDERS = {"gk:Statement": "st", "gk:Topic": "topic", "schema:NewsArticle": "art"}


def from_rdf(source: rdflib.Graph | str, base: str | None = None, *, name: str = "the graph") -> StanceGraph:
    """The graph that an rdflib Graph or a Turtle text holds; without a base, the one of its nodes is found.

    Raises GraphError, beginning with `name`, that says which node lacks or breaks what; InputError for a
    text that is not Turtle.
    """
    triples = parsed(source, name) if isinstance(source, str) else from_rdflib_graph(source)
    return _graph(triples, name, base)


def read_turtle(path: Path | str, base: str | None = None) -> StanceGraph:
    """The graph that a Turtle file holds, as `from_rdf`. Raises InputError for a file that cannot be read."""
    return _graph(parsed(content(Path(path)), str(path)), str(path), base)


def content(path: Path) -> bytes:
    """What a Turtle file holds, without a byte order mark. Raises InputError where it cannot be read."""
    try:
        return path.read_bytes().removeprefix(BOM_UTF8)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read ({error.strerror}); name a Turtle file that graphkit build has written"
        ) from error


def parsed(source: str | bytes, name: str) -> list[ox.Triple]:
    """The triples of a Turtle text. Raises InputError, with the line, where it is not Turtle."""
    try:
        return [quad.triple for quad in ox.parse(source, format=ox.RdfFormat.TURTLE)]
    except SyntaxError as error:
        raise not_turtle(name, error) from error


def not_turtle(name: str, error: SyntaxError) -> InputError:
    """The error to raise where a parser stumbles over a Turtle text."""
    problem = " ".join(str(error.msg).split())
    line = f":{error.lineno}" if error.lineno else ""
    suffix = Path(name).suffix.lower()
    if suffix in (".trig", ".nq", ".nt", ".jsonld", ".rdf", ".n3"):
        return InputError(f"{name}{line}: '{suffix}' is not read here ({problem}); `graphkit import {name}` reads it")
    return InputError(f"{name}{line}: not Turtle: {problem}; mend the line or build the graph anew")


def _graph(triples: Iterable[ox.Triple], name: str, base: str | None) -> StanceGraph:
    nodes = Nodes(triples, name, base and checked_base(base))
    _refuse_strays(nodes)
    graph = StanceGraph(
        statements=tuple(_statement(nodes, iri, key) for key, iri in nodes.of_kind("st")),
        actors=tuple(_actor(nodes, iri, key) for key, iri in nodes.of_kind("actor")),
        topics=tuple(_topic(nodes, iri, key) for key, iri in nodes.of_kind("topic")),
        articles=tuple(_article(nodes, iri, key) for key, iri in nodes.of_kind("art")),
    )
    refuse_broken(graph, name)
    _compare_edges(nodes, graph)
    return graph


def _refuse_strays(nodes: Nodes) -> None:
    for class_, kind in _FOLDERS.items():
        for iri in nodes.of_class(class_):
            if identifier(nodes.base, kind, iri) is None:
                raise nodes.error(iri, f"is a {class_} but does not stand under {nodes.base}{kind}/")


def _compare_edges(nodes: Nodes, graph: StanceGraph) -> None:
    said = {(edge.actor, edge.relation, edge.object_is_actor, edge.object) for edge in graph.edges()}
    drawn = {
        (actor, relation, *nodes.actor_or_topic(iri, f"gk:{relation}", value))
        for actor, iri in nodes.of_kind("actor")
        for relation, value in nodes.stances(iri)
    }
    for edge in sorted(said ^ drawn):
        actor, relation, is_actor, object_ = edge
        words = f"the edge actor:{actor} gk:{relation} {'actor' if is_actor else 'topic'}:{object_}"
        if edge in said:
            raise nodes.broken(f"{words} is missing, though a statement says so; add it")
        raise nodes.broken(f"{words} has no statement that says so; add one or take the edge away")


def _statement(nodes: Nodes, iri: str, key: str) -> Statement:
    nodes.must_be(iri, "gk:Statement")
    is_actor, object_ = nodes.actor_or_topic(iri, "rdf:object", nodes.one(iri, "rdf:object"))
    return Statement(
        id=key,
        actor=nodes.key(iri, "rdf:subject", "actor"),
        relation=nodes.local(iri, "rdf:predicate"),
        object=object_,
        object_is_actor=is_actor,
        actor_text=nodes.text(iri, "gk:actorText"),
        object_text=nodes.text(iri, "gk:objectText"),
        cue=nodes.text(iri, "gk:cue"),
        rule=nodes.text(iri, "gk:rule"),
        confidence=nodes.read(iri, "gk:confidence", float, "a number"),
        evidence=_evidence(nodes, nodes.iri(iri, "prov:wasDerivedFrom")),
        speaker=nodes.key(iri, "gk:speaker", "actor") if nodes.all(iri, "gk:speaker") else None,
        modality=_modality(nodes, iri),
        negated=nodes.read(iri, "gk:negated", _boolean, "true or false"),
        date=_date(nodes, iri, "gk:date"),
    )


def _evidence(nodes: Nodes, iri: str) -> Evidence:
    nodes.must_be(iri, "oa:SpecificResource")
    selector = nodes.iri(iri, "oa:hasSelector")
    nodes.must_be(selector, "oa:TextQuoteSelector")
    nodes.must_be(selector, "oa:TextPositionSelector")
    return Evidence(
        article=nodes.key(iri, "oa:hasSource", "art"),
        start=nodes.read(selector, "oa:start", int, "a whole number"),
        end=nodes.read(selector, "oa:end", int, "a whole number"),
        exact=nodes.text(selector, "oa:exact"),
        prefix=nodes.text(selector, "oa:prefix"),
        suffix=nodes.text(selector, "oa:suffix"),
    )


def _article(nodes: Nodes, iri: str, key: str) -> Source:
    nodes.must_be(iri, "schema:NewsArticle")
    publisher = nodes.optional(nodes.iri, iri, "schema:publisher")
    return Source(
        id=key,
        file=nodes.text(iri, "gk:sourceFile"),
        title=nodes.optional(nodes.text, iri, "schema:headline"),
        date=_date(nodes, iri, "schema:datePublished"),
        publisher=nodes.text(publisher, "rdfs:label") if publisher else None,
        url=nodes.optional(nodes.iri, iri, "schema:url"),
    )


def _actor(nodes: Nodes, iri: str, key: str) -> Actor:
    kinds = [kind for kind in nodes.classes(iri) if kind != term("gk:Actor").value]
    if len(kinds) != 1:
        found = ", ".join(map(shorten, kinds)) or "none"
        raise nodes.error(iri, f"needs one kind of actor, such as gk:Person; it has {found}")
    return Actor(
        id=key,
        name=nodes.text(iri, "rdfs:label"),
        kind=kinds[0].removeprefix(VOCABULARIES["gk"]),
        aliases=nodes.texts(iri, "skos:altLabel"),
        same_as=nodes.iris(iri, "owl:sameAs"),
    )


def _topic(nodes: Nodes, iri: str, key: str) -> Topic:
    nodes.must_be(iri, "gk:Topic")
    return Topic(
        id=key,
        label=nodes.text(iri, "rdfs:label"),
        aliases=nodes.texts(iri, "skos:altLabel"),
        broader=nodes.keys(iri, "skos:broader", "topic"),
        same_as=nodes.iris(iri, "skos:exactMatch"),
    )


def _modality(nodes: Nodes, iri: str) -> Modality:
    found = nodes.local(iri, "gk:modality")
    for modality in MODALITIES:
        if found == modality:
            return modality
    known = ", ".join(f"gk:{modality}" for modality in MODALITIES)
    raise nodes.error(iri, f"gk:modality is gk:{found}; there are {known}")


def _date(nodes: Nodes, iri: str, predicate: str) -> date | None:
    if not nodes.all(iri, predicate):
        return None
    return nodes.read(iri, predicate, date.fromisoformat, "a date such as 2025-02-17")


def _boolean(text: str) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}[text]
