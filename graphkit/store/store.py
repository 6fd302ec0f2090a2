"""The store: a graph that answers SPARQL and the named questions, and never reaches the network."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from graphkit.errors import InputError, OntologyError, QueryError
from graphkit.rdf import BASE, checked_base, prefixes, to_triples
from graphkit.rdf.files import REIFIES, told
from graphkit.rdf.namespaces import term
from graphkit.rdf.reading import content, not_turtle
from graphkit.rdf.writing import order
from graphkit.store import disk, kept
from graphkit.store.answer import Answer, Term
from graphkit.store.binding import placed, places
from graphkit.store.complaints import complaint
from graphkit.store.guard import refuse
from graphkit.store.names import Names
from graphkit.store.tokens import first_seen, is_ordered, named, selects_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from graphkit.model import StanceGraph
    from graphkit.ontology import Ontology, Question


_EVIDENCE = (term("prov:wasDerivedFrom"), term("oa:hasSelector"))
_FORMATS = {".trig": ox.RdfFormat.TRIG, ".nq": ox.RdfFormat.N_QUADS, ".nt": ox.RdfFormat.N_TRIPLES}


class Store:
    """A graph in memory. `prefixes` are known to every query without being written.

    Where a file has named graphs, a query that names none sees all of them as one.
    """

    def __init__(self, engine: ox.Store, base: str, folder: Path | None = None) -> None:
        """Use `Store.open` or `Store.of`. `folder` may keep answers to the named questions."""
        self._engine = engine
        self._folder = folder
        self.prefixes = prefixes(base)

    @classmethod
    def open(cls, path: Path | str) -> Store:
        """The store of a Turtle file, or of the graphs of a TriG or N-Quads file.

        Raises InputError, with the line, where it is missing or not what its suffix says.
        """
        if (on_disk := disk.opened(path)) is not None:
            return cls(on_disk, disk.base(on_disk), disk.folder_of(Path(path)))
        path, engine = Path(path), ox.Store()
        format_ = _FORMATS.get(path.suffix.lower(), ox.RdfFormat.TURTLE)
        try:
            engine.bulk_load(content(path), format=format_)
        except SyntaxError as error:
            if path.suffix.lower() in _FORMATS:
                line = f":{error.lineno}" if error.lineno else ""
                raise InputError(f"{path}{line}: not what '{path.suffix}' says: {error.msg}; mend the line") from error
            raise not_turtle(str(path), error) from error
        _tell_reified(engine)
        return cls(engine, disk.base(engine))

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
            found = self._engine.query(
                sparql, prefixes=self.prefixes, substitutions=bound, use_default_graph_as_union=self.has_graphs
            )
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
        if self._folder is not None and (found := kept.rows(self._folder, question, meant)) is not None:
            return Answer("select", *found, self.prefixes)
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

    def evaluated(
        self, sparql: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """What the engine gives for a query of the SPARQL 1.1 Protocol, still to be computed as it is read.

        The IRIs of graphs are the dataset that a request asks for; a request goes before FROM in the query
        (Protocol, 2.1.4). Raises QueryError as `query`, and for a graph that the store does not have. What is read
        may raise what the engine raises; `complaint` makes a QueryError of that.
        """
        refuse(sparql, dataset=True)
        try:
            self._refuse_unknown(default_graphs, named_graphs, [] if default_graphs or named_graphs else named(sparql))
            if not default_graphs and not named_graphs:
                return self._engine.query(
                    sparql, prefixes=self.prefixes, use_default_graph_as_union=self.has_graphs and not named(sparql)
                )
            return self._engine.query(
                sparql,
                prefixes=self.prefixes,
                default_graph=[ox.NamedNode(graph) for graph in default_graphs],
                named_graphs=[ox.NamedNode(graph) for graph in named_graphs],
            )
        except (SyntaxError, ValueError, RuntimeError, OSError) as error:
            raise complaint(sparql, error, self.prefixes) from error

    def _refuse_unknown(self, *graphs: Iterable[str]) -> None:
        for graph in chain(*graphs):
            try:
                known = self._engine.contains_named_graph(ox.NamedNode(graph))
            except ValueError as error:
                raise QueryError(f"<{graph}> is no whole IRI; name a graph by its IRI") from error
            if not known:
                raise QueryError(
                    f"there is no graph <{graph}> here, and none is fetched; leave the graph out to ask all"
                )

    @cached_property
    def has_graphs(self) -> bool:
        """Whether there are named graphs."""
        return next(iter(self._engine.named_graphs()), None) is not None

    @cached_property
    def graphs(self) -> tuple[str, ...]:
        """The IRIs of the named graphs, sorted."""
        return tuple(sorted(str(graph.value) for graph in self._engine.named_graphs()))

    def __len__(self) -> int:
        """The number of triples, each counted once for each graph that it is in."""
        return len(self._engine)

    def about(self, node: ox.NamedNode) -> list[ox.Triple]:
        """The triples that say something of a node, sorted; of a statement or sentence, those of its evidence too."""
        found: dict[ox.Triple, None] = {}
        waiting, seen = [node], {node}
        while waiting:
            for quad in self._engine.quads_for_pattern(waiting.pop(), None, None):
                found[quad.triple] = None
                if quad.predicate in _EVIDENCE and isinstance(quad.object, ox.NamedNode) and quad.object not in seen:
                    seen.add(quad.object)
                    waiting.append(quad.object)
        return sorted(found, key=order)

    def having(self, predicate: ox.NamedNode, value: ox.NamedNode) -> Iterator[ox.NamedNode]:
        """The nodes of which a property has this value, in the order of the store."""
        found = self._engine.quads_for_pattern(None, predicate, value)
        return (quad.subject for quad in found if isinstance(quad.subject, ox.NamedNode))

    def values(self, node: ox.NamedNode, predicate: ox.NamedNode) -> list[ox.NamedNode | ox.BlankNode | ox.Literal]:
        """The values of a property of a node, sorted."""
        found = (quad.object for quad in self._engine.quads_for_pattern(node, predicate, None))
        return sorted((value for value in found if not isinstance(value, ox.Triple)), key=str)

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


def _tell_reified(engine: ox.Store) -> None:
    """Tells a statement of RDF 1.2 by its properties too, as the questions ask for it."""
    reified = [quad for quad in engine.quads_for_pattern(None, REIFIES, None) if isinstance(quad.object, ox.Triple)]
    for quad in reified:
        engine.remove(quad)
        engine.extend(
            ox.Quad(triple.subject, triple.predicate, triple.object, quad.graph_name) for triple in told([quad.triple])
        )


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
