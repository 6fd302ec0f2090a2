"""A graph as a database of the Discourse Network Analyzer, with nothing of it lost but what DNA cannot hold.

Its statement type has DNA's own variables, so that DNA and rDNA work with their defaults

* `organization`: the actor, where it is no person; `person`: the actor that is one, or the person who speaks for
  an organisation; `concept`: the object; `agreement`: 1 where the ontology gives the relation the polarity 1;

and those of graphkit: `actor` (whoever it is: the variable to analyse by), `speaker`, `relation`, `modality`,
`rule`, `statement`, `cue`, `actor text`, `object text`, `negated` and `confidence` (per cent).
"""

from __future__ import annotations

import json
import re
import sqlite3
from calendar import timegm
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from graphkit.bridges.dna_schema import (
    RELEASED,
    SHORT,
    STATEMENT_TYPE,
    VALUE_TABLES,
    VERSION,
    make_tables,
    password_digest,
)
from graphkit.errors import OutputError
from graphkit.model import digest
from graphkit.writing import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from graphkit.model import Evidence, Source, StanceGraph, Statement
    from graphkit.ontology import Ontology

VARIABLES: tuple[tuple[str, str], ...] = (
    ("person", "short text"),
    ("organization", "short text"),
    ("concept", "short text"),
    ("agreement", "boolean"),
    *((name, "short text") for name in ("actor", "speaker", "relation", "modality", "rule", "statement")),
    *((name, "long text") for name in ("cue", "actor text", "object text")),
    ("negated", "boolean"),
    ("confidence", "integer"),
)
"""The variables of the statement type and their types, in the order of their ids."""

ATTRIBUTES = ("Type", "Alias", "Notes", "graphkit id", "name", "same as", "broader")
"""What entities of person, organization, concept, actor and speaker tell of themselves; the first three are DNA's.

`name` is set where the value is not the name, because that is too long or another one has it too.
"""

SEPARATOR = "; "
"""Between the names, IRIs or topics of one attribute."""

CONTEXT = 32
"""Characters of the text before and after a sentence that its evidence repeats."""

PASSWORD = "graphkit"  # noqa: S105 - no secret: whoever has the file can read it
"""With which the coder Admin of an exported file opens it in DNA."""

_DESCRIBED = ("person", "organization", "concept", "actor", "speaker")
_COLOUR = re.compile("#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})")
_SURROGATE = re.compile("[\ud800-\udfff]")
_JOINED = "\n\n"


class Exported(NamedTuple):
    """What became of a graph in DNA's file.

    `without_text` are the files of articles whose document holds their evidence sentences only, `undated` those
    that got the day 1970-01-01, which DNA demands; `shortened` are texts longer than DNA's 190 characters, which
    end in a digest instead; `left_out` are aliases and links for which an attribute had no room.
    """

    documents: int
    statements: int
    without_text: tuple[str, ...]
    undated: tuple[str, ...]
    shortened: tuple[str, ...]
    left_out: tuple[str, ...]


class Entity(NamedTuple):
    """A value of a short text, its colour and its attributes."""

    value: str
    colour: str = "#000000"
    attributes: tuple[str, ...] = ()


def write_dna(
    graph: StanceGraph, ontology: Ontology, path: Path | str, texts: Mapping[str, str] | None = None
) -> Exported:
    """Writes a graph as a SQLite file that DNA 3 opens; the coder is Admin, the password `PASSWORD`.

    `texts` are the texts of articles by their id. The document of an article that is among them holds its
    text; that of another one its evidence sentences in order, with an empty line between them. The statement's
    stretch of the document is its evidence sentence; where it stood in the article, and what stood around it, is
    kept in the document's notes. DNA shows no carriage return, so a blank stands for it.

    The same graph gives the same bytes under one release of SQLite. Raises OutputError where the file cannot be
    written; an older file then stays.
    """
    exporter = _Exporter(graph, ontology, texts or {})
    with closing(sqlite3.connect(":memory:")) as database:
        try:
            make_tables(database)
            for table, columns, rows in exporter.rows():
                places = ", ".join("?" * len(columns))
                # The names are ours, the values are bound.
                database.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", rows)  # noqa: S608
            database.commit()
        except sqlite3.Error as error:
            raise OutputError(f"{path}: cannot be written as a database of DNA ({error})") from error
        write_whole(Path(path), database.serialize())
    return exporter.exported()


