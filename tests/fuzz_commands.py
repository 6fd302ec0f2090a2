"""The fuzz target of the command line: lines that work, altered, and lines of any words."""

from __future__ import annotations

import shutil
from contextlib import chdir
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import typer.main
from hypothesis import strategies as st
from quoted import workplace
from typer.testing import CliRunner

from graphkit import pipeline
from graphkit.cli import app
from graphkit.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path


def _verbs() -> dict[tuple[str, ...], list[str]]:
    """The options of each verb; `serve` runs until it is stopped, and has tests of its own."""
    found: dict[tuple[str, ...], list[str]] = {}
    group: Any = typer.main.get_command(app)
    for name, verb in group.commands.items():
        under: dict[tuple[str, ...], Any] = {(name, part): each for part, each in getattr(verb, "commands", {}).items()}
        for words, each in (under or {(name,): verb}).items():
            found[words] = [option for parameter in each.params for option in parameter.opts if option.startswith("-")]
    return {words: options for words, options in found.items() if words != ("serve",)}


VERBS = _verbs()
THINGS = (
    *("news", "news/berlin.txt", "output", "output/graph.ttl", "ledger.txt", "codebook.ttl", "links.csv", "gold.yaml"),
    *("a.rq", "empty", "none", "new", "a.zip", ".", "", "-", "--", "rules", "llm", "Germany", "troops", "who-opposes"),
    *("json", "csv", "table", "out.csv", "out.html", "out.nt", "out.xlsx", "out.dna", "1", "0", "-1", "0.5", "nan"),
    *("1e999", "2025-02-17", "2025-02-30", "text=body", "text", "http://127.0.0.1:9/", "actor:germany", "st:1"),
    *("SELECT * { ?s ?p ?o } LIMIT 3", "ASK {}", "supports", "Germany opposes troops.", "\ud800", "%s", "a\0b"),
)
argument = st.sampled_from(THINGS) | st.text(st.characters(exclude_characters="/~"), max_size=12)


LINES = (
    *("build news", "build news/berlin.txt -o week --check", "build news -j 1 --no-cache --ledger ledger.txt -v"),
    *("build news --links links.csv --map text=body", "evaluate gold.yaml output/graph.ttl --errors", "check output"),
    *("evaluate gold.yaml --coding gold.yaml", "query a.rq -f json", "query ASK{} -g output/graph.ttl", "ask"),
    *(
        "ask who-opposes troops -f csv",
        "check output/graph.ttl",
        "remove berlin.txt -o output",
        "diff output output -f json",
    ),
    *(
        "export output out.nt",
        "export",
        "export output/graph.ttl out.csv --belief 0.5",
        "import a.ttl -o week",
    ),
    *("why Germany", "why --questions", "codebook -o c.ttl --least 2", "analyse output -o figures --objects topics"),
    *(
        "export-dna out.dna --texts news",
        "view output --focus Germany --depth 2 -o out.html --no-open",
        "doctor output",
    ),
    *("review export output -o sheet.csv --all", "init debate", "export output out.xlsx", "export output out.graphml"),
    *("review import links.csv --ledger l.txt --author Ann --date 2025-02-17 -g output", "import-dna out.dna -o week"),
)
"""Lines that work, or nearly so."""


@st.composite
def _altered(draw: st.DrawFn) -> list[str]:
    """A line with a word of it taken away, replaced, said twice or put in."""
    line = draw(st.sampled_from(LINES)).split()
    for _ in range(draw(st.sampled_from((0, 1, 1, 1, 2)))):
        at = draw(st.integers(1, len(line)))
        line[at : at + draw(st.integers(0, 1))] = draw(st.lists(argument, max_size=1))
    return [*line, "--no-open"] if line[0] == "view" else line


@st.composite
def _command_line(draw: st.DrawFn) -> list[str]:
    words = draw(st.sampled_from(sorted(VERBS)))
    options = [option for option in VERBS[words] if option != "--model"]
    line = [*words]
    for _ in range(draw(st.integers(0, 5))):
        line += draw(st.lists(st.sampled_from(options), max_size=1)) if options else []
        line += draw(st.lists(argument, max_size=2))
    return [*line, "--no-open"] if words == ("view",) else line


command_lines = _altered() | _altered() | _command_line() | st.lists(argument, max_size=4)


def call(line: list[str], folder: Path) -> None:
    """A verb leaves with an exit code that is told in the help, and with words where it is not 0."""
    inside = folder / "at"
    shutil.copytree(workplace(), inside)
    with chdir(inside), patch.dict(pipeline.EXTRACTORS, rules="quoted:QuotedExtractor"):
        done = CliRunner().invoke(app, line, prog_name="graphkit", input="")
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code in (0, 1, 2, 3), done.exit_code
    if "-v" not in " ".join(line):
        assert "Traceback" not in done.output
    if done.exit_code in (1, 2):
        assert done.stderr.strip() or "Usage" in done.stdout, "refused without a word"
        raise InputError(done.stderr[:2000] or done.stdout[:2000])
    assert sorted(path.name for path in folder.iterdir()) == ["at"]
