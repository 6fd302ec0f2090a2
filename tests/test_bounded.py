"""Files that a person writes, made to fill the memory or the stack instead: refused with a reason, soon."""

from __future__ import annotations

import io
import resource
import time
import zipfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from test_cli import run
from test_reading_formats import zipped

from graphkit.bounded import Bomb, refuse_bomb
from graphkit.codebook import read_codebook
from graphkit.configuration import read_configuration
from graphkit.errors import GraphkitError, InputError, OntologyError
from graphkit.evaluation import read_gold
from graphkit.ontology import load_ontology
from graphkit.ontology.located import MAX_DEPTH, Located
from graphkit.ontology.questions import read_questions
from graphkit.resolution import read_authorities, read_ledger
from graphkit.review.sheets import read as read_sheet

if TYPE_CHECKING:
    from collections.abc import Callable

RELATIONS = frozenset({"supports", "opposes"})

READERS: dict[str, Callable[[Path], object]] = {
    "ledger.txt": partial(read_ledger, relations=RELATIONS),
    "codebook.ttl": read_codebook,
    "links.csv": read_authorities,
    "gold.yaml": read_gold,
    "graphkit.toml": lambda path: read_configuration(path.parent),
    "frames.yaml": Located.read,
    "which.rq": lambda path: read_questions(path.parent),
    "sheet.csv": read_sheet,
    "sheet.xlsx": read_sheet,
    "graphkit.ttl": lambda path: load_ontology(path.parent).relations,
}


@pytest.mark.parametrize("name", READERS)
def test_a_line_of_a_gigabyte_is_refused_in_little_memory(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(1_000_000_000)  # takes no room on the disk
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    with pytest.raises(GraphkitError, match="longer than 64,000,000 bytes") as error:
        READERS[name](path)
    assert str(path) in str(error.value)
    assert time.process_time() - start < 5
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 200


def test_a_query_of_a_gigabyte_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Path("a.rq").open("wb") as file:
        file.truncate(1_000_000_000)
    Path("a.ttl").touch()
    done = run("query", "a.rq", "-g", "a.ttl")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "a.rq: cannot be read (longer than 64,000,000 bytes)" in done.stderr


def test_a_word_of_a_ledger_is_not_printed_without_end(tmp_path: Path) -> None:
    (tmp_path / "ledger.txt").write_text("x" * 1_000_000 + '\nsame "A" "B"', encoding="utf-8")
    with pytest.raises(InputError, match=r"ledger\.txt:1: longer than 10,000 characters") as error:
        read_ledger(tmp_path / "ledger.txt", RELATIONS)
    assert len(str(error.value)) < 500


# -- YAML ------------------------------------------------------------------------------------------

DEEP = {
    "open lists": "[" * 300_000,
    "closed lists": "[" * 300_000 + "]" * 300_000,
    "mappings": "{a: " * 300_000,
    "lists in a block": "- " * 300_000 + "x",
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_yaml_that_is_too_deep_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    start = time.process_time()
    with pytest.raises(OntologyError, match=rf"a\.yaml:1: not YAML: more than {MAX_DEPTH} lists in each other"):
        Located.read(tmp_path / "a.yaml")
    assert time.process_time() - start < 5


@pytest.mark.parametrize("text", ["a: &x [1]\nb: *x", "a: &x {b: *x}", "a: &x [*x]", "a: {<<: *x}"])
def test_yaml_with_aliases_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(OntologyError, match=r"a\.yaml:[12]: not YAML: \*x is an alias; mend the line"):
        Located.read(tmp_path / "a.yaml")


def test_yaml_of_two_documents_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: b\n---\nc: d\n", encoding="utf-8")
    with pytest.raises(OntologyError, match=r"a\.yaml:2: not YAML: another document begins"):
        Located.read(tmp_path / "a.yaml")


def test_tags_of_yaml_make_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("!!python/object/apply:os.system [touch made]", encoding="utf-8")
    (entry,) = Located.read(tmp_path / "a.yaml").entries()
    assert entry.text() == "touch made"


@pytest.mark.parametrize("said", ["[", "'", "2001-99-99", "!!python/none", "true", "Yes", "no"])
def test_a_gold_file_may_say_anything_of_what_is_optional(said: str, tmp_path: Path) -> None:
    quoted = said.replace("'", "''")
    line = f"- {{article: a.txt, statements: [{{a: A, r: opposes, o: it, s: A is, opt: '{quoted}'}}]}}"
    (tmp_path / "gold.yaml").write_text(line, encoding="utf-8")
    (statement,) = read_gold(tmp_path / "gold.yaml").statements
    assert statement.optional == (said in ("true", "Yes"))


def test_a_folder_is_no_gold_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        read_gold(Path())


# -- packed XML ------------------------------------------------------------------------------------


def parts(**named: bytes) -> bytes:
    return zipped({f"{name}.xml": content for name, content in named.items()})


def test_a_document_that_unpacks_to_too_much_is_a_bomb() -> None:
    refuse_bomb(parts(a=bytes(1000), b=bytes(1000)), 2000)
    with pytest.raises(Bomb, match="unpacks to more than 1,999 bytes"):
        refuse_bomb(parts(a=bytes(1000), b=bytes(1000)), 1999)


@pytest.mark.parametrize("before", [0, 65_530, 65_536])
def test_a_document_that_declares_entities_is_a_bomb_wherever_it_does(before: int) -> None:
    with pytest.raises(Bomb, match="declares entities"):
        refuse_bomb(parts(a=b" " * before + b"<!DOCTYPE a []>"))


def workbook(sheet: bytes) -> bytes:
    openpyxl: Any = pytest.importorskip("openpyxl")
    made = io.BytesIO()
    openpyxl.Workbook().save(made)
    with zipfile.ZipFile(made) as packed:
        held = {name: packed.read(name) for name in packed.namelist()}
    return zipped(held | {"xl/worksheets/sheet1.xml": sheet})


@pytest.mark.parametrize(
    ("sheet", "reason"),
    [
        (b" " * 100_000_000, "unpacks to more than 64,000,000 bytes"),
        (b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", "declares entities"),
    ],
)
def test_a_workbook_that_is_a_bomb_is_refused(sheet: bytes, reason: str, tmp_path: Path) -> None:
    (tmp_path / "sheet.xlsx").write_bytes(workbook(sheet))
    with pytest.raises(InputError, match=rf"sheet\.xlsx: no workbook \(.*{reason}"):
        read_sheet(tmp_path / "sheet.xlsx")


# -- said once -------------------------------------------------------------------------------------


def test_what_is_wrong_with_an_iri_is_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    text = (
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        '<http://a.example/b c> a skos:Concept ; skos:prefLabel "x"@en .\n'
    )
    (tmp_path / "a.ttl").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="cannot be the IRI of a concept"):
        read_codebook(tmp_path / "a.ttl")
    assert caplog.records == []
