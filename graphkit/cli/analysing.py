"""The verb that measures a debate: analyse."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from graphkit.cli.app import app
from graphkit.cli.completing import one_of
from graphkit.cli.options import GRAPH, Belief, OntologyDir, Publishers, Verbose, examples
from graphkit.cli.printing import count, print_lines, print_table
from graphkit.errors import InputError

if TYPE_CHECKING:
    from graphkit.network.timeline import Unit

_LISTED = 10


@app.command(
    epilog=examples(
        "graphkit analyse",
        "graphkit analyse output --duplicates week --window '4 weeks'",
        "graphkit analyse output/graph.ttl --output for-paper --objects topics --least 2",
        "graphkit analyse --agreement supports=2,proposes=1,opposes=-2 --no-figures",
    )
)
def analyse(
    graph: Annotated[
        Path, typer.Argument(metavar="[GRAPH.ttl|DIR]", help="A graph, or the folder that it was built into.")
    ] = GRAPH,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="DIR", help="Where to write; else the folder analysis beside the graph."
        ),
    ] = None,
    duplicates: Annotated[
        str,
        typer.Option(
            help="Count the same once an article, day, week, month, year, all; or include all.",
            autocompletion=one_of("article", "day", "week", "month", "year", "all", "include"),
        ),
    ] = "article",
    objects: Annotated[
        str,
        typer.Option(
            help="What is agreed on: topics, actors or both.", autocompletion=one_of("topics", "actors", "both")
        ),
    ] = "both",
    agreement: Annotated[
        str | None,
        typer.Option(
            metavar="RELATION=LEVEL,…", help="How much each relation agrees: 'supports=2,proposes=1,opposes=-2'."
        ),
    ] = None,
    scale: Annotated[
        str | None, typer.Option(metavar="LOW,HIGH", help="The ends of the scale of these levels: '-3,3'.")
    ] = None,
    broader: Annotated[bool, typer.Option("--broader", help="Count a topic as the one above it.")] = False,
    normalisation: Annotated[
        str,
        typer.Option(
            help="no, average, jaccard or cosine.", autocompletion=one_of("no", "average", "jaccard", "cosine")
        ),
    ] = "average",
    least: Annotated[int, typer.Option(min=1, help="Leave out actors that occur more seldom.")] = 1,
    resolution: Annotated[float, typer.Option(help="More than 1 for more and smaller camps.")] = 1.0,
    alpha: Annotated[float, typer.Option(help="The level of the backbone's ties.")] = 0.05,
    window: Annotated[
        str | None, typer.Option(metavar="'N UNIT'", help="A window of time, such as '7 days' or '50 events'.")
    ] = None,
    belief: Belief = 0.0,
    publishers: Publishers = 0,
    figures: Annotated[bool, typer.Option(help="Draw figures, for which matplotlib is needed.")] = True,
    ontology: OntologyDir = None,
    verbose: Verbose = False,
) -> None:
    """Measure a debate: camps, conflict, balance, brokers, disputed topics; tables in CSV, figures in PNG and SVG."""
    from graphkit.graph import load
    from graphkit.network.analysis import analyse as measure
    from graphkit.network.report import write

    file = _graph_in(graph)
    span = _window(window)
    loaded = load(file, ontology)
    if belief or publishers:
        loaded = loaded.believed(belief, publishers)
    found = measure(
        loaded.stances,
        loaded.ontology,
        duplicates=cast("Literal['article']", duplicates),
        objects=cast("Literal['both']", objects),
        agreement=_agreement(agreement, loaded.ontology.relations),
        scale=scale_of(scale),
        broader=broader,
        normalisation=cast("Literal['average']", normalisation),
        least=least,
        resolution=resolution,
        alpha=alpha,
        window=span,
    )
    written = write(found, output or file.parent / "analysis", figures=figures)
    tables = found.tables()
    print_table(("measure", "value"), [(str(name), _cell(value)) for name, value in tables["summary"].rows])
    for number, camp in enumerate(found.camps[:_LISTED], start=1):
        print_lines([f"camp {number}: {', '.join(found.discourse.labels[node] for node in camp)}"])
    if len(found.camps) > _LISTED:
        print_lines([f"{count(len(found.camps) - _LISTED, 'camp')} more in actors.csv"])
    if any(broker.betweenness is None for broker in found.brokers):
        print_lines(["no betweenness: too many ties to compute it in a minute; leave out actors with --least"])
    if found.discourse.undated:
        print_lines([f"{count(found.discourse.undated, 'occurrence')} without a date, so in no window of time"])
    if figures and not any(path.stem == "polarisation" and path.suffix == ".svg" for path in written):
        print_lines(["no figure of polarisation: fewer than two windows of time hold an occurrence"])
    print_lines(map(str, written))


def _graph_in(graph: Path) -> Path:
    file = graph / GRAPH.name if graph.is_dir() else graph
    if not file.exists():
        raise InputError(
            f"{file}: no graph here; run `graphkit build` first, or name the graph or the folder that it was built into"
        )
    return file


def _window(text: str | None) -> "tuple[Unit, int] | None":
    if text is None:
        return None
    number, _, unit = text.strip().partition(" ")
    if not (number.isdecimal() and unit.strip()):
        raise InputError(f"--window '{text}': no number and unit; write for instance '7 days'")
    unit = unit.strip()
    # The unit is checked by what uses it.
    return cast("Unit", unit if unit.endswith("s") else f"{unit}s"), int(number)


def _agreement(text: str | None, relations: Iterable[str]) -> dict[str, int] | None:
    if text is None:
        return None
    levels: dict[str, int] = {}
    for part in text.split(","):
        relation, _, level = (word.strip() for word in part.partition("="))
        if relation in levels:
            raise InputError(f"--agreement '{text}': '{relation}' has two levels; give it one")
        if relation not in relations:
            raise InputError(
                f"--agreement '{part.strip()}': no relation '{relation}'; there are {', '.join(relations)}"
            )
        levels[relation] = _number("--agreement", part.strip(), level)
    return levels


def scale_of(text: str | None) -> tuple[int, int] | None:
    """The ends of a scale as "LOW,HIGH" names them. Raises InputError where these are no whole numbers."""
    if text is None:
        return None
    low, _, high = text.partition(",")
    return _number("--scale", text, low), _number("--scale", text, high)


def _number(option: str, text: str, number: str) -> int:
    try:
        return int(number)
    except ValueError:
        raise InputError(f"{option} '{text}': '{number}' is no whole number") from None


def _cell(value: object) -> str:
    return "-" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)
