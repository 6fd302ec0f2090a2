"""Laws of merging, then examples."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.model import Claim, Content, Evidence, Mention, ObjectPhrase, Source
from graphkit.ontology import load_ontology
from graphkit.resolution import resolve
from graphkit.resolution.slugs import slug

if TYPE_CHECKING:
    from graphkit.model import StanceGraph

ONTOLOGY = load_ontology()
SOURCES = [Source("a", "a.txt"), Source("b", "b.txt"), Source("c", "c.txt")]


PLAN = Content("plan", vague=True)
TROOPS = Content("deploy", ("troop",))
UKRAINE = Mention(0, 7, "Ukraine", "Ukraine", "Country")
GERMANY = Mention(0, 6, "German", "Germany", "Country")


def claim(
    actor: str,
    article: str = "a",
    kind: str = "Person",
    words: str = "the plan",
    content: Content = PLAN,
) -> Claim:
    """A claim that somebody supports something, made up."""
    start = sum(map(ord, actor + words)) * 10
    text = f"{actor} supports {words}."
    return Claim(
        evidence=Evidence(article, start, start + len(text), text, "", ""),
        actor=Mention(start, start + len(actor), actor, actor, kind),
        relation="supports",
        object=ObjectPhrase(start + 20, start + 20 + len(words), words, words, content),
        cue="supports",
        rule="verb.dobj",
    )


def merged(*claims: Claim) -> StanceGraph:
    return resolve(claims, SOURCES, ONTOLOGY).stances


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
    st.sampled_from(["the plan", "deploying troops", "a strong tax"]),
    st.sampled_from(
        [
            PLAN,
            TROOPS,
            Content("deployment", ("troop",), about=(UKRAINE,)),
            Content("deployment", ("troop",), ("foreign",), owners=(GERMANY,)),
            Content("tax", qualities=("strong",), contrary=True),
            Content("tax", ("carbon",), form="bill"),
        ]
    ),
)


@settings(deadline=None)  # the first example binds the names files
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
        (["Susan M. Collingwood", "Susan Collingwood"], ["Susan Collingwood"]),
        (["George W. Bush", "George Bush"], ["George Bush", "George W. Bush"]),  # the names file knows his father
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
    graph = resolve([], [source], ONTOLOGY).stances
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


def topics(*contents: Content, articles: str = "abc") -> list[int]:
    """For each content, which of their topics it is, counted in their order."""
    claims = [
        claim("Macron", article, words=f"phrase {number}", content=content)
        for number, (content, article) in enumerate(zip(contents, articles, strict=False))
    ]
    graph = merged(*claims)
    by_words = {statement.object_text: statement.object for statement in graph.statements}
    found = [by_words[f"phrase {number}"] for number in range(len(contents))]
    return [sorted(set(found), key=found.index).index(each) for each in found]


@pytest.mark.parametrize(
    ("contents", "expected"),
    [
        # forms of one word, synonyms, spellings
        ((TROOPS, Content("deployment", ("troop",)), Content("send", ("soldier",))), [0, 0, 0]),
        ((Content("spending", ("defense",)), Content("spending", ("defence",))), [0, 0]),
        # what praises adds nothing, what tells which does
        ((Content("deployment", ("troop",), ("possible",)), TROOPS), [0, 0]),
        ((Content("tax", ("carbon",)), Content("tax", ("income",))), [0, 1]),
        ((Content("weapon", ("deploy",), ("nuclear",)), Content("weapon", ("deploy",), ("chemical",))), [0, 1]),
        # whose it is
        ((Content("guarantee", ("security",)), Content("guarantee", ("security",), owners=(GERMANY,))), [0, 1]),
        # a state left unsaid is one of which the article speaks
        ((Content("guarantee", ("security",)), Content("guarantee", ("security",), about=(UKRAINE,))), [0, 1]),
        # a thing and its change are two
        ((Content("limit", ("right", "strike")), Content("right", ("strike", "worker"))), [0, 1]),
        # opposites
        ((Content("increase", ("fuel", "tax")), Content("cut", ("fuel", "tax"))), [0, 1]),
        ((Content("tax", ("fuel",), ("higher",)), Content("rise", ("fuel", "tax"))), [0, 0]),
        # what it is about
        ((Content("tax", arguments=("robot",)), Content("tax", arguments=("plastic",))), [0, 1]),
        ((Content("funding", arguments=("hospital",)), Content("funding", ("hospital",))), [0, 0]),
        # several words for one, whole or in parts
        ((Content("capital punishment"), Content("death penalty"), Content("penalty", ("death",))), [0, 0, 0]),
        ((Content("send", ("troop",), doers=(GERMANY,)), Content("send", ("troop",), doers=(UKRAINE,))), [0, 1]),
        # its end is not it
        ((Content("emergency", form="declaration"), Content("emergency", form="bill", contrary=True)), [0, 1]),
        # a figure that differs
        ((Content("wage", ("minimum", "15")), Content("wage", ("minimum", "12"))), [0, 1]),
        # one word may be anything
        ((Content("talk"), Content("talk", about=(UKRAINE,))), [0, 1]),
        # what points to something in its article
        ((PLAN, PLAN), [0, 1]),
    ],
)
def test_objects_are_one_topic_where_nothing_tells_them_apart(
    contents: tuple[Content, ...], expected: list[int]
) -> None:
    assert topics(*contents) == expected
    assert topics(*reversed(contents)) == [max(expected) - each for each in reversed(expected)]


def test_a_state_left_unsaid_is_the_one_of_which_the_article_speaks() -> None:
    short, long = Content("guarantee", ("security",)), Content("guarantee", ("security",), about=(UKRAINE,))
    other = Content("deployment", ("troop",), about=(UKRAINE,))
    assert topics(short, other, long, articles="aab") == [0, 1, 0]


def test_alike_is_no_chain() -> None:
    chain = [Content("plant", words) for words in (("coal", "old"), ("coal", "closure"), ("closure", "ash"))]
    first, second, third = topics(*chain)
    assert not first == second == third


def test_a_topic_stands_under_the_one_whose_words_it_contains() -> None:
    wide = claim("Macron", words="security guarantee", content=Content("guarantee", ("security",)))
    narrow = claim(
        "Biden", "b", words="German guarantee", content=Content("guarantee", ("security",), owners=(GERMANY,))
    )
    assert {topic.id: topic.broader for topic in merged(wide, narrow).topics} == {
        "security-guarantee": (),
        "german-guarantee": ("security-guarantee",),
    }


def test_the_label_is_the_clearest_of_its_members() -> None:
    pointing = replace(TROOPS, antecedent=3)
    graph = merged(
        claim("Macron", "a", words="it", content=pointing),
        claim("Biden", "b", words="troop deployment", content=TROOPS),
        claim("Scholz", "c", words="it", content=pointing),
    )
    assert [(topic.label, topic.aliases) for topic in graph.topics] == [("troop deployment", ("it",))]


def test_an_actor_and_a_topic_may_share_a_slug() -> None:
    about = claim("Macron", words="NATO", content=Content("nato"))
    referent = Mention(about.object.start, about.object.end, "NATO", "NATO", "Organization")
    graph = merged(about, replace(claim("Biden", "b"), object=replace(about.object, referent=referent)))
    assert {actor.id for actor in graph.actors} == {"nato", "macron", "joe-biden"}
    assert {topic.id for topic in graph.topics} == {"nato"}


def test_who_stands_only_in_an_object_is_no_node() -> None:
    graph = merged(claim("Macron", content=Content("guarantee", ("security",), owners=(GERMANY,))))
    assert [actor.name for actor in graph.actors] == ["Macron"]


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
