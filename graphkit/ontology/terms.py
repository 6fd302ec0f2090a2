"""The classes and relations of graphkit.ttl."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from graphkit.bounded import read_bounded
from graphkit.errors import OntologyError

if TYPE_CHECKING:
    from pathlib import Path

NAMESPACE = "https://w3id.org/graphkit/ns#"

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"


@dataclass(frozen=True, slots=True)
class Term:
    """A class of the ontology; `name` is its local name, `colour` is written #rrggbb."""

    name: str
    label: str
    comment: str
    colour: str


@dataclass(frozen=True, slots=True)
class Relation(Term):
    """A relation between actor and object: `polarity` is 1 or -1, `reverse` what its negation says, if anything."""

    polarity: int
    reverse: str | None


def read_turtle(path: Path) -> list[ox.Quad]:
    """The triples of a Turtle file. Raises OntologyError with the line where it is broken."""
    try:
        return list(ox.parse(read_bounded(path), format=ox.RdfFormat.TURTLE))
    except OSError as error:
        raise OntologyError(f"{path}: cannot be read ({error.strerror}); restore the file") from error
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise OntologyError(f"{path}{f':{line}' if line else ''}: not Turtle: {error}; mend the line") from error


class Vocabulary:
    """What graphkit.ttl says of a name."""

    def __init__(self, path: Path) -> None:
        """Reads the file; raises OntologyError where it is missing or broken."""
        self._path = path
        self._said: dict[tuple[str, str], list[str]] = {}
        self._instances: dict[str, list[str]] = {}
        for quad in read_turtle(path):
            subject, predicate, value = quad.subject, quad.predicate.value, quad.object
            if not isinstance(subject, ox.NamedNode) or isinstance(value, (ox.BlankNode, ox.Triple)):
                continue
            self._said.setdefault((subject.value, predicate), []).append(value.value)
            if predicate in (_RDF + "type", _RDFS + "subClassOf"):
                self._instances.setdefault(value.value, []).append(subject.value)

    def _one(self, iri: str, predicate: str) -> str:
        values = self._said.get((iri, predicate), [])
        if len(values) != 1:
            raise OntologyError(f"{self._path}: {iri} has {len(values)} values of {predicate}; it needs one")
        return values[0]

    def _local(self, iri: str) -> str:
        if not iri.startswith(NAMESPACE):
            raise OntologyError(f"{self._path}: {iri} is not in the namespace {NAMESPACE}; name it gk:…")
        return iri.removeprefix(NAMESPACE)

    def _described(self, iri: str) -> dict[str, str]:
        return {
            "name": self._local(iri),
            "label": self._one(iri, _RDFS + "label"),
            "comment": self._one(iri, _RDFS + "comment"),
            "colour": self._one(iri, NAMESPACE + "colour"),
        }

    def term(self, name: str) -> Term:
        """The class with this local name."""
        return Term(**self._described(NAMESPACE + name))

    def kinds(self) -> dict[str, Term]:
        """The classes of actors, by local name."""
        found = [self.term(self._local(iri)) for iri in sorted(self._instances.get(NAMESPACE + "Actor", []))]
        return {term.name: term for term in found}

    def relations(self) -> dict[str, Relation]:
        """The instances of gk:Stance, by local name."""
        found = {}
        for iri in sorted(self._instances.get(NAMESPACE + "Stance", [])):
            reverse = self._said.get((iri, NAMESPACE + "reverse"), [])
            polarity = self._one(iri, NAMESPACE + "polarity")
            if polarity not in ("1", "-1"):
                raise OntologyError(f"{self._path}: {iri} has gk:polarity {polarity}; it must be 1 or -1")
            found[self._local(iri)] = Relation(
                **self._described(iri),
                polarity=int(polarity),
                reverse=self._local(reverse[0]) if reverse else None,
            )
        if not found:
            raise OntologyError(f"{self._path}: no relation (an instance of gk:Stance); add one")
        for relation in found.values():
            if relation.reverse is not None and relation.reverse not in found:
                raise OntologyError(
                    f"{self._path}: gk:{relation.name} has gk:reverse gk:{relation.reverse}, which is no gk:Stance;"
                    f" there are {', '.join(sorted(found))}"
                )
        return found
