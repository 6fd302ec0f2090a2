"""The page as text: it loads nothing, obeys nothing of an article, says where everything comes from."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from importlib import import_module
from math import dist
from typing import TYPE_CHECKING, Any

import graphs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import stance_graphs

from graphkit.errors import OutputError
from graphkit.model import Actor, Source, Topic
from graphkit.network import to_networkx
from graphkit.ontology import load_ontology
from graphkit.views.camps import drawn_camps, sides, ties
from graphkit.views.evidence import safe_url
from graphkit.views.html import TITLE, embedded, page, to_html
from graphkit.views.labels import breadth, visible, wrapped
from graphkit.views.layout import Extent, Tie, place
from graphkit.views.marking import marked
from graphkit.views.overlaps import GAP
from graphkit.views.picture import FONT, LINE, TOLD, draw, line_styles
from graphkit.views.prominence import most_telling, prominence
from graphkit.views.routes import bends, on_curve

if TYPE_CHECKING:
    from pathlib import Path

    from graphkit.model import StanceGraph

ONTOLOGY = load_ontology()


class Reader(HTMLParser):
    """The elements of a page with their attributes and, for those that are raw text, their content."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.raw: list[tuple[str, dict[str, str | None], str]] = []
        self.inside = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.inside = tag in ("script", "style", "title", "h1")

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.raw.append((*self.elements[-1], data))

    def held(self, tag: str, **attributes: str) -> str:
        return "".join(data for name, attrs, data in self.raw if name == tag and attributes.items() <= attrs.items())


def told(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Reader(text).held("script", id="told"))
    return found


def skeleton(text: str) -> list[tuple[str, dict[str, str | None]]]:
    return [(tag, {k: v for k, v in attrs.items() if k != "datetime"}) for tag, attrs in Reader(text).elements]


PAGES = {
    "small": graphs.small(),
    "hostile": graphs.hostile(),
    "made up": graphs.made_up(),
    "empty": graphs.empty(),
}


@pytest.mark.parametrize("graph", PAGES.values(), ids=PAGES.keys())
def test_the_page_loads_nothing(graph: StanceGraph) -> None:
    text = page(graph, ONTOLOGY)
    for tag, attributes in Reader(text).elements:
        assert "src" not in attributes, tag
        assert attributes.get("href", "data:,") == "data:,", tag
        assert not [name for name in attributes if name.startswith("on")], tag
        assert "style" not in attributes, tag
    style = Reader(text).held("style")
    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize("graph", PAGES.values(), ids=PAGES.keys())
def test_the_policy_allows_exactly_the_scripts_and_the_style_of_the_page(graph: StanceGraph) -> None:
    reader = Reader(page(graph, ONTOLOGY))
    policy = next(
        attributes["content"] or ""
        for tag, attributes in reader.elements
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    allowed = set(re.findall(r"'(sha256-[^']+)'", policy))
    scripts = [data for tag, attributes, data in reader.raw if tag == "script" and "type" not in attributes]
    assert len(scripts) == (0 if graph is PAGES["empty"] else 2)
    hashes = {
        "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        for text in (*scripts, reader.held("style"))
    }
    assert hashes <= allowed
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_words_of_an_article_add_no_element_and_no_attribute() -> None:
    harmless = replace(
        graphs.hostile(),
        actors=tuple(replace(actor, name="A", aliases=()) for actor in graphs.hostile().actors),
    )
    assert skeleton(page(graphs.hostile(), ONTOLOGY)) == skeleton(page(harmless, ONTOLOGY))
    assert [element for element in skeleton(page(graphs.hostile(), ONTOLOGY)) if element[0] == "img"] == []


@pytest.mark.parametrize("text", graphs.HOSTILE)
def test_a_hostile_title_is_a_title(text: str) -> None:
    reader = Reader(page(graphs.small(), ONTOLOGY, title=text))
    assert skeleton(page(graphs.small(), ONTOLOGY, title=text)) == skeleton(page(graphs.small(), ONTOLOGY))
    assert reader.held("title") == reader.held("h1") == visible(text)


def test_no_character_that_hides_or_reorders_stands_in_the_page() -> None:
    body = re.sub(r"(?s)<script>.*?</script>", "", page(graphs.hostile(), ONTOLOGY, title="".join(graphs.HOSTILE)))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff]", body)
    assert "<!--" not in body


