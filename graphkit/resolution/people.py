"""Names of persons over all articles: which are one person, which may be, and which stay apart.

Full names come first, from the fullest to the barest; each goes to the one fuller name that it may be a variant of.
A surname alone goes to the one person who bears it. Where two could be meant, nothing is merged and a question asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from graphkit.resolution.links import Link, Open

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graphkit.naming import Gender, PersonName, PersonNames
    from graphkit.ontology import KnownPerson

_DOUBT = {"middle": 0.1, "initial": 0.15, "nickname": 0.15}
_REASON = {
    "middle": "the same first name and surname, a middle name left out, and nobody else it could be",
    "initial": "the same surname and an initial for a name, and nobody else it could be",
    "nickname": "the same surname and a name of everyday use for the first name, and nobody else it could be",
}


@dataclass(frozen=True, slots=True)
class ResolvedPeople:
    """The node of each name by article, name and courtesy; the links between nodes; and what stays open."""

    nodes: Mapping[tuple[str, str, Gender], str]
    links: tuple[Link, ...]
    questions: tuple[Open, ...]
    known: Mapping[str, KnownPerson]


def resolve_people(
    seen: Iterable[tuple[str, str, Gender]], persons: Iterable[KnownPerson], parser: PersonNames
) -> ResolvedPeople:
    """Groups the names of persons, each with its article and what courtesy titles tell, in that article."""
    return _People(seen, persons, parser).resolved()


def person_node(name: PersonName, article: str | None = None) -> str:
    """The node of a name: everywhere, or in one article only."""
    courtesy = f" ({name.courtesy})" if name.courtesy and not name.full else ""
    return f"Person:{name.key}{courtesy}" + (f"@{article}" if article is not None else "")


class _People:
    def __init__(
        self, seen: Iterable[tuple[str, str, Gender]], persons: Iterable[KnownPerson], parser: PersonNames
    ) -> None:
        self._parser = parser
        self._names: dict[tuple[str, str, Gender], PersonName] = {}
        self._articles: dict[PersonName, set[str]] = {}
        for article, text, courtesy in sorted(set(seen)):
            parsed = parser.parse(text)
            name = replace(parsed, courtesy="" if parsed.full else courtesy or parsed.courtesy)
            self._names[article, text, courtesy] = name
            self._articles.setdefault(name, set()).add(article)
        self._links: list[Link] = []
        self._questions: list[Open] = []
        self._apart: set[tuple[PersonName, str]] = set()  # names that may mean another person in another article
        self._root: dict[PersonName, PersonName] = {}
        self._members: dict[PersonName, list[PersonName]] = {}
        self._by_first: dict[tuple[tuple[str, ...], str, str], list[PersonName]] = {}
        self._generations: dict[tuple[str, ...], set[str]] = {}
        self._alone: dict[str, PersonName] = {}
        self._known: dict[PersonName, KnownPerson] = {}
        self._bind(persons)

    def resolved(self) -> ResolvedPeople:
        self._join_full_names()
        self._ask_generations()
        self._join_reversed()
        self._join_regnal()
        self._join_surnames()
        return ResolvedPeople(
            nodes={
                (article, text, courtesy): person_node(name, article if (name, article) in self._apart else None)
                for (article, text, courtesy), name in self._names.items()
            },
            links=tuple(sorted(self._links)),
            questions=tuple(self._questions),
            known={person_node(root): person for root, person in self._known.items()},
        )

    # -- the names files ---------------------------------------------------------------------------------------------

    def _bind(self, persons: Iterable[KnownPerson]) -> None:
        """Persons of the names files are there before any article names them: they are candidates too."""
        for person in persons:
            root = replace(self._parser.parse(person.name), courtesy="")
            self._known[root] = person
            for text in (person.name, *person.aliases):
                name = replace(self._parser.parse(text), courtesy="")
                if name in self._root and self._root[name] != root:
                    continue  # an alias that is another person's name stays with that person
                self._settle(name, root)
                if name != root and name in self._articles:
                    self._link(name, root, "names file", f"the names files list it for {person.name}", 0.02)
            for text in person.alone:
                self._alone[self._parser.parse(text).key] = root

    def _settle(self, name: PersonName, root: PersonName) -> None:
        self._root[name] = root
        self._members.setdefault(root, []).append(name)
        self._generations.setdefault(name.family, set()).add(name.generation)
        if name.given:
            for first in self._stands_under(name):
                self._by_first.setdefault((name.family, name.generation, first), []).append(name)

    def _stands_under(self, name: PersonName) -> set[str]:
        """First names under which variants look for a name; an initial's full names are kept by themselves."""
        first = name.given[0]
        return {first} if len(first) == 1 else {f"{first[0]}.", *(f for f in self._parser.firsts(name) if len(f) > 1)}

    def _looks_under(self, name: PersonName) -> set[str]:
        first = name.given[0]
        return {first, f"{first}."} if len(first) == 1 else set(self._parser.firsts(name))

    # -- full names --------------------------------------------------------------------------------------------------

    def _join_full_names(self) -> None:
        waiting = sorted(
            (name for name in self._articles if name.given and name not in self._root),
            key=lambda name: (self._parser.detail(name), name),
            reverse=True,
        )
        for _, level in groupby(waiting, key=self._parser.detail):
            self._join_level(list(level))

    def _join_level(self, names: Sequence[PersonName]) -> None:
        """Decides names of the same detail by what was settled before; none of them sways another."""
        wanted: dict[PersonName, list[tuple[PersonName, PersonName]]] = {}
        for name in names:
            candidates = self._candidates(name)
            roots = sorted({self._root[other] for other in candidates})
            if len(roots) == 1 and len(name.given) < len(roots[0].given) and not name.generation:
                roots += self._namesakes(name)
            if len(roots) == 1 and self._agrees(name, roots[0]):
                fullest = min(candidates, key=lambda other: (other != roots[0], other))
                wanted.setdefault(roots[0], []).append((name, fullest))
            elif roots:
                self._part(name, roots, "several fuller names could be meant")
        joined = set()
        for root, proposals in wanted.items():
            for name, fullest in proposals:
                others = [other for other, _ in proposals if other != name and not self._may_be(name, other)]
                if others:
                    self._ask(name, [root], f"so could be “{others[0].key}”, which is another name")
                elif self._join_variant(name, fullest, root):
                    joined.add(name)
                    self._settle(name, root)
        for name in names:
            if name not in joined:
                self._settle(name, name)

    def _candidates(self, name: PersonName) -> set[PersonName]:
        found = set()
        for first in self._looks_under(name):
            for other in self._by_first.get((name.family, name.generation, first), ()):
                if self._parser.variant(name, other):
                    found.add(other)
        return found

    def _may_be(self, one: PersonName, other: PersonName) -> bool:
        return self._parser.variant(one, other) is not None

    def _agrees(self, name: PersonName, root: PersonName) -> bool:
        """Whether a name contradicts none of a person's names; what generation the names files add says nothing."""
        members = [member for member in self._members[root] if member.generation == name.generation]
        return all(self._may_be(name, member) for member in members)

    def _join_variant(self, name: PersonName, fullest: PersonName, root: PersonName) -> bool:
        rule = self._parser.variant(name, fullest)
        assert rule is not None
        named = self._named_in(root)
        if self._parser.is_frequent(name) and not self._articles[name] & named:
            self._ask(name, [root], "the surname is too frequent to tell by, and no article has both names")
            return False
        if not named and len(name.given) < len(root.given):
            self._ask(name, [root], "only the names files know that person; no article names them in full")
            return False
        self._link(name, root, rule, _REASON[rule], _DOUBT[rule])
        return True

    def _namesakes(self, name: PersonName) -> list[PersonName]:
        """Persons whose names differ from this one by their generation alone: "Robert F. Kennedy Jr."."""
        found = {
            self._root[other]
            for generation in self._generations.get(name.family, ())
            if generation != name.generation
            for first in self._looks_under(name)
            for other in self._by_first.get((name.family, generation, first), ())
            if self._may_be(name, replace(other, generation=name.generation))
        }
        return sorted(found - {self._root.get(name, name)})

    def _ask_generations(self) -> None:
        """Father and son bear one name but for "Jr."; who is meant without it is open, unless the names files know."""
        for name in sorted(n for n in self._articles if n.given and not n.generation):
            if self._root[name] not in self._known and (others := self._namesakes(name)):
                self._ask(name, others, "the names differ by the generation alone")

    def _join_reversed(self) -> None:
        """ "Orbán Viktor" is Viktor Orbán where both are written and only one of the two words is a first name."""
        for name in sorted(n for n in self._articles if len(n.given) == len(n.family) == 1 and not n.title):
            turned = replace(name, given=name.family, family=name.given)
            if self._parser.is_given(name.given[0]) or not self._parser.is_given(name.family[0]):
                continue
            if turned in self._root and self._root[name] == name and self._root[turned] != name:
                root = self._root[turned]
                reason = "the same two words with the surname first, and one of them is no first name"
                self._link(name, root, "order", reason, 0.1)
                self._root[name] = root
                for other in self._members.pop(name):
                    self._root[other] = root
                    self._members[root].append(other)

    def _join_regnal(self) -> None:
        """ "King Charles" is the one King Charles with a number."""
        numbered: dict[tuple[str, tuple[str, ...]], set[PersonName]] = {}
        for name in sorted(n for n in self._articles if n.title and n not in self._root):
            self._settle(name, name)
        for name in self._root:
            if name.title and name.generation:
                numbered.setdefault((name.title, name.family), set()).add(name)
        for name in sorted(n for n in self._articles if n.title and not n.generation):
            others = sorted(numbered.get((name.title, name.family), ()))
            if len(others) == 1:
                self._link(name, others[0], "regnal number", "one of that title and name has a number", 0.1)
            elif others:
                self._part(name, others, "several of that title and name have numbers")

    # -- surnames ----------------------------------------------------------------------------------------------------

    def _join_surnames(self) -> None:
        bearers: dict[str, set[PersonName]] = {}
        for name, root in self._root.items():
            if name not in self._articles and root not in self._known:
                continue
            for short in self._parser.short_forms(name):
                bearers.setdefault(short, set()).add(root)
        for short, root in self._alone.items():
            bearers.setdefault(short, set()).add(root)
        for name in sorted(n for n in self._articles if n.given and self._root[n] == n and n not in self._known):
            # "García Márquez" looks like a first name and a surname, but nobody is called García
            roots = sorted(bearers.get(name.key, set()) - {name})
            if len(roots) == 1 and not self._parser.is_given(name.given[0]) and self._named_in(roots[0]):
                self._link(name, roots[0], "surname", "the last words of the one name that ends so", 0.15)
        for name in sorted(n for n in self._articles if not n.full):
            roots = sorted(root for root in bearers.get(name.key, ()) if self._may_bear(name, root))
            alone = self._alone.get(name.key)
            if alone in roots:
                self._join_alone(name, alone, roots)
            elif len(roots) == 1:
                self._join_surname(name, roots[0])
            elif roots:
                self._part(name, roots, "several persons bear the name")
            elif self._parser.is_frequent(name):
                self._apart.update((name, article) for article in self._articles[name])

    def _join_alone(self, name: PersonName, alone: PersonName, roots: Sequence[PersonName]) -> None:
        """A form that means somebody by itself does so wherever the article names nobody else who bears it."""
        others = set().union(*(self._named_in(root) for root in roots if root != alone))
        if near := self._articles[name] & others:
            self._part(name, roots, "the article names somebody else who bears the name", near)
        if self._articles[name] - near:
            reason = "the names files say that this form alone means them"
            self._link(name, alone, "names file", reason, 0.1 if len(roots) == 1 else 0.15)

    def _join_surname(self, name: PersonName, root: PersonName) -> None:
        named = self._named_in(root)
        if not named:
            self._part(name, [root], "only the names files know that person; no article names them in full")
            return
        if self._parser.is_frequent(name) and (far := self._articles[name] - named):
            self._part(name, [root], "the surname is too frequent to tell by", far)
            if far == self._articles[name]:
                return
        self._link(name, root, "surname", "no other person of all articles bears it", 0.1 if len(named) > 1 else 0.2)

    def _named_in(self, root: PersonName) -> set[str]:
        """The articles that name a person in full."""
        return set().union(*(self._articles.get(member, set()) for member in self._members[root]))

    def _may_bear(self, name: PersonName, root: PersonName) -> bool:
        """Whether "Mrs." or "Mr." speaks against a bearer of the surname; a wife's title goes to no unknown name."""
        gender = next(filter(None, map(self._parser.gender, self._members[root])), "m")
        return not name.courtesy or gender == name.courtesy

    # -- what comes out ----------------------------------------------------------------------------------------------

    def _link(self, name: PersonName, root: PersonName, rule: str, reason: str, doubt: float) -> None:
        self._links.append(Link(doubt, rule, person_node(name), person_node(root), reason))

    def _ask(self, name: PersonName, roots: Sequence[PersonName], why: str, articles: Iterable[str] = ()) -> None:
        nodes = tuple(person_node(name, article) for article in sorted(articles)) or (person_node(name),)
        self._questions.append(Open(nodes, tuple(person_node(root) for root in roots), why))

    def _part(
        self, name: PersonName, roots: Sequence[PersonName], why: str, articles: Iterable[str] | None = None
    ) -> None:
        """Keeps a name apart in each of the articles, and asks."""
        where = self._articles[name] if articles is None else articles
        self._apart.update((name, article) for article in where)
        self._ask(name, roots, why, where)
