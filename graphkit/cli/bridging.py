"""The verbs that carry graphs to and from the Discourse Network Analyzer: export-dna, import-dna."""

from pathlib import Path
from typing import Annotated

import typer

from graphkit.cli.analysing import scale_of
from graphkit.cli.app import app
from graphkit.cli.options import GRAPH, GraphFile, OntologyDir, Verbose, built, examples
from graphkit.cli.printing import count, print_lines
from graphkit.errors import InputError

CODED = Path("coded")
"""Where the graph of a coded database goes: not where a build writes."""


@app.command(
    "export-dna",
    epilog=examples(
        "graphkit export-dna debate.dna",
        "graphkit export-dna debate.dna --graph output/graph.ttl --texts seeds",
        "graphkit export-dna debate.dna --tables for-r",
    ),
)
def export_dna(
    out: Annotated[Path, typer.Argument(metavar="OUT.dna", help="The database to write.")],
    graph: GraphFile = GRAPH,
    texts: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH", help="Files and folders with the articles; else documents hold evidence only."),
    ] = None,
    tables: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write event list and matrices for R into this folder, too.")
    ] = None,
    ontology: OntologyDir = None,
    verbose: Verbose = False,
) -> None:
    """Write a graph for the Discourse Network Analyzer and rDNA; the coder is Admin, the password graphkit."""
    from graphkit.bridges import write_rdna
    from graphkit.graph import load
    from graphkit.reading import read

    if out.resolve() == graph.resolve():
        raise InputError(f"{out}: this is the graph itself; name another file to write")
    loaded = load(built(graph), ontology)
    known = {each.source.id: each.text for each in read(texts, loaded.ontology.boilerplate)} if texts else {}
    done = loaded.to_dna(out, known)
    print_lines([f"{count(done.documents, 'document')}, {count(done.statements, 'statement')}"])
    for files, what in (
        (done.without_text, "with its evidence sentences only, for want of its text; give it with --texts"),
        (done.undated, "without a date, which DNA demands: 1970-01-01"),
    ):
        if files:
            print_lines([f"{count(len(files), 'document')} {what}"])
    for names, what in (
        (done.shortened, "shortened to the 190 characters that DNA allows"),
        (done.left_out, "left out, for which an attribute of DNA has no room"),
    ):
        if names:
            print_lines([f"{count(len(names), 'name')} {what}:", *(f"  {' '.join(name.split())}" for name in names)])
    print_lines([str(out)])
    if tables is not None:
        print_lines(map(str, write_rdna(loaded.stances, loaded.discourse(), loaded.ontology, tables)))


@app.command(
    "import-dna",
    epilog=examples(
        "graphkit import-dna sample.dna",
        "graphkit import-dna sample.dna --actor person --output people",
        "graphkit import-dna sample.dna --type 'DNA Statement' --concept concept --qualifier agreement",
    ),
)
def import_dna(
    file: Annotated[Path, typer.Argument(metavar="FILE.dna", help="A database of DNA 3, in SQLite.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="The folder to write into; no graph may stand there.")
    ] = CODED,
    statement_type: Annotated[
        str | None, typer.Option("--type", metavar="LABEL", help="The statement type, if more than one fits.")
    ] = None,
    actor: Annotated[
        list[str] | None,
        typer.Option(metavar="VARIABLE", help="Who takes the stance; more than one: the first that is filled."),
    ] = None,
    concept: Annotated[str, typer.Option(metavar="VARIABLE", help="What it is taken on.")] = "concept",
    qualifier: Annotated[str, typer.Option(metavar="VARIABLE", help="Whether they agree.")] = "agreement",
    scale: Annotated[
        str | None,
        typer.Option(metavar="LOW,HIGH", help="The ends of an integer qualifier's scale: '1,5'; else its sign counts."),
    ] = None,
    ontology: OntologyDir = None,
    verbose: Verbose = False,
) -> None:
    """Read a database of the Discourse Network Analyzer and write its graph as a build does."""
    from graphkit.graph import OUTPUTS, load_dna, ready

    # What stands there may be a built graph, and the next build of it would not know of the statements.
    if standing := [name for name in (".graphkit", *OUTPUTS) if (output / name).exists()]:
        raise InputError(
            f"{output / standing[0]}: is here already and would be lost; name another folder with -o, or move it away"
        )
    ready(output)
    graph, skipped = load_dna(
        file,
        ontology,
        statement_type=statement_type,
        actors=actor or (),
        concept=concept,
        qualifier=qualifier,
        scale=scale_of(scale),
    )
    written = graph.write(output)
    parts = ((graph.articles, "document"), (graph.statements, "statement"), (graph.actors, "actor"))
    print_lines([", ".join(count(len(each), noun) for each, noun in (*parts, (graph.topics, "topic")))])
    print_lines(f"{count(number, 'statement')} skipped: {reason}" for reason, number in skipped.items())
    print_lines(map(str, written))
