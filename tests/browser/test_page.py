"""The page in Chromium: opened from a file, clicked, dragged, on a phone and in the dark."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import graphs
import pytest
from steps import BERLIN, TROOPS, choose, click, hub, place, settle, shown, summary

from graphkit.ontology import load_ontology
from graphkit.views.html import page as page_of
from graphkit.views.inline import framed

if TYPE_CHECKING:
    from collections.abc import Callable

    Open = Callable[..., Any]

pytestmark = pytest.mark.browser

OUTPUT = Path(__file__).resolve().parent.parent.parent / "output"
OVERVIEW = "Where they disagree"


def test_the_page_opens_from_a_file_without_a_request_or_a_complaint(opened: Open) -> None:
    with opened(graphs.made_up()) as page:
        assert page.title() == page.get_by_role("heading", level=1).inner_text()
        assert summary(page).startswith("94 stances of 27 actors on 30 topics")
        footer = page.locator("footer").inner_text()
        assert footer.startswith("110 statements from 18 articles, 1 March 2025 to")
        assert "by rules and without a human eye" in footer


def test_an_empty_graph_says_so(opened: Open) -> None:
    with opened(graphs.empty()) as page:
        assert "No stance was found in 1 article." in page.locator("main").inner_text()


def test_the_overview_tells_where_they_disagree(opened: Open) -> None:
    with opened(graphs.small()) as page:
        first = page.locator("#panel section").first
        assert OVERVIEW in first.inner_text()
        assert first.get_by_role("button").all_inner_texts() == ["troop deployment to Ukraine\n1 for, 2 against"]


def test_a_click_on_an_edge_shows_its_sentences(opened: Open) -> None:
    with opened(graphs.small()) as page:
        click(page, BERLIN)
        panel = page.locator("#panel")
        first = panel.locator(".statements > li").first
        assert panel.locator(".statements > li").count() == 2
        assert panel.locator(".count").inner_text() == (
            "2 statements in 2 articles from 2 independent sources, belief 93 %"
        )
        sentence = "Berlin rejected any early deployment of troops to Ukraine, Scholz said."
        assert first.locator("blockquote").inner_text() == sentence
        assert [first.locator(f"mark.{part}").inner_text() for part in ("actor", "cue", "object")] == [
            "Berlin",
            "rejected",
            "any early deployment of troops to Ukraine",
        ]
        assert first.locator(".notes").inner_text().split("\n") == ["as said by Olaf Scholz", "confidence 86 %"]
        for part in ("Berlin says no", "The Daily Example", "17 February 2025", "berlin.txt"):
            assert part in first.locator(".source").inner_text()
        link = first.get_by_role("link")
        fragment = "Berlin%20rejected%20any%20early%20deployment%20of%20troops%20to%20Ukraine%2C%20Scholz%20said."
        assert link.get_attribute("href") == f"https://example.org/berlin?a=1&b=2#:~:text={fragment}"
        assert "noopener" in (link.get_attribute("rel") or "")
        assert "with a negation" in panel.locator(".statements > li").last.inner_text()


def test_a_click_on_a_topic_shows_who_is_for_it_and_who_against(opened: Open) -> None:
    with opened(graphs.small()) as page:
        click(page, TROOPS)
        assert page.locator("#panel p.verdict").inner_text() == "1 for, 2 against"
        sections = page.locator("#panel section")
        assert [text.split("\n") for text in sections.all_inner_texts()] == [
            ["supports it", "Keir Starmer", "1", "statement"],
            ["opposes it", "Germany", "2", "statements", "Keir Starmer", "1", "statement"],
        ]
        page.locator("#panel").get_by_role("button", name="Keir Starmer").last.click()
        assert "he later opposed" in page.locator("#panel blockquote").inner_text()
        page.get_by_role("button", name="Back").click()
        assert page.get_by_role("heading", level=2).inner_text() == "troop deployment to Ukraine"
        page.get_by_role("button", name="Close", exact=True).click()
        assert OVERVIEW in page.locator("#panel").inner_text()


def test_an_actor_has_allies_and_adversaries(opened: Open) -> None:
    with opened(graphs.small()) as page:
        choose(page, "Russia")
        sections = {text.split("\n")[0]: text for text in page.locator("#panel section").all_inner_texts()}
        assert sections["Adversaries"].split("\n")[1] == "United Kingdom"
        assert "Allies" not in sections
    with opened(graphs.made_up()) as page:
        page.evaluate("id => graphkit.select(id)", hub(page))
        sections = {text.split("\n")[0]: text for text in page.locator("#panel section").all_inner_texts()}
        assert "Takes the same side on" in sections["Allies"]
        assert "Takes the other side on" in sections["Adversaries"]


def test_a_click_beside_the_graph_lets_go(opened: Open) -> None:
    with opened(graphs.small()) as page:
        click(page, TROOPS)
        box = page.locator("#graph").bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + 8, box["y"] + 8)
        assert OVERVIEW in page.locator("#panel").inner_text()


def test_parallel_edges_can_be_clicked_apart(opened: Open) -> None:
    with opened(graphs.small()) as page:
        for id_ in sorted(shown(page, "edges")):
            click(page, id_)
            source, relation, _ = id_.split(" ")
            heading = page.locator("#panel h2.sentence").inner_text().split("\n")
            assert heading[1] == relation
            assert page.evaluate("location.hash").startswith(f"#select={source.replace(':', '%3A')}+{relation}+")
            page.keyboard.press("Escape")


def test_hovering_tells_label_and_count_until_the_click(opened: Open) -> None:
    with opened(graphs.small()) as page:
        spot = place(page, BERLIN)
        page.mouse.move(spot["x"] - 3, spot["y"])
        page.mouse.move(spot["x"], spot["y"])
        tip = page.locator("#tip")
        tip.wait_for(state="visible")
        told = "Germany opposes troop deployment to Ukraine\n2 statements, 2 independent sources"
        assert tip.inner_text() == told
        page.mouse.click(spot["x"], spot["y"])
        settle(page, 8)
        assert tip.is_hidden()


def test_all_can_be_reached_by_keyboard(opened: Open) -> None:
    with opened(graphs.small()) as page:
        page.keyboard.press("/")
        page.keyboard.type("troop")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "panel"
        reached = []
        for _ in range(5):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.ariaLabel || document.activeElement.innerText"))
            style = "getComputedStyle(document.activeElement).outlineStyle"
            assert page.evaluate(style) == "solid", reached
        assert reached[:3] == ["Previous", "Next", "Close"]
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.locator("#panel blockquote").count() >= 1
        page.keyboard.press("Escape")
        assert page.locator("#panel blockquote").count() == 0
    with opened(graphs.small()) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "tab-graph", "the canvas does not come first"
        page.keyboard.press("ArrowRight")
        assert page.locator("#view-matrix").is_visible()


def test_next_and_previous_go_through_the_edges_of_a_node(opened: Open) -> None:
    with opened(graphs.small()) as page:
        choose(page, "Keir Starmer")
        page.locator("#panel .row").first.click()
        seen = set()
        for _ in range(2):
            seen.add(page.locator("#panel .relation").inner_text())
            page.keyboard.press("n")
        assert seen == {"supports", "opposes"}
        page.keyboard.press("p")
        page.get_by_role("button", name="Back").click()
        assert page.get_by_role("heading", level=2).inner_text() == "Keir Starmer"


def test_nodes_can_be_dragged_and_nothing_moves_by_itself(opened: Open) -> None:
    with opened(graphs.made_up()) as page:
        before = page.evaluate("window.graphkit.network.getPositions()")
        settle(page, 25)
        assert page.evaluate("window.graphkit.network.getPositions()") == before
        id_ = max(before, key=lambda node: before[node]["x"])
        spot = place(page, id_)
        page.mouse.move(spot["x"], spot["y"])
        page.mouse.down()
        page.mouse.move(spot["x"] - 30, spot["y"] - 40, steps=5)
        page.mouse.up()
        after = page.evaluate("window.graphkit.network.getPositions()")
        assert {node for node in before if before[node] != after[node]} == {id_}
        assert place(page, id_)["x"] == pytest.approx(spot["x"] - 30, abs=10)


def test_positions_are_those_of_the_file_and_all_is_in_sight(opened: Open) -> None:
    with opened(graphs.made_up()) as page:
        box = page.locator("#graph").bounding_box()
        assert box is not None
        for id_ in shown(page, "nodes"):
            spot = place(page, id_)
            assert box["x"] < spot["x"] < box["x"] + box["width"]
            assert box["y"] < spot["y"] < box["y"] + box["height"]


@pytest.mark.parametrize(("width", "nodes", "share"), [(1440, 60, 0.6), (1024, 60, 0.4), (1440, 500, 0.07)])
def test_labels_are_legible_and_do_not_collide(opened: Open, width: int, nodes: int, share: float) -> None:
    with opened(graphs.made_up(nodes, 2 * nodes), width=width) as page:
        for factor in (1, 2, 2):
            page.evaluate(f"graphkit.network.moveTo({{ scale: {factor} * graphkit.network.getScale() }})")
            settle(page)
            labels = page.evaluate("window.graphkit.labels()")
            assert len(labels) >= share * len(shown(page, "nodes"))
            overlaps = [
                (one["id"], other["id"])
                for number, one in enumerate(labels)
                for other in labels[number + 1 :]
                if one["left"] < other["right"] - 1
                and other["left"] < one["right"] - 1
                and one["top"] < other["bottom"] - 1
                and other["top"] < one["bottom"] - 1
            ]
            assert overlaps == []
            assert page.evaluate("window.graphkit.font") >= 12
            share = min(1.0, 1.5 * share)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_theme_until_one_is_chosen(opened: Open, scheme: str) -> None:
    grounds = {"light": "rgb(251, 250, 247)", "dark": "rgb(19, 22, 27)"}
    other = "light" if scheme == "dark" else "dark"
    with opened(graphs.small(), color_scheme=scheme) as page:
        ground = "getComputedStyle(document.body).backgroundColor"
        assert page.evaluate(ground) == grounds[scheme]
        page.emulate_media(color_scheme=other)
        settle(page)
        assert page.evaluate(ground) == grounds[other]
        page.get_by_role("button", name="Dark colours").click()
        assert page.evaluate(ground) == grounds[scheme]
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(ground) == grounds[scheme]
        page.emulate_media(color_scheme=other)
        settle(page)
        assert page.evaluate(ground) == grounds[scheme], "the choice stays"


def test_a_phone_is_wide_enough(opened: Open) -> None:
    with opened(graphs.made_up(), width=390, height=844, has_touch=True) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert page.evaluate("document.querySelector('header').offsetHeight") <= 145
        assert page.evaluate("window.graphkit.network.getScale()") >= 0.6
        assert page.locator("#panel").is_hidden()
        spot = place(page, hub(page))
        page.touchscreen.tap(spot["x"], spot["y"])
        page.locator("#panel h2").wait_for(state="visible")
        assert page.evaluate("window.graphkit.network.getScale()") >= 0.6, "the panel does not shrink the graph"
        page.locator("#panel .row").first.tap()
        assert page.locator("#panel blockquote").first.is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        page.get_by_role("button", name="Close", exact=True).tap()
        assert page.locator("#panel").is_hidden()
        page.get_by_role("button", name="Overview").tap()
        assert OVERVIEW in page.locator("#panel").inner_text()
        page.get_by_role("button", name="Close the overview").tap()
        page.get_by_role("button", name="Show the whole graph").tap()
        assert page.evaluate("window.graphkit.network.getScale()") < 0.6
        page.get_by_role("button", name="Search", exact=True).tap()
        choose(page, "Norway")
        assert page.get_by_role("heading", level=2).inner_text() == "Norway"
        for view in ("Matrix", "Timeline", "Statements"):
            page.get_by_role("tab", name=view).tap()
            assert page.evaluate("document.documentElement.scrollWidth") == 390, view


def test_in_a_notebook_the_page_works_inside_its_frame(opened: Open, tmp_path: Path) -> None:
    path = tmp_path / "notebook.html"
    shown_inline = framed(page_of(graphs.made_up(), load_ontology()))
    path.write_text(f"<!doctype html><meta charset=utf-8><title>n</title>{shown_inline}", encoding="utf-8")
    with opened(path, width=1000) as outer:
        inside = outer.frame_locator("iframe")
        inside.get_by_role("heading", name="Who takes the same sides").wait_for()
        inside.get_by_label("opposes").uncheck()
        assert inside.locator("#summary").inner_text().startswith("51 stances")
        inside.get_by_role("tab", name="Statements").click()
        assert inside.locator("#table-body tbody tr").count() > 40
        assert outer.evaluate("document.querySelector('iframe').contentDocument") is None, "it stands apart"


@pytest.mark.parametrize("width", [1440, 1024])
def test_the_page_of_the_seeds_is_small_and_names_the_foremost(opened: Open, width: int) -> None:
    path = OUTPUT / "graph.html"
    assert path.stat().st_size < 1_500_000
    with opened(path, width=width) as page:
        named = {label["id"] for label in page.evaluate("graphkit.labels()")}
        assert hub(page) in named, "who takes most stances is named"
        foremost = {"actor:keir-starmer", "actor:donald-trump", "actor:emmanuel-macron", "actor:nick-carter"}
        assert foremost <= named
        assert len(named) >= (0.7 if width > 1400 else 0.4) * len(shown(page, "nodes"))
