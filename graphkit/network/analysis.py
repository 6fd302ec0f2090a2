"""All that graphkit measures of a debate, in one value, and its tables."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import networkx as nx

from graphkit.errors import InputError
from graphkit.network.balance import Frustration, Triads, frustration, triads
from graphkit.network.brokerage import Broker, backbone, brokers
from graphkit.network.communities import Camps, camps, modularity
from graphkit.network.controversy import Controversy, controversies
from graphkit.network.occurrences import Discourse, Duplicates, Objects, discourse
from graphkit.network.projections import Normalisation, actor_network, affiliation_network
from graphkit.network.timeline import Unit, natural_window, windows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from graphkit.model import StanceGraph
    from graphkit.ontology import Ontology

Cell = str | int | float | None


class Table(NamedTuple):
    """Rows under named columns."""

    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]

    def csv(self) -> str:
        """The table as CSV: numbers to six places, nothing for None."""
        written = io.StringIO()
        writer = csv.writer(written, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(
            [f"{cell:.6f}".rstrip("0").rstrip(".") if isinstance(cell, float) else cell for cell in row]
            for row in self.rows
        )
        return written.getvalue()


class Moment(NamedTuple):
    """A window of time: see `polarisation`."""

    first: date
    last: date
    occurrences: int
    actors: int
    camps: int
    polarisation: float
    conflict: float | None


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was measured of a debate.

    `network` is the actors' subtract network, normalised as asked for, from which camps, balance, brokers and
    backbone come.
    """

    discourse: Discourse
    network: nx.Graph[str]
    camps: Camps
    modularity: float
    triads: Triads
    frustration: Frustration
    brokers: list[Broker]
    backbone: nx.Graph[str]
    controversies: list[Controversy]
    window: tuple[Unit, int]
    timeline: list[Moment]

    @property
    def camp_of(self) -> dict[str, int]:
        """The number of the camp of each actor that has one; 1 is the largest."""
        return {node: number for number, camp in enumerate(self.camps, start=1) for node in camp}

    def tables(self) -> dict[str, Table]:
        """The tables, each under the name of its file without suffix."""
        return {
            "summary": self._summary(),
            "actors": self._actors(),
            "objects": self._objects(),
            "affiliation": self._affiliation(),
            "ties": self._ties(),
            "polarisation": Table(Moment._fields, [(str(m[0]), str(m[1]), *m[2:]) for m in self.timeline]),
        }

    def _summary(self) -> Table:
        conflict = conflict_share(self.discourse)
        rows: list[tuple[Cell, ...]] = [
            ("occurrences", len(self.discourse.occurrences)),
            ("left out as duplicates", self.discourse.duplicates),
            ("without a date", self.discourse.undated),
            ("actors", len(self.discourse.actors)),
            ("objects", len(self.discourse.objects)),
            ("ties between actors", self.network.number_of_edges()),
            ("negative ties", sum(weight < 0 for weight in _weights(self.network))),
            ("camps", len(self.camps)),
            ("actors in a camp", len(self.camp_of)),
            ("polarisation (signed modularity)", self.modularity),
            ("conflict share", conflict),
            *((f"triads with {name}", count) for name, count in self.triads._asdict().items()),
            ("balanced triads, share", self.triads.balance),
            ("weakly balanced triads, share", self.triads.weak_balance),
            ("frustrated ties" if self.frustration.exact else "frustrated ties, at most", self.frustration.frustrated),
            ("ties in the backbone", self.backbone.number_of_edges()),
        ]
        return Table(("measure", "value"), [(str(row[0]).replace("_", " "), row[1]) for row in rows])

    def _actors(self) -> Table:
        said: dict[str, list[bool]] = {}
        for occurrence in self.discourse.occurrences:
            said.setdefault(occurrence.actor, []).append(occurrence.agrees)
        camp_of, network = self.camp_of, self.network
        rows: list[tuple[Cell, ...]] = []
        for broker in self.brokers:
            weights = [network.edges[broker.node, other]["weight"] for other in sorted(network[broker.node])]
            agrees = said[broker.node]
            rows.append(
                (
                    *(broker.node, self.discourse.labels[broker.node], camp_of.get(broker.node)),
                    *(len(agrees), sum(agrees), len(agrees) - sum(agrees)),
                    float(sum(weight for weight in weights if weight > 0)),
                    float(-sum(weight for weight in weights if weight < 0)),
                    *(broker.betweenness, broker.participation),
                )
            )
        columns = ("actor", "label", "camp", "occurrences", "agree", "disagree")
        return Table((*columns, "congruence", "conflict", "betweenness", "participation"), rows)

    def _objects(self) -> Table:
        rows: list[tuple[Cell, ...]] = [
            (each.object, self.discourse.labels[each.object], *each[1:]) for each in self.controversies
        ]
        return Table(("object", "label", *Controversy._fields[1:]), rows)

    def _affiliation(self) -> Table:
        network, labels = affiliation_network(self.discourse), self.discourse.labels
        rows: list[tuple[Cell, ...]] = []
        for actor in self.discourse.actors:
            for name in sorted(network[actor]):
                object_, tie = network.nodes[name]["node"], network.edges[actor, name]
                rows.append((actor, labels[actor], object_, labels[object_], tie["agree"], tie["disagree"]))
        return Table(("actor", "actor label", "object", "object label", "agree", "disagree"), rows)

    def _ties(self) -> Table:
        congruence = actor_network(self.discourse, "congruence")
        conflict = actor_network(self.discourse, "conflict")
        everybody = actor_network(self.discourse, "ignore")
        rows: list[tuple[Cell, ...]] = []
        for one, other in sorted((min(edge), max(edge)) for edge in everybody.edges()):
            same, opposite = (_weight(each, one, other) for each in (congruence, conflict))
            rows.append(
                (
                    *(one, self.discourse.labels[one], other, self.discourse.labels[other]),
                    *(_whole(same), _whole(opposite), _whole(same - opposite), _weight(self.network, one, other)),
                    int(self.backbone.has_edge(one, other)),
                )
            )
        columns = ("actor", "actor label", "other", "other label", "congruence", "conflict", "subtract")
        return Table((*columns, "normalised", "backbone"), rows)


