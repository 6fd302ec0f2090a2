"""Groups of names to actors: what each is called, which kind it is, who joined it and why, and what stays open."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

from graphkit.accounts import Joined, Question
from graphkit.model import Actor
from graphkit.ontology import KnownActor
from graphkit.resolution.slugs import distinct, identified, slug

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from graphkit.ontology import KnownPerson
    from graphkit.resolution.constraints import Judgements
    from graphkit.resolution.links import Groups, Link, Open
    from graphkit.resolution.organisations import Form

PUBLISHER = "Publisher"
"""What stands for the kind of a publisher among the keys of `ResolvedActors.ids`."""

_KINDS = ("Person", "Country", "Organization", "Group")
"""Of kinds that as many mentions of a node have, it has the first of these."""


@dataclass(frozen=True, slots=True)
class ResolvedActors:
    """The actors, and the id of each mention's actor by its article, name and kind.

    A publisher stands there under no article ("") and the kind PUBLISHER. `joined` tells of each name why it is in
    its node, `questions` what was left open.
    """

    actors: tuple[Actor, ...]
    ids: Mapping[tuple[str, str, str], str]
    joined: tuple[Joined, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(slots=True)
class Unit:
    """A name in an article, with what the article writes for it, how often, and where the rules bring it."""

    article: str
    name: str
    kind: str
    count: int = 0
    texts: frozenset[str] = frozenset()
    node: str = ""
    form: Form | None = None

    @property
    def id(self) -> str:
        """What stands for it among the nodes."""
        return f"{self.name}\t{self.article}\t{self.kind}"

    @property
    def key(self) -> tuple[str, str, str]:
        """Its key in `ResolvedActors.ids`."""
        return self.article, self.name, self.kind


class Outcome:
    """Reads the actors off the groups."""

    def __init__(
        self,
        units: Sequence[Unit],
        groups: Groups,
        links: Mapping[str, Link],
        questions: Sequence[Open],
        known: Mapping[str, KnownActor | KnownPerson],
        group_label: Callable[[str], str],
    ) -> None:
        """`links` are those that were made, by child; `known` the nodes that the names files know."""
        self._groups = groups
        self._links = links
        self._open = questions
        self._known = known
        self._group_label = group_label
        self._units = units
        self._members: dict[str, list[Unit]] = {}
        for unit in units:
            self._members.setdefault(groups.root(unit.id), []).append(unit)
        self._known_in: dict[str, KnownActor | KnownPerson] = {}
        for node in sorted(known, reverse=True):
            self._known_in[groups.root(node)] = known[node]
        self._labels = {root: self._label(root) for root in self._members}
        self._kinds = {root: self._kind(root) for root in self._members}
        self._named = {  # the node of the unit that gives the group its name
            root: min((u.name != self._labels[root], u.node) for u in units)[1] for root, units in self._members.items()
        }
        self._ids = self._identified()

    def resolved(self, judgements: Judgements, apart: Iterable[str]) -> ResolvedActors:
        """The actors, with the account of every name."""
        return ResolvedActors(
            actors=tuple(sorted((self._actor(root) for root in self._members), key=lambda actor: actor.id)),
            ids={unit.key: self._ids[self._groups.root(unit.id)] for unit in self._units},
            joined=self._joined(judgements.same, frozenset(apart)),
            questions=self._questions(),
        )

    # -- actors ------------------------------------------------------------------------------------------------------

    def _actor(self, root: str) -> Actor:
        known = self._known_in.get(root)
        return Actor(
            id=self._ids[root],
            name=self._labels[root],
            kind=self._kinds[root],
            aliases=tuple(sorted(self._written(root) - {self._labels[root]})),
            same_as=known.same_as if isinstance(known, KnownActor) else (),
        )

    def _written(self, root: str) -> set[str]:
        """What the articles write for an actor: its names, and the words of mentions that are names."""
        forms = set()
        for unit in self._members[root]:
            forms.add(unit.name)
            forms |= {text for text in unit.texts if text[:1].isupper() and _is_name(unit, text)}
        return forms

    def _kind(self, root: str) -> str:
        known = self._known_in.get(root)
        if known is not None:
            return known.kind if isinstance(known, KnownActor) else "Person"
        counts: Counter[str] = Counter()
        for unit in self._members[root]:
            counts["Organization" if unit.kind == PUBLISHER else unit.kind] += unit.count
        most = max(counts.values())
        return min((kind for kind in counts if counts[kind] == most), key=_rank)

    def _label(self, root: str) -> str:
        """As the names files have it (with the accents of the articles), else as most articles do, in full."""
        written: dict[str, set[str]] = {}
        for unit in self._members[root]:
            name = self._group_label(unit.name) if unit.kind == "Group" else unit.name
            written.setdefault(name, set()).add(unit.article)
        known = self._known_in.get(root)
        if known is not None:
            alike = {name: found for name, found in written.items() if slug(name) == slug(known.name)}
            return _commonest(alike) if alike and not isinstance(known, KnownActor) else known.name
        full = {name: found for name, found in written.items() if " " in name}
        return _commonest(full or written)

    def _identified(self) -> dict[str, str]:
        """An id for each group: the slug of its name, where several claim it with the kind, then with a digest."""
        told = {
            root: min(unit.node if self._groups.root(unit.node) == root else unit.id for unit in units)
            for root, units in self._members.items()
        }
        wanted = {root: slug(self._labels[root]) for root in self._members}
        ids = distinct(wanted, {root: self._kinds[root].lower() for root in wanted})
        return identified(ids, told)

    # -- accounts ----------------------------------------------------------------------------------------------------

    def _joined(self, same: set[str], apart: frozenset[str]) -> tuple[Joined, ...]:
        rows: dict[tuple[str, str, str, str], tuple[str, float, set[str], list[int]]] = {}
        for unit in self._units:
            root = self._groups.root(unit.id)
            rule, reason, doubt = self._why(unit, root, same, apart)
            kind = "Organization" if unit.kind == PUBLISHER else unit.kind
            row = rows.setdefault((self._ids[root], unit.name, kind, rule), (reason, doubt, set(), []))
            row[2].update([unit.article] if unit.article else [])
            row[3].append(unit.count)
        return tuple(
            Joined(node, name, kind, tuple(sorted(articles)), sum(counts), rule, reason, doubt)
            for (node, name, kind, rule), (reason, doubt, articles, counts) in sorted(rows.items())
        )

    def _why(self, unit: Unit, root: str, same: set[str], apart: frozenset[str]) -> tuple[str, str, float]:
        if unit.id in same:
            return "judgement", "a person judged it to be the same", 0.0
        if unit.id in apart:
            return "judgement", "a person judged it to be somebody else", 0.0
        if unit.name == self._labels[root]:
            return "name", "the name itself", 0.0
        # A link leads to the fuller name; where the node bears the shorter one, that one's link is the reason.
        path = self._path(unit.node) or (self._path(self._named[root]) if self._named[root] != unit.node else [])
        if path:
            worst = max(path, key=lambda link: link.doubt)
            return worst.rule, worst.reason, round(1 - prod(1 - link.doubt for link in path), 4)
        if unit.form is not None:
            return unit.form.rule, unit.form.reason, unit.form.doubt
        return "spelling", "the same name in another spelling", 0.02

    def _path(self, node: str) -> list[Link]:
        path = []
        while link := self._links.get(node):
            path.append(link)
            node = link.parent
        return path

    def _questions(self) -> tuple[Question, ...]:
        by_node: dict[str, list[Unit]] = {}
        for unit in self._units:
            by_node.setdefault(unit.node, []).append(unit)
        found: dict[tuple[str, tuple[str, ...], str], set[str]] = {}
        for question in self._open:
            for node in question.nodes:
                units = by_node.get(node, ())
                for unit in units:
                    root = self._groups.root(unit.id)
                    if any(self._groups.root(c) == root for c in question.candidates):
                        continue  # a judgement answered it
                    could = [c for c in question.candidates if self._is_open(root, c)]
                    names = tuple(sorted({name for c in could if (name := self._name_of(c, by_node))}))
                    if names:
                        found.setdefault((unit.name, names, question.why), set()).add(unit.article)
        return tuple(
            Question(name, tuple(sorted(articles)), candidates, why)
            for (name, candidates, why), articles in sorted(found.items(), key=lambda item: item[0])
        )

    def _is_open(self, root: str, candidate: str) -> bool:
        """Whether no judgement says that a candidate is another."""
        return self._groups.may_join(root, candidate)

    def _name_of(self, node: str, by_node: Mapping[str, Sequence[Unit]]) -> str | None:
        root = self._groups.root(node)
        if root in self._labels:
            return self._labels[root]
        known = self._known_in.get(root)
        return known.name if known else None


def _rank(kind: str) -> tuple[int, str]:
    return (_KINDS.index(kind) if kind in _KINDS else len(_KINDS), kind)


def _commonest(written: Mapping[str, set[str]]) -> str:
    """The name that most articles give; of several one without initials, with few capitals, the shortest, the first."""

    def rank(name: str) -> tuple[int, bool, int, int, str]:
        initials = any(len(word.strip(".")) == 1 for word in name.split())
        return -len(written[name]), initials, sum(map(str.isupper, name)), len(name), name

    return min(written, key=rank)


def _is_name(unit: Unit, text: str) -> bool:
    """Whether the words of a mention are a name and not a pronoun or role: they share a word with the name."""
    if unit.kind in ("Country", "Organization") and text.isalpha() and len(text) > 3:
        return True
    return bool({word.casefold() for word in unit.name.split()} & {word.casefold() for word in text.split()})
