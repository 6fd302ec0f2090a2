"""The answers to the named questions, kept beside a store on the disk: each question is asked of all once, when the
graph is built, and what is asked later of one actor, topic or edge is looked up among the rows.

That is right since a value for a parameter only picks rows: the answer about one is the part of the answer about all
that has it in the parameter's column (see CONTRIBUTING.md). An answer is found by the text of its question and the
release of the engine; a question that is new or was changed is asked of the store. Questions whose answer about all
grows as the square of the graph say `# kept: no`.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

import pyoxigraph as ox

from graphkit.model import digest
from graphkit.store.binding import placed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from graphkit.ontology import Question

NAME = "answers.sqlite"
"""The file in the folder of a store."""

FORMAT = 1
"""Of its tables."""

_LOG = logging.getLogger(__name__)

_TABLES = f"""
PRAGMA user_version = {FORMAT};
CREATE TABLE question (number INTEGER PRIMARY KEY, key TEXT UNIQUE, head TEXT, parameters TEXT, seal TEXT);
CREATE TABLE answer (question INTEGER, place INTEGER, line TEXT, PRIMARY KEY (question, place)) WITHOUT ROWID;
CREATE TABLE about (question INTEGER, parameter TEXT, node TEXT, place INTEGER,
                    PRIMARY KEY (question, parameter, node, place)) WITHOUT ROWID;
"""

_NUMBERS = "SELECT DISTINCT question FROM {}"

Row = tuple[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None, ...]


def write(engine: ox.Store, questions: Iterable[Question], known: Mapping[str, str], folder: Path) -> None:
    """Asks the questions of all and keeps the answers in a folder; `known` are the prefixes of the graph.

    Raises OSError where they cannot be written.
    """
    try:
        with closing(sqlite3.connect(folder / NAME, isolation_level=None)) as file:
            file.execute("PRAGMA journal_mode = OFF")
            file.execute("PRAGMA synchronous = OFF")  # the directory puts all its files through to the disk
            file.executescript(_TABLES)
            file.execute("BEGIN")
            for number, question in enumerate(each for each in questions if each.is_kept):
                try:
                    found = engine.query(placed(question.sparql, {}), prefixes=dict(known))
                except (SyntaxError, ValueError) as error:
                    _LOG.warning("%s: its answer is not kept (%s)", question.path or question.name, error)
                    continue
                if isinstance(found, ox.QuerySolutions):
                    _keep(file, number, question, found)
            file.execute("COMMIT")
    except sqlite3.Error as error:
        raise OSError(f"{folder / NAME}: {error}") from error


def _keep(file: sqlite3.Connection, number: int, question: Question, found: ox.QuerySolutions) -> None:
    # Neither a line's end nor a tab stands in a cell of TSV: both are written as escapes.
    head, *lines = (found.serialize(format=ox.QueryResultsFormat.TSV) or b"").decode().split("\n")[:-1]
    columns = [name.lstrip("?") for name in head.split("\t")]
    if not {name for name, _ in question.parameters} <= set(columns):
        return
    names = " ".join(name for name, _ in question.parameters)
    seal = _seal(head, names, lines)
    file.execute("INSERT INTO question VALUES (?, ?, ?, ?, ?)", (number, _key(question), head, names, seal))
    file.executemany("INSERT INTO answer VALUES (?, ?, ?)", ((number, at, line) for at, line in enumerate(lines)))
    for name, _ in question.parameters:
        about = ((number, *row) for row in _about(name, columns, lines))
        file.executemany("INSERT INTO about VALUES (?, ?, ?, ?)", about)


def rows(
    folder: Path, question: Question, values: Mapping[str, Collection[ox.NamedNode]]
) -> tuple[tuple[str, ...], tuple[Row, ...]] | None:
    """Columns and rows of the answer about these nodes, as they are kept in a folder; None where they are not."""
    path = folder / NAME
    if not question.is_kept or not path.is_file():
        return None
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as file:
            known = file.execute("SELECT number, head FROM question WHERE key = ?", (_key(question),)).fetchone()
            if known is None:
                return None
            number, head = known
            lines = list(_lines(file, number, values))
        found = ox.parse_query_results("\n".join((head, *lines, "")), format=ox.QueryResultsFormat.TSV)
        if isinstance(found, ox.QuerySolutions):
            return tuple(variable.value for variable in found.variables), tuple(tuple(row) for row in found)
    except (sqlite3.Error, SyntaxError) as error:
        _LOG.warning("%s: cannot be read (%s); the question is asked anew", path, error)
    return None


def _lines(file: sqlite3.Connection, number: int, values: Mapping[str, Collection[ox.NamedNode]]) -> Iterator[str]:
    about = "SELECT place FROM about WHERE question = ? AND parameter = ? AND node IN (SELECT value FROM json_each(?))"
    wanted = "SELECT line FROM answer WHERE question = ?"
    asked: list[str | int] = [number]
    for name, nodes in values.items():
        wanted += f" AND place IN ({about})"
        asked += [number, name, json.dumps([str(node) for node in nodes])]
    yield from (line for (line,) in file.execute(f"{wanted} ORDER BY place", asked))


def is_sound(file: sqlite3.Connection) -> bool:
    """Whether the answers are still those that were written. Raises sqlite3.Error where the file cannot be read."""
    questions = file.execute("SELECT number, head, parameters, seal FROM question").fetchall()
    for number, head, parameters, seal in questions:
        lines = [
            line for (line,) in file.execute("SELECT line FROM answer WHERE question = ? ORDER BY place", (number,))
        ]
        wanted = "SELECT parameter, node, place FROM about WHERE question = ?"
        found = file.execute(wanted, (number,)).fetchall()
        if _seal(head, parameters, lines) != seal:
            return False
        columns = [name.lstrip("?") for name in head.split("\t")]
        if Counter(found) != Counter(row for name in parameters.split() for row in _about(name, columns, lines)):
            return False
    kept_rows = (number for table in ("answer", "about") for (number,) in file.execute(_NUMBERS.format(table)))
    return {number for number, *_ in questions}.issuperset(kept_rows)


def _about(name: str, columns: Sequence[str], lines: Iterable[str]) -> Iterator[tuple[str, str, int]]:
    """Where each node stands in the column of a parameter."""
    column = columns.index(name)
    return ((name, line.split("\t")[column], place) for place, line in enumerate(lines))


def _seal(head: object, parameters: object, lines: Iterable[object]) -> str:
    content = hashlib.sha256()
    for text in (head, parameters, *lines):  # damage may make anything of them
        content.update(repr(text).encode() + b"\n")
    return content.hexdigest()


def _key(question: Question) -> str:
    return digest(question.sparql, ox.__version__, length=40)
