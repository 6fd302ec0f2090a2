"""The verbs that give a graph away and take one in: export, import."""

from pathlib import Path
from typing import Annotated

import typer

from graphkit.cli.app import app
from graphkit.cli.options import GRAPH, Belief, OntologyDir, Publishers, Verbose, examples
from graphkit.cli.printing import count, print_lines, print_table, summary
from graphkit.cli.progressing import progress


@app.command(
    epilog=examples(
        "graphkit export",
        "graphkit export output stances.xlsx",
        "graphkit export output edges.csv --belief 0.9",
        "graphkit export output/graph.ttl graph.gexf",
    )
)
def export(
    graph: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="A folder with a graph, or a Turtle file.")
    ] = None,
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="What to write; the suffix says how.")] = None,
    belief: Belief = 0.0,
    publishers: Publishers = 0,
    ontology: OntologyDir = None,
    verbose: Verbose = False,
) -> None:
    """Write a graph in another form, picked by the suffix of the file; without arguments, list the forms."""
    from graphkit.export import describe, suffix_of
    from graphkit.graph import load

    if graph is None:
        print_table(("suffix", "form"), describe())
        return
    if file is None:
        raise typer.BadParameter("name the file to write, such as stances.xlsx", param_hint="FILE")
    suffix_of(file)  # before the long work
    found = load(graph, ontology)
    if belief or publishers:
        found = found.believed(belief, publishers)
    found.export(file)
    print_lines([f"{count(len(found.statements), 'statement')}, {count(len(found.edges()), 'edge')}", str(file)])


@app.command("import", epilog=examples("graphkit import output/graph.ttl -o everything"))
def import_(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="RDF: .ttl, .nt, .nq, .trig, .jsonld, .rdf, .n3.")
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="The folder of the graph.")
    ] = GRAPH.parent,
    verbose: Verbose = False,
) -> None:
    """Take statements made elsewhere into the graph of a folder, if they keep the shapes."""
    from graphkit import upkeep

    with progress() as bar:
        done = upkeep.take_in(output, *files, progress=bar.tell)
    print_lines(summary(done))
