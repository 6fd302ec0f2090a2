"""The nodes of an RDF graph under a base, read one property at a time; what breaks the contract is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pyoxigraph as ox

from graphkit.errors import GraphError
from graphkit.rdf.namespaces import BASE, VOCABULARIES, base_of, identifier, is_ours, prefixes, shorten, term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Value = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

T = TypeVar("T")


class Nodes:
    """What is said of nodes. `name` begins every error; without a base, that of the nodes is used."""

    def __init__(self, triples: Iterable[ox.Triple], name: str, base: str | None = None) -> None:
        """Raises GraphError where the nodes stand under more than one base and none is given."""
        self._name = name
        self._said: dict[str, dict[str, list[Value]]] = {}
        for triple in triples:
            if isinstance(triple.subject, ox.NamedNode):
                node = self._said.setdefault(triple.subject.value, {})
                node.setdefault(triple.predicate.value, []).append(triple.object)
        self.base = base or self._found_base()
        self._prefixes = prefixes(self.base)

    def _found_base(self) -> str:
        found = {base for iri in self._said if self.classes(iri) and (base := base_of(iri))}
        if len(found) > 1:
            raise self.broken(f"nodes under {len(found)} bases ({', '.join(sorted(found))}); say which to read")
        return found.pop() if found else BASE

    def of_kind(self, kind: str) -> list[tuple[str, str]]:
        """The identifier and the IRI of each node of this kind, sorted."""
        return sorted((key, iri) for iri in self._said if (key := identifier(self.base, kind, iri)) is not None)

    def of_class(self, class_: str) -> list[str]:
        """The IRIs of all nodes of this class, wherever they stand, sorted."""
        return sorted(iri for iri in self._said if term(class_) in self.all(iri, "rdf:type"))

    def classes(self, iri: str) -> list[str]:
        """The classes of a node that the nodes of the data have, sorted."""
        return sorted(found.value for found in self.all(iri, "rdf:type") if is_ours(found))

    def all(self, iri: str, predicate: str) -> list[Value]:
        """The values of a property."""
        return self._said.get(iri, {}).get(term(predicate).value, [])

    def stances(self, iri: str) -> Iterator[tuple[str, Value]]:
        """The properties of gk: that a node has, by local name, with their values."""
        for predicate, values in self._said.get(iri, {}).items():
            if predicate.startswith(VOCABULARIES["gk"]):
                yield from ((predicate.removeprefix(VOCABULARIES["gk"]), value) for value in values)

    def one(self, iri: str, predicate: str) -> Value:
        """The only value of a property. Raises GraphError, as all below, for none, two or another sort."""
        values = self.all(iri, predicate)
        if not values:
            raise self.error(iri, f"{predicate} is missing; the contract asks for one")
        if len(values) > 1:
            raise self.error(iri, f"{predicate} has {len(values)} values; the contract asks for one")
        return values[0]

    def text(self, iri: str, predicate: str) -> str:
        """The only value of a property, a text."""
        return self._literal(iri, predicate, self.one(iri, predicate))

    def texts(self, iri: str, predicate: str) -> tuple[str, ...]:
        """The values of a property, texts, sorted."""
        return tuple(sorted({self._literal(iri, predicate, value) for value in self.all(iri, predicate)}))

    def read(self, iri: str, predicate: str, how: Callable[[str], T], wanted: str) -> T:
        """The only value of a property, read from its text."""
        text = self.text(iri, predicate)
        try:
            return how(text)
        except (ValueError, KeyError):
            raise self.error(iri, f"{predicate} is '{text}'; the contract asks for {wanted}") from None

    def optional(self, how: Callable[[str, str], T], iri: str, predicate: str) -> T | None:
        """What a reader of this class gives, or None where the node lacks the property."""
        return how(iri, predicate) if self.all(iri, predicate) else None

    def iri(self, iri: str, predicate: str) -> str:
        """The only value of a property, an IRI."""
        value = self.one(iri, predicate)
        if not isinstance(value, ox.NamedNode):
            raise self.error(iri, f"{predicate} is {self._short(value)}; the contract asks for an IRI")
        return value.value

    def iris(self, iri: str, predicate: str) -> tuple[str, ...]:
        """The values of a property that are IRIs, sorted."""
        return tuple(sorted({v.value for v in self.all(iri, predicate) if isinstance(v, ox.NamedNode)}))

    def local(self, iri: str, predicate: str) -> str:
        """The only value of a property, a term of gk:, by its local name."""
        found = self.iri(iri, predicate)
        if not found.startswith(VOCABULARIES["gk"]):
            raise self.error(iri, f"{predicate} is <{found}>; the contract asks for a term of gk:")
        return found.removeprefix(VOCABULARIES["gk"])

    def key(self, iri: str, predicate: str, kind: str) -> str:
        """The only value of a property, a node of this kind, by its identifier."""
        return self.key_of(iri, predicate, self.one(iri, predicate), kind)

    def keys(self, iri: str, predicate: str, kind: str) -> tuple[str, ...]:
        """The values of a property, nodes of this kind, by their identifiers, sorted."""
        return tuple(sorted({self.key_of(iri, predicate, v, kind) for v in self.all(iri, predicate)}))

    def key_of(self, iri: str, predicate: str, value: Value, kind: str) -> str:
        """The identifier of a node of this kind."""
        found = identifier(self.base, kind, value.value) if isinstance(value, ox.NamedNode) else None
        if found is None:
            wanted = f"a node under {self.base}{kind}/"
            raise self.error(iri, f"{predicate} is {self._short(value)}; the contract asks for {wanted}")
        return found

    def actor_or_topic(self, iri: str, predicate: str, value: Value) -> tuple[bool, str]:
        """Whether a value is an actor, and its identifier."""
        is_topic = isinstance(value, ox.NamedNode) and identifier(self.base, "topic", value.value) is not None
        return not is_topic, self.key_of(iri, predicate, value, "topic" if is_topic else "actor")

    def must_be(self, iri: str, class_: str) -> None:
        """Raises GraphError where the node lacks the class."""
        if term(class_) not in self.all(iri, "rdf:type"):
            raise self.error(iri, f"is no {class_}, as the contract asks")

    def error(self, iri: str, problem: str) -> GraphError:
        """The error to raise about a node."""
        return self.broken(f"{shorten(iri, self._prefixes)}: {problem}")

    def broken(self, problem: str) -> GraphError:
        """The error to raise about the graph."""
        return GraphError(f"{self._name}: {problem}")

    def _literal(self, iri: str, predicate: str, value: Value) -> str:
        if not isinstance(value, ox.Literal):
            raise self.error(iri, f"{predicate} is {self._short(value)}; the contract asks for a text")
        return value.value

    def _short(self, value: Value) -> str:
        return shorten(value.value, self._prefixes) if isinstance(value, ox.NamedNode) else str(value)
