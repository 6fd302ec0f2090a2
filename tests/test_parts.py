"""Parts are the whole, cut: the same rows and the same quads, and always the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import graphs
import pyoxigraph as ox
import pytest
from test_export import ONTOLOGY, hostile, made_up, published

from graphkit.errors import OutputError
from graphkit.export.parts import write_parts
from graphkit.export.tables import arrow_table, tables
from graphkit.export.triples import to_nquads
from graphkit.rdf import BASE

if TYPE_CHECKING:
    from pathlib import Path

    from graphkit.model import StanceGraph

dataset = pytest.importorskip("pyarrow.dataset")

__all__ = ["hostile"]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def write(graph: StanceGraph, folder: Path, **most: int) -> dict[str, bytes]:
    written = write_parts(graph, ONTOLOGY, folder, BASE, **most)
    found = contents(folder)
    assert {str(path.relative_to(folder)) for path in written} == found.keys() - {"_SUCCESS"}
    return found


@pytest.mark.parametrize("graph", [graphs.empty(), made_up()], ids=["empty", "made up"])
def test_parts_are_the_whole(graph: StanceGraph, tmp_path: Path) -> None:
    found = write(graph, tmp_path / "parts", statements=7, quads=100)
    quads = [content for name, content in found.items() if name.startswith("nquads/")]
    assert b"".join(quads) == to_nquads(graph, ONTOLOGY, BASE, "")
    assert all(content.count(b"\n") <= 100 for content in quads)
    for content in quads:
        list(ox.parse(content, format=ox.RdfFormat.N_QUADS))  # each can be loaded alone
    rows = arrow_table(tables(graph, ONTOLOGY)["statements"]).to_pylist()
    assert "_SUCCESS" in found
    if not rows:
        assert found.keys() == {"_SUCCESS", *(name for name in found if name.startswith("nquads/"))}
        return
    read = dataset.dataset(tmp_path / "parts" / "statements", format="parquet", partitioning="hive").to_table()
    assert len({name for name in found if name.startswith("statements/")}) > len(rows) / 7
    again = sorted(read.to_pylist(), key=lambda row: str(row["id"]))
    assert all(row.pop("year") == (row["date"].year if row["date"] else None) for row in again)
    assert again == sorted(rows, key=lambda row: str(row["id"]))


def test_hostile_texts_stay_in_their_line(hostile: StanceGraph, tmp_path: Path) -> None:
    found = write(hostile, tmp_path, quads=1)
    whole = list(ox.parse(to_nquads(hostile, ONTOLOGY, BASE, ""), format=ox.RdfFormat.N_QUADS))
    lines = [content for name, content in found.items() if name.startswith("nquads/")]
    assert [quad for line in lines for quad in ox.parse(line, format=ox.RdfFormat.N_QUADS)] == whole


def test_older_parts_go_and_the_bytes_stay(tmp_path: Path) -> None:
    first = write(made_up(), tmp_path, statements=3, quads=9)
    second = write(published(graphs.small()), tmp_path)
    assert len(second) < len(first)
    assert write(made_up(), tmp_path, statements=3, quads=9) == first


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work", encoding="utf-8")
    with pytest.raises(OutputError, match=r"'thesis\.docx' stands there"):
        write_parts(made_up(), ONTOLOGY, tmp_path, BASE)
    with pytest.raises(OutputError, match="no folder for parts"):
        write_parts(made_up(), ONTOLOGY, tmp_path / "thesis.docx", BASE)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]
