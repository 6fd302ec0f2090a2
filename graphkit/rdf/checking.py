"""The SHACL gate: whether a graph keeps what the ontology's shapes ask for."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pyoxigraph as ox

from graphkit.errors import OntologyError
from graphkit.rdf.converting import to_rdflib_graph
from graphkit.rdf.namespaces import BASE, base_of, prefixes, shorten
from graphkit.rdf.reading import parsed
from graphkit.rdf.shapes import SH, Unsupported, violations
from graphkit.rdf.writing import to_triples

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import rdflib

    from graphkit.model import StanceGraph
    from graphkit.ontology import Ontology

SMALL = 20_000
"""Triples up to which pySHACL checks a graph; beyond, its time grows out of hand."""

_LOG = logging.getLogger(__name__)


def check(graph: StanceGraph | str, ontology: Ontology, base: str = BASE) -> list[str]:
    """What is wrong with a graph or a Turtle text by the shapes of an ontology: sentences that name the node.

    The list is empty where the shapes hold. A small graph is checked by pySHACL, a large one by queries made of the
    shapes, in time that grows as the graph does. Raises InputError for a text that is not Turtle, OntologyError
    where the shapes themselves are broken, and for a StanceGraph what `to_triples` raises.
    """
    triples = parsed(graph, "the graph") if isinstance(graph, str) else to_triples(graph, base)
    bases = (found for triple in triples if (found := base_of(str(triple.subject).strip("<>"))))
    known = prefixes(next(bases, base))
    if len(triples) > SMALL:
        try:
            return by_queries(triples, ontology, known)
        except Unsupported as what:
            _LOG.warning("%s has %s: pySHACL checks it, which takes long", ontology.folder / "shapes.ttl", what)
    try:
        return by_pyshacl(triples, ontology, known)
    except (TypeError, ValueError, ArithmeticError):  # rdflib cannot count with a literal that is no number
        return by_queries(triples, ontology, known)


def by_queries(triples: list[ox.Triple], ontology: Ontology, known: Mapping[str, str]) -> list[str]:
    """What `check` says, by queries to Oxigraph. Raises Unsupported where the shapes ask for more than these can."""
    place = f"{ontology.folder / 'shapes.ttl'}"
    vocabulary = _bound(ontology.vocabulary, f"{ontology.folder / 'graphkit.ttl'}")
    found = violations(triples, vocabulary, _bound(ontology.shapes, place), place)
    return sorted(
        {_sentence(_words(node), _words(value), node == value, message, known) for node, value, message in found}
    )


def by_pyshacl(triples: list[ox.Triple], ontology: Ontology, known: Mapping[str, str]) -> list[str]:
    """What `check` says, by pySHACL."""
    import pyshacl
    from pyshacl.errors import ReportableRuntimeError

    # pySHACL does not carry the classes of `ont_graph=` into SPARQL constraints: data and classes together.
    data = to_rdflib_graph([*triples, *_bound(ontology.vocabulary, f"{ontology.folder / 'graphkit.ttl'}")])
    shapes = to_rdflib_graph(_bound(ontology.shapes, f"{ontology.folder / 'shapes.ttl'}"))
    try:
        holds, report, text = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    except ReportableRuntimeError as error:
        raise OntologyError(f"{ontology.folder / 'shapes.ttl'}: {error.message}; mend the shape") from error
    if holds:
        return []
    if isinstance(report, Exception):
        raise OntologyError(f"{ontology.folder / 'shapes.ttl'}: {text}; mend the shape")
    return sorted(set(_sentences(report, known)))


def _sentences(report: rdflib.Graph, known: Mapping[str, str]) -> Iterator[str]:
    import rdflib

    for result in report.subjects(rdflib.RDF.type, rdflib.URIRef(f"{SH}ValidationResult")):
        node, value, message = (
            report.value(result, rdflib.URIRef(SH + name)) for name in ("focusNode", "value", "resultMessage")
        )
        parts = [None if part is None else (str(part), isinstance(part, rdflib.URIRef)) for part in (node, value)]
        yield _sentence(parts[0], parts[1], node == value, str(message), known)


Words = tuple[str, bool] | None
"""What a node says, and whether it is an IRI."""


def _words(node: object) -> Words:
    if node is None or isinstance(node, ox.NamedNode):
        return None if node is None else (node.value, True)
    return (node.value if isinstance(node, ox.Literal | ox.BlankNode) else str(node)), False


def _sentence(node: Words, value: Words, same: bool, message: str, known: Mapping[str, str]) -> str:
    # The shapes put nodes into their messages with {?variable}, as whole IRIs.
    for prefix, namespace in known.items():
        message = message.replace(namespace, f"{prefix}:")
    found = "" if value is None or same else _word(value, known)
    return f"{_word(node, known)}: {message}" + (f" (found {found})" if found and found not in message else "")


def _word(words: Words, known: Mapping[str, str]) -> str:
    text, is_iri = words or ("None", False)
    return shorten(text, known) if is_iri else f'"{text}"'


def _bound(text: str, name: str) -> list[ox.Triple]:
    try:
        return [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]
    except SyntaxError as error:
        raise OntologyError(f"{name}:{error.lineno}: not Turtle: {error.msg}; mend the line") from error
