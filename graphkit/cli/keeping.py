"""The verbs that keep a graph directory and watch it: remove, diff."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from graphkit.cli.app import app
from graphkit.cli.options import GRAPH, OntologyDir, Verbose, examples
from graphkit.cli.printing import print_lines, print_table, summary
from graphkit.cli.progressing import progress

Folder = Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="The folder of the graph.")]


@app.command(
    epilog=examples("graphkit remove 004_6130a6734b00995e.txt", "graphkit remove art:8e061e964779de58 -o output")
)
def remove(
    articles: Annotated[
        list[str], typer.Argument(metavar="ARTICLE...", help="Files as the graph names them, paths, or ids.")
    ],
    output: Folder = GRAPH.parent,
    verbose: Verbose = False,
) -> None:
    """Take articles, with all that they say, out of the graph of a folder."""
    from graphkit import upkeep

    with progress() as bar:
        done = upkeep.remove(output, *articles, progress=bar.tell)
    print_lines(summary(done))


class Printed(StrEnum):
    """How changes are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


@app.command(
    epilog=examples("graphkit diff output/graph.ttl output", "graphkit diff output output/graph.ttl --format csv")
)
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A graph in Turtle, or its folder.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Another one, or the same one later.")],
    format_: Annotated[Printed, typer.Option("--format", "-f", help="How to print it.")] = Printed.TABLE,
    ontology: OntologyDir = None,
    verbose: Verbose = False,
) -> None:
    """Tell what came, went and changed between two graphs: sides, edges, statements, actors, articles."""
    from graphkit import comparison
    from graphkit.graph import load

    before, after = load(old, ontology), load(new, ontology)
    changes = comparison.compare(before.stances, after.stances, after.ontology.relations)
    if format_ is Printed.TABLE:
        if changes:
            print_table(comparison.COLUMNS, comparison.rows(changes))
        else:
            print_lines(["no difference"])
    else:
        sys.stdout.write({Printed.CSV: comparison.to_csv, Printed.JSON: comparison.to_json}[format_](changes))
