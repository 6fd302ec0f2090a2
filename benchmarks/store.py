"""Measures the store beside plain rdflib, in one run: `python -m benchmarks.store 100000 1000000`.

Loading, saving and every named question of the ontology, on made-up graphs of the contract's shape. A question is
asked of a built directory about thirty who are drawn in proportion to their statements (the median is told), about
the one that comes most often, and about all; then about all of a graph in memory, where no answers are kept. rdflib
gets the same text and a limit for each question, and is stopped there: its figure then is a lower bound, marked by a
">". Last, `graphkit ask` as a command, whose store is opened and not made again. All times but that one are of the
processor, so that other programs do not count. Nothing here is a test.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import random
import resource
import sys
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING

import pyoxigraph as ox
import rdflib
from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.__main__ import run
from benchmarks.stances import stance_graph
from graphkit.ontology import load_ontology
from graphkit.rdf import BASE, check, prefixes, to_turtle
from graphkit.rdf.namespaces import mint
from graphkit.store import Store, disk
from graphkit.store.binding import placed

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphkit.model import StanceGraph
    from graphkit.ontology import Question

DRAWN = 30
"""How many actors, topics and outlets a question is asked about."""

FROM_THE_SHELL = (("who-opposes", "plan 0 for harbour 0"), ("allies", "Actor 0 of 0"), ("disputed",), ("mentions",))


def main() -> None:
    """Parses, measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.store", description=__doc__)
    parser.add_argument("triples", nargs="*", type=int, default=[100_000, 1_000_000])
    parser.add_argument("--limit", type=int, default=20, help="seconds that rdflib has for a question")
    parser.add_argument("--check", action="store_true", help="also check the shapes")
    asked = parser.parse_args()
    console = Console(width=150)
    for triples in asked.triples:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder), triples, asked, console)
    console.print(
        f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end"
    )


def measure(folder: Path, triples: int, asked: argparse.Namespace, console: Console) -> None:
    """One graph, as two tables."""
    graph, turtle, ontology = stance_graph(triples), folder / "graph.ttl", load_ontology()
    table = Table("what", "graphkit", "rdflib", "times faster", box=box.SIMPLE_HEAD)

    def row(what: str, ours: float, theirs: float | None = None) -> None:
        compared = ("", "") if theirs is None else (f"{theirs:.2f} s", f"{theirs / ours:,.0f}")
        table.add_row(what, f"{ours:.3f} s", *compared)
        print(what, f"{ours:.4f}", theirs, file=sys.stderr)

    texts: list[str] = []
    saved = min(spent(lambda: texts.append(to_turtle(graph))) for _ in range(2))
    same = texts[0] == texts[-1]
    turtle.write_text(texts[0], encoding="utf-8")
    memory: list[Store] = []
    loaded = spent(lambda: memory.append(Store.open(turtle)))
    slow = rdflib.Graph()
    row("load into memory", loaded, spent(lambda: slow.parse(turtle, format="turtle")))
    row(f"to_turtle ({'the same bytes twice' if same else 'OTHER BYTES'})", saved, spent(lambda: slow.serialize()))
    (folder / disk.STATE).mkdir()
    row(
        "make the store, with answers",
        spent(lambda: disk.make(turtle, folder / disk.STATE, ontology.questions.values())),
    )
    row("open the store", median(spent(lambda: Store.open(turtle)) for _ in range(5)))
    if asked.check:
        row("check", spent(lambda: check(texts[0], ontology)))
    for question in FROM_THE_SHELL:
        command = [sys.executable, "-m", "graphkit", "ask", *question, "--graph", str(turtle)]
        row(f"`graphkit ask {' '.join(question)}`, wall time", median(clock(partial(run, command)) for _ in range(5)))
    size = f"{len(slow):,} triples, {len(graph.statements):,} statements"
    table.title = f"{size}, {len(texts[0]):,} characters of Turtle"
    console.print(table)
    questions(Store.open(turtle), memory[0], slow, graph, asked.limit).print_to(console, f"The questions at {size}")


