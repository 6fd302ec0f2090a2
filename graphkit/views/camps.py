"""Who stands near whom: ties and distances from the camps of a debate, what is agreed on and what is quarrelled about.

The camps and the network of agreement are those of `graphkit.network`, with the settings of `camps_of` and
`graphkit analyse`, so that the picture and the tables speak of the same camps. Here is only what a picture needs
of them: lengths.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from graphkit.network import actor_network, camps, discourse, ends
from graphkit.views.layout import Tie
from graphkit.views.prominence import most_telling

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import networkx as nx

    from graphkit.model import StanceGraph
    from graphkit.ontology import Ontology

FOR, AGAINST = 1.0, 1.5
"""The length of a tie from an actor to what it is for and against."""

FOREIGN = 1.9
"""How many times as long is the tie to a topic of another camp."""

ALLIED, OPPOSED = 1.3, 3.4
"""How far actors stand apart who take the same side on all that they share, or never do."""

CAMPS_APART, CROWDS_APART = 3.0, 4.2
"""How far the foremost actors of two camps stand apart, and in a crowd, where their followers stand about them."""

LEAST, MOST = 4, 6
"""Of so many actors a camp is drawn as one, and so many camps; the others are told by nearness alone."""

_CLOSEST = 8


class Sides(NamedTuple):
    """Who is on whose side: the actors' network of agreement less conflict, and the camp of each node that has one."""

    agreed: nx.Graph[str]
    home: Mapping[str, int]


def sides(graph: StanceGraph, network: nx.MultiDiGraph[str], ontology: Ontology) -> Sides:
    """The sides in a graph, `network` being what `to_networkx` made of it; the largest camp is number 1.

    An actor belongs to its own camp, a topic to the one that two thirds of those for it belong to. Of a graph that is
    too large to be drawn whole only the drawn part counts: there are too many pairs of actors in the whole.
    """
    agreed = actor_network(discourse(drawn_part(graph, network), ontology, duplicates="article"), "subtract", "average")
    camp_of = {node: number for number, camp in enumerate(camps(agreed), start=1) for node in camp}
    home = {node: camp_of[node] for node in network if node in camp_of}
    for node in network:
        friends = {source for source, _, data in network.in_edges(node, data=True) if data["polarity"] > 0}
        own = [camp_of[friend] for friend in friends if friend in camp_of]
        if network.nodes[node]["type"] == "topic" and own:
            camp = max(sorted(set(own)), key=own.count)
            if 3 * own.count(camp) >= 2 * len(friends):
                home[node] = camp
    return Sides(agreed, home)


def drawn_part(graph: StanceGraph, network: nx.MultiDiGraph[str]) -> StanceGraph:
    """The graph with only the statements of the edges that are drawn (see `most_telling`); mostly it is the graph."""
    drawn = set(most_telling(network)[1])
    if len(drawn) == network.number_of_edges():
        return graph
    kept = {said.id for edge in graph.edges() if (*ends(edge), edge.relation) in drawn for said in edge.statements}
    return replace(graph, statements=tuple(said for said in graph.statements if said.id in kept))


def drawn_camps(network: nx.MultiDiGraph[str], home: Mapping[str, int]) -> dict[str, int]:
    """The camps that are drawn as such, as `home` has them: the largest few, of enough actors."""
    sizes = Counter(home[node] for node in network if node in home and network.nodes[node]["type"] == "actor")
    large = {camp for camp in sorted(sizes)[:MOST] if sizes[camp] >= LEAST}
    return {node: home[node] for node in sorted(network) if home.get(node) in large}


def ties(
    network: nx.MultiDiGraph[str], agreed: nx.Graph[str], home: Mapping[str, int], foremost: Collection[str]
) -> tuple[list[Tie], list[Tie]]:
    """What holds the picture together, and what keeps parts of it apart.

    Held together are the ends of a stance, the closer if both belong to one camp, and actors that agree more often
    than not. Kept apart are actors that differ more often than they agree, and the foremost of different camps,
    whatever topic they meet over. Of each actor's ties to others the strongest few count. `agreed` and `home` are
    what `sides` gave.
    """
    held = [
        Tie(source, target, (FOR if data["polarity"] > 0 else AGAINST) * _foreign(home.get(source), home.get(target)))
        for source, target, data in network.edges(data=True)
    ]
    close: dict[tuple[str, str], float] = {}
    far: dict[tuple[str, str], float] = {}
    for chosen, sign in ((close, 1), (far, -1)):
        for pairs in _by_actor(agreed, set(network), sign).values():
            chosen |= dict(sorted(pairs, key=lambda pair: (-abs(pair[1]), pair[0]))[:_CLOSEST])
    held += [
        Tie(one, other, (ALLIED + (1.0 - min(1.0, share)) * 0.7) * _foreign(home.get(one), home.get(other)))
        for (one, other), share in sorted(close.items())
    ]
    apart = {pair: OPPOSED - (1.0 + max(-1.0, share)) * 0.8 for pair, share in far.items()}
    camp = {node: number for node, number in drawn_camps(network, home).items() if node in foremost}
    for one, other in combinations(sorted(node for node in camp if network.nodes[node]["type"] == "actor"), 2):
        if camp[one] != camp[other]:
            apart[one, other] = CAMPS_APART if len(foremost) == len(network) else CROWDS_APART
    return held, [Tie(*pair, length) for pair, length in sorted(apart.items())]


def _foreign(one: int | None, other: int | None) -> float:
    return FOREIGN if one and other and one != other else 1.0


def _by_actor(agreed: nx.Graph[str], there: set[str], sign: int) -> dict[str, list[tuple[tuple[str, str], float]]]:
    """The pairs that agree (sign 1) or differ (-1), under each of the two."""
    found: dict[str, list[tuple[tuple[str, str], float]]] = defaultdict(list)
    for one, other, data in agreed.edges(data=True):
        weight = data["weight"]
        if weight * sign > 0.0 and one in there and other in there:
            pair = min(one, other), max(one, other)
            for actor in pair:
                found[actor].append((pair, weight))
    return found
