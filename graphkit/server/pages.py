"""The pages of the server: a form for queries, answers as tables, and a page for each node. Nothing in them runs."""

from __future__ import annotations

import json
import re
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

import pyoxigraph as ox
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from graphkit.rdf import shorten
from graphkit.rdf.namespaces import identifier, mint, term
from graphkit.store.tokens import first_seen, selects_all
from graphkit.views.labels import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphkit.ontology import Ontology
    from graphkit.ontology.questions import Question
    from graphkit.server.jobs import Job
    from graphkit.store import Answer, Store
    from graphkit.store.answer import Term

SHOWN = 1000
"""Rows of an answer on a page; the other forms have all."""

LISTED = 200
"""Statements on the page of a node."""

_EXAMPLE = """SELECT ?actor ?actorLabel ?object ?objectLabel WHERE {
  ?actor gk:opposes ?object .
  ?actor rdfs:label ?actorLabel .
  ?object rdfs:label ?objectLabel .
} ORDER BY ?actorLabel LIMIT 100
"""
_LINKED = ("actor", "topic", "st", "art", "sent", "sel")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_NAMES = {
    "actor": "Actor",
    "topic": "Topic",
    "st": "Statement",
    "art": "Article",
    "sent": "Sentence",
    "sel": "Sentence",
}
_ASKED = {
    "actor": (("stances-of", "actor"), ("allies", "actor"), ("adversaries", "actor"), ("mentions", "node")),
    "topic": (("who-supports", "object"), ("who-opposes", "object"), ("who-proposes", "object"), ("mentions", "node")),
}
"""The questions that the page of a node asks about it, where the ontology has them."""


