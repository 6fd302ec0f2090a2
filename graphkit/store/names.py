"""Which actors and topics somebody means who writes a name, some words of one, or an IRI."""

from __future__ import annotations

import difflib
import re
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from graphkit.errors import QueryError
from graphkit.rdf import PREFIXES, shorten

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from graphkit.ontology import Ontology

_LABELS = (PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "altLabel")
_NODES = ("actor", "topic")
_NEAR = 0.75
_SUGGESTED = 3
_LONG = 4


class Names:
    """The labels and aliases of the actors and topics in a store, and what else an ontology calls the actors."""

    def __init__(self, engine: ox.Store, prefixes: Mapping[str, str], ontology: Ontology | None = None) -> None:
        """Reads them; `prefixes` are those of the store."""
        self._prefixes = prefixes
        self._ontology = ontology
        self._named: dict[ox.NamedNode, list[str]] = {}
        for label in _LABELS:
            for quad in engine.quads_for_pattern(None, ox.NamedNode(label), None):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                    self._named.setdefault(quad.subject, []).append(quad.object.value)

    def meant(self, value: str, by: str) -> list[ox.NamedNode]:
        """The nodes that a value stands for: that of this IRI, else all so called, else all with its words.

        Whom the names files of the ontology call so counts as so called. `by` describes who may be meant: it
        speaks of actors, topics or both. Raises QueryError for nobody.
        """
        kinds = [kind for kind in _NODES if kind in by] or _NODES
        folders = tuple(self._prefixes[kind] for kind in kinds)
        named = {node: names for node, names in self._named.items() if node.value.startswith(folders)}
        name, words = _plain(value), _words(value)
        found = (
            [node for node in named if value.strip().strip("<>") in (node.value, shorten(node.value, self._prefixes))]
            or _called({name}, named)
            or _called({_plain(known) for known in self._known.get(name, ())}, named)
            or [node for node, names in named.items() if words and any(words <= _words(known) for known in names)]
        )
        if not found:
            raise QueryError(f"no {' or '.join(kinds)} is called '{value}'{self._hint(name, named)}")
        return sorted(found, key=str)

    @cached_property
    def _known(self) -> dict[str, set[str]]:
        """Aliases, places and demonyms of the names files, and the names of those who are called so."""
        known: dict[str, set[str]] = {}
        for actor in self._ontology.names.known if self._ontology else ():
            for other in (*actor.aliases, *actor.places, *actor.demonyms):
                known.setdefault(_plain(other), set()).add(actor.name)
        return known

    def _hint(self, name: str, named: Mapping[ox.NamedNode, list[str]]) -> str:
        """What to do where nobody bears a name."""
        if name in self._known:
            return f", nor by another of its names ({', '.join(sorted(self._known[name]))}); leave it out to list all"
        near = self._near(name, named)
        return f"; did you mean {' or '.join(near)}?" if near else "; leave it out to list all"

    def _near(self, name: str, named: Mapping[ox.NamedNode, list[str]]) -> list[str]:
        """The labels of those who have a name, or a word in it, that is spelled nearly like this."""
        own = {label for label, *_ in named.values()}
        labels: dict[str, set[str]] = {}
        for label, *aliases in named.values():
            for known in (label, *aliases):
                for part in (known, *(word for word in re.findall(r"\w+", known) if len(word) >= _LONG)):
                    labels.setdefault(_plain(part), set()).add(label)
        for other, actors in self._known.items():
            labels.setdefault(other, set()).update(actors & own)
        near = difflib.get_close_matches(name, sorted(labels), n=_SUGGESTED, cutoff=_NEAR)
        return list(dict.fromkeys(label for part in near for label in sorted(labels[part])))[:_SUGGESTED]


def _called(names: Collection[str], named: Mapping[ox.NamedNode, list[str]]) -> list[ox.NamedNode]:
    """The nodes that bear one of these names."""
    return [node for node, labels in named.items() if any(_plain(label) in names for label in labels)]


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _words(name: str) -> set[str]:
    """The words of a name, its plurals made singular."""
    return {word.removesuffix("s") if len(word) > 3 else word for word in re.findall(r"\w+", name.casefold())}
