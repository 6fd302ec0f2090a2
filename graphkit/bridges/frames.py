"""The statements of a graph as a data frame of pandas or polars."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from graphkit.bridges.dna_export import storable
from graphkit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphkit.model import StanceGraph
    from graphkit.ontology import Ontology

Library = Literal["pandas", "polars"]

COLUMNS = (
    *("statement", "actor", "actor_label", "actor_kind", "relation", "polarity"),
    *("object", "object_label", "object_kind", "object_is_actor", "speaker", "speaker_label", "modality", "negated"),
    *("confidence", "date", "actor_text", "cue", "object_text", "rule", "sentence", "start", "end"),
    *("article", "file", "title", "publisher", "url"),
)


def statements_frame(graph: StanceGraph, ontology: Ontology, library: str = "pandas") -> Any:
    """The statements, sorted by id, a row each, with what the graph says of their actors, objects and articles.

    `polarity` is 1 or -1; `start` and `end` count characters of the article's text; `date` is a date, and what
    is not known is missing. Raises InputError where the library is neither pandas nor polars, and
    where it is not installed.
    """
    if library not in ("pandas", "polars"):
        raise InputError(f"there are no data frames of '{library}'; there are pandas, polars")
    try:
        made_by = import_module(library)
    except ImportError as error:
        raise InputError(f"{library} is not installed; run: pip install 'graphkit[{library}]'") from error
    columns = statement_columns(graph, ontology)
    if library == "polars":
        types = {
            "date": made_by.Date,
            "confidence": made_by.Float64,
            **dict.fromkeys(("polarity", "start", "end"), made_by.Int64),
            **dict.fromkeys(("negated", "object_is_actor"), made_by.Boolean),
        }
        return made_by.DataFrame(columns, schema={name: types.get(name, made_by.String) for name in COLUMNS})
    frame = made_by.DataFrame(columns, columns=list(COLUMNS))
    frame["date"] = made_by.to_datetime(frame["date"])
    return frame.astype(
        {"polarity": "int64", "start": "int64", "end": "int64", "confidence": "float64"}
        | dict.fromkeys(("negated", "object_is_actor"), "bool")
    )


def statement_columns(graph: StanceGraph, ontology: Ontology) -> Mapping[str, list[Any]]:
    """The columns of the frame, each with a value a statement."""
    actors = {actor.id: actor for actor in graph.actors}
    topics = {topic.id: topic for topic in graph.topics}
    articles = {source.id: source for source in graph.articles}
    rows = []
    for said in graph.statements:
        actor, source, quoted = actors[said.actor], articles[said.evidence.article], said.evidence
        object_ = actors[said.object] if said.object_is_actor else None
        row = (
            *(said.id, said.actor, actor.name, actor.kind, said.relation, ontology.relation(said.relation).polarity),
            said.object,
            *((object_.name, object_.kind) if object_ else (topics[said.object].label, ontology.topic.name)),
            said.object_is_actor,
            *(said.speaker, actors[said.speaker].name if said.speaker else None, said.modality, said.negated),
            *(said.confidence, said.date, said.actor_text, said.cue, said.object_text, said.rule),
            *(quoted.exact, quoted.start, quoted.end, source.id, source.file),
            *(source.title, source.publisher, source.url),
        )
        rows.append(row)
    return {name: [_text(row[index]) for row in rows] for index, name in enumerate(COLUMNS)}


def _text(value: Any) -> Any:
    """A text that both libraries can hold: half a surrogate pair is none."""
    return storable(value) if isinstance(value, str) else value
