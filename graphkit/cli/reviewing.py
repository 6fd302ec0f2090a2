"""The verbs of a review: review export, review import."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from graphkit.cli.app import PROBLEMS, app
from graphkit.cli.options import GRAPH, OntologyDir, Verbose, examples
from graphkit.cli.printing import count, print_lines

review = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="Have people check what is doubtful, and take what they say into the ledger.",
    epilog=examples("graphkit review export output -o sheet.csv"),
)
app.add_typer(review, name="review")


@review.command(
    "export",
    epilog=examples(
        "graphkit review export output -o sheet.xlsx",
        "graphkit review export output -o sheet.csv --ledger ledger.txt",
    ),
)
def export(
    graph: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a graph, or a graph in Turtle.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The sheet, .csv or .xlsx.")],
    ledger: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What was judged already, and is left out.")
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Ask what was judged already, too.")] = False,
    ontology: OntologyDir = None,
    verbose: Verbose = False,
) -> None:
    """Write statements and open questions of identity as a sheet to fill in, the most doubtful and weighty first."""
    from graphkit.graph import load
    from graphkit.resolution import read_ledger
    from graphkit.review import export_review, open_questions

    found = load(graph, ontology)
    known = read_ledger(ledger, found.ontology.relations) if ledger else None
    done = export_review(found, open_questions(graph), output, known, everything=all_)
    judged = f"; {done.judged:,} were judged already" if done.judged else ""
    print_lines(
        (f"{count(done.statements, 'statement')}, {count(done.questions, 'question')}{judged}", *map(str, done.written))
    )


@review.command(
    "import",
    epilog=examples(
        "graphkit review import sheet.xlsx --ledger ledger.txt --author 'Ann Lee' --date 2025-02-17",
        "graphkit build --ledger ledger.txt",
    ),
)
def import_(
    sheets: Annotated[list[Path], typer.Argument(metavar="SHEET...", help="Sheets that were filled in.")],
    ledger: Annotated[Path, typer.Option(metavar="FILE", help="The ledger to add to; made if there is none.")],
    author: Annotated[str, typer.Option(metavar="NAME", help="Who judged.")],
    date: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="When; without it, none is noted."),
    ] = None,
    graph: Annotated[
        Path, typer.Option("--graph", "-g", metavar="DIR", help="The folder of the graph, or a graph in Turtle.")
    ] = GRAPH.parent,
    ontology: OntologyDir = None,
    verbose: Verbose = False,
) -> None:
    """Add what sheets say to the ledger; rows that cannot be taken are told one by one, with exit code 3."""
    from graphkit.graph import load
    from graphkit.review import import_review

    done = import_review(sheets, load(graph, ontology), ledger, author, date.date() if date else None)
    verbs = Counter(judgement.verb for judgement in done.added)
    for lines, what in ((done.faults, "not taken"), (done.remarks, "taken, but look at it again")):
        print_lines((f"{count(len(lines), 'row')} {what}:", *(f"  {line}" for line in lines)) if lines else ())
    parts = f" ({', '.join(f'{number} {verb}' for verb, number in sorted(verbs.items()))})" if verbs else ""
    print_lines([f"{count(len(done.added), 'judgement')} added to {ledger}{parts}"])
    for number, what in ((done.known, "say what the ledger has"), (done.empty, "not filled in")):
        print_lines([f"{count(number, 'row')} {what}"] if number else ())
    if done.faults:
        raise typer.Exit(PROBLEMS)
