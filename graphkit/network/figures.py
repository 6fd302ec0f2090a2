"""Figures of a debate, drawn by matplotlib: its camps, who holds what, and polarisation over time.

matplotlib comes with the extra "analysis". Nothing of a figure depends on chance, on the day or on what else
is installed but matplotlib, so that the same analysis gives the same bytes.
"""

from __future__ import annotations

import io
import math
import warnings
from itertools import pairwise
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
_AGREE, _DISAGREE, _NEUTRAL = "#1a7f4b", "#c0392b", "#5b6470"
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
    """Each camp as a circle of its actors; green ties agree, red ones disagree, wider ones more."""
    camp_of = analysis.camp_of
    shown = set(_busiest(analysis, [node for camp in analysis.camps for node in camp]))
    if not shown:
        return None
    drawn = [camp for camp in (tuple(n for n in camp if n in shown) for camp in analysis.camps) if camp]
    places = _circles([len(camp) for camp in drawn])
    place = {node: places[i][j] for i, camp in enumerate(drawn) for j, node in enumerate(camp)}
    figure = _new(9, 7)
    axes = figure.add_subplot()
    axes.set_axis_off()
    axes.margins(0.25, 0.08)
    weights: dict[tuple[str, str], float] = nx.get_edge_attributes(analysis.network, "weight")
    ties = sorted((abs(weight), min(ends), max(ends), weight) for ends, weight in weights.items())
    ties = [tie for tie in ties if tie[1] in place and tie[2] in place]
    heaviest = max((tie[0] for tie in ties), default=1.0)
    from matplotlib.collections import LineCollection

    lines = LineCollection(
        [(place[one], place[other]) for _, one, other, _ in ties],
        colors=[_AGREE if signed > 0 else _DISAGREE for *_, signed in ties],
        linewidths=[0.4 + 2.6 * weight / heaviest for weight, *_ in ties],
        alpha=0.35,
        zorder=1,
    )
    axes.add_collection(lines)
    centre = {node: sum(place[each][0] for each in camp) / len(camp) for camp in drawn for node in camp}
    for node in sorted(place):
        x, y = place[node]
        size = 20 + 12 * math.sqrt(analysis.network.nodes[node]["activity"])
        axes.scatter([x], [y], s=size, color=_colour(camp_of[node]), edgecolor="white", linewidth=0.6, zorder=2)
        # A name stands on the side that turns away from its camp.
        right = x >= centre[node] - 1e-9
        axes.annotate(
            _label(analysis, node),
            (x, y),
            xytext=(7 if right else -7, 0),
            textcoords="offset points",
            horizontalalignment="left" if right else "right",
            verticalalignment="center",
            zorder=3,
        )
    axes.set_title(
        f"Camps: {len(analysis.camps)}, polarisation {analysis.modularity:.2f}"
        + _of(len(shown), len(camp_of), "actors that share an object with another"),
        loc="left",
    )
    _legend(axes, [("agree", _AGREE), ("disagree", _DISAGREE)])
    return figure


def _matrix(analysis: Analysis) -> Figure:
    """Actors, by camp, and objects, the most disputed first; green where all agrees, red where all disagrees."""
    camp_of = analysis.camp_of
    actors = _busiest(analysis, list(analysis.discourse.actors))
    actors.sort(key=lambda node: (camp_of.get(node, math.inf), -_activity(analysis, node), node))
    often: dict[str, int] = {}
    for occurrence in analysis.discourse.occurrences:
        if occurrence.actor in set(actors):
            often[occurrence.object] = often.get(occurrence.object, 0) + 1
    chosen = set(sorted(often, key=lambda node: (-often[node], node))[:DRAWN])
    objects = [each.object for each in analysis.controversies if each.object in chosen]
    said: dict[tuple[str, str], list[float]] = {}
    for occurrence in analysis.discourse.occurrences:
        held = analysis.discourse.position(occurrence)
        said.setdefault((occurrence.actor, occurrence.object), []).append(held)
    cells = [
        [2 * sum(said[a, o]) / len(said[a, o]) - 1 if (a, o) in said else math.nan for o in objects] for a in actors
    ]
    from matplotlib.colors import LinearSegmentedColormap

    colours = LinearSegmentedColormap.from_list("agreement", [_DISAGREE, "#f2efe6", _AGREE])
    figure = _new(3.2 + 0.2 * len(objects), 2.2 + 0.18 * len(actors))
    axes = figure.add_subplot()
    image = axes.pcolormesh(cells, cmap=colours, vmin=-1, vmax=1, edgecolors="white", linewidth=0.5)
    axes.invert_yaxis()
    axes.set_yticks([i + 0.5 for i in range(len(actors))], [_label(analysis, node) for node in actors])
    axes.set_xticks([i + 0.5 for i in range(len(objects))], [_label(analysis, node) for node in objects], rotation=90)
    for tick, node in zip(axes.get_yticklabels(), actors, strict=True):
        tick.set_color(_colour(camp_of.get(node)))
    axes.tick_params(length=0)
    shown = _of(len(actors), len(analysis.discourse.actors), "actors")
    axes.set_title(
        "Who agrees with what" + shown + _of(len(objects), len(analysis.discourse.objects), "objects"), loc="left"
    )
    bar = figure.colorbar(image, ax=axes, ticks=[-1, 0, 1], shrink=0.6)
    bar.ax.set_yticklabels(["disagree", "both", "agree"])
    return figure


