"""Each part of a graph directory is damaged in turn: it is seen, and the way back that is named leads back."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from test_cli import run
from test_pipeline import FakeExtractor, write

from graphkit import pipeline, upkeep
from graphkit.directory import STATE
from graphkit.directory.lock import locked
from graphkit.directory.shelf import FORMAT
from graphkit.doctor import examine_folder, examine_installation, is_sound
from graphkit.errors import GraphkitError
from graphkit.graph import CACHE, OUTPUTS, TURTLE
from graphkit.ontology import load_ontology
from graphkit.store import disk, kept

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphkit.doctor import Finding

SHELF = Path(STATE) / "articles.sqlite"
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(pipeline.EXTRACTORS, "rules", "test_pipeline:FakeExtractor")
    return tmp_path


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    texts = {f"day{number}": f"Germany opposes troops{number}. France supports haste." for number in range(20)}
    return write(tmp_path_factory.mktemp("read") / "news", **texts)


@pytest.fixture(scope="module")
def built(news: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "output"
    upkeep.build(folder, news, extractor=FakeExtractor())
    return folder


@pytest.fixture
def graph(built: Path) -> Path:
    return Path(shutil.copytree(built, "output"))


def wrong(folder: Path) -> list[Finding]:
    return [finding for finding in examine_folder(folder) if finding.state == "wrong"]


def content(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in OUTPUTS}


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])


def cut_between_nodes(path: Path) -> None:
    """What is left is Turtle, and says less."""
    text = path.read_bytes()
    path.write_bytes(text[: text.rindex(b" .\n", 0, len(text) * 2 // 3) + 3])


def overwrite(path: Path) -> None:
    found = bytearray(path.read_bytes())
    middle = len(found) // 2
    found[middle : middle + 4096] = b"\0" * min(4096, len(found) - middle)
    path.write_bytes(found)


def change_a_letter(path: Path) -> None:
    """What is left is sound, but not what was written."""
    text = path.read_bytes()
    assert text.count(b"Germany opposes") > 1
    path.write_bytes(text.replace(b"Germany opposes troops3.", b"Germany opposes troopS3.", 1))


def newer(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def remove(path: Path) -> None:
    path.unlink()


DAMAGE = [cut, cut_between_nodes, overwrite, change_a_letter, empty, remove]


def test_a_sound_folder_is_sound(graph: Path) -> None:
    before = {path: path.read_bytes() for path in graph.rglob("*") if path.is_file()}
    findings = list(examine_folder(graph))
    assert is_sound(findings)
    assert {finding.state for finding in findings} == {"ok"}
    assert {path: path.read_bytes() for path in graph.rglob("*") if path.is_file()} == before
    done = run("doctor", "output")
    assert done.exit_code == 0
    assert "ok    output/graph.ttl: 40 statements, 21 edges\n" in done.stdout


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
def test_a_damaged_graph_is_seen_and_made_again(damage: Callable[[Path], None], graph: Path) -> None:
    before = content(graph)
    damage(graph / TURTLE)
    (found,) = wrong(graph)
    assert found.what.startswith("output/graph.ttl")
    assert found.remedy == "`graphkit build -o output` makes it again from what the folder holds"
    assert run("doctor", "output").exit_code == 3
    assert follow(found.remedy) == 0
    assert content(graph) == before
    assert wrong(graph) == []


@pytest.mark.parametrize("name", [name for name in OUTPUTS if name != TURTLE])
@pytest.mark.parametrize("damage", [cut, overwrite, remove], ids=lambda damage: damage.__name__)
def test_other_outputs_too(damage: Callable[[Path], None], name: str, graph: Path) -> None:
    before = content(graph)
    (graph / name).write_bytes((graph / name).read_bytes() + b"\n")
    damage(graph / name)
    (found,) = wrong(graph)
    assert found.what == f"output/{name}"
    assert follow(found.remedy) == 0
    assert content(graph) == before


@pytest.mark.parametrize("damage", [cut, overwrite], ids=lambda damage: damage.__name__)
def test_a_graph_without_state_is_built_anew(damage: Callable[[Path], None], graph: Path, news: Path) -> None:
    before = content(graph)
    shutil.rmtree(graph / STATE)
    damage(graph / TURTLE)
    (found,) = wrong(graph)
    assert (
        found.remedy == "move the outputs of graphkit there away, all of them, then `graphkit build ARTICLES -o output`"
    )
    assert run("build", news).exit_code == 1  # it would be lost
    for name in OUTPUTS:
        (graph / name).rename(f"aside.{name}")
    assert follow(found.remedy, ARTICLES=news) == 0
    assert content(graph) == before


@pytest.mark.parametrize("damage", [cut, overwrite], ids=lambda damage: damage.__name__)
def test_damaged_articles_are_seen_and_read_again(damage: Callable[[Path], None], graph: Path, news: Path) -> None:
    before = content(graph)
    damage(graph / SHELF)
    (found,) = wrong(graph)
    assert found.what == f"output/{SHELF}"
    assert "move this file away, then `graphkit build ARTICLES -o output`" in found.remedy
    (graph / SHELF).rename("aside.sqlite")
    assert follow(found.remedy, ARTICLES=news) == 0
    assert content(graph) == before
    assert wrong(graph) == []


def test_an_article_that_cannot_be_unpacked_is_seen(graph: Path) -> None:
    with sqlite3.connect(graph / SHELF) as database:
        database.execute("UPDATE articles SET article = x'00' WHERE number = 7")
    database.close()
    (found,) = wrong(graph)
    assert found.told.startswith("an entry cannot be read")


@pytest.mark.parametrize("damage", [cut, overwrite, newer, empty], ids=lambda damage: damage.__name__)
def test_a_damaged_cache_costs_nothing(damage: Callable[[Path], None], graph: Path) -> None:
    before = content(graph)
    damage(graph / CACHE)
    (found,) = wrong(graph)
    assert found.what == f"output/{CACHE}"
    assert found.remedy.startswith(f"nothing is lost: delete it: rm output/{CACHE};")
    upkeep.build(graph, extractor=FakeExtractor())
    assert content(graph) == before
    assert wrong(graph) == []


def test_a_changed_claim_is_seen_and_made_again(graph: Path) -> None:
    before = content(graph)
    with sqlite3.connect(graph / CACHE) as database:
        database.execute("UPDATE claims SET claims = replace(claims, 'Germany', 'Gormany')")
    database.close()
    (found,) = wrong(graph)
    assert found.told == "20 of 20 entries are not what was written"
    upkeep.build(graph, extractor=FakeExtractor())
    assert content(graph) == before
    assert wrong(graph) == []


def test_what_a_newer_version_made_is_told_from_what_is_broken(graph: Path) -> None:
    newer(graph / SHELF)
    (found,) = wrong(graph)
    assert found.told == f"its format is 99, and this graphkit knows {FORMAT}"
    assert found.remedy == "a newer graphkit made it: pip install --upgrade graphkit"
    before = content(graph)
    done = run("build")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "articles.sqlite: a newer graphkit made it; pip install --upgrade graphkit" in done.stderr
    assert content(graph) == before


def test_a_graph_of_a_newer_version_is_told(graph: Path) -> None:
    text = (graph / TURTLE).read_text(encoding="utf-8")
    shutil.rmtree(graph / STATE)
    (graph / TURTLE).write_text(text + "\nst:x gk:irony 1 .\n".replace("st:x", first_statement(text)), encoding="utf-8")
    (found,) = wrong(graph)
    assert found.told == "says gk:irony, which no ontology here knows"
    assert found.remedy.startswith("a newer graphkit made it: pip install --upgrade graphkit")


def first_statement(text: str) -> str:
    return str(re.findall(r"^(st:\w+)", text, re.MULTILINE)[0])


@pytest.fixture
def stored(graph: Path) -> Path:
    return with_store(graph)


def with_store(folder: Path) -> Path:
    """Its store, as a large graph has one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "FROM_BYTES", 1)
        store = disk.make(folder / TURTLE, folder / STATE, tuple(load_ontology().questions.values()))
    assert store
    return store


