"""Made-up news for the benchmark, the same at every call: what counts is that it costs what news costs.

Articles of 150 to 900 words and sentences of all lengths, quotations, names that come back as surnames and
pronouns, a stance in about every third sentence, on many subjects.
"""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import yaml

WORDS: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))

SHORTEST, USUAL, LONGEST = 150, 400, 900
"""Words of an article."""

STANCES = 0.35
"""The share of sentences in which somebody takes a stance."""


def write_articles(folder: Path, number: int, seed: int = 1) -> list[str]:
    """Writes that many articles into a folder and gives their texts, in the order of their names."""
    random = Random(seed)  # noqa: S311
    texts = [article(random) for _ in range(number)]
    for index, text in enumerate(texts):
        (folder / f"{index:04}.txt").write_text(text, encoding="utf-8")
    return texts


def article(random: Random) -> str:
    """A title, and paragraphs of two to four sentences on one to three subjects."""
    length = random.triangular(SHORTEST, LONGEST, USUAL)
    cast = {
        "subjects": random.sample(WORDS["subjects"], random.randint(1, 3)),
        "people": random.sample(WORDS["people"], random.randint(2, 4)),
        "bodies": random.sample(WORDS["bodies"], random.randint(4, 8)),
    }
    introduced: set[str] = set()
    paragraphs = [sentence("titles", cast, introduced, random)]
    while sum(len(paragraph.split()) for paragraph in paragraphs) < length:
        sorts = ["stances" if random.random() < STANCES else "others" for _ in range(random.randint(2, 4))]
        paragraphs.append(" ".join(sentence(sort, cast, introduced, random) for sort in sorts))
    return "\n\n".join(paragraphs) + "\n"


def sentence(sort: str, cast: dict[str, list[Any]], introduced: set[str], random: Random) -> str:
    """A sentence of a sort about people, bodies and subjects of the cast; a full name stands once."""
    template = random.choice(WORDS[sort])
    name, title, he, his = random.choice(cast["people"])
    surname = name.split()[-1]
    person = surname if name in introduced else f"{title} {name}"
    if "{P}" in template:
        introduced.add(name)
    first, second, third = random.sample(cast["bodies"], 3)
    return str(
        template.format(
            A=first[0].upper() + first[1:],
            B=second[0].upper() + second[1:],
            b=second,
            c=third,
            P=person,
            p=surname,
            t=title,
            he=he,
            He=he.capitalize(),
            his=his,
            s=random.choice(cast["subjects"]),
            place=random.choice(WORDS["places"]),
            day=random.choice(WORDS["days"]),
            month=random.choice(WORDS["months"]),
            n=random.randint(20, 900),
            m=random.randint(2, 19),
        )
    )
