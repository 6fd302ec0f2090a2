"""The options that several verbs share, and how the examples under a verb's help are set."""

import logging
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphkit.errors import InputError

if TYPE_CHECKING:
    from graphkit.cluster import Cluster

GRAPH = Path("output/graph.ttl")
"""The graph that verbs read where none is named."""


def _verbose(wanted: bool) -> None:
    if wanted:
        logging.getLogger("graphkit").setLevel(logging.INFO)


def _format(value: str) -> "Format":
    try:
        return Format(value)
    except ValueError:
        raise typer.BadParameter(f"no format '{value}'; there are {', '.join(Format)}") from None


class Format(StrEnum):
    """How an answer is printed."""

    TABLE = "table"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    XML = "xml"
    TURTLE = "turtle"
    MARKDOWN = "markdown"


class Engine(StrEnum):
    """What reads articles."""

    PROCESSES = "processes"
    SPARK = "spark"


Verbose = Annotated[
    bool,
    typer.Option("-v", "--verbose", callback=_verbose, help="Log to stderr; show where an error came from."),
]
OntologyDir = Annotated[Path | None, typer.Option("--ontology", metavar="DIR", help="An ontology folder of your own.")]
GraphFile = Annotated[Path, typer.Option("--graph", "-g", metavar="FILE|DIR", help="The graph to ask.")]
FormatOption = Annotated[
    Format,
    typer.Option(
        *("--format", "-f"),
        metavar=f"[{'|'.join(Format)}]",
        parser=_format,
        autocompletion=lambda incomplete: [each for each in Format if each.startswith(incomplete)],
        help="turtle for CONSTRUCT and DESCRIBE; csv, tsv, json, xml for SELECT.",
    ),
]
Belief = Annotated[
    float, typer.Option(metavar="LEAST", min=0, max=1, help="Only edges that are believed as far as this.")
]
Publishers = Annotated[
    int, typer.Option(metavar="N", min=0, help="Only edges that so many independent publishers have.")
]
ModelName = Annotated[str | None, typer.Option("--model", metavar="NAME", help="Another installed English pipeline.")]


def examples(*lines: str) -> str:
    """The command lines as a verb's help shows them."""
    return "\n\n".join(("Examples:", *(f"  $ {line}" for line in lines)))


def on_cluster(engine: Engine, output: Path, master: str | None, work: Path | None, *, anew: bool) -> "Cluster | None":
    """The cluster that is asked for, if one is. Raises InputError for options that only a cluster has."""
    if engine is Engine.PROCESSES:
        if master is not None or work is not None:
            raise InputError("--master and --work are for a cluster; add --engine spark")
        return None
    from graphkit.cluster import Cluster

    return Cluster(work or output / ".graphkit" / "spark", master, anew=anew, keep=work is not None)


def built(graph: Path) -> Path:
    """The file of a graph, which may be named by its folder. Raises InputError where there is none."""
    graph = graph / GRAPH.name if graph.is_dir() else graph
    if not graph.exists():
        raise InputError(f"{graph}: no graph here; run `graphkit build` first, or name one with --graph")
    return graph
