"""A graph in parts, for what is too large for one file: the statements as partitioned Parquet, all as N-Quads.

statements/year=2025/part-00000.parquet     the table of `graphkit.export.tables`, a folder for each year
nquads/part-00000.nq                        the lines of `to_nquads`, to be loaded in bulk in any order
_SUCCESS                                    written last: all parts are there
"""

from __future__ import annotations

import io
import shutil
from datetime import date
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from graphkit.errors import OutputError
from graphkit.export.tables import Table, arrow_table, tables
from graphkit.export.triples import to_nquads
from graphkit.writing import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from graphkit.export.tables import Cell
    from graphkit.model import StanceGraph
    from graphkit.ontology import Ontology

Piece = TypeVar("Piece")

STATEMENTS, QUADS = 100_000, 1_000_000
"""Rows and lines of a part at most."""

_DONE = "_SUCCESS"
_FOLDERS = ("statements", "nquads")
_NO_YEAR = "__HIVE_DEFAULT_PARTITION__"
"""What Hive, Spark and Arrow call the part of those that have no value."""


def ready_for_parts(folder: Path) -> None:
    """Raises OutputError where parts cannot be written into this folder, or other things stand in it."""
    if find_spec("pyarrow") is None:
        raise OutputError(f"{folder}: parts need pyarrow; install it: pip install 'graphkit[parquet]'")
    try:
        others = sorted({path.name for path in folder.iterdir()} - {*_FOLDERS, _DONE}) if folder.exists() else []
    except OSError as error:
        raise OutputError(f"{folder}: no folder for parts ({error.strerror}); name another") from error
    if others:
        raise OutputError(f"{folder}: '{others[0]}' stands there, which is no part; name an empty folder")


def write_parts(
    graph: StanceGraph,
    ontology: Ontology,
    folder: Path,
    base: str,
    *,
    statements: int = STATEMENTS,
    quads: int = QUADS,
) -> list[Path]:
    """Writes a graph in parts of so many statements and quads at most, and always the same bytes; older parts go.

    Raises OutputError where they cannot be written or the folder holds other things.
    """
    from pyarrow import parquet

    ready_for_parts(folder)
    written = []
    try:
        (folder / _DONE).unlink(missing_ok=True)
        for name in _FOLDERS:
            shutil.rmtree(folder / name, ignore_errors=True)
        table = tables(graph, ontology)["statements"]
        for year, rows in sorted(_by_year(table).items()):
            for path, part in _numbered(folder / "statements" / f"year={year}", ".parquet", rows, statements):
                content = io.BytesIO()
                parquet.write_table(arrow_table(Table(table.columns, tuple(part))), content)
                write_whole(path, content.getvalue())
                written.append(path)
        # a line of N-Quads has no line break inside, and no blank node that another line could mean
        lines = to_nquads(graph, ontology, base, "").splitlines(keepends=True)
        for path, some in _numbered(folder / "nquads", ".nq", lines, quads):
            write_whole(path, b"".join(some))
            written.append(path)
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / _DONE, b"")
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written ({error.strerror or error}); name another folder") from error
    return written


def _by_year(table: Table) -> dict[str, list[tuple[Cell, ...]]]:
    place = list(table.columns).index("date")
    found: dict[str, list[tuple[Cell, ...]]] = {}
    for row in table.rows:
        day = row[place]
        found.setdefault(f"{day.year:04}" if isinstance(day, date) else _NO_YEAR, []).append(row)
    return found


def _numbered(folder: Path, suffix: str, pieces: Iterable[Piece], most: int) -> Iterator[tuple[Path, list[Piece]]]:
    """The path of each part, whose folder is made, and its pieces."""
    rest = iter(pieces)
    number = 0
    while some := list(islice(rest, most)):
        folder.mkdir(parents=True, exist_ok=True)
        yield folder / f"part-{number:05}{suffix}", some
        number += 1