def test_the_sentence_is_told_as_it_stands() -> None:
    sentences = {
        "".join(piece for piece, _ in said["sentence"])
        for group in told(page(graphs.hostile(), ONTOLOGY))["told"]["statements"].values()
        for said in group
    }
    as_it_stands = {statement.evidence.exact.replace("\ud800", "\ufffd") for statement in graphs.hostile().statements}
    assert sentences == as_it_stands


def test_a_title_may_be_left_out() -> None:
    assert Reader(page(graphs.small(), ONTOLOGY, title="")).held("title") == TITLE


@settings(deadline=None, max_examples=40)
@given(stance_graphs())
def test_each_standing_edge_is_drawn_with_all_its_statements(graph: StanceGraph) -> None:
    if not graph.edges():
        assert "No stance was found" in page(graph, ONTOLOGY)
        return
    data = told(page(graph, ONTOLOGY))
    assert {edge["id"] for edge in data["edges"]} == set(data["told"]["statements"])
    assert data["told"]["rest"] == {"nodes": [], "edges": []}
    assert sorted(map(len, data["told"]["statements"].values())) == sorted(
        len(edge.statements) for edge in graph.edges()
    )
    cited = {said["article"] for group in data["told"]["statements"].values() for said in group}
    assert cited == set(data["told"]["articles"])


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://example.org/a?b=c&d", True),
        ("HTTP://EXAMPLE.ORG", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,<script>", False),
        ("file:///etc/passwd", False),
        ("//example.org", False),
        ("https://[broken", False),
        ("https:", False),
        ("", False),
        (None, False),
    ],
)
def test_only_an_address_of_the_web_becomes_a_link(url: str | None, kept: bool) -> None:
    assert safe_url(url) == (url if kept else None)


def test_the_same_graph_gives_the_same_bytes_under_any_hash_seed(tmp_path: Path) -> None:
    program = (
        "import sys, graphs; from pathlib import Path; from graphkit.ontology import load_ontology;"
        "from graphkit.views.html import to_html;"
        "to_html(graphs.made_up(), load_ontology(), Path(sys.argv[1]))"
    )
    for seed in "01":
        subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / seed)],
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        )
    assert (tmp_path / "0").read_bytes() == (tmp_path / "1").read_bytes()


def test_the_page_of_a_hundred_nodes_is_small_enough_to_mail(tmp_path: Path) -> None:
    to_html(graphs.made_up(100, 200, 30), ONTOLOGY, tmp_path / "graph.html")
    assert (tmp_path / "graph.html").stat().st_size < 900_000
    assert [path.name for path in tmp_path.iterdir()] == ["graph.html"]


def test_a_page_that_cannot_be_written_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="missing"):
        to_html(graphs.small(), ONTOLOGY, tmp_path / "missing" / "graph.html")


@given(st.text())
def test_what_is_embedded_is_read_back_and_ends_no_element(text: str) -> None:
    written = str(embedded([text, {text: text}]))
    assert json.loads(written) == [text, {text: text}]
    assert not set("<>&\u2028\u2029") & set(written)


def test_relations_differ_in_line_and_not_only_in_colour() -> None:
    styles = line_styles(ONTOLOGY.relations)
    assert styles["supports"] == ([], "arrow")
    assert len({tuple(dashes) for dashes, _ in styles.values()}) == len(styles)
    assert len({head for _, head in styles.values()}) == len(styles)


def test_parallel_edges_are_drawn_apart() -> None:
    network = to_networkx(graphs.small(), ONTOLOGY)
    drawn = draw(network, sides(graphs.small(), network, ONTOLOGY))
    bends_by_id = {edge["id"]: edge.get("bend", 0.0) for edge in drawn.edges}
    two_ways = [bend for id_, bend in bends_by_id.items() if "russia" in id_]
    assert two_ways[0] == two_ways[1] != 0, "each bends to its own left"
    same_way = [bend for id_, bend in bends_by_id.items() if "starmer" in id_]
    assert same_way[0] != same_way[1]


def test_an_edge_goes_round_a_node_that_it_does_not_belong_to() -> None:
    extents = {node: Extent(40, 10, 10) for node in "abc"}
    positions = {"a": (0, 0), "b": (400, 0), "c": (200, 0)}
    bend = bends([("a", "opposes", "b")], positions, extents)["a", "opposes", "b"]
    assert bend
    for step in range(101):
        x, y = on_curve(positions["a"], positions["b"], bend, step / 100)
        assert not (160 < x < 240 and -10 < y < 10)
    assert bends([("a", "opposes", "c")], positions, extents) == {("a", "opposes", "c"): 0.0}


