"""Pairs that are worth a comparison: none that is alike is missed. Groups: no chains, and judgements hold."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scattering import Scattered

from graphkit.resolution.clustering import complete_linkage
from graphkit.resolution.likenesses import Comparison, compared
from graphkit.resolution.pairs import candidates
from graphkit.resolution.readings import Reading
from graphkit.resolution.similarity import ALIKE, likeness, measured

if TYPE_CHECKING:
    import random

WORDS = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from([0.1, 0.3, 0.4, 0.5, 1.0, 1.5]), max_size=6)


def dice(one: dict[str, float], other: dict[str, float]) -> float:
    """The coefficient of Dice as it is defined."""
    whole = sum(one.values()) + sum(other.values())
    return 2 * sum(min(one[word], other[word]) for word in one.keys() & other.keys()) / whole if whole else 0.0


@settings(deadline=None)
@given(st.lists(WORDS, max_size=12), st.sampled_from([0.5, ALIKE, 0.9]))
def test_no_pair_that_is_alike_is_missed(sets: list[dict[str, float]], least: float) -> None:
    asked = set(candidates(dict(enumerate(sets)), least))
    alike = {(a, b) for a, b in combinations(range(len(sets)), 2) if dice(sets[a], sets[b]) >= least + 1e-6}
    assert alike <= asked
    assert all(one < other for one, other in asked)


def test_what_is_not_alike_is_hardly_looked_at() -> None:
    sets = {number: {"levy": 1.0, f"word{number}": 1.0, "public": 0.4} for number in range(500)}
    assert list(candidates(sets, ALIKE)) == []


PARTS = st.frozensets(st.sampled_from(["levy", "coal", "fish", "port"]), max_size=3)
STATES = frozenset({"us", "the Europe"})
PARTIES = st.frozensets(st.sampled_from(["us", "the Europe", "ann"]), max_size=1)


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    head = draw(st.sampled_from(["levy", "ban"]))
    core = draw(PARTS) | {head}
    qualities = draw(st.frozensets(st.sampled_from(["new", "public", "coal"]), max_size=2)) - core
    details = draw(PARTS) - core - qualities
    arguments = frozenset(sorted(details)[: draw(st.integers(0, 1))])
    owners, doers = draw(PARTIES), draw(PARTIES)
    return Reading(
        head,
        core,
        qualities,
        details,
        arguments,
        owners,
        doers - owners,
        draw(PARTIES) - owners - doers,
        contrary=draw(st.booleans()),
        form=draw(st.sampled_from(["", "law", "deal", "act"])),
        article=draw(st.sampled_from(["", "", "u"])),
        changes=core & {"ban"},
    )


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.tuples(readings(), st.sets(st.sampled_from("uvw"), min_size=1, max_size=2).map(sorted)), max_size=10),
    st.randoms(use_true_random=False),
    st.sampled_from([1, 2, 3, 50]),
)
def test_likenesses_are_those_of_all_pairs_wherever_they_are_sought(
    found: list[tuple[Reading, list[str]]], chance: random.Random, of: int
) -> None:
    everything = range(len(found))
    items = compared([reading for reading, _ in found], [where for _, where in found], STATES, everything)
    each = [measured(item, STATES) for item in items]
    everywhere = {
        (one, other): alike
        for one, other in combinations(everything, 2)
        if (alike := likeness(each[one], each[other])) >= ALIKE
    }
    assert dict(Comparison(STATES).met(items)) == everywhere
    assert dict(Scattered(chance, of).meeting(Comparison(STATES), items)) == everywhere


PLACES = st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] < pair[1])


@given(st.dictionaries(PLACES, st.sampled_from([0.75, 0.9, 1.0]), max_size=20), st.lists(PLACES, max_size=3))
def test_each_of_a_group_is_like_every_other(
    likenesses: dict[tuple[int, int], float], apart: list[tuple[int, int]]
) -> None:
    groups = complete_linkage(8, likenesses, different=apart)
    assert sorted(place for group in groups for place in group) == list(range(8))
    assert groups == sorted(map(sorted, groups))
    for group in groups:
        assert set(combinations(group, 2)) <= likenesses.keys() - set(apart)


@given(st.dictionaries(PLACES, st.sampled_from([0.75, 0.9, 1.0]), max_size=20))
def test_no_two_groups_are_left_that_could_be_one(likenesses: dict[tuple[int, int], float]) -> None:
    for one, other in combinations(complete_linkage(8, likenesses), 2):
        assert not {(min(a, b), max(a, b)) for a in one for b in other} <= likenesses.keys()


def test_a_chain_makes_no_group_but_a_judgement_does() -> None:
    chain = {(0, 1): 0.9, (1, 2): 0.8}
    assert complete_linkage(3, chain) == [[0, 1], [2]]
    assert complete_linkage(3, chain, same=[(0, 2)]) == [[0, 1, 2]]
    assert complete_linkage(3, chain, different=[(0, 1)]) == [[0], [1, 2]]


@pytest.mark.parametrize("told", [[(0, 1)], [(1, 0)]])
def test_what_is_preferred_gives_way_to_what_was_told_apart(told: list[tuple[int, int]]) -> None:
    assert complete_linkage(2, {}, preferred=[(0, 1)]) == [[0, 1]]
    assert complete_linkage(2, {}, different=told, preferred=[(0, 1)]) == [[0], [1]]