class Questions:
    """A row for each question; milliseconds."""

    def __init__(self) -> None:
        self.table = Table("question", "about one, drawn", "about the most frequent", "rdflib", "times faster",
                           "about all", "in memory", "rdflib", "times faster", box=box.SIMPLE_HEAD)  # fmt: skip
        self.ours = self.theirs = 0.0

    def compared(self, ours: float, theirs: float | None, limit: float) -> tuple[str, str]:
        """rdflib's time and how many times it takes."""
        known = theirs or limit
        self.ours, self.theirs = self.ours + ours, self.theirs + known
        sign = "" if theirs else "> "
        return f"{sign}{1000 * known:,.0f}", f"{sign}{known / ours:,.0f}"

    def print_to(self, console: Console, title: str) -> None:
        """With how the sums compare."""
        self.table.title = (
            f"{title}, in milliseconds; over all, rdflib takes at least {self.theirs / self.ours:,.0f} times as long"
        )
        console.print(self.table)


def questions(built: Store, memory: Store, slow: rdflib.Graph, graph: StanceGraph, limit: float) -> Questions:
    """Every question of the ontology, measured."""
    found = Questions()
    for question in load_ontology().questions.values():
        told = [""] * 4
        for name, nodes in subjects(question, graph):
            drawn = [median(spent(partial(built.ask, question, {name: node})) for _ in range(3)) for node in nodes]
            text = placed(question.sparql, {name: [ox.NamedNode(nodes[0])]})
            told = [f"{1000 * median(drawn[1:]):.1f}", f"{1000 * drawn[0]:.1f}",
                    *found.compared(drawn[0], limited(partial(in_rdflib, slow, text), limit), limit)]  # fmt: skip
        if question.is_kept:
            whole = median(spent(partial(built.ask, question)) for _ in range(3))
            live = min(spent(partial(memory.ask, replace(question, is_kept=False))) for _ in range(2))
            text = placed(question.sparql, {})
            told += [f"{1000 * whole:.0f}", f"{1000 * live:,.0f}"]
            told += found.compared(whole, limited(partial(in_rdflib, slow, text), limit), limit)
        found.table.add_row(question.name, *told)
        print(question.name, *told, file=sys.stderr)
    return found


def subjects(question: Question, graph: StanceGraph) -> list[tuple[str, list[str]]]:
    """The first parameter, with the node that comes most often, and some that are drawn as often as they come."""
    for name, kind in question.parameters[:1]:
        chance = random.Random(7)  # noqa: S311
        drawn = [chance.choice(graph.statements) for _ in range(DRAWN)]
        if name == "publisher":
            return [(name, [mint(BASE, "actor", f"paper-{n}").value for n in (0, *range(1, 40))])]
        if "actor" in kind.partition(" or ")[0] or name == "speaker":
            return [(name, [mint(BASE, "actor", key).value for key in ("actor-0", *(each.actor for each in drawn))])]
        topics = [each.object for each in drawn if not each.object_is_actor]
        return [(name, [mint(BASE, "topic", key).value for key in ("topic-0", *topics)])]
    return []


def in_rdflib(graph: rdflib.Graph, sparql: str) -> None:
    """The same question of rdflib."""
    list(graph.query(sparql, initNs=prefixes()))


def limited(step: Callable[[], object], limit: float) -> float | None:
    """How long a step takes in a process of its own, or None where it takes longer than the limit."""
    context = multiprocessing.get_context("fork")
    told = context.SimpleQueue()

    def child() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (int(limit), int(limit)))  # which ends it
        told.put(spent(step))

    process = context.Process(target=child)
    process.start()
    process.join()
    return None if told.empty() else float(told.get())


def spent(step: Callable[[], object]) -> float:
    """Seconds of the processor that a step takes."""
    began = process_time()
    step()
    return process_time() - began


def clock(step: Callable[[], object]) -> float:
    """Seconds by the clock that a step takes."""
    began = perf_counter()
    step()
    return perf_counter() - began


if __name__ == "__main__":
    main()
