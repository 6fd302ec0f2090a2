"""Files that machines of a cluster read: what comes is what one process reads, in the same order. Without Spark."""

from __future__ import annotations

import gzip
import json
import os
import zipfile
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit import __version__
from graphkit.cluster import Cluster, intake, read_ahead, spark
from graphkit.errors import GraphkitError
from graphkit.ontology import load_ontology
from graphkit.reading import find, read_files

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from graphkit.model import Article
    from graphkit.reading import Noted, Skipped

pa = pytest.importorskip("pyarrow")
dataset = pytest.importorskip("pyarrow.dataset")
parquet = pytest.importorskip("pyarrow.parquet")

ONTOLOGY = load_ontology()
STORY = "The minister rejected the plan for a new port on Tuesday. Unions said that they would oppose it, too."


def story(number: int) -> str:
    return f"{STORY} {number} people had written to her about it."


class Machines:
    """Does parts here, the last first, each of them twice; before that, it does what is asked."""

    def __init__(self, before: Callable[[], object] = lambda: None) -> None:
        self._before = before
        self.did: list[str] = []

    def each(
        self, do: Callable[[str], None], names: Sequence[str], is_done: Callable[[str], bool], folder: Path
    ) -> None:
        self._before()
        for name in (*reversed(names), *names):
            do(name)
        assert all(map(is_done, names))
        self.did += names

    def cancel(self) -> None:
        pass


Read = tuple[list["Article"], list["Skipped"], list["Noted"]]