def analyse(
    graph: StanceGraph,
    ontology: Ontology,
    *,
    duplicates: Duplicates = "article",
    objects: Objects = "both",
    agreement: Mapping[str, bool] | Mapping[str, int] | None = None,
    scale: tuple[int, int] | None = None,
    broader: bool = False,
    normalisation: Normalisation = "average",
    least: int = 1,
    resolution: float = 1.0,
    alpha: float = 0.05,
    window: tuple[Unit, int] | None = None,
) -> Analysis:
    """Everything that is measured of the debate in a graph.

    `duplicates`, `objects`, `agreement`, `scale` and `broader` are those of `discourse`; `normalisation` that of
    `actor_network`; actors with fewer than `least` occurrences are left out; `resolution` is that of `camps`,
    `alpha` that of `backbone`, `window` a unit and size for `windows`, or None for one that fits the debate's
    length. Raises InputError and GraphError as these do, and InputError where nothing is left to analyse.
    """
    whole = discourse(
        graph,
        ontology,
        duplicates=duplicates,
        objects=objects,
        agreement=agreement,
        scale=scale,
        broader=broader,
    )
    chosen = whole.frequent(least)
    if not chosen.occurrences:
        raise InputError(
            "there is nothing to analyse: the graph has no statement that counts"
            if not whole.occurrences
            else f"there is nothing to analyse: no actor occurs {least} times; lower the least number"
        )
    network = actor_network(chosen, "subtract", normalisation)
    partition = camps(network, resolution)
    window = window or natural_window(chosen)
    return Analysis(
        discourse=chosen,
        network=network,
        camps=partition,
        modularity=modularity(network, partition, resolution),
        triads=triads(network),
        frustration=frustration(network),
        brokers=brokers(network, partition),
        backbone=backbone(network, alpha),
        controversies=controversies(chosen),
        window=window,
        timeline=polarisation(chosen, *window, normalisation=normalisation, resolution=resolution),
    )


def camps_of(
    graph: StanceGraph, ontology: Ontology, *, duplicates: Duplicates = "article", resolution: float = 1.0
) -> dict[str, int]:
    """The number of the camp of each actor's node that has one, nodes as in `to_networkx`; 1 is the largest.

    The camps are those that `analyse` finds: an actor that shares no object with anybody is in none.
    """
    network = actor_network(discourse(graph, ontology, duplicates=duplicates), "subtract", "average")
    return {node: number for number, camp in enumerate(camps(network, resolution), start=1) for node in camp}


def polarisation(
    discourse: Discourse,
    unit: Unit,
    size: int,
    step: int = 1,
    *,
    normalisation: Normalisation = "average",
    resolution: float = 1.0,
) -> list[Moment]:
    """How polarised a debate is in each window of time (see `windows`).

    `polarisation` is the signed modularity of the camps of the window's subtract network (see `modularity`; as a
    measure of the polarisation of actors: A. S. Waugh, L. Pei, J. H. Fowler, P. J. Mucha, M. A. Porter 2009: Party
    polarization in Congress, arXiv:0907.3509): 0 where all are of one mind, 0.5 for two even camps with all
    conflict between them, more for more camps. It does not tell camps that quarrel from camps that speak of
    different things, so `conflict` stands beside it (see `conflict_share`).
    """
    moments = []
    for first, last, inside in windows(discourse, unit, size, step):
        network = actor_network(inside, "subtract", normalisation)
        partition = camps(network, resolution)
        moments.append(
            Moment(
                *(first, last, len(inside.occurrences), len(inside.actors), len(partition)),
                polarisation=modularity(network, partition, resolution),
                conflict=conflict_share(inside),
            )
        )
    return moments


def conflict_share(discourse: Discourse) -> float | None:
    """Of the pairs of occurrences in which two actors speak of one object, the share in which they disagree.

    Σ conflict / (Σ congruence + Σ conflict), both summed over all pairs of actors and not normalised; None where
    no two actors speak of the same.
    """
    totals = {aggregation: sum(_weights(actor_network(discourse, aggregation))) for aggregation in _CONFLICT}
    met = totals["congruence"] + totals["conflict"]
    return totals["conflict"] / met if met else None


_CONFLICT: tuple[Literal["congruence"], Literal["conflict"]] = ("congruence", "conflict")


def _weights(network: nx.Graph[str]) -> list[float]:
    found: dict[tuple[str, str], float] = nx.get_edge_attributes(network, "weight")
    return list(found.values())


def _whole(number: float) -> float:
    """A number without a point where it is whole, as it is unless agreement has degrees."""
    return int(number) if number.is_integer() else number


def _weight(network: nx.Graph[str], one: str, other: str) -> float:
    return float(network.edges[one, other]["weight"]) if network.has_edge(one, other) else 0.0
