"""What docs/ shows is what graphkit does: its commands exist, its examples run, its links lead somewhere."""

from __future__ import annotations

import doctest
import importlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from test_cli import run
from test_newcomer import shell as shell
from test_readme import COMMAND, MEASURED, README, VERBS, code, words
from test_rooms import MODULES

from graphkit.extraction import parsing
from graphkit.graph import load
from graphkit.ontology import load_ontology
from graphkit.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
sys.path.append(str(DOCS))
generated: Any = importlib.import_module("generated")
PAGES = sorted([*DOCS.glob("*.md"), DOCS / "reference" / "python.md"])
BY_NAME = {path.name: path.read_text(encoding="utf-8") for path in PAGES}

MADE = {"reference/command.md", "reference/terms.md", "reference/questions.md", "project/contributing.md"}
MADE |= {"project/changelog", "project/contributing", "reference/command", "reference/terms", "reference/questions"}
"""Pages that docs/conf.py makes when the site is built."""

CONSOLE = re.compile(r"^```console\n(?P<lines>.*?)^```$", re.MULTILINE | re.DOTALL)

page = pytest.mark.parametrize("name", BY_NAME)


def options(command: Any) -> Iterator[str]:
    for parameter in command.params:
        yield from (*parameter.opts, *parameter.secondary_opts)
    for inner in (getattr(command, "commands", None) or {}).values():
        yield from options(inner)


KNOWN = {*options(COMMAND), "--help"}
OF_OTHERS = {"--upgrade", "--force-reinstall"}
"""Options of pip."""


@page
def test_commands_and_options_exist(name: str) -> None:
    for part in code(BY_NAME[name]):
        for verb in re.findall(r"(?m)(?:^|\$ |/|&& )graphkit ([a-z][\w-]*)", part):
            assert verb in VERBS, part
        if part.startswith(("graphkit", "--", "```sh", "```console")):
            assert set(re.findall(r"(?<!\S)--[a-z-]+", part)) <= KNOWN | OF_OTHERS, part


@page
def test_links_lead_somewhere(name: str) -> None:
    folder = DOCS / "reference" if name == "python.md" else DOCS
    for target, anchor in re.findall(r"\]\((?!https?://)([^)#\s]*)(#[^)]*)?\)", BY_NAME[name]):
        if Path(os.path.normpath(folder / target)) in {DOCS / made for made in MADE}:
            continue
        assert not target or (folder / target).exists(), target
        if anchor:
            text = (folder / target).read_text(encoding="utf-8") if target else BY_NAME[name]
            assert anchor in {"#" + re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings(text)}


def headings(text: str) -> list[str]:
    return re.findall(r"^#+ (.*)$", text, re.MULTILINE)


def test_every_page_is_on_the_site() -> None:
    trees = re.findall(r"^```\{toctree\}\n(.*?)^```$", BY_NAME["index.md"], re.MULTILINE | re.DOTALL)
    listed = {line for tree in trees for line in tree.splitlines() if line and not line.startswith(":")}
    pages = {path.relative_to(DOCS).with_suffix("").as_posix() for path in PAGES} - {"index"}
    notebooks = {f"notebooks/{path.stem}" for path in ROOT.glob("notebooks/*.ipynb")}
    assert pages | notebooks <= listed
    assert listed - pages - notebooks - MADE <= {"scale"}


@pytest.mark.parametrize(
    ("docstring", "expected"),
    [
        ("Alias for field number 3\n", ""),
        ("A list:\n* one * two\n    * in it\nEnd", "A list:\n\n* one \\* two\n\n    * in it\nEnd"),
        (
            "It says\n\n    a = *b  # |\n\n    c\n\nand `x|y` | z",
            "It says\n\n::\n\n    a = *b  # |\n\n    c\n\nand `x|y` \\| z",
        ),
        ("So:\n\n>>> f(*each)\n1", "So:\n\n>>> f(*each)\n1"),
    ],
)
def test_docstrings_become_restructured_text(docstring: str, expected: str) -> None:
    lines = docstring.split("\n")
    generated.escaped(lines)
    assert "\n".join(lines) == expected


def test_figures_are_those_of_the_readme() -> None:
    start = README.index(MEASURED)
    rows = README[start:].partition("\n\n")[0]
    assert rows.count("\n") == 2
    assert rows in BY_NAME["reliability.md"]


