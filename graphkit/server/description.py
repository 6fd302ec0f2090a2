"""What the endpoint says of itself, in the words of SPARQL 1.1 Service Description."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from graphkit.rdf.namespaces import term
from graphkit.server.negotiation import ROWS, TRIPLES

if TYPE_CHECKING:
    from graphkit.server.negotiation import Form
    from graphkit.store import Store

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_VOID = "http://rdfs.org/ns/void#"
_WRITTEN = {
    "application/sparql-results+json": "SPARQL_Results_JSON",
    "application/sparql-results+xml": "SPARQL_Results_XML",
    "text/csv": "SPARQL_Results_CSV",
    "text/tab-separated-values": "SPARQL_Results_TSV",
    "text/turtle": "Turtle",
    "application/n-triples": "N-Triples",
    "application/rdf+xml": "RDF_XML",
    "application/ld+json": "JSON-LD",
}


def described(store: Store, endpoint: str, form: Form) -> bytes:
    """The description of the service at this address, over this store."""
    triples = [ox.Triple(*said) for said in _said(store, ox.NamedNode(endpoint))]
    known = {**store.prefixes, "sd": _SD, "void": _VOID, "formats": _FORMATS}
    used = {prefix: iri for prefix, iri in known.items() if prefix in ("rdf", "sd", "void", "formats", "xsd")}
    with_prefixes = used if form.writer != ox.RdfFormat.N_TRIPLES else {}
    return ox.serialize(triples, format=form.writer, prefixes=with_prefixes) or b""  # type: ignore[arg-type]


def _said(store: Store, service: ox.NamedNode) -> list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]]:
    def sd(name: str) -> ox.NamedNode:
        return ox.NamedNode(_SD + name)

    is_a = term("rdf:type")
    dataset, default = (ox.NamedNode(f"{service.value}#{name}") for name in ("dataset", "default"))
    count = ox.Literal(str(len(store)), datatype=term("xsd:integer"))
    said: list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]] = [
        (service, is_a, sd("Service")),
        (service, sd("endpoint"), service),
        (service, sd("supportedLanguage"), sd("SPARQL11Query")),
        *(
            (service, sd("resultFormat"), ox.NamedNode(_FORMATS + _WRITTEN[form.media_type]))
            for form in (*ROWS, *TRIPLES)
            if form.media_type in _WRITTEN
        ),
        (service, sd("defaultDataset"), dataset),
        (dataset, is_a, sd("Dataset")),
        (dataset, sd("defaultGraph"), default),
        (default, is_a, sd("Graph")),
        (default, ox.NamedNode(_VOID + "triples"), count),
    ]
    if store.has_graphs:
        said.append((service, sd("feature"), sd("UnionDefaultGraph")))
    for number, name in enumerate(store.graphs):
        graph = ox.NamedNode(f"{service.value}#graph-{number}")
        said += [
            (dataset, sd("namedGraph"), graph),
            (graph, is_a, sd("NamedGraph")),
            (graph, sd("name"), ox.NamedNode(name)),
        ]
    return said
