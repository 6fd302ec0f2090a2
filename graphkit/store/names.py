"""Which actors and topics somebody means who writes a name, some words of one, its beginning, or an IRI."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

import pyoxigraph as ox

from graphkit.errors import QueryError
from graphkit.rdf import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from graphkit.ontology import Ontology

_LABELS = (PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "altLabel")
_NODES = ("actor", "topic")
_NEAR = 75
"""Per cent of the letters that a name shares with one that is suggested for it."""
_SUGGESTED = 3
_LONG = 4


class Names:
    """The labels and aliases of the actors and topics in a store."""

    def __init__(self, engine: ox.Store, prefixes: Mapping[str, str]) -> None:
        """Reads them; `prefixes` are those of the store, which must not change afterwards."""
        self._prefixes = prefixes
        self._read: tuple[Ontology, dict[str, set[str]]] | None = None
        self._named: dict[ox.NamedNode, list[str]] = {}
        for label in _LABELS:
            for quad in engine.quads_for_pattern(None, ox.NamedNode(label), None):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                    self._named.setdefault(quad.subject, []).append(quad.object.value)

    def meant(self, value: str, by: str, ontology: Ontology | None = None) -> list[ox.NamedNode]:
        """The nodes that a value stands for, sorted.

        That of this IRI; else all so called, here or in the names files of the ontology; else all that have
        its words in a name; else all that have words which begin so. `by` describes who may be meant: it speaks
        of actors, topics or both. Raises QueryError for nobody, with what is spelled nearly alike.
        """
        kinds = [kind for kind in _NODES if kind in by] or _NODES
        folders = tuple(self._prefixes[kind] for kind in kinds)
        known = self._elsewhere(ontology)
        name = _plain(value)
        ways: tuple[Callable[[], Iterable[ox.NamedNode]], ...] = (
            lambda: [node] if (node := self._node(value)) else [],
            lambda: self._called.get(name, ()),
            lambda: (node for other in known.get(name, ()) for node in self._called.get(_plain(other), ())),
            lambda: self._with_words(value),
            lambda: self._beginning(value),
        )
        for way in ways:
            if meant := {node for node in way() if node.value.startswith(folders)}:
                return sorted(meant, key=str)
        raise QueryError(f"no {' or '.join(kinds)} is called '{value}'{self._hint(name, folders, known)}")

    def completed(self, beginning: str, by: str, most: int = 20) -> list[str]:
        """Labels of those who have a name with words that begin so, the shortest first."""
        folders = tuple(self._prefixes[kind] for kind in [kind for kind in _NODES if kind in by] or _NODES)
        labels = {self._named[node][0] for node in self._beginning(beginning) if node.value.startswith(folders)}
        return list(islice(sorted(labels, key=lambda label: (len(label), label)), most))

    def _node(self, value: str) -> ox.NamedNode | None:
        """The node of an IRI, whole or with a prefix."""
        written = value.strip().strip("<>")
        prefix, _, local = written.partition(":")
        for iri in (written, self._prefixes.get(prefix, "") + local):
            try:
                node = ox.NamedNode(iri)
            except ValueError:
                continue
            if node in self._named:
                return node
        return None

    def _with_words(self, value: str) -> Iterator[ox.NamedNode]:
        words = _words(value)
        if words:
            yield from (node for node, name in self._each_name if words <= _words(name))

    def _beginning(self, value: str) -> Iterator[ox.NamedNode]:
        begun = re.findall(r"\w+", value.casefold())
        if begun:
            for node, name in self._each_name:
                words = re.findall(r"\w+", name.casefold())
                if all(any(word.startswith(part) for word in words) for part in begun):
                    yield node

    @property
    def _each_name(self) -> Iterator[tuple[ox.NamedNode, str]]:
        return ((node, name) for node, names in self._named.items() for name in names)

    @cached_property
    def _called(self) -> dict[str, list[ox.NamedNode]]:
        """The nodes that bear each name."""
        called: dict[str, list[ox.NamedNode]] = {}
        for node, name in self._each_name:
            called.setdefault(_plain(name), []).append(node)
        return called

    def _elsewhere(self, ontology: Ontology | None) -> dict[str, set[str]]:
        """Aliases, places and demonyms of the names files, and the names of those who are called so."""
        if ontology is None:
            return {}
        if self._read is None or self._read[0] is not ontology:
            known: dict[str, set[str]] = {}
            for actor in ontology.names.known:
                for other in (*actor.aliases, *actor.places, *actor.demonyms):
                    known.setdefault(_plain(other), set()).add(actor.name)
            self._read = (ontology, known)
        return self._read[1]

    def _hint(self, name: str, folders: tuple[str, ...], known: Mapping[str, set[str]]) -> str:
        """What to do where nobody bears a name."""
        if name in known:
            return f", nor by another of its names ({', '.join(sorted(known[name]))}); leave it out to list all"
        near = self._near(name, folders, known)
        return f"; did you mean {' or '.join(near)}?" if near else "; leave it out to list all"

    def _near(self, name: str, folders: tuple[str, ...], known: Mapping[str, set[str]]) -> list[str]:
        """The labels of those who have a name, or a word in it, that is spelled nearly like this."""
        from rapidfuzz import fuzz, process

        named = {node: names for node, names in self._named.items() if node.value.startswith(folders)}
        own = {label for label, *_ in named.values()}
        labels: dict[str, set[str]] = {}
        for label, *aliases in named.values():
            for called in (label, *aliases):
                for part in (called, *_long_words(called)):
                    labels.setdefault(_plain(part), set()).add(label)
        for other, actors in known.items():
            labels.setdefault(other, set()).update(actors & own)
        near = process.extract(name, sorted(labels), scorer=fuzz.ratio, limit=_SUGGESTED, score_cutoff=_NEAR)
        return list(dict.fromkeys(label for part, _, _ in near for label in sorted(labels[part])))[:_SUGGESTED]


def _long_words(name: str) -> Iterable[str]:
    return (word for word in re.findall(r"\w+", name) if len(word) >= _LONG)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _words(name: str) -> set[str]:
    """The words of a name, its plurals made singular."""
    return {word.removesuffix("s") if len(word) > 3 else word for word in re.findall(r"\w+", name.casefold())}