@pytest.mark.parametrize("suffix", [".sst", "CURRENT", "MANIFEST*"])
@pytest.mark.parametrize("damage", [cut, overwrite, remove], ids=lambda damage: damage.__name__)
def test_a_damaged_store_is_seen_and_can_go(damage: Callable[[Path], None], suffix: str, stored: Path) -> None:
    before = run("ask", "actors").stdout
    assert wrong(Path("output")) == []
    for path in (stored / disk.TRIPLES).glob(f"*{suffix}" if suffix.startswith(".") else suffix):
        damage(path)
    (found,) = wrong(Path("output"))
    assert found.what == str(stored)
    assert run("ask", "actors").stdout == before  # it is left aside
    command = found.remedy.partition("; ")[0].removeprefix("delete it: ")
    assert shlex.split(command) == ["rm", "-r", str(stored)]
    shutil.rmtree(stored)
    assert wrong(Path("output")) == []
    assert run("ask", "actors").stdout == before


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE answer SET line = replace(line, 'e', 'f') WHERE rowid_of",
        "UPDATE answer SET line = x'00ff' WHERE rowid_of",
        "DELETE FROM answer WHERE rowid_of",
        "DELETE FROM about WHERE parameter = 'actor'",
        "UPDATE about SET node = node || 'x' WHERE place = 0",
        "UPDATE question SET head = head || 's'",
        "UPDATE question SET parameters = NULL",
        "DELETE FROM question",
        "INSERT INTO answer VALUES (99, 0, 'more')",
    ],
)
def test_answers_that_were_changed_are_seen(change: str, stored: Path) -> None:
    """As a flipped bit changes them: the file is whole, and says something else."""
    with closing(sqlite3.connect(stored / kept.NAME)) as file, file:
        done = file.execute(change.replace("rowid_of", "(question, place) = (SELECT question, place FROM answer)"))
        assert done.rowcount > 0
    (found,) = wrong(Path("output"))
    assert (found.what, found.told) == (str(stored / kept.NAME), "its answers are not those that were written")


