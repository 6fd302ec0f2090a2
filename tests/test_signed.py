"""Camps, balance, brokers, backbone and controversy, against small cases computed by hand."""

from __future__ import annotations

import itertools
import random
from pathlib import Path
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from debates import spoken
from hypothesis import given
from hypothesis import strategies as st

from graphkit.errors import InputError
from graphkit.network import (
    Frustration,
    Triads,
    actor_network,
    backbone,
    brokers,
    camps,
    conflict_share,
    controversies,
    frustration,
    modularity,
    polarisation,
    triads,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


def signed(*ties: str) -> nx.Graph[str]:
    """A network of ties "a b 1"."""
    network: nx.Graph[str] = nx.Graph()
    for tie in ties:
        one, other, weight = tie.split()
        network.add_edge(one, other, weight=float(weight))
    return network


TWO_PAIRS = ("a b 1", "c d 1", "a c -1", "b d -1")


def chance_network(chance: random.Random, nodes: str = "abcdefg", share: float = 0.6) -> nx.Graph[str]:
    ties = [f"{a} {b} {chance.choice((-2, -1, -0.5, 1, 2, 3))}" for a, b in itertools.combinations(nodes, 2)]
    return signed(*(tie for tie in ties if chance.random() < share))


def partitions(nodes: list[str]) -> Iterator[list[list[str]]]:
    if not nodes:
        yield []
        return
    for rest in partitions(nodes[1:]):
        yield [[nodes[0]], *rest]
        for index in range(len(rest)):
            yield [*rest[:index], [nodes[0], *rest[index]], *rest[index + 1 :]]


networks = st.builds(chance_network, st.randoms(use_true_random=False), st.sampled_from(("abc", "abcdef", "abcdefgh")))


# -- camps -----------------------------------------------------------------------------------------


def test_who_agrees_is_one_camp() -> None:
    assert camps(signed(*TWO_PAIRS)) == (("a", "b"), ("c", "d"))
    assert camps(signed("a b 1", "b c 1", "a c 1")) == (("a", "b", "c"),), "of one mind, one camp"
    assert camps(signed("a b -1")) == (("a",), ("b",))


def test_who_shares_opponents_is_one_camp() -> None:
    assert camps(signed("a c -1", "a d -1", "b c -1", "b d -1")) == (("a", "b"), ("c", "d"))


def test_who_has_no_tie_is_in_no_camp() -> None:
    network = signed("a b 1")
    network.add_node("z")
    assert camps(network) == (("a", "b"),)
    assert camps(nx.Graph()) == ()


def test_modularity_is_what_the_formula_says() -> None:
    # Inside: 2·1 + 2·1 = 4; by chance 4 · (1·1/4 − 1·1/4) a camp = 0; 2w⁺ + 2w⁻ = 4 + 4.
    assert modularity(signed(*TWO_PAIRS), (("a", "b"), ("c", "d"))) == pytest.approx(4 / 8)
    # The other way round: inside −4.
    assert modularity(signed(*TWO_PAIRS), (("a", "c"), ("b", "d"))) == pytest.approx(-4 / 8)
    assert modularity(signed(*TWO_PAIRS), (("a", "b", "c", "d"),)) == pytest.approx(0)
    # a–b 2, b–c −1. Camp ab: inside 2·2 = 4, by chance plus 4²/4 = 4, minus (0 + 1)²/2 = 1/2, so 4 − 4 + 1/2;
    # camp c: 0 − 0 + 1²/2; sum 1; divided by 4 + 2.
    assert modularity(signed("a b 2", "b c -1"), (("a", "b"), ("c",))) == pytest.approx(1 / 6)
    assert modularity(signed("a b 2", "b c -1"), (("a", "b"),)) == pytest.approx(1 / 6), "c is one of its own"
    assert modularity(nx.Graph(), ()) == 0


def test_modularity_without_negative_ties_is_that_of_networkx() -> None:
    network = nx.karate_club_graph()
    named = nx.relabel_nodes(network, {node: f"{node:02}" for node in network})
    club = {name: data["club"] for name, data in named.nodes(data=True)}
    halves = tuple(tuple(sorted(n for n in named if club[n] == side)) for side in sorted(set(club.values())))
    assert modularity(named, halves) == pytest.approx(nx.community.modularity(named, list(map(set, halves))))
    assert modularity(named, camps(named)) > 0.44, "the best known is 0.4449 of weighted ties"


def test_a_larger_resolution_gives_more_camps() -> None:
    network = signed("a b 2", "b c 1", "c d 2", "a c 1", "b d 1")
    assert len(camps(network, resolution=0.2)) == 1
    assert len(camps(network, resolution=3)) > 1
    with pytest.raises(InputError, match="resolution"):
        camps(network, resolution=0)


@given(networks)
def test_no_move_of_one_node_makes_camps_better(network: nx.Graph[str]) -> None:
    found = camps(network)
    assert sorted(node for camp in found for node in camp) == sorted(n for n, degree in network.degree() if degree)
    reached = modularity(network, found)
    for node in sorted(network):
        rest = tuple(tuple(n for n in camp if n != node) for camp in found)
        for index in range(len(rest)):
            moved = (*rest[:index], (*rest[index], node), *rest[index + 1 :])
            assert modularity(network, moved) <= reached + 1e-9
        assert modularity(network, (*rest, (node,))) <= reached + 1e-9


@pytest.mark.parametrize(
    ("number", "nodes", "told"),
    [
        (
            60,
            "abcdef",
            "of 60 random signed networks with six nodes it found the best partition in {}, and was at most {}",
        ),
        pytest.param(150, "abcdefg", "of 150 with seven nodes in {}, and {} short", marks=pytest.mark.slow),
    ],
)
def test_camps_are_mostly_the_best_of_all_as_often_as_told(number: int, nodes: str, told: str) -> None:
    chance = random.Random(1)  # noqa: S311
    gaps = []
    for _ in range(number):
        network = chance_network(chance, nodes)
        best = max(modularity(network, tuple(map(tuple, p))) for p in partitions(sorted(network)))
        gaps.append(best - modularity(network, camps(network)))
    found = told.format(sum(gap < 1e-9 for gap in gaps), f"{max(gaps):.3f}")
    assert found in (Path(__file__).parent.parent / "docs" / "analysis.md").read_text(encoding="utf-8")


@given(networks)
def test_names_decide_nothing_but_ties_between_equals(network: nx.Graph[str]) -> None:
    backwards: nx.Graph[str] = nx.Graph()
    backwards.add_nodes_from(reversed(list(network)))
    backwards.add_edges_from(reversed(list(network.edges(data=True))))
    assert camps(network) == camps(backwards), "the order of insertion shows in nothing"


# -- balance ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ties", "expected", "balance", "weak"),
    [
        (("a b 1", "b c 1", "a c 1"), Triads(1, 0, 0, 0), 1, 1),
        (("a b 1", "b c 1", "a c -1"), Triads(0, 1, 0, 0), 0, 0),
        (("a b 1", "b c -1", "a c -1"), Triads(0, 0, 1, 0), 1, 1),
        (("a b -1", "b c -1", "a c -1"), Triads(0, 0, 0, 1), 0, 1),
        (TWO_PAIRS, Triads(), None, None),
        # Of four who all meet, a is against all others, who agree.
        (("b c 1", "c d 1", "b d 1", "a b -1", "a c -1", "a d -1"), Triads(1, 0, 3, 0), 1, 1),
        (("b c -1", "c d 1", "b d 1", "a b -1", "a c -1", "a d -1"), Triads(0, 1, 2, 1), 0.5, 0.75),
    ],
)
def test_triads(ties: tuple[str, ...], expected: Triads, balance: float | None, weak: float | None) -> None:
    found = triads(signed(*ties))
    assert (found, found.balance, found.weak_balance) == (expected, balance, weak)


