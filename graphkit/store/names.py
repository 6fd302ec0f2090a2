"""Which actors and topics somebody means who writes a name, some words of one, or an IRI."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from graphkit.errors import QueryError
from graphkit.rdf import PREFIXES, shorten

if TYPE_CHECKING:
    from collections.abc import Mapping

_LABELS = (PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "altLabel")
_NODES = ("actor", "topic")


class Names:
    """The labels and aliases of the actors and topics in a store."""

    def __init__(self, engine: ox.Store, prefixes: Mapping[str, str]) -> None:
        """Reads them; `prefixes` are those of the store."""
        self._prefixes = prefixes
        self._named: dict[ox.NamedNode, list[str]] = {}
        for label in _LABELS:
            for quad in engine.quads_for_pattern(None, ox.NamedNode(label), None):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                    self._named.setdefault(quad.subject, []).append(quad.object.value)

    def meant(self, value: str, by: str) -> list[ox.NamedNode]:
        """The nodes that a value stands for: that of this IRI, else all so called, else all with its words.

        `by` describes who may be meant: it speaks of actors, topics or both. Raises QueryError for nobody.
        """
        kinds = [kind for kind in _NODES if kind in by] or _NODES
        folders = tuple(self._prefixes[kind] for kind in kinds)
        named = {node: names for node, names in self._named.items() if node.value.startswith(folders)}
        name, words = _plain(value), _words(value)
        found = (
            [node for node in named if value.strip().strip("<>") in (node.value, shorten(node.value, self._prefixes))]
            or [node for node, names in named.items() if name in map(_plain, names)]
            or [node for node, names in named.items() if words and any(words <= _words(known) for known in names)]
        )
        if not found:
            known = {_plain(name): name for names in named.values() for name in sorted(names)}
            near = [known[name] for name in difflib.get_close_matches(name, sorted(known), n=3)]
            hint = f"did you mean {' or '.join(near)}?" if near else "leave it out to list all"
            raise QueryError(f"no {' or '.join(kinds)} is called '{value}'; {hint}")
        return sorted(found, key=str)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _words(name: str) -> set[str]:
    """The words of a name, its plurals made singular."""
    return {word.removesuffix("s") if len(word) > 3 else word for word in re.findall(r"\w+", name.casefold())}
