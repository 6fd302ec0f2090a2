"""Measures the store beside plain rdflib, in one run: `python -m benchmarks.store 100000 1000000`.

Loading, saving and every named question of the ontology, on made-up graphs of the contract's shape. rdflib gets a
limit for each question and is stopped there: its figure then is a lower bound, marked by a ">". Last, `graphkit ask`
as a command on a built folder, whose store is opened and not made again. Nothing here is a test.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import shutil
import sys
import tempfile
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import pyoxigraph as ox
import rdflib
from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.__main__ import run, seconds
from benchmarks.stances import stance_graph
from graphkit.ontology import load_ontology
from graphkit.rdf import check, prefixes, to_turtle
from graphkit.store import Store, disk

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphkit.ontology import Question

ACTOR, TOPIC = "Actor 0 of 0", "plan 0 for harbour 0"
"""Whom and what the questions are about: the actor and the topic that come most often."""


def main() -> None:
    """Parses, measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.store", description=__doc__)
    parser.add_argument("triples", nargs="*", type=int, default=[100_000, 1_000_000])
    parser.add_argument("--limit", type=float, default=20.0, help="seconds that rdflib has for a question")
    parser.add_argument("--times", type=int, default=3, help="how often each question is put to the store")
    parser.add_argument("--check", action="store_true", help="also check the shapes")
    asked = parser.parse_args()
    console = Console()
    for triples in asked.triples:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder), triples, asked, console)
    console.print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}")


def measure(folder: Path, triples: int, asked: argparse.Namespace, console: Console) -> None:
    """One graph, as a table."""
    graph, turtle = stance_graph(triples), folder / "graph.ttl"
    table = Table("what", "graphkit", "rdflib", "times faster", box=box.SIMPLE_HEAD)

    def row(what: str, ours: float, theirs: float | None = None, sign: str = "") -> None:
        compared = ("", "") if theirs is None else (f"{sign}{theirs:.3f} s", f"{sign}{theirs / ours:,.0f}")
        table.add_row(what, f"{ours:.4f} s", *compared)
        print(what, f"{ours:.4f}", sign, theirs, file=sys.stderr)

    texts: list[str] = []
    saved = min(seconds(lambda: texts.append(to_turtle(graph))) for _ in range(2))
    same = texts[0] == texts[-1]
    turtle.write_text(texts[0], encoding="utf-8")
    (folder / disk.STATE).mkdir()
    made = seconds(lambda: disk.make(turtle, folder / disk.STATE))
    memory: list[Store] = []
    (folder / disk.STATE).rename(folder / "aside")
    loaded = seconds(lambda: memory.append(Store.open(turtle)))
    (folder / "aside").rename(folder / disk.STATE)
    slow = rdflib.Graph()
    slowly = seconds(lambda: slow.parse(turtle, format="turtle"))
    row("load into memory", loaded, slowly)
    row("make the store on the disk", made)
    row("open the store on the disk", median(seconds(lambda: Store.open(turtle)) for _ in range(5)))
    row(f"to_turtle ({'the same bytes twice' if same else 'OTHER BYTES'})", saved, seconds(lambda: slow.serialize()))
    ontology, ours, theirs = load_ontology(), 0.0, 0.0
    for question in ontology.questions.values():
        values = bound(question)
        mine = median(seconds(partial(memory[0].ask, question, values, ontology)) for _ in range(asked.times))
        took = limited(partial(in_rdflib, slow, question, values, memory[0]), asked.limit)
        row(f"{question.name} {' '.join(values.values())}", mine, took or asked.limit, "" if took else ">")
        ours, theirs = ours + mine, theirs + (took or asked.limit)
    row("all questions", ours, theirs, "≥ ")
    command = [sys.executable, "-m", "graphkit", "ask", "who-opposes", TOPIC, "--graph", str(turtle)]
    row("`graphkit ask` from the shell", median(seconds(partial(run, command)) for _ in range(5)))
    if asked.check:
        row("check", seconds(lambda: check(texts[0], ontology)))
    table.title = f"{len(slow):,} triples, {len(graph.statements):,} statements, {len(texts[0]):,} characters of Turtle"
    console.print(table)
    shutil.rmtree(folder / disk.STATE, ignore_errors=True)


def bound(question: Question) -> dict[str, str]:
    """A value for the first parameter of a question."""
    for name, kind in question.parameters[:1]:
        return {name: ACTOR if "actor" in f"{name} {kind}".lower() or name == "who" else TOPIC}
    return {}


def in_rdflib(graph: rdflib.Graph, question: Question, values: dict[str, str], store: Store) -> None:
    """The same question of rdflib, about the node that the store found by its label."""
    nodes = {}
    for name, label in values.items():
        found = store.query(f'SELECT ?n {{ ?n rdfs:label "{label}"@en }}').rows
        nodes[name] = rdflib.URIRef(found[0][0].value if isinstance(found[0][0], ox.NamedNode) else "")
    list(graph.query(question.sparql, initBindings=nodes, initNs=prefixes()))


def limited(step: Callable[[], object], limit: float) -> float | None:
    """How long a step takes in a process of its own, or None where it takes longer than the limit."""
    context = multiprocessing.get_context("fork")
    told = context.SimpleQueue()
    process = context.Process(target=lambda: told.put(seconds(step)))
    process.start()
    process.join(limit + 1)
    if process.is_alive():
        process.kill()
        process.join()
        return None
    return None if told.empty() else float(told.get())


if __name__ == "__main__":
    main()
