"""A graph as the sheets of a review: its statements and open questions, the ones that matter most first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graphkit import merges
from graphkit.errors import InputError, OutputError
from graphkit.resolution.judgements import Judgement
from graphkit.resolution.ledger import Ledger
from graphkit.review.scoring import Scoring
from graphkit.review.sheets import (
    BETWEEN,
    COLUMNS,
    QUESTIONS,
    SEAL,
    STATEMENTS,
    cell,
    csv_bytes,
    read,
    seal,
    xlsx_bytes,
)
from graphkit.writing import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from graphkit.accounts import Question
    from graphkit.graph import Graph
    from graphkit.model import StanceGraph, Statement
    from graphkit.resolution.judgements import Verb

SUFFIXES = (".csv", ".xlsx")


@dataclass(frozen=True, slots=True)
class Exported:
    """How many statements and questions are asked, how many of both were judged already, and the files."""

    statements: int
    questions: int
    judged: int
    written: tuple[Path, ...]


def export_review(
    graph: Graph,
    questions: Iterable[Question],
    path: Path | str,
    ledger: Ledger | None = None,
    *,
    everything: bool = False,
) -> Exported:
    """Writes what is to be reviewed as a workbook, or as CSV with the questions in a second file.

    The order is that of `graphkit.review.scoring`. What the ledger has judged is left out, unless `everything` is
    wanted. Raises InputError for another suffix than .csv and .xlsx, OutputError where a file cannot be written,
    and where one stands there that somebody has filled in.
    """
    path, ledger = Path(path), ledger or Ledger()
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(f"{path}: no sheet '{path.suffix}'; name a file {' or '.join(SUFFIXES)}")
    targets = (path,) if path.suffix.lower() == ".xlsx" else (path, questions_file(path))
    for target in targets:
        _refuse_filled(target)
    scoring, asked = Scoring(graph.stances), list(questions)
    statements = [said for said in graph.statements if everything or not ledger.judged(said.id)]
    open_ = [question for question in asked if everything or not _is_answered(question, graph.stances, ledger)]
    parts = {
        STATEMENTS: list(statement_rows(graph.stances, scoring.statements(statements))),
        QUESTIONS: list(question_rows(graph.stances, scoring.questions(open_))),
    }
    if len(targets) == 1:
        write_whole(path, xlsx_bytes(parts, sorted(graph.ontology.relations), path))
    else:
        for target, (name, rows) in zip(targets, parts.items(), strict=True):
            write_whole(target, csv_bytes(name, rows))
    judged = len(graph.statements) - len(statements) + len(asked) - len(open_)
    return Exported(len(statements), len(open_), judged, targets)


def open_questions(path: Path | str) -> list[Question]:
    """The questions beside a graph, or in its folder; none where a build wrote none. Raises InputError."""
    folder = Path(path) if Path(path).is_dir() else Path(path).parent
    return merges.questions(folder) if (folder / merges.QUESTIONS).exists() else []


def questions_file(path: Path) -> Path:
    """Where the questions stand beside a sheet in CSV: "sheet.csv" has "sheet.questions.csv"."""
    return path.with_name(f"{path.stem}.{QUESTIONS}{path.suffix}")


def statement_rows(graph: StanceGraph, statements: Iterable[Statement]) -> Iterator[dict[str, str]]:
    """A row for each statement, nothing filled in."""
    actors = {actor.id: actor.name for actor in graph.actors}
    topics = {topic.id: topic.label for topic in graph.topics}
    articles = {source.id: source for source in graph.articles}
    for said in statements:
        source = articles[said.evidence.article]
        yield _sealed(
            STATEMENTS,
            {
                "id": f"st:{said.id}",  # without the prefix a spreadsheet takes 12345e6789 for a number
                "sentence": said.evidence.exact,
                "words": f"{said.actor_text} … {said.cue} … {said.object_text}",
                "actor": actors[said.actor],
                "relation": said.relation,
                "object": actors[said.object] if said.object_is_actor else topics[said.object],
                "speaker": actors[said.speaker] if said.speaker else "",
                "file": source.file,
                "date": said.date.isoformat() if said.date else "",
                "publisher": source.publisher or "",
                "confidence": f"{said.confidence:.2f}",
                "modality": said.modality,
            },
        )


def question_rows(graph: StanceGraph, questions: Iterable[Question]) -> Iterator[dict[str, str]]:
    """A row for each question, nothing filled in."""
    for question in questions:
        yield _sealed(
            QUESTIONS,
            {
                "name": question.name,
                "candidates": BETWEEN.join(map(cell, question.candidates)),
                "articles": BETWEEN.join(map(cell, _files(question, graph))),
                "why": question.why,
            },
        )


def answers(name: str, candidate: str, files: Iterable[str], *, same: bool, of_topics: bool) -> list[Judgement]:
    """What an answer to a question says of a name and a candidate.

    Who is meant by a name depends on the article, so it holds in those of the question only: another article may
    speak of another Smith. What words of a topic mean does not, and holds everywhere.
    """
    places: list[str | None] = [None] if of_topics else [*files]
    verb: Verb = "same" if same else "different"
    return [Judgement(verb, ((name, file), (candidate, None))) for file in places or [None]]


def topic_names(graph: StanceGraph) -> frozenset[str]:
    """All that topics are called and no actor is."""
    actors = {cell(name) for actor in graph.actors for name in (actor.name, *actor.aliases)}
    return frozenset(cell(name) for topic in graph.topics for name in (topic.label, *topic.aliases)) - actors


def _files(question: Question, graph: StanceGraph) -> list[str]:
    """The files of its articles, which it names by id or by file."""
    files = {source.id: source.file for source in graph.articles}
    return sorted({files.get(article, article) for article in question.articles})


def _is_answered(question: Question, graph: StanceGraph, ledger: Ledger) -> bool:
    """Whether judgements tell, in each article, that it is one of the candidates or that it is none."""

    def says(candidate: str, file: str, *, same: bool) -> bool:
        return any(
            ledger.says(each)
            for of_topics in (True, False)
            for each in answers(question.name, candidate, (file,), same=same, of_topics=of_topics)
        )

    return bool(ledger) and all(
        any(says(candidate, file, same=True) for candidate in question.candidates)
        or all(says(candidate, file, same=False) for candidate in question.candidates)
        for file in _files(question, graph)
    )


def _sealed(part: str, cells: Mapping[str, str]) -> dict[str, str]:
    shown = {column: cell(cells.get(column, "")) for column in COLUMNS[part]}
    return shown | {SEAL: seal(part, shown)}


def _refuse_filled(path: Path) -> None:
    """Raises OutputError where a sheet stands that somebody has worked on."""
    if not path.is_file():
        return
    try:
        filled = sum(part.filled for part in read(path))
    except InputError as error:
        raise OutputError(f"{path}: a file that is no sheet of a review stands there; name another one") from error
    if filled:
        raise OutputError(
            f"{path}: {filled} {'row is' if filled == 1 else 'rows are'} filled in; `graphkit review import` it and"
            " name another file, or remove it"
        )
