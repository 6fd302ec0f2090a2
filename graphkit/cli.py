"""The command `graphkit`: verbs that parse, call one library function and print.

Exit codes: 0 done, 1 a GraphkitError (one line on stderr), 2 wrong arguments, 3 the check found problems,
130 interrupted.
"""

import io
import logging
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from graphkit.errors import GraphkitError, InputError

if TYPE_CHECKING:
    from graphkit.graph import Graph
    from graphkit.reading import Skipped
    from graphkit.store import Answer

FAILED, PROBLEMS, INTERRUPTED = 1, 3, 130
"""Exit codes; 2 is typer's own."""

LISTED = 10
"""Of more files than these that were skipped for one reason, the first ones are named."""

_LOG = logging.getLogger("graphkit")


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
                typer.echo("graphkit: interrupted", err=True)
                raise typer.Exit(INTERRUPTED) from error
            except BrokenPipeError as error:
                # Who read us has seen enough; Python would complain about it once more at its end.
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
                raise typer.Exit from error
        return result


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
    app(prog_name="graphkit")


# -- options ---------------------------------------------------------------------------------------


def _version(wanted: bool) -> None:
    if wanted:
        from graphkit import __version__

        typer.echo(f"graphkit {__version__}")
        raise typer.Exit


def _verbose(wanted: bool) -> None:
    if wanted:
        _LOG.setLevel(logging.INFO)


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
    Format, typer.Option("--format", "-f", help="turtle for CONSTRUCT and DESCRIBE, csv for SELECT.")
]
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
        "graphkit build monday/ tuesday.txt --output week --check",
        "graphkit build seeds --model en_core_web_trf --no-cache",
    )
)
def build(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="Files and folders with articles.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="The folder to write into.")
    ] = GRAPH.parent,
    model: Annotated[str | None, typer.Option(metavar="NAME", help="Another installed English spaCy pipeline.")] = None,
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
    with _progress() as progress:
        graph = pipeline.build(
            *paths,
            ontology=ontology,
            model=model,
            base=base,
            cache=None if no_cache else output / CACHE,
            progress=progress,
        )
    written = graph.write(output)
    _print_lines(_summary(graph, written))
    if check:
        _tell_problems(graph.check())


@app.command(
    epilog=_examples(
        "graphkit query 'SELECT ?who ?what { ?who gk:opposes ?what }'",
        "graphkit query 'DESCRIBE actor:keir-starmer' --format turtle",
        "graphkit query question.rq --graph week/graph.ttl --format csv > answer.csv",
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

    _print_answer(Store.open(_built(graph)).query(_query_text(sparql)), format_)


@app.command(
    epilog=_examples("graphkit ask", 'graphkit ask who-opposes "troops"', "graphkit ask who-opposes --format csv")
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

    questions = load_ontology(ontology).questions
    if question is None:
        rows = [(known.name, known.title, known.example) for known in questions.values()]
        _print_table(("question", "title", "example"), rows)
        return
    from graphkit.graph import bound
    from graphkit.store import Store

    asked = bound(questions, question, values or ())
    _print_answer(Store.open(_built(graph)).ask(*asked), format_)


@app.command(epilog=_examples("graphkit check output/graph.ttl"))
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A graph in Turtle.")],
    ontology: OntologyDir = None,
    verbose: Verbose = False,
) -> None:
    """Check a graph against the SHACL shapes of the ontology; exit code 3 if it breaks them."""
    from graphkit.graph import check_file

    _tell_problems(check_file(file, ontology))


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


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """What to call with the files done and all files: it draws a bar, on a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _summary(graph: "Graph", written: Iterable[Path]) -> Iterator[str]:
    report = graph.report
    known = f", {report.cached} of them known from the cache" if report.cached else ""
    yield f"{_count(report.articles, 'article')} read{known}"
    yield from _skipped(report.skipped)
    if report.without_claims:
        yield f"{_count(len(report.without_claims), 'article')} without a statement:"
        yield from (f"  {file}" for file in report.without_claims)
    yield ", ".join(
        _count(len(parts), noun)
        for parts, noun in (
            (graph.statements, "statement"),
            (graph.actors, "actor"),
            (graph.topics, "topic"),
        )
    )
    yield from map(str, written)


def _skipped(skipped: Sequence["Skipped"]) -> Iterator[str]:
    """The files that gave no article: each by name, unless many share a reason."""
    if skipped:
        yield f"{_count(len(skipped), 'file')} skipped:"
    by_reason: dict[str, list[Path]] = {}
    for skip in skipped:
        by_reason.setdefault(skip.reason, []).append(skip.path)
    for reason, paths in by_reason.items():
        named = paths if len(paths) <= LISTED else paths[: LISTED - 1]
        yield from (f"  {path}: {reason}" for path in named)
        if len(paths) > len(named):
            yield f"  {len(paths) - len(named)} more: {reason}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _tell_problems(problems: Sequence[str]) -> None:
    if problems:
        _print_lines((*problems, f"{_count(len(problems), 'problem')} found"))
        raise typer.Exit(PROBLEMS)
    typer.echo("the shapes hold")


def _print_answer(answer: "Answer", format_: Format) -> None:
    if format_ is Format.TABLE:
        _print_table(answer.columns, answer.table())
    else:
        sys.stdout.write(getattr(answer, format_.value)())


def _print_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A drawn table on a terminal; in a pipe a line a row, cells apart by tabs."""
    if not sys.stdout.isatty():
        _print_lines("\t".join(" ".join(cell.split()) for cell in row) for row in (columns, *rows))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))  # Text: what stands in brackets is no markup
    Console().print(table)


def _print_lines(lines: Iterable[str]) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
