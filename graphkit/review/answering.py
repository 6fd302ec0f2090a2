"""A sheet that somebody filled in, as lines of the ledger: each row by itself, and no bad one spoils a good one."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from graphkit.errors import InputError
from graphkit.labels import folded, spaced
from graphkit.resolution.contradictions import contradictions
from graphkit.resolution.judgements import ID, Judgement
from graphkit.resolution.ledger import Ledger, append, read_ledger
from graphkit.review.asking import answers, questions_file, statement_rows, topic_names
from graphkit.review.sheets import (
    BETWEEN,
    FILLED,
    SEAL,
    SEALED,
    STATEMENTS,
    VERDICTS,
    Part,
    Row,
    read,
    seal,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from graphkit.graph import Graph
    from graphkit.model import Statement
    from graphkit.resolution.judgements import Slot

NONE = ("none", "no", "different")
"""What says that a name is nobody of the candidates."""

_NOT = "not "
_SLOTS: tuple[Slot, ...] = ("relation", "actor", "object")
_LOOKED_UP = 50


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the rows of a review.

    `added` are the judgements that the ledger did not have, `known` counts rows that say what it has, `empty` those
    that nobody filled in. `faults` tell what is wrong with rows that were not taken, `remarks` what is odd about
    some that were; both begin with the place.
    """

    added: tuple[Judgement, ...]
    known: int
    empty: int
    faults: tuple[str, ...]
    remarks: tuple[str, ...]


class _Wrong(ValueError):  # noqa: N818 - a row is wrong, not the program
    """Why a row cannot be taken, with the remedy."""


@dataclass(slots=True)
class _Answer:
    """A row, and what it makes of the ledger."""

    number: int
    place: str
    judgements: list[Judgement]


@dataclass(slots=True)
class _Found:
    """What the rows gave so far."""

    answers: list[_Answer] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    known: int = 0
    empty: int = 0
    rows: int = 0


def import_review(
    sheets: Iterable[Path | str],
    graph: Graph,
    ledger: Path | str,
    author: str,
    day: date | None = None,
) -> Imported:
    """Adds what filled-in sheets say to the ledger of that name, which is made if there is none.

    Beside a sheet in CSV the one with its questions is read too. `graph` is the one that was reviewed, or a later
    one: the judgements are about statements and names, wherever they stand now. Nothing is added twice. Raises
    InputError where a sheet or the ledger cannot be read or no author is named, OutputError where it cannot be
    written.
    """
    if not spaced(author):
        raise InputError("no author is named; say who judged")
    path = Path(ledger)
    held = read_ledger(path, graph.ontology.relations) if path.exists() else Ledger()
    reading, found = _Reading(graph, held, spaced(author), day), _Found()
    for part in [part for sheet in _with_questions([Path(sheet) for sheet in sheets]) for part in read(sheet)]:
        reading.take(part, found)
    _drop_contradictions(found, held, path)
    added: dict[tuple[object, ...], Judgement] = {}
    for answer in found.answers:
        new = [judgement for judgement in answer.judgements if not held.says(judgement)]
        found.known += not new
        for judgement in new:
            added.setdefault(judgement.key, judgement)
    append(path, added.values())
    faults = tuple(text for _, text in sorted(found.faults, key=lambda fault: fault[0]))
    return Imported(tuple(added.values()), found.known, found.empty, faults, tuple(found.remarks))


def _with_questions(sheets: Sequence[Path]) -> list[Path]:
    found = dict.fromkeys(sheets)
    for sheet in sheets:
        if sheet.suffix.lower() == ".csv" and (beside := questions_file(sheet)).exists():
            found.setdefault(beside)
    return list(found)


