"""pyoxigraph's terms ↔ rdflib's, side by side. A lexical form is kept as it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from graphkit.rdf.namespaces import term

if TYPE_CHECKING:
    from collections.abc import Iterable

    import rdflib


def to_rdflib_graph(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    """Triples as an rdflib Graph without prefixes. Raises TypeError for a triple term, which rdflib has none of."""
    import rdflib

    def part(found: object) -> rdflib.URIRef | rdflib.BNode | rdflib.Literal:
        if isinstance(found, ox.Literal):
            if found.language or found.datatype == term("xsd:string"):
                return rdflib.Literal(found.value, lang=found.language)
            return rdflib.Literal(found.value, datatype=rdflib.URIRef(found.datatype.value), normalize=False)
        if isinstance(found, ox.BlankNode):
            return rdflib.BNode(found.value)
        if isinstance(found, ox.Triple):
            raise TypeError(f"rdflib has no triple terms: {found}")
        return rdflib.URIRef(cast("ox.NamedNode", found).value)

    graph = rdflib.Graph(bind_namespaces="none")
    for subject, predicate, value in triples:
        graph.add((part(subject), part(predicate), part(value)))
    return graph


def from_rdflib_graph(graph: rdflib.Graph) -> list[ox.Triple]:
    """The triples of an rdflib Graph."""
    import rdflib

    def part(found: object) -> ox.NamedNode | ox.BlankNode | ox.Literal:
        if isinstance(found, rdflib.Literal):
            datatype = None if found.language or found.datatype is None else ox.NamedNode(found.datatype)
            return ox.Literal(str(found), language=found.language, datatype=datatype)
        return ox.BlankNode(str(found)) if isinstance(found, rdflib.BNode) else ox.NamedNode(str(found))

    return [
        ox.Triple(
            cast("ox.NamedNode | ox.BlankNode", part(subject)),
            cast("ox.NamedNode", part(predicate)),
            part(value),
        )
        for subject, predicate, value in graph
    ]