def test_camps_stand_apart_with_what_they_quarrel_about_between() -> None:
    said = [
        graphs.said(
            f"{camp}{number}",
            relation,
            topic,
            graphs.sentence("a", 1000 * int(topic) + 10 * number, f"{camp} {relation} {topic}"),
            (camp, relation, topic),
        )
        for camp, relation in (("left", "supports"), ("right", "opposes"))
        for number in range(4)
        for topic in ("0", "1", "2")
    ]
    actors = [Actor(f"{camp}{number}", camp, "Person") for camp in ("left", "right") for number in range(4)]
    graph = graphs.graph(said, actors, [Topic(topic, topic) for topic in "012"], [Source("a", "a.txt")])
    network = to_networkx(graph, ONTOLOGY)
    standing = sides(graph, network, ONTOLOGY)
    assert standing.home == {
        **{f"actor:left{n}": 1 for n in range(4)},
        **{f"actor:right{n}": 2 for n in range(4)},
        **{f"topic:{n}": 1 for n in range(3)},
    }
    assert standing.home == drawn_camps(network, standing.home)
    tied = ties(network, *standing, set(network))
    positions = place({node: Extent(30, 10, 20) for node in network}, *tied)

    def middle(*nodes: str) -> tuple[float, float]:
        return sum(positions[n][0] for n in nodes) / len(nodes), sum(positions[n][1] for n in nodes) / len(nodes)

    left, right = (middle(*(f"actor:{camp}{n}" for n in range(4))) for camp in ("left", "right"))
    between = middle("topic:0", "topic:1", "topic:2")
    apart = dist(left, right)
    for camp, own in (("left", left), ("right", right)):
        assert all(dist(positions[f"actor:{camp}{n}"], own) < apart / 2 for n in range(4))
    assert dist(between, left) < apart
    assert dist(between, right) < apart


def test_of_a_graph_too_large_to_draw_the_most_telling_part_is_drawn() -> None:
    network = to_networkx(graphs.made_up(), ONTOLOGY)
    nodes, edges = most_telling(network, nodes=20, edges=15)
    assert len(nodes) <= 20
    assert len(edges) == 15
    assert {end for source, target, _ in edges for end in (source, target)} == set(nodes)
    score = prominence(network)
    best = max(sorted(network), key=lambda node: score[node])
    assert best in nodes
    assert most_telling(network)[0] == sorted(network)


def test_what_is_not_drawn_is_told_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphkit.views.prominence.NODES", 20)
    data = told(page(graphs.made_up(), ONTOLOGY))
    rest = data["told"]["rest"]
    assert len(data["nodes"]) <= 20
    assert {edge["id"] for part in (data, rest) for edge in part["edges"]} == set(data["told"]["statements"])
    assert not {node["id"] for node in data["nodes"]} & {node["id"] for node in rest["nodes"]}


@pytest.mark.parametrize(
    ("sentence", "words", "shown"),
    [
        (
            "Berlin rejected the plan.",
            ("Berlin", "rejected", "the plan"),
            "A[Berlin] C[rejected] O[the plan].",
        ),
        (
            "The UK wants the UK to go.",
            ("UK", "wants", "the UK to go"),
            "The A[UK] C[wants] O[the UK to go].",
        ),
        ("He turned it down.", ("He", "turned down", "it"), "A[He] C[turned] O[it] C[down]."),
        ("We back a backer.", ("We", "back", "a backer"), "A[We] C[back] O[a backer]."),
        ("Nothing of it.", ("Paris", "hails", "peace"), "Nothing of it."),
        ("A\nbroken  line is up.", ("line", "up", "A broken"), "O[A\nbroken]  A[line] is C[up]."),
        ("For peace, Paris.", ("Paris", "For", "peace, Paris"), "C[For] O[peace, ]A[Paris]."),
        (
            "If needed, Ann said, a bridge would be needed.",
            ("Ann", "needed", "a bridge"),
            "If needed, A[Ann] said, O[a bridge] would be C[needed].",
        ),
        (
            "Ann backs the ban, but he opposes the ban.",
            ("he", "opposes", "the ban"),
            "Ann backs the ban, but A[he] C[opposes] O[the ban].",
        ),
        ("Ann backs those who backs a ban.", ("Ann", "backs", "a ban"), "A[Ann] backs those who backs O[a ban]."),
    ],
)
def test_the_words_of_a_statement_are_marked(sentence: str, words: tuple[str, str, str], shown: str) -> None:
    pieces = marked(sentence, *words)
    assert "".join(f"{part[0].upper()}[{piece}]" if part else piece for piece, part in pieces) == shown


