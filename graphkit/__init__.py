"""graphkit: who supports, opposes or proposes what in news articles, and which sentence says so.

    graph = graphkit.build("seeds")
    graph.to_turtle("output/graph.ttl")
    print(graph.query("SELECT ?who ?what { ?who gk:opposes ?what }").table())

Names are loaded when they are first used, so that `import graphkit` is instant.
"""

from __future__ import annotations

from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphkit.errors import GraphkitError
    from graphkit.graph import Graph, load
    from graphkit.model import Actor, Article, Claim, StanceGraph, Statement, Topic
    from graphkit.ontology import load_ontology
    from graphkit.pipeline import build

__version__ = "0.1.0"

__all__ = [
    "Actor",
    "Article",
    "Claim",
    "Graph",
    "GraphkitError",
    "StanceGraph",
    "Statement",
    "Topic",
    "__version__",
    "build",
    "load",
    "load_ontology",
]

_HOMES = {
    "Actor": "graphkit.model",
    "Article": "graphkit.model",
    "Claim": "graphkit.model",
    "Graph": "graphkit.graph",
    "GraphkitError": "graphkit.errors",
    "StanceGraph": "graphkit.model",
    "Statement": "graphkit.model",
    "Topic": "graphkit.model",
    "build": "graphkit.pipeline",
    "load": "graphkit.graph",
    "load_ontology": "graphkit.ontology",
}
"""Where each public name lives."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'graphkit' has no attribute '{name}'")
    found = globals()[name] = resolve_name(f"{_HOMES[name]}:{name}")
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
