"""The graph as a program holds it: the stances, the ontology that they were read under, and every way out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

from graphkit.accounts import Account
from graphkit.belief import believed
from graphkit.errors import GraphError, InputError, OutputError
from graphkit.merges import MERGES, QUESTIONS, merges_csv, questions_csv
from graphkit.ontology import Ontology, load_ontology
from graphkit.ontology.questions import bound
from graphkit.rdf import BASE, check, from_rdf, read_turtle, turtle, write_turtle
from graphkit.rdf.files import FORMATS, read_triples
from graphkit.rdf.reading import content, parsed
from graphkit.rdf.writing import order
from graphkit.writing import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx

    from graphkit.bridges import Exported
    from graphkit.model import Actor, Edge, Source, StanceGraph, Statement, Topic
    from graphkit.network import Analysis, Discourse
    from graphkit.reading import Noted, Skipped
    from graphkit.store import Answer, Store

TURTLE = "graph.ttl"
"""The file that holds all of a graph."""

OUTPUTS = {
    TURTLE: "to_turtle",
    "graph.html": "to_html",
    "graph.graphml": "to_graphml",
    MERGES: "to_merges",
    QUESTIONS: "to_questions",
}
"""The files that `Graph.write` makes, and the method that makes each."""

CACHE = Path(".graphkit") / "claims.sqlite"
"""Where in the folder of the outputs the claims are kept for the next build."""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the files that were to be read.

    `articles` make up the graph, for `cached` of them the claims were known already; `skipped` are the files that
    gave no article and the records of files that gave none, `noted` what was done to a text to read it,
    `without_claims` the files whose article holds no claim, `account` what the extractor says of its work.
    """

    articles: int = 0
    cached: int = 0
    skipped: tuple[Skipped, ...] = ()
    noted: tuple[Noted, ...] = ()
    without_claims: tuple[str, ...] = ()
    account: tuple[str, ...] = ()


@dataclass(frozen=True)
class Graph:
    """Who supports, opposes or proposes what, and how to write, draw and ask it.

    Two are equal if they say the same, under the same ontology folder and base IRI.
    """

    stances: StanceGraph
    ontology: Ontology = field(repr=False)
    base: str = BASE
    report: Report = field(default_factory=Report, compare=False, repr=False)
    account: Account = field(default_factory=Account, compare=False, repr=False)

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

    def believed(self, least: float = 0, publishers: int = 0) -> Graph:
        """The same graph with those edges only whose belief is `least` or more, and that so many independent publishers
        have, or more (see `graphkit.belief`)."""
        return replace(self, stances=believed(self.stances, least, publishers))

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

    def to_merges(self, path: Path | str) -> None:
        """Writes, as CSV, why each name is in its node. Raises OutputError."""
        write_whole(Path(path), merges_csv(self.account, self.stances).encode("utf-8"))

    def to_questions(self, path: Path | str) -> None:
        """Writes the open questions of identity as CSV. Raises OutputError."""
        write_whole(Path(path), questions_csv(self.account, self.stances).encode("utf-8"))

    def export(self, path: Path | str) -> None:
        """Writes the graph in the form that the suffix asks for; `graphkit.export.EXPORTERS` has them all.

        Raises InputError for an unknown suffix, OutputError where the file cannot be written.
        """
        from graphkit.export import export

        export(self.stances, self.ontology, Path(path), self.base)

    def analyse(self, **options: Any) -> Analysis:
        """What there is to measure of the debate; the options are those of `graphkit.network.analyse`."""
        from graphkit.network import analyse

        return analyse(self.stances, self.ontology, **options)

    def discourse(self, **options: Any) -> Discourse:
        """Who agreed with what; the options are those of `graphkit.network.discourse`."""
        from graphkit.network import discourse

        return discourse(self.stances, self.ontology, **options)

    def statements_frame(self, library: str = "pandas") -> Any:
        """The statements as a data frame of pandas or polars, a row each. Raises InputError."""
        from graphkit.bridges import statements_frame

        return statements_frame(self.stances, self.ontology, library)

    def to_dna(self, path: Path | str, texts: Mapping[str, str] | None = None) -> Exported:
        """Writes the graph as a database of the Discourse Network Analyzer (see `write_dna`). Raises OutputError."""
        from graphkit.bridges import write_dna

        return write_dna(self.stances, self.ontology, path, texts)

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
    """The graph of a Turtle file that graphkit wrote, or of the folder that it wrote into.

    Raises InputError where the file is missing or not Turtle, GraphError where it breaks the contract.
    """
    from graphkit.store import Store

    path = in_folder(path)
    base = Store.open(path).prefixes["st"].removesuffix("st/")
    return Graph(read_turtle(path, base), load_ontology(ontology), base)