@given(st.text(), st.text(), st.text(), st.text())
def test_marking_changes_no_sentence(sentence: str, actor: str, cue: str, object_: str) -> None:
    assert "".join(piece for piece, _ in marked(sentence, actor, cue, object_)) == sentence


@given(st.text(), st.integers(2, 30), st.integers(1, 4))
def test_labels_fit_and_are_cut_at_the_end_only(text: str, width: int, lines: int) -> None:
    label = wrapped(visible(text), width, lines)
    assert len(label.split("\n")) <= lines
    assert max(map(len, label.split("\n"))) <= width
    whole = re.sub(r"\s", "", visible(text))
    assert whole.startswith(re.sub(r"\s", "", label.removesuffix("…"))) or whole == re.sub(r"\s", "", label)
    assert breadth(label) >= 0


def test_nodes_and_their_labels_do_not_overlap() -> None:
    for size in (2, 12, 90):
        extents = {f"n{n}": Extent(30 + n % 40, 10, 10 + 16 * (n % 3)) for n in range(size)}
        positions = place(extents, [Tie("n0", f"n{n}") for n in range(0, size, 2)])
        for one, (x, y) in positions.items():
            for other, (other_x, other_y) in positions.items():
                if one < other:
                    apart = abs(x - other_x) - extents[one].side - extents[other].side
                    below, above = (other, one) if y < other_y else (one, other)
                    clear = positions[below][1] - extents[below].above - positions[above][1] - extents[above].below
                    assert max(apart, clear) >= GAP / 2 - 2, (one, other)


SMALL_TIES = [("a", "b", 1.0), ("b", "c", 1.5), ("a", "c", 1.0), ("c", "d", 1.0), ("d", "e", 1.0), ("c", "f", 1.0)]
SMALL_TIES.append(("g", "h", 1.0))


def test_positions_are_the_same_on_every_machine() -> None:
    extents = {node: Extent(40, 10, 26) for node in "abcdefghi"}
    assert place(extents, [Tie(*tie) for tie in SMALL_TIES]) == POSITIONS


# They change together with the layout, and with nothing else.
POSITIONS = {
    "a": (68, -36),
    "b": (109, 10),
    "c": (19, 34),
    "d": (-22, -12),
    "e": (-109, 4),
    "f": (27, 89),
    "g": (-50, -105),
    "h": (81, -105),
    "i": (-105, 75),
}


def test_a_processor_without_wide_registers_gives_the_same_page(tmp_path: Path) -> None:
    program = (
        "import sys, graphs, numpy; from graphkit.ontology import load_ontology; from graphkit.views.html import page;"
        "sys.stdout.write(page(graphs.made_up(160, 300, 30), load_ontology()))"
    )
    core: Any = import_module("numpy._core._multiarray_umath")
    switched_off = " ".join(name for name in core.__cpu_dispatch__ if core.__cpu_features__[name])
    pages = [
        subprocess.run(
            [sys.executable, "-c", program],
            check=True,
            capture_output=True,
            env={"PYTHONPATH": ":".join(sys.path), "NPY_DISABLE_CPU_FEATURES": off, "PYTHONHASHSEED": "0"},
        ).stdout
        for off in ("", switched_off)
    ]
    assert pages[0] == pages[1]


def test_in_a_crowd_the_most_telling_nodes_have_room_for_their_names() -> None:
    graph = graphs.made_up(300, 600, 60)
    network = to_networkx(graph, ONTOLOGY)
    drawn = draw(network, sides(graph, network, ONTOLOGY))
    score = prominence(network)
    told = sorted(network, key=lambda node: (-score[node], node))[:TOLD]
    at = {node["id"]: (node["x"], node["y"]) for node in drawn.nodes}
    boxes = {
        node["id"]: (breadth(node["label"]) * FONT / 2, LINE * (1 + node["label"].count("\n")))
        for node in drawn.nodes
        if node["id"] in told
    }
    assert len(boxes) == TOLD
    for node, (half, high) in boxes.items():
        (x, y), below = at[node], 10 if node.startswith("actor") else -high / 2
        covered = [
            other
            for other, (right, down) in at.items()
            if other != node and abs(right - x) < half and y + below < down < y + below + high
        ]
        assert covered == [], node
