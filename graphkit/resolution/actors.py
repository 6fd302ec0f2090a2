"""Mentions of all articles to actors: spellings, surnames and known names are one node; two candidates are none.

Each mention name of each article is a unit. Rules bring units to nodes and link nodes to each other, every link with
a reason and a doubt; `links.Groups` joins them as far as judgements allow. What could be, but need not be, is asked.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from graphkit.naming import PersonNames
from graphkit.resolution.constraints import Judgements
from graphkit.resolution.links import Groups, Link, Open
from graphkit.resolution.organisations import Collectives, Form, is_acronym
from graphkit.resolution.outcome import PUBLISHER, Outcome, ResolvedActors, Unit
from graphkit.resolution.people import person_node, resolve_people

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graphkit.model import Mention
    from graphkit.naming import Gender
    from graphkit.ontology import KnownActor, Names, Ontology
    from graphkit.resolution.judgements import Judged

__all__ = ["PUBLISHER", "ResolvedActors", "resolve_actors"]

_KNOWN = {
    "names file": Form("", "names file", "the names files list it", 0.0, bound=False),
    "government": Form("", "government", "a country's government acts for the country", 0.05, bound=False),
    "kind word": Form("", "kind word", "the name and a word of its kind", 0.1, bound=False),
}

_INFERRED = 0.06
"""Links that doubt as much or more are guesses of a rule; a judgement about the name takes their place."""


_PREPARED: WeakKeyDictionary[Names, tuple[PersonNames, Collectives]] = WeakKeyDictionary()


def _prepared(ontology: Ontology) -> tuple[PersonNames, Collectives]:
    """What compares names, once for each ontology: reading the names files into it takes a while."""
    names = ontology.names
    if names not in _PREPARED:
        _PREPARED[names] = PersonNames(names), Collectives(ontology)
    return _PREPARED[names]


def resolve_actors(
    mentions: Iterable[tuple[str, Mention]],
    publishers: Iterable[str],
    ontology: Ontology,
    same: Iterable[Judged] = (),
    different: Iterable[Judged] = (),
) -> ResolvedActors:
    """Groups mentions, each with the id of its article, into actors. The order of the mentions does not matter.

    `same` and `different` are judgements over names, each everywhere (None) or in one article; they overrule the
    rules. Raises GraphError where judgements contradict each other, directly or in a chain.
    """
    return _Actors(mentions, publishers, ontology).resolved(
        sorted(set(same), key=repr), sorted(set(different), key=repr)
    )


class _Actors:
    def __init__(self, mentions: Iterable[tuple[str, Mention]], publishers: Iterable[str], ontology: Ontology) -> None:
        self._parser, self._collectives = _prepared(ontology)
        self._units: dict[tuple[str, str, str], Unit] = {}
        alone: dict[str, frozenset[str]] = {}  # nearly all are written in one way
        for article, mention in mentions:
            key = (article, mention.name, mention.kind)
            unit = self._units.get(key) or self._units.setdefault(key, Unit(*key))
            unit.count += 1
            if mention.text not in unit.texts:
                text = alone.setdefault(mention.text, frozenset({mention.text}))
                unit.texts = unit.texts | text if unit.texts else text
        for publisher in sorted(set(publishers)):
            self._units["", publisher, PUBLISHER] = Unit("", publisher, PUBLISHER, 0)
        self._units = dict(sorted(self._units.items()))
        self._links: list[Link] = []
        self._open: list[Open] = []
        self._known: dict[str, KnownActor] = {}
        self._known_names: dict[str, tuple[KnownActor, str] | None] = {}
        self._forms: dict[tuple[str, str], Form] = {}
        people = self._people = resolve_people(
            ((unit.article, unit.name, self._courtesy(unit)) for unit in self._of_kind("Person")),
            ontology.names.persons,
            self._parser,
        )
        self._links += people.links
        self._open += people.questions
        for unit in self._units.values():
            unit.node = self._node(unit)
        self._join_acronyms()
        self._join_groups()
        self._join_surnames_of_nobody()

    def _of_kind(self, *kinds: str) -> list[Unit]:
        return [unit for unit in self._units.values() if unit.kind in kinds]

    def _courtesy(self, unit: Unit) -> Gender:
        """What the titles before the name tell, where they do not contradict each other."""
        told = {gender for text in unit.texts if (gender := self._parser.courtesy(text))}
        return told.pop() if len(told) == 1 else ""

    # -- nodes -------------------------------------------------------------------------------------------------------

    def _node(self, unit: Unit) -> str:
        if unit.kind == "Person":
            return self._people.nodes[unit.article, unit.name, self._courtesy(unit)]
        if unit.name not in self._known_names:
            self._known_names[unit.name] = self._collectives.known(unit.name)
        if known := self._known_names[unit.name]:
            unit.form = _KNOWN[known[1]]
            return self._note(known[0])
        compare = self._collectives.group if unit.kind == "Group" else self._collectives.organisation
        unit.form = self._forms.get((unit.name, unit.kind)) or compare(unit.name)
        self._forms[unit.name, unit.kind] = unit.form
        kind = "Organization" if unit.kind == PUBLISHER else unit.kind
        return f"{kind}:{unit.form.key}" + (f"@{unit.article}" if unit.form.bound else "")

    def _note(self, actor: KnownActor) -> str:
        node = f"{actor.kind}:{actor.name}"
        self._known[node] = actor
        return node

    def _join_acronyms(self) -> None:
        """Letters that an article spells out, "Rail Delivery Group (RDG)", mean the same elsewhere."""
        spelt_out: dict[str, set[str]] = {}
        lettered: dict[str, set[str]] = {}
        bare: dict[str, list[Unit]] = {}
        for unit in self._of_kind("Organization", PUBLISHER):
            if is_acronym(unit.name):
                if unit.node not in self._known:
                    bare.setdefault(unit.name, []).append(unit)
            elif " " in unit.name:
                lettered.setdefault(self._collectives.letters(unit.name), set()).add(unit.node)
                for text in unit.texts:
                    if is_acronym(text):
                        spelt_out.setdefault(text.replace(".", ""), set()).add(unit.node)
        for acronym, units in bare.items():
            meant = sorted(spelt_out.get(letters := acronym.replace(".", ""), ()))
            if len(meant) == 1:
                reason = "an article writes the long form beside these letters"
                self._links.append(Link(0.1, "acronym", units[0].node, meant[0], reason))
                continue
            could = meant or sorted(lettered.get(letters, ()))
            if len(meant) > 1:
                for unit in units:
                    unit.node = f"{unit.node}@{unit.article}"
            if could:
                why = (
                    "several names are spelt out for these letters" if meant else "no article spells these letters out"
                )
                self._open.append(Open(tuple(sorted({unit.node for unit in units})), tuple(could), why))

    def _join_groups(self) -> None:
        """A headline's "Bipartisan Senate Group" is the "bipartisan group of senators" of the same article."""
        groups = {(unit.article, unit.node) for unit in self._of_kind("Group") if unit.form and not unit.form.bound}
        for unit in self._of_kind("Organization"):
            if unit.form and unit.form.key and not unit.form.bound and " " in unit.name:
                node = f"Group:{self._collectives.group(unit.name).key}"
                if (unit.article, node) in groups:
                    reason = "a group of the same words in the same article"
                    self._links.append(Link(0.15, "group", unit.node, node, reason))

    def _join_surnames_of_nobody(self) -> None:
        """A word that a tagger took for an organisation may be a surname, and is where the names files say so."""
        bearers: dict[str, set[str]] = {}
        for unit in self._of_kind("Person"):
            name = self._parser.parse(unit.name)
            for short in self._parser.short_forms(name):
                if " " not in short:
                    bearers.setdefault(short, set()).add(unit.node)
        alone = {
            self._parser.parse(text).key: node for node, person in self._people.known.items() for text in person.alone
        }
        asked: dict[str, set[str]] = {}
        for unit in self._of_kind("Organization"):
            if " " in unit.name or unit.node in self._known or unit.name.islower() or is_acronym(unit.name):
                continue
            key = self._parser.parse(unit.name).key
            if key in alone:
                reason = "the names files say that this word alone means a person"
                self._links.append(Link(0.15, "names file", unit.node, alone[key], reason))
            elif key in bearers:
                asked.setdefault(unit.node, set()).update(bearers[key])
        self._links = sorted(set(self._links))
        self._open += [
            Open((node,), tuple(sorted(could)), "the word may be this person's surname or the name of something else")
            for node, could in sorted(asked.items())
        ]

    # -- grouping ----------------------------------------------------------------------------------------------------

    def resolved(self, same: Sequence[Judged], different: Sequence[Judged]) -> ResolvedActors:
        """The actors under these judgements."""
        units = list(self._units.values())
        judgements = Judgements(units, self._known_node)
        groups = Groups()
        judgements.part(groups, different)
        judgements.join(groups, same)
        free = {unit.node for unit in units if (unit.name, None) in judgements.bound and self._is_bare(unit)}
        links = [link for link in self._links if link.child not in free or link.doubt < _INFERRED]
        late = []
        for unit in units:
            if not judgements.mentions(unit):
                groups.join(unit.id, unit.node)
            elif (unit.name, unit.article) not in judgements.bound or not self._is_bare(unit):
                late.append(unit)
        made = {link.child: link for link in links if groups.join(link.child, link.parent)}
        apart = judgements.join_late(groups, late)
        return Outcome(
            units, groups, made, self._open, self._known | dict(self._people.known), self._collectives.label
        ).resolved(judgements, apart)

    def _is_bare(self, unit: Unit) -> bool:
        """Whether the name is short for something: a surname, letters, a common noun."""
        if unit.kind == "Person":
            return not self._parser.parse(unit.name).full
        return is_acronym(unit.name) or unit.name.islower()

    def _known_node(self, name: str) -> str | None:
        """The node of a name that the names files know."""
        if found := self._collectives.known(name):
            return self._note(found[0])
        node = person_node(replace(self._parser.parse(name), courtesy=""))
        return node if node in self._people.known else None
