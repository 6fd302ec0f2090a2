"""Resolution of many made-up claims in one process: `python -m benchmarks.resolution --claims 1000000`.

Names and objects have the long tail of news: the n-th most frequent is drawn about 1/n as often as the first
(Zipf 1949), and there are the more of them, the more claims there are. A table tells the time and the memory at a
quarter, a half and all of the claims, and how the time grows beside n log n.
"""

from __future__ import annotations

import argparse
import itertools
import math
import random
import resource
import sys
from time import process_time
from typing import TYPE_CHECKING

from graphkit.model import Claim, Content, Evidence, Mention, ObjectPhrase, Source
from graphkit.ontology import load_ontology
from graphkit.resolution import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SYLLABLES = [
    "ba",
    "den",
    "cor",
    "fi",
    "gal",
    "hu",
    "jor",
    "kel",
    "lin",
    "mor",
    "nas",
    "pol",
    "ri",
    "sten",
    "tur",
    "vel",
]
_FIRST = ["Anna", "Boris", "Clara", "David", "Elena", "Frank", "Greta", "Hugo", "Ines", "Jonas", "Karin", "Leo"]
_QUALITIES = ["public", "private", "nuclear", "digital", "rural", "urban", "federal", "annual", "regional", "medical"]
_FORMS = ["", "", "", "bill", "plan", "deal", "law"]
_CLAIMS_AN_ARTICLE = 8


class _Zipf:
    """Draws of numbers from 0 to a size, the lower the more often."""

    def __init__(self, size: int) -> None:
        self._weights = list(itertools.accumulate(1 / (rank + 1) for rank in range(size)))

    def __call__(self, draw: random.Random, count: int) -> list[int]:
        return draw.choices(range(len(self._weights)), cum_weights=self._weights, k=count)


def _word(number: int) -> str:
    """The word of a number: no two numbers share one."""
    parts = []
    number += 1
    while number:
        number, digit = divmod(number, len(_SYLLABLES))
        parts.append(_SYLLABLES[digit])
    return "".join(parts) + "t"


def claims(count: int, seed: int = 7) -> Iterator[Claim]:
    """Made-up claims, the same in every run."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    persons = _Zipf(max(count // 10, 10))(draw, count)
    nouns = _Zipf(max(count // 20, 20))
    heads, modifiers = nouns(draw, count), nouns(draw, count)
    for number in range(count):
        article = f"a{number // _CLAIMS_AN_ARTICLE:07d}"
        person = persons[number]
        surname = _word(person // 3).capitalize()
        full = f"{_FIRST[person % len(_FIRST)]} {surname}"
        name = surname if draw.random() < 0.2 else full
        start = number % _CLAIMS_AN_ARTICLE * 200
        head, modifier = _word(heads[number]), _word(modifiers[number])
        content = Content(
            head,
            (modifier,) if draw.random() < 0.8 else (),
            (draw.choice(_QUALITIES),) if draw.random() < 0.3 else (),
            form=draw.choice(_FORMS),
            contrary=draw.random() < 0.1,
        )
        words = f"the {modifier} {head} {content.form}".strip()
        yield Claim(
            evidence=Evidence(article, start, start + 150, f"{name} rejected {words}.", "", ""),
            actor=Mention(start, start + len(name), name, name, "Person"),
            relation=("supports", "opposes", "proposes")[number % 3],
            object=ObjectPhrase(start + 60, start + 60 + len(words), words, words.removeprefix("the "), content),
            cue="rejected",
            rule="verb.dobj",
        )


def measure(count: int) -> tuple[float, int, int]:
    """Seconds, actors and topics of the resolution of so many claims."""
    made = list(claims(count))
    articles = [Source(f"a{number:07d}", f"a{number:07d}.txt") for number in range(count // _CLAIMS_AN_ARTICLE + 1)]
    ontology = load_ontology()
    began = process_time()
    stances = resolve(made, articles, ontology).stances
    return process_time() - began, len(stances.actors), len(stances.topics)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.resolution", description=__doc__)
    parser.add_argument("--claims", type=int, default=1_000_000)
    asked = parser.parse_args(arguments)
    print("claims\tactors\ttopics\tseconds\tseconds over n log n, from the first\tpeak memory (GB)")
    first = 0.0
    for count in (asked.claims // 4, asked.claims // 2, asked.claims):
        seconds, actors, topics = measure(count)
        growth = seconds / (count * math.log(count))
        first = first or growth
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(f"{count:,}\t{actors:,}\t{topics:,}\t{seconds:.1f}\t{growth / first:.2f}\t{peak:.2f}")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
