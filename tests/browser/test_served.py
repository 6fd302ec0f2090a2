"""The pages of the server in Chromium: the editor works, nothing is blocked, nothing leaves the machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from serving import Served, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SEEDS = Path(__file__).resolve().parents[2] / "output"


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with served(SEEDS, "--quiet", "--workers", "2") as running:
        yield running


@pytest.fixture
def page(chromium: Browser, server: Served) -> Iterator[Page]:
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    yield page
    page.close()
    assert not said, said
    assert all(url.startswith((server.address, "data:")) for url in asked), asked


def test_a_query_is_written_and_answered(page: Page, server: Served) -> None:
    page.goto(server.address)
    page.wait_for_selector(".CodeMirror")
    page.evaluate("document.querySelector('.CodeMirror').CodeMirror.setValue('SELECT ?who { ?who gk:opposes ?what }')")
    page.click("button")
    page.wait_for_selector("table")
    assert page.locator("th").all_inner_texts() == ["who"]
    page.click("tbody a >> nth=0")
    page.wait_for_selector("h1")
    assert "/actor/" in page.url


def test_the_keyboard_asks_and_leaves_the_editor(page: Page, server: Served) -> None:
    page.goto(server.address)
    page.wait_for_selector(".CodeMirror")
    page.click(".CodeMirror")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.type") == "submit"
    page.click(".CodeMirror")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("table")


def test_names_are_completed_while_they_are_typed(page: Page, server: Served) -> None:
    page.goto(f"{server.address}/ask/stances-of")
    page.locator("input").press_sequentially("Star")
    page.wait_for_selector("datalist option", state="attached")
    assert "Keir Starmer" in page.eval_on_selector_all("datalist option", "all => all.map((one) => one.value)")


def test_the_picture_opens(page: Page, server: Served) -> None:
    page.goto(f"{server.address}/graph")
    page.wait_for_selector("canvas")


def test_without_scripts_the_page_works(chromium: Browser, server: Served) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.address)
    page.fill("textarea", "ASK { ?s gk:opposes ?o }")
    page.click("button")
    assert page.locator("tbody td").all_inner_texts() == ["true"]
    context.close()