def storable(text: str) -> str:
    """A text as SQLite can store it: half a surrogate pair is none."""
    return _SURROGATE.sub("\ufffd", text)


def shortened(text: str) -> str:
    """A text as DNA has room for it: one that is too long is cut and ends in a digest of the whole."""
    # SQLite's LENGTH stops at a zero, and so does what reads strings of C.
    text = storable(text).replace("\0", "\ufffd")
    return text if len(text) <= SHORT else f"{text[: SHORT - 8]}…{digest(text, length=7)}"


def utf16(text: str) -> int:
    """How many UTF-16 code units a text has."""
    return len(text) + sum(character > "\uffff" for character in text)


class _Exporter:
    def __init__(self, graph: StanceGraph, ontology: Ontology, texts: Mapping[str, str]) -> None:
        self._graph, self._ontology, self._texts = graph, ontology, texts
        self._shortened: dict[str, None] = {}
        self._left_out: dict[str, None] = {}
        self._without_text: list[str] = []
        self._undated: list[str] = []
        self._actors = {actor.id: actor for actor in graph.actors}
        self._topics = {topic.id: topic for topic in graph.topics}
        names = _distinct({actor.id: self._short(actor.name) for actor in graph.actors})
        self._actor_values = names
        # An actor and a topic may bear one name, and concept has both.
        self._concepts = _distinct(
            {(False, topic.id): self._short(topic.label) for topic in graph.topics}
            | {(True, said.object): names[said.object] for said in graph.statements if said.object_is_actor}
        )
        self._entities: dict[tuple[str, str], int] = {}
        self._described: list[tuple[str, Entity]] = []

    def exported(self) -> Exported:
        return Exported(
            len(self._graph.articles),
            len(self._graph.statements),
            tuple(self._without_text),
            tuple(self._undated),
            tuple(self._shortened),
            tuple(self._left_out),
        )

    def rows(self) -> Iterator[tuple[str, tuple[str, ...], Iterable[tuple[Any, ...]]]]:
        """The rows of each table, in an order in which no row refers to a later one."""
        number = {name: index for index, (name, _) in enumerate(VARIABLES, start=1)}
        yield "SETTINGS", ("Property", "Value"), [("version", VERSION), ("date", RELEASED)]
        admin = (1, "Admin", 255, 255, 0, password_digest(PASSWORD))
        yield "CODERS", ("ID", "Name", "Red", "Green", "Blue", "Password"), [admin]
        yield "STATEMENTTYPES", ("ID", "Label", "Red", "Green", "Blue"), [(1, STATEMENT_TYPE, 239, 208, 51)]
        columns: tuple[str, ...] = ("ID", "Variable", "DataType", "StatementTypeId")
        yield "VARIABLES", columns, [(number[name], name, type_, 1) for name, type_ in VARIABLES]
        attributes = [(number[variable], name) for variable in _DESCRIBED for name in ATTRIBUTES]
        columns = ("ID", "VariableId", "AttributeVariable")
        yield "ATTRIBUTEVARIABLES", columns, [(index, *each) for index, each in enumerate(attributes, start=1)]
        documents, statements = self._documents()
        columns = ("ID", "Title", "Text", "Coder", "Source", "Notes", "Type", "Date")
        yield "DOCUMENTS", columns, documents
        values = [self._values(said) for said, *_ in statements]
        self._describe_the_rest()
        columns = ("ID", "VariableId", "Value", "Red", "Green", "Blue")
        yield (
            "ENTITIES",
            columns,
            [
                (self._entities[variable, entity.value], number[variable], entity.value, *_rgb(entity.colour))
                for variable, entity in self._described
            ],
        )
        ids = {each: index for index, each in enumerate(attributes, start=1)}
        columns = ("EntityId", "AttributeVariableId", "AttributeValue")
        yield (
            "ATTRIBUTEVALUES",
            columns,
            [
                (self._entities[variable, entity.value], ids[number[variable], name], value)
                for variable, entity in self._described
                if variable in _DESCRIBED
                for name, value in zip(ATTRIBUTES, entity.attributes or ("",) * len(ATTRIBUTES), strict=True)
            ],
        )
        columns = ("ID", "StatementTypeId", "DocumentId", "Start", "Stop", "Coder")
        yield (
            "STATEMENTS",
            columns,
            [
                (index, 1, document, start, stop, 1)
                for index, (_, document, start, stop) in enumerate(statements, start=1)
            ],
        )
        for type_, table in VALUE_TABLES.items():
            columns = ("StatementId", "VariableId", "Entity" if type_ == "short text" else "Value")
            yield (
                table,
                columns,
                [
                    (index, number[name], value[name])
                    for index, value in enumerate(values, start=1)
                    for name, of_type in VARIABLES
                    if of_type == type_
                ],
            )

    def _documents(self) -> tuple[list[tuple[Any, ...]], list[tuple[Statement, int, int, int]]]:
        """The documents, in order of file, and the statements with their document and place in it."""
        by_article: dict[str, list[Statement]] = {}
        for said in self._graph.statements:
            by_article.setdefault(said.evidence.article, []).append(said)
        documents, statements = [], []
        for number, source in enumerate(sorted(self._graph.articles, key=lambda s: (s.file, s.id)), start=1):
            inside = sorted(by_article.get(source.id, ()), key=lambda s: (s.evidence.start, s.evidence.end, s.id))
            text, places = self._text(source, [said.evidence for said in inside])
            notes: dict[str, Any] = {"id": source.id, "file": source.file, "title": source.title, "url": source.url}
            notes |= {"publisher": source.publisher, "dated": source.date is not None, "evidence": _kept(text, places)}
            if source.date is None:
                self._undated.append(source.file)
            documents.append(
                (
                    *(number, self._short(source.title or source.file), text, 1),
                    self._short(source.publisher or ""),
                    storable(json.dumps({"graphkit": notes}, ensure_ascii=True, sort_keys=True)),
                    "article",
                    timegm(source.date.timetuple()) if source.date else 0,
                )
            )
            for said in inside:
                start, stop = places[said.evidence]
                before = utf16(text[:start])
                statements.append((said, number, before, before + utf16(text[start:stop])))
        return documents, statements

    def _text(self, source: Source, quoted: list[Evidence]) -> tuple[str, dict[Evidence, tuple[int, int]]]:
        """The text of an article's document, and where in it each piece of evidence stands."""
        text = self._texts.get(source.id)
        if text is not None and all(text[e.start : e.end] == e.exact for e in quoted):
            return _shown(text), {e: (e.start, e.end) for e in quoted}
        self._without_text.append(source.file)
        places: dict[Evidence, tuple[int, int]] = {}
        parts: list[str] = []
        at = 0
        for evidence in dict.fromkeys(quoted):
            places[evidence] = (at, at + len(evidence.exact))
            parts.append(evidence.exact)
            at += len(evidence.exact) + len(_JOINED)
        return _shown(_JOINED.join(parts)), places

    def _values(self, said: Statement) -> dict[str, Any]:
        """The value of each variable, short texts as the ids of their entities."""
        actor = self._actors[said.actor]
        person = said.actor if actor.kind == "Person" else None
        if person is None and said.speaker is not None and self._actors[said.speaker].kind == "Person":
            person = said.speaker
        short = {
            "person": self._actor("person", person),
            "organization": self._actor("organization", None if actor.kind == "Person" else said.actor),
            "actor": self._actor("actor", said.actor),
            "speaker": self._actor("speaker", said.speaker),
            "concept": self._concept(said.object_is_actor, said.object),
        }
        plain = ("relation", "modality", "rule", "statement")
        for name, value in zip(plain, (said.relation, said.modality, said.rule, said.id), strict=True):
            short[name] = self._entity(name, Entity(self._short(value)))
        return short | {
            "agreement": int(self._ontology.relation(said.relation).polarity > 0),
            "cue": storable(said.cue),
            "actor text": storable(said.actor_text),
            "object text": storable(said.object_text),
            "negated": int(said.negated),
            "confidence": round(said.confidence * 100),
        }

    def _describe_the_rest(self) -> None:
        """Actors and topics that are in no statement are entities all the same."""
        for actor in self._graph.actors:
            self._actor("actor", actor.id)
        for topic in self._graph.topics:
            self._concept(False, topic.id)

    def _actor(self, variable: str, id_: str | None) -> int:
        return self._entity(
            variable, Entity("") if id_ is None else self._described_actor(id_, self._actor_values[id_])
        )

    def _concept(self, is_actor: bool, id_: str) -> int:
        value = self._concepts[is_actor, id_]
        if is_actor:
            return self._entity("concept", self._described_actor(id_, value))
        topic, class_ = self._topics[id_], self._ontology.topic
        name = "" if topic.label == value else topic.label
        links = (self._joined(topic.same_as), self._joined(topic.broader))
        told = (class_.name, self._joined(topic.aliases), "", topic.id, name, *links)
        return self._entity("concept", Entity(value, class_.colour, told))

    def _described_actor(self, id_: str, value: str) -> Entity:
        actor = self._actors[id_]
        kind = self._ontology.kinds.get(actor.kind)
        name = "" if actor.name == value else actor.name
        told = (actor.kind, self._joined(actor.aliases), "", actor.id, name, self._joined(actor.same_as), "")
        return Entity(value, kind.colour if kind else "#000000", told)

    def _entity(self, variable: str, entity: Entity) -> int:
        key = (variable, entity.value)
        if key not in self._entities:
            self._entities[key] = len(self._entities) + 1
            described = entity._replace(attributes=tuple(self._short(each) for each in entity.attributes))
            self._described.append((variable, described))
        return self._entities[key]

    def _joined(self, names: Iterable[str]) -> str:
        joined = ""
        for name in map(storable, names):
            longer = f"{joined}{SEPARATOR}{name}" if joined else name
            if len(longer) > SHORT or SEPARATOR.strip() in name or name != name.strip():
                self._left_out[name] = None
            else:
                joined = longer
        return joined

    def _short(self, text: str) -> str:
        short = shortened(text)
        if len(text) > SHORT:
            self._shortened[storable(text)] = None
        return short


