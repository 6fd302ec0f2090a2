"""The verb that opens the page: view."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from graphkit.cli import completing
from graphkit.cli.app import app
from graphkit.cli.options import GRAPH, Belief, OntologyDir, Publishers, Verbose, examples
from graphkit.cli.printing import print_lines


@app.command(
    epilog=examples(
        "graphkit view",
        'graphkit view output --focus "Keir Starmer" --depth 2',
        "graphkit view output --topic guarantees --output guarantees.html --no-open",
    )
)
def view(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder that `graphkit build` wrote.")
    ] = GRAPH.parent,
    focus: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Only what is around this actor or topic.", autocompletion=completing.names),
    ] = None,
    depth: Annotated[int, typer.Option(min=1, max=9, metavar="N", help="How many edges away from it.")] = 1,
    topic: Annotated[str | None, typer.Option(metavar="NAME", help="Only the stances on this topic.")] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="Only statements from this day on.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="Only statements up to this day.")
    ] = None,
    min_sources: Annotated[
        int, typer.Option(min=1, metavar="N", help="Only what so many independent sources say.")
    ] = 1,
    belief: Belief = 0.0,
    publishers: Publishers = 0,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE.html", help="Where to write the part.")
    ] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Only say where the page is.")] = False,
    ontology: OntologyDir = None,
    verbose: Verbose = False,
) -> None:
    """Open the page of a graph in the browser, whole or a part of it."""
    from graphkit.graph import page_of

    page = page_of(
        folder,
        output,
        ontology,
        focus=focus,
        depth=depth,
        topic=topic,
        since=since.date() if since else None,
        until=until.date() if until else None,
        min_sources=min_sources,
        belief=belief,
        publishers=publishers,
    )
    print_lines([str(page)])
    if not no_open:
        import webbrowser

        if not webbrowser.open(page.absolute().as_uri()):
            typer.echo("graphkit: no browser was found here; open the page yourself", err=True)
