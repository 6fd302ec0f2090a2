"""The page in Chromium: opened from a file, clicked, searched, filtered, and attacked."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import graphs
import pytest

from graphkit.ontology import load_ontology
from graphkit.views.html import page as page_of
from graphkit.views.html import to_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from graphkit.model import StanceGraph

    Open = Callable[..., Any]

pytestmark = pytest.mark.browser

ONTOLOGY = load_ontology()
TROOPS = "topic:troop-deployment"
BERLIN = "actor:germany opposes topic:troop-deployment"

# Where a node, or the middle of an edge, is on the screen.
PLACE = """id => {
  const { network, edges } = window.graphkit;
  const box = document.querySelector("#graph").getBoundingClientRect();
  const edge = edges.get(id);
  const points = Object.values(network.getPositions(edge ? [edge.from, edge.to] : [id]));
  const middle = axis => points.reduce((total, point) => total + point[axis], 0) / points.length;
  const { x, y } = network.canvasToDOM({ x: middle("x"), y: middle("y") });
  return { x: box.x + x, y: box.y + y };
}"""

HUB = """(() => {
  const { network, nodes } = window.graphkit;
  const ties = id => network.getConnectedEdges(id).length;
  return nodes.getIds().reduce((best, id) => (ties(id) > ties(best) ? id : best));
})()"""


@pytest.fixture
def opened(chromium: Browser, tmp_path: Path) -> Open:
    """Opens a graph as a page, which at the end must have asked for nothing and complained of nothing."""

    @contextmanager
    def open_(
        graph: StanceGraph, width: int = 1440, height: int = 900, title: str = "", **context: Any
    ) -> Iterator[Page]:
        path = tmp_path / "graph.html"
        to_html(graph, ONTOLOGY, path, title)
        asked: list[str] = []
        complaints: list[str] = []
        around = chromium.new_context(viewport={"width": width, "height": height}, **context)
        around.on("request", lambda request: asked.append(request.url))
        page = around.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        # Nobody answers a dialog: a page that opens one hangs here, and fails.
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.goto(path.as_uri())
        yield page
        page.wait_for_timeout(100)
        around.close()
        assert [url for url in asked if not url.startswith(("data:", "blob:"))] == [path.as_uri()]
        assert complaints == []

    return open_


def click(page: Page, id_: str) -> None:
    place = page.evaluate(PLACE, id_)
    page.mouse.click(place["x"], place["y"])


def shown(page: Page, what: str) -> set[str]:
    return set(page.evaluate(f"window.graphkit.{what}.getIds({{ filter: item => !item.hidden }})"))


def search(page: Page, words: str) -> list[str]:
    page.get_by_role("combobox").fill(words)
    return page.get_by_role("option").all_inner_texts()


def test_the_page_opens_from_a_file_without_a_request_or_a_complaint(opened: Open) -> None:
    with opened(graphs.made_up()) as page:
        assert page.title() == page.get_by_role("heading", level=1).inner_text()
        assert page.locator("#summary").inner_text().startswith("94 stances of 27 actors on 30 topics")
        assert page.locator("footer").inner_text().startswith("110 statements from 18 articles, 1 March 2025 to")


def test_an_empty_graph_says_so(opened: Open) -> None:
    with opened(graphs.empty()) as page:
        assert "No stance was found in 1 article." in page.locator("main").inner_text()


def test_a_click_on_an_edge_shows_its_sentences(opened: Open) -> None:
    with opened(graphs.small()) as page:
        click(page, BERLIN)
        panel = page.locator("#panel")
        first = panel.locator(".statements > li").first
        assert panel.locator(".statements > li").count() == 2
        sentence = "Berlin rejected any early deployment of troops to Ukraine, Scholz said."
        assert first.locator("blockquote").inner_text() == sentence
        assert [first.locator(f"mark.{part}").inner_text() for part in ("actor", "cue", "object")] == [
            "Berlin",
            "rejected",
            "any early deployment of troops to Ukraine",
        ]
        assert first.locator(".notes").inner_text().split("\n") == [
            "as said by Olaf Scholz",
            "confidence 0.86",
        ]
        for part in ("Berlin says no", "The Daily Example", "17 February 2025", "berlin.txt"):
            assert part in first.locator(".source").inner_text()
        link = first.get_by_role("link")
        assert link.get_attribute("href") == "https://example.org/berlin?a=1&b=2"
        assert "noopener" in (link.get_attribute("rel") or "")
        assert "with a negation" in panel.locator(".statements > li").last.inner_text()


def test_a_click_on_a_node_shows_who_is_for_it_and_who_against(opened: Open) -> None:
    with opened(graphs.small()) as page:
        click(page, TROOPS)
        sections = page.locator("#panel section")
        assert [text.split("\n") for text in sections.all_inner_texts()] == [
            ["supports it", "Keir Starmer", "1", "statement"],
            ["opposes it", "Germany", "2", "statements", "Keir Starmer", "1", "statement"],
        ]
        page.get_by_role("button", name="Keir Starmer").last.click()
        assert "he later opposed" in page.locator("#panel blockquote").inner_text()
        page.get_by_role("button", name="Back").click()
        assert page.get_by_role("heading", level=2).inner_text() == "troop deployment to Ukraine"
        page.get_by_role("button", name="Close").click()
        assert "Most debated topics" in page.locator("#panel").inner_text()


def test_a_click_beside_the_graph_lets_go(opened: Open) -> None:
    with opened(graphs.small()) as page:
        click(page, TROOPS)
        box = page.locator("#graph").bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + 8, box["y"] + 8)
        assert "Most debated topics" in page.locator("#panel").inner_text()


def test_parallel_edges_can_be_clicked_apart(opened: Open) -> None:
    with opened(graphs.small()) as page:
        place = page.evaluate(PLACE, "actor:russia opposes actor:united-kingdom")
        found = set()
        for away in range(-40, 41, 2):
            page.mouse.click(place["x"], place["y"] + away)
            found.update(page.evaluate("window.graphkit.network.getSelectedEdges()"))
        assert {id_ for id_ in found if "russia" in id_} == {
            "actor:russia opposes actor:united-kingdom",
            "actor:united-kingdom opposes actor:russia",
        }


def test_hovering_tells_label_and_count(opened: Open) -> None:
    with opened(graphs.small()) as page:
        place = page.evaluate(PLACE, BERLIN)
        page.mouse.move(place["x"] - 3, place["y"])
        page.mouse.move(place["x"], place["y"])
        tooltip = page.locator(".vis-tooltip")
        tooltip.wait_for(state="visible")
        assert tooltip.inner_text() == "Germany opposes troop deployment to Ukraine\n2 statements in 2 articles"


def test_search_finds_by_name_and_by_alias(opened: Open) -> None:
    with opened(graphs.small()) as page:
        assert search(page, "berl") == ["Germany"]
        assert search(page, "nobody") == ["Nothing of that name"]
        assert search(page, "kéir") == ["Keir Starmer"]
        page.keyboard.press("Enter")
        assert page.get_by_role("heading", level=2).inner_text() == "Keir Starmer"
        assert page.evaluate("window.graphkit.network.getSelectedNodes()") == ["actor:keir-starmer"]


def test_relations_can_be_hidden_and_the_counts_follow(opened: Open) -> None:
    with opened(graphs.small()) as page:
        page.get_by_label("opposes").uncheck()
        assert shown(page, "edges") == {"actor:keir-starmer supports topic:troop-deployment"}
        assert shown(page, "nodes") == {"actor:keir-starmer", TROOPS}
        assert page.locator("#summary").inner_text() == ("1 stance of 1 actor on 1 topic, by 1 statement in 1 article")
        search(page, "germany")
        page.keyboard.press("Enter")
        assert page.get_by_label("opposes").is_checked(), "what is looked for is shown"
        assert len(shown(page, "edges")) == 5


def test_hiding_what_is_selected_closes_it(opened: Open) -> None:
    with opened(graphs.small()) as page:
        click(page, BERLIN)
        page.get_by_label("opposes").uncheck()
        assert "Most debated topics" in page.locator("#panel").inner_text()


def test_all_can_be_reached_by_keyboard(opened: Open) -> None:
    with opened(graphs.small()) as page:
        page.keyboard.press("/")
        page.keyboard.type("troop")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "panel"
        reached = []
        for _ in range(4):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.innerText || document.activeElement.ariaLabel"))
            style = "getComputedStyle(document.activeElement).outlineStyle"
            assert page.evaluate(style) == "solid", reached
        assert reached[0] == "×"
        page.keyboard.press("Enter")
        assert page.locator("#panel blockquote").count() == 1
        page.keyboard.press("Escape")
        assert page.locator("#panel blockquote").count() == 0
    with opened(graphs.small()) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "search", "the canvas does not come first"


def test_nodes_can_be_dragged_and_nothing_moves_by_itself(opened: Open) -> None:
    with opened(graphs.made_up()) as page:
        before = page.evaluate("window.graphkit.network.getPositions()")
        page.wait_for_timeout(400)
        assert page.evaluate("window.graphkit.network.getPositions()") == before
        id_ = max(before, key=lambda node: before[node]["x"])
        place = page.evaluate(PLACE, id_)
        page.mouse.move(place["x"], place["y"])
        page.mouse.down()
        page.mouse.move(place["x"] - 30, place["y"] - 40, steps=5)
        page.mouse.up()
        after = page.evaluate("window.graphkit.network.getPositions()")
        assert {node for node in before if before[node] != after[node]} == {id_}


def test_positions_are_those_of_the_file_and_all_is_in_sight(opened: Open) -> None:
    with opened(graphs.made_up()) as page:
        box = page.locator("#graph").bounding_box()
        assert box is not None
        for id_ in shown(page, "nodes"):
            place = page.evaluate(PLACE, id_)
            assert box["x"] < place["x"] < box["x"] + box["width"]
            assert box["y"] < place["y"] < box["y"] + box["height"]


def test_labels_as_drawn_do_not_overlap(opened: Open) -> None:
    with opened(graphs.made_up()) as page:
        boxes = page.evaluate(
            "window.graphkit.nodes.getIds().map(id => [id, window.graphkit.network.getBoundingBox(id)])"
        )
        overlaps = [
            (one, other)
            for number, (one, a) in enumerate(boxes)
            for other, b in boxes[number + 1 :]
            if a["left"] < b["right"] and b["left"] < a["right"] and a["top"] < b["bottom"] and b["top"] < a["bottom"]
        ]
        assert overlaps == []


def test_hostile_words_are_words(opened: Open) -> None:
    graph = graphs.hostile()
    with opened(graph, title=graphs.HOSTILE[1]) as page:
        elements = page.evaluate("document.querySelectorAll('img, svg[onload], iframe, base, form').length")
        assert elements == 0
        ids = sorted(shown(page, "nodes") | shown(page, "edges"))
        for id_ in ids:
            page.evaluate("id => window.graphkit.select(id)", id_)
            links = page.locator("#panel a").evaluate_all("links => links.map(link => link.protocol)")
            assert set(links) <= {"https:"}
        for words in graphs.HOSTILE:
            search(page, words.replace("\ud800", ""))
        page.keyboard.press("Escape")
        page.evaluate("window.graphkit.select(null)")
        for id_ in sorted(shown(page, "nodes")):
            place = page.evaluate(PLACE, id_)
            page.mouse.move(place["x"], place["y"])
            page.wait_for_timeout(160)
        assert page.evaluate("window.hacked") is None
        assert page.evaluate("Object.prototype.hacked") is None


def test_a_script_or_picture_that_got_in_would_do_nothing(chromium: Browser, tmp_path: Path) -> None:
    path = tmp_path / "graph.html"
    smuggled = "<script>window.hacked=1</script><img src='https://x.invalid/' onerror='window.hacked=2'></main>"
    path.write_text(page_of(graphs.small(), ONTOLOGY).replace("</main>", smuggled), encoding="utf-8")
    page = chromium.new_page()
    stopped: list[str] = []
    page.on("console", lambda message: stopped.append(message.text))
    page.goto(path.as_uri())
    page.wait_for_timeout(200)
    assert page.evaluate("window.hacked") is None
    assert len([text for text in stopped if "Content Security Policy" in text]) >= 3
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_theme(opened: Open, scheme: str) -> None:
    with opened(graphs.small(), color_scheme=scheme) as page:
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == ("rgb(20, 23, 28)" if scheme == "dark" else "rgb(250, 249, 246)")
        font = page.evaluate(f"window.graphkit.nodes.get('{TROOPS}').font.color")
        page.emulate_media(color_scheme="light" if scheme == "dark" else "dark")
        page.wait_for_timeout(100)
        assert page.evaluate(f"window.graphkit.nodes.get('{TROOPS}').font.color") != font


def test_a_phone_is_wide_enough(opened: Open) -> None:
    with opened(graphs.made_up(), width=390, height=844, has_touch=True) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert page.evaluate("window.graphkit.network.getScale()") >= 0.6, "labels can be read"
        assert page.locator("#panel").is_hidden()
        hub = page.evaluate(HUB)
        place = page.evaluate(PLACE, hub)
        page.touchscreen.tap(place["x"], place["y"])
        page.locator("#panel h2").wait_for(state="visible")
        assert page.evaluate("window.graphkit.network.getScale()") >= 0.6, "the panel does not shrink the graph"
        page.locator("#panel .row").first.tap()
        assert page.locator("#panel blockquote").first.is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        page.get_by_role("button", name="Close").tap()
        assert page.locator("#panel").is_hidden()
        page.get_by_role("button", name="Show the whole graph").tap()
        assert page.evaluate("window.graphkit.network.getScale()") < 0.6
