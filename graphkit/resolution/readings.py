"""What an object says, in words that can be compared: one stem for all forms of a word, one word for synonyms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from sys import intern
from typing import TYPE_CHECKING, Any, cast

import snowballstemmer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from graphkit.model import Content, Mention
    from graphkit.ontology import Ontology
    from graphkit.resolution.shares import Plain

_REMEMBERED = 200_000
_LONGEST_NAME = 6

_stem = lru_cache(maxsize=_REMEMBERED)(snowballstemmer.stemmer("english").stemWord)


@dataclass(frozen=True, order=True, slots=True)
class Reading:
    """The content of an object, each word as its concept: the stem of the first of its synonyms.

    `core` are head and modifiers, `head` one of them, `arguments` those of the `details` that say what it is about;
    `owners`, `doers` and `about` are ids of actors, or regions. `opposed` are the concepts that are never said of the
    same thing, `changes` those of the core that say how it changes. What says nothing outside its article
    bears its id in `article`.
    """

    head: str
    core: frozenset[str]
    qualities: frozenset[str] = frozenset()
    details: frozenset[str] = frozenset()
    arguments: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()
    doers: frozenset[str] = frozenset()
    about: frozenset[str] = frozenset()
    contrary: bool = False
    form: str = ""
    article: str = ""
    opposed: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()

    def spelt(self) -> str:
        """The reading as one line: what tells two apart, and an order that does not depend on a run."""
        parts = (self.core, self.qualities, self.details, self.arguments, self.owners, self.doers, self.about)
        sign = "against " if self.contrary else ""
        said = " | ".join(" ".join(sorted(part)) for part in parts)
        return f"{sign}{self.head}: {said} | {self.form} | {self.article}"


class Reader:
    """Contents to readings, under the words of an ontology."""

    def __init__(self, ontology: Ontology) -> None:
        """Binds the words; nothing is read yet."""
        self._words = ontology.topic_words
        self._grammar = ontology.lexicon.words
        self._made: dict[Reading, Reading] = {}
        self.concepts = lru_cache(maxsize=_REMEMBERED)(self._expanded)

    def __call__(self, content: Content, article: str, actor: Callable[[Mention], str]) -> Reading:
        """The reading of a content in an article; `actor` gives the id of a mention's actor."""
        head = self.concepts(content.head)[-1]
        modifiers = (word for word in content.modifiers if word not in self._words.forms)
        core = self._concepts(modifiers) | {*self.concepts(content.head)}
        qualities = self._concepts(content.qualities) - core
        # "higher fees" are a rise of fees
        core |= qualities & self._words.changes
        qualities -= core
        arguments = self._further(content.arguments) - core - qualities
        owners = _some(map(actor, content.owners))
        doers = _some(set(map(actor, content.doers)) - owners)
        details = _some((self._further(content.details) - core - qualities) | arguments)
        reading = Reading(
            head=head,
            core=core,
            qualities=_some(qualities),
            details=details,
            arguments=_some(arguments),
            owners=owners,
            doers=doers,
            about=_some(set(map(actor, content.about)) - owners - doers),
            contrary=content.contrary,
            form=self._words.forms.get(content.form or content.head, ""),
            article=article if content.vague else "",
            changes=core & self._words.changes or _NOTHING,
            opposed=_some(
                each for word in core | qualities | details for each in self._opposites.get(word, frozenset())
            ),
        )
        return self._made.setdefault(reading, reading)

    @property
    def regions(self) -> frozenset[str]:
        """What stands for the regions among the ids of actors."""
        return frozenset(region(name) for name in self._words.regions.values())

    def plain(self, text: str, actors: Mapping[str, str]) -> Reading:
        """The reading of a phrase that no parser has seen, such as the label of a codebook.

        All its words count alike, and all actors in it, found by their names as keys of `actors`, as what it is about.
        """
        words: list[str] = []
        about: set[str] = set()
        contrary = False
        for word in _without_names(text, actors, about):
            if word in self._words.regions:
                about.add(region(self._words.regions[word]))
            elif word in self._words.contrary:
                contrary = not contrary
            elif word not in self._idle:
                words.append(word)
        forms = [word for word in words if word in self._words.forms]
        core = [word for word in words if word not in self._words.forms] or forms
        return Reading(
            head=self.concepts(core[-1])[-1] if core else "",
            core=frozenset(concept for word in core for concept in self.concepts(word)),
            about=frozenset(about),
            contrary=contrary,
            form=self._words.forms.get(forms[-1], "") if forms else "",
        )

    @cached_property
    def _idle(self) -> frozenset[str]:
        words = self._grammar
        light = self._words.neutral | self._words.light_nouns | self._words.light_verbs
        return light | words["joints"] | words["determiners"]

    @cached_property
    def _opposites(self) -> dict[str, frozenset[str]]:
        """The opposites of each concept that has some."""
        found: dict[str, set[str]] = {}
        for one, other in self._words.opposites:
            for mine, theirs in ((one, other), (other, one)):
                found.setdefault(self.concepts(mine)[-1], set()).update(self.concepts(theirs))
        return {concept: frozenset(theirs) for concept, theirs in found.items()}

    def _concepts(self, words: Iterable[str]) -> frozenset[str]:
        return _some(each for word in words if word not in self._words.neutral for each in self.concepts(word))

    def _further(self, words: Iterable[str]) -> frozenset[str]:
        """The concepts of words further off, where a form is one of its family: an "accord" is a "deal"."""
        forms = self._words.forms
        return self._concepts(family if (family := forms.get(word)) not in (None, "act") else word for word in words)

    def _expanded(self, word: str) -> tuple[str, ...]:
        """The concepts of a word: the name of its synonyms, or that of each word where several name them."""
        parts = self._named(word.casefold()).split()
        if len(parts) > 1:
            parts = [named if " " not in (named := self._named(part)) else self._stemmed(part) for part in parts]
        return tuple(parts)

    def _named(self, word: str) -> str:
        """What names the synonyms of a word; without any, its stem or, of an expression, its words."""
        if (named := self._words.synonyms.get(word)) is not None:
            return named
        stem = self._stemmed(word)
        # "legislation" is a law, whatever else has its stem
        return word if " " in word else stem if word in self._words.forms else self._synonym_stems.get(stem, stem)

    @cached_property
    def _synonym_stems(self) -> dict[str, str]:
        """What names the synonyms of each stem, if it stands in one group only."""
        found: dict[str, set[str]] = {}
        for word, first in self._words.synonyms.items():
            found.setdefault(self._stemmed(word), set()).add(first)
        return {stem: min(firsts) for stem, firsts in found.items() if len(firsts) == 1}

    def _stemmed(self, word: str) -> str:
        for old, new in self._words.spelling:
            if word.endswith(old) and (word == old or len(word) > len(old) + 1):
                word = word.removesuffix(old) + new
                break
        return str(_stem(word))


