"""A graph as a notebook shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import escape

from graphkit.network import legible

if TYPE_CHECKING:
    from graphkit.model import Edge, StanceGraph
    from graphkit.ontology import Ontology

SHOWN = 10
"""How many edges are shown: those that most statements say."""


def to_notebook(graph: StanceGraph, ontology: Ontology) -> str:
    """A graph as HTML without scripts: what is in it, and the edges that most statements say, with a sentence each.

    Words of articles are escaped.
    """
    names = {(True, actor.id): actor.name for actor in graph.actors}
    names |= {(False, topic.id): topic.label for topic in graph.topics}
    files = {source.id: source.file for source in graph.articles}
    edges = graph.edges()
    counts = (
        ("article", graph.articles),
        ("statement", graph.statements),
        ("edge", edges),
        ("actor", graph.actors),
        ("topic", graph.topics),
    )
    said = ", ".join(f"{len(parts):,} {noun}{'' if len(parts) == 1 else 's'}" for noun, parts in counts)
    shown = sorted(edges, key=lambda edge: (-len(edge.statements), edge.actor, edge.relation, edge.object))[:SHOWN]
    rows = "".join(_row(edge, names, files, ontology) for edge in shown)
    more = f"<p>… and {len(edges) - len(shown):,} edges more</p>" if len(edges) > len(shown) else ""
    table = (
        "<table><thead><tr><th>actor</th><th>relation</th><th>object</th><th>statements</th><th>a sentence</th>"
        f"</tr></thead><tbody>{rows}</tbody></table>"
    )
    return f"<div><p><strong>Graph</strong>: {said}</p>{table if shown else ''}{more}</div>"


def _row(edge: Edge, names: dict[tuple[bool, str], str], files: dict[str, str], ontology: Ontology) -> str:
    relation = ontology.relations[edge.relation]
    first = min(edge.statements, key=lambda said: (files[said.evidence.article], said.evidence.start, said.id))
    cells = (
        legible(names[True, edge.actor]),
        relation.label,
        legible(names[edge.object_is_actor, edge.object]),
        str(len(edge.statements)),
        f"{legible(first.evidence.exact)} ({legible(files[first.evidence.article])})",
    )
    colour = f' style="color: {escape(relation.colour)}"'
    return "<tr>{}</tr>".format(
        "".join(f"<td{colour if index == 1 else ''}>{escape(cell)}</td>" for index, cell in enumerate(cells))
    )
