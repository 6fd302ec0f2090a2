"""The networks of discourse network analysis: affiliation, congruence, conflict, subtract, ignore.

Notation, after Leifeld, Gruber and Bossner (2019), chapter 2: x[i,j,k] counts how often actor i refers to
object j with agreement k, k being 1 where the actor agrees and 0 where it disagrees, or a level of a scale.
Edges whose weight would be 0 are left out; every actor (or object) of the discourse is a node all the same.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Literal, get_args

import networkx as nx

from graphkit.errors import InputError
from graphkit.network.occurrences import one_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphkit.network.occurrences import Discourse

Aggregation = Literal["congruence", "conflict", "subtract", "ignore"]
"""What becomes of agreement and disagreement in a network of actors or of objects."""

Normalisation = Literal["no", "average", "jaccard", "cosine"]
"""What the weight of an edge between actors, or between objects, is divided by."""

AffiliationAggregation = Literal["subtract", "ignore", "combine"]
"""What becomes of agreement and disagreement between an actor and an object."""

AffiliationNormalisation = Literal["no", "activity", "prominence"]
"""What the weight of an edge between an actor and an object is divided by."""

Counts = dict[str, dict[tuple[str, int], int]]
"""x: for a node, how often it goes with each node of the other kind and with which level of agreement."""


def actor_network(
    discourse: Discourse, aggregation: Aggregation = "subtract", normalisation: Normalisation = "no"
) -> nx.Graph[str]:
    """The network of actors i and i', joined over the objects j that both refer to.

    Its weights y[i,i'] before normalisation are

    * "congruence": Σ_j Σ_k x[i,j,k] · x[i',j,k], how often both agree or both disagree;
    * "conflict": Σ_j Σ_k x[i,j,k] · x[i',j,1-k], how often one agrees where the other disagrees;
    * "subtract": congruence − conflict, a signed network;
    * "ignore": Σ_j (Σ_k x[i,j,k]) · (Σ_k x[i',j,k]), how often both speak of the same; DNA then leaves agreement
      out of account for duplicates, too (`discourse` with sides=False).

    Where agreement has degrees k on a scale (an integer qualifier), nearness and distance take the place of same
    and opposite:

    * "congruence": Σ_j Σ_k Σ_k' x[i,j,k] · x[i',j,k'] · (1 − |k − k'| / (highest − lowest));
    * "conflict": Σ_j Σ_k Σ_k' x[i,j,k] · x[i',j,k'] · |k − k'| / (highest − lowest).

    With a[i] = Σ_j Σ_k x[i,j,k], the activity of i, they are divided by

    * "no": 1;
    * "average": (a[i] + a[i']) / 2, the most common;
    * "jaccard": Σ_jk x[i,j,k]·[x[i',j,k] = 0] + Σ_jk x[i',j,k]·[x[i,j,k] = 0] + Σ_jk x[i,j,k]·x[i',j,k];
    * "cosine": √(a[i]²) · √(a[i']²), that is a[i] · a[i'], as the manual and the program of DNA have it (not
      the cosine of the angle between the two rows).

    (Leifeld, Gruber, Bossner 2019, sections 2.3 and 2.4; Leifeld 2017.) Nodes have `label` and `activity`,
    edges `weight`. Raises InputError for an unknown option.

    >>> from graphkit.network import Discourse, Occurrence
    >>> said = [("Ann", "tax", True), ("Ann", "toll", False), ("Bob", "tax", True), ("Bob", "toll", True)]
    >>> debate = Discourse(tuple(Occurrence(*each, None, "a") for each in said), {n: n for s in said for n in s[:2]})
    >>> for aggregation in ("congruence", "conflict", "ignore"):
    ...     print(aggregation, actor_network(debate, aggregation).edges["Ann", "Bob"]["weight"])
    congruence 1.0
    conflict 1.0
    ignore 2.0
    >>> actor_network(debate, "subtract").number_of_edges()
    0
    """
    return _one_mode(_counts(discourse, transposed=False), discourse, aggregation, normalisation)


def object_network(
    discourse: Discourse, aggregation: Aggregation = "congruence", normalisation: Normalisation = "no"
) -> nx.Graph[str]:
    """The network of objects, topics as a rule, joined over the actors that refer to both.

    As `actor_network` with actors and objects exchanged: x[j,i,k] instead of x[i,j,k].
    """
    return _one_mode(_counts(discourse, transposed=True), discourse, aggregation, normalisation)


def affiliation_network(
    discourse: Discourse,
    aggregation: AffiliationAggregation = "subtract",
    normalisation: AffiliationNormalisation = "no",
) -> nx.Graph[str]:
    """The network of actors i and the objects j that they refer to.

    Its weights y[i,j] before normalisation are

    * "ignore": Σ_k x[i,j,k];
    * "subtract": x[i,j,1] − x[i,j,0]; the edge stands with weight 0 where both are the same and not 0;
    * "combine": 1 where i only agrees, 2 where it only disagrees, 3 where it does both (multiplex; not to be
      normalised).

    They are divided by "no": 1; "activity": Σ_j Σ_k x[i,j,k]; "prominence": Σ_i Σ_k x[i,j,k].

    (Leifeld, Gruber, Bossner 2019, sections 2.5 and 2.6.) Nodes have `label`, `mode` ("actor" or "object"; an
    actor that is an object too has the node "object:ID" for that), `node` as in `to_networkx` and `activity`;
    edges `weight`, `agree` and `disagree`. Where agreement has degrees, "subtract" is Σ_k k · x[i,j,k], and
    there is no "combine". Raises InputError for an unknown option, and for "combine" normalised.
    """
    one_of("aggregation", aggregation, get_args(AffiliationAggregation))
    allowed = ("no",) if aggregation == "combine" else get_args(AffiliationNormalisation)
    one_of("normalisation", normalisation, allowed)
    low, high = discourse.scale
    graded = (low, high) != (0, 1)
    if graded and aggregation == "combine":
        raise InputError("aggregation: 'combine' knows agreement and disagreement, and no degrees; take subtract")
    rows, columns = _counts(discourse, transposed=False), _counts(discourse, transposed=True)
    network: nx.Graph[str] = nx.Graph()
    for mode, side in (("actor", rows), ("object", columns)):
        for node, counts in side.items():
            name = node if mode == "actor" else object_node(node, rows)
            network.add_node(name, label=discourse.labels[node], mode=mode, node=node, activity=sum(counts.values()))
    for actor, counts in rows.items():
        for object_ in sorted({object_ for object_, _ in counts}):
            levels = {level: count for (column, level), count in counts.items() if column == object_}
            agree = sum(count for level, count in levels.items() if 2 * level > low + high)
            disagree = sum(levels.values()) - agree
            divisor = {
                "no": 1,
                "activity": sum(counts.values()),
                "prominence": sum(columns[object_].values()),
            }[normalisation]
            weight = {
                "ignore": agree + disagree,
                "subtract": sum(level * count for level, count in levels.items()) if graded else agree - disagree,
                "combine": (agree > 0) + 2 * (disagree > 0),
            }[aggregation]
            network.add_edge(actor, object_node(object_, rows), weight=weight / divisor, agree=agree, disagree=disagree)
    return network


def object_node(node: str, actors: Mapping[str, object] | Iterable[str]) -> str:
    """The node of an object beside these actors: an actor that is spoken of is not the actor that speaks."""
    return f"object:{node}" if node in actors else node


def _counts(discourse: Discourse, *, transposed: bool) -> Counts:
    counts: Counts = defaultdict(lambda: defaultdict(int))
    for occurrence in discourse.occurrences:
        row, column = occurrence[:2][::-1] if transposed else occurrence[:2]
        counts[row][column, discourse.level(occurrence)] += 1
    return {row: dict(sorted(counts[row].items())) for row in sorted(counts)}


def _one_mode(
    counts: Counts, discourse: Discourse, aggregation: Aggregation, normalisation: Normalisation
) -> nx.Graph[str]:
    one_of("aggregation", aggregation, get_args(Aggregation))
    one_of("normalisation", normalisation, get_args(Normalisation))
    network: nx.Graph[str] = nx.Graph()
    for node, row in counts.items():
        network.add_node(node, label=discourse.labels[node], activity=sum(row.values()))
    low, high = discourse.scale
    for (one, other), (near, far) in _meetings(counts, high - low).items():
        raw = {
            "congruence": near,
            "conflict": far,
            "subtract": near - far,
            "ignore": near + far,
        }[aggregation]
        if raw:
            network.add_edge(
                one, other, weight=raw / (high - low) / _divisor(counts[one], counts[other], normalisation)
            )
    return network


def _meetings(counts: Counts, width: int) -> dict[tuple[str, str], tuple[int, int]]:
    """Congruence and conflict of each two nodes that go with a node of the other kind both, sorted.

    `width` is how far apart two levels can be, and both are that many times what they should be: whole numbers.
    """
    by_column: dict[str, dict[str, dict[int, int]]] = {}
    for row, cells in counts.items():
        for (column, level), count in cells.items():
            by_column.setdefault(column, {}).setdefault(row, {})[level] = count
    met: dict[tuple[str, str], tuple[int, int]] = {}
    for column in sorted(by_column):
        rows = sorted(by_column[column].items())
        for index, (one, levels) in enumerate(rows):
            for other, other_levels in rows[index + 1 :]:
                near, far = met.get((one, other), (0, 0))
                for level, count in levels.items():
                    for other_level, other_count in other_levels.items():
                        apart = abs(level - other_level)
                        near += count * other_count * (width - apart)
                        far += count * other_count * apart
                met[one, other] = (near, far)
    return dict(sorted(met.items()))


def _divisor(
    one: Mapping[tuple[str, int], int],
    other: Mapping[tuple[str, int], int],
    normalisation: Normalisation,
) -> float:
    if normalisation == "average":
        return (sum(one.values()) + sum(other.values())) / 2
    if normalisation == "cosine":
        return math.sqrt(sum(one.values()) ** 2) * math.sqrt(sum(other.values()) ** 2)
    if normalisation == "jaccard":
        only_one = sum(count for cell, count in one.items() if cell not in other)
        only_other = sum(count for cell, count in other.items() if cell not in one)
        return only_one + only_other + sum(count * other.get(cell, 0) for cell, count in one.items())
    return 1
