"""The store: a graph that answers SPARQL and the named questions, and never reaches the network."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from graphkit.errors import OntologyError, QueryError
from graphkit.rdf import BASE, PREFIXES, base_of, checked_base, prefixes, to_triples
from graphkit.rdf.namespaces import is_ours
from graphkit.rdf.reading import content, not_turtle
from graphkit.store.answer import Answer, Term
from graphkit.store.binding import placed, places
from graphkit.store.complaints import complaint
from graphkit.store.guard import refuse
from graphkit.store.names import Names
from graphkit.store.tokens import first_seen, is_ordered, selects_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphkit.model import StanceGraph
    from graphkit.ontology import Ontology, Question


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

        `bindings` are values for variables, each of which the query must select. Raises QueryError for a
        query that is broken, changes the graph or reaches beyond it (SERVICE, FROM).
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
            rows: Iterable[tuple[Term | None, ...]] = (tuple(solution) for solution in found)
            if selects_all(sparql):
                order = first_seen(sparql, columns)
                columns = tuple(columns[place] for place in order)
                rows = (tuple(row[place] for place in order) for row in rows)
            rows = tuple(rows)
        except (SyntaxError, ValueError, RuntimeError, OSError) as error:
            raise complaint(sparql, error, self.prefixes) from error
        return Answer("select", columns, rows if is_ordered(sparql) else _sorted(rows), self.prefixes)

    def ask(
        self, question: Question, values: Mapping[str, str] | None = None, ontology: Ontology | None = None
    ) -> Answer:
        """The answer to a named question, about those whom the values name; a parameter left out asks of all.

        A value is a label, an alias, an IRI, another name that the ontology knows (its capital, its people),
        or words of a label or alias; it means all actors and topics that it fits. Raises QueryError for a
        value that fits none, and for an unknown parameter.
        """
        meant = self._meant(question, values or {}, ontology)
        known = places(question.sparql)
        elsewhere = {name: nodes for name, nodes in meant.items() if name not in known}
        alone = {name: nodes[0] for name, nodes in elsewhere.items() if len(nodes) == 1}
        try:
            answer = self.query(placed(question.sparql, meant), alone)
        except QueryError as error:
            raise QueryError(f"{question.path or question.name}: {error}") from error
        several = [(answer.columns.index(name), set(nodes)) for name, nodes in elsewhere.items() if name not in alone]
        if not several:
            return answer
        # Asked once and sieved: the union of answers would lose the order that the question asks for.
        rows = tuple(row for row in answer.rows if all(row[column] in nodes for column, nodes in several))
        return replace(answer, rows=rows)

    def completed(self, beginning: str, by: str) -> list[str]:
        """Labels of actors or topics, as `by` says, that have a name which begins so; the shortest first."""
        return self._names.completed(beginning, by)

    @cached_property
    def _names(self) -> Names:
        return Names(self._engine, self.prefixes)

    def _meant(
        self, question: Question, values: Mapping[str, str], ontology: Ontology | None
    ) -> dict[str, list[ox.NamedNode]]:
        parameters = dict(question.parameters)
        for name in values:
            if name not in parameters:
                known = f"it has {', '.join(parameters)}" if parameters else "it has none"
                raise QueryError(f"{question.name} has no parameter '{name}'; {known}")
        return {name: self._names.meant(value, parameters[name], ontology) for name, value in values.items()}


def check_questions(questions: Iterable[Question]) -> None:
    """Raises OntologyError, with the file, for the first question that could not be asked."""
    empty = Store(ox.Store(), BASE)
    for question in questions:
        try:
            empty.query(question.sparql, {name: ox.NamedNode(BASE) for name, _ in question.parameters})
        except QueryError as error:
            raise OntologyError(f"{question.path or question.name}: {error}") from error


def _base(engine: ox.Store) -> str:
    """The base of the data, from the first node that has one; all nodes of a graph share it."""
    for quad in engine.quads_for_pattern(None, ox.NamedNode(PREFIXES["rdf"] + "type"), None):
        if is_ours(quad.object) and (base := base_of(str(quad.subject)[1:-1])):
            return base
    return BASE


def _named(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """The triples with names for blank nodes that do not change from run to run."""
    found = list(triples)
    if not any(isinstance(part, ox.BlankNode) for triple in found for part in triple):
        return found
    graph = ox.Dataset(ox.Quad(*triple) for triple in found)
    graph.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return [quad.triple for quad in graph]


def _sorted(rows: Iterable[Iterable[Term | None]]) -> tuple[tuple[Term | None, ...], ...]:
    return tuple(sorted((tuple(row) for row in rows), key=lambda row: [str(term or "") for term in row]))
