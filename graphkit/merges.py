"""The account of a graph as files: why each name is in its node, and which questions of identity are open.

Both are CSV with a header, UTF-8, sorted: a change of a rule or of a judgement shows as a change of lines. An
apostrophe stands before a cell that a spreadsheet could take for a formula; it is no part of what the cell says.
"""

from __future__ import annotations

import csv
import difflib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graphkit.accounts import TOPIC, Joined, Question
from graphkit.errors import InputError, QueryError
from graphkit.labels import folded
from graphkit.spreadsheets import escaped, unescaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graphkit.accounts import Account
    from graphkit.model import StanceGraph

MERGES, QUESTIONS = "merges.csv", "questions.csv"
"""The files beside a graph."""

_MERGES = ("node", "label", "kind", "name", "mentions", "rule", "why", "doubt", "articles")
_QUESTIONS = ("name", "candidates", "why", "articles")
_BETWEEN = " | "
_NEAR = 5


@dataclass(frozen=True, slots=True)
class Node:
    """An actor or topic with the names that it holds, the surest first, and what is open about them.

    `id` has the prefix of its kind ("actor:keir-starmer"), articles are files.
    """

    id: str
    label: str
    kind: str
    names: tuple[Joined, ...]
    questions: tuple[Question, ...]


def merges_csv(account: Account, stances: StanceGraph) -> str:
    """A row for each name of each node, with the rule that brought it there."""
    files = {source.id: source.file for source in stances.articles}
    labels = {("actor", actor.id): actor.name for actor in stances.actors}
    labels |= {("topic", topic.id): topic.label for topic in stances.topics}
    rows = []
    for each in account.joined:
        sort = "topic" if each.kind == TOPIC else "actor"
        articles = _BETWEEN.join(sorted(files.get(article, article) for article in each.articles))
        about = (f"{sort}:{each.node}", labels[sort, each.node], each.kind, each.name, str(each.count))
        rows.append((*about, each.rule, each.reason, f"{each.doubt:g}", articles))
    return _csv(_MERGES, sorted(rows))


def questions_csv(account: Account, stances: StanceGraph) -> str:
    """A row for each open question of identity."""
    files = {source.id: source.file for source in stances.articles}
    return _csv(
        _QUESTIONS,
        (
            (
                each.name,
                _BETWEEN.join(each.candidates),
                each.why,
                _BETWEEN.join(sorted(files.get(a, a) for a in each.articles)),
            )
            for each in account.questions
        ),
    )


def why(folder: Path | str, name: str) -> tuple[Node, ...]:
    """The nodes that hold a name, by the files of a folder that a build wrote; `name` may be a node's id, too.

    Raises InputError where the files are missing or broken, QueryError, with the nearest names, where nothing is
    called so.
    """
    nodes = _nodes(Path(folder))
    wanted = folded(name)
    found = [
        node
        for node in nodes
        if wanted in (folded(node.label), node.id) or any(folded(each.name) == wanted for each in node.names)
    ]
    if not found:
        known = sorted({each.name for node in nodes for each in node.names} | {node.label for node in nodes})
        by_folded = {folded(each): each for each in known}
        near = [by_folded[each] for each in difflib.get_close_matches(wanted, by_folded, n=_NEAR)]
        near = near or [each for key, each in by_folded.items() if wanted in key][:_NEAR]
        hint = f"; near it are {', '.join(repr(each) for each in near)}" if near else ""
        raise QueryError(f"no actor or topic is called '{name}'{hint}")
    return tuple(found)


def questions(folder: Path | str) -> list[Question]:
    """The open questions of identity, by the files of a folder that a build wrote. Raises InputError."""
    return [
        Question(name, _split(articles), _split(candidates), reason)
        for name, candidates, reason, articles in _read(Path(folder) / QUESTIONS, _QUESTIONS)
    ]


def _nodes(folder: Path) -> list[Node]:
    rows: dict[str, list[tuple[str, Joined]]] = {}
    for node, label, kind, name, mentions, rule, reason, doubt, articles in _read(folder / MERGES, _MERGES):
        try:
            joined = Joined(node, name, kind, _split(articles), int(mentions), rule, reason, float(doubt))
        except ValueError as error:
            raise InputError(
                f"{folder / MERGES}: '{name}' has no number where one is wanted; build it again"
            ) from error
        rows.setdefault(node, []).append((label, joined))
    asked = questions(folder)
    found = []
    for node, names in rows.items():
        joined_ = tuple(sorted((each for _, each in names), key=lambda each: (each.doubt, -each.count, each.name)))
        label = names[0][0]
        held = {folded(label), *(folded(each.name) for each in joined_)}
        open_ = tuple(q for q in asked if held & {folded(q.name), *map(folded, q.candidates)})
        found.append(Node(node, label, joined_[0].kind, joined_, open_))
    return found


def _split(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(_BETWEEN)) if cell else ()


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    quoting = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    for row in rows:
        # the plain writer leaves a carriage return bare, and no reader takes it back
        (quoting if any("\r" in cell for cell in row) else writer).writerow([escaped(cell) for cell in row])
    return out.getvalue()


def _read(path: Path, header: Sequence[str]) -> Iterator[list[str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); `graphkit build` writes it") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: not as graphkit wrote it ({error}); build it again") from error
    if not rows or rows[0] != list(header) or any(len(row) != len(header) for row in rows):
        raise InputError(f"{path}: not as graphkit wrote it; build it again")
    yield from ([unescaped(cell) for cell in row] for row in rows[1:])
