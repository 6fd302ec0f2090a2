"""Measures `graphkit serve` on this machine alone, and prints a table.

Of a directory as a build leaves it: (a) requests a second and latencies with 1, 8 and 32 clients on a graph of a
million triples; (b) fifty hostile queries at once, while one client goes on asking: what becomes of them, of that
client and of the server. All is bounded in time and number. `python -m benchmarks.endpoint`; a goal that is missed
fails nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.news import news
from graphkit.ontology import load_ontology
from graphkit.rdf import write_turtle
from graphkit.store import disk

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENTS = (1, 8, 32)
TIMEOUT = 5
"""Seconds that a hostile query has; the default of the server is longer and changes nothing but the waiting."""

_REGEX = "^(.*a){12}.*(b|c|bc)*((d|e)+f?)+$"
_PATH = "(gk:supports|^gk:supports|gk:opposes|^gk:opposes|rdf:subject|^rdf:subject|rdf:object|^rdf:object)"


@dataclass
class Run:
    """What a number of clients have seen."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    took: float = 0.0

    def at(self, share: float) -> float:
        """The latency, in milliseconds, below which this share of the answers stayed."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def light(actors: int, topics: int) -> dict[str, Iterator[str]]:
    """The paths that well-meaning clients ask for, kind by kind, each about another actor or topic in turn."""

    def about(form: str, kind: str, number: int) -> Iterator[str]:
        return (form.format(f"{kind}-{at * 37 % number}") for at in cycle(range(number)))

    edge = urlencode({"query": "SELECT ?what ?label { actor:ACTOR gk:opposes ?what . ?what rdfs:label ?label }"})
    prefix = "https://w3id.org/graphkit/id/"
    return {
        "SPARQL, edges of an actor": about("/sparql?" + edge.replace("ACTOR", "{}"), "actor", actors),
        "question, stances of an actor": about(
            f"/ask/stances-of?format=json&actor={prefix}actor/{{}}", "actor", actors
        ),
        "question, who opposes a topic": about(
            f"/ask/who-opposes?format=csv&object={prefix}topic/{{}}", "topic", topics
        ),
        "an actor in Turtle": about("/actor/{}?format=turtle", "actor", actors),
        "the page of a topic": about("/topic/{}?format=html", "topic", topics),
    }


def hostile() -> list[str]:
    """Fifty queries that no engine answers in time or in memory, no two the same."""
    found = []
    for n in range(2, 12):
        found += [
            "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(n)) + " }",
            f"SELECT (COUNT(*) AS ?n) {{ ?a {_PATH}* ?b . ?b {_PATH}+ ?c FILTER (?n{n} != 1 || ?a != ?c) }}",
            f'SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f FILTER REGEX(CONCAT(?c, STR(?f)), "{_REGEX}{n}") }}',
            f"SELECT DISTINCT ?a ?d ?g {{ ?a a ?x . ?d a ?y . ?g a ?z }} ORDER BY ?g OFFSET {n}",
            f"SELECT (GROUP_CONCAT(CONCAT(?c, ?f); separator='{'x' * n}') AS ?all) {{ ?a ?b ?c . ?d ?e ?f }}",
        ]
    return found


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str) -> tuple[int, float]:
    """One request on a connection that stays: its status, and how long it took."""
    began = perf_counter()
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    fields = head.decode("latin-1").lower().split("\r\n")
    size = next(int(each.partition(":")[2]) for each in fields if each.startswith("content-length:"))
    await reader.readexactly(size)
    return int(fields[0].split()[1]), perf_counter() - began


async def clients(address: tuple[str, int], number: int, paths: Iterator[str], seconds: float) -> Run:
    """So many clients that ask, each one thing after the other, for so long."""
    run, end = Run(), perf_counter() + seconds

    async def client() -> None:
        reader, writer = await asyncio.open_connection(*address, limit=1 << 24)
        try:
            while perf_counter() < end:
                status, took = await ask(reader, writer, next(paths))
                run.statuses[status] += 1
                run.seconds.append(took)
        finally:
            writer.close()

    began = perf_counter()
    await asyncio.gather(*(client() for _ in range(number)))
    run.took = perf_counter() - began
    return run


async def attacked(address: tuple[str, int], paths: Iterator[str]) -> tuple[Run, Run]:
    """Fifty hostile queries at once and one client beside them: what both have seen."""

    async def one(query: str) -> tuple[int, float]:
        reader, writer = await asyncio.open_connection(*address, limit=1 << 24)
        try:
            return await ask(reader, writer, "/sparql?" + urlencode({"query": query}))
        finally:
            writer.close()

    attack = [asyncio.ensure_future(one(query)) for query in hostile()]
    await asyncio.sleep(0.2)
    beside = Run()
    while not all(each.done() for each in attack):
        step = await clients(address, 1, paths, 0.2)
        beside.seconds += step.seconds
        beside.statuses += step.statuses
    bad = Run()
    for status, took in await asyncio.gather(*attack):
        bad.statuses[status] += 1
        bad.seconds.append(took)
    return bad, beside


async def health(address: tuple[str, int]) -> dict[str, int]:
    """How the workers are, when all are free again."""
    found: dict[str, int] = {}
    for _ in range(100):
        reader, writer = await asyncio.open_connection(*address)
        writer.write(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        found = json.loads((await reader.read()).partition(b"\r\n\r\n")[2])["workers"]
        writer.close()
        if not found["busy"]:
            break
        await asyncio.sleep(0.1)
    return found


async def measured(address: tuple[str, int], kinds: dict[str, Iterator[str]], seconds: float, table: Table) -> None:
    """Both parts, as rows of the table."""
    mixed = (path for group in zip(*kinds.values(), strict=True) for path in group)
    for name, paths in kinds.items():
        _row(table, name, 1, await clients(address, 1, paths, seconds / 3))
    for number in CLIENTS:
        _row(table, "all of these in turn", number, await clients(address, number, mixed, seconds))
    before = await health(address)
    bad, beside = await attacked(address, mixed)
    _row(table, "hostile, at once", sum(bad.statuses.values()), bad)
    _row(table, "beside the hostile", 1, beside)
    after = await health(address)
    print(f"workers before {before}, after {after}", file=sys.stderr)
    _row(table, "after the hostile", 1, await clients(address, 1, mixed, seconds / 3))


def _row(table: Table, what: str, number: int, run: Run) -> None:
    pace = f"{len(run.seconds) / run.took:,.0f}" if run.took else ""
    statuses = ", ".join(f"{count} × {status}" for status, count in sorted(run.statuses.items()))
    latencies = [
        f"{run.at(share):,.0f}" if run.at(share) >= 10 else f"{run.at(share):.1f}" for share in (0.5, 0.95, 0.99)
    ]
    table.add_row(what, str(number), pace, *latencies, statuses)


def main() -> None:
    """Parses, measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.endpoint", description=__doc__)
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=10, help="how long each number of clients asks")
    parser.add_argument("--directory", type=Path, help="that of an earlier run; made where it is missing")
    asked = parser.parse_args()
    graph = news(asked.triples)
    table = Table(box=box.SIMPLE_HEAD)
    for column in ("what", "clients", "requests/s", "median ms", "95 %", "99 %", "answers"):
        table.add_column(column)
    with tempfile.TemporaryDirectory() as folder:
        directory = asked.directory or Path(folder)
        file = directory / "graph.ttl"
        if not file.exists():
            (directory / disk.STATE).mkdir(parents=True, exist_ok=True)
            write_turtle(graph, file)
            disk.make(file, directory / disk.STATE, load_ontology().questions.values())
        server = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "graphkit",
                "serve",
                str(directory),
                "--port",
                "0",
                "--quiet",
                "--timeout",
                str(TIMEOUT),
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert server.stdout
            began = perf_counter()
            said = server.stdout.readline()
            print(f"{said.strip()}; ready after {perf_counter() - began:.1f} s", file=sys.stderr)
            url = urlsplit(said.split(" at ")[1].split()[0])
            outlets = sum(actor.id.startswith("outlet") for actor in graph.actors)
            kinds = light(len(graph.actors) - outlets, len(graph.topics))
            asyncio.run(measured((str(url.hostname), url.port or 0), kinds, asked.seconds, table))
        finally:
            server.terminate()
            server.wait(timeout=30)
    console = Console(width=140)
    console.print(table)
    console.print(
        f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end"
    )


if __name__ == "__main__":
    main()
