"""The names that the ontology knows, found in a document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.language import Language
    from spacy.tokens import Doc, Span

    from graphkit.ontology import KnownActor, Names

Form = Literal["name", "place", "demonym"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A known actor's name, capital or demonym in a document; `end` is exclusive, both count tokens."""

    start: int
    end: int
    actor: KnownActor
    form: Form


class Gazetteer:
    """Finds names, capitals and demonyms of known actors; the longest wins, and one that names two is left out."""

    def __init__(self, names: Names, nlp: Language) -> None:
        """`nlp` cuts the names into tokens as it does the articles."""
        self._meaning: dict[str, tuple[KnownActor, Form] | None] = {}
        for form, known, phrase in _phrases(names):
            other = self._meaning.get(phrase)
            if phrase not in self._meaning:
                self._meaning[phrase] = (known, form)
            elif other is not None and other[0] is not known and other[1] == form:
                self._meaning[phrase] = None
        from spacy.matcher import PhraseMatcher  # spaCy is loaded with the first article, not before

        self._matcher = PhraseMatcher(nlp.vocab, attr="ORTH")
        self._matcher.add("name", [nlp.make_doc(phrase) for phrase in sorted(self._meaning)])

    def __call__(self, doc: Doc) -> list[Hit]:
        """All hits, in order, none overlapping another."""
        from spacy.util import filter_spans

        spans: list[Span] = filter_spans(self._matcher(doc, as_spans=True))
        longer = [entity for entity in doc.ents if len(entity) > 1]
        return [
            Hit(span.start, span.end, *meaning)
            for span in sorted(spans, key=lambda span: span.start)
            if (meaning := self._meaning.get(span.text)) and not any(_is_part(span, name) for name in longer)
        ]


def _is_part(span: Span, entity: Span) -> bool:
    """Whether a hit is only part of another name: "America" in "Latin America" or "Bank of America"."""
    start = entity.start + (entity[0].pos_ == "DET")
    inside = start <= span.start and span.end <= entity.end and (span.start, span.end) != (start, entity.end)
    if not inside or entity[-1].text in ("'s", "’s"):
        return False
    return entity.label_ in ("LOC", "GPE", "FAC") or (entity.label_ == "ORG" and span.start > start)


def _phrases(names: Names) -> Iterator[tuple[Form, KnownActor, str]]:
    # Names come before places and places before demonyms: what two forms share is the earlier one.
    for known in names.known:
        for phrase in (known.name, *known.aliases):
            yield "name", known, phrase
    for known in names.known:
        for phrase in known.places:
            yield "place", known, phrase
    for known in names.known:
        for phrase in known.demonyms:
            yield "demonym", known, phrase
