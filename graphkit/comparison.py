"""What lies between two graphs: edges, statements, actors and articles that came or went, and who changed side."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Literal

from graphkit.spreadsheets import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from graphkit.model import Edge, StanceGraph, Statement
    from graphkit.ontology import Relation

What = Literal["side", "edge", "statement", "actor", "article"]
How = Literal["came", "went", "changed"]

COLUMNS = ("what", "how", "actor", "relation", "object", "detail", "file", "sentence")

_TOLD = ("actor", "relation", "object", "speaker", "modality", "negated", "confidence", "date")
"""The fields of a statement that are told where they change."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, in words for readers; `detail` says from what to what."""

    what: What
    how: How
    actor: str = ""
    relation: str = ""
    object: str = ""
    detail: str = ""
    file: str = ""
    sentence: str = ""


def compare(old: StanceGraph, new: StanceGraph, relations: Mapping[str, Relation]) -> tuple[Change, ...]:
    """What makes `new` of `old`: sides first, then edges, statements, actors, articles, each sorted.

    A statement is the same if its file, its sentence and the words for actor, cue and object are, wherever the
    sentence stands: an edit elsewhere in an article leaves it alone. A side is for or against, by the polarity of
    the relations that an actor's standing edges to one object have; it changed if it was one thing and is another.
    """
    return (
        *_sides(old, new, relations),
        *_edges(old, new),
        *_statements(old, new),
        *_actors(old, new),
        *_articles(old, new),
    )


def _sides(old: StanceGraph, new: StanceGraph, relations: Mapping[str, Relation]) -> Iterator[Change]:
    names = _Names(old, new)
    before, after = _stances(old), _stances(new)
    for key in sorted(before.keys() & after.keys()):
        was, became = before[key], after[key]
        if _polarities(was, relations) != _polarities(became, relations):
            actor, is_actor, object_ = key
            detail = f"{' and '.join(sorted(was))} → {' and '.join(sorted(became))}"
            yield Change("side", "changed", names.actor(actor), "", names.object(object_, is_actor), detail)


def _stances(graph: StanceGraph) -> dict[tuple[str, bool, str], set[str]]:
    found: dict[tuple[str, bool, str], set[str]] = defaultdict(set)
    for edge in graph.edges():
        found[edge.actor, edge.object_is_actor, edge.object].add(edge.relation)
    return found


def _polarities(names: Iterable[str], relations: Mapping[str, Relation]) -> set[int | str]:
    return {relations[name].polarity if name in relations else name for name in names}


def _edges(old: StanceGraph, new: StanceGraph) -> Iterator[Change]:
    names = _Names(old, new)
    before, after = ({_key(edge): edge for edge in graph.edges()} for graph in (old, new))
    for key in sorted(before.keys() | after.keys()):
        edge = after.get(key) or before[key]
        how: How = "changed" if key in before and key in after else "came" if key in after else "went"
        counts = [len(edges[key].statements) if key in edges else 0 for edges in (before, after)]
        if how == "changed" and counts[0] == counts[1]:
            continue
        detail = f"{counts[0]} → {counts[1]} statements"
        yield Change(
            "edge", how, names.actor(edge.actor), edge.relation, names.object(edge.object, edge.object_is_actor), detail
        )


def _key(edge: Edge) -> tuple[str, str, bool, str]:
    return edge.actor, edge.relation, edge.object_is_actor, edge.object


def _statements(old: StanceGraph, new: StanceGraph) -> Iterator[Change]:
    names = _Names(old, new)
    before, after = _occurrences(old), _occurrences(new)
    changes = []
    for key in before.keys() | after.keys():
        was, became = before.get(key, []), after.get(key, [])
        pairs = list(zip(was, became, strict=False))
        for one, other in pairs:
            if detail := _told(one, other):
                changes.append((key, _statement("changed", other, key[0], names, detail)))
        changes += [(key, _statement("went", one, key[0], names)) for one in was[len(pairs) :]]
        changes += [(key, _statement("came", one, key[0], names)) for one in became[len(pairs) :]]
    yield from (change for _, change in sorted(changes, key=lambda pair: (pair[0], repr(pair[1]))))


def _occurrences(graph: StanceGraph) -> dict[tuple[str, ...], list[Statement]]:
    files = {source.id: source.file for source in graph.articles}
    found: dict[tuple[str, ...], list[Statement]] = defaultdict(list)
    for said in sorted(graph.statements, key=lambda each: (each.evidence.article, each.evidence.start, each.id)):
        sentence = " ".join(said.evidence.exact.split())
        file = files[said.evidence.article]
        found[file, sentence, said.actor_text, said.cue, said.object_text].append(said)
    return found


def _told(one: Statement, other: Statement) -> str:
    pairs = [(name, getattr(one, name), getattr(other, name)) for name in _TOLD]
    return "; ".join(f"{name}: {was} → {became}" for name, was, became in pairs if was != became)


def _statement(how: How, said: Statement, file: str, names: _Names, detail: str = "") -> Change:
    object_ = names.object(said.object, said.object_is_actor)
    sentence = " ".join(said.evidence.exact.split())
    return Change("statement", how, names.actor(said.actor), said.relation, object_, detail, file, sentence)


def _actors(old: StanceGraph, new: StanceGraph) -> Iterator[Change]:
    before, after = ({actor.id: actor for actor in graph.actors} for graph in (old, new))
    for id_ in sorted(before.keys() | after.keys()):
        was, became = before.get(id_), after.get(id_)
        if was is None or became is None:
            there = became or was
            yield Change("actor", "went" if became is None else "came", there.name if there else id_)
        elif replace(was, aliases=(), same_as=()) != replace(became, aliases=(), same_as=()):
            yield Change("actor", "changed", became.name, detail=f"{was.name} ({was.kind}) → {became.kind}")


def _articles(old: StanceGraph, new: StanceGraph) -> Iterator[Change]:
    before, after = _texts(old), _texts(new)
    for file in sorted(before.keys() | after.keys()):
        if before.get(file) != after.get(file):
            how: How = "came" if file not in before else "went" if file not in after else "changed"
            yield Change("article", how, file=file)


def _texts(graph: StanceGraph) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for source in graph.articles:
        found[source.file].add(source.id)
    return found


class _Names:
    """The names of nodes: those of the new graph before those of the old one."""

    def __init__(self, old: StanceGraph, new: StanceGraph) -> None:
        self._actors = {actor.id: actor.name for graph in (old, new) for actor in graph.actors}
        self._topics = {topic.id: topic.label for graph in (old, new) for topic in graph.topics}

    def actor(self, id_: str) -> str:
        return self._actors[id_]

    def object(self, id_: str, is_actor: bool) -> str:
        return self._actors[id_] if is_actor else self._topics[id_]


def rows(changes: Sequence[Change]) -> list[tuple[str, ...]]:
    """The changes as rows under COLUMNS."""
    return [tuple(str(getattr(change, field.name)) for field in fields(Change)) for change in changes]


def to_csv(changes: Sequence[Change]) -> str:
    """The changes as CSV (RFC 4180); no spreadsheet takes a cell for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows([escaped(cell) for cell in row] for row in rows(changes))
    return text.getvalue()


def to_json(changes: Sequence[Change]) -> str:
    """The changes as a JSON array of objects; what is empty is left out."""
    told = [{name: value for name, value in asdict(change).items() if value} for change in changes]
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