def packed_reading(reading: Reading) -> Plain:
    """A reading in what JSON can say, the same in every run."""
    fields = (getattr(reading, name) for name in Reading.__slots__)
    return [sorted(field) if isinstance(field, frozenset) else field for field in fields]


def unpacked_reading(plain: Plain) -> Reading:
    """The reading again; equal words share their memory."""
    fields: list[Any] = [
        _some(map(intern, field)) if isinstance(field, list) else intern(field) if isinstance(field, str) else field
        for field in cast("list[Any]", plain)
    ]
    return Reading(*fields)


_NOTHING: frozenset[str] = frozenset()


def _some(words: Iterable[str]) -> frozenset[str]:
    """A set that shares its memory where it is empty, as most are."""
    return frozenset(words) or _NOTHING


def region(name: str) -> str:
    """What stands for a region among the ids of actors: none of them has a blank."""
    return f"the {name}"


def is_region(actor: str) -> bool:
    """Whether an id is that of a region."""
    return actor.startswith("the ")


def _without_names(text: str, actors: Mapping[str, str], found: set[str]) -> list[str]:
    """The words of a text in lower case but for the names of actors, the longest first, whose ids go into `found`."""
    words = re.findall(r"[\w$€£%]+(?:[-.][\w%]+)*\.?", re.sub(r"['’]s\b", "", text))
    rest = []
    place = 0
    while place < len(words):
        for end in range(min(len(words), place + _LONGEST_NAME), place, -1):
            name = " ".join(words[place:end])
            if (actor := actors.get(name) or actors.get(name.rstrip("."))) is not None:
                found.add(actor)
                place = end
                break
        else:
            rest.append(words[place].rstrip(".").casefold())
            place += 1
    return rest