def in_folder(path: Path | str) -> Path:
    """The graph of a folder that graphkit wrote into; another path as it is. Raises InputError where it is missing."""
    found = Path(path) / TURTLE if Path(path).is_dir() else Path(path)
    if not found.exists():
        raise InputError(f"{found}: no graph here; run `graphkit build` first, or name another")
    return found


def load_dna(path: Path | str, ontology: Path | str | None = None, **options: Any) -> tuple[Graph, dict[str, int]]:
    """The graph of a database of the Discourse Network Analyzer, and how many statements were skipped for what.

    The options are those of `read_dna`. Raises InputError.
    """
    from graphkit.bridges import read_dna

    known = load_ontology(ontology)
    found = read_dna(path, known, **options)
    return Graph(found.graph, known), found.skipped


def page_of(
    folder: Path | str,
    path: Path | None = None,
    ontology: Path | str | None = None,
    *,
    belief: float = 0.0,
    publishers: int = 0,
    **part: Any,
) -> Path:
    """The page of the graph in a folder that `Graph.write` made, or, written anew, that of a part of it.

    `part` is what `graphkit.views.part.Part` takes, `belief` and `publishers` what
    `believed` takes; without them the page is the one in the folder, unless it is
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
    is_whole = not (wanted.focus or wanted.topic or wanted.since or wanted.until or wanted.min_sources > 1)
    is_whole = is_whole and not (belief or publishers)
    target = path or turtle.parent / ("graph.html" if is_whole else "graph-part.html")
    if not (is_whole and path is None and target.is_file()):
        graph = load(turtle, ontology)
        if belief or publishers:
            graph = graph.believed(belief, publishers)
        title = "" if is_whole else f"Who supports, opposes or proposes what: {wanted}"
        (graph if is_whole else replace(graph, stances=wanted.of(graph.stances))).to_html(target, title)
    return target


def check_file(path: Path | str, ontology: Path | str | None = None) -> list[str]:
    """What breaks the shapes of the ontology, or what a graph is read back by, in an RDF file; nothing if it is sound.

    Takes what `read_sound` takes. Raises InputError where the file is missing, not RDF or without an article in it.
    """
    known = load_ontology(ontology)
    triples = read_triples(path) if Path(path).suffix.lower() in FORMATS else parsed(content(Path(path)), str(path))
    text = turtle(sorted(set(triples), key=order), {})
    problems = check(text, known)
    try:
        if not from_rdf(text, name=str(path)).articles:
            raise InputError(f"{path}: there is no article in it; name a graph that graphkit build has written")
    except GraphError as error:
        # The shapes tell more of it, in words that name the node.
        return problems or [str(error)]
    return problems


def read_sound(path: Path | str, ontology: Path | str | None = None) -> Graph:
    """The graph of an RDF file of any serialisation, if it keeps the contract and the shapes of the ontology.

    Raises InputError where the file is missing, not RDF or without anything in it, GraphError where it breaks them.
    """
    known = load_ontology(ontology)
    text = turtle(sorted(set(read_triples(path)), key=order), {})
    problems = check(text, known)
    if problems:
        more = f" (and {len(problems) - 1} more: `graphkit check` lists them)" if problems[1:] else ""
        raise GraphError(f"{path}: {problems[0]}{more}")
    stances = from_rdf(text, name=str(path))
    if not stances.articles:
        raise InputError(f"{path}: there is no article in it; name a graph of stances in RDF")
    return Graph(stances, known)


def ready(folder: Path | str) -> None:
    """Raises OutputError where `Graph.write` could not write into this folder; makes nothing."""
    folder = Path(folder)
    try:
        standing = next(path for path in (folder, *folder.absolute().parents) if path.exists())
        # Permissions say too little: the disk may be full, or mounted to be read.
        # A file without a name leaves nothing behind, whenever we are killed.
        with TemporaryFile(dir=standing, buffering=0) as probe:
            probe.write(bytes(512))
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
