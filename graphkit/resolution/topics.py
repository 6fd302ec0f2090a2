"""Object words of all claims to topics, by normalised head and modifiers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphkit.model import Topic, digest
from graphkit.resolution.slugs import distinct, slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphkit.model import ObjectPhrase
    from graphkit.ontology import Ontology

Key = tuple[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class ResolvedTopics:
    """The topics, and the id of each object's topic by the normalised words of the object."""

    topics: tuple[Topic, ...]
    ids: Mapping[Key, str]


class TopicWordsOf:
    """Normalises the words of objects."""

    def __init__(self, ontology: Ontology) -> None:
        """Reads neutral words, nominalisations, spellings and demonyms off the ontology."""
        self._words = ontology.topic_words
        self._names: dict[str, str] = {}
        for known in ontology.names.known:
            if known.kind == "Country":
                for name in (known.name, *known.aliases, *known.demonyms, *known.places):
                    self._names.setdefault(name.casefold(), known.name.casefold())

    def __call__(self, phrase: ObjectPhrase, article: str) -> Key:
        """Head and modifiers, each in one spelling, without what changes nothing; demonyms as countries.

        What says nothing outside its article ("the plan") gets the article as a modifier.
        """
        head = self._word(phrase.head)
        modifiers = {self._word(word) for word in phrase.modifiers if word.casefold() not in self._words.neutral}
        own = frozenset(modifiers - {head})
        return head, own or (frozenset({f"@{article}"}) if head in self._words.generic else own)

    def _word(self, word: str) -> str:
        word = word.casefold()
        if word in self._names:
            return self._names[word]
        word = self._words.nominal.get(word, word)
        for old, new in self._words.spelling:
            if word.endswith(old) and (word == old or len(word) > len(old) + 1):
                return word.removesuffix(old) + new
        return word


def resolve_topics(phrases: Iterable[tuple[ObjectPhrase, str]], normalise: TopicWordsOf) -> ResolvedTopics:
    """Groups object phrases, each with its article, into topics. The order of the phrases does not matter."""
    labels: dict[Key, Counter[str]] = {}
    for phrase, article in phrases:
        labels.setdefault(normalise(phrase, article), Counter())[" ".join(phrase.label.split())] += 1
    text = {key: _spelt(key) for key in labels}
    names = {key: min(counts, key=lambda label: (-counts[label], len(label), label)) for key, counts in labels.items()}
    by_text = {text[key]: key for key in labels}
    ids = distinct(
        {spelt: slug(names[key]) for spelt, key in by_text.items()},
        {spelt: digest(spelt, length=4) for spelt in by_text},
    )
    broader = _broader(list(labels))
    topics = tuple(
        sorted(
            (
                Topic(
                    id=ids[text[key]],
                    label=names[key],
                    aliases=tuple(sorted(set(labels[key]) - {names[key]})),
                    broader=tuple(sorted(ids[text[other]] for other in broader[key])),
                )
                for key in labels
            ),
            key=lambda topic: topic.id,
        )
    )
    return ResolvedTopics(topics, {key: ids[text[key]] for key in labels})


def _spelt(key: Key) -> str:
    return " ".join([key[0], *sorted(key[1])])


def _broader(keys: list[Key]) -> dict[Key, list[Key]]:
    """For each topic the nearest ones whose words it contains: "US security guarantee" under "security guarantee"."""
    by_head: dict[str, list[Key]] = {}
    for key in keys:
        by_head.setdefault(key[0], []).append(key)
    found: dict[Key, list[Key]] = {}
    for key in keys:
        wider = [other for other in by_head[key[0]] if other[1] < key[1]]
        found[key] = [other for other in wider if not any(other[1] < third[1] for third in wider)]
    return found
