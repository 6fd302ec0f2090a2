"""Figures of a debate, drawn by matplotlib: its camps, who holds what, and polarisation over time.

matplotlib comes with the extra "analysis". Nothing of a figure depends on chance, on the day or on what else
is installed but matplotlib, so that the same analysis gives the same bytes.
"""

from __future__ import annotations

import io
import math
import warnings
from typing import TYPE_CHECKING, Any

import networkx as nx

from graphkit.errors import OutputError
from graphkit.network.converting import legible

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.figure import Figure

    from graphkit.network.analysis import Analysis

FORMATS = ("png", "svg")
"""The formats that every figure is drawn in."""

DRAWN = 40
"""At most so many actors, and so many objects, are drawn: those that occur most often."""

_LETTERS = 34
_AGREE, _BOTH, _DISAGREE, _NEUTRAL = "#1a7f4b", "#e6dfc8", "#c0392b", "#5b6470"
_TIES = (("agree", _AGREE, "solid"), ("disagree", _DISAGREE, "dashed"))
_ROW, _APART, _LEAST, _WIDE = 0.2, 0.6, 3.0, 2.2
"""Of the arcs of camps, in inches: the least and greatest distance of two rows, a good height, half the width."""

_COLUMNS = 6
"""Of a legend below a figure."""

# Okabe and Ito's colours, which the colour-blind can tell apart.
_CAMPS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442")
_SETTINGS: dict[str, Any] = {
    "svg.hashsalt": "graphkit",
    "svg.fonttype": "none",
    "font.family": ["DejaVu Sans"],
    "font.size": 8,
    # A name with two dollar signs is a name and no formula.
    "text.parse_math": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def figures(analysis: Analysis) -> dict[str, bytes]:
    """The figures, each under the name of its file: camps, matrix and polarisation, in every format.

    The last one is left out where fewer than two windows of time hold an occurrence. Raises OutputError where
    matplotlib is not installed.
    """
    ready()
    import matplotlib

    drawn = {}
    with matplotlib.rc_context(), warnings.catch_warnings():
        matplotlib.rcdefaults()
        settings: Any = matplotlib.rcParams
        settings.update(_SETTINGS)
        # The font lacks some scripts: the picture then shows boxes, the SVG the letters themselves.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        for name, draw in _FIGURES.items():
            figure = draw(analysis)
            if figure is None:
                continue
            for format_ in FORMATS:
                content = io.BytesIO()
                metadata = {"Software": None} if format_ == "png" else {"Date": None, "Creator": None}
                figure.savefig(content, format=format_, dpi=150, metadata=metadata, bbox_inches="tight")
                drawn[f"{name}.{format_}"] = content.getvalue()
    return drawn


def ready() -> None:
    """Raises OutputError where matplotlib is not installed."""
    try:
        import matplotlib.figure  # noqa: F401
    except ImportError as error:
        raise OutputError(
            "figures need matplotlib, which is not installed; run: pip install 'graphkit[analysis]',"
            " or leave the figures out"
        ) from error


def _new(width: float, height: float) -> Figure:
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height))


def _camps(analysis: Analysis) -> Figure | None:
    """The actors on two arcs, camp by camp, their names outside; solid ties agree, dashed ones disagree."""
    camp_of = analysis.camp_of
    shown = set(_busiest(analysis, [node for camp in analysis.camps for node in camp]))
    if not shown:
        return None
    drawn = [
        sorted(shown.intersection(camp), key=lambda node: (-_activity(analysis, node), node)) for camp in analysis.camps
    ]
    places, height = _arcs([camp for camp in drawn if camp])
    # An inch of the figure is a unit of the places, and names may stand outside.
    width, height = 2 * _WIDE + 0.4, height + 0.4
    figure = _new(width, height)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(-width / 2, width / 2), ylim=(-height / 2, height / 2))
    axes.set_axis_off()
    weights: dict[tuple[str, str], float] = nx.get_edge_attributes(analysis.network, "weight")
    ties = sorted((abs(weight), min(ends), max(ends), weight) for ends, weight in weights.items())
    ties = [tie for tie in ties if tie[1] in places and tie[2] in places]
    heaviest = max((tie[0] for tie in ties), default=1.0)
    from matplotlib.collections import LineCollection

    for agree, (_, colour, style) in zip((True, False), _TIES, strict=True):
        these = [tie for tie in ties if (tie[3] > 0) == agree]
        lines = LineCollection(
            [(places[one], places[other]) for _, one, other, _ in these],
            colors=colour,
            linestyles=style,
            linewidths=[0.4 + 2.2 * weight / heaviest for weight, *_ in these],
            alpha=0.45,
            zorder=1,
        )
        axes.add_collection(lines)
    for node in sorted(places):
        x, y = places[node]
        size = 20 + 12 * math.sqrt(_activity(analysis, node))
        axes.scatter([x], [y], s=size, color=_colour(camp_of[node]), edgecolor="white", linewidth=0.6, zorder=2)
        axes.annotate(
            _label(analysis, node),
            (x, y),
            xytext=(math.copysign(8, x), 0),
            textcoords="offset points",
            horizontalalignment="left" if x > 0 else "right",
            verticalalignment="center",
        )
    axes.set_title(
        f"Camps: {len(analysis.camps)}, polarisation {analysis.modularity:.2f}"
        + _of(len(shown), len(camp_of), "actors that share an object with another"),
        loc="left",
    )
    ties_told = [_line(label, colour, linestyle=style) for label, colour, style in _TIES]
    _legend(axes, [*ties_told, *_camp_signs(analysis, shown)], "upper center", (0.5, 0))
    return figure


