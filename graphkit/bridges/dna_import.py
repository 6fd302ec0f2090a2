"""A database of the Discourse Network Analyzer as a graph: statements that people coded, or that graphkit exported."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from graphkit.bridges.dna_documents import documents, evidence
from graphkit.bridges.dna_export import SEPARATOR
from graphkit.bridges.dna_schema import VALUE_TABLES
from graphkit.errors import InputError
from graphkit.model import MODALITIES, Actor, StanceGraph, Statement, Topic, digest
from graphkit.resolution.slugs import identified, slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graphkit.bridges.dna_documents import Document
    from graphkit.ontology import Ontology

RULE = "coded"
"""The rule of a statement that a person coded."""

_NEEDED = (
    *("SETTINGS", "DOCUMENTS", "STATEMENTTYPES", "VARIABLES", "STATEMENTS", "ENTITIES"),
    *("ATTRIBUTEVARIABLES", "ATTRIBUTEVALUES", *VALUE_TABLES.values()),
)
_BINARY = (0, 1)


_Key = tuple[bool, str]
"""Whether it is an actor, and its id in graphkit or its name after a zero."""


class Imported(NamedTuple):
    """The graph, and how many statements were skipped for each reason."""

    graph: StanceGraph
    skipped: dict[str, int]


@dataclass(frozen=True)
class _Entity:
    """A value of a variable, with its attributes."""

    value: str
    variable: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The value, or the name that was too long or not the only one of its kind."""
        return self.attributes.get("name") or self.value


def read_dna(
    path: Path | str,
    ontology: Ontology,
    *,
    statement_type: str | None = None,
    actors: Sequence[str] = (),
    concept: str = "concept",
    qualifier: str = "agreement",
    scale: tuple[int, int] | None = None,
    relations: tuple[str, str] | None = None,
) -> Imported:
    """The graph of a SQLite file of DNA 3.0 or 3.1.

    `actors` are the variables to take the actor from, the first one that a statement fills; without any,
    "actor" (which graphkit's export has), else "organization" and "person". A person beside an organisation
    is its speaker. `qualifier` is a boolean variable, or an integer one. `scale` has the lowest and the highest level
    of an integer one: what lies above their middle agrees, what lies below it disagrees. Without it the sign counts,
    for which at least one level has to be below 0. `relations` are those for agreement and disagreement; without
    them the two of the ontology that reverse each other. A statement that names a relation of the same polarity, as
    in graphkit's export, keeps it. `statement_type` is needed where more than one has these variables.

    The evidence is the coded stretch of the document. Statements without an actor, a concept or a side are
    skipped and counted. Raises InputError where the file is missing, no database of DNA 3, damaged, or lacks a
    variable, and for a scale that cannot be.
    """
    path = Path(path)
    if not path.is_file():
        what = "a folder" if path.is_dir() else "no such file"
        raise InputError(f"{path}: {what}; name a database of the Discourse Network Analyzer")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            _refuse_others(database, path)
            return _Importer(database, path, ontology, relations or _sides(ontology)).imported(
                statement_type, actors, concept, qualifier, scale
            )
    except sqlite3.OperationalError as error:
        raise InputError(
            f"{path}: cannot be read as a database of DNA 3.0 or 3.1 ({error}); open and save it with such a release"
        ) from error
    except sqlite3.Error as error:
        raise InputError(f"{path}: not a database of SQLite that can be read ({error}); name one of DNA 3") from error