@pytest.mark.parametrize("damage", [cut, overwrite], ids=lambda damage: damage.__name__)
def test_damaged_answers_are_seen(damage: Callable[[Path], None], stored: Path) -> None:
    before = run("ask", "actors").stdout
    damage(stored / kept.NAME)
    (found,) = wrong(Path("output"))
    assert found.what == str(stored / kept.NAME)
    shutil.rmtree(stored)
    assert wrong(Path("output")) == []
    assert run("ask", "actors").stdout == before


def test_a_store_of_another_graph_is_seen(stored: Path) -> None:
    shutil.rmtree(stored)
    other = write(Path("other"), rome="Italy opposes haste.")
    upkeep.build("elsewhere", other, extractor=FakeExtractor())
    with_store(Path("elsewhere")).rename(stored)
    (found,) = wrong(Path("output"))
    assert found.told == "does not say what graph.ttl says"


def test_another_writer_is_told(graph: Path) -> None:
    with locked(graph, graph / STATE):
        (found,) = wrong(graph)
    assert "another graphkit is writing here" in found.told


def test_where_there_is_no_graph(here: Path) -> None:
    with pytest.raises(GraphkitError, match="no graph here; run `graphkit build` first"):
        list(examine_folder(here / "nothing"))
    assert not (here / "nothing").exists()


def follow(remedy: str, **named: object) -> int:
    """Runs the command that a remedy quotes."""
    (command,) = re.findall(r"`(graphkit [^`]+)`", remedy)
    for word, value in named.items():
        command = command.replace(word, shlex.quote(str(value)))
    return run(*shlex.split(command)[1:]).exit_code


# -- the installation ------------------------------------------------------------------------------


@pytest.mark.model
def test_this_installation_is_sound() -> None:
    findings = list(examine_installation())
    assert [str(finding) for finding in findings if finding.state == "wrong"] == []
    assert {finding.what for finding in findings} >= {"Python", "stores", "ontology", "model", "reading", "folder"}


@pytest.fixture
def without_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphkit.doctor.installation._reading", lambda: iter(()))


