"""Every form in which a graph leaves graphkit, picked by the suffix of the file that is asked for."""

from __future__ import annotations

from importlib.util import find_spec
from pkgutil import resolve_name
from typing import TYPE_CHECKING

from graphkit.errors import InputError, OutputError
from graphkit.writing import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from graphkit.model import StanceGraph
    from graphkit.ontology import Ontology

    Exporter = Callable[[StanceGraph, Ontology, str, str], bytes]

__all__ = ["EXPORTERS", "EXTRAS", "describe", "export", "suffix_of"]

EXPORTERS = {
    ".ttl": ("graphkit.export.triples:to_turtle", "RDF: Turtle"),
    ".rdf12.ttl": ("graphkit.export.triples:to_turtle_12", "RDF 1.2 Turtle: a statement rdf:reifies its edge"),
    ".nt": ("graphkit.export.triples:to_ntriples", "RDF: N-Triples"),
    ".nq": ("graphkit.export.triples:to_nquads", "RDF: N-Quads, a graph an article"),
    ".trig": ("graphkit.export.triples:to_trig", "RDF: TriG, a graph an article"),
    ".jsonld": ("graphkit.export.jsonld:to_jsonld", "RDF: JSON-LD with its context"),
    ".rdf": ("graphkit.export.triples:to_rdfxml", "RDF/XML"),
    ".graphml": ("graphkit.export.networks:to_graphml", "GraphML, for Gephi and yEd"),
    ".gexf": ("graphkit.export.networks:to_gexf", "GEXF with time, for Gephi"),
    ".cyjs": ("graphkit.export.networks:to_cytoscape", "Cytoscape JSON"),
    ".json": ("graphkit.export.networks:to_node_link", "node-link JSON, for NetworkX and D3"),
    ".csv": ("graphkit.export.tables:to_csv", "the table that the file is called: statements.csv, edges.csv …"),
    ".csv.zip": ("graphkit.export.tables:to_csv_zip", "all tables as CSV"),
    ".xlsx": ("graphkit.export.tables:to_xlsx", "all tables as sheets"),
    ".parquet": ("graphkit.export.tables:to_parquet", "the table that the file is called: statements.parquet …"),
    ".cypher": ("graphkit.export.property_graphs:to_cypher", "openCypher, for Neo4j and Memgraph"),
    ".neo4j.zip": ("graphkit.export.property_graphs:to_neo4j", "CSV for neo4j-admin import"),
    ".html": ("graphkit.export.networks:to_page", "the page"),
}
"""The function that gives the content of a file with this suffix, and what that is.

It is called with the graph, the ontology, the base, and the name of the file without its suffix.
"""

EXTRAS = {".xlsx": ("openpyxl", "xlsx"), ".parquet": ("pyarrow", "parquet")}
"""The package that a form needs beyond graphkit's own, and the extra that installs it."""


def export(graph: StanceGraph, ontology: Ontology, path: Path, base: str) -> None:
    """Writes a graph in the form that the suffix of the path asks for, whole or not at all, and always the same bytes.

    Raises InputError for an unknown suffix or table, OutputError where a package is missing or the file cannot be
    written, GraphError where the graph is broken.
    """
    suffix = suffix_of(path)
    package, extra = EXTRAS.get(suffix, ("json", ""))
    if find_spec(package) is None:
        raise OutputError(f"{path}: this needs {package}; install it: pip install 'graphkit[{extra}]'")
    content: Exporter = resolve_name(EXPORTERS[suffix][0])
    write_whole(path, content(graph, ontology, base, path.name[: -len(suffix)]))


def suffix_of(path: Path) -> str:
    """The longest known suffix of a path. Raises InputError where there is none."""
    found = [suffix for suffix in EXPORTERS if path.name.lower().endswith(suffix) and len(path.name) > len(suffix)]
    if not found:
        raise InputError(f"{path}: no form '{path.suffix}'; there are {', '.join(EXPORTERS)}")
    return max(found, key=len)


def describe() -> list[tuple[str, str]]:
    """Each suffix and what it stands for."""
    return [(suffix, words) for suffix, (_, words) in EXPORTERS.items()]
