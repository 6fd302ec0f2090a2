"""What the README shows is what graphkit does, and the recipes of CONTRIBUTING work.

`python tests/test_readme.py` writes the outputs of its examples and its picture anew.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer

from graphkit.cli import app
from graphkit.evaluation import Evaluation, read_gold
from graphkit.graph import OUTPUTS, load
from graphkit.ontology import load_ontology
from graphkit.ontology.terms import NAMESPACE
from graphkit.pipeline import build
from graphkit.reading import READERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
COMMAND: Any = typer.main.get_command(app)
VERBS: dict[str, Any] = COMMAND.commands

AGAIN = "run: .venv/bin/graphkit build seeds && .venv/bin/python tests/test_readme.py"

MEASURED = "| the five articles in `seeds/` |"

# A command with its output: "$ " begins it, "> " goes on with it.
CONSOLE = re.compile(r"^```console\n(?P<code>\$ [^\n]*\n(?:> [^\n]*\n)*)(?P<output>.*?)^```$", re.MULTILINE | re.DOTALL)
# A program, a line of text, and what the program prints.
PYTHON = re.compile(
    r"^```python\n(?P<code>.*?)^```\n\n[^\n]*\n\n```text\n(?P<output>.*?)^```$", re.MULTILINE | re.DOTALL
)
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
DRAWN = re.compile("[\N{BOX DRAWINGS LIGHT HORIZONTAL}-\N{BOX DRAWINGS LIGHT DIAGONAL CROSS}]")


def section(title: str) -> str:
    return README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def code(text: str) -> Iterator[str]:
    """All that a text writes as code."""
    yield from FENCED.findall(text)
    yield from re.findall(r"`([^`\n]+)`", FENCED.sub("", text))


def run_console(command: str) -> str:
    """What a command of the README shows on a terminal of 80 columns."""
    return on_a_terminal(command.removeprefix("$ ").replace("\n> ", "\n"))


def on_a_terminal(command: str) -> str:
    pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
    ours, theirs = pty.openpty()
    plain = environment() | {"TERM": "dumb", "COLUMNS": "80"}
    with os.fdopen(ours, "rb", buffering=0) as terminal, in_a_checkout() as folder:
        with os.fdopen(theirs, "wb") as end:
            process = subprocess.Popen(["bash", "-c", command], stdout=end, stderr=end, cwd=folder, env=plain)
        shown = b"".join(iter(lambda: read(terminal), b""))
        assert process.wait() == 0, shown.decode()
    lines = [line.rstrip() for line in shown.decode().splitlines()]
    return "\n".join(lines).strip("\n") + "\n"


def read(terminal: Any) -> bytes:
    try:
        return bytes(terminal.read(65536))
    except OSError as error:
        if error.errno != errno.EIO:  # Linux says so when the other end is closed
            raise
        return b""


def run_python(program: str) -> str:
    with in_a_checkout() as folder:
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    return done.stdout


def environment() -> dict[str, str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return os.environ | {"PATH": path, "PYTHONUTF8": "1"}


def in_a_checkout() -> Any:
    """A folder with the graph of the seeds where a checkout has it, in which anything may be written."""
    assert (ROOT / "output" / "graph.ttl").exists(), "output/graph.ttl is missing; run: .venv/bin/graphkit build seeds"
    folder = tempfile.TemporaryDirectory()
    (Path(folder.name) / "output").symlink_to(ROOT / "output", target_is_directory=True)
    return folder


def words(shown: str) -> list[str]:
    """What is shown, whatever lines and blanks it is laid out with."""
    return DRAWN.sub(" ", shown).split()


EXAMPLES: list[tuple[re.Pattern[str], Callable[[str], str]]] = [(CONSOLE, run_console), (PYTHON, run_python)]


@pytest.mark.parametrize(
    ("example", "output", "run"),
    [
        pytest.param(found["code"], found["output"], run, id=f"{run.__name__}-{number}")
        for pattern, run in EXAMPLES
        for number, found in enumerate(pattern.finditer(README), 1)
    ],
)
def test_examples_show_what_they_give(example: str, output: str, run: Callable[[str], str]) -> None:
    assert words(run(example)) == words(output), AGAIN


def test_there_are_examples_of_both_sorts() -> None:
    for pattern, _ in EXAMPLES:
        assert pattern.search(README)


def test_quick_start_is_two_lines() -> None:
    build, test = re.findall(r"^```sh\n(.*?)^```$", section("Quick start"), re.MULTILINE | re.DOTALL)
    assert build.count("\n") == test.count("\n") == 1
    assert build.endswith("&& .venv/bin/graphkit build seeds\n")
    assert test.endswith("&& .venv/bin/pytest\n")
    assert section("Quick start").count("```") == 4


@pytest.mark.parametrize("verb", VERBS)
def test_verb_is_in_the_readme(verb: str) -> None:
    assert f"`graphkit {verb} " in section("The commands")


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_commands_and_options_exist(text: str) -> None:
    verbs = (COMMAND, *VERBS.values())
    options = {name for verb in verbs for parameter in verb.params for name in parameter.opts} | {"--help"}
    for part in code(text):
        for verb in re.findall(r"(?m)(?:^|\$ |/)graphkit ([a-z][\w-]*)", part):
            assert verb in VERBS, part
        if part.startswith(("graphkit", "--")):
            assert set(re.findall(r"(?<!\S)--[a-z-]+", part)) <= options, part


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_files_exist(text: str) -> None:
    linked = re.findall(r"\]\((?!https?://)([^)#]+)\)", text)
    named = [part for part in code(text) if re.fullmatch(r"(\.ci|[a-z]+)/[a-z_./-]*", part)]
    assert linked
    assert named
    for path in {*linked, *named} - {"output/.graphkit/"}:
        assert (ROOT / path).exists() or (ROOT / "ontology" / path).exists(), path


def snippet(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", CONTRIBUTING, re.MULTILINE | re.DOTALL)
    return str(found)


def test_recipes_for_the_ontology_work(tmp_path: Path) -> None:
    folder = tmp_path / "ontology"
    shutil.copytree(ROOT / "ontology", folder)
    with (folder / "graphkit.ttl").open("a", encoding="utf-8") as terms:
        terms.write(snippet("turtle"))
    frames = folder / "frames" / "en.yaml"
    entry = "verbs:\n" + textwrap.indent(snippet("yaml"), "  ")
    frames.write_text(frames.read_text(encoding="utf-8").replace("verbs:\n", entry, 1), encoding="utf-8")
    ontology = load_ontology(folder)
    ontology.check()
    assert {*load_ontology().relations, "questions"} == {*ontology.relations}
    assert [frame.relation for frame in ontology.lexicon.frames["gainsay", "verb"]] == ["opposes"]


def test_recipe_for_an_extractor_works(tmp_path: Path) -> None:
    scope: dict[str, Any] = {}
    exec(snippet("python"), scope)  # noqa: S102
    (tmp_path / "berlin.txt").write_text("Germany rejected the tax.", encoding="utf-8")
    graph = build(tmp_path, extractor=scope["Nothing"]())
    assert (len(graph.articles), graph.statements) == (1, ())


def test_ontology_is_told_whole() -> None:
    ontology = load_ontology()
    told = set(re.findall(r"`gk:(\w+)`", section("The ontology")))
    assert {*ontology.relations, *ontology.kinds, ontology.topic.name} <= told
    for name in told:
        assert f"gk:{name} a " in ontology.vocabulary, f"{NAMESPACE}{name}"


def test_formats_are_told_whole() -> None:
    for name in OUTPUTS:
        assert f"`{name}`" in section("The commands")
    formats = (ROOT / "docs" / "reading.md").read_text(encoding="utf-8")
    for name in READERS:
        assert f"`{name}`" in formats


def figures() -> str:
    """The row of the table that says how good the graph of the seeds is."""
    gold = read_gold(ROOT / "tests" / "gold" / "seeds.yaml")
    measured = Evaluation(gold, load(ROOT / "output" / "graph.ttl").stances)
    score = measured.score
    shown = (score.precision, score.recall, score.f1, measured.merging().f1)
    return f"{MEASURED} {len(measured.required)} | " + " | ".join(f"{value:.2f}" for value in shown) + " |"


def test_figures_are_those_of_the_graph() -> None:
    assert figures() in README.splitlines(), AGAIN


def rewritten(text: str) -> str:
    """The README with the outputs that its examples have now, and the figures."""
    text = re.sub(rf"^{re.escape(MEASURED)}.*$", figures(), text, flags=re.MULTILINE)
    for pattern, run in EXAMPLES:
        text = pattern.sub(lambda found, run=run: replaced(found, run(found["code"])), text)  # type: ignore[misc]
    return text


def replaced(found: re.Match[str], output: str) -> str:
    begin, end = (place - found.start() for place in found.span("output"))
    return found[0][:begin] + output + found[0][end:]


def take_picture() -> None:
    """The page of the seeds as it opens."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1400, "height": 900}, device_scale_factor=1.25)
        page.goto((ROOT / "output" / "graph.html").as_uri())
        page.wait_for_function("window.graphkit")
        page.screenshot(path=ROOT / "docs" / "graph.png")
        browser.close()


if __name__ == "__main__":
    (ROOT / "README.md").write_text(rewritten(README), encoding="utf-8")
    take_picture()