def read(paths: Sequence[Path], work: Path | None = None, mapping: dict[str, str] | None = None) -> Read:
    """The articles, what was skipped and what was noted, each in order; by machines where there is a work folder."""
    skipped: list[Skipped] = []
    noted: list[Noted] = []
    reader = partial(read_files, mapping=mapping, on_note=noted.append)
    if work is not None:
        cluster = Cluster(work, bulk=1, keep=False)
        reader = partial(reader, ahead=partial(read_ahead, cluster=cluster, ontology=ONTOLOGY))
    return list(reader(find(paths, skipped.append), ONTOLOGY.boilerplate, skipped.append)), skipped, noted


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder with all that can become of a file."""
    folder = tmp_path / "news"
    for name, content in {
        "a.txt": story(1),
        "b.md": f"---\ntitle: A port\ndate: 2025-02-17\n---\n\n{story(1)}\n",
        "empty.txt": "",
        "german.txt": "Die Ministerin lehnte den Plan ab. Die Gewerkschaften sagten, sie wollten ihn nicht. " * 5,
        "one/same.txt": story(2),
        "other/same.txt": story(3),
        "page.html": f"<html><title>A port</title><body><article><p>{story(4)}</p></article></body></html>",
        "news.jsonl": "\n".join(
            [
                json.dumps({"text": story(5)}),
                "{broken",
                json.dumps({"title": "no text"}),
                json.dumps({"text": story(6)}),
            ]
        ),
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    (folder / "old.txt").write_bytes(f"“{story(7)}” cost £5".encode("cp1252"))
    (folder / "broken.parquet").write_bytes(b"PAR1 and nothing else")
    with gzip.open(folder / "packed.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps({"text": story(number)}) + "\n" for number in range(5, 300))
    with zipfile.ZipFile(folder / "news.zip", "w") as archive:
        archive.writestr("2025/c.txt", story(8))
        archive.writestr("2025/d.txt", story(2))
    for year in (2024, 2025):
        path = folder / f"year={year}" / "part-0.parquet"
        path.parent.mkdir()
        rows = [{"text": story(number), "title": f"Port {number}"} for number in range(year, year + 3)]
        parquet.write_table(pa.Table.from_pylist(rows), path)
    return folder


def engine(monkeypatch: pytest.MonkeyPatch, machines: Machines) -> Machines:
    monkeypatch.setattr(spark, "check", lambda: None)
    monkeypatch.setattr(spark, "engine", lambda _: nullcontext(machines))
    return machines


@pytest.mark.parametrize("part", [1, 300, 2**20])
def test_machines_read_what_one_process_reads(
    part: int, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "PART", part)
    machines = engine(monkeypatch, Machines())
    paths = [corpus, corpus / "other", corpus / "one"]  # of the same name, in another order
    here = read(paths)
    assert len(here[0]) > 300
    assert len(here[1]) > 8
    assert here[2]
    assert read(paths, tmp_path / "work") == here
    assert len(machines.did) == {1: 13, 300: 8}.get(part, 1)
    assert not list((tmp_path / "work").rglob("*.parquet"))


def test_fields_are_mapped_by_machines_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine(monkeypatch, Machines())
    file = tmp_path / "news.jsonl"
    file.write_text(json.dumps({"story": story(1), "text": "no"}), encoding="utf-8")
    mapping = {"text": "story"}
    assert read([file], tmp_path / "work", mapping) == read([file], None, mapping)


def test_what_machines_do_not_see_is_read_here(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    hidden = [corpus / "a.txt", corpus / "page.html", corpus / "packed.jsonl.gz"]
    seen = {path: path.stat() for path in hidden}

    def hide() -> None:
        for path in hidden:
            path.rename(path.with_suffix(".hidden"))

    class Away(Machines):
        def each(
            self, do: Callable[[str], None], names: Sequence[str], is_done: Callable[[str], bool], folder: Path
        ) -> None:
            super().each(do, names, is_done, folder)
            for path in hidden:
                path.with_suffix(".hidden").rename(path)

    engine(monkeypatch, Away(hide))
    here = read([corpus])
    assert read([corpus], tmp_path / "work") == here
    assert "3 files were read here" in caplog.text
    assert {path: path.stat().st_mtime_ns for path in hidden} == {path: was.st_mtime_ns for path, was in seen.items()}


def test_a_file_that_changes_meanwhile_is_read_here(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine(monkeypatch, Machines(lambda: (corpus / "a.txt").write_text(story(1000), encoding="utf-8")))
    found = read([corpus], tmp_path / "work")
    assert found == read([corpus])


def test_parts_that_were_read_are_not_read_again(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "PART", 300)
    machines = engine(monkeypatch, Machines())
    cluster = Cluster(tmp_path / "work", bulk=1)
    reader = partial(read_files, ahead=partial(read_ahead, cluster=cluster, ontology=ONTOLOGY))
    going = reader(find([corpus]), ONTOLOGY.boilerplate, lambda _: None)
    next(going)
    going.close()  # type: ignore[attr-defined]
    assert len(machines.did) == 8
    os.utime(corpus / "a.txt", ns=(0, 0))
    assert len(list(reader(find([corpus]), ONTOLOGY.boilerplate, lambda _: None))) > 300
    assert len(machines.did) == 9


def test_a_dataset_in_partitions_is_read(tmp_path: Path) -> None:
    table = pa.table({"text": [story(1), story(2), story(3)], "date": ["2024-03-01", "2025-03-02", "2025-03-03"]})
    for name in ("date", "year"):
        if name == "year":
            table = table.append_column("year", pa.array([2024, 2025, 2025]))
        schema = pa.schema([table.schema.field(name)])
        form = dataset.partitioning(schema, flavor="hive")
        dataset.write_dataset(table, tmp_path / name, format="parquet", partitioning=form)
        for mark in ("_SUCCESS", "_metadata", "_common_metadata"):
            (tmp_path / name / mark).write_bytes(b"PAR1")
        articles, skipped, _ = read([tmp_path / name])
        assert skipped == []
        assert [str(article.source.date) for article in articles] == ["2024-03-01", "2025-03-02", "2025-03-03"]
        assert articles[0].source.file == f"{name}={'2024' if name == 'year' else '2024-03-01'}/part-0.parquet#1"


def test_little_is_read_here(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machines = engine(monkeypatch, Machines())
    ahead = partial(read_ahead, cluster=Cluster(tmp_path / "work"), ontology=ONTOLOGY)
    assert list(read_files(find([corpus]), ONTOLOGY.boilerplate, lambda _: None, ahead=ahead)) == read([corpus])[0]
    assert not machines.did


@pytest.mark.parametrize(("release", "fingerprint"), [("0.0.0", ONTOLOGY.fingerprint), (None, "other")])
def test_a_machine_that_would_read_otherwise_is_refused(release: str | None, fingerprint: str, tmp_path: Path) -> None:
    order = intake.Order(str(tmp_path), release or __version__, ONTOLOGY.folder, fingerprint, {})
    with pytest.raises(GraphkitError, match=r"another ontology|the same release"):
        order.do(order.put([("a.txt", "/a.txt", 1, 1)]))


@settings(max_examples=25)
@given(files=st.lists(st.lists(st.integers(0, 5), max_size=4), min_size=1, max_size=6), part=st.integers(1, 500))
def test_copies_are_read_once_whoever_reads(
    files: list[list[int]], part: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("news")
    for number, lines in enumerate(files):
        path = folder / f"{number % 2}" / f"{number // 2}.jsonl"
        path.parent.mkdir(exist_ok=True)
        texts = [json.dumps({"text": story(line), **({"title": "A port"} if line == number else {})}) for line in lines]
        path.write_text("\n".join([*texts, json.dumps({"text": story(number)})]), encoding="utf-8")
    paths = [folder / "1", folder / "0"] if len(files) > 1 else [folder]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intake, "PART", part)
        engine(patch, Machines())
        assert read(paths, tmp_path_factory.mktemp("work")) == read(paths)
