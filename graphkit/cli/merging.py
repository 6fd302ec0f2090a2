"""The verbs about what is one node: why, codebook."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from graphkit.cli import completing
from graphkit.cli.app import app
from graphkit.cli.options import GRAPH, Verbose, examples
from graphkit.cli.printing import count, print_lines, print_table

Folder = Annotated[Path, typer.Option("--graph", "-g", metavar="DIR", help="The folder of the graph.")]


@app.command(epilog=examples('graphkit why "Starmer"', 'graphkit why "US backstop"', "graphkit why --questions"))
def why(
    name: Annotated[
        str | None, typer.Argument(help="An actor or a topic, by any of its names.", autocompletion=completing.names)
    ] = None,
    graph: Folder = GRAPH.parent,
    questions: Annotated[bool, typer.Option("--questions", help="List all open questions of identity.")] = False,
    verbose: Verbose = False,
) -> None:
    """Tell which names a node holds, by which rule, and with what doubt; or what is open."""
    from graphkit import merges

    if questions or name is None:
        rows = [(q.name, " | ".join(q.candidates), q.why, " | ".join(q.articles)) for q in merges.questions(graph)]
        if rows:
            print_table(("name", "may be", "why it is open", "articles"), rows)
        else:
            print_lines(["no question is open"])
        return
    for node in merges.why(graph, name):
        articles = {article for each in node.names for article in each.articles}
        print_lines([f"{node.label} ({node.id}, {node.kind}), {count(len(articles), 'article')}"])
        print_table(
            ("name", "mentions", "rule", "why", "doubt"),
            [(each.name, str(each.count), each.rule, each.reason, f"{each.doubt:g}") for each in node.names],
        )
        print_lines(f"open: '{q.name}' may be {' or '.join(q.candidates)}: {q.why}" for q in node.questions)


@app.command(
    epilog=examples("graphkit codebook -o codebook.ttl", "graphkit codebook --least 2 --graph output/graph.ttl")
)
def codebook(
    graph: Annotated[Path, typer.Option("--graph", "-g", metavar="FILE", help="The graph or its folder.")] = GRAPH,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE.ttl", help="The file to write, if not to stdout.")
    ] = None,
    least: Annotated[int, typer.Option(min=1, metavar="N", help="Leave out topics of fewer statements.")] = 1,
    verbose: Verbose = False,
) -> None:
    """Draft a codebook of a graph's topics in SKOS, to be edited and given to `graphkit build --codebook`."""
    from graphkit.codebook import draft_codebook, write_codebook
    from graphkit.graph import load

    found = load(graph)
    counts = Counter(statement.object for statement in found.statements if not statement.object_is_actor)
    text = draft_codebook(found.topics, counts, least=least)
    if output is None:
        print_lines(text.splitlines())
    else:
        write_codebook(text, output)
        print_lines([str(output)])