def _refuse_others(database: sqlite3.Connection, path: Path) -> None:
    tables = {name.upper() for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "ROLEVARIABLELINKS" in tables:
        raise InputError(f"{path}: of a trial version of DNA with roles; graphkit reads those of DNA 3.0 and 3.1")
    version = ""
    if "SETTINGS" in tables:
        columns = {name.upper() for _, name, *_ in database.execute("PRAGMA table_info(SETTINGS)")}
        if {"PROPERTY", "VALUE"} <= columns:
            told = database.execute("SELECT Value FROM SETTINGS WHERE Property = 'version'")
            version = next((str(value) for (value,) in told), "")
    if version.partition(".")[0] in ("1", "2"):
        raise InputError(f"{path}: of DNA {version}; import it into a new database in DNA 3 and name that")
    if missing := [name for name in _NEEDED if name not in tables]:
        raise InputError(f"{path}: no database of DNA 3 (without {', '.join(missing)}); name one")


def _sides(ontology: Ontology) -> tuple[str, str]:
    """The relations for agreement and disagreement: the only two that reverse each other."""
    pairs = [
        (name, relation.reverse)
        for name, relation in sorted(ontology.relations.items())
        if relation.polarity > 0
        and relation.reverse is not None
        and ontology.relations[relation.reverse].polarity < 0
        and ontology.relations[relation.reverse].reverse == name
    ]
    if len(pairs) != 1:
        raise InputError(
            f"{ontology.folder}: {len(pairs)} pairs of relations reverse each other; name those for agreement and"
            " disagreement"
        )
    return pairs[0]


class _Choice(NamedTuple):
    """The variables that say who agrees with what, or not."""

    actors: Sequence[str]
    concept: str
    qualifier: str
    scale: tuple[int, int]

    def side(self, values: Mapping[str, Any]) -> int | None:
        """1 for agreement, -1 for disagreement, None for neither."""
        value, middle = values.get(self.qualifier), sum(self.scale)
        if value is None or 2 * value == middle:
            return None
        return 1 if 2 * value > middle else -1


class _Importer:
    def __init__(
        self, database: sqlite3.Connection, path: Path, ontology: Ontology, relations: tuple[str, str]
    ) -> None:
        for relation, polarity in zip(relations, (1, -1), strict=True):
            if relation not in ontology.relations or ontology.relations[relation].polarity != polarity:
                raise InputError(f"'{relation}': no relation of {ontology.folder} with polarity {polarity}")
        self._database, self._path, self._ontology, self._relations = database, path, ontology, relations
        self._skipped: Counter[str] = Counter()
        self._names = dict(self._rows("VARIABLES", {"ID": int, "Variable": str}))
        self._entities = self._read_entities()
        self._found: dict[_Key, tuple[_Entity, str]] = {}

    def imported(
        self,
        statement_type: str | None,
        actors: Sequence[str],
        concept: str,
        qualifier: str,
        scale: tuple[int, int] | None,
    ) -> Imported:
        type_, variables = self._type(statement_type, {concept, qualifier, *actors})
        if variables[qualifier] not in ("boolean", "integer"):
            raise InputError(
                f"{self._path}: '{qualifier}' is {variables[qualifier]}; a qualifier is boolean or integer"
            )
        chosen = tuple(actors) or (("actor",) if "actor" in variables else ("organization", "person"))
        if not any(name in variables for name in chosen):
            raise InputError(f"{self._path}: no variable {' or '.join(chosen)}; there are {', '.join(variables)}")
        statements = list(self._statements(type_))
        levels = {values[qualifier] for *_, values in statements if qualifier in values}
        choice = _Choice(chosen, concept, qualifier, self._scale(qualifier, variables[qualifier], levels, scale))
        columns = {"ID": int, "Title": str, "Text": str, "Source": str, "Notes": str, "Date": int}
        known = documents(self._rows("DOCUMENTS", columns), self._path.stem)
        read = []
        for number, document, start, stop, values in statements:
            if document not in known:
                self._skipped["its document is missing"] += 1
            elif found := self._read(number, known[document], (start, stop), values, choice):
                read.append(found)
        return Imported(self._graph(read, known), dict(sorted(self._skipped.items())))

    def _scale(self, qualifier: str, type_: str, levels: set[int], scale: tuple[int, int] | None) -> tuple[int, int]:
        """The ends of the scale whose middle parts agreement from disagreement."""
        if type_ == "boolean":
            if scale is not None:
                raise InputError(f"{self._path}: '{qualifier}' is boolean and has no scale; leave the scale out")
            return _BINARY
        if scale is not None:
            low, high = scale
            if low >= high:
                raise InputError(
                    f"scale: {low} to {high} is no scale; give the lowest and the highest level, such as -2,2"
                )
            if strange := sorted(level for level in levels if not low <= level <= high):
                raise InputError(
                    f"{self._path}: '{qualifier}' has {strange[0]}, which is not on the scale {low} to {high}"
                )
            return scale
        if levels - {0} and min(levels) >= 0:
            raise InputError(
                f"{self._path}: no level of '{qualifier}' is below 0 ({min(levels)} to {max(levels)} occur), so its"
                " sign does not tell agreement from disagreement; name the ends of its scale, such as --scale 1,5"
            )
        return (-1, 1)

    def _rows(self, table: str, columns: Mapping[str, type], rest: str = "", *bound: object) -> list[tuple[Any, ...]]:
        """The rows of a table. Raises InputError for a value of another type than DNA gives it."""
        # The names are ours, the values are bound.
        query = f"SELECT {', '.join(columns)} FROM {table} {rest} ORDER BY {next(iter(columns))}"  # noqa: S608
        rows = self._database.execute(query, bound).fetchall()
        for row in rows:
            for value, (name, type_) in zip(row, columns.items(), strict=True):
                if type(value) is not type_:
                    raise InputError(
                        f"{self._path}: damaged: the {name} of a row of {table} is {value!r:.40}; mend it in DNA, or"
                        " take an older copy"
                    )
        return rows

    def _type(self, label: str | None, needed: set[str]) -> tuple[int, dict[str, str]]:
        """The statement type to read and its variables with their types."""
        types: dict[tuple[int, str], dict[str, str]] = {}
        for id_, name in self._rows("STATEMENTTYPES", {"ID": int, "Label": str}):
            types[id_, name] = {}
        columns = {"ID": int, "StatementTypeId": int, "Variable": str, "DataType": str}
        for _, id_, variable, data_type in self._rows("VARIABLES", columns):
            for key, variables in types.items():
                if key[0] == id_:
                    variables[variable] = data_type
        named = {key: variables for key, variables in types.items() if label in (None, key[1])}
        fitting = {key: variables for key, variables in named.items() if needed <= variables.keys()}
        labels = ", ".join(f"'{name}'" for _, name in types)
        if not types:
            raise InputError(f"{self._path}: there is no statement type in it; make one in DNA and code with it")
        if not named:
            raise InputError(f"{self._path}: no statement type '{label}'; there are {labels}")
        if not fitting:
            there = "; ".join(f"{name}: {', '.join(variables)}" for (_, name), variables in named.items())
            raise InputError(f"{self._path}: no statement type has {', '.join(sorted(needed))}; there are {there}")
        if len(fitting) > 1:
            raise InputError(f"{self._path}: more than one statement type fits; name one of {labels}")
        (id_, _), variables = fitting.popitem()
        return id_, variables

    def _statements(self, type_: int) -> Iterable[tuple[int, int, int, int, dict[str, Any]]]:
        """The statements of a type with their values; those of short texts are entities."""
        values: dict[int, dict[str, Any]] = {}
        for data_type, table in VALUE_TABLES.items():
            short = data_type == "short text"
            columns: dict[str, type] = dict.fromkeys(("ID", "StatementId", "VariableId"), int)
            columns |= (
                {"COALESCE(Value, '')": str} if data_type == "long text" else {"Entity" if short else "Value": int}
            )
            for _, statement, variable, value in self._rows(table, columns):
                name = self._names.get(variable, "")
                values.setdefault(statement, {})[name] = self._entities.get(value) if short else value
        columns = dict.fromkeys(("ID", "DocumentId", "Start", "Stop"), int)
        for number, document, start, stop in self._rows("STATEMENTS", columns, "WHERE StatementTypeId = ?", type_):
            yield number, document, start, stop, values.get(number, {})

    def _read_entities(self) -> dict[int, _Entity]:
        names = dict(self._rows("ATTRIBUTEVARIABLES", {"ID": int, "AttributeVariable": str}))
        attributes: dict[int, dict[str, str]] = {}
        columns = {"ID": int, "EntityId": int, "AttributeVariableId": int, "AttributeValue": str}
        for _, entity, variable, value in self._rows("ATTRIBUTEVALUES", columns):
            if variable in names:
                attributes.setdefault(entity, {})[names[variable]] = value
        return {
            id_: _Entity(value, self._names.get(variable, ""), attributes.get(id_, {}))
            for id_, variable, value in self._rows("ENTITIES", {"ID": int, "VariableId": int, "Value": str})
        }

    def _read(
        self, number: int, document: Document, place: tuple[int, int], values: Mapping[str, Any], choice: _Choice
    ) -> tuple[dict[str, Any], dict[str, _Key]] | None:
        """The fields of a statement, and the keys of its actor, speaker and object; None where it is skipped."""
        filled = {name: value for name, value in values.items() if isinstance(value, _Entity) and value.value}
        variable = next((name for name in choice.actors if name in filled), None)
        about, side, quoted = filled.get(choice.concept), choice.side(values), evidence(document, *place)
        if variable is None or about is None or side is None or quoted is None:
            reasons = {
                "no actor": variable,
                "no concept": about,
                "neither agreement nor disagreement": side,
                "its place is not in the document": quoted,
            }
            self._skipped[next(reason for reason, value in reasons.items() if value is None)] += 1
            return None
        keys = {"actor": self._key(filled[variable], variable)}
        speaker = filled.get("speaker") if "speaker" in values else filled.get("person")
        if speaker is not None and ("speaker" in values or variable != "person"):
            keys["speaker"] = self._key(speaker, "person")
        is_actor = about.attributes.get("Type") in self._ontology.kinds
        keys["object"] = self._key(about, "actor" if is_actor else None)
        told = {name: entity.value for name, entity in filled.items()}
        confidence = values.get("confidence")
        fields = {
            "id": told.get("statement", ""),
            "number": str(number),
            "relation": self._relation(side, told.get("relation")),
            "object_is_actor": is_actor,
            "actor_text": values.get("actor text") or filled[variable].value,
            "object_text": values.get("object text") or about.value,
            "cue": values.get("cue") or "",
            "rule": told.get("rule", RULE),
            "confidence": confidence / 100 if isinstance(confidence, int) and 0 <= confidence <= 100 else 1.0,
            "evidence": quoted,
            "modality": told["modality"] if told.get("modality") in MODALITIES else "actual",
            "negated": bool(values.get("negated")),
            "date": document.source.date,
        }
        return fields, keys

    def _relation(self, side: int, told: str | None) -> str:
        known = self._ontology.relations
        if told is not None and told in known and known[told].polarity == side:
            return told
        return self._relations[0 if side > 0 else 1]

    def _key(self, entity: _Entity, variable: str | None) -> _Key:
        """Notes an actor, or without a variable a topic, and gives the key that it is known by.

        What graphkit exported is known by its id; else an actor of one name is one, whatever its variable.
        """
        is_actor = variable is not None
        key = (is_actor, entity.attributes.get("graphkit id") or f"\0{entity.value}")
        kind = entity.attributes.get("Type", "")
        if is_actor and kind not in self._ontology.kinds:
            kind = "Person" if variable == "person" else "Organization"
        if key not in self._found:
            self._found[key] = (entity, kind)
        return key

    def _graph(
        self, read: Sequence[tuple[dict[str, Any], dict[str, _Key]]], documents: Mapping[int, Document]
    ) -> StanceGraph:
        self._note_the_rest(documents.values())
        ids = self._ids()
        statements: dict[str, Statement] = {}
        for fields, keys in read:
            number, id_, quoted = fields.pop("number"), fields.pop("id"), fields["evidence"]
            named: dict[str, Any] = {role: ids[key] for role, key in keys.items()}
            place = (quoted.article, f"{quoted.start}-{quoted.end}")
            id_ = id_ or digest(*place, named["actor"], fields["relation"], named["object"])
            # Two coders may code one stretch alike: both statements stay.
            id_ = digest(id_, number) if id_ in statements else id_
            statements[id_] = Statement(id=id_, speaker=named.pop("speaker", None), **named, **fields)
        actors, topics = [], []
        known = {ids[key] for key in self._found if not key[0]}
        for key, (entity, kind) in self._found.items():
            aliases, same_as, broader = (
                _listed(entity.attributes.get(name)) for name in ("Alias", "same as", "broader")
            )
            if key[0]:
                actors.append(Actor(ids[key], entity.name, kind, aliases, same_as))
            else:
                above = tuple(id_ for id_ in broader if id_ in known)
                topics.append(Topic(ids[key], entity.name, aliases, above, same_as))
        return StanceGraph(
            statements=tuple(statements[id_] for id_ in sorted(statements)),
            actors=tuple(sorted(actors, key=lambda actor: actor.id)),
            topics=tuple(sorted(topics, key=lambda topic: topic.id)),
            articles=tuple(sorted((each.source for each in documents.values()), key=lambda source: source.id)),
        )

    def _note_the_rest(self, documents: Iterable[Document]) -> None:
        """Notes what graphkit exported though no statement names it, and publishers, who are actors."""
        for entity in self._entities.values():
            if entity.attributes.get("graphkit id") and entity.variable in ("actor", "concept"):
                is_actor = entity.variable == "actor" or entity.attributes.get("Type") in self._ontology.kinds
                self._key(entity, "actor" if is_actor else None)
        names = {entity.name for key, (entity, _) in self._found.items() if key[0]}
        for publisher in sorted({each.source.publisher for each in documents if each.source.publisher} - names):
            self._key(_Entity(publisher), "organization")

    def _ids(self) -> dict[_Key, str]:
        """An id for each key: the one that graphkit gave, or one made of the name."""
        ids = {key: key[1] for key in self._found if not key[1].startswith("\0")}
        for is_actor in (True, False):
            taken = {id_ for key, id_ in ids.items() if key[0] == is_actor}
            wanted = {key[1]: slug(key[1][1:]) for key in self._found if key[0] == is_actor and key not in ids}
            made = identified(wanted, {name: name for name in wanted}, taken)
            ids.update(((is_actor, name), id_) for name, id_ in made.items())
        return ids


def _listed(joined: str | None) -> tuple[str, ...]:
    return tuple(name for part in (joined or "").split(SEPARATOR.strip()) if (name := part.strip()))
