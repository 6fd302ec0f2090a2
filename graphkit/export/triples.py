"""RDF in the forms that pyoxigraph writes: one serialiser for all, sorted, with the prefixes in one order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from graphkit.errors import GraphError
from graphkit.network import without_control_characters
from graphkit.rdf import prefixes, to_triples, turtle
from graphkit.rdf.namespaces import VOCABULARIES, mint, term
from graphkit.rdf.writing import order, place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphkit.model import StanceGraph
    from graphkit.ontology import Ontology

_PARTS = tuple(term(f"rdf:{name}") for name in ("subject", "predicate", "object"))
_DECLARED = re.compile(r' xmlns:[\w-]+="[^"]*"')


def to_turtle(graph: StanceGraph, ontology: Ontology, base: str, name: str) -> bytes:
    """Turtle, as `graphkit build` writes it."""
    return turtle(to_triples(graph, base), prefixes(base)).encode()


def to_turtle_12(graph: StanceGraph, ontology: Ontology, base: str, name: str) -> bytes:
    """RDF 1.2 Turtle (W3C): what a statement says is one triple term, which it rdf:reifies, not three properties."""
    said: dict[Any, dict[str, Any]] = {}
    kept = []
    for triple in to_triples(graph, base):
        if triple.predicate in _PARTS:
            said.setdefault(triple.subject, {})[triple.predicate.value] = triple.object
        else:
            kept.append(triple)
    reifies = ox.NamedNode(f"{VOCABULARIES['rdf']}reifies")
    for statement, found in said.items():
        kept.append(ox.Triple(statement, reifies, ox.Triple(*(found[part.value] for part in _PARTS))))
    return turtle(sorted(kept, key=order), prefixes(base)).encode()


def to_ntriples(graph: StanceGraph, ontology: Ontology, base: str, name: str) -> bytes:
    """N-Triples."""
    return _serialized(to_triples(graph, base), ox.RdfFormat.N_TRIPLES)


def to_nquads(graph: StanceGraph, ontology: Ontology, base: str, name: str) -> bytes:
    """N-Quads: what an article says stands in a graph of the article's name, the rest in the default graph."""
    return _serialized(_quads(graph, base), ox.RdfFormat.N_QUADS)


def to_trig(graph: StanceGraph, ontology: Ontology, base: str, name: str) -> bytes:
    """TriG, with the graphs of `to_nquads`."""
    text = _serialized(_quads(graph, base), ox.RdfFormat.TRIG, prefixes(base)).decode()
    lines = text.split("\n")
    # The serialiser's own order of prefixes is that of a hash table.
    head = [line for line in lines if line.startswith("@prefix ")]
    return "\n".join([*sorted(head), *lines[len(head) :]]).encode()


def to_rdfxml(graph: StanceGraph, ontology: Ontology, base: str, name: str) -> bytes:
    """RDF/XML. Raises GraphError, as XML has no way to write them, for texts with control characters."""
    text = _serialized(to_triples(graph, base), ox.RdfFormat.RDF_XML, prefixes(base)).decode()
    if (readable := without_control_characters(text)) != text:
        where = next(
            place for place, (one, other) in enumerate(zip(text, readable + "\0", strict=False)) if one != other
        )
        words = text[max(where - 30, 0) : where]
        raise GraphError(f"XML has no way to write {text[where]!r}, which stands after {words!r}; take another form")
    head, opening, rest = text.partition("<rdf:RDF")
    declared, closing, rest = rest.partition(">")
    return "".join((head, opening, *sorted(_DECLARED.findall(declared)), closing, rest)).encode()


def _serialized(
    said: Iterable[ox.Triple] | Iterable[ox.Quad], form: ox.RdfFormat, known: dict[str, str] | None = None
) -> bytes:
    return ox.serialize(said, format=form, prefixes=known) or b""


def _quads(graph: StanceGraph, base: str) -> list[ox.Quad]:
    triples = to_triples(graph, base)
    article_of: dict[str, str] = {}
    for source in graph.articles:
        article_of[mint(base, "art", source.id).value] = source.id
    for said in graph.statements:
        article_of[mint(base, "st", said.id).value] = said.evidence.article
        for kind in ("sent", "sel"):
            article_of[mint(base, kind, place(said.evidence)).value] = said.evidence.article
    quads = []
    for triple in triples:
        article = article_of.get(str(triple.subject)[1:-1])
        into = ox.DefaultGraph() if article is None else mint(base, "art", article)
        quads.append(ox.Quad(triple.subject, triple.predicate, triple.object, into))
    return sorted(quads, key=lambda quad: "" if isinstance(quad.graph_name, ox.DefaultGraph) else str(quad.graph_name))
