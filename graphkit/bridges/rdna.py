"""Tables in the form of DNA's own exports, for R: rDNA, statnet, igraph.

The files have the semicolons and the quotation marks of those that DNA writes, so that `read.csv(file, sep = ";")`
reads them, the matrices with `row.names = 1, check.names = FALSE`. The event list has the columns that rDNA's data
frame has, `dna_network(networkType = "eventlist")`, with the variables of DNA and some of graphkit's between them;
DNA's own file names them otherwise. A semicolon inside a text becomes a comma, as in DNA's event list, and a quotation
mark an apostrophe; a line break becomes a blank.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphkit.errors import OutputError
from graphkit.network import actor_network, affiliation_network, legible
from graphkit.writing import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import networkx as nx

    from graphkit.model import StanceGraph
    from graphkit.network import Discourse
    from graphkit.network.projections import Aggregation
    from graphkit.ontology import Ontology

_EVENTS = (
    *("statement_id", "time", "person", "organization", "concept", "agreement", "actor", "relation", "modality"),
    *("start_position", "stop_position", "text", "coder", "document_id", "document_title", "document_author"),
    *("document_source", "document_section", "document_type"),
)


def write_rdna(graph: StanceGraph, discourse: Discourse, ontology: Ontology, folder: Path) -> list[Path]:
    """Writes the tables into a folder, which is made, and says where.

    events.csv has all statements; of the discourse come twomode.csv (its affiliation network, subtract),
    congruence.csv, conflict.csv and subtract.csv (its actors) and nodes.csv (who and what they all are).
    Positions count characters of the article, and an unknown time is NA. Two actors or objects of one name are
    told apart by their ids. Raises OutputError where a file cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be made ({error.strerror}); name another folder") from error
    labels = _distinct_labels(discourse)
    files = {"events.csv": _events(graph, ontology), "twomode.csv": _two_mode(discourse, labels)}
    aggregations: tuple[Aggregation, ...] = ("congruence", "conflict", "subtract")
    for aggregation in aggregations:
        network = actor_network(discourse, aggregation)
        files[f"{aggregation}.csv"] = _matrix(network, list(discourse.actors), list(discourse.actors), labels)
    files["nodes.csv"] = _nodes(graph, discourse, labels)
    for name, content in files.items():
        write_whole(folder / name, content.encode("utf-8", "replace"))
    return [folder / name for name in files]


def _events(graph: StanceGraph, ontology: Ontology) -> str:
    actors = {actor.id: actor for actor in graph.actors}
    topics = {topic.id: topic.label for topic in graph.topics}
    articles = {source.id: source for source in graph.articles}
    rows = []
    for number, said in enumerate(
        sorted(graph.statements, key=lambda s: (articles[s.evidence.article].file, s.evidence.start, s.id)), start=1
    ):
        source, actor = articles[said.evidence.article], actors[said.actor]
        is_person = actor.kind == "Person"
        speaker = actors[said.speaker] if said.speaker else None
        person = actor.name if is_person else speaker.name if speaker and speaker.kind == "Person" else ""
        rows.append(
            (
                *(number, f"{said.date} 00:00:00" if said.date else "NA", _quoted(person)),
                _quoted("" if is_person else actor.name),
                _quoted(actors[said.object].name if said.object_is_actor else topics[said.object]),
                int(ontology.relation(said.relation).polarity > 0),
                *(_quoted(actor.name), _quoted(said.relation), _quoted(said.modality)),
                *(said.evidence.start, said.evidence.end, _quoted(said.evidence.exact), 1, _quoted(source.id)),
                *(_quoted(source.title or source.file), _quoted(""), _quoted(source.publisher or "")),
                *(_quoted(""), _quoted("article")),
            )
        )
    return _lines([tuple(map(_quoted, _EVENTS)), *rows])


def _two_mode(discourse: Discourse, labels: dict[str, str]) -> str:
    network = affiliation_network(discourse)
    names = {data["node"]: name for name, data in network.nodes(data=True) if data["mode"] == "object"}
    header = (_quoted(""), *(_quoted(labels[node]) for node in discourse.objects))
    rows = [
        (
            _quoted(labels[actor]),
            *(
                _number(network.edges[actor, names[node]]["weight"]) if network.has_edge(actor, names[node]) else "0"
                for node in discourse.objects
            ),
        )
        for actor in discourse.actors
    ]
    return _lines([header, *rows])


def _matrix(network: nx.Graph[str], rows: Sequence[str], columns: Sequence[str], labels: dict[str, str]) -> str:
    header = (_quoted(""), *(_quoted(labels[node]) for node in columns))
    body = [
        (
            _quoted(labels[row]),
            *(_number(network.edges[row, node]["weight"]) if network.has_edge(row, node) else "0" for node in columns),
        )
        for row in rows
    ]
    return _lines([header, *body])


def _nodes(graph: StanceGraph, discourse: Discourse, labels: dict[str, str]) -> str:
    kinds = {f"actor:{actor.id}": actor.kind for actor in graph.actors}
    header = tuple(map(_quoted, ("value", "node", "type")))
    rows = [(_quoted(labels[node]), _quoted(node), _quoted(kinds.get(node, "Topic"))) for node in sorted(labels)]
    return _lines([header, *rows])


def _distinct_labels(discourse: Discourse) -> dict[str, str]:
    """A label for each node that no other actor, or no other object, has."""
    found: dict[str, str] = {}
    for nodes in (discourse.actors, discourse.objects):
        takers: dict[str, int] = {}
        for node in nodes:
            takers[discourse.labels[node]] = takers.get(discourse.labels[node], 0) + 1
        for node in nodes:
            label = discourse.labels[node]
            found[node] = label if takers[label] == 1 and found.get(node, label) == label else f"{label} ({node})"
    return found


def _quoted(text: str) -> str:
    return f'"{legible(text).replace(";", ",").replace(chr(34), chr(39))}"'


def _number(weight: float) -> str:
    return str(int(weight)) if weight == int(weight) else f"{weight:.6f}"


def _lines(rows: Iterable[tuple[object, ...]]) -> str:
    return "".join(";".join(map(str, row)) + "\n" for row in rows)
