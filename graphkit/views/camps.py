"""Who stands near whom: ties and distances from what actors agree on and quarrel about."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from graphkit.views.layout import Tie

if TYPE_CHECKING:
    import networkx as nx

FOR, AGAINST = 1.0, 1.5
"""The length of a tie from an actor to what it is for and against."""

ALLIED, OPPOSED = 1.3, 3.4
"""How far actors stand apart who take the same side on all that they share, or never do."""

_CLOSEST = 8
_MOST = 40
"""What more actors than this take a stance on tells little about any two of them, and has very many pairs."""


def ties(network: nx.MultiDiGraph[str]) -> tuple[list[Tie], list[Tie]]:
    """What holds the picture together, and what keeps parts of it apart.

    Held together are the ends of a stance, and actors that agree more often than not; two agree on what both are
    for or both against. Kept apart are actors that differ more often than they agree. This is the actor congruence
    network of discourse network analysis (Leifeld, "Discourse Network Analysis", 2017), of which each actor
    brings its closest few.
    """
    held = [Tie(source, target, _length(data["polarity"])) for source, target, data in network.edges(data=True)]
    close: dict[tuple[str, str], float] = {}
    far: dict[tuple[str, str], float] = {}
    for chosen, sign in ((close, 1), (far, -1)):
        for pairs in _by_actor(_agreement(network), sign).values():
            chosen |= dict(sorted(pairs, key=lambda pair: (-abs(pair[1]), pair[0]))[:_CLOSEST])
    held += [Tie(*pair, ALLIED + (1.0 - min(1.0, share)) * 0.7) for pair, share in sorted(close.items())]
    return held, [Tie(*pair, OPPOSED - (1.0 + max(-1.0, share)) * 0.8) for pair, share in sorted(far.items())]


def _by_actor(agreement: dict[tuple[str, str], float], sign: int) -> dict[str, list[tuple[tuple[str, str], float]]]:
    """The pairs that agree (sign 1) or differ (-1), under each of the two."""
    found: dict[str, list[tuple[tuple[str, str], float]]] = defaultdict(list)
    for pair, share in agreement.items():
        if share * sign > 0.0:
            for actor in pair:
                found[actor].append((pair, share))
    return found


def _length(polarity: int) -> float:
    return FOR if polarity > 0 else AGAINST


def _agreement(network: nx.MultiDiGraph[str]) -> dict[tuple[str, str], float]:
    """For each two actors that share an object or speak of each other, from -1 (never) to 1 (always)."""
    sides: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    tally: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for source, target, data in sorted(network.edges(data=True), key=lambda edge: edge[:2]):
        sides[target][source] += data["polarity"]
        if network.nodes[target]["type"] == "actor" and source != target:
            _count(tally[min(source, target), max(source, target)], agree=data["polarity"] > 0)
    for actors in sides.values():
        settled = [(actor, side > 0) for actor, side in sorted(actors.items()) if side]
        if len(settled) <= _MOST:
            for number, (one, side) in enumerate(settled):
                for other, other_side in settled[number + 1 :]:
                    _count(tally[one, other], agree=side == other_side)
    return {pair: (agreed - differed) / (agreed + differed) for pair, (agreed, differed) in sorted(tally.items())}


def _count(tally: list[int], *, agree: bool) -> None:
    tally[0 if agree else 1] += 1