# -- examples --------------------------------------------------------------------------------------


def consoles(name: str) -> list[tuple[str, str]]:
    """The commands of a page, each with what it shows."""
    found = []
    for block in CONSOLE.finditer(BY_NAME[name]):
        command, _, output = block["lines"].removeprefix("$ ").partition("\n")
        found.append((command, output))
    return found


@pytest.mark.model
def test_the_first_graph_goes_as_it_is_told(tmp_path: Path, shell: dict[str, str]) -> None:
    text = BY_NAME["first-graph.md"]
    begin, *_ = re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    examples = consoles("first-graph.md")
    assert len(examples) > 3
    mark = "=== next ==="
    script = "set -e\n" + begin + "".join(f"echo '{mark}'\n{command}\n" for command, _ in examples)
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, env=shell, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    built, *shown = done.stdout.split(f"{mark}\n")
    assert built.endswith("the shapes hold\n")
    assert "`the shapes hold`" in text
    for (command, output), real in zip(examples, shown, strict=True):
        assert words(real) == words(output), command


def test_the_commands_of_the_analysis_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seeds").symlink_to(ROOT / "seeds", target_is_directory=True)
    shutil.copytree(ROOT / "output", tmp_path / "output")
    blocks = re.findall(r"^```sh\n(.*?)^```$", BY_NAME["analysis.md"], re.MULTILINE | re.DOTALL)
    lines = [shlex.split(line, comments=True) for block in blocks for line in block.splitlines()]
    verbs = [verb for program, verb, *_ in lines if program == "graphkit"]
    assert verbs == ["build", "analyse", "export-dna", "import-dna"]
    for program, verb, *arguments in lines:
        if (program, verb) not in (("pip", "install"), ("graphkit", "build")):  # output/ is what this one builds
            done = run(verb, *arguments)
            assert done.exit_code == 0, done.output
    assert load("back").statements == load("output").statements
    written = {path.stem for path in (tmp_path / "output" / "analysis").iterdir()}
    for name in written:
        assert f"`{name}" in BY_NAME["analysis.md"]
    assert "polarisation.svg" not in {path.name for path in (tmp_path / "output" / "analysis").iterdir()}, "as told"


@pytest.fixture
def one_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphkit.extraction.rules.load_model", cached_model, raising=False)


cached_model = cache(parsing.load_model)


@pytest.mark.model
@pytest.mark.usefixtures("one_model")
@pytest.mark.parametrize(("command", "output"), consoles("extraction.md"))
def test_what_extraction_shows(command: str, output: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    split = subprocess.run(
        ["bash", "-c", f"printf '%s\\0' {command}"], capture_output=True, text=True, check=True
    ).stdout
    graphkit, *arguments = split.removesuffix("\0").split("\0")
    done = run(*arguments)
    assert (graphkit, done.exit_code) == ("graphkit", 0)
    assert words(done.stdout) == words(output)


@pytest.mark.parametrize("name", [name for name, text in BY_NAME.items() if "```python" in text])
def test_programs_can_be_compiled(name: str) -> None:
    for program in re.findall(r"^```python\n(.*?)^```$", BY_NAME[name], re.MULTILINE | re.DOTALL):
        compile(program, name, "exec")


def test_repeats_are_counted_as_reading_shows() -> None:
    (program,) = re.findall(r"^```python\n(.*?)^```$", BY_NAME["reading.md"], re.MULTILINE | re.DOTALL)
    scope: dict[str, Any] = {
        "graph": load(ROOT / "output" / "graph.ttl"),
        "articles": list(read([ROOT / "seeds"], load_ontology().boilerplate)),
    }
    exec(program, scope)  # noqa: S102
    assert scope["independent"] >= 1


DOCTESTED = [
    module for module, path in MODULES.items() if re.search(r"^\s*>>> ", path.read_text(encoding="utf-8"), re.MULTILINE)
]


def test_there_are_doctests() -> None:
    assert len(DOCTESTED) >= 4


@pytest.mark.parametrize("module", DOCTESTED)
def test_examples_in_docstrings(module: str) -> None:
    failed, tried = doctest.testmod(importlib.import_module(module), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert tried
    assert not failed
