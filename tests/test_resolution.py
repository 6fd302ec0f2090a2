"""Laws of merging, then examples."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.model import Claim, Evidence, Mention, ObjectPhrase, Source
from graphkit.ontology import load_ontology
from graphkit.resolution import resolve
from graphkit.resolution.slugs import slug

if TYPE_CHECKING:
    from graphkit.model import StanceGraph

ONTOLOGY = load_ontology()
SOURCES = [Source("a", "a.txt"), Source("b", "b.txt"), Source("c", "c.txt")]


def claim(
    actor: str, article: str = "a", kind: str = "Person", head: str = "plan", words: str = "the plan", *modifiers: str
) -> Claim:
    """A claim that somebody supports something, made up."""
    start = sum(map(ord, actor + words)) * 10
    text = f"{actor} supports {words}."
    return Claim(
        evidence=Evidence(article, start, start + len(text), text, "", ""),
        actor=Mention(start, start + len(actor), actor, actor, kind),
        relation="supports",
        object=ObjectPhrase(start + 20, start + 20 + len(words), words, words, head, modifiers),
        cue="supports",
        rule="verb.dobj",
    )


def merged(*claims: Claim) -> StanceGraph:
    return resolve(claims, SOURCES, ONTOLOGY)


NAMES = [
    "Emmanuel Macron",
    "Macron",
    "Brigitte Macron",
    "Volodymyr Zelensky",
    "Zelenskiy",
    "Joe Biden",
    "NATO",
    "Germany",
]
CLAIMS = st.builds(
    claim,
    st.sampled_from(NAMES),
    st.sampled_from("abc"),
    st.sampled_from(["Person", "Group"]),
    st.sampled_from(["plan", "deploy", "tax"]),
    st.sampled_from(["the plan", "deploying troops", "a strong tax"]),
)


@given(st.lists(CLAIMS, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_claims_does_not_matter(claims: list[Claim], random: st.DataObject) -> None:
    shuffled = list(claims)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert merged(*claims) == merged(*shuffled)


@given(st.lists(CLAIMS, max_size=8))
def test_every_statement_names_nodes_of_the_graph(claims: list[Claim]) -> None:
    graph = merged(*claims)
    actors = {actor.id for actor in graph.actors}
    topics = {topic.id for topic in graph.topics}
    assert len(actors) == len(graph.actors)
    assert len(topics) == len(graph.topics)
    for statement in graph.statements:
        assert statement.actor in actors
        assert statement.object in (actors if statement.object_is_actor else topics)
    assert {s.id for s in graph.statements} == {c.id for c in claims}


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Volodymyr Zelensky", "Volodymyr Zelenskyy", "Volodymyr Zelenskiy", "Zelensky"], ["Volodymyr Zelensky"]),
        (["Sergei Lavrov", "Sergey Lavrov"], ["Sergei Lavrov"]),
        (["Emmanuel Macron", "Macron"], ["Emmanuel Macron"]),
        (["Emmanuel Macron", "Brigitte Macron", "Macron"], ["Brigitte Macron", "Emmanuel Macron", "Macron"]),
        (["George W. Bush", "George Bush"], ["George Bush"]),
        (["George W. Bush", "George H. W. Bush"], ["George H. W. Bush", "George W. Bush"]),
        (
            ["George W. Bush", "George H. W. Bush", "George Bush"],
            ["George Bush", "George H. W. Bush", "George W. Bush"],
        ),
    ],
)
def test_names_of_one_person_are_one_actor(names: list[str], expected: list[str]) -> None:
    graph = merged(*(claim(name, article) for name, article in zip(names, "abca", strict=False)))
    assert sorted(actor.name for actor in graph.actors) == expected


def test_a_known_actor_bears_its_name_and_its_item() -> None:
    (actor,) = merged(claim("UK", kind="Country"), claim("Britain", "b", kind="Country")).actors
    assert (actor.id, actor.name, actor.aliases) == ("united-kingdom", "United Kingdom", ("Britain", "UK"))
    assert actor.same_as == ("http://www.wikidata.org/entity/Q145",)


def test_a_publisher_is_an_actor_under_its_one_name() -> None:
    source = Source("a", "a.txt", publisher="UN")
    graph = resolve([], [source], ONTOLOGY)
    assert [actor.name for actor in graph.actors] == [graph.articles[0].publisher] == ["United Nations"]


def test_a_surname_that_was_taken_for_an_organisation_is_the_person() -> None:
    graph = merged(claim("Donald Trump"), claim("Donald Trump", "b"), claim("Trump", "c", kind="Organization"))
    assert [actor.name for actor in graph.actors] == ["Donald Trump"]


def test_a_company_is_not_a_person_whom_one_article_names() -> None:
    graph = merged(claim("Gerald Ford"), claim("Ford", "b", kind="Organization"))
    assert sorted(actor.kind for actor in graph.actors) == ["Organization", "Person"]


def test_what_only_an_article_tells_apart_stays_apart() -> None:
    graph = merged(claim("government", "a", "Organization"), claim("government", "b", "Organization"))
    assert [actor.name for actor in graph.actors] == ["government", "government"]
    assert len(graph.topics) == 2  # "the plan" of one article is not that of the other


def test_objects_with_the_same_words_in_another_form_are_one_topic() -> None:
    graph = merged(
        claim("Macron", "a", "Person", "deployment", "the troop deployment", "troop"),
        claim("Macron", "b", "Person", "deploy", "deploying troops", "troop"),
        claim(
            "Macron", "c", "Person", "deployment", "a possible German troop deployment", "possible", "german", "troop"
        ),
    )
    assert [topic.broader for topic in graph.topics] == [("deploying-troops",), ()]


def test_an_actor_and_a_topic_may_share_a_slug() -> None:
    about = claim("Macron", "a", "Person", "nato", "NATO")
    referent = Mention(about.object.start, about.object.end, "NATO", "NATO", "Organization")
    graph = merged(about, replace(claim("Biden", "b"), object=replace(about.object, referent=referent)))
    assert {actor.id for actor in graph.actors} == {"nato", "macron", "biden"}
    assert {topic.id for topic in graph.topics} == {"nato"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jean-Luc Mélenchon", "jean-luc-melenchon"),
        ("Starmer's plan", "starmers-plan"),
        ("Kristersson, Łukasz", "kristersson-lukasz"),
    ],
)
def test_slug(text: str, expected: str) -> None:
    assert slug(text) == expected


@given(st.text())
def test_a_slug_can_stand_in_an_iri(text: str) -> None:
    made = slug(text)
    assert made
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
