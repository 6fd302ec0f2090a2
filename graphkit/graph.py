"""The graph as a program holds it: the stances, the ontology that they were read under, and every way out."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphkit.errors import GraphError, InputError, OutputError, QueryError
from graphkit.ontology import Ontology, load_ontology
from graphkit.rdf import BASE, check, from_rdf, read_turtle, write_turtle

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import networkx as nx

    from graphkit.model import Actor, Edge, Source, StanceGraph, Statement, Topic
    from graphkit.ontology import Question
    from graphkit.reading import Skipped
    from graphkit.store import Answer, Store

OUTPUTS = {"graph.ttl": "to_turtle", "graph.html": "to_html", "graph.graphml": "to_graphml"}
"""The files that `Graph.write` makes, and the method that makes each."""

CACHE = Path(".graphkit") / "claims.sqlite"
"""Where in the folder of the outputs the claims are kept for the next build."""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the files that were to be read.

    `articles` were read, for `cached` of them the claims were known already; `skipped` are the files that
    gave no article, `without_claims` those whose article holds no claim.
    """

    articles: int = 0
    cached: int = 0
    skipped: tuple[Skipped, ...] = ()
    without_claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Graph:
    """Who supports, opposes or proposes what, and how to write, draw and ask it.

    Two are equal if they say the same, under the same ontology folder and base IRI.
    """

    stances: StanceGraph
    ontology: Ontology = field(repr=False)
    base: str = BASE
    report: Report = field(default_factory=Report, compare=False, repr=False)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Each occurrence of a stance, sorted by id."""
        return self.stances.statements

    @property
    def actors(self) -> tuple[Actor, ...]:
        """Everybody who takes a stance, speaks or is the object of a stance, sorted by id."""
        return self.stances.actors

    @property
    def topics(self) -> tuple[Topic, ...]:
        """All else that stances are about, sorted by id."""
        return self.stances.topics

    @property
    def articles(self) -> tuple[Source, ...]:
        """Where the articles come from, sorted by id."""
        return self.stances.articles

    def edges(self) -> tuple[Edge, ...]:
        """The edges that stand, each with the statements that say so."""
        return self.stances.edges()

    def query(self, sparql: str) -> Answer:
        """The answer to a SPARQL query, whose prefixes need not be written. Raises QueryError."""
        return self._store.query(sparql)

    def ask(self, question: str, *values: str) -> Answer:
        """The answer to a named question of the ontology about these values, in order. Raises QueryError."""
        return self._store.ask(*bound(self.ontology.questions, question, values), self.ontology)

    def check(self) -> list[str]:
        """What breaks the shapes of the ontology, a line each; nothing if the graph is sound."""
        return check(self.stances, self.ontology, self.base)

    def to_turtle(self, path: Path | str) -> None:
        """Writes the graph as Turtle. Raises OutputError."""
        write_turtle(self.stances, path, self.base)

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The graph of NetworkX, its nodes and edges typed, labelled and with their evidence."""
        from graphkit.network import to_networkx

        return to_networkx(self.stances, self.ontology)

    def to_graphml(self, path: Path | str) -> None:
        """Writes the graph as GraphML, for Gephi and yEd. Raises OutputError."""
        from graphkit.network import write_graphml

        write_graphml(self.to_networkx(), Path(path))

    def to_html(self, path: Path | str, title: str = "") -> None:
        """Writes the graph as one page that opens offline. Raises OutputError."""
        from graphkit.views.html import TITLE, to_html

        to_html(self.stances, self.ontology, Path(path), title or TITLE, self.base)

    def _repr_html_(self) -> str:
        """The page, as a notebook shows it."""
        from graphkit.views.html import page
        from graphkit.views.inline import framed

        return framed(page(self.stances, self.ontology, base=self.base))

    def write(self, folder: Path | str) -> list[Path]:
        """Writes every form in OUTPUTS into a folder and says where. Raises OutputError."""
        ready(folder)
        _make(Path(folder))
        written = []
        for name, method in OUTPUTS.items():
            written.append(Path(folder) / name)
            getattr(self, method)(written[-1])
        return written

    @cached_property
    def _store(self) -> Store:
        from graphkit.store import Store

        return Store.of(self.stances, self.base)


