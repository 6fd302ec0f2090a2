"""A graph as tables: statements, edges, actors, topics, articles; as CSV, a workbook or Parquet."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from graphkit.belief import support
from graphkit.errors import InputError
from graphkit.network import without_control_characters
from graphkit.spreadsheets import escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from graphkit.model import StanceGraph
    from graphkit.ontology import Ontology

Cell = str | int | float | bool | date | None

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of all files in an archive: the earliest that one can tell."""

_LONGEST_CELL = 32_767
"""Characters that a cell of a workbook holds."""

_STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns, each of one type; any cell but those of ids may be None."""

    columns: Mapping[str, type]
    rows: tuple[tuple[Cell, ...], ...]


def tables(graph: StanceGraph, ontology: Ontology) -> dict[str, Table]:
    """All tables of a graph by name. Lists are joined by "; "; ids are those of the IRIs."""
    return {name: make(graph, ontology) for name, make in TABLES.items()}


def _statements(graph: StanceGraph, ontology: Ontology) -> Table:
    actors = {actor.id: actor for actor in graph.actors}
    topics = {topic.id: topic for topic in graph.topics}
    articles = {source.id: source for source in graph.articles}
    columns = {
        **dict.fromkeys(("id", "actor", "actor_label", "actor_kind", "relation"), str),
        "polarity": int,
        **dict.fromkeys(("object", "object_label", "object_type", "actor_text", "cue", "object_text"), str),
        **dict.fromkeys(("speaker", "speaker_label", "modality"), str),
        "negated": bool,
        "confidence": float,
        "date": date,
        **dict.fromkeys(("article", "file", "headline", "publisher", "url"), str),
        "start": int,
        "end": int,
        "sentence": str,
        "rule": str,
    }
    rows = []
    for said in graph.statements:
        actor, source = actors[said.actor], articles[said.evidence.article]
        object_ = actors[said.object].name if said.object_is_actor else topics[said.object].label
        speaker = actors[said.speaker].name if said.speaker else None
        row: tuple[Cell, ...] = (
            *(said.id, actor.id, actor.name, actor.kind, said.relation, _polarity(said.relation, ontology)),
            *(said.object, object_, "actor" if said.object_is_actor else "topic"),
            *(said.actor_text, said.cue, said.object_text, said.speaker, speaker, said.modality, said.negated),
            *(round(said.confidence, 2), said.date, source.id, source.file, source.title, source.publisher),
            *(source.url, said.evidence.start, said.evidence.end, said.evidence.exact, said.rule),
        )
        rows.append(row)
    return Table(columns, tuple(rows))


def _edges(graph: StanceGraph, ontology: Ontology) -> Table:
    names = {(True, actor.id): actor.name for actor in graph.actors}
    names |= {(False, topic.id): topic.label for topic in graph.topics}
    kinds = {actor.id: actor.kind for actor in graph.actors}
    articles = {source.id: source for source in graph.articles}
    columns = {
        **dict.fromkeys(("actor", "actor_label", "actor_kind", "relation"), str),
        "polarity": int,
        **dict.fromkeys(("object", "object_label", "object_type"), str),
        **dict.fromkeys(("statements", "articles", "sentences", "publishers"), int),
        "belief": float,
        "first": date,
        "last": date,
    }
    rows = []
    for edge in graph.edges():
        behind = support(edge, articles)
        days = sorted(said.date for said in edge.statements if said.date)
        row: tuple[Cell, ...] = (
            *(edge.actor, names[True, edge.actor], kinds[edge.actor], edge.relation),
            *(_polarity(edge.relation, ontology), edge.object, names[edge.object_is_actor, edge.object]),
            *("actor" if edge.object_is_actor else "topic", behind.statements, behind.articles, behind.sentences),
            *(behind.publishers, behind.belief, days[0] if days else None, days[-1] if days else None),
        )
        rows.append(row)
    return Table(columns, tuple(rows))


def _actors(graph: StanceGraph, ontology: Ontology) -> Table:
    counted = Counter(said.actor for said in graph.statements)
    columns = {**dict.fromkeys(("id", "label", "kind", "aliases", "same_as"), str), "statements": int}
    rows = (
        (actor.id, actor.name, actor.kind, _listed(actor.aliases), _listed(actor.same_as), counted[actor.id])
        for actor in graph.actors
    )
    return Table(columns, tuple(rows))


def _topics(graph: StanceGraph, ontology: Ontology) -> Table:
    counted = Counter(said.object for said in graph.statements if not said.object_is_actor)
    columns = {**dict.fromkeys(("id", "label", "aliases", "broader"), str), "statements": int}
    rows = (
        (topic.id, topic.label, _listed(topic.aliases), _listed(topic.broader), counted[topic.id])
        for topic in graph.topics
    )
    return Table(columns, tuple(rows))


def _articles(graph: StanceGraph, ontology: Ontology) -> Table:
    counted = Counter(said.evidence.article for said in graph.statements)
    columns = {**dict.fromkeys(("id", "file", "headline", "publisher", "url"), str), "date": date, "statements": int}
    rows = (
        (source.id, source.file, source.title, source.publisher, source.url, source.date, counted[source.id])
        for source in graph.articles
    )
    return Table(columns, tuple(rows))


TABLES: dict[str, Callable[[StanceGraph, Ontology], Table]] = {
    "statements": _statements,
    "edges": _edges,
    "actors": _actors,
    "topics": _topics,
    "articles": _articles,
}


def _polarity(relation: str, ontology: Ontology) -> int | None:
    return ontology.relations[relation].polarity if relation in ontology.relations else None


def _listed(names: Iterable[str]) -> str | None:
    return "; ".join(names) or None


def _called(graph: StanceGraph, ontology: Ontology, name: str, suffix: str) -> Table:
    """The table that a file of this name asks for: "statements", "week12-edges". Raises InputError for another one."""
    for table, make in TABLES.items():
        if name.lower().endswith(table):
            return make(graph, ontology)
    names = ", ".join(f"{table}{suffix}" for table in TABLES)
    raise InputError(f"{name}{suffix}: which table? The name of the file says it: {names}")


def to_csv(graph: StanceGraph, ontology: Ontology, base: str, name: str) -> bytes:
    """The table that the file is called, as CSV (RFC 4180, UTF-8), as `csv_of` writes it."""
    return csv_of(_called(graph, ontology, name, ".csv"))


def csv_of(table: Table) -> bytes:
    """A table as CSV; None is an empty cell, dates and truth values as in XML Schema.

    An apostrophe stands before a text that a spreadsheet could take for a formula; it is no part of what it says.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(table.columns)
    writer.writerows([_plain(cell) for cell in row] for row in table.rows)
    return text.getvalue().encode("utf-8", "replace")


