"""Stores on the disk: a graph of many statements is loaded once, when it is built, and only opened to be asked.

The store of a Turtle file lies beside it, in `.graphkit/`, under a name that tells the size and the time of the
file: when the file changes, its store is no longer found. A store is never written again once it is there. The
answers to the named questions lie beside its triples (see `graphkit.store.kept`).
"""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from graphkit.rdf import BASE, base_of, prefixes
from graphkit.rdf.namespaces import is_ours, term
from graphkit.store import kept

if TYPE_CHECKING:
    from collections.abc import Collection

    from graphkit.ontology import Question

FROM_BYTES = 1_500_000
"""A smaller file is parsed in a tenth of a second, about as fast as a store is opened."""

STATE = ".graphkit"
"""The folder beside the outputs in which graphkit keeps what is its own."""

TRIPLES = "triples"
"""The folder within a store that is Oxigraph's."""

_LOG = logging.getLogger(__name__)


def name_of(turtle: Path) -> str:
    """The name of the folder that holds the store of a Turtle file. Raises OSError where there is no file."""
    told = turtle.stat()
    return f"store-{told.st_size}-{told.st_mtime_ns}"


def make(turtle: Path, folder: Path, questions: Collection[Question] = ()) -> Path | None:
    """Makes the store of a Turtle file in a folder, if the file is large enough to need one, and says where.

    The answers to the questions are kept with it.

    A store only saves time: where it cannot be made, that is logged and None given. Raises SyntaxError for what
    is not Turtle.
    """
    if turtle.stat().st_size < FROM_BYTES:
        return None
    target = folder / name_of(turtle)
    try:
        target.mkdir()
        store = ox.Store(str(target / TRIPLES))
        store.bulk_load(path=str(turtle), format=ox.RdfFormat.TURTLE)
        store.optimize()
        store.flush()
        del store
    except OSError as error:
        _LOG.warning("%s: no store could be made (%s); questions will load the graph each time", turtle, error)
        shutil.rmtree(target, ignore_errors=True)
        return None
    if questions:
        _keep(turtle, questions, target)
    return target


def _keep(turtle: Path, questions: Collection[Question], target: Path) -> None:
    memory = ox.Store()  # it answers several times faster
    memory.bulk_load(path=str(turtle), format=ox.RdfFormat.TURTLE)
    try:
        kept.write(memory, questions, prefixes(base(memory)), target)
    except OSError as error:
        _LOG.warning("%s: no answers could be kept (%s); questions will be asked anew each time", turtle, error)
        (target / kept.NAME).unlink(missing_ok=True)


def folder_of(turtle: Path) -> Path:
    """Where the store of a Turtle file lies, if it has one. Raises OSError where there is no file."""
    return turtle.parent / STATE / name_of(turtle)


def opened(turtle: Path | str) -> ox.Store | None:
    """The store of a Turtle file, opened to be read; None where there is none, or it cannot be opened."""
    path = Path(turtle)
    try:
        found = folder_of(path) / TRIPLES
        if not found.is_dir():
            return None
        store = ox.Store.read_only(str(found))
    except (OSError, RuntimeError) as error:  # RuntimeError is what Oxigraph says of a damaged one
        _LOG.warning("%s: its store cannot be opened (%s); the graph is loaded instead", turtle, error)
        return None
    if next(iter(store), None) is None:  # what is left of one whose list of files was cut off
        _LOG.warning("%s: its store is empty; the graph is loaded instead", turtle)
        return None
    return store


def clear(state: Path, turtle: Path) -> None:
    """Takes away the stores in a folder that are not of this file, but for the newest of them: it may be in use."""
    stores = sorted(state.glob("store-*"), key=lambda store: int(store.name.rpartition("-")[2]))
    for store in [store for store in stores if store.name != name_of(turtle)][:-1]:
        shutil.rmtree(store, ignore_errors=True)


def base(engine: ox.Store) -> str:
    """The base of the data, from the first node that has one; all nodes of a graph share it."""
    type_ = term("rdf:type")
    # A graph has a statement, but for tiny ones; to look through all that has a type takes a while.
    for class_ in (term("gk:Statement"), None):
        for quad in engine.quads_for_pattern(None, type_, class_):
            if is_ours(quad.object) and (found := base_of(str(quad.subject)[1:-1])):
                return found
    return BASE