def told(what: str) -> Finding:
    (found,) = [finding for finding in examine_installation() if finding.what == what]
    return found


@pytest.mark.usefixtures("without_model")
def test_an_old_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 1))
    found = told("Python")
    assert (found.state, found.remedy) == ("wrong", "install Python 3.11 or newer")


@pytest.mark.usefixtures("without_model")
def test_libraries_and_extras(monkeypatch: pytest.MonkeyPatch) -> None:
    required = ["pyoxigraph>=99", "typer>=0.1", "nowhere>=1", "absent>=1; extra == 'xlsx'", "typer; extra == 'dev'"]
    monkeypatch.setattr(metadata, "requires", lambda _: required)
    monkeypatch.setattr(metadata, "metadata", lambda _: Extras("xlsx", "dev"))
    plain = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "0.1.0" if name == "graphkit" else plain(name))
    found = told("libraries")
    assert found.state == "wrong"
    assert found.told == f"pyoxigraph is {plain('pyoxigraph')}, wanted is >=99, nowhere is missing, wanted is >=1"
    assert "pip install --force-reinstall graphkit" in found.remedy
    extra = told("extra xlsx")
    assert (extra.state, extra.remedy) == ("note", "pip install 'graphkit[xlsx]'")


class Extras:
    def __init__(self, *names: str) -> None:
        self.names = names

    def get_all(self, _: str) -> tuple[str, ...]:
        return self.names


@pytest.mark.usefixtures("without_model")
def test_a_broken_ontology(monkeypatch: pytest.MonkeyPatch, here: Path) -> None:
    shutil.copytree(ROOT / "ontology", here / "words")
    (here / "words" / "frames" / "en.yaml").write_text("verbs: [", encoding="utf-8")
    from graphkit.ontology import Ontology

    monkeypatch.setattr("graphkit.ontology.load_ontology", lambda: Ontology(here / "words"))
    assert told("ontology").state == "wrong"


WITHOUT = """
import sys
sys.modules[{library!r}] = None  # its import fails
from graphkit.cli import main
main()
"""


@pytest.mark.parametrize("library", ["pyoxigraph", "yaml", "packaging", "spacy"])
def test_a_library_that_is_missing_is_told_and_no_traceback(library: str, here: Path) -> None:
    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", WITHOUT.format(library=library), *arguments]
        path = {"PYTHONPATH": str(ROOT)}
        return subprocess.run(command, env=os.environ | path, cwd=here, capture_output=True, text=True, check=False)

    done = call("doctor")
    assert (done.returncode, done.stderr) == (3, "")
    lines = done.stdout.splitlines()
    assert any(line.startswith("wrong") and library in line and "install graphkit again" in line for line in lines)
    assert lines[0].startswith("ok    Python")
    assert any(line.startswith("ok    browser") for line in lines), "what comes after it is examined, too"
    if library in ("pyoxigraph", "yaml"):
        done = call("ask", "actors", "--graph", str(ROOT / "output"))
        assert (done.returncode, done.stderr.count("\n")) == (1, 1)
        assert "`graphkit doctor` tells what to do" in done.stderr


def test_a_model_whose_weights_were_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    from graphkit.extraction import parsing

    monkeypatch.setattr(parsing, "_WEIGHTS", {"tagger": "0" * 64})
    found = told("model")
    assert found.state == "wrong"
    assert "the weights of its tagger are not those of the official en_core_web_sm" in found.told


def test_a_model_that_reads_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    from graphkit.extraction import parsing

    monkeypatch.setattr(parsing, "load_model", lambda: None)
    monkeypatch.setattr("graphkit.extraction.RuleExtractor", FakeExtractor)
    found = told("reading")
    assert found.state == "wrong"
    assert "do not say that Northline opposes ban on night ferries" in found.told


@pytest.mark.usefixtures("without_model")
def test_a_folder_that_cannot_be_written(here: Path) -> None:
    (here / "file").write_text("", encoding="utf-8")
    (found,) = [each for each in examine_installation(here / "file" / "x") if each.what == "folder"]
    assert found.state == "wrong"
    assert "name another folder" in found.told