def _plain(cell: Cell) -> Cell:
    if isinstance(cell, bool):
        return str(cell).lower()
    return escaped(cell) if isinstance(cell, str) else cell


def to_csv_zip(graph: StanceGraph, ontology: Ontology, base: str, name: str) -> bytes:
    """All tables as CSV in one archive."""
    return archive({f"{called}.csv": csv_of(table) for called, table in tables(graph, ontology).items()})


def archive(files: Mapping[str, bytes]) -> bytes:
    """A ZIP archive of these files, which tells no time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        for name, content in files.items():
            zipped.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def to_xlsx(graph: StanceGraph, ontology: Ontology, base: str, name: str) -> bytes:
    """All tables as sheets of a workbook. Text is text, also where it looks like a formula.

    A cell holds 32,767 characters; what is longer is cut, and XML's forbidden characters are left out.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    for called, table in tables(graph, ontology).items():
        sheet = book.create_sheet(called)
        sheet.freeze_panes = "A2"
        sheet.append(list(table.columns))
        for row in table.rows:
            cells = []
            for value in row:
                cell = WriteOnlyCell(sheet)
                if isinstance(value, str):
                    cell.value = without_control_characters(value)[:_LONGEST_CELL]
                    cell.data_type = "s"  # or a text that begins with "=" is a formula
                else:
                    cell.value = value
                cells.append(cell)
            sheet.append(cells)
    written = io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as zipped:
        parts = {part: _STAMP.sub(rb"\g<1>1980-01-01T00:00:00Z\g<3>", zipped.read(part)) for part in zipped.namelist()}
    return archive(parts)


def to_parquet(graph: StanceGraph, ontology: Ontology, base: str, name: str) -> bytes:
    """The table that the file is called, as Parquet."""
    from pyarrow import parquet

    written = io.BytesIO()
    parquet.write_table(arrow_table(_called(graph, ontology, name, ".parquet")), written)
    return written.getvalue()


def arrow_table(table: Table) -> Any:
    """The same as a table of Arrow."""
    import pyarrow as pa

    types = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_(), date: pa.date32()}
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.columns)
    arrays = [
        pa.array([_utf8(cell) for cell in cells], types[type_])
        for cells, type_ in zip(columns, table.columns.values(), strict=True)
    ]
    return pa.table(arrays, names=list(table.columns))


def _utf8(cell: Cell) -> Any:
    return cell.encode("utf-8", "replace").decode() if isinstance(cell, str) else cell


def rows_of(table: Table) -> Iterator[dict[str, Cell]]:
    """Each row by column."""
    for row in table.rows:
        yield dict(zip(table.columns, row, strict=True))
