"""Property graphs: openCypher, and CSV for the bulk import of Neo4j.

Nodes are :Actor and its kind, or :Topic; an edge is a relationship of the relation's name, with what stands behind
it. Sentences are in the property `sentences`, a list.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from graphkit.export.tables import archive
from graphkit.network import to_networkx

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphkit.model import StanceGraph
    from graphkit.ontology import Ontology

_BETWEEN = "\x1f"
"""What stands between the items of a list in CSV: no text of an article has it, see `_listed`."""

_README = """\
Import with Neo4j 5 (into an empty database):

neo4j-admin database import full --multiline-fields=true --array-delimiter=U+001F \\
  --nodes=actors.csv --nodes=topics.csv --relationships=edges.csv neo4j
"""

_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def to_cypher(graph: StanceGraph, ontology: Ontology, base: str, name: str) -> bytes:
    """A script of openCypher that makes the graph again: MERGE, so that it may be run twice."""
    network = to_networkx(graph, ontology)
    lines = []
    for node, said in network.nodes(data=True):
        labels = ":Topic" if said["type"] == "topic" else f":Actor:{_name(said['kind'])}"
        lines.append(f"MERGE (n:Node {{id: {_text(node)}}}) SET n{labels}, n += {_map(_node(said))};")
    for source, target, relation, said in network.edges(keys=True, data=True):
        lines.append(
            f"MATCH (a:Node {{id: {_text(source)}}}), (b:Node {{id: {_text(target)}}}) "
            f"MERGE (a)-[r:{_name(relation.upper())}]->(b) SET r += {_map(_edge(said))};"
        )
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def to_neo4j(graph: StanceGraph, ontology: Ontology, base: str, name: str) -> bytes:
    """An archive of CSV files with the headers of neo4j-admin, and how to import them."""
    network = to_networkx(graph, ontology)
    nodes: dict[str, list[list[Any]]] = {"actor": [], "topic": []}
    for node, said in network.nodes(data=True):
        labels = "Node;Topic" if said["type"] == "topic" else f"Node;Actor;{said['kind']}"
        nodes[said["type"]].append([node, said["label"], _listed(said["aliases"]), labels])
    edges = [
        [source, target, relation.upper(), *(_cell(value) for value in _edge(said).values())]
        for source, target, relation, said in network.edges(keys=True, data=True)
    ]
    head = ("id:ID", "label", "aliases:string[]", ":LABEL")
    types = ("weight:int", "articles:int", "publishers:int", "belief:double", "polarity:int", "sentences:string[]")
    return archive(
        {
            "actors.csv": _csv(head, nodes["actor"]),
            "topics.csv": _csv(head, nodes["topic"]),
            "edges.csv": _csv((":START_ID", ":END_ID", ":TYPE", *types), edges),
            "README.txt": _README.encode(),
        }
    )


def _node(said: Mapping[str, Any]) -> dict[str, Any]:
    return {"label": said["label"], "aliases": list(said["aliases"])}


def _edge(said: Mapping[str, Any]) -> dict[str, Any]:
    counted = {name: said[name] for name in ("weight", "articles", "publishers", "belief", "polarity")}
    return counted | {"sentences": [f"{quote.sentence} ({quote.file})" for quote in said["evidence"]]}


def _csv(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8", "replace")


def _listed(items: Iterable[str]) -> str:
    return _BETWEEN.join(item.replace(_BETWEEN, " ") for item in items)


def _cell(value: Any) -> Any:
    return _listed(value) if isinstance(value, list) else value


def _map(properties: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f"{name}: {_literal(value)}" for name, value in properties.items()) + "}"


def _literal(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_text, value))}]"
    return _text(value) if isinstance(value, str) else repr(value)


def _text(text: str) -> str:
    r"""A string literal. Older engines resolve \uXXXX before they parse, so no backslash may come before a u."""
    escaped = "".join(_ESCAPES.get(letter, letter) for letter in text)
    return "'" + escaped.replace("\\u", "\\' + 'u") + "'"


def _name(name: str) -> str:
    return f"`{name.replace('`', '``')}`"
