"""StanceGraph ↔ RDF: the contract that programs outside the project read.

`from_rdf(to_rdflib(graph)) == graph` for every graph whose confidences have two digits, whose URLs are IRIs
and whose lists of names are sorted. pyoxigraph writes and reads; rdflib and pySHACL are imported only by the
functions that need them.
"""

from graphkit.rdf.checking import check
from graphkit.rdf.namespaces import BASE, PREFIXES, base_of, checked_base, prefixes, shorten
from graphkit.rdf.reading import from_rdf, read_turtle
from graphkit.rdf.writing import to_rdflib, to_triples, to_turtle, turtle, write_turtle

__all__ = [
    "BASE",
    "PREFIXES",
    "base_of",
    "check",
    "checked_base",
    "from_rdf",
    "prefixes",
    "read_turtle",
    "shorten",
    "to_rdflib",
    "to_triples",
    "to_turtle",
    "turtle",
    "write_turtle",
]
