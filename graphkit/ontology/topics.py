"""How object words become topics, and which spellings of a name are one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphkit.ontology.located import Located

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class TopicWords:
    """What may be left out of a topic, and which words are the same.

    `neutral` modifiers change nothing; `generic` heads name nothing alone ("the plan"); `nominal` maps verbs to
    nouns; the others map endings to endings.
    """

    neutral: frozenset[str]
    generic: frozenset[str]
    nominal: Mapping[str, str]
    spelling: tuple[tuple[str, str], ...]
    transliteration: tuple[tuple[str, str], ...]


def read_topic_words(path: Path) -> TopicWords:
    """Binds topics/en.yaml; raises OntologyError, with the line, for a broken one."""
    fields = Located.read(path).fields({"neutral", "generic", "nominal", "spelling", "transliteration"})
    return TopicWords(
        neutral=frozenset(fields["neutral"].texts()),
        generic=frozenset(fields["generic"].texts()),
        nominal={verb.text(): noun.text() for verb, noun in fields["nominal"].pairs()},
        spelling=_endings(fields["spelling"]),
        transliteration=_endings(fields["transliteration"]),
    )


def _endings(value: Located) -> tuple[tuple[str, str], ...]:
    found = []
    for entry in value.entries():
        pair = entry.texts()
        if len(pair) != 2:
            raise entry.error("two endings are wanted here: [from, to]")
        found.append((pair[0], pair[1]))
    return tuple(found)
