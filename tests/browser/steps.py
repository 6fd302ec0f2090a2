"""What a reader does with the page, and sees there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

TROOPS = "topic:troop-deployment"
BERLIN = "actor:germany opposes topic:troop-deployment"


def settle(page: Page, frames: int = 2) -> None:
    """Waits until the page has painted so many frames, after all that it does on the next one."""
    page.evaluate(
        "left => new Promise(done => (function next() { left-- > 0 ? requestAnimationFrame(next) : done(); })())",
        frames,
    )


def place(page: Page, id_: str) -> dict[str, float]:
    """Where a node, or the middle of an edge, is on the screen."""
    found: dict[str, float] = page.evaluate("id => window.graphkit.place(id)", id_)
    return found


def click(page: Page, id_: str) -> None:
    spot = place(page, id_)
    page.mouse.click(spot["x"], spot["y"])


def shown(page: Page, what: str) -> set[str]:
    """The ids of the "nodes" or "edges" that the filters leave."""
    return set(page.evaluate(f"window.graphkit.shown('{what}')"))


def hub(page: Page) -> str:
    """The node with the most edges."""
    edges = [id_.split(" ") for id_ in sorted(shown(page, "edges"))]
    ends = [end for source, _, target in edges for end in (source, target)]
    return max(sorted(set(ends)), key=ends.count)


def search(page: Page, words: str) -> list[str]:
    page.get_by_role("combobox", name="Find").fill(words)
    return [text.split("\n")[0] for text in page.locator("#found [role=option]").all_inner_texts()]


def choose(page: Page, words: str) -> None:
    search(page, words)
    page.keyboard.press("Enter")


def share(page: Page, what: str) -> None:
    page.get_by_role("button", name="Save and share").click()
    page.get_by_role("menuitem", name=what).click()


def summary(page: Page) -> str:
    return page.locator("#summary").inner_text()


def slide(page: Page, id_: str, value: float) -> None:
    """Moves a slider of the filters."""
    page.locator(f"#{id_}").evaluate(
        "(field, value) => { field.value = value; field.dispatchEvent(new Event('input')); }", str(value)
    )