def _distinct(wanted: Mapping[Any, str]) -> dict[Any, str]:
    """A value for each key: the one wanted, or with a digest of the key where several want it."""
    takers: dict[str, int] = {}
    for value in wanted.values():
        takers[value] = takers.get(value, 0) + 1
    return {
        key: value if takers[value] == 1 else f"{value[: SHORT - 15]} ({digest(repr(key), length=12)})"
        for key, value in wanted.items()
    }


def _kept(text: str, places: Mapping[Evidence, tuple[int, int]]) -> list[list[Any]]:
    """What cannot be read off the document: the evidence that stood at another place or among other words."""
    kept = []
    for evidence, (start, stop) in places.items():
        around = (text[max(0, start - CONTEXT) : start], text[stop : stop + CONTEXT])
        read_off = (start, stop, text[start:stop], *around)
        told = (evidence.start, evidence.end, evidence.exact, evidence.prefix, evidence.suffix)
        if told != read_off:
            kept.append([start, stop, *told])
    return kept


def _shown(text: str) -> str:
    """A text of the same length without carriage returns, which DNA's window drops, and without zeros."""
    return storable(text.replace("\r\n", " \n").replace("\r", "\n")).replace("\0", "\ufffd")


def _rgb(colour: str) -> tuple[int, ...]:
    found = _COLOUR.fullmatch(colour)
    return tuple(int(part, 16) for part in found.groups()) if found else (0, 0, 0)
