"""A ledger held against the claims: which of them it strikes out or corrects, and which of its names they have."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graphkit.errors import GraphError
from graphkit.labels import folded
from graphkit.model import Content, Mention

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from graphkit.model import Claim, ObjectPhrase, Source
    from graphkit.ontology import Ontology
    from graphkit.resolution.judgements import Judged, Name
    from graphkit.resolution.ledger import Ledger

CORRECTED = "ledger"
"""The rule of a statement that a person corrected."""


@dataclass(frozen=True, slots=True)
class Rename:
    """A new name for what is called `text` (folded: `old`), everywhere or in the article with this id; and its line."""

    text: str
    old: str
    article: str | None
    new: str
    line: int


class Judging:
    """What a ledger says of these claims.

    `claims` are those that stand, by id, with its corrections; `rejected` counts the others. The judgements over
    names are given as resolution wants them; `unused` tells which lines have no effect here, and why.
    """

    def __init__(
        self, ledger: Ledger, claims: Mapping[str, Claim], sources: Mapping[str, Source], ontology: Ontology
    ) -> None:
        """Learns what is called how; nothing is judged yet."""
        self._ledger = ledger
        self._all = claims
        self._articles = {source.file: source.id for source in sources.values()}
        self._names: dict[str, set[str]] = {}
        self._texts: dict[tuple[str, str | None], set[str]] = {}
        self._places: set[tuple[str, str]] = set()
        self._kinds: dict[str, str] = {}
        self._labels: dict[str, Content] = {}
        self._stand_for: dict[str, str] = {}
        self._lines: dict[tuple[bool, Judged], int] = {}
        self._took: set[int] = set()
        self.unused: list[str] = []
        self.rejected = sum(id_ in ledger.rejected for id_ in claims)
        if ledger:
            for known in ontology.names.known:
                for name in (known.name, *known.aliases):
                    self._names.setdefault(folded(name), set()).add(name)
            for id_ in sorted(claims):
                self._learn(claims[id_])

    def _learn(self, claim: Claim) -> None:
        content = claim.object.content
        article = claim.evidence.article
        parties = (*content.owners, *content.doers, *content.about)
        for mention in (claim.actor, claim.speaker, claim.object.referent, *parties):
            if mention is not None:
                self._names.setdefault(folded(mention.name), set()).add(mention.name)
                self._places.add((folded(mention.name), article))
                self._kinds.setdefault(folded(mention.name), mention.kind)
                for where in (article, None):
                    self._texts.setdefault((folded(mention.text), where), set()).add(mention.name)
        if claim.object.referent is None:
            self._labels.setdefault(folded(claim.object.label), content)

    def unknown(self) -> bool:
        """Whether the ledger has names that are no words of an article, but may be labels of topics."""
        ledger = self._ledger
        judged = [name for one, other, _ in (*ledger.same, *ledger.different) for name in (one, other)]
        named = [*(text for text, _ in judged), *(text for text, _ in ledger.objects.values())]
        return any(folded(text) not in self._names and folded(text) not in self._labels for text in named)

    def learn_labels(self, labels: Iterable[tuple[str, str]]) -> None:
        """Takes the labels of topics, each with a phrase that is in it: who names the label means the phrase."""
        for label, phrase in labels:
            if folded(label) not in self._labels and folded(phrase) in self._labels:
                self._stand_for.setdefault(folded(label), folded(phrase))

    def apply(self) -> None:
        """Corrects the claims and translates the names. Raises GraphError for corrections that cannot be."""
        ledger = self._ledger
        self.claims = {
            id_: self._corrected(id_, claim) for id_, claim in sorted(self._all.items()) if id_ not in ledger.rejected
        }
        self.same_actors: list[Judged] = []
        self.same_topics: list[Judged] = []
        self.different_actors: list[Judged] = []
        self.different_topics: list[Judged] = []
        for pairs, actors, topics in (
            (ledger.same, self.same_actors, self.same_topics),
            (ledger.different, self.different_actors, self.different_topics),
        ):
            for one, other, line in pairs:
                self._translate((one, other), line, actors, topics)
        self.renames: list[Rename] = []
        for (text, file), new, line in ledger.renamed:
            if file is not None and file not in self._articles:
                self.unused.append(f"line {line}: no article is called {file}")
                continue
            article = None if file is None else self._articles[file]
            self.renames.append(Rename(text, folded(text), article, new, line))
        self._note_unused()

    def lines(self, same: Judged | None, different: Judged) -> str:
        """The lines of judgements over names, as a message tells them."""
        found = sorted({line for key in ((True, same), (False, different)) if (line := self._told(*key))})
        where = f"{self._ledger.path}: " if self._ledger.path else "ledger: "
        return where + " and ".join(f"line {line}" for line in found)

    # -- statements ------------------------------------------------------------------------------------------------

    def _corrected(self, id_: str, claim: Claim) -> Claim:
        ledger = self._ledger
        changed = claim
        if id_ in ledger.relabelled:
            changed = replace(changed, relation=ledger.relabelled[id_][0])
        if id_ in ledger.actors:
            name, line = ledger.actors[id_]
            changed = replace(changed, actor=self._called(name, claim.actor, claim.evidence.article, line))
        if id_ in ledger.objects:
            changed = replace(changed, object=self._about(changed, *ledger.objects[id_]))
        return changed if changed is claim else replace(changed, rule=CORRECTED, confidence=1.0)

    def _called(self, name: str, mention: Mention, article: str, line: int) -> Mention:
        """The mention as one of the actor that a correction names; of several, unchanged."""
        known = self._meant(name, article) or {name}
        if len(known) > 1:
            self.unused.append(f"line {line}: {_several(name, known)}")
            return mention
        (found,) = known
        return replace(mention, name=found, kind=self._kinds.get(folded(found), mention.kind))

    def _about(self, claim: Claim, name: str, line: int) -> ObjectPhrase:
        phrase = claim.object
        wanted = self._stand_for.get(folded(name), folded(name))
        if wanted not in self._labels and self._meant(name, claim.evidence.article):
            mention = Mention(phrase.start, phrase.end, phrase.text, name, "Organization")
            return replace(phrase, referent=self._called(name, mention, claim.evidence.article, line))
        *modifiers, head = name.casefold().split()
        content = self._labels.get(wanted, Content(head, tuple(modifiers)))
        return replace(phrase, label=name, content=replace(content, antecedent=None), referent=None, clause=False)

    # -- names -----------------------------------------------------------------------------------------------------

    def _meant(self, text: str, article: str | None) -> set[str]:
        """The full names of whom a name means: those who are named so, else those whom the article calls so."""
        wanted = folded(text)
        if wanted in self._names and (article is None or (wanted, article) in self._places):
            return {min(self._names[wanted])}  # of several spellings: the rules join the others
        if found := self._texts.get((wanted, article)):
            return found
        if wanted in self._names:
            return {min(self._names[wanted])}
        return self._texts.get((wanted, None), set())

    def _translate(
        self,
        pair: tuple[tuple[str, str | None], tuple[str, str | None]],
        line: int,
        actors: list[Judged],
        topics: list[Judged],
    ) -> None:
        for text, file in pair:
            if file is not None and file not in self._articles:
                self.unused.append(f"line {line}: nothing is called '{text}' in {file}")
                return
        one, other = ((text, None if file is None else self._articles[file]) for text, file in pair)
        people = self._meant(*one), self._meant(*other)
        things = [self._thing(name) for name in (one, other)]
        if all(things):
            self._add(topics, (things[0], things[1]), line)
        if all(people) and (
            problem := next((_several(t, m) for (t, _), m in zip(pair, people, strict=True) if len(m) > 1), "")
        ):
            self.unused.append(f"line {line}: {problem}")
        elif all(people):
            self._add(actors, ((min(people[0]), one[1]), (min(people[1]), other[1])), line)
        elif not all(things):
            missing = [text for (text, _), who, what in zip(pair, people, things, strict=True) if not who and not what]
            told = f"nothing is called '{missing[0]}'" if missing else "one is an actor and the other a topic"
            self.unused.append(f"line {line}: {told}")

    def _add(self, judged: list[Judged], pair: tuple[Name | None, Name | None], line: int) -> None:
        one, other = pair
        if one is not None and other is not None:
            judged.append((one, other))
            self._lines.setdefault((judged is self.same_actors or judged is self.same_topics, (one, other)), line)

    def _told(self, same: bool, pair: Judged | None) -> int | None:
        return None if pair is None else self._lines.get((same, pair))

    def _thing(self, name: Name) -> Name | None:
        """The phrase of a topic that a name means."""
        wanted = self._stand_for.get(folded(name[0]), folded(name[0]))
        return (wanted, name[1]) if wanted in self._labels else None

    def _note_unused(self) -> None:
        ledger, claims = self._ledger, self._all
        for judged in (ledger.rejected, ledger.accepted):
            self.unused += [f"line {line}: no statement {id_}" for id_, line in judged.items() if id_ not in claims]
        for corrected in (ledger.relabelled, ledger.actors, ledger.objects):
            self.unused += [
                f"line {line}: no statement {id_}" for id_, (_, line) in corrected.items() if id_ not in claims
            ]

    def renamed_actors(self, ids: Mapping[tuple[str, str, str], str], names: Mapping[str, str]) -> dict[str, Rename]:
        """The renaming of each actor that has one, by its id; `ids` are by article, name and kind, `names` by id.

        Raises GraphError where one is to bear two names.
        """
        found: dict[str, Rename] = {}
        for rename in self.renames:
            meant = self._meant(rename.old, rename.article)
            nodes = {
                id_ for (article, name, _), id_ in ids.items() if name in meant and rename.article in (None, article)
            }
            nodes |= {id_ for id_, name in names.items() if rename.article is None and folded(name) == rename.old}
            self.settle(rename, nodes, found, names)
        return found

    def settle(
        self, rename: Rename, nodes: Collection[str], found: dict[str, Rename], names: Mapping[str, str]
    ) -> None:
        """Notes the renaming of the one node that is meant. Raises GraphError where it has another already."""
        own = {node for node in nodes if folded(names[node]) == rename.old}
        nodes = own if len(nodes) > 1 and len(own) == 1 else nodes
        if len(nodes) > 1:
            self.unused.append(
                f"line {rename.line}: {_several(rename.text, {names[node] for node in nodes})}, or the file"
            )
            self._took.add(rename.line)
        for node in nodes if len(nodes) == 1 else ():
            self._took.add(rename.line)
            other = found.setdefault(node, rename)
            if other.new != rename.new:
                where = self._ledger.path or "ledger"
                raise GraphError(
                    f"{where}: line {other.line} and line {rename.line}: '{names[node]}' cannot be both"
                    f" '{other.new}' and '{rename.new}'; take one of them back"
                )

    def note_idle_renames(self) -> None:
        """Tells the renamings that no actor and no topic took."""
        self.unused += [
            f"line {each.line}: nothing is called '{each.text}'" for each in self.renames if each.line not in self._took
        ]


def _several(name: str, meant: Iterable[str]) -> str:
    return f"'{name}' is said of {', '.join(sorted(meant))}; give the full name"
