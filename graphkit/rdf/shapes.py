"""SHACL as SPARQL: each constraint of the shapes is one query to Oxigraph, so that large graphs are checked, too.

This knows the constraints that graphkit's shapes are made of, and says so where it meets another one; what it says
of a graph is what pySHACL says.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from graphkit.errors import OntologyError
from graphkit.rdf.namespaces import VOCABULARIES, term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SH = "http://www.w3.org/ns/shacl#"
"""The namespace of SHACL (W3C Recommendation, 20 July 2017)."""

_CASTS = {f"{VOCABULARIES['xsd']}{name}" for name in ("boolean", "date", "dateTime", "decimal", "double", "integer")}
"""Datatypes whose lexical forms a cast of SPARQL checks."""

_ABOUT = {f"{SH}{name}" for name in ("message", "name", "description", "order", "group", "severity", "deactivated")}
_TARGETS = {f"{SH}targetClass", f"{SH}targetNode"}
_VARIABLE = re.compile(r"\{[?$](\w+)\}")

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class Unsupported(Exception):  # noqa: N818
    """The shapes have a constraint that no query is made of."""


class Result(NamedTuple):
    """What a node does wrong: the node, the value that is to blame or None, and the message in words."""

    node: Node
    value: Node | None
    message: str


class _Query(NamedTuple):
    """A query whose solutions are violations, each with ?this and perhaps ?value."""

    sparql: str
    message: str
    focus: tuple[Node, ...] | None = None
    """The nodes to ask it of, one by one; None for a query that finds them itself."""


def violations(
    data: Iterable[ox.Triple], vocabulary: Iterable[ox.Triple], shapes: Iterable[ox.Triple], place: str
) -> list[Result]:
    """All that is wrong with data, taken together with its vocabulary, by these shapes.

    `place` names the shapes. Raises Unsupported where they have a constraint that is not known here, OntologyError
    where a query of theirs is broken.
    """
    store = ox.Store()
    store.bulk_extend(ox.Quad(*triple) for triple in (*data, *vocabulary))
    found: list[Result] = []
    for query in _Shapes(shapes, store).queries():
        try:
            found += _answers(store, query)
        except (SyntaxError, ValueError, RuntimeError) as error:
            words = " ".join(str(getattr(error, "msg", None) or error).split())
            raise OntologyError(f"{place}: {words}; mend the shape") from error
    return found


def _answers(store: ox.Store, query: _Query) -> Iterator[Result]:
    this, value = ox.Variable("this"), ox.Variable("value")
    for focus in query.focus if query.focus is not None else (None,):
        bound: dict[ox.Variable, Any] = {} if focus is None else {this: focus}
        solutions = store.query(query.sparql, substitutions=bound)
        if not isinstance(solutions, ox.QuerySolutions):
            raise ValueError("a constraint has to be a SELECT query")  # noqa: TRY004
        names = {variable.value for variable in solutions.variables}
        for solution in solutions:
            told = {name: solution[name] for name in names}
            message = _VARIABLE.sub(lambda part, told=told: _plain(told.get(part[1])), query.message)  # type: ignore[misc]
            node = focus if focus is not None else solution[this]
            yield Result(node, solution[value] if "value" in names else None, message)


def _plain(node: Node | None) -> str:
    return node.value if isinstance(node, ox.NamedNode | ox.Literal | ox.BlankNode) else str(node)


class _Shapes:
    """The shapes as queries to a store."""

    def __init__(self, triples: Iterable[ox.Triple], store: ox.Store) -> None:
        self._said: dict[Any, dict[str, list[Any]]] = {}
        for triple in triples:
            self._said.setdefault(triple.subject, {}).setdefault(triple.predicate.value, []).append(triple.object)
        self._store = store

    def queries(self) -> Iterator[_Query]:
        for shape, said in self._said.items():
            if not _TARGETS & said.keys():
                if f"{SH}path" in said or f"{SH}property" in said:
                    self._refuse_if_free(shape)
                continue
            if _is_true(said.get(f"{SH}deactivated")):
                continue
            focus = self._focus(said)
            known = {*_TARGETS, *_ABOUT, f"{SH}property", f"{SH}sparql", term("rdf:type").value}
            constraints = {name: values for name, values in said.items() if name not in known}
            yield from self._constraints(constraints, focus, "BIND(?this AS ?value)", self._message(shape))
            for part in said.get(f"{SH}property", ()):
                yield from self._property(part, focus)
            for part in said.get(f"{SH}sparql", ()):
                yield self._sparql(part, said, self._message(shape))

    def _refuse_if_free(self, shape: Any) -> None:
        """Raises Unsupported for a shape that belongs to no other one, and so may have a target not known here."""
        used = {value for said in self._said.values() for values in said.values() for value in values}
        if shape not in used:
            raise Unsupported(str(shape))

    def _focus(self, said: dict[str, list[Any]]) -> str:
        parts = [
            f"?this a ?class . FILTER(?class IN ({self._below(found)}))" for found in said.get(f"{SH}targetClass", ())
        ]
        if nodes := said.get(f"{SH}targetNode"):
            parts.append(f"VALUES ?this {{ {' '.join(map(str, nodes))} }}")
        # A node of two target classes is one node.
        return "{ SELECT DISTINCT ?this { " + " UNION ".join(f"{{ {part} }}" for part in parts) + " } }"

    def _below(self, class_: Any) -> str:
        """A class and all its subclasses, as a list for IN."""
        return ", ".join(map(str, self._reaching(term("rdfs:subClassOf"), class_, itself=True)))

    def _reaching(self, predicate: ox.NamedNode, end: Any, *, itself: bool) -> list[Any]:
        """The nodes from which a path of one predicate leads to an end, sorted."""
        found, rest = {end} if itself else set(), [end]
        while rest:
            for quad in self._store.quads_for_pattern(None, predicate, rest.pop()):
                if quad.subject not in found:
                    found.add(quad.subject)
                    rest.append(quad.subject)
        return sorted(found, key=str)

    def _message(self, shape: Any) -> str:
        found = sorted(value.value for value in self._said.get(shape, {}).get(f"{SH}message", ()))
        return found[0] if found else "a constraint of the shapes is broken"

    def _property(self, part: Any, focus: str) -> Iterator[_Query]:
        said = self._said.get(part, {})
        if _is_true(said.get(f"{SH}deactivated")):
            return
        (path,) = said.get(f"{SH}path", (None,))
        if not isinstance(path, ox.NamedNode):
            raise Unsupported(f"a sh:path that is no property: {path}")
        known = {*_ABOUT, f"{SH}path", term("rdf:type").value}
        constraints = {name: values for name, values in said.items() if name not in known}
        yield from self._constraints(constraints, focus, f"?this {path} ?value .", self._message(part), path)

    def _constraints(
        self,
        constraints: dict[str, list[Any]],
        focus: str,
        value: str,
        message: str,
        path: ox.NamedNode | None = None,
    ) -> Iterator[_Query]:
        counted = {name.removeprefix(SH): values for name, values in constraints.items()}
        if shapes := counted.pop("qualifiedValueShape", None):
            (shape,) = shapes
            inside = self._is_like(shape)
            least, most = (counted.pop(name, None) for name in ("qualifiedMinCount", "qualifiedMaxCount"))
            yield from self._counts(focus, path, least, most, message, f"FILTER({inside})")
        if path is not None:
            least, most = (counted.pop(name, None) for name in ("minCount", "maxCount"))
            yield from self._counts(focus, path, least, most, message)
        for name, values in counted.items():
            for wanted in values:
                wrong = self._wrong(name, wanted)
                yield _Query(f"SELECT ?this ?value {{ {focus} {value} {wrong} }}", message)

    def _counts(
        self, focus: str, path: ox.NamedNode | None, least: Any, most: Any, message: str, sieve: str = ""
    ) -> Iterator[_Query]:
        values = f"?this {path} ?each . {sieve.replace('?value', '?each')}"
        if least and int(least[0].value) == 1:
            yield _Query(f"SELECT ?this {{ {focus} FILTER NOT EXISTS {{ {values} }} }}", message)
        elif least and int(least[0].value) > 1:
            few = f"GROUP BY ?this HAVING(COUNT(DISTINCT ?each) < {int(least[0].value)})"
            yield _Query(f"SELECT ?this {{ {focus} OPTIONAL {{ {values} }} }} {few}", message)
        if most:
            many = f"GROUP BY ?this HAVING(COUNT(DISTINCT ?each) > {int(most[0].value)})"
            yield _Query(f"SELECT ?this {{ {focus} {values} }} {many}", message)

    def _wrong(self, name: str, wanted: Any) -> str:
        """What in a query leaves only the values that break a constraint. Raises Unsupported."""
        if name == "lessThan":
            return f"?this {wanted} ?other . FILTER(!COALESCE(?value < ?other, false))"
        return f"FILTER(!({self._right(name, wanted)}))"

    def _right(self, name: str, wanted: Any) -> str:
        """The condition under which ?value keeps a constraint. Raises Unsupported."""
        if name == "class":
            return f"EXISTS {{ ?value a ?kind . FILTER(?kind IN ({self._below(wanted)})) }}"
        if name == "nodeKind" and wanted.value == f"{SH}IRI":
            return "isIRI(?value)"
        if name == "datatype":
            proper = (
                f"COALESCE({wanted}(STR(?value)) = {wanted}(STR(?value)), false)" if wanted.value in _CASTS else "true"
            )
            return f"isLiteral(?value) && DATATYPE(?value) = {wanted} && {proper}"
        if name in ("minInclusive", "maxInclusive"):
            return f"COALESCE(?value {'>=' if name == 'minInclusive' else '<='} {wanted}, false)"
        if name == "minLength":
            return f"!isBlank(?value) && STRLEN(STR(?value)) >= {int(wanted.value)}"
        if name == "or":
            return " || ".join(f"({self._is_like(shape)})" for shape in self._listed(wanted))
        raise Unsupported(f"sh:{name}")

    def _is_like(self, shape: Any) -> str:
        """The condition under which ?value is as a nested shape wants it. Raises Unsupported."""
        said = {name.removeprefix(SH): values for name, values in self._said[shape].items()}
        if said.keys() == {"path", "hasValue"} and isinstance(said["path"][0], ox.BlankNode):
            ((name, steps),) = self._said[said["path"][0]].items()
            if name == f"{SH}oneOrMorePath" and isinstance(steps[0], ox.NamedNode):
                ends = self._reaching(steps[0], said["hasValue"][0], itself=False)
                return f"?value IN ({', '.join(map(str, ends))})"
        if not said or "path" in said:
            raise Unsupported(f"a nested shape with {', '.join(said)}")
        return " && ".join(f"({self._right(name, wanted)})" for name, values in said.items() for wanted in values)

    def _listed(self, head: Any) -> Iterator[Any]:
        while head != term("rdf:nil"):
            said = self._said[head]
            yield said[term("rdf:first").value][0]
            (head,) = said[term("rdf:rest").value]

    def _sparql(self, part: Any, shape: dict[str, list[Any]], message: str) -> _Query:
        said = self._said[part]
        if f"{SH}select" not in said or said.keys() - {*_ABOUT, f"{SH}select", f"{SH}prefixes", term("rdf:type").value}:
            raise Unsupported("a sh:sparql that is no SELECT query")
        prefixes = "".join(
            f"PREFIX {found[f'{SH}prefix'][0].value}: <{found[f'{SH}namespace'][0].value}>\n"
            for source in said.get(f"{SH}prefixes", ())
            for found in (self._said[each] for each in self._said[source].get(f"{SH}declare", ()))
        )
        rows = self._store.query(f"SELECT ?this {{ {self._focus(shape)} }}")
        focus = tuple(row["this"] for row in rows)  # type: ignore[union-attr]
        own = self._message(part) if f"{SH}message" in said else message
        return _Query(prefixes + said[f"{SH}select"][0].value, own, focus)


def _is_true(values: list[Any] | None) -> bool:
    return bool(values) and values is not None and values[0].value in ("true", "1")
