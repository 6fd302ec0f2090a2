"""How object words become topics, and which spellings of a name are one."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from typing import TYPE_CHECKING

from graphkit.ontology.located import Located

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class TopicWords:
    """Which words of an object tell what it is about, and which of them say the same.

    `neutral` modifiers change nothing; `light_nouns` and `light_verbs` only carry what stands behind them, `contrary`
    words turn it round; `forms` gives for "bill" or "deal" the family of things that it is, `vague` nouns say nothing
    alone. `synonyms` and `regions` map a word to the first of those that say the same. `spelling` and
    `transliteration` map endings to endings.
    """

    neutral: frozenset[str]
    light_nouns: frozenset[str]
    light_verbs: frozenset[str]
    forms: Mapping[str, str]
    vague: frozenset[str]
    contrary: frozenset[str]
    synonyms: Mapping[str, str]
    regions: Mapping[str, str]
    spelling: tuple[tuple[str, str], ...]
    transliteration: tuple[tuple[str, str], ...]


def read_topic_words(path: Path) -> TopicWords:
    """Binds topics/en.yaml; raises OntologyError, with the line, for a broken one."""
    fields = Located.read(path).fields({field.name for field in dataclass_fields(TopicWords)})
    return TopicWords(
        neutral=frozenset(fields["neutral"].texts()),
        light_nouns=frozenset(fields["light_nouns"].texts()),
        light_verbs=frozenset(fields["light_verbs"].texts()),
        forms=_grouped((family.text(), words) for family, words in fields["forms"].pairs()),
        vague=frozenset(fields["vague"].texts()),
        contrary=frozenset(fields["contrary"].texts()),
        synonyms=_grouped((words.texts()[0], words) for words in fields["synonyms"].entries()),
        regions=_grouped((words.texts()[0], words) for words in fields["regions"].entries()),
        spelling=_endings(fields["spelling"]),
        transliteration=_endings(fields["transliteration"]),
    )


def _grouped(groups: Iterable[tuple[str, Located]]) -> dict[str, str]:
    """The name of its group for each word; a word that stands in two groups is refused."""
    found: dict[str, str] = {}
    for name, words in groups:
        for word in words.entries():
            if word.text() in found:
                raise word.error(f"'{word.text()}' stands under '{found[word.text()]}' already; take one away")
            found[word.text()] = name
    return found


def _endings(value: Located) -> tuple[tuple[str, str], ...]:
    found = []
    for entry in value.entries():
        pair = entry.texts()
        if len(pair) != 2:
            raise entry.error("two endings are wanted here: [from, to]")
        found.append((pair[0], pair[1]))
    return tuple(found)
