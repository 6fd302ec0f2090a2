"""The command `graphkit`: verbs that parse, call one library function and print.

Exit codes: 0 done, 1 a GraphkitError or a full disk (one line on stderr), 2 wrong arguments, 3 the check found
problems, 130 interrupted, 143 terminated.
"""

import io
import logging
import os
import signal
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from graphkit.cli.printing import count, print_lines, print_table, progress, summary
from graphkit.cli.reports import agreed, evaluated, explanation
from graphkit.errors import GraphkitError, InputError, QueryError

if TYPE_CHECKING:
    from graphkit.store import Answer

FAILED, PROBLEMS, INTERRUPTED, TERMINATED = 1, 3, 130, 143
"""Exit codes; 2 is typer's own."""

_LOG = logging.getLogger("graphkit")


class Terminated(KeyboardInterrupt):
    """SIGTERM: the work is broken off as by Ctrl-C, and what was finished is kept."""


class Verbs(TyperGroup):
    """The verbs, and what becomes of their errors."""

    def invoke(self, ctx: Any) -> Any:
        """Runs a verb. Leaves by typer.Exit with the exit code."""
        with _logging_to_stderr():
            try:
                result = super().invoke(ctx)
                sys.stdout.flush()
            except GraphkitError as error:
                if _LOG.isEnabledFor(logging.INFO):
                    traceback.print_exc()
                typer.echo(f"graphkit: error: {' '.join(str(error).split())}", err=True)
                raise typer.Exit(FAILED) from error
            except KeyboardInterrupt as error:
                terminated = isinstance(error, Terminated)
                typer.echo(f"graphkit: {'terminated' if terminated else 'interrupted'}", err=True)
                raise typer.Exit(TERMINATED if terminated else INTERRUPTED) from error
            except BrokenPipeError as error:
                _close_stdout()  # who read us has seen enough
                raise typer.Exit from error
        return result


def _close_stdout() -> None:
    """Sends what is left to write nowhere; Python would complain about it once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _logging_to_stderr() -> Iterator[None]:
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("graphkit: %(message)s"))
    _LOG.addHandler(handler)
    try:
        yield
    finally:
        _LOG.removeHandler(handler)
        _LOG.setLevel(logging.NOTSET)


app = typer.Typer(
    cls=Verbs,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """The entry point of the command."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A file name or a letter that the terminal's encoding lacks is no reason to stop.
        sys.stdout.reconfigure(errors="backslashreplace")
    signal.signal(signal.SIGTERM, _terminate)
    try:
        try:
            app(prog_name="graphkit")
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        _close_stdout()
    except OSError as error:
        # All else that touches a file raises a GraphkitError: this is stdout.
        _close_stdout()
        typer.echo(f"graphkit: error: stdout: cannot be written ({error.strerror}); write to another place", err=True)
        sys.exit(FAILED)


def _terminate(*_: object) -> None:
    raise Terminated


# -- options ---------------------------------------------------------------------------------------


def _version(wanted: bool) -> None:
    if wanted:
        from graphkit import __version__

        typer.echo(f"graphkit {__version__}")
        raise typer.Exit


def _verbose(wanted: bool) -> None:
    if wanted:
        _LOG.setLevel(logging.INFO)


def _format(value: str) -> "Format":
    try:
        return Format(value)
    except ValueError:
        raise typer.BadParameter(f"no format '{value}'; there are {', '.join(Format)}") from None


