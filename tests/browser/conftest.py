"""Chromium, pages opened in it, and the graphs that the other tests use, one folder up."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from graphkit.model import StanceGraph

    Open = Callable[..., Any]

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

CHROMIUM = Path("/usr/bin/chromium")

# No sandbox, for tests may run as root in a container; and nothing that Chromium would fetch for itself.
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    sync = pytest.importorskip("playwright.sync_api", reason="Playwright is missing: pip install playwright")
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing: apt-get install chromium")
    with sync.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Browser, tmp_path: Path) -> Open:
    """Opens a graph as a page, which at the end must have asked for nothing and complained of nothing."""
    from steps import settle

    from graphkit.ontology import load_ontology
    from graphkit.views.html import to_html

    @contextmanager
    def open_(
        graph: StanceGraph | Path,
        width: int = 1440,
        height: int = 900,
        title: str = "",
        state: str = "",
        **context: Any,
    ) -> Iterator[Page]:
        path = graph if isinstance(graph, Path) else tmp_path / "graph.html"
        if not isinstance(graph, Path):
            to_html(graph, load_ontology(), path, title)
        asked: list[str] = []
        complaints: list[str] = []
        around = chromium.new_context(viewport={"width": width, "height": height}, **context)
        around.on("request", lambda request: asked.append(request.url))
        page = around.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        # Nobody answers a dialog: a page that opens one hangs here, and fails.
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.goto(path.as_uri() + state)
        yield page
        settle(page)
        around.close()
        assert {url.split("#")[0] for url in asked if not url.startswith(("data:", "blob:"))} == {path.as_uri()}
        assert complaints == []

    return open_