class Pages:
    """Writes the pages about one graph."""

    def __init__(self, store: Store, ontology: Ontology) -> None:
        """Reads the templates."""
        self._store = store
        self._ontology = ontology
        self._triples = len(store)
        self._base = store.prefixes["st"].removesuffix("st/")
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_shown,
        )
        self._templates.filters |= {
            "path": lambda name: quote(name, safe=""),
            "kept": lambda text: escape(_CONTROLS.sub("", text)),
        }

    def node(self, kind: str, identifier_: str) -> ox.NamedNode:
        """The node that stands at a path of the server."""
        return mint(self._base, kind, identifier_)

    def home(self, job: Job) -> str:
        """The page that people come to first, or one with a query that waits to be asked."""
        return self._page("query.html", query=job.text or _EXAMPLE, **self._empty)

    def refused(self, job: Job, problem: str) -> str:
        """A query, or a question, and what is wrong with it."""
        if job.kind == "question":
            question = self._ontology.questions[job.text]
            return self._page("question.html", **self._form(question, job), problem=problem, table=None)
        return self._page("query.html", query=job.text, **(self._empty | {"problem": problem}))

    def answered(self, job: Job, found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> str:
        """A query with its answer as a table."""
        columns: list[str]
        rows: Iterable[tuple[Term | None, ...]]
        forms: tuple[str, ...]
        if isinstance(found, ox.QueryBoolean):
            columns, rows, forms = ["answer"], [(ox.Literal(bool(found)),)], ("json", "xml")
        elif isinstance(found, ox.QueryTriples):
            columns, rows = ["subject", "predicate", "object"], (tuple(triple) for triple in found)
            forms = ("turtle", "nt", "xml", "jsonld")
        else:
            columns = [variable.value for variable in found.variables]
            # The engine gives the columns of SELECT * in no order that a reader would expect.
            seen = first_seen(job.text, columns) if selects_all(job.text) else list(range(len(columns)))
            columns = [columns[place] for place in seen]
            rows = (tuple(solution[place] for place in seen) for solution in found)
            forms = ("csv", "tsv", "json", "xml")
        graphs = [("default-graph-uri", graph) for graph in job.default_graphs]
        graphs += [("named-graph-uri", graph) for graph in job.named_graphs]
        links = [(form, "/sparql?" + urlencode([("query", job.text), *graphs, ("format", form)])) for form in forms]
        return self._page(
            "query.html", query=job.text, **(self._empty | {"table": self._table(columns, rows), "links": links})
        )

    def asked(self, job: Job, question: Question, answer: Answer) -> str:
        """A question with its answer as a table."""
        table = self._table(answer.columns, answer.rows)
        return self._page("question.html", **self._form(question, job), problem=None, table=table)

    def described(self, node: ox.NamedNode, kind: str, triples: list[ox.Triple]) -> str:
        """A node: what is said of it, and the statements in which it stands."""
        own = [(triple.predicate, triple.object) for triple in triples if triple.subject == node]
        beneath = [(triple.predicate, triple.object) for triple in triples if triple.subject != node]
        hidden = (term("rdfs:label"), term("rdf:type"))
        statements, are_more = self._statements(node, kind)
        return self._page(
            "node.html",
            iri=node.value,
            kind=_NAMES[kind],
            label=self._label(node),
            types=[self._cell(value) for predicate, value in own if predicate == term("rdf:type")],
            facts=[(self._cell(predicate), self._cell(value)) for predicate, value in own if predicate not in hidden],
            evidence=self._evidence(beneath) if kind in ("st", "sent") else None,
            statements=statements,
            are_more=are_more,
            listed=LISTED,
            questions=[
                (
                    self._ontology.questions[name],
                    "/ask/" + quote(name, safe="") + "?" + urlencode({parameter: node.value}),
                )
                for name, parameter in _ASKED.get(kind, ())
                if name in self._ontology.questions
            ],
        )

    def _page(self, template: str, **values: Any) -> str:
        return self._templates.get_template(template).render(
            questions_known=list(self._ontology.questions.values()), **values
        )

    @property
    def _empty(self) -> dict[str, Any]:
        return {"problem": None, "table": None, "links": [], "triples": self._triples}

    def _form(self, question: Question, job: Job) -> dict[str, Any]:
        given = dict(job.values)
        fields = [(name, said, given.get(name, "")) for name, said in question.parameters]
        known = {name: given[name] for name, _ in question.parameters if given.get(name)}
        path = f"/ask/{quote(question.name, safe='')}?"
        links = [(form, path + urlencode({**known, "format": form})) for form in ("csv", "tsv", "json", "xml")]
        return {
            "question": question,
            "fields": fields,
            "links": links,
            "editor": "/?" + urlencode({"query": question.sparql}),
        }

    def _table(self, columns: Iterable[str], rows: Iterable[tuple[Term | None, ...]]) -> dict[str, Any]:
        found = list(islice(rows, SHOWN + 1))
        cells = [[self._cell(value) for value in row] for row in found[:SHOWN]]
        return {"columns": list(columns), "rows": cells, "are_more": len(found) > SHOWN}

    def _cell(self, value: Term | None) -> dict[str, str]:
        """What a term shows, and where it leads: a node to its page here, an address of the web there."""
        if isinstance(value, ox.NamedNode):
            return {"text": shorten(value.value, self._store.prefixes), "link": self._link(value), "lang": ""}
        if isinstance(value, ox.Literal):
            return {"text": value.value, "link": "", "lang": value.language or ""}
        return {"text": "" if value is None else str(value), "link": "", "lang": ""}

    def _link(self, node: ox.NamedNode) -> str:
        for kind in _LINKED:
            if (found := identifier(self._base, kind, node.value)) is not None:
                return f"/{kind}/{quote(found, safe='')}"
        try:
            address = urlsplit(node.value)
        except ValueError:
            return ""
        return node.value if address.scheme in ("http", "https") and address.netloc else ""

    def _label(self, node: ox.NamedNode) -> str:
        for predicate in ("rdfs:label", "schema:headline", "gk:sourceFile"):
            for value in self._store.values(node, term(predicate)):
                if isinstance(value, ox.Literal) and value.value.strip():
                    return value.value
        return shorten(node.value, self._store.prefixes)

    def _statements(self, node: ox.NamedNode, kind: str) -> tuple[list[dict[str, Any]], bool]:
        """The statements in which a node stands, the first of them told, and whether there are more."""
        if kind == "art":
            places = self._store.having(term("oa:hasSource"), node)
            found = (each for place in places for each in self._store.having(term("prov:wasDerivedFrom"), place))
        elif kind in ("actor", "topic"):
            roles = ("rdf:subject", "rdf:object", "gk:speaker") if kind == "actor" else ("rdf:object",)
            found = (each for role in roles for each in self._store.having(term(role), node))
        else:
            return [], False
        nodes = list(islice(dict.fromkeys(found), LISTED + 1))
        told = sorted(
            (self._statement(each) for each in nodes[:LISTED]), key=lambda each: (each["date"], each["source"])
        )
        return told[::-1], len(nodes) > LISTED

    def _statement(self, statement: ox.NamedNode) -> dict[str, Any]:
        def one(node: ox.NamedNode | None, predicate: str) -> Any:
            values = self._store.values(node, term(predicate)) if node is not None else []
            return values[0] if values else None

        def named(value: Any) -> dict[str, str]:
            cell = self._cell(value)
            return cell | {"text": self._label(value)} if isinstance(value, ox.NamedNode) else cell

        place = one(statement, "prov:wasDerivedFrom")
        selector, article = one(place, "oa:hasSelector"), one(place, "oa:hasSource")
        relation = one(statement, "rdf:predicate")
        return {
            "link": self._link(statement),
            "actor": named(one(statement, "rdf:subject")),
            "relation": shorten(relation.value, self._store.prefixes) if isinstance(relation, ox.NamedNode) else "",
            "object": named(one(statement, "rdf:object")),
            "speaker": named(one(statement, "gk:speaker")),
            "modality": re.sub(r".*[#/]", "", getattr(one(statement, "gk:modality"), "value", "")),
            "date": getattr(one(statement, "gk:date"), "value", ""),
            "sentence": getattr(one(selector, "oa:exact"), "value", ""),
            "article": named(article),
            "source": getattr(one(article, "gk:sourceFile"), "value", ""),
        }

    @staticmethod
    def _evidence(said: list[tuple[ox.NamedNode, Any]]) -> dict[str, str]:
        found = {predicate: getattr(value, "value", "") for predicate, value in said}
        return {name: found.get(term(f"oa:{name}"), "") for name in ("prefix", "exact", "suffix")}


def json_array(values: list[str]) -> bytes:
    """Texts as JSON."""
    return json.dumps(values, ensure_ascii=False).encode("utf-8", "replace")


def _kept(text: str) -> Markup:
    """A text to be edited: with its white space, without characters that no field can hold."""
    return escape(_CONTROLS.sub("", text))


def _shown(value: Any) -> Any:
    """Texts without the characters that hide or reorder others; markup that the templates make stays."""
    if type(value) is str and not (value.isascii() and value.isprintable()):
        return "\n".join(visible(line) for line in value.split("\n")) if "\n" in value else visible(value)
    return value
