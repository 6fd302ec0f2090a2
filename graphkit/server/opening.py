"""From what is named to serve, to the store that answers: the one place that knows where a directory keeps it."""

from __future__ import annotations

from pathlib import Path

from graphkit.errors import InputError
from graphkit.store import Store

GRAPH = "graph.ttl"
PICTURE = "graph.html"


def graph_file(path: Path | str) -> Path:
    """The file of a graph: the one that is named, or the one that a build wrote into the directory that is named.

    Raises InputError where there is none.
    """
    path = Path(path)
    file = path / GRAPH if path.is_dir() else path
    if not file.is_file():
        raise InputError(f"{file}: no graph here; run `graphkit build -o {path}` first, or name a directory with one")
    return file


def open_graph(path: Path | str) -> Store:
    """The store of a graph, to be read only. Raises InputError where there is none."""
    return Store.open(graph_file(path))


def picture_file(path: Path | str) -> Path | None:
    """The page that a build drew beside the graph, or None; one older than the graph shows another graph."""
    graph = graph_file(path)
    picture = graph.with_name(PICTURE)
    known = graph.name == GRAPH and picture.is_file()
    return picture if known and picture.stat().st_mtime >= graph.stat().st_mtime - _WRITTEN_TOGETHER else None


_WRITTEN_TOGETHER = 2
"""Seconds within which a copy writes all files of a build, in whatever order."""
