"""Measures memory and pace over many made-up articles: `python -m benchmarks.scale --articles 100000 --stub`.

The articles stand in one JSON Lines file, 150 to 900 words each. With `--stub` an extractor that does next to nothing
takes the place of the rules, so that what is measured is the way of the articles and claims alone. Every so many
articles a line tells how many were read, in how many seconds of which how many were CPU time, and the memory of this
process and of its workers (resident, Linux only).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from benchmarks.corpus import article
from graphkit import harvest, pipeline
from graphkit.cache import ClaimCache
from graphkit.model import Claim, Content, Evidence, Mention, ObjectPhrase
from graphkit.ontology import load_ontology
from graphkit.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphkit.extraction import Extractor
    from graphkit.model import Article


class Stub:
    """Finds ten claims of a real size in every article, without a model."""

    fingerprint = "stub"

    def __call__(self, articles: Iterable[Article]) -> Iterator[tuple[Claim, ...]]:
        for one in articles:
            yield tuple(_claim(one, number) for number in range(10))


def _claim(one: Article, number: int) -> Claim:
    words = one.text[number * 20 : number * 20 + 120]
    return Claim(
        evidence=Evidence(one.source.id, number * 20, number * 20 + 120, words, words[:32], words[-32:]),
        actor=Mention(number * 20, number * 20 + 8, words[:8], f"Actor {number}", "Person"),
        relation="opposes",
        object=ObjectPhrase(number * 20 + 10, number * 20 + 40, words[10:40], words[10:40], Content(words[10:20])),
        cue="rejected",
        rule="stub",
    )


def write_lines(path: Path, number: int, seed: int = 1) -> None:
    """Writes that many articles into a file of JSON Lines, without holding more than one."""
    random = Random(seed)  # noqa: S311
    with path.open("w", encoding="utf-8") as lines:
        for index in range(number):
            text = article(random)
            record = {"id": f"{index:07}", "text": f"{text}\nNumber {index}.\n", "date": f"2025-0{index % 9 + 1}-11"}
            lines.write(json.dumps(record) + "\n")


def resident(pid: int | str = "self") -> float:
    """Megabytes of memory of a process."""
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6


def _workers() -> list[int]:
    listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="utf-8")
    return [int(pid) for pid in listed.split()]


def main() -> None:
    """Parses and measures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--stub", action="store_true")
    parser.add_argument("--every", type=int, default=0)
    asked = parser.parse_args()
    ontology = load_ontology()
    with tempfile.TemporaryDirectory() as folder, closing(harvest.Harvest()) as found:
        news = Path(folder) / "news.jsonl"
        write_lines(news, asked.articles)
        extract: Extractor = Stub() if asked.stub else pipeline.made_extractor("rules", ontology, None)
        hands = None
        if asked.workers > 1:
            hands = harvest.Hands(asked.workers, "graphkit.pipeline:extractor_again", ("rules", ontology.folder, None))
        every = asked.every or max(asked.articles // 10, 1)
        print("articles  seconds  cpu  here MB  workers MB", flush=True)
        began, cpu = perf_counter(), process_time()
        with ClaimCache(Path(folder) / "claims.sqlite", "benchmark", "none") as cache:
            going = harvest.extracted(read([news], ontology.boilerplate), extract, cache, hands=hands)
            for number, each in enumerate(going, 1):
                found.add(each)
                if number % every == 0:
                    others = " ".join(f"{resident(pid):.0f}" for pid in _workers())
                    took = f"{perf_counter() - began:8.1f} {process_time() - cpu:8.1f}"
                    print(f"{number:8} {took} {resident():8.0f}  {others}", flush=True)
        claims = sum(len(each) for _, each in found)
        print(f"{claims:,} claims", file=sys.stderr)


if __name__ == "__main__":
    main()
