"""A ledger held against the claims: which of them it strikes out or corrects, and which of its names they have."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graphkit.model import Content, Mention
from graphkit.resolution.judgements import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graphkit.model import Claim, ObjectPhrase, Source
    from graphkit.ontology import Ontology
    from graphkit.resolution.accounts import Judged, Name
    from graphkit.resolution.ledger import Ledger

CORRECTED = "ledger"
"""The rule of a statement that a person corrected."""


class Judging:
    """What a ledger says of these claims.

    `claims` are those that stand, by id, with its corrections; `rejected` counts the others. The judgements over
    names are given as resolution wants them; `unused` tells which lines speak of nothing here.
    """

    def __init__(
        self, ledger: Ledger, claims: Mapping[str, Claim], sources: Mapping[str, Source], ontology: Ontology
    ) -> None:
        """Applies all judgements over statements; those over names are only translated."""
        self._ledger = ledger
        self._articles = {source.file: source.id for source in sources.values()}
        self._kinds: dict[str, str] = {}
        self._names: dict[str, set[str]] = {}
        self._labels: dict[str, Content] = {}
        for known in ontology.names.known if ledger else ():
            for name in (known.name, *known.aliases):
                self._names.setdefault(folded(name), set()).add(name)
        for id_ in sorted(claims) if ledger else ():
            self._learn(claims[id_])
        self.rejected = sum(id_ in ledger.rejected for id_ in claims)
        self.claims = {id_: self._corrected(id_, claims[id_]) for id_ in sorted(claims) if id_ not in ledger.rejected}
        self.same_actors: list[Judged] = []
        self.same_topics: list[Judged] = []
        self.different_actors: list[Judged] = []
        self.different_topics: list[Judged] = []
        self.unused: list[str] = []
        for pairs, actors, topics in (
            (ledger.same, self.same_actors, self.same_topics),
            (ledger.different, self.different_actors, self.different_topics),
        ):
            for one, other, line in pairs:
                self._translate((one, other), line, actors, topics)
        self.renamed = {folded(name[0]): new for name, new, _ in ledger.renamed}
        self._note_unused(claims)

    def _learn(self, claim: Claim) -> None:
        content = claim.object.content
        for mention in (
            claim.actor,
            claim.speaker,
            claim.object.referent,
            *content.owners,
            *content.doers,
            *content.about,
        ):
            if mention is not None:
                for text in (mention.name, mention.text):
                    self._names.setdefault(folded(text), set()).add(mention.name)
                self._kinds.setdefault(folded(mention.name), mention.kind)
        if claim.object.referent is None:
            self._labels.setdefault(folded(claim.object.label), content)

    # -- statements ------------------------------------------------------------------------------------------------

    def _corrected(self, id_: str, claim: Claim) -> Claim:
        ledger = self._ledger
        changed = claim
        if id_ in ledger.relabelled:
            changed = replace(changed, relation=ledger.relabelled[id_][0])
        if id_ in ledger.actors:
            name = ledger.actors[id_][0]
            changed = replace(changed, actor=self._called(name, claim.actor))
        if id_ in ledger.objects:
            changed = replace(changed, object=self._about(changed, ledger.objects[id_][0]))
        return changed if changed is claim else replace(changed, rule=CORRECTED, confidence=1.0)

    def _called(self, name: str, mention: Mention) -> Mention:
        """The mention as one of the actor that a correction names."""
        known = min(self._names.get(folded(name), {name}))
        return replace(mention, name=known, kind=self._kinds.get(folded(known), mention.kind))

    def _about(self, claim: Claim, name: str) -> ObjectPhrase:
        phrase = claim.object
        if folded(name) in self._names and folded(name) not in self._labels:
            mention = Mention(phrase.start, phrase.end, phrase.text, name, "Organization")
            return replace(phrase, referent=self._called(name, mention))
        *modifiers, head = name.casefold().split()
        content = self._labels.get(folded(name), Content(head, tuple(modifiers)))
        return replace(phrase, label=name, content=replace(content, antecedent=None), referent=None, clause=False)

    # -- names -----------------------------------------------------------------------------------------------------

    def _translate(self, pair: Judged, line: int, actors: list[Judged], topics: list[Judged]) -> None:
        found = [(self._actor_names(name), self._topic_names(name)) for name in pair]
        (one_actors, one_topics), (other_actors, other_topics) = found
        actors += ((one, other) for one in one_actors for other in other_actors)
        topics += ((one, other) for one in one_topics for other in other_topics)
        if not (one_actors and other_actors) and not (one_topics and other_topics):
            missing = next((name for name, names in zip(pair, found, strict=True) if not any(names)), None)
            what = f"nothing is called '{missing[0]}'" if missing else "one is an actor and the other a topic"
            where = f" in {missing[1]}" if missing and missing[1] else ""
            self.unused.append(f"line {line}: {what}{where}")

    def _actor_names(self, name: Name) -> list[Name]:
        return [
            (each, article) for article in self._article(name) for each in sorted(self._names.get(folded(name[0]), ()))
        ]

    def _topic_names(self, name: Name) -> list[Name]:
        return [(folded(name[0]), article) for article in self._article(name) if folded(name[0]) in self._labels]

    def _article(self, name: Name) -> Iterator[str | None]:
        if name[1] is None:
            yield None
        elif name[1] in self._articles:
            yield self._articles[name[1]]

    def _note_unused(self, claims: Mapping[str, Claim]) -> None:
        ledger = self._ledger
        for judged in (ledger.rejected, ledger.accepted):
            self.unused += [f"line {line}: no statement {id_}" for id_, line in judged.items() if id_ not in claims]
        for corrected in (ledger.relabelled, ledger.actors, ledger.objects):
            self.unused += [
                f"line {line}: no statement {id_}" for id_, (_, line) in corrected.items() if id_ not in claims
            ]
        for name, _, line in ledger.renamed:
            if folded(name[0]) not in self._names and folded(name[0]) not in self._labels:
                self.unused.append(f"line {line}: nothing is called '{name[0]}'")
