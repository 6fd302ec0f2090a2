"""How object words become topics, and which spellings of a name are one."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from functools import cached_property
from typing import TYPE_CHECKING

from graphkit.ontology.located import Located

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_SETS = (
    *("neutral", "light_nouns", "light_verbs", "vague", "contrary", "contrary_nouns"),
    *(
        "lifting",
        "restraints",
        "nearest",
        "near",
        "purposes",
        "behind_objects",
        "judging",
        "changes",
        "changed",
        "introducing",
    ),
)
"""The fields that are plain lists of words."""


@dataclass(frozen=True)
class TopicWords:
    """Which words of an object tell what it is about, and which of them say the same.

    `neutral` modifiers change nothing; `light_nouns` and `light_verbs` only carry what stands behind them, `contrary`
    verbs and `contrary_nouns` turn it round, and so do `lifting` words before `restraints`; `forms` gives for "bill"
    or "deal" the family of things that it is, `vague` nouns say nothing alone. `nearest` and `near` prepositions say
    what a thing is about, but behind a verb not the `purposes`; behind the object of a verb that is not `judging`,
    `behind_objects` do so too. What is `changed` stands with `changes`, which are names of synonyms. `introducing`
    verbs bring up what is then called a step. `opposites` are pairs of words that are never said of one thing.
    `synonyms` and `regions` map a word to the first of those that say the same. `spelling` maps
    endings to endings.
    """

    neutral: frozenset[str]
    light_nouns: frozenset[str]
    light_verbs: frozenset[str]
    forms: Mapping[str, str]
    vague: frozenset[str]
    contrary: frozenset[str]
    contrary_nouns: frozenset[str]
    lifting: frozenset[str]
    restraints: frozenset[str]
    nearest: frozenset[str]
    near: frozenset[str]
    purposes: frozenset[str]
    behind_objects: frozenset[str]
    judging: frozenset[str]
    changes: frozenset[str]
    changed: frozenset[str]
    introducing: frozenset[str]
    opposites: tuple[tuple[str, str], ...]
    synonyms: Mapping[str, str]
    regions: Mapping[str, str]
    spelling: tuple[tuple[str, str], ...]

    @cached_property
    def several(self) -> frozenset[str]:
        """The entries that are several words: "death penalty"."""
        found = {*self.synonyms, *self.contrary, *self.contrary_nouns, *self.light_verbs, *self.light_nouns}
        return frozenset(entry for entry in found if " " in entry)

    @cached_property
    def expressions(self) -> Mapping[str, int]:
        """How many tokens the longest of these has, hyphens counted, by its first word."""
        longest: dict[str, int] = {}
        for entry in self.several:
            words = entry.split()
            longest[words[0]] = max(longest.get(words[0], 0), 2 * len(words) - 1)
        return longest


def read_topic_words(path: Path) -> TopicWords:
    """Binds topics/en.yaml; raises OntologyError, with the line, for a broken one."""
    fields = Located.read(path).fields({field.name for field in dataclass_fields(TopicWords)})
    sets = {name: frozenset(map(_joined, fields[name].texts())) for name in _SETS}
    return TopicWords(
        **sets,
        forms=_grouped((family.text(), words) for family, words in fields["forms"].pairs()),
        synonyms=_grouped((_joined(words.texts()[0]), words) for words in fields["synonyms"].entries()),
        regions=_grouped((words.texts()[0], words) for words in fields["regions"].entries()),
        opposites=_pairs(fields["opposites"], "two words"),
        spelling=_pairs(fields["spelling"], "two endings"),
    )


def _joined(entry: str) -> str:
    """An entry as the words of a text are joined: "phase-out" and "phase out" are one."""
    return entry.replace("-", " ")


def _grouped(groups: Iterable[tuple[str, Located]]) -> dict[str, str]:
    """The name of its group for each word; a word that stands in two groups is refused."""
    found: dict[str, str] = {}
    for name, words in groups:
        for word in words.entries():
            if _joined(word.text()) in found:
                raise word.error(f"'{word.text()}' stands under '{found[_joined(word.text())]}' already; take one away")
            found[_joined(word.text())] = name
    return found


def _pairs(value: Located, wanted: str) -> tuple[tuple[str, str], ...]:
    found = []
    for entry in value.entries():
        pair = entry.texts()
        if len(pair) != 2:
            raise entry.error(f"{wanted} are wanted here: [from, to]")
        found.append((pair[0], pair[1]))
    return tuple(found)