class _Reading:
    """Reads rows against a graph and the ledger as it is."""

    def __init__(self, graph: Graph, held: Ledger, author: str, day: date | None) -> None:
        self._graph = graph
        self._held = held
        self._author = author
        self._day = day
        self._looked_up = 0

    def take(self, part: Part, found: _Found) -> None:
        """Adds what the rows of a part say to what was found."""
        read_row = self._statement if part.name == STATEMENTS else self._question
        for row in part.rows:
            found.rows += 1
            place = f"{part.source}: row {row.number} ({row[SEALED[part.name][0]] or 'empty'})"
            if not any(row[column] for column in FILLED[part.name]):
                found.empty += 1
                continue
            try:
                judgements = read_row(row)
                self._refuse_edited(part.name, row)
            except _Wrong as wrong:
                found.faults.append((found.rows, f"{place}: {wrong}"))
                continue
            if not judgements:
                found.known += 1
                continue
            found.answers.append(_Answer(found.rows, place, judgements))
            found.remarks += [f"{place}: {remark}" for remark in self._remarks(judgements)]

    # -- statements --------------------------------------------------------------------------------

    def _statement(self, row: Row) -> list[Judgement]:
        id_ = self._known_id(row["id"])
        verdict = spaced(row["verdict"]).casefold()
        wanted = {slot: text for slot in _SLOTS if (text := spaced(row[f"correct {slot}"]))}
        if verdict and verdict not in VERDICTS:
            near = difflib.get_close_matches(verdict, VERDICTS, n=1)
            hint = f"did you mean {near[0]}?" if near else f"write {', '.join(VERDICTS)} or nothing"
            raise _Wrong(f"'{row['verdict']}' is no verdict; {hint}")
        if not verdict and not wanted:
            raise _Wrong("there is a note and no verdict; give one, or clear the note")
        if verdict in ("accept", "reject") and wanted:
            raise _Wrong(f"it says {verdict} and corrects the {' and the '.join(wanted)}; clear one of both")
        if verdict == "accept":
            return [] if self._is_corrected(id_, row) else [self._signed(Judgement("accept", statement=id_), row)]
        if verdict == "reject":
            return [self._signed(Judgement("reject", statement=id_), row)]
        return self._relabelled(id_, row, wanted)

    def _relabelled(self, id_: str, row: Row, wanted: Mapping[Slot, str]) -> list[Judgement]:
        if not wanted:
            raise _Wrong("it says relabel and not to what; fill in a correct actor, relation or object")
        changes = {slot: text for slot, text in wanted.items() if folded(text) != folded(row[slot])}
        if not changes:
            raise _Wrong("the corrections are what the row has already; write accept, or correct something")
        return [
            self._signed(Judgement("relabel", statement=id_, slot=slot, relation=self._relation(text)), row)
            if slot == "relation"
            else self._signed(Judgement("relabel", ((text, None),), id_, slot), row)
            for slot, text in changes.items()
        ]

    def _signed(self, judgement: Judgement, row: Row) -> Judgement:
        """A judgement with who, when and why."""
        return replace(judgement, author=self._author, date=self._day, reason=row["note"])

    def _known_id(self, text: str) -> str:
        found = ID.fullmatch(spaced(text))
        id_ = found[1].lower() if found else spaced(text).removeprefix("st:")
        if id_ not in self._statements and not self._held.judged(id_):
            raise _Wrong(
                f"the graph has no statement '{text}'; its article may be gone or read in another way:"
                " export the sheet again, or name the graph that it came from"
            )
        return id_

    def _relation(self, text: str) -> str:
        relations = self._graph.ontology.relations
        named = {folded(name): name for name in relations} | {folded(r.label): r.name for r in relations.values()}
        relation = named.get(folded(text.removeprefix("gk:")))
        if relation is None:
            raise _Wrong(f"'{text}' is no relation; there are {', '.join(sorted(relations))}")
        return relation

    def _is_corrected(self, id_: str, row: Row) -> bool:
        """Whether the row shows the statement as the ledger has corrected it: then nothing is left to say."""
        ledger = self._held
        shown = {"actor": ledger.actors, "relation": ledger.relabelled, "object": ledger.objects}
        said = {slot: judged[id_][0] for slot, judged in shown.items() if id_ in judged}
        if not said or id_ not in self._statements:
            return False
        return row[SEAL] == self._now(id_)[SEAL] and said.get("relation", row["relation"]) == row["relation"]

    # -- questions ---------------------------------------------------------------------------------

    def _question(self, row: Row) -> list[Judgement]:
        name, candidates = row["name"], _listed(row["candidates"])
        answer = spaced(row["answer"])
        if not answer:
            raise _Wrong("there is a note and no answer; give one, or clear the note")
        verdicts: dict[str, bool] = {}
        whole = folded(answer) in map(folded, candidates)
        for part in [answer] if whole else _listed(answer, "|"):
            for candidate, same in self._verdicts(part, candidates):
                if verdicts.setdefault(candidate, same) != same:
                    raise _Wrong(f"it says that it is '{candidate}' and that it is not; write one of both")
        of_topics = {name, *candidates} <= self._topics
        files = _listed(row["articles"])
        return [
            self._signed(judgement, row)
            for candidate, same in verdicts.items()
            for judgement in answers(name, candidate, files, same=same, of_topics=of_topics)
        ]

    def _verdicts(self, text: str, candidates: Sequence[str]) -> list[tuple[str, bool]]:
        """The candidates that a part of an answer is about, each with whether it is the one."""
        named = {folded(candidate): candidate for candidate in candidates}
        if folded(text) in named:
            return [(named[folded(text)], True)]
        if folded(text) in NONE:
            return [(candidate, False) for candidate in candidates]
        if text.casefold().startswith(_NOT) and folded(text[len(_NOT) :]) in named:
            return [(named[folded(text[len(_NOT) :])], False)]
        if folded(text) in self._names:
            return [(text, True)]
        raise _Wrong(
            f"'{text}' is none of the candidates ({', '.join(candidates)}) and nobody else in the graph; write one of"
            " them, 'not' and one of them, or 'none'"
        )

    # -- both --------------------------------------------------------------------------------------

    def _refuse_edited(self, part: str, row: Row) -> None:
        if row[SEAL] == seal(part, row.cells):
            return
        edited: Iterable[str] = ()
        if part == STATEMENTS and (id_ := spaced(row["id"]).removeprefix("st:").lower()) in self._statements:
            now = self._now(id_)
            edited = [column for column in SEALED[part] if spaced(row[column]) != spaced(now[column])]
        where = f" ({', '.join(edited)})" if edited else ""
        raise _Wrong(
            f"what it is about was edited{where}; put it back as it was exported, and write corrections into the"
            f" columns {', '.join(FILLED[part])}"
        )

    def _remarks(self, judgements: Iterable[Judgement]) -> Iterator[str]:
        for judgement in judgements:
            if judgement.slot not in ("actor", "object") or folded(judgement.names[0][0]) in self._names:
                continue
            if self._held.says(judgement):
                continue
            name = judgement.names[0][0]
            self._looked_up += 1
            near = difflib.get_close_matches(folded(name), self._names, 1) if self._looked_up <= _LOOKED_UP else []
            hint = f"; near it is '{self._names[near[0]]}'" if near else ""
            yield f"nothing in the graph is called '{name}' so far{hint}"

    def _now(self, id_: str) -> dict[str, str]:
        """The row of a statement as it would be exported now."""
        return next(statement_rows(self._graph.stances, (self._statements[id_],)))

    @cached_property
    def _statements(self) -> dict[str, Statement]:
        return {said.id: said for said in self._graph.statements}

    @cached_property
    def _names(self) -> dict[str, str]:
        names = [name for actor in self._graph.actors for name in (actor.name, *actor.aliases)]
        names += [name for topic in self._graph.topics for name in (topic.label, *topic.aliases)]
        return {folded(name): name for name in names}

    @cached_property
    def _topics(self) -> frozenset[str]:
        return topic_names(self._graph.stances)


def _drop_contradictions(found: _Found, held: Ledger, path: Path) -> None:
    """Takes out the rows that contradict the ledger or a row before them: what stands stays."""
    while True:
        rows = {id(judgement): answer for answer in found.answers for judgement in answer.judgements}
        candidates = [judgement for answer in found.answers for judgement in answer.judgements]
        if not candidates:
            return

        def place(judgement: Judgement, rows: Mapping[int, _Answer] = rows) -> str:
            if id(judgement) in rows:
                return rows[id(judgement)].place
            return f"{path}:{judgement.line}"

        bad: dict[int, str] = {}
        clashes = contradictions([*held.judgements, *candidates])
        for clash in clashes:
            bad.setdefault(id(rows[id(clash.last)]), clash.told(place))
        if not clashes:
            return
        for answer in found.answers:
            if id(answer) in bad:
                found.faults.append((answer.number, f"{answer.place}: {bad[id(answer)]}"))
        found.answers = [answer for answer in found.answers if id(answer) not in bad]


def _listed(cell: str, between: str = BETWEEN) -> list[str]:
    return [part for text in cell.split(between) if (part := spaced(text))]
