"""Search, every filter, focus, and the address that keeps them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import graphs
import pytest
from steps import BERLIN, TROOPS, choose, click, search, shown, slide, summary

from graphkit.belief import support
from graphkit.model import Actor, Source, Topic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from playwright.sync_api import Page

    from graphkit.model import Statement

    Open = Callable[..., Any]

pytestmark = pytest.mark.browser

MADE_UP = graphs.made_up()
PUBLISHERS = {article.id: article.publisher for article in MADE_UP.articles}
STANDING = [said for edge in MADE_UP.edges() for said in edge.statements]


def edges(page: Page) -> set[str]:
    return shown(page, "edges")


def edge_of(said: Statement) -> str:
    kind = "actor" if said.object_is_actor else "topic"
    return f"actor:{said.actor} {said.relation} {kind}:{said.object}"


def edges_of(kept: Iterable[Statement]) -> set[str]:
    """The edges of statements; what is merely possible makes none."""
    return {edge_of(said) for said in kept if said.modality != "possible"}


def test_search_finds_by_name_and_by_alias(opened: Open) -> None:
    with opened(graphs.small()) as page:
        assert search(page, "berl") == ["Germany"]
        assert page.locator("#found small").inner_text() == "also Berlin"
        assert search(page, "nobody") == ["Nothing of that name"]
        assert search(page, "kéir") == ["Keir Starmer"]
        page.keyboard.press("Enter")
        assert page.get_by_role("heading", level=2).inner_text() == "Keir Starmer"
        search(page, "germ")
        page.locator("#found li").first.click()
        assert page.get_by_role("heading", level=2).inner_text() == "Germany"


def test_relations_can_be_hidden_and_the_counts_follow(opened: Open) -> None:
    with opened(graphs.small()) as page:
        page.get_by_label("opposes").uncheck()
        assert edges(page) == {"actor:keir-starmer supports topic:troop-deployment"}
        assert shown(page, "nodes") == {"actor:keir-starmer", TROOPS}
        assert summary(page) == "1 stance of 1 actor on 1 topic, by 1 statement in 1 article"
        choose(page, "germany")
        assert page.get_by_label("opposes").is_checked(), "what is looked for is shown"
        assert len(edges(page)) == 5


def test_hiding_what_is_selected_closes_it(opened: Open) -> None:
    with opened(graphs.small()) as page:
        click(page, BERLIN)
        page.get_by_label("opposes").uncheck()
        assert page.locator("#panel blockquote").count() == 0


def test_each_filter_leaves_what_it_says(opened: Open) -> None:
    with opened(MADE_UP) as page:
        everything = edges(page)
        page.get_by_role("button", name="Filters").click()

        page.get_by_label("The Tide").uncheck()
        kept = [said for said in STANDING if PUBLISHERS[said.evidence.article] != "The Tide"]
        assert edges(page) == edges_of(kept)
        assert f"by {sum(edge_of(said) in edges(page) for said in kept)} statements" in summary(page)
        page.get_by_role("button", name="Reset").click()
        assert edges(page) == everything

        slide(page, "confidence", 0.8)
        kept = [said for said in STANDING if said.confidence >= 0.8]
        assert edges(page) == edges_of(kept)
        assert page.locator("output[for=confidence]").inner_text() == "80 %"
        page.get_by_role("button", name="Show all again").click()
        assert edges(page) == everything

        name = {actor.id: actor.name for actor in MADE_UP.actors}
        speaker = sorted(said.speaker for said in STANDING if said.speaker and said.speaker != said.actor)[0]
        page.get_by_label("As said by").select_option(name[speaker])
        kept = [said for said in STANDING if said.speaker == speaker != said.actor]
        assert kept
        assert edges(page) == edges_of(kept)
        page.get_by_role("button", name="Reset").click()

        page.locator("#drawer").get_by_label("country").uncheck()
        countries = {f"actor:{actor.id}" for actor in MADE_UP.actors if actor.kind == "Country"}
        assert shown(page, "nodes") & countries == set()
        assert edges(page) == {id_ for id_ in everything if not countries & set(id_.split(" "))}
        page.get_by_role("button", name="Reset").click()

        articles = {article.id: article for article in MADE_UP.articles}
        behind = {edge_of(edge.statements[0]): support(edge, articles) for edge in MADE_UP.edges()}
        slide(page, "sources", 2)
        assert edges(page) == {id_ for id_ in everything if behind[id_].publishers >= 2}
        assert 0 < len(edges(page)) < len(everything)
        page.get_by_role("button", name="Reset").click()

        slide(page, "belief", 0.8)
        assert edges(page) == {id_ for id_ in everything if behind[id_].belief >= 0.8}
        assert 0 < len(edges(page)) < len(everything)
        assert page.evaluate("location.hash") == "#belief=0.8"


def test_the_time_can_be_narrowed(opened: Open) -> None:
    with opened(MADE_UP) as page:
        page.get_by_role("button", name="Filters").click()
        first, last = date(2025, 3, 5), date(2025, 3, 12)
        epoch = date(1970, 1, 1)
        slide(page, "from", (first - epoch).days)
        slide(page, "to", (last - epoch).days)
        kept = [said for said in STANDING if said.date and first <= said.date <= last]
        assert edges(page) == edges_of(kept)
        assert page.locator("#span").inner_text() == "5 Mar 2025 – 12 Mar 2025"
        assert page.locator("#bars i.out").count() > 0
        slide(page, "from", (last - epoch).days + 4)
        assert page.locator("#from").input_value() == page.locator("#to").input_value(), "thumbs do not cross"


def test_a_copied_sentence_is_no_second_source(opened: Open) -> None:
    words = "Norway backs the ban on bottom trawling and nothing else in the world."
    texts = ("Norway", "backs", "the ban on bottom trawling")
    said = [
        graphs.said("norway", "supports", "ban", graphs.sentence(article, 0, text), texts)
        for article, text in (("a", words), ("b", words), ("c", "Norway backs the ban on bottom trawling."))
    ]
    articles = [Source(id_, f"{id_}.txt", publisher=f"Paper {id_}") for id_ in "abc"]
    actors, topics = [Actor("norway", "Norway", "Country")], [Topic("ban", "ban on bottom trawling")]
    with opened(graphs.graph(said, actors, topics, articles)) as page:
        choose(page, "ban")
        assert page.locator("#panel .count").inner_text() == "3 statements in 3 articles of 3 publishers"
        page.locator("#panel .row").first.click()
        assert "from 2 independent sources" in page.locator("#panel .count").inner_text()


def test_focus_leaves_a_node_and_its_neighbours(opened: Open) -> None:
    with opened(graphs.small()) as page:
        choose(page, "Russia")
        page.get_by_role("button", name="Show only what is around it").click()
        assert shown(page, "nodes") == {"actor:russia", "actor:united-kingdom"}
        page.get_by_role("button", name="Show all again").first.click()
        assert len(shown(page, "nodes")) == 5


def test_the_address_keeps_the_state(opened: Open) -> None:
    with opened(MADE_UP) as page:
        page.get_by_label("opposes").uncheck()
        page.get_by_role("button", name="Filters").click()
        page.get_by_label("The Tide").uncheck()
        slide(page, "confidence", 0.7)
        page.get_by_role("button", name="Close the filters").click()
        page.get_by_role("button", name="Dark colours").click()
        page.get_by_role("tab", name="Timeline").click()
        page.evaluate("graphkit.select(graphkit.shown('edges')[0])")
        state, left, told = page.evaluate("location.hash"), edges(page), summary(page)
        card = page.locator("#panel h2").inner_text()
    with opened(MADE_UP, state=state) as page:
        assert (edges(page), summary(page)) == (left, told)
        assert page.locator("#view-timeline").is_visible()
        assert page.locator("#panel h2").inner_text() == card
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        assert page.evaluate("location.hash") == state
        page.evaluate("location.hash = ''")
        page.wait_for_function("least => graphkit.shown('edges').length > least", arg=len(left))


@pytest.mark.parametrize(
    "state",
    [
        "#select=nobody&view=constructor&hide=nothing&from=yesterday&to=2025-99-99&sources=-3&confidence=x",
        "#view=%3Cscript%3E&focus=__proto__&theme=pink&depth=1e9&speaker=%3Cimg%3E",
        "#%E0%A4%A&&&==",
    ],
)
def test_an_address_that_makes_no_sense_shows_all(opened: Open, state: str) -> None:
    with opened(MADE_UP, state=state) as page:
        assert len(edges(page)) == 94
        assert page.locator("#view-graph").is_visible()
