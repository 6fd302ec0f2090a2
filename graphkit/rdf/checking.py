"""The SHACL gate: whether a graph keeps what the ontology's shapes ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from graphkit.errors import OntologyError
from graphkit.rdf.converting import to_rdflib_graph
from graphkit.rdf.namespaces import BASE, base_of, prefixes, shorten
from graphkit.rdf.reading import parsed
from graphkit.rdf.writing import to_triples

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import rdflib

    from graphkit.model import StanceGraph
    from graphkit.ontology import Ontology

_SH = "http://www.w3.org/ns/shacl#"


def check(graph: StanceGraph | str, ontology: Ontology, base: str = BASE) -> list[str]:
    """What is wrong with a graph or a Turtle text by the shapes of an ontology: sentences that name the node.

    The list is empty where the shapes hold. Raises InputError for a text that is not Turtle, OntologyError
    where the shapes themselves are broken, and for a StanceGraph what `to_triples` raises.
    """
    import pyshacl
    from pyshacl.errors import ReportableRuntimeError

    triples = parsed(graph, "the graph") if isinstance(graph, str) else to_triples(graph, base)
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
    bases = (found for triple in triples if (found := base_of(str(triple.subject).strip("<>"))))
    return sorted(set(_sentences(report, prefixes(next(bases, base)))))


def _sentences(report: rdflib.Graph, known: Mapping[str, str]) -> Iterator[str]:
    import rdflib

    for result in report.subjects(rdflib.RDF.type, rdflib.URIRef(f"{_SH}ValidationResult")):
        node, value, message = (
            report.value(result, rdflib.URIRef(_SH + name)) for name in ("focusNode", "value", "resultMessage")
        )
        words = str(message)
        # The shapes put nodes into their messages with {?variable}, as whole IRIs.
        for prefix, namespace in known.items():
            words = words.replace(namespace, f"{prefix}:")
        found = _word(value, known) if value not in (None, node) else ""
        yield f"{_word(node, known)}: {words}" + (f" (found {found})" if found and found not in words else "")


def _word(node: rdflib.term.Node | None, known: Mapping[str, str]) -> str:
    import rdflib

    return shorten(str(node), known) if isinstance(node, rdflib.URIRef) else f'"{node}"'


def _bound(text: str, name: str) -> list[ox.Triple]:
    try:
        return [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]
    except SyntaxError as error:
        raise OntologyError(f"{name}:{error.lineno}: not Turtle: {error.msg}; mend the line") from error