class Format(StrEnum):
    """How an answer is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    TURTLE = "turtle"


Verbose = Annotated[
    bool,
    typer.Option("-v", "--verbose", callback=_verbose, help="Log to stderr; show where an error came from."),
]
OntologyDir = Annotated[Path | None, typer.Option("--ontology", metavar="DIR", help="An ontology folder of your own.")]
GraphFile = Annotated[Path, typer.Option("--graph", "-g", metavar="FILE", help="The graph to ask.")]
FormatOption = Annotated[
    Format,
    typer.Option(
        *("--format", "-f"),
        metavar=f"[{'|'.join(Format)}]",
        parser=_format,
        help="turtle for CONSTRUCT and DESCRIBE, csv for SELECT.",
    ),
]
ModelName = Annotated[str | None, typer.Option("--model", metavar="NAME", help="Another installed English pipeline.")]
GRAPH = Path("output/graph.ttl")


@app.callback()
def graphkit(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    verbose: Verbose = False,
) -> None:
    """Who supports, opposes or proposes what, and which sentence says so."""


# -- verbs -----------------------------------------------------------------------------------------


def _examples(*lines: str) -> str:
    return "\n\n".join(("Examples:", *(f"  $ {line}" for line in lines)))


@app.command(
    epilog=_examples(
        "graphkit build seeds",
        "graphkit build seeds/000_2e55a6774b8fa7fd.txt seeds/001_20dd8a90c4f4b131.txt --output week --check",
        "graphkit build seeds --no-cache --verbose",
    )
)
def build(
    # Not as Path: Path("") is the current folder.
    paths: Annotated[list[str], typer.Argument(metavar="PATH", help="Files and folders with articles.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="The folder to write into.")
    ] = GRAPH.parent,
    model: ModelName = None,
    ontology: OntologyDir = None,
    base: Annotated[str | None, typer.Option(metavar="IRI", help="What the graph's own IRIs begin with.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Check the graph against the SHACL shapes.")] = False,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Extract all articles anew and keep nothing.")] = False,
    verbose: Verbose = False,
) -> None:
    """Read articles, .txt and .md, and write their graph as graph.ttl, graph.html and graph.graphml."""
    from graphkit import pipeline
    from graphkit.graph import CACHE, ready

    ready(output)
    with progress() as tell:
        graph = pipeline.build(
            *paths,
            ontology=ontology,
            model=model,
            base=base,
            cache=None if no_cache else output / CACHE,
            progress=tell,
        )
    written = graph.write(output)
    print_lines(summary(graph, written))
    if check:
        _tell_problems(graph.check())


@app.command(
    epilog=_examples(
        "graphkit query 'SELECT ?who ?what { ?who gk:opposes ?what }'",
        "graphkit query 'DESCRIBE actor:keir-starmer' --format turtle",
        "graphkit query ontology/queries/actors.rq --graph output/graph.ttl --format csv > actors.csv",
    )
)
def query(
    sparql: Annotated[str, typer.Argument(metavar="SPARQL|FILE.rq", help="A query, or a file with one.")],
    graph: GraphFile = GRAPH,
    format_: FormatOption = Format.TABLE,
    verbose: Verbose = False,
) -> None:
    """Ask the graph in SPARQL; prefixes (gk:, actor:, topic:, skos: …) need not be written."""
    from graphkit.store import Store

    text, store = _query_text(sparql), Store.open(_built(graph))
    try:
        answer = store.query(text)
    except QueryError as error:
        raise QueryError(f"{sparql}: {error}" if sparql.endswith(".rq") else str(error)) from error
    _print_answer(answer, format_)


@app.command(
    epilog=_examples("graphkit ask", "graphkit ask who-opposes troops", "graphkit ask stances-of UK --format csv")
)
def ask(
    question: Annotated[str | None, typer.Argument(help="The name of a question.")] = None,
    values: Annotated[
        list[str] | None,
        typer.Argument(metavar="[VALUE]...", help="What its parameters stand for, in order."),
    ] = None,
    graph: GraphFile = GRAPH,
    format_: FormatOption = Format.TABLE,
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
    from graphkit.graph import bound
    from graphkit.store import Store

    asked = bound(questions, question, values or ())
    answer = Store.open(_built(graph)).ask(*asked, known)
    _print_answer(answer.readable() if format_ is Format.TABLE and sys.stdout.isatty() else answer, format_)


@app.command(epilog=_examples("graphkit check output/graph.ttl"))
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A graph in Turtle.")],
    ontology: OntologyDir = None,
    verbose: Verbose = False,
) -> None:
    """Check a graph against the SHACL shapes of the ontology; exit code 3 if it breaks them."""
    from graphkit.graph import check_file

    _tell_problems(check_file(file, ontology))


@app.command(
    epilog=_examples(
        'graphkit explain "Germany did not support the proposal."', "graphkit explain seeds/004_6130a6734b00995e.txt"
    )
)
def explain(
    source: Annotated[str, typer.Argument(metavar="SENTENCE|PATH", help="A text, or a file or folder with articles.")],
    model: ModelName = None,
    ontology: OntologyDir = None,
    verbose: Verbose = False,
) -> None:
    """Show for each sentence what it says, by which frame, actor and speaker, or what blocked it."""
    from graphkit import pipeline

    print_lines(explanation(pipeline.explain(source, ontology=ontology, model=model)))


@app.command(
    epilog=_examples(
        "graphkit evaluate tests/gold/seeds.yaml output/graph.ttl",
        "graphkit evaluate tests/gold/seeds.yaml seeds --errors",
    )
)
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Coded statements, in YAML.")],
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[GRAPH.ttl|PATH]...", help="A graph, or articles to read.")
    ] = None,
    aliases: Annotated[Path | None, typer.Option(metavar="FILE", help="Other labels that are right.")] = None,
    coding: Annotated[Path | None, typer.Option(metavar="FILE", help="A second coding, to compare with.")] = None,
    errors: Annotated[bool, typer.Option("--errors", help="List what was missed and what is false.")] = False,
    model: ModelName = None,
    ontology: OntologyDir = None,
    verbose: Verbose = False,
) -> None:
    """Measure a graph against coded statements, or two codings against each other."""
    from graphkit import evaluation, pipeline
    from graphkit.graph import load

    coded = evaluation.read_gold(gold, aliases)
    if coding is not None:
        other = evaluation.read_gold(coding, aliases)
        evaluation.refuse_strangers(coded, (statement.article for statement in other.statements), (gold, coding))
        print_lines(agreed(evaluation.agreement(coded, other)))
        return
    named = paths or [str(_built(GRAPH))]
    is_graph = len(named) == 1 and named[0].endswith(".ttl")
    graph = load(named[0], ontology) if is_graph else pipeline.build(*named, ontology=ontology, model=model)
    evaluation.refuse_strangers(coded, (source.file for source in graph.articles), (gold, " ".join(named)))
    print_lines(evaluated(coded, graph.stances, graph.ontology.relations, errors=errors))


# -- input -----------------------------------------------------------------------------------------


def _built(graph: Path) -> Path:
    if not graph.exists():
        raise InputError(f"{graph}: no graph here; run `graphkit build` first, or name one with --graph")
    return graph


def _query_text(sparql: str) -> str:
    if not sparql.endswith(".rq"):
        return sparql
    try:
        return Path(sparql).read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{sparql}: cannot be read ({error.strerror}); name a file with a query") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{sparql}: not UTF-8 (byte {error.start}); save the query as UTF-8") from error


# -- output ----------------------------------------------------------------------------------------


def _tell_problems(problems: Sequence[str]) -> None:
    if problems:
        print_lines((*problems, f"{count(len(problems), 'problem')} found"))
        raise typer.Exit(PROBLEMS)
    typer.echo("the shapes hold")


def _print_answer(answer: "Answer", format_: Format) -> None:
    if format_ is Format.TABLE:
        print_table(answer.columns, answer.table())
    else:
        sys.stdout.write(getattr(answer, format_.value)())
