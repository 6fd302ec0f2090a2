"""A graph of 2,000 nodes and 10,000 edges, and how long its reader waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import graphs
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import CDPSession

    Open = Callable[..., Any]

pytestmark = pytest.mark.browser

PICTURE, FILTER = 3000, 200
"""Milliseconds that the page keeps its browser busy: to the first stable picture, and for a filter.

It is the time of the page's own thread, so that what else the machine has to do is not measured with it.
"""

STABLE = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from graphkit.ontology import load_ontology
    from graphkit.views.html import to_html

    path: Path = tmp_path_factory.mktemp("large") / "graph.html"
    graph = graphs.made_up(2060, 11_600, 300)
    to_html(graph, load_ontology(), path)
    return path


def busy(session: CDPSession) -> float:
    """For how many milliseconds the thread of a page has been busy."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return 1000.0 * next(float(metric["value"]) for metric in metrics if metric["name"] == "TaskDuration")


def test_the_picture_stands_soon_and_filters_are_quick(opened: Open, large: Path) -> None:
    with opened(large) as page:
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.reload()
        page.wait_for_function("window.graphkit")
        page.evaluate(STABLE)
        assert busy(session) < PICTURE
        assert page.evaluate("graphkit.nodes.length") >= 1900
        assert len(page.evaluate("graphkit.shown('edges')")) >= 10_000
        took = {}
        for relation in ("opposes", "supports", "proposes"):
            for on in (False, True):
                before = busy(session)
                page.get_by_role("checkbox", name=relation).set_checked(on)
                page.evaluate(STABLE)
                took[relation, on] = busy(session) - before
        assert max(took.values()) < FILTER, took
