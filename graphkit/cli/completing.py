"""What the shell offers after Tab: questions, names in the graph, formats, choices.

Each function is called in a process of its own while somebody waits, so it imports little, and says nothing where
it knows nothing: an error would land in the middle of a command line.
"""

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import typer

from graphkit.cli.configuring import graph_file
from graphkit.cli.options import GRAPH
from graphkit.errors import GraphkitError

_KINDS = ("actor", "topic")
_MOST = 200
_SPECIAL = re.compile(r"([^\w@%+=:,./-])")


def questions(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The named questions, with their titles."""
    try:
        known = _ontology(ctx).questions.values()
    except (GraphkitError, OSError):
        return []
    return [(each.name, each.title) for each in known if each.name.startswith(incomplete)]


def values(ctx: typer.Context, incomplete: str) -> list[str]:
    """The labels that may stand for the next parameter of the question."""
    try:
        question = _ontology(ctx).questions.get(ctx.params.get("question") or "")
        given = [value for value in ctx.params.get("values") or () if value != incomplete]
        if question is None or len(given) >= len(question.parameters):
            return []
        _, by = question.parameters[len(given)]
        return _labels(ctx, incomplete, by)
    except (GraphkitError, OSError):
        return []


def names(ctx: typer.Context, incomplete: str) -> list[str]:
    """The labels of actors and topics."""
    try:
        return _labels(ctx, incomplete, "an actor or a topic")
    except (GraphkitError, OSError):
        return []


def one_of(*choices: str) -> Callable[[str], list[str]]:
    """What completes an option that takes one of a few words."""

    def complete(incomplete: str) -> list[str]:
        return [choice for choice in choices if choice.startswith(incomplete)]

    return complete


def _ontology(ctx: typer.Context) -> Any:
    from graphkit.ontology import load_ontology

    return load_ontology(ctx.params.get("ontology"))


def _labels(ctx: typer.Context, incomplete: str, by: str) -> list[str]:
    from graphkit.store import Store

    if not (file := _graph(ctx)).is_file():
        return []
    store = Store.open(file)
    kinds = tuple(f"{kind}:" for kind in _KINDS if kind in by) or tuple(f"{kind}:" for kind in _KINDS)
    rows = store.query("SELECT ?node ?label { ?node rdfs:label ?label }").table()
    found = (label for node, label in rows if node.startswith(kinds))
    return _written(label for label in found if label.startswith(incomplete))[:_MOST]


def _graph(ctx: typer.Context) -> Path:
    """The graph that the command line, or else graphkit.toml, names."""
    named = Path(ctx.params.get("graph") or GRAPH)
    if named in (GRAPH, GRAPH.parent):
        return graph_file()
    return named if named.suffix == GRAPH.suffix else named / GRAPH.name


def _written(labels: Iterable[str]) -> list[str]:
    """Labels as the shell wants them: bash puts them into the line as they are, the others quote them."""
    labels = sorted(set(labels))
    if os.environ.get("_GRAPHKIT_COMPLETE") != "complete_bash":
        return labels
    word = (os.environ.get("COMP_WORDS", "").splitlines() or [""])[-1]
    return labels if word.startswith(("'", '"')) else [_SPECIAL.sub(r"\\\1", label) for label in labels]