def _polarisation(analysis: Analysis) -> Figure | None:
    moments = [moment for moment in analysis.timeline if moment.occurrences]
    if len(moments) < 2:
        return None
    figure = _new(9, 4)
    axes: Any = figure.add_subplot()
    days = [moment.last for moment in moments]
    # Without a tie there is no camp, and a modularity of 0 would say that all are of one mind.
    axes.plot(days, [m.polarisation if m.camps else math.nan for m in moments], color=_CAMPS[0], marker=".")
    conflict = [math.nan if moment.conflict is None else moment.conflict for moment in moments]
    axes.plot(days, conflict, color=_DISAGREE, marker=".", linestyle="--")
    axes.set_ylim(0, 1)
    axes.set_ylabel("polarisation, conflict share")
    counts: Any = axes.twinx()
    counts.fill_between(days, [moment.occurrences for moment in moments], color=_NEUTRAL, alpha=0.15, linewidth=0)
    counts.set_ylim(bottom=0)
    counts.set_ylabel("occurrences")
    unit, size = analysis.window
    axes.set_title(f"Polarisation in windows of {size} {unit}, shown at their last day", loc="left")
    _legend(
        axes,
        [("polarisation (signed modularity)", _CAMPS[0]), ("conflict share", _DISAGREE), ("occurrences", _NEUTRAL)],
        below=6,
    )
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
    """The colour of a camp; those beyond the seventh share one, as do those without a camp."""
    return _CAMPS[camp - 1] if camp is not None and camp <= len(_CAMPS) else _NEUTRAL


def _legend(axes: Any, entries: Sequence[tuple[str, str]], below: float = 3) -> None:
    """What the colours mean, so many letters below the axes."""
    from matplotlib.lines import Line2D

    handles = [Line2D([], [], color=colour, label=label) for label, colour in entries]
    axes.legend(
        handles=handles,
        loc="upper right",
        bbox_to_anchor=(1, 0),
        borderaxespad=below,
        ncols=len(handles),
        frameon=False,
    )


def _circles(sizes: Sequence[int]) -> list[list[tuple[float, float]]]:
    """Places for groups of these sizes: each group on a circle, the circles on a larger one, none overlapping."""
    radii = [0.0 if size == 1 else 0.5 / math.sin(math.pi / size) for size in sizes]
    rooms = [radius + 0.9 for radius in radii]
    around = sum(rooms) / math.pi if len(rooms) > 2 else sum(rooms) / 2
    around = max((around, *(one + other for one, other in pairwise(rooms)))) if len(rooms) > 2 else around
    centres, angle = [], 0.0
    for room in rooms:
        angle += math.pi * room / sum(rooms)
        centres.append((around * math.cos(angle), around * math.sin(angle)) if len(sizes) > 1 else (0.0, 0.0))
        angle += math.pi * room / sum(rooms)
    return [
        [
            (x + radius * math.cos(angle), y + radius * math.sin(angle))
            # Begun at the top, so that two stand one above the other and not in each other's name.
            for angle in (math.pi / 2 + 2 * math.pi * i / size for i in range(size))
        ]
        for size, radius, (x, y) in zip(sizes, radii, centres, strict=True)
    ]
