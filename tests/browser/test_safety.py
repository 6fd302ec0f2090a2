"""Words of articles that would like to be more than words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import graphs
import pytest
from steps import place, search, settle, shown

from graphkit.ontology import load_ontology
from graphkit.views.html import page as page_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

    Open = Callable[..., Any]

pytestmark = pytest.mark.browser


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
        page.get_by_role("button", name="Filters").click()
        for words in graphs.HOSTILE:
            search(page, words.replace("\ud800", ""))
        page.keyboard.press("Escape")
        for view in ("Matrix", "Timeline", "Statements", "Graph"):
            page.get_by_role("tab", name=view).click()
            links = page.locator("main a").evaluate_all("links => links.map(link => link.protocol)")
            assert set(links) <= {"https:"}
            assert page.evaluate("document.querySelectorAll('img, svg[onload], iframe, base, form').length") == 0
        page.evaluate("window.graphkit.select(null)")
        for id_ in sorted(shown(page, "nodes")):
            spot = place(page, id_)
            page.mouse.move(spot["x"], spot["y"])
            settle(page)
        assert page.evaluate("window.hacked") is None
        assert page.evaluate("Object.prototype.hacked") is None


def test_a_script_or_picture_that_got_in_would_do_nothing(chromium: Browser, tmp_path: Path) -> None:
    path = tmp_path / "graph.html"
    smuggled = "<script>window.hacked=1</script><img src='https://x.invalid/' onerror='window.hacked=2'></main>"
    text = page_of(graphs.small(), load_ontology())
    path.write_text(text.replace("</main>", smuggled), encoding="utf-8")
    page = chromium.new_page()
    stopped: list[str] = []
    page.on("console", lambda message: stopped.append(message.text))
    page.goto(path.as_uri())
    settle(page)
    assert page.evaluate("window.hacked") is None
    assert len([text for text in stopped if "Content Security Policy" in text]) >= 3
    page.close()
