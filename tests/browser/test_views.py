"""The other views of the same statements, and what can be taken out of the page."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import graphs
import pytest
from steps import choose, search, share, shown, summary

from graphkit.model import Actor, Source, StanceGraph, Topic
from graphkit.network import camps_of as camp_numbers
from graphkit.ontology import load_ontology
from graphkit.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    Open = Callable[..., Any]

pytestmark = pytest.mark.browser

MADE_UP = graphs.made_up()
SVG = "{http://www.w3.org/2000/svg}"
CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}


def stored(graph: StanceGraph) -> Store:
    """The graph in a store, its publishers among its actors, as the contract wants it."""
    names = sorted({article.publisher for article in graph.articles if article.publisher})
    papers = tuple(Actor(f"paper-{number}", name, "Organization") for number, name in enumerate(names))
    return Store.of(replace(graph, actors=tuple(sorted((*graph.actors, *papers), key=lambda actor: actor.id))))


def view(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()


def copied(page: Page, what: str) -> str:
    share(page, what)
    page.locator("#toast.shown").wait_for()
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def saved(page: Page, what: str, folder: Path) -> Path:
    with page.expect_download() as download:
        share(page, what)
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def camps() -> StanceGraph:
    """Two camps of two, three quarrels, and a topic that only one speaks of."""
    said = [
        graphs.said(
            actor,
            relation,
            topic,
            graphs.sentence("a", 100 * n, f"{actor} {relation} {topic}."),
            (actor, relation, topic),
        )
        for n, (actor, relation, topic) in enumerate(
            [
                *((actor, "supports", topic) for actor in ("ann", "cid") for topic in ("t1", "t2", "t3", "t4")),
                *((actor, "opposes", topic) for actor in ("bob", "dan") for topic in ("t1", "t2", "t3", "t4")),
                ("ann", "opposes", "t5"),
                ("dan", "supports", "t5"),
                ("bob", "proposes", "t6"),
            ]
        )
    ]
    actors = [Actor(name, name.title(), "Person") for name in ("ann", "bob", "cid", "dan")]
    topics = [Topic(f"t{n}", f"topic {n}") for n in range(1, 7)]
    return graphs.graph(said, actors, topics, [Source("a", "a.txt")])


def test_the_matrix_puts_camps_into_blocks(opened: Open) -> None:
    with opened(camps()) as page:
        view(page, "Matrix")
        rows = page.locator(".matrix tbody th").all_inner_texts()
        assert {frozenset(rows[:2]), frozenset(rows[2:])} == {frozenset({"Ann", "Cid"}), frozenset({"Bob", "Dan"})}
        columns = page.locator(".matrix thead th").all_inner_texts()
        assert len(columns) == 5, "a topic of one actor is left out"
        assert "topic 5" in (columns[0], columns[-1])
        page.get_by_label("only topics that several").uncheck()
        assert page.locator(".matrix thead th").count() == 6
        page.get_by_role("button", name="Ann on topic 5: 1 against").click()
        assert page.locator("#panel blockquote").inner_text() == "ann opposes t5."


def test_the_matrix_is_walked_with_the_arrows(opened: Open) -> None:
    with opened(camps()) as page:
        view(page, "Matrix")
        first = page.locator(".matrix td button").first
        first.focus()
        page.keyboard.press("ArrowDown")
        label = page.evaluate("document.activeElement.ariaLabel")
        assert label != first.get_attribute("aria-label")
        assert page.locator(".matrix td button[tabindex='0']").count() == 1
        page.keyboard.press("Enter")
        assert page.locator("#panel blockquote").count() == 1


def test_the_timeline_shows_statements_by_day_and_actor(opened: Open) -> None:
    with opened(MADE_UP) as page:
        view(page, "Timeline")
        assert "statements by day and actor" in page.locator("#timeline-note").inner_text()
        dot = page.locator(".dot").first
        label = dot.get_attribute("aria-label") or ""
        dot.click()
        heading = page.locator("#panel h2.sentence").inner_text().split("\n")
        assert heading[0] in label
        assert heading[1] in label
        assert page.locator("#panel li.meant .day").inner_text() == label.split(":")[0]
        before = page.locator(".dot").count()
        page.get_by_role("checkbox", name="opposes").uncheck()
        assert page.locator(".dot").count() < before


def test_the_timeline_puts_each_day_in_its_place(opened: Open) -> None:
    with opened(MADE_UP, state="#view=timeline") as page:
        ticks = page.locator(".axis span").all_inner_texts()
        assert (ticks[0], len(ticks)) == ("1 Mar 2025", 6)
        label = "button[aria-label^='{} March 2025: '] >> nth=0"
        left, middle, right = (page.locator(label.format(day)).bounding_box() for day in (1, 7, 13))
        assert left
        assert middle
        assert right
        assert middle["x"] - left["x"] == pytest.approx(right["x"] - middle["x"], abs=8)
    shapes = {"supports": "as-arrow", "opposes": "as-bar", "proposes": "as-open"}
    with opened(MADE_UP, state="#view=timeline") as page:
        for relation, shape in shapes.items():
            dots = page.locator(f".dot[aria-label*=' {relation} ']")
            assert dots.count() == page.locator(f".dot.{shape}").count() > 0, "shape tells what colour tells"


def test_the_timeline_tells_how_divided_the_debate_was(opened: Open) -> None:
    with opened(MADE_UP, state="#view=timeline") as page:
        chart = page.get_by_role("img", name="How divided")
        told = chart.get_attribute("aria-label") or ""
        moments = page.evaluate("JSON.parse(document.getElementById('told').textContent).told.division.moments")
        assert len(moments) > 5
        assert f"polarisation {moments[0][1]:.2f}" in told
        assert f"{moments[-1][1]:.2f}" in told
        drawn = page.locator(".division .polarisation").get_attribute("d") or ""
        assert drawn.count("L") + drawn.count("M") == sum(moment[1] is not None for moment in moments)
        assert (
            page.evaluate("getComputedStyle(document.querySelector('.division .conflict')).strokeDasharray") != "none"
        )
    with opened(camps(), state="#view=timeline") as page:
        assert page.locator(".divided").count() == 0


def test_a_timeline_without_dates_says_why_and_what_to_do(opened: Open) -> None:
    with opened(camps(), state="#view=timeline") as page:
        assert page.locator("#timeline-note").inner_text() == "None of 19 statements has a date."
        told = page.locator("#timeline-body").inner_text()
        assert told.startswith("No article tells its date")
        assert "date: 2025-02-17" in told
        for relation in ("supports", "opposes", "proposes"):
            page.get_by_role("checkbox", name=relation).uncheck()
        assert page.locator("#timeline-note").inner_text() == "Nothing is left under these filters."
        assert page.locator("#timeline-body").inner_text() == ""


def test_a_camp_has_its_letter_its_members_and_what_they_share(opened: Open) -> None:
    with opened(MADE_UP) as page:
        section = page.locator("#panel section").first
        assert section.get_by_role("heading").inner_text() == "Who takes the same sides"
        section.get_by_role("button").first.click()
        assert page.get_by_role("heading", level=2).inner_text() == "Camp A"
        camp_of = camp_numbers(MADE_UP, load_ontology())
        members = {actor.name for actor in MADE_UP.actors if camp_of.get(f"actor:{actor.id}") == 1}
        assert page.locator("#panel .count").inner_text().startswith(f"{len(members)} actors who agree")
        page.keyboard.press("n")
        assert page.get_by_role("heading", level=2).inner_text() == "Camp B"
        page.keyboard.press("p")
        listed = page.locator("#panel section").filter(has=page.get_by_role("heading", name="Members", exact=True))
        more = listed.locator(".more")
        if more.count():
            more.click()
        assert set(listed.locator("bdi").all_inner_texts()) == members
        assert page.evaluate("location.hash") == "#select=camp%3A1"
    with opened(MADE_UP, state="#select=camp%3A1&view=matrix") as page:
        assert page.get_by_role("heading", level=2).inner_text() == "Camp A"
        letters = page.locator(".matrix tbody tr").evaluate_all(
            "all => all.map(r => r.querySelector('.swatch')?.innerText)"
        )
        known = [letter for letter in letters if letter]
        assert known == sorted(known), "the rows of a camp stand together"
        assert len(set(known)) > 1


def test_the_table_has_all_statements_sorted(opened: Open) -> None:
    with opened(MADE_UP) as page:
        view(page, "Statements")
        note = page.locator("#table-note").inner_text()
        total = int(note.rsplit(" ", 1)[1])
        assert f"by {total} statements" in summary(page)
        assert page.locator("#table-body tbody tr").count() == min(100, total)
        page.get_by_role("button", name="Confidence").click()
        told = [int(text.split()[0]) for text in page.locator("#table-body td.confidence").all_inner_texts()]
        assert told == sorted(told)
        page.locator("#table-body td .relation").first.click()
        assert page.locator("#panel li.meant").count() == 1


def test_the_picture_is_saved_as_svg_and_png(opened: Open, tmp_path: Path) -> None:
    with opened(MADE_UP) as page:
        svg = ET.parse(saved(page, "Save picture as SVG", tmp_path)).getroot()  # noqa: S314 - our own
        texts = [element.text for element in svg.iter(f"{SVG}text")]
        assert summary(page) in texts
        assert "supports" in texts
        named = sum(text in {actor.name for actor in MADE_UP.actors} for text in texts)
        assert named > 5
        assert len(list(svg.iter(f"{SVG}path"))) > len(shown(page, "edges"))
        png = saved(page, "Save picture as PNG", tmp_path)
        assert png.read_bytes().startswith(b"\x89PNG")
        assert png.stat().st_size > 50_000


def test_in_a_crowd_the_edges_between_named_nodes_stand_out(opened: Open, tmp_path: Path) -> None:
    with opened(graphs.made_up(500, 1000, 200)) as page:
        svg = ET.parse(saved(page, "Save picture as SVG", tmp_path)).getroot()  # noqa: S314 - our own
        total = len(shown(page, "edges"))
        grounds = [path for path in svg.iter(f"{SVG}path") if path.get("stroke-linecap") == "round"]
        assert len(grounds) == page.evaluate("document.querySelectorAll('#panel .row .swatch').length") >= 2
        lines = [path for path in svg.iter(f"{SVG}path") if path.get("stroke-opacity") and path not in grounds]
        clear = [path for path in lines if float(path.get("stroke-opacity", "")) > 0.5]
        faint = [path for path in lines if float(path.get("stroke-opacity", "")) < 0.2]
        assert total / 40 < len(clear) < len(faint)
        assert len(faint) > total / 3
        assert {path.get("stroke-dasharray") for path in clear} > {path.get("stroke-dasharray") for path in faint}


def test_on_paper_the_picture_is_whole_and_light(opened: Open) -> None:
    with opened(MADE_UP, color_scheme="dark") as page:
        page.emulate_media(media="print")
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        printed = page.locator("#printed")
        assert printed.is_visible()
        assert page.locator("#graph").is_hidden()
        assert printed.locator("rect").first.get_attribute("fill") in ("#fff", "#fbfaf7")
        assert "Norway" in printed.locator("text").all_text_contents()
        page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        assert printed.count() == 0
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_a_saved_picture_of_hostile_words_holds_only_words(opened: Open, tmp_path: Path) -> None:
    with opened(graphs.hostile(), title=graphs.HOSTILE[1]) as page:
        text = saved(page, "Save picture as SVG", tmp_path).read_text(encoding="utf-8")
    tags = {element.tag.rpartition("}")[2] for element in ET.fromstring(text).iter()}  # noqa: S314
    assert tags <= {"svg", "title", "path", "text", "circle", "rect", "polygon"}
    attributes = {name for element in ET.fromstring(text).iter() for name in element.attrib}  # noqa: S314
    assert not [name for name in attributes if name.startswith("on") or "href" in name]


def test_the_statements_are_copied_as_csv(opened: Open) -> None:
    with opened(MADE_UP, **CLIPBOARD) as page:
        page.get_by_label("opposes").uncheck()
        rows = list(csv.DictReader(io.StringIO(copied(page, "Copy statements as CSV"))))
    kept = {said.id: said for edge in MADE_UP.edges() if edge.relation != "opposes" for said in edge.statements}
    assert {row["statement"] for row in rows} == set(kept)
    for row in rows:
        said = kept[row["statement"]]
        assert row["sentence"] == said.evidence.exact
        assert (row["actor_text"], row["cue"], row["object_text"]) == (said.actor_text, said.cue, said.object_text)
        assert float(row["confidence"]) == said.confidence


def test_a_cell_of_the_csv_is_no_formula(opened: Open, tmp_path: Path) -> None:
    words = '=HYPERLINK("http://evil.example";"x") backs it, "she" said'
    said = graphs.said("ann", "supports", "it", graphs.sentence("a", 0, words), ("Ann", "backs", "it"))
    graph = graphs.graph([said], [Actor("ann", "@Ann", "Person")], [Topic("it", "it")], [Source("a", "a.txt")])
    with opened(graph) as page:
        text = saved(page, "Save statements as CSV", tmp_path).read_text(encoding="utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["sentence"] == "'" + words
    assert row["actor"] == "'@Ann"


STATES = {
    "all": "",
    "relation": "#hide=opposes",
    "confidence": "#confidence=0.75",
    "time": "#from=2025-03-05&to=2025-03-12",
    "publisher": "#publishers=The+Tide",
    "kind": "#kinds=Country",
    "sources": "#sources=2",
    "belief": "#belief=0.8",
    "several": "#hide=supports&publishers=Harbour+Post&confidence=0.6&kinds=Group",
}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES.keys())
def test_the_sparql_gives_what_is_shown(opened: Open, state: str) -> None:
    with opened(MADE_UP, state=state, **CLIPBOARD) as page:
        sparql = copied(page, "Copy as SPARQL query")
        rows = csv.DictReader(io.StringIO(copied(page, "Copy statements as CSV")))
        seen = {row["statement"] for row in rows}
    assert seen
    answer = stored(MADE_UP).query(sparql)
    told = [str(row[answer.columns.index("statement")]) for row in answer.table()]
    assert {name.rpartition(":")[2].rpartition("/")[2] for name in told} == seen
    assert len(told) == len(seen)


def test_the_sparql_of_a_speaker_and_of_hostile_names_holds(opened: Open) -> None:
    with opened(graphs.hostile(), **CLIPBOARD) as page:
        page.evaluate("graphkit.select(graphkit.shown('nodes')[0])")
        page.get_by_role("button", name="Show only what is around it").click()
        sparql = copied(page, "Copy as SPARQL query")
    answer = stored(graphs.small()).query(sparql)
    assert list(answer.table()) == []


def test_the_link_opens_what_its_sender_saw(opened: Open) -> None:
    with opened(MADE_UP, **CLIPBOARD) as page:
        choose(page, search(page, "norway")[0])
        link = copied(page, "Copy link to this view")
        assert link.endswith(page.evaluate("location.hash"))
        assert "select=actor" in link


def test_a_large_graph_shows_its_most_telling_part_and_finds_the_rest(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphkit.views.prominence.NODES", 25)
    with opened(MADE_UP) as page:
        assert "most telling nodes are drawn" in page.locator("#notice").inner_text()
        drawn = page.evaluate("graphkit.nodes.length")
        assert drawn <= 25
        assert len(shown(page, "nodes")) == 57
        away = page.evaluate("graphkit.shown('nodes').find(id => !graphkit.nodes.get(id))")
        names = {f"actor:{actor.id}": actor.name for actor in MADE_UP.actors}
        names |= {f"topic:{topic.id}": topic.label for topic in MADE_UP.topics}
        name = names[away]
        choose(page, name)
        assert page.evaluate("id => Boolean(graphkit.nodes.get(id))", away)
        assert page.get_by_role("heading", level=2).inner_text() == name