def _matrix(analysis: Analysis) -> Figure:
    """Actors, by camp, and objects, the most disputed first: + where all agrees, − where all disagrees, ± both."""
    camp_of = analysis.camp_of
    actors = _busiest(analysis, list(analysis.discourse.actors))
    actors.sort(key=lambda node: (camp_of.get(node, math.inf), -_activity(analysis, node), node))
    often: dict[str, int] = {}
    for occurrence in analysis.discourse.occurrences:
        if occurrence.actor in set(actors):
            often[occurrence.object] = often.get(occurrence.object, 0) + 1
    chosen = set(sorted(often, key=lambda node: (-often[node], node))[:DRAWN])
    objects = [each.object for each in analysis.controversies if each.object in chosen]
    actors = [
        node for node in actors if any(o.actor == node and o.object in chosen for o in analysis.discourse.occurrences)
    ]
    said: dict[tuple[str, str], list[float]] = {}
    for occurrence in analysis.discourse.occurrences:
        held = analysis.discourse.position(occurrence)
        said.setdefault((occurrence.actor, occurrence.object), []).append(held)
    cells = [
        [2 * sum(said[a, o]) / len(said[a, o]) - 1 if (a, o) in said else math.nan for o in objects] for a in actors
    ]
    from matplotlib.colors import LinearSegmentedColormap

    colours = LinearSegmentedColormap.from_list("agreement", [_DISAGREE, _BOTH, _AGREE])
    figure = _new(3.2 + 0.2 * len(objects), 2.2 + 0.2 * len(actors))
    axes: Any = figure.add_subplot()
    image = axes.pcolormesh(cells, cmap=colours, vmin=-1, vmax=1, edgecolors="white", linewidth=0.5)
    for row, values in enumerate(cells):
        for column, value in enumerate(values):
            if not math.isnan(value):
                positions = said[actors[row], objects[column]]
                sign = "±" if min(positions) < 0.5 < max(positions) else "+" if value > 0 else "−"
                colour = "white" if abs(value) > 0.5 else "black"
                axes.text(column + 0.5, row + 0.5, sign, color=colour, ha="center", va="center")
    axes.invert_yaxis()
    axes.set_yticks([i + 0.5 for i in range(len(actors))], [_label(analysis, node) for node in actors])
    axes.set_xticks([i + 0.5 for i in range(len(objects))], [_label(analysis, node) for node in objects], rotation=90)
    axes.tick_params(length=0)
    axes.tick_params(axis="y", pad=12)
    # The camp stands between the name and its row.
    for row, node in enumerate(actors):
        axes.annotate(
            "●",
            (0, row + 0.5),
            xycoords=("axes fraction", "data"),
            xytext=(-7, 0),
            textcoords="offset points",
            color=_colour(camp_of.get(node)),
            ha="center",
            va="center",
        )
    shown = _of(len(actors), len(analysis.discourse.actors), "actors")
    axes.set_title(
        "Who agrees with what" + shown + _of(len(objects), len(analysis.discourse.objects), "objects"), loc="left"
    )
    bar = figure.colorbar(image, ax=axes, ticks=[-1, 0, 1], shrink=0.6)
    bar.ax.set_yticklabels(["− disagree", "± both", "+ agree"])
    _legend(axes, _camp_signs(analysis, set(actors)), "upper left", (1.02, 0), columns=1)
    return figure