def load(path: Path | str, ontology: Path | str | None = None) -> Graph:
    """The graph of a Turtle file that graphkit wrote.

    Raises InputError where the file is missing or not Turtle, GraphError where it breaks the contract.
    """
    from graphkit.store import Store

    base = Store.open(path).prefixes["st"].removesuffix("st/")
    return Graph(read_turtle(path, base), load_ontology(ontology), base)


def page_of(folder: Path | str, path: Path | None = None, ontology: Path | str | None = None, **part: Any) -> Path:
    """The page of the graph in a folder that `Graph.write` made, or, written anew, that of a part of it.

    `part` is what `graphkit.views.part.Part` takes; without it the page is the one in the folder, unless it is
    missing or `path` says where to write another. The page of a part is graph-part.html in the folder, or `path`.
    Raises InputError where there is no graph or the part is empty, OutputError where the page cannot be written.
    """
    from graphkit.views.part import Part

    folder, wanted = Path(folder), Part(**part)
    if folder.is_file() and folder.suffix == ".html":
        folder = folder.parent
    turtle = folder if folder.is_file() else folder / "graph.ttl"
    if not turtle.is_file():
        raise InputError(f"{folder}: no graph.ttl here; run `graphkit build` first, or name the folder that it wrote")
    is_whole = not (wanted.focus or wanted.topic or wanted.since or wanted.min_sources > 1)
    target = path or turtle.parent / ("graph.html" if is_whole else "graph-part.html")
    if not (is_whole and path is None and target.is_file()):
        graph = load(turtle, ontology)
        title = "" if is_whole else f"Who supports, opposes or proposes what: {wanted}"
        (graph if is_whole else replace(graph, stances=wanted.of(graph.stances))).to_html(target, title)
    return target


def check_file(path: Path | str, ontology: Path | str | None = None) -> list[str]:
    """What breaks the shapes of the ontology, or the contract, in a Turtle file; nothing if it is sound.

    Raises InputError where the file is missing, not Turtle or without anything in it.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); name a graph in Turtle") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 (byte {error.start}); name a graph in Turtle") from error
    try:
        if not from_rdf(text, name=str(path)).articles:
            raise InputError(f"{path}: there is nothing in it; name a graph that graphkit build has written")
    except GraphError as error:
        return [str(error), *check(text, load_ontology(ontology))]
    return check(text, load_ontology(ontology))


def bound(questions: Mapping[str, Question], name: str, values: Sequence[str]) -> tuple[Question, dict[str, str]]:
    """A named question and its parameters, bound in order to the values. Raises QueryError."""
    if name not in questions:
        raise QueryError(f"no question '{name}'; there are {', '.join(questions) or 'none in this ontology'}")
    parameters = [parameter for parameter, _ in questions[name].parameters]
    if len(values) > len(parameters):
        wanted = f"no more than {', '.join(parameters)}" if parameters else "no values"
        raise QueryError(f"'{name}' takes {wanted}; leave out '{values[len(parameters)]}'")
    return questions[name], dict(zip(parameters, values, strict=False))


def ready(folder: Path | str) -> None:
    """Raises OutputError where `Graph.write` could not write into this folder; makes nothing."""
    folder = Path(folder)
    try:
        standing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
        # Permissions say too little: the disk may be full, or mounted to be read.
        probe = standing / f".{secrets.token_hex(8)}.tmp"
        probe.write_bytes(bytes(512))
        probe.unlink()
    except (OSError, ValueError) as error:
        raise OutputError(f"{folder}: cannot be written ({_why(error)}); name another folder") from error
    for name in OUTPUTS:
        if (folder / name).is_dir():
            raise OutputError(f"{folder / name}: a folder stands where a file is to be written; move it away")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be made ({_why(error)}); name another folder") from error


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
