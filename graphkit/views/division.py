"""How divided a debate was in the course of time, as the page draws it above the timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphkit.network import discourse, natural_window, polarisation
from graphkit.views.camps import drawn_part

if TYPE_CHECKING:
    import networkx as nx

    from graphkit.model import StanceGraph
    from graphkit.ontology import Ontology


_MANY = 2_000
"""Of more stances than these windows do not overlap: each costs as much as all pairs of actors in it."""


def division(graph: StanceGraph, network: nx.MultiDiGraph[str], ontology: Ontology) -> dict[str, Any]:
    """The `window` in words, and for each its last day, its polarisation and its share of conflict (`moments`).

    The measures are those of `graphkit.network.polarisation`, in windows as long as those of `analyse`, with its
    settings; None stands for what cannot be said of a window, in which nobody meets. Of a graph too large to be
    drawn whole the drawn part counts; without dates there are no moments.
    """
    spoken = discourse(drawn_part(graph, network), ontology, duplicates="article")
    unit, size = natural_window(spoken)
    step = 1 if len(spoken.occurrences) <= _MANY else size
    return {
        "window": f"{size} {unit}",
        "moments": [
            [
                moment.last.isoformat(),
                round(moment.polarisation, 3) if moment.camps else None,
                None if moment.conflict is None else round(moment.conflict, 3),
            ]
            for moment in polarisation(spoken, unit, size, step)
        ],
    }