def _polarisation(analysis: Analysis) -> Figure | None:
    moments = [moment for moment in analysis.timeline if moment.occurrences]
    if len(moments) < 2:
        return None
    figure = _new(9, 4)
    axes: Any = figure.add_subplot()
    days = [moment.last for moment in moments]
    # Without a tie there is no camp, and a modularity of 0 would say that all are of one mind.
    polarisation = [moment.polarisation if moment.camps else math.nan for moment in moments]
    axes.plot(days, polarisation, color=_CAMPS[0], marker=".", clip_on=False)
    conflict = [math.nan if moment.conflict is None else moment.conflict for moment in moments]
    axes.plot(days, conflict, color=_DISAGREE, marker=".", linestyle="--", clip_on=False)
    axes.set_ylim(0, 1)
    axes.set_ylabel("polarisation, conflict share")
    counts: Any = axes.twinx()
    counts.fill_between(days, [moment.occurrences for moment in moments], color=_NEUTRAL, alpha=0.15, linewidth=0)
    counts.set_ylim(bottom=0)
    counts.set_ylabel("occurrences")
    unit, size = analysis.window
    axes.set_title(
        f"Polarisation in windows of {size} {unit if size > 1 else unit[:-1]}, shown at their last day", loc="left"
    )
    from matplotlib.patches import Patch

    told = [
        _line("polarisation (signed modularity)", _CAMPS[0], marker="."),
        _line("conflict share", _DISAGREE, marker=".", linestyle="--"),
        Patch(color=_NEUTRAL, alpha=0.15, label="occurrences"),
    ]
    _legend(axes, told, "upper center", (0.5, -0.2))
    figure.autofmt_xdate()
    return figure


_FIGURES: dict[str, Callable[[Analysis], Figure | None]] = {
    "camps": _camps,
    "matrix": _matrix,
    "polarisation": _polarisation,
}


def _activity(analysis: Analysis, node: str) -> int:
    return int(analysis.network.nodes[node]["activity"])


def _busiest(analysis: Analysis, nodes: list[str]) -> list[str]:
    return sorted(nodes, key=lambda node: (-_activity(analysis, node), node))[:DRAWN]


def _label(analysis: Analysis, node: str) -> str:
    text = legible(analysis.discourse.labels[node])
    return text if len(text) <= _LETTERS else f"{text[: _LETTERS - 1].rstrip()}…"


def _of(shown: int, all_: int, what: str) -> str:
    return f"; {shown} of {all_} {what}" if shown < all_ else ""


def _colour(camp: int | None) -> str:
    """The colour of a camp; those beyond the seventh share one with those who are in none."""
    return _CAMPS[camp - 1] if camp is not None and camp <= len(_CAMPS) else _NEUTRAL


def _line(label: str, colour: str, **style: Any) -> Any:
    """A line, or without one a sign, as a legend shows it."""
    from matplotlib.lines import Line2D

    return Line2D([], [], color=colour, label=label, **style)


def _camp_signs(analysis: Analysis, shown: set[str]) -> list[Any]:
    """What the colours of the camps that are drawn mean."""
    found = sorted({number for node, number in analysis.camp_of.items() if node in shown})
    named = [(f"camp {number}", _colour(number)) for number in found if number <= len(_CAMPS)]
    rest = ["a smaller camp"] if len(named) < len(found) else []
    rest += [] if shown <= analysis.camp_of.keys() else ["no camp"]
    if rest:
        named.append((" or ".join(rest), _NEUTRAL))
    return [_line(label, colour, linestyle="none", marker="o") for label, colour in named]


def _legend(
    axes: Any, handles: Sequence[Any], place: str, anchor: tuple[float, float], columns: int = _COLUMNS
) -> None:
    """What signs and colours mean, with a corner of the legend at a place outside the axes."""
    columns = min(columns, len(handles)) or 1
    axes.legend(handles=handles, loc=place, bbox_to_anchor=anchor, ncols=columns, frameon=False)


def _arcs(camps: Sequence[Sequence[str]]) -> tuple[dict[str, tuple[float, float]], float]:
    """A place in inches for each node, and how high all is.

    The first camp stands on the left arc, each other one on the arc that has room; a camp that is alone on both.
    Rows are as far apart as names need, so that no two touch, and camps by a row more.
    """
    if len(camps) == 1:
        half = (len(camps[0]) + 1) // 2
        sides: list[list[str | None]] = [[*camps[0][:half]], [*camps[0][half:]]]
    else:
        sides = [[], []]
        for camp in camps:
            side = min(sides, key=len)
            side += [None, *camp] if side else camp
    most = max(map(len, sides))
    height = max(_ROW * most, min(_LEAST, _APART * most))
    places = {}
    for sign, side in zip((-1, 1), sides, strict=True):
        apart = min(height / max(len(side), 1), _APART)
        for row, node in enumerate(side):
            y = apart * ((len(side) - 1) / 2 - row)
            if node is not None:
                places[node] = (sign * _WIDE * math.sqrt(1 - (y / (0.55 * height)) ** 2), y)
    return places, height
