"""Which organisation "the union" or "the agency" of an article is: the one that the article calls so.

An article calls it so by its name ("the Rail Delivery Group"), by a word of kind beside the name ("the RMT union")
or in apposition ("CADE, the antitrust agency"). What it calls so twice is nobody's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphkit.extraction.tree import children, lemma

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spacy.tokens import Doc, Span, Token

    from graphkit.extraction.gazetteer import Hit
    from graphkit.ontology import KnownActor, Names

Bearer = tuple[str, str]
"""Name and kind of an actor."""


class Bodies:
    """The organisations of one document by the common noun for each."""

    def __init__(self, doc: Doc, hits: Mapping[int, Hit], persons: Mapping[int, object], names: Names) -> None:
        """`hits` and `persons` are the names already found, by token."""
        self._names = names
        self._hits = hits
        self._governments = names.collective.governments
        self._found: dict[str, dict[Bearer, int]] = {}
        for noun, bearer, first in self._called(doc, persons):
            at = self._found.setdefault(noun, {})
            at[bearer] = min(first, at.get(bearer, first))

    def bearer(self, noun: Token) -> Bearer | None:
        """The one actor named before that the article calls by this noun, or None."""
        bearers = self._found.get(lemma(noun), {})
        if len(bearers) != 1:
            return None
        (bearer, first), *_ = bearers.items()
        return bearer if first < noun.i else None

    def _called(self, doc: Doc, persons: Mapping[int, object]) -> Iterator[tuple[str, Bearer, int]]:
        for hit in dict.fromkeys(self._hits.values()):
            bearer = (hit.actor.name, hit.actor.kind)
            if hit.form == "name":
                for noun in self._heads(hit.actor):
                    yield noun, bearer, hit.start
            if hit.form != "demonym" or (hit.end < len(doc) and doc[hit.end].lower_ in self._governments):
                for noun in self._beside(doc[hit.start : hit.end], country=hit.actor.kind == "Country"):
                    yield noun, bearer, hit.start
        for entity in doc.ents:
            if entity.label_ != "ORG" or any(t.i in self._hits or t.i in persons for t in entity):
                continue
            start = entity.start + (entity[0].pos_ == "DET" and len(entity) > 1)
            span = doc[start : entity.end]
            bearer = (" ".join(span.text.split()), "Organization")
            if len(span) > 1 and span[0].text[0].isupper() and (noun := lemma(span[-1])) in self._names.bodies:
                yield noun, bearer, span.start
            for noun in self._beside(span, country=False):
                yield noun, bearer, span.start

    def _heads(self, actor: KnownActor) -> Iterator[str]:
        """Nouns of the names of a known actor: "union" of "RMT union", "bank" of "Bank of England"."""
        if actor.kind == "Country":
            return
        for name in (actor.name, *actor.aliases):
            head = name.lower().split(" of ")[0].split()[-1]
            if head in self._names.bodies and " " in name:
                yield head

    def _beside(self, span: Span, *, country: bool) -> Iterator[str]:
        """Nouns that an article sets beside a name: "the RMT union", "the UK government", "CADE, the agency"."""
        root, behind = span.root, span.end
        if behind < len(span.doc) and root.head.i == behind and root.dep_ in ("compound", "nmod", "amod"):
            noun = lemma(root.head)
            if noun in self._governments if country else noun in self._names.bodies - self._governments:
                yield noun
        if country:
            return
        for other in (*children(root, "appos"), *([root.head] if root.dep_ == "appos" else [])):
            if lemma(other) in self._names.bodies and other.pos_ == "NOUN":
                yield lemma(other)
