"""Discourse networks, against cases computed by hand from the definitions of the Discourse Network Analyzer."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from debates import ONTOLOGY, debate, spoken, weights
from hypothesis import given
from strategies import stance_graphs

from graphkit.errors import GraphError, InputError
from graphkit.model import Topic
from graphkit.network import (
    Discourse,
    actor_network,
    affiliation_network,
    controversies,
    discourse,
    natural_window,
    object_network,
    windows,
)

if TYPE_CHECKING:
    from graphkit.model import StanceGraph

# A agrees with x twice and disagrees with y; B agrees with x three times and with y; C disagrees with x.
THREE = ("A + x", "A + x", "A - y", "B + x", "B + x", "B * x", "B + y", "C - x")


def test_polarity_comes_from_the_ontology_or_from_the_caller() -> None:
    graph = debate("A + x", "B - x", "C * x")
    assert [o.agrees for o in sorted(discourse(graph, ONTOLOGY).occurrences)] == [True, False, True]
    told = discourse(graph, ONTOLOGY, agreement={"supports": True, "proposes": False})
    assert [(o.actor, o.agrees) for o in sorted(told.occurrences)] == [("actor:A", True), ("actor:C", False)]


def test_what_is_merely_possible_does_not_count() -> None:
    graph = debate("A + x", modality="possible")
    assert discourse(graph, ONTOLOGY).occurrences == ()
    assert len(discourse(graph, ONTOLOGY, modalities=("possible",)).occurrences) == 1


@pytest.mark.parametrize(("objects", "found"), [("both", ["actor:B", "topic:x"]), ("topics", ["topic:x"])])
def test_objects_are_topics_or_actors(objects: Any, found: list[str]) -> None:
    assert list(discourse(debate("A + x", "A - B"), ONTOLOGY, objects=objects).objects) == found


def test_a_relation_that_the_ontology_lacks_is_refused() -> None:
    graph = debate("A + x")
    broken = replace(graph, statements=(replace(graph.statements[0], relation="ignores"),))
    with pytest.raises(GraphError, match="ignores"):
        discourse(broken, ONTOLOGY)


def test_topics_may_stand_for_those_above_them() -> None:
    graph = debate("A + x", "B + y", "C + z")
    up = {"x": ("y",), "y": ("tax",), "z": ("tax", "y")}
    graph = replace(graph, topics=(*(replace(t, broader=up[t.id]) for t in graph.topics), Topic("tax", "taxes")))
    assert discourse(graph, ONTOLOGY, broader=True).objects == ("topic:tax", "topic:z"), "of two none is chosen"
    round_ = replace(graph, topics=tuple(replace(t, broader=("x",)) for t in graph.topics))
    assert len(discourse(round_, ONTOLOGY, broader=True).occurrences) == 3, "topics above each other end"


# -- duplicates ------------------------------------------------------------------------------------

SAID_AGAIN = (
    "A + x 2024-12-30 a1",  # a Monday, of the first week of 2025
    "A + x 2024-12-30 a1",
    "A + x 2024-12-30 a2",
    "A + x 2025-01-01 a3",
    "A + x 2025-01-05 a4",
    "A + x 2025-01-06 a5",  # the next week
    "A + x 2025-12-29 a6",  # week 1 of 2026
    "A - x 2024-12-30 a1",  # says another thing
    "A + x - a7",
    "A + x - a7",
    "A + x - a8",
)


@pytest.mark.parametrize(
    ("duplicates", "agreeing"),
    # Without a day: twice (articles a7 and a8) in all but "include" (three times) and "all".
    [("include", 7 + 3), ("article", 6 + 2), ("day", 5 + 2), ("week", 3 + 2), ("month", 3 + 2), ("year", 2 + 2)],
)
def test_the_same_counts_once_within_a_span(duplicates: Any, agreeing: int) -> None:
    found = discourse(debate(*SAID_AGAIN), ONTOLOGY, duplicates=duplicates)
    assert sum(o.agrees for o in found.occurrences) == agreeing
    assert sum(not o.agrees for o in found.occurrences) == 1
    assert found.duplicates == len(SAID_AGAIN) - agreeing - 1


def test_the_same_counts_once_over_all() -> None:
    found = discourse(debate(*SAID_AGAIN), ONTOLOGY, duplicates="all")
    assert [(o.agrees, o.date) for o in found.occurrences] == [
        (True, date(2024, 12, 30)),
        (False, date(2024, 12, 30)),
    ], "the first one stays"


def test_duplicates_may_leave_agreement_out_of_account() -> None:
    # A says both in article a: with the sides two occurrences, without them one, as DNA counts for "ignore".
    graph = debate("A + x 2025-01-01 a", "A - x 2025-01-01 a", "A - x 2025-01-02 b", "B + x 2025-01-01 a")
    told = {sides: discourse(graph, ONTOLOGY, duplicates="article", sides=sides) for sides in (True, False)}
    assert weights(actor_network(told[True], "ignore")) == {"A B": 3}
    assert weights(actor_network(told[False], "ignore")) == {"A B": 2}
    assert [(o.agrees, o.article) for o in told[False].occurrences if o.actor == "actor:A"] == [
        (True, "a"),
        (False, "b"),
    ]
    assert told[False].duplicates == 1


@pytest.mark.parametrize("wrong", [{"duplicates": "hour"}, {"objects": "things"}])
def test_an_unknown_option_is_refused_with_those_there_are(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="there are"):
        discourse(debate("A + x"), ONTOLOGY, **wrong)


# -- networks of actors and objects ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("aggregation", "expected"),
    [
        ("congruence", {"A B": 2 * 3}),
        ("conflict", {"A B": 1 * 1, "A C": 2 * 1, "B C": 3 * 1}),
        ("subtract", {"A B": 6 - 1, "A C": -2, "B C": -3}),
        ("ignore", {"A B": 2 * 3 + 1 * 1, "A C": 2 * 1, "B C": 3 * 1}),
    ],
)
def test_actors_are_joined_over_objects(aggregation: Any, expected: dict[str, float]) -> None:
    assert weights(actor_network(spoken(*THREE), aggregation)) == expected


@pytest.mark.parametrize(
    ("normalisation", "expected"),
    [
        ("no", {"A B": 5, "A C": -2, "B C": -3}),
        # Activities: A 3, B 4, C 1.
        ("average", {"A B": 5 / 3.5, "A C": -2 / 2, "B C": -3 / 2.5}),
        ("cosine", {"A B": 5 / 12, "A C": -2 / 3, "B C": -3 / 4}),
        # A's own cells (y, −) 1, B's own (y, +) 1, joint (x, +) 2·3; A and C share no cell: 3 + 1 + 0.
        ("jaccard", {"A B": 5 / (1 + 1 + 6), "A C": -2 / 4, "B C": -3 / 5}),
    ],
)
def test_weights_are_normalised(normalisation: Any, expected: dict[str, float]) -> None:
    assert weights(actor_network(spoken(*THREE), "subtract", normalisation)) == pytest.approx(expected)


def test_objects_are_joined_over_actors() -> None:
    # Over A: x + twice, y − once; over B: x + three times, y + once.
    assert weights(object_network(spoken(*THREE), "congruence")) == {"x y": 3 * 1}
    assert weights(object_network(spoken(*THREE), "conflict")) == {"x y": 2 * 1}
    # Activities: x 6, y 2.
    assert weights(object_network(spoken(*THREE), "subtract", "average")) == {"x y": (3 - 2) / 4}


def test_agreement_and_conflict_that_cancel_make_no_tie() -> None:
    spoken_ = spoken("A + x", "B + x", "A + y", "B - y")
    assert weights(actor_network(spoken_, "congruence")) == weights(actor_network(spoken_, "conflict")) == {"A B": 1}
    network = actor_network(spoken_)
    assert not network.edges
    assert list(network) == ["actor:A", "actor:B"], "they stay, without a tie"


@pytest.mark.parametrize(
    ("aggregation", "normalisation", "expected"),
    [
        ("subtract", "no", {"A x": 2, "A y": -1, "B x": 3, "B y": 1, "C x": -1}),
        ("ignore", "no", {"A x": 2, "A y": 1, "B x": 3, "B y": 1, "C x": 1}),
        ("subtract", "activity", {"A x": 2 / 3, "A y": -1 / 3, "B x": 3 / 4, "B y": 1 / 4, "C x": -1}),
        ("subtract", "prominence", {"A x": 2 / 6, "A y": -1 / 2, "B x": 3 / 6, "B y": 1 / 2, "C x": -1 / 6}),
        ("combine", "no", {"A x": 1, "A y": 2, "B x": 1, "B y": 1, "C x": 2}),
    ],
)
def test_actors_are_affiliated_with_objects(aggregation: Any, normalisation: Any, expected: dict[str, float]) -> None:
    assert weights(affiliation_network(spoken(*THREE), aggregation, normalisation)) == pytest.approx(expected)


def test_an_actor_of_two_minds_keeps_its_edge() -> None:
    network = affiliation_network(spoken("A + x", "A - x"))
    assert network.edges["actor:A", "topic:x"] == {"weight": 0, "agree": 1, "disagree": 1}
    assert weights(affiliation_network(spoken("A + x", "A - x"), "combine")) == {"A x": 3}


def test_an_actor_that_is_spoken_of_is_not_the_one_that_speaks() -> None:
    network = affiliation_network(spoken("A - B", "B - A"))
    assert sorted(network.edges()) == [("actor:A", "object:actor:B"), ("actor:B", "object:actor:A")]
    assert network.nodes["object:actor:B"]["node"] == "actor:B"


@pytest.mark.parametrize(
    ("make", "wrong"),
    [
        (actor_network, ("sum",)),
        (actor_network, ("subtract", "log")),
        (object_network, ("sum",)),
        (affiliation_network, ("congruence",)),
        (affiliation_network, ("combine", "activity")),
    ],
)
def test_an_unknown_network_is_refused(make: Any, wrong: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match="there is no"):
        make(spoken("A + x"), *wrong)


@given(stance_graphs(max_size=8))
def test_every_network_is_what_the_manual_says(graph: StanceGraph) -> None:
    """The formulas once more, as loops over the whole array, which no network is computed from."""
    talk = discourse(graph, ONTOLOGY)
    x: dict[tuple[str, str, int], int] = defaultdict(int)
    for occurrence in talk.occurrences:
        x[occurrence.actor, occurrence.object, int(occurrence.agrees)] += 1
    for i in talk.actors:
        for other in talk.actors:
            if i == other:
                continue
            same = sum(x[i, j, k] * x[other, j, k] for j in talk.objects for k in (0, 1))
            opposite = sum(x[i, j, k] * x[other, j, 1 - k] for j in talk.objects for k in (0, 1))
            own = [sum(x[a, j, k] for j in talk.objects for k in (0, 1)) for a in (i, other)]
            jaccard = same + sum(
                x[a, j, k] for a, b in ((i, other), (other, i)) for j in talk.objects for k in (0, 1) if not x[b, j, k]
            )
            divisors = {"no": 1, "average": sum(own) / 2, "cosine": math.prod(own), "jaccard": jaccard}
            sums = {
                "congruence": same,
                "conflict": opposite,
                "subtract": same - opposite,
                "ignore": same + opposite,
            }
            for aggregation, omega in sums.items():
                for normalisation, divisor in divisors.items():
                    network = actor_network(talk, aggregation, normalisation)  # type: ignore[arg-type]
                    found = network.edges[i, other]["weight"] if network.has_edge(i, other) else 0
                    assert found == pytest.approx(omega / divisor), (aggregation, normalisation)


# -- the cases that the manual draws ---------------------------------------------------------------

FIGURE_1 = ("A1 c1", "A2 c1", "A2 c2", "A2 c3", "A3 c3", "A3 c5", "A4 c3", "A5 c3", "A5 c4")
"""Which actors refer to which concepts in the first figure of its chapter 2."""


def test_the_first_figure_of_the_manual() -> None:
    drawn = spoken(*(line.replace(" ", " + ") for line in FIGURE_1))
    assert {*weights(actor_network(drawn, "congruence"))} == {
        "A1 A2",
        "A2 A3",
        "A2 A4",
        "A2 A5",
        "A3 A4",
        "A3 A5",
        "A4 A5",
    }
    assert {*weights(object_network(drawn, "congruence"))} == {"c1 c2", "c1 c3", "c2 c3", "c3 c4", "c3 c5"}


@pytest.mark.parametrize(("one", "other", "congruent"), [("+", "+", 1), ("-", "-", 1), ("+", "-", 0), ("-", "+", 0)])
def test_its_second_figure(one: str, other: str, congruent: int) -> None:
    drawn = spoken(f"A {one} c", f"B {other} c")
    assert weights(actor_network(drawn, "congruence")) == ({"A B": 1} if congruent else {})
    assert weights(actor_network(drawn, "conflict")) == ({} if congruent else {"A B": 1})


def of_degrees(*lines: str, scale: tuple[int, int] = (-5, 5), **levels: int) -> Discourse:
    """Lines as for `spoken`; `levels` gives those of supports, opposes and proposes."""
    return discourse(debate(*lines), ONTOLOGY, agreement=levels, scale=scale)


def test_its_third_figure() -> None:
    drawn = of_degrees("A + c", "B * c", supports=2, proposes=5)
    assert weights(actor_network(drawn, "congruence")) == pytest.approx({"A B": 7 / 10})
    assert weights(actor_network(drawn, "conflict")) == pytest.approx({"A B": 3 / 10})
    drawn = of_degrees("A - c", "B + c", opposes=-4, supports=2)
    assert weights(actor_network(drawn, "congruence")) == pytest.approx({"A B": 4 / 10})
    assert weights(actor_network(drawn, "conflict")) == pytest.approx({"A B": 6 / 10})
    assert weights(actor_network(drawn, "subtract")) == pytest.approx({"A B": -2 / 10})


def test_the_example_of_its_third_section() -> None:
    # One says -4 twice, the other +2 three times, on a scale from -5 to 5: 2 · 3 · (1 - 6/10) = 2.4 and 3.6.
    # (The manual has 4.2 there, which is a slip: its own formula gives 2.4.)
    drawn = of_degrees("A - c", "A - c", "B + c", "B + c", "B + c", opposes=-4, supports=2)
    assert weights(actor_network(drawn, "congruence")) == pytest.approx({"A B": 2.4})
    assert weights(actor_network(drawn, "conflict")) == pytest.approx({"A B": 3.6})
    assert weights(actor_network(drawn, "ignore")) == {"A B": 6}
    assert weights(actor_network(drawn, "congruence", "average")) == pytest.approx({"A B": 2.4 / 2.5})
    assert weights(affiliation_network(drawn)) == {"A c": -8, "B c": 6}
    assert weights(affiliation_network(drawn, "subtract", "activity")) == {"A c": -4, "B c": 2}


def test_a_scale_of_two_levels_is_the_binary_case() -> None:
    graded = of_degrees(*THREE, scale=(-1, 1), supports=1, proposes=1, opposes=-1)
    for aggregation in ("congruence", "conflict", "subtract", "ignore"):
        for normalisation in ("no", "average", "jaccard", "cosine"):
            drawn = actor_network(graded, aggregation, normalisation)
            binary = actor_network(spoken(*THREE), aggregation, normalisation)
            assert weights(drawn) == pytest.approx(weights(binary)), (aggregation, normalisation)
    assert weights(affiliation_network(graded)) == weights(affiliation_network(spoken(*THREE)))
    assert [each[1:] for each in controversies(graded)] == [each[1:] for each in controversies(spoken(*THREE))]


def test_degrees_count_as_positions_and_as_duplicates() -> None:
    drawn = of_degrees("A + c", "B - c", scale=(-2, 2), supports=1, opposes=-2)
    (each,) = controversies(drawn)
    # Positions 0.75 and 0: four times the variance.
    assert each.controversy == pytest.approx(4 * 0.375**2)
    assert (each.agreeing, each.disagreeing) == (1, 1)
    twice = discourse(
        debate("A + c", "A * c", "A + c"),
        ONTOLOGY,
        agreement={"supports": 2, "proposes": 1, "opposes": -2},
        duplicates="all",
    )
    assert [twice.level(o) for o in twice.occurrences] == [2, 1]
    assert twice.scale == (-2, 2)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"agreement": {"supports": 1, "opposes": 1}}, "scale: 1 to 1 is no scale"),
        (
            {"agreement": {"supports": 3, "opposes": -1}, "scale": (-2, 2)},
            "'supports' has 3; give a whole number from -2",
        ),
        ({"agreement": {"supports": True, "opposes": -1}}, "'supports' has True; give a whole number"),
        ({"agreement": {"supports": 1, "proposes": 0, "opposes": -1}}, "the middle of the scale from -1 to 1"),
        ({"agreement": {"supports": True, "opposes": False}, "scale": (0, 1)}, "agreement is true or false here"),
        ({"scale": (0, 5)}, "agreement is true or false here"),
    ],
)
def test_a_scale_that_cannot_be_is_refused(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        discourse(debate("A + c"), ONTOLOGY, **wrong)


def test_degrees_cannot_be_combined() -> None:
    with pytest.raises(InputError, match="no degrees"):
        affiliation_network(of_degrees("A + c", scale=(-2, 2), supports=2), "combine")


# -- windows of time -------------------------------------------------------------------------------

DAYS = ("A + x 2025-01-31 a", "B + x 2025-02-01 b", "C + x 2025-02-01 c", "D + x 2025-02-03 d", "E + x 2025-04-01 e")


def spans(*args: Any) -> list[tuple[str, str, str]]:
    found = []
    for first, last, inside in windows(spoken(*DAYS, "F + x - f"), *args):
        said = "".join(occurrence.actor.removeprefix("actor:") for occurrence in inside.occurrences)
        found.append((f"{first:%m-%d}", f"{last:%m-%d}", said))
    return found


def test_windows_of_days_move_by_a_day() -> None:
    found = spans("days", 3)
    assert found[:4] == [
        ("01-31", "02-02", "ABC"),
        ("02-01", "02-03", "BCD"),
        ("02-02", "02-04", "D"),
        ("02-03", "02-05", "D"),
    ]
    assert found[-1] == ("03-30", "04-01", "E"), "the last one ends on the last day"
    assert len(found) == 61 - 3 + 1
    assert ("02-10", "02-12", "") in found, "a window may hold nothing"


def test_windows_may_move_faster() -> None:
    assert spans("weeks", 2, 2) == [
        ("01-31", "02-13", "ABCD"),
        ("02-14", "02-27", ""),
        ("02-28", "03-13", ""),
        ("03-14", "03-27", ""),
    ]


def test_months_are_those_of_the_calendar() -> None:
    assert spans("months", 1) == [("01-31", "02-27", "ABCD"), ("02-28", "03-30", "")]


def test_a_window_longer_than_the_debate_holds_all() -> None:
    assert spans("years", 1) == [("01-31", "01-30", "ABCDE")]


def test_windows_of_events_take_whole_days() -> None:
    assert spans("events", 2) == [
        ("01-31", "02-01", "ABC"),
        ("02-01", "02-01", "BC"),
        ("02-01", "02-03", "BCD"),
        ("02-03", "04-01", "DE"),
    ]
    assert spans("events", 99) == [("01-31", "04-01", "ABCDE")]
    # A and B, B and C, C and D: the windows that begin and end on the same days come once.
    same_day = spoken("A + x 2025-01-01 a", "B + x 2025-01-01 b", "C + x 2025-01-01 c")
    assert len(list(windows(same_day, "events", 2))) == 1


def test_a_debate_without_days_has_no_window() -> None:
    assert list(windows(spoken("A + x"), "days", 7)) == []
    assert spoken("A + x").undated == 1


def test_the_end_of_time_is_no_error() -> None:
    late = spoken("A + x 9999-12-30 a", "B + x 9999-12-31 b")
    assert [len(window.discourse.occurrences) for window in windows(late, "months", 1)] == [2]


@pytest.mark.parametrize("wrong", [("fortnights", 1), ("days", 0), ("days", 1, 0)])
def test_a_window_that_cannot_be_is_refused(wrong: Any) -> None:
    with pytest.raises(InputError):
        list(windows(spoken(*DAYS), *wrong))


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("2025-01-14", ("days", 3)),
        ("2025-01-15", ("days", 7)),
        ("2025-03-03", ("days", 7)),
        ("2025-12-31", ("weeks", 4)),
        ("2027-01-01", ("months", 3)),
        ("2065-01-01", ("months", 3)),
        ("9999-12-31", ("years", 2)),
    ],
)
def test_the_window_fits_the_length_of_the_debate(last: str, expected: tuple[str, int]) -> None:
    assert natural_window(spoken("A + x 2025-01-01 a", f"B + x {last} b")) == expected
