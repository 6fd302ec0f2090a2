"""What axe-core finds, in every view, light and dark, on a desk and on a phone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import graphs
import pytest
from steps import hub, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    Open = Callable[..., Any]

pytestmark = pytest.mark.browser

# On the timeline a dot stands at its day, however near the next one is; the table holds the same for every pointer.
RULES: dict[str, Any] = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing(opened: Open, scheme: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found: list[str] = []
    with opened(graphs.made_up(40, 60, 12), width=width, color_scheme=scheme) as page:

        def look(where: str, part: str | None = None) -> None:
            rules = RULES if where != "Timeline" else RULES | {"rules": {"target-size": {"enabled": False}}}
            for violation in axe.run(page, context=part, options=rules).response["violations"]:
                targets = [node["target"] for node in violation["nodes"][:3]]
                found.append(f"{where}: {violation['id']} {targets}")

        look("the whole page")
        page.evaluate("id => graphkit.select(id)", hub(page))
        look("the card of a node", "#panel")
        page.evaluate("id => graphkit.select(id)", min(shown(page, "edges")))
        look("the card of an edge", "#panel")
        page.evaluate("graphkit.select('camp:1')")
        look("the card of a camp", "#panel")
        page.get_by_role("button", name="Filters").click()
        look("the filters", "#drawer")
        page.get_by_role("button", name="Close the filters").click()
        page.evaluate("graphkit.select(null)")
        page.get_by_role("button", name="Save and share").click()
        look("the menu", "header")
        page.keyboard.press("Escape")
        for view in ("Matrix", "Timeline", "Statements"):
            page.get_by_role("tab", name=view).click()
            look(view, f"#view-{view.lower()}")
    assert not found, "\n".join(found)


def test_axe_finds_nothing_where_there_are_no_dates(opened: Open) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    made = graphs.made_up(40, 60, 12)
    undated = replace(
        made,
        statements=tuple(replace(said, date=None) for said in made.statements),
        articles=tuple(replace(article, date=None) for article in made.articles),
    )
    with opened(undated, state="#view=timeline") as page:
        assert axe.run(page, options=RULES).response["violations"] == []


def test_all_can_be_told_without_the_picture(opened: Open) -> None:
    with opened(graphs.made_up()) as page:
        page.get_by_role("tab", name="Statements").click()
        table = page.get_by_role("table", name="Statements shown")
        assert table.get_by_role("columnheader").count() == 7
        assert table.get_by_role("row").count() == 101
        assert page.get_by_role("status").first.inner_text()
