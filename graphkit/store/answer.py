"""What a query gives back: a value, and the forms in which it is shown."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

import pyoxigraph as ox

from graphkit.errors import QueryError
from graphkit.rdf import PREFIXES, shorten, turtle

if TYPE_CHECKING:
    from collections.abc import Mapping

_LABEL = "Label"
"""What the name of a column ends with that holds the labels of the nodes in another: actor, actorLabel."""

_MARKUP = re.compile(r"[\\`*_{}\[\]<>&|~#!$]|(?<=\b\w)://|(?i:\bwww\.)")
"""What Markdown could take for markup, an entity or a link that nobody made."""

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

FORMS = {
    "select": ("table", "csv", "tsv", "json", "xml", "markdown"),
    "ask": ("table", "json", "xml", "markdown"),
    "graph": ("table", "turtle", "markdown"),
}
"""The forms that the answer to each sort of query has; CONSTRUCT and DESCRIBE give a graph."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a SELECT, the yes or no of an ASK, or the triples of a CONSTRUCT or DESCRIBE.

    Every sort has columns and rows; the one row of an ASK holds a boolean, those of a graph are its triples.
    A term is None where a row leaves a column unbound.
    """

    sort: Literal["select", "ask", "graph"]
    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    prefixes: Mapping[str, str] = field(default_factory=lambda: PREFIXES, compare=False, repr=False)

    def __bool__(self) -> bool:
        """What an ASK says; of the others, whether there is any row."""
        return self.rows[0][0] == ox.Literal(True) if self.sort == "ask" else bool(self.rows)

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.rows)

    def table(self) -> list[list[str]]:
        """The rows in short words: texts without marks, IRIs by prefix, nothing for what is unbound."""
        short: dict[str, str] = {}  # the same few nodes stand in many rows
        return [[self._short(term, short) for term in row] for row in self.rows]

    def readable(self) -> Answer:
        """The same without the nodes whose labels stand beside them: `actorLabel` takes the place of `actor`.

        For the eye alone: two who bear one label look the same.
        """
        shown = [i for i, column in enumerate(self.columns) if f"{column}{_LABEL}" not in self.columns]
        columns = tuple(self.columns[i].removesuffix(_LABEL) or _LABEL for i in shown)
        return replace(self, columns=columns, rows=tuple(tuple(row[i] for i in shown) for row in self.rows))

    def csv(self) -> str:
        """The rows of a SELECT in the W3C's CSV, lines ended by CR LF. Raises QueryError for another sort."""
        return self._serialised("csv", ox.QueryResultsFormat.CSV)

    def tsv(self) -> str:
        """The rows of a SELECT in the W3C's TSV, terms as in Turtle. Raises QueryError for another sort."""
        return self._serialised("tsv", ox.QueryResultsFormat.TSV)

    def json(self) -> str:
        """The answer to SELECT or ASK in the W3C's JSON. Raises QueryError for another sort."""
        self._must_have("json")
        found: dict[str, Any] = {"head": {}, "boolean": bool(self)}
        if self.sort == "select":
            bindings = [
                {name: _json(term) for name, term in zip(self.columns, row, strict=True) if term is not None}
                for row in self.rows
            ]
            found = {"head": {"vars": self.columns}, "results": {"bindings": bindings}}
        return json.dumps(found, ensure_ascii=False, indent=2) + "\n"

    def xml(self) -> str:
        """The answer to SELECT or ASK in the W3C's XML. Raises QueryError for another sort."""
        return self._serialised("xml", ox.QueryResultsFormat.XML) + "\n"

    def markdown(self) -> str:
        """The table in Markdown, as GitHub reads it; nothing in a cell is markup."""
        lines = [self.columns, ["---"] * len(self.columns), *self.table()]
        return "".join(f"| {' | '.join(map(_plain, cells))} |\n" for cells in lines)

    def turtle(self) -> str:
        """The triples of a CONSTRUCT or DESCRIBE as Turtle. Raises QueryError for another sort."""
        self._must_have("turtle")
        return turtle((ox.Triple(*row) for row in self.rows), self.prefixes)  # type: ignore[arg-type]

    def _serialised(self, form: str, format_: ox.QueryResultsFormat) -> str:
        self._must_have(form)
        results = ox.parse_query_results(self.json(), format=ox.QueryResultsFormat.JSON)
        return (results.serialize(format=format_) or b"").decode()

    def _must_have(self, form: str) -> None:
        if form not in FORMS[self.sort]:
            query = {"select": "a SELECT", "ask": "an ASK", "graph": "a CONSTRUCT or DESCRIBE"}[self.sort]
            raise QueryError(f"no {form} of {query}; there are {', '.join(FORMS[self.sort])}")

    def _short(self, term: Term | None, short: dict[str, str]) -> str:
        if isinstance(term, ox.NamedNode):
            iri = term.value
            if iri not in short:
                short[iri] = shorten(iri, self.prefixes)
            return short[iri]
        return term.value if isinstance(term, ox.Literal) else str(term or "")


def _plain(cell: str) -> str:
    """A cell of Markdown in one line, whose signs are read as themselves."""
    return _MARKUP.sub(r"\\\g<0>", " ".join(cell.split()))


def _json(term: Term) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = zip(("subject", "predicate", "object"), term, strict=True)
        return {"type": "triple", "value": {name: _json(part) for name, part in parts}}
    if term.language:
        told = {"type": "literal", "value": term.value, "xml:lang": term.language}
        return told | ({"its:dir": str(term.direction)} if term.direction else {})
    if term.datatype.value == PREFIXES["xsd"] + "string":
        return {"type": "literal", "value": term.value}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}
