"""The verbs that read a graph: query, ask, check."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphkit.bounded import read_bounded
from graphkit.cli import completing
from graphkit.cli.app import app
from graphkit.cli.options import (
    GRAPH,
    Belief,
    Format,
    FormatOption,
    GraphFile,
    OntologyDir,
    Publishers,
    Verbose,
    built,
    examples,
)
from graphkit.cli.printing import print_table
from graphkit.cli.reports import tell_problems
from graphkit.errors import InputError, QueryError

if TYPE_CHECKING:
    from graphkit.store import Answer, Store


@app.command(
    epilog=examples(
        "graphkit query 'SELECT ?who ?what { ?who gk:opposes ?what }'",
        "graphkit query 'DESCRIBE actor:keir-starmer' --format turtle",
        "graphkit query ontology/queries/actors.rq --graph output/graph.ttl --format csv > actors.csv",
    )
)
def query(
    sparql: Annotated[str, typer.Argument(metavar="SPARQL|FILE.rq", help="A query, or a file with one.")],
    graph: GraphFile = GRAPH,
    format_: FormatOption = Format.TABLE,
    belief: Belief = 0.0,
    publishers: Publishers = 0,
    verbose: Verbose = False,
) -> None:
    """Ask the graph in SPARQL; prefixes (gk:, actor:, topic:, skos: …) need not be written."""
    text, store = _query_text(sparql), _opened(graph, belief, publishers)
    try:
        answer = store.query(text)
    except QueryError as error:
        raise QueryError(f"{sparql}: {error}" if sparql.endswith(".rq") else str(error)) from error
    _print_answer(answer, format_)


@app.command(
    epilog=examples(
        "graphkit ask",
        "graphkit ask who-opposes troops",
        "graphkit ask stances-of UK --format csv",
        "graphkit ask disputed --belief 0.8",
    )
)
def ask(
    question: Annotated[
        str | None, typer.Argument(help="The name of a question.", autocompletion=completing.questions)
    ] = None,
    values: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[VALUE]...", help="What its parameters stand for, in order.", autocompletion=completing.values
        ),
    ] = None,
    graph: GraphFile = GRAPH,
    format_: FormatOption = Format.TABLE,
    belief: Belief = 0.0,
    publishers: Publishers = 0,
    ontology: OntologyDir = None,
    verbose: Verbose = False,
) -> None:
    """Ask the graph a named question; without one, list them."""
    from graphkit.ontology import load_ontology

    known = load_ontology(ontology)
    questions = known.questions
    if question is None:
        rows = [(each.name, each.title, each.example) for each in questions.values()]
        print_table(("question", "title", "example"), rows)
        return
    from graphkit.ontology.questions import bound

    asked = bound(questions, question, values or ())
    store = _opened(graph, belief, publishers)
    try:
        answer = store.ask(*asked, known)
    except QueryError as error:
        if belief or publishers:
            # A name that the whole graph knows is not misspelt.
            _opened(graph, 0, 0).ask(*asked, known)
            raise QueryError(
                "nothing of what is named is left under --belief and --publishers; ask for less of these"
            ) from error
        raise
    _print_answer(answer.readable() if format_ is Format.TABLE and sys.stdout.isatty() else answer, format_)


@app.command(epilog=examples("graphkit check output/graph.ttl"))
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A graph in Turtle.")],
    ontology: OntologyDir = None,
    verbose: Verbose = False,
) -> None:
    """Check a graph against the SHACL shapes of the ontology; exit code 3 if it breaks them."""
    from graphkit.graph import check_file

    tell_problems(check_file(file, ontology))


def _opened(graph: Path, belief: float, publishers: int) -> "Store":
    """The store of a graph, or of what of it is believed."""
    from graphkit.store import Store

    if not (belief or publishers):
        return Store.open(built(graph))
    from graphkit.graph import load

    found = load(built(graph)).believed(belief, publishers)
    return Store.of(found.stances, found.base)


def _query_text(sparql: str) -> str:
    if not sparql.endswith(".rq"):
        return sparql
    try:
        return read_bounded(Path(sparql)).decode("utf-8")
    except OSError as error:
        raise InputError(f"{sparql}: cannot be read ({error.strerror}); name a file with a query") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{sparql}: not UTF-8 (byte {error.start}); save the query as UTF-8") from error


def _print_answer(answer: "Answer", format_: Format) -> None:
    if format_ is Format.TABLE:
        print_table(answer.columns, answer.table())
    else:
        sys.stdout.write(getattr(answer, format_.value)())
