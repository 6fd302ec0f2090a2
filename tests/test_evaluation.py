"""Figures of evaluation, by hand and on the coded seeds."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphkit import build
from graphkit.errors import InputError
from graphkit.evaluation import Coded, Evaluation, Gold, agreement, overlap, read_gold, refuse_strangers
from graphkit.model import Actor, Evidence, Source, StanceGraph, Statement, Topic

HERE = Path(__file__).parent


def graph(*said: tuple[str, str, str]) -> StanceGraph:
    """One article; the actors' and topics' ids are their names."""
    statements = tuple(
        Statement(
            id=str(i), actor=actor, relation=relation, object=topic, object_is_actor=False, actor_text=actor,
            object_text=topic, cue="", rule="", confidence=1.0,
            evidence=Evidence("x", 0, 9, "They said so, and more than once, in the house.", "", ""),
        )
        for i, (actor, relation, topic) in enumerate(said)
    )  # fmt: skip
    return StanceGraph(
        statements,
        tuple(Actor(name, name, "Group") for name in sorted({s.actor for s in statements})),
        tuple(Topic(name, name) for name in sorted({s.object for s in statements})),
        (Source("x", "x.txt"),),
    )


def coded(actor: str, relations: str, objects: str, *, optional: bool = False, issue: str = "") -> Coded:
    return Coded(
        "x.txt",
        "They said so",
        tuple(actor.split("|")),
        tuple(relations.split("|")),
        (objects,),
        issue or objects,
        optional,
    )


def test_precision_and_recall() -> None:
    gold = Gold(
        (
            coded("A", "supports", "the tax"),
            coded("B", "opposes", "the tax"),
            coded("C", "supports", "it", optional=True),
        ),
        {},
    )
    found = Evaluation(gold, graph(("A", "supports", "tax"), ("A", "opposes", "tax"), ("C", "supports", "it")))
    assert (found.score.precision, found.score.recall, found.score.f1) == (0.5, 0.5, 0.5)
    assert [statement.actors for statement in found.missed] == [("B",)]
    assert [(f.actor, f.statement.relation) for f in found.false] == [("A", "opposes")]


def test_one_found_statement_matches_one_coded() -> None:
    gold = Gold((coded("A", "supports", "the carbon tax"), coded("A", "supports", "the tax")), {})
    assert len(Evaluation(gold, graph(("A", "supports", "carbon tax"))).hits) == 1


def test_alternatives_and_aliases() -> None:
    gold = Gold((coded("Germany|Olaf Scholz", "supports|proposes", "the tax"),), {"Germany": frozenset({"berlin"})})
    assert Evaluation(gold, graph(("Berlin", "proposes", "tax"))).hits
    assert not Evaluation(gold, graph(("Bonn", "proposes", "tax"))).hits
    assert Evaluation(gold, graph(("Berlin", "proposes", "tax"))).actor_naming() == 0


def test_polarity_takes_supports_and_proposes_as_one() -> None:
    gold = Gold((coded("A", "supports", "the tax"),), {})
    said = graph(("A", "proposes", "tax"))
    assert not Evaluation(gold, said).hits
    assert Evaluation(gold, said, lambda relation: "-" if relation == "opposes" else "+").hits


def test_merging_counts_pairs() -> None:
    gold = Gold(
        tuple(coded(a, "supports", o, issue="tax") for a, o in (("A", "the tax"), ("B", "a levy"), ("C", "the tax"))),
        {},
    )
    merging = Evaluation(
        gold, graph(("A", "supports", "tax"), ("B", "supports", "levy"), ("C", "supports", "tax"))
    ).merging()
    assert (merging.precision, merging.recall) == (1.0, 1 / 3)


@pytest.mark.parametrize(
    ("one", "other", "expected"), [("the carbon tax", "tax", 2 / 3), ("talks", "talk", 1.0), ("a", "b", 0.0)]
)
def test_overlap(one: str, other: str, expected: float) -> None:
    assert overlap(one, other) == pytest.approx(expected)


def test_agreement_of_two_codings() -> None:
    one = Gold((coded("A", "supports", "tax"), coded("B", "opposes", "levy")), {})
    assert agreement(one, one).kappa == agreement(one, one).alpha == 1.0
    other = Gold((coded("A", "supports", "tax"), coded("B", "supports", "levy")), {})
    apart = agreement(one, other)
    # observed 1/2; expected 1/2 by the margins; alpha: 1 - (1/2) / (1 - (3*2 + 1*0) / (4*3))
    assert (apart.units, apart.observed, apart.kappa, apart.alpha) == (2, 0.5, 0.0, 0.0)


def test_a_broken_gold_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "gold.yaml"
    path.write_text("- article: a.txt\n  statements:\n  - {a: A, r: supports}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"gold\.yaml:3: o, s is missing"):
        read_gold(path)


def test_aliases_that_are_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nope"):
        read_gold(HERE / "gold" / "seeds.yaml", tmp_path / "nope")


def test_a_gold_of_other_articles_is_refused() -> None:
    gold = Gold((coded("A", "supports", "tax"),), {})
    refuse_strangers(gold, ["news/x.txt"], ("gold.yaml", "graph.ttl"))
    for articles in ([], ["y.txt"]):
        with pytest.raises(InputError, match=r"gold\.yaml and graph\.ttl have no article in common: x\.txt is coded"):
            refuse_strangers(gold, articles, ("gold.yaml", "graph.ttl"))


@pytest.mark.model
def test_the_seeds_are_read_as_people_coded_them() -> None:
    """The floor below which no change may let the extractor fall on the five articles."""
    found = Evaluation(read_gold(HERE / "gold" / "seeds.yaml"), build(HERE.parent / "seeds").stances)
    assert found.score.precision >= 0.95
    assert found.score.f1 >= 0.88
    assert found.actor_naming() >= 0.95