@given(networks)
def test_triads_are_all_triangles(network: nx.Graph[str]) -> None:
    counted = [0, 0, 0, 0]
    for three in itertools.combinations(sorted(network), 3):
        pairs = list(itertools.combinations(three, 2))
        if all(network.has_edge(*pair) for pair in pairs):
            counted[sum(network.edges[pair]["weight"] < 0 for pair in pairs)] += 1
    assert triads(network) == Triads(*counted)


@pytest.mark.parametrize(
    ("ties", "frustrated"),
    [
        (TWO_PAIRS, 0),
        (("a b 1", "b c 1", "a c -1"), 1),
        (("a b -1", "b c -1", "a c -1"), 1),
        (("a b 1", "b c 1", "c d 1", "a d -1"), 1),
        (("a b -1", "b c -1", "a c -1", "c d 1", "d e -1", "e f -1", "d f -1"), 2),
    ],
)
def test_frustration(ties: tuple[str, ...], frustrated: int) -> None:
    assert frustration(signed(*ties)) == Frustration(frustrated, len(ties), exact=True)


@given(networks)
def test_frustration_is_the_least_over_all_divisions(network: nx.Graph[str]) -> None:
    nodes = sorted(network)
    least = min(
        sum(
            (network.edges[edge]["weight"] > 0) != (side[nodes.index(edge[0])] == side[nodes.index(edge[1])])
            for edge in network.edges
        )
        for side in itertools.product((0, 1), repeat=len(nodes))
    )
    assert frustration(network) == Frustration(least, network.number_of_edges(), exact=True)
    assert frustration(network, work=1).frustrated >= least, "what was not searched to the end is an upper bound"


