"""The NetworkX graph and its GraphML: nothing lost, nothing added, types right, bytes the same."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import graphs
import networkx as nx
import pytest
from hypothesis import given, settings
from strategies import stance_graphs

from graphkit.errors import GraphError, OutputError
from graphkit.network import Quote, ends, name_token, to_networkx, write_graphml
from graphkit.ontology import load_ontology
from graphkit.writing import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from graphkit.model import StanceGraph

ONTOLOGY = load_ontology()
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


@settings(deadline=None)
@given(stance_graphs())
def test_each_standing_edge_is_an_edge_and_each_node_takes_part(graph: StanceGraph) -> None:
    network = to_networkx(graph, ONTOLOGY)
    assert sorted(network.edges(keys=True)) == sorted((*ends(edge), edge.relation) for edge in graph.edges())
    assert list(network) == sorted({node for edge in graph.edges() for node in ends(edge)})


@settings(deadline=None)
@given(stance_graphs())
def test_graphml_has_what_the_graph_has(tmp_path_factory: pytest.TempPathFactory, graph: StanceGraph) -> None:
    path = tmp_path_factory.mktemp("graphml") / "graph.graphml"
    network = to_networkx(graph, ONTOLOGY)
    write_graphml(network, path)
    back = read(path)
    assert (set(back), back.number_of_edges()) == ({*map(name_token, network)}, len(graph.edges()))


def test_nodes_say_what_they_are() -> None:
    network = to_networkx(graphs.small(), ONTOLOGY)
    assert network.nodes["topic:troop-deployment"] == {
        "label": "troop deployment to Ukraine",
        "type": "topic",
        "kind": "Topic",
        "aliases": ("the plan",),
        "colour": ONTOLOGY.topic.colour,
    }
    assert network.nodes["actor:germany"]["kind"] == "Country"
    assert "actor:canada" not in network, "what is merely possible makes no edge"
    assert "actor:olaf-scholz" not in network, "who only speaks takes no stance"


def test_edges_carry_their_evidence() -> None:
    network = to_networkx(graphs.small(), ONTOLOGY)
    assert network.edges["actor:germany", "topic:troop-deployment", "opposes"] == {
        "relation": "opposes",
        "label": "opposes",
        "weight": 2,
        "articles": 2,
        "publishers": 2,
        "belief": 0.9335,
        "polarity": -1,
        "colour": ONTOLOGY.relations["opposes"].colour,
        "evidence": (
            Quote("Berlin rejected any early deployment of troops to Ukraine, Scholz said.", "berlin.txt"),
            Quote("Germany did not support the plan.", "london.txt"),
        ),
    }


def test_parallel_and_opposite_edges_stay_apart() -> None:
    network = to_networkx(graphs.small(), ONTOLOGY)
    assert set(network["actor:keir-starmer"]["topic:troop-deployment"]) == {"supports", "opposes"}
    assert network.has_edge("actor:russia", "actor:united-kingdom")
    assert network.has_edge("actor:united-kingdom", "actor:russia")


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        (replace(graphs.small(), actors=()), "actor:germany"),
        (replace(graphs.small(), articles=graphs.small().articles[:1]), "a2"),
        (
            replace(graphs.small(), actors=tuple(replace(a, kind="Martian") for a in graphs.small().actors)),
            "Martian",
        ),
        (
            replace(
                graphs.small(),
                statements=tuple(replace(s, relation="ignores") for s in graphs.small().statements),
            ),
            "ignores",
        ),
    ],
)
def test_a_graph_that_names_what_is_not_there_is_refused(broken: StanceGraph, named: str) -> None:
    with pytest.raises(GraphError, match=named):
        to_networkx(broken, ONTOLOGY)


def test_graphml_declares_numbers_as_numbers(tmp_path: Path) -> None:
    path = tmp_path / "graph.graphml"
    write_graphml(to_networkx(graphs.small(), ONTOLOGY), path)
    keys = ElementTree.parse(path).getroot().iter(f"{GRAPHML}key")  # noqa: S314
    types = {(key.get("for"), key.get("attr.name")): key.get("attr.type") for key in keys}
    numbers = {("edge", name) for name in ("weight", "articles", "publishers", "polarity")}
    assert {what for what, type_ in types.items() if type_ in ("int", "long")} == numbers
    assert types.pop(("edge", "belief")) == "double"
    assert {type_ for what, type_ in types.items() if what not in numbers} == {"string"}


def test_graphml_read_back_has_numbers_text_and_edge_ids(tmp_path: Path) -> None:
    path = tmp_path / "graph.graphml"
    write_graphml(to_networkx(graphs.small(), ONTOLOGY), path)
    back = read(path)
    data = back.edges["actor:germany", "topic:troop-deployment", "actor:germany.opposes.topic:troop-deployment"]
    assert (data["weight"], data["articles"], data["polarity"]) == (2, 2, -1)
    assert data["evidence"].splitlines() == [
        "Berlin rejected any early deployment of troops to Ukraine, Scholz said. (berlin.txt)",
        "Germany did not support the plan. (london.txt)",
    ]
    assert back.nodes["actor:keir-starmer"]["aliases"] == "Sir Keir\nStarmer"
    ids = [edge.get("id") for edge in ElementTree.parse(path).getroot().iter(f"{GRAPHML}edge")]  # noqa: S314
    assert len(set(ids)) == len(ids) == len(graphs.small().edges())


def test_graphml_leaves_out_what_xml_forbids(tmp_path: Path) -> None:
    path = tmp_path / "graph.graphml"
    write_graphml(to_networkx(graphs.hostile(), ONTOLOGY), path)
    labels = {data["label"] for _, data in read(path).nodes(data=True)}
    assert {"nullbellescape[31m", "lonesurrogate \U0001f468\u200d\U0001f469", "<!--<script>]]>"} <= labels


def test_an_empty_graph_is_a_graph(tmp_path: Path) -> None:
    write_graphml(to_networkx(graphs.empty(), ONTOLOGY), tmp_path / "graph.graphml")
    assert len(nx.read_graphml(tmp_path / "graph.graphml")) == 0


def test_graphml_has_the_same_bytes_under_any_hash_seed(tmp_path: Path) -> None:
    program = (
        "import sys, graphs; from pathlib import Path; from graphkit.ontology import load_ontology;"
        "from graphkit.network import to_networkx, write_graphml;"
        "write_graphml(to_networkx(graphs.made_up(), load_ontology()), Path(sys.argv[1]))"
    )
    for seed in "01":
        subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / seed)],
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        )
    assert (tmp_path / "0").read_bytes() == (tmp_path / "1").read_bytes()


def test_a_file_that_cannot_be_written_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for path in (tmp_path / "missing" / "graph.graphml", tmp_path / "file" / "graph.graphml", tmp_path):
        with pytest.raises(OutputError, match=r"cannot be written \(.+\); give a path"):
            write_graphml(to_networkx(graphs.small(), ONTOLOGY), path)
    assert [path.name for path in tmp_path.iterdir()] == ["file"], "nothing half-written stays behind"


def test_a_failed_write_leaves_the_older_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "graph.html"
    write_whole(path, b"old")
    monkeypatch.setattr("pathlib.Path.replace", _full)
    with pytest.raises(OutputError, match="No space left"):
        write_whole(path, b"new")
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"old"]


def _full(*_: object) -> None:
    raise OSError(28, "No space left on device")


def read(path: Path) -> nx.MultiDiGraph[str]:
    back = nx.read_graphml(path, force_multigraph=True)
    assert isinstance(back, nx.MultiDiGraph)
    return back


@pytest.mark.parametrize("graph", [graphs.small(), graphs.made_up(), graphs.hostile()])
def test_graphml_has_the_structure_of_its_schema(tmp_path: Path, graph: StanceGraph) -> None:
    """What the schema of GraphML 1.0 asks for; the schema itself comes in no package."""
    path = tmp_path / "graph.graphml"
    write_graphml(to_networkx(graph, ONTOLOGY), path)
    root = ElementTree.parse(path).getroot()  # noqa: S314
    assert [child.tag for child in root][-1] == f"{GRAPHML}graph"
    assert {child.tag for child in root} == {f"{GRAPHML}key", f"{GRAPHML}graph"}
    keys = {key.get("id"): key.get("for") for key in root.iter(f"{GRAPHML}key")}
    ids: dict[str, list[str]] = {}
    for sort in ("node", "edge"):
        for part in root.iter(f"{GRAPHML}{sort}"):
            ids.setdefault(sort, []).append(part.get("id", ""))
            assert {keys[each.get("key")] for each in part} == {sort}
    for found in ids.values():
        assert len(set(found)) == len(found)
        assert all(re.fullmatch(r"[\w.:-]+", id_) for id_ in found), "no xs:NMTOKEN"
    for edge in root.iter(f"{GRAPHML}edge"):
        assert {edge.get("source"), edge.get("target")} <= set(ids["node"])
