"""The store: a graph that answers SPARQL and the named questions, and never reaches the network."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox

from graphkit.errors import QueryError
from graphkit.rdf import BASE, base_of, checked_base, prefixes, to_triples
from graphkit.rdf.reading import content, not_turtle
from graphkit.store.answer import Answer, Term
from graphkit.store.guard import is_ordered, refuse, unknown_prefixes
from graphkit.store.names import Names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphkit.model import StanceGraph
    from graphkit.ontology import Question


class Store:
    """A graph in memory. `prefixes` are known to every query without being written."""

    def __init__(self, engine: ox.Store, base: str) -> None:
        """Use `Store.open` or `Store.of`."""
        self._engine = engine
        self.prefixes = prefixes(base)

    @classmethod
    def open(cls, path: Path | str) -> Store:
        """The store of a Turtle file. Raises InputError, with the line, where it is missing or not Turtle."""
        path, engine = Path(path), ox.Store()
        try:
            engine.bulk_load(content(path), format=ox.RdfFormat.TURTLE)
        except SyntaxError as error:
            raise not_turtle(str(path), error) from error
        return cls(engine, _base(engine))

    @classmethod
    def of(cls, graph: StanceGraph, base: str = BASE) -> Store:
        """The store of a graph. Raises what `to_triples` raises."""
        engine = ox.Store()
        engine.bulk_extend(ox.Quad(*triple) for triple in to_triples(graph, base))
        return cls(engine, checked_base(base))

    def query(self, sparql: str, bindings: Mapping[str, Term] | None = None) -> Answer:
        """The answer to a SPARQL query, its rows sorted unless it says ORDER BY.

        `bindings` are values for variables, each of which the query must select. Raises QueryError for a query
        that is broken, changes the graph or asks beyond it (SERVICE, FROM).
        """
        refuse(sparql)
        try:
            bound = {ox.Variable(name.lstrip("?$")): value for name, value in (bindings or {}).items()}
            found = self._engine.query(sparql, prefixes=self.prefixes, substitutions=bound)
            if isinstance(found, ox.QueryBoolean):
                return Answer("ask", ("answer",), ((ox.Literal(bool(found)),),), self.prefixes)
            if isinstance(found, ox.QueryTriples):
                return Answer("graph", ("subject", "predicate", "object"), _sorted(_named(found)), self.prefixes)
            columns = tuple(variable.value for variable in found.variables)
            rows = tuple(tuple(solution) for solution in found)
        except (SyntaxError, ValueError, RuntimeError, OSError) as error:
            raise _broken(sparql, error, self.prefixes) from error
        return Answer("select", columns, rows if is_ordered(sparql) else _sorted(rows), self.prefixes)

    def ask(self, question: Question, values: Mapping[str, str] | None = None) -> Answer:
        """The answer to a named question, about the actors and topics that the values name; about all without.

        A value is a label, an alias or an IRI, or words of a label or alias: of all nodes that it fits the answers
        are joined. Raises QueryError for a value that fits none and for a parameter that the question lacks.
        """
        nodes = self._meant(question, values or {})
        one = {name: found[0] for name, found in nodes.items() if len(found) == 1}
        answer = self.query(question.sparql, one)
        ...