def test_a_search_that_is_broken_off_says_so() -> None:
    large = chance_network(random.Random(3), "".join(map(chr, range(0x4E00, 0x4E00 + 40))), 1.0)  # noqa: S311
    assert not frustration(large, work=500).exact


# -- brokers and backbone --------------------------------------------------------------------------


def test_brokers_stand_between_camps() -> None:
    network = signed("a b 2", "b c 1", "c d 2", "a d -5")
    found = brokers(network, (("a", "b"), ("c", "d")))
    assert [broker.node for broker in found] == ["b", "c", "a", "d"]
    # Of the pairs ac, ad, cd without b, the paths of the first two lead over b; a–d itself is no path.
    assert found[0].betweenness == pytest.approx(2 / 3)
    assert found[0].participation == pytest.approx(1 - (2 / 3) ** 2 - (1 / 3) ** 2)
    assert (found[2].betweenness, found[2].participation) == (0, 0)
    assert brokers(network, (), work=1)[0].betweenness is None, "what would take minutes is left out"


def test_a_broker_may_have_no_tie() -> None:
    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from("ab")
    assert [tuple(broker) for broker in brokers(network, ())] == [("a", 0, 0), ("b", 0, 0)]


def test_backbone_keeps_what_stands_out() -> None:
    # Of m's ties 8, −1, 1 (sum 10): (1 − 0.8)² = 0.04, (1 − 0.1)² = 0.81; each end's only tie has 1 there.
    network = signed("m a 8", "m b -1", "m c 1")
    kept = backbone(network)
    assert [(one, other, data["alpha"]) for one, other, data in kept.edges(data=True)] == [
        ("a", "m", pytest.approx(0.04))
    ]
    assert sorted(kept) == ["a", "b", "c", "m"]
    assert backbone(network, alpha=0.9).number_of_edges() == 3
    assert backbone(signed("a b 1")).number_of_edges() == 0, "an only tie does not stand out"
    with pytest.raises(InputError, match="alpha"):
        backbone(network, alpha=0)


# -- controversy and polarisation ------------------------------------------------------------------


def test_objects_are_ranked_by_dispute() -> None:
    found = controversies(
        spoken(
            *("A + half", "B + half", "C - half", "D - half", "D - half"),
            *("A + most", "B + most", "C - most"),
            *("A + one", "B + one"),
            *("A + torn", "A - torn", "B + torn"),
        )
    )
    assert [(c.object, c.actors, c.agreeing, c.disagreeing, c.occurrences) for c in found] == [
        ("topic:half", 4, 2, 2, 5),
        ("topic:most", 3, 2, 1, 3),
        ("topic:torn", 2, 1, 0, 3),
        ("topic:one", 2, 2, 0, 2),
    ]
    # Positions 1 1 0 0; 1 1 0 with mean 2/3: 4/3·(1/9 + 1/9 + 4/9); 1/2 1 with mean 3/4: 2·(1/16 + 1/16).
    assert [each.controversy for each in found] == pytest.approx([1, 8 / 9, 1 / 4, 0])


def test_conflict_share() -> None:
    # x: one pair agrees, two disagree; y: nobody else speaks of it.
    assert conflict_share(spoken("A + x", "B + x", "C - x", "A + y")) == pytest.approx(2 / 3)
    assert conflict_share(spoken("A + x")) is None


def test_polarisation_over_time() -> None:
    debate = spoken(
        *("A + x 2025-01-01 a", "B + x 2025-01-01 b", "C + x 2025-01-01 c"),
        *("A + x 2025-01-03 d", "B + x 2025-01-03 e", "C - x 2025-01-03 f", "D - x 2025-01-03 g"),
    )
    moments = polarisation(debate, "days", 1)
    assert [(m.first.day, m.occurrences, m.actors, m.camps) for m in moments] == [
        (1, 3, 3, 1),
        (2, 0, 0, 0),
        (3, 4, 4, 2),
    ]
    assert [moment.conflict for moment in moments] == [0, None, pytest.approx(4 / 6)]
    assert moments[0].polarisation == pytest.approx(0)
    # Ties of 1: A B and C D agree (2w⁺ = 4), four disagree (2w⁻ = 8). Inside 4; by chance a camp has
    # (1 + 1)²/4 − (2 + 2)²/8 = −1; (4 + 1 + 1) / 12.
    assert moments[2].polarisation == pytest.approx(6 / 12)
    assert camps(actor_network(debate, "subtract", "average"))[0] == ("actor:A", "actor:B")
