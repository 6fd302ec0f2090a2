"""Names of persons, taken apart: what in them is the surname, which spellings are one, and who may be whom.

The parts follow Christen, Data Matching (2012), chapter 3: names are cleaned and cut into fields before any two
are compared, and fields are compared, not strings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from graphkit.ontology.personal import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphkit.ontology import Names

_REMEMBERED = 50_000

Gender = Literal["", "m", "f"]

Variant = Literal["middle", "initial", "nickname"]
"""How two full names of one person may differ: a middle name left out, an initial, a name of everyday use."""


@dataclass(frozen=True, order=True, slots=True)
class PersonName:
    """A name in its parts, each word as it is compared: "Kim Jong-un" is ("jong un",) of the family ("kim",).

    `given` is empty where only the surname is known; `generation` is "jr", "ii"; `title` one that stands for the
    surname ("king" in "King Charles"); `courtesy` tells a man from a woman where "Mr." or "Mrs." does.
    """

    given: tuple[str, ...]
    family: tuple[str, ...]
    generation: str = ""
    title: str = ""
    courtesy: Gender = ""

    @property
    def key(self) -> str:
        """What is equal for two spellings of one name."""
        return " ".join(filter(None, (self.title, *self.given, *self.family, self.generation)))

    @property
    def full(self) -> bool:
        """Whether it names one person and not all of a family."""
        return bool(self.given or self.title)


class PersonNames:
    """Takes names of persons apart and compares them, by the words of the ontology."""

    def __init__(self, names: Names) -> None:
        """Nothing is computed before it is asked for."""
        self._words = names.personal
        self._titles = names.title_words | {plain(word) for word in names.title_words}
        self._parsed = lru_cache(maxsize=_REMEMBERED)(self._parse)

    def parse(self, name: str) -> PersonName:
        """The parts of a name; titles before it are dropped, but for what they tell."""
        return self._parsed(name)

    def courtesy(self, titled: str) -> Gender:
        """Whether the titles that a name begins with are a man's or a woman's."""
        for written in titled.split():
            if (word := written.casefold().rstrip(".")) not in self._titles:
                break
            if word in self._words.feminine:
                return "f"
            if word in self._words.masculine:
                return "m"
        return ""

    def gender(self, name: PersonName) -> Gender:
        """What title and first name tell."""
        if name.courtesy or not name.given:
            return name.courtesy
        first = name.given[0].split()[0]
        male, female = first in self._male, first in self._female
        return "" if male == female else "m" if male else "f"

    def is_given(self, word: str) -> bool:
        """Whether a word is known as a first name."""
        return self._spelt(plain(word)) in self._words.given

    def is_frequent(self, name: PersonName) -> bool:
        """Whether so many bear the surname that it tells little."""
        return name.family[-1] in self._words.frequent

    def short_forms(self, name: PersonName) -> Iterator[str]:
        """Keys of what newspapers shorten a full name to: its surname, and each run of words at its end.

        A run never begins behind a particle: "Salman" is not Mohammed bin Salman but his father.
        """
        if not name.given:
            return
        words = (*name.given, *name.family)
        first = 1 if name.given[0].split()[0] not in self._words.family_first else len(name.given)
        for cut in range(first, len(words)):
            if words[cut - 1] in self._words.particles or words[cut] == "y" or len(words[cut]) == 1:
                continue
            run = " ".join(words[cut:])
            yield run
            if name.generation:
                yield f"{run} {name.generation}"

    def variant(self, one: PersonName, other: PersonName) -> Variant | None:
        """How one full name may stand for the same person as another, or None where they tell two people apart."""
        if not (one.given and other.given) or one.family != other.family or one.generation != other.generation:
            return None
        if {self.gender(one), self.gender(other)} == {"m", "f"}:
            return None
        first = self._first(one.given[0], other.given[0])
        if first is None or not _middles_agree(one.given[1:], other.given[1:]):
            return None
        return first if first != "middle" else ("middle" if len(one.given) != len(other.given) else "initial")

    def firsts(self, name: PersonName) -> tuple[str, ...]:
        """All first names under which a variant of a full name may stand, initials among them."""
        first = name.given[0]
        return tuple(sorted({first, first[0], *self._formal(first)}))

    def detail(self, name: PersonName) -> tuple[int, int, int]:
        """How much a full name tells, to be compared with variants of the same: the fuller one is the greater."""
        first = name.given[0]
        formality = 0 if len(first) == 1 else 1 if first in self._words.nicknames else 2
        middle = name.given[1:]
        return formality, sum(len(word) > 1 for word in middle), len(middle)

    # -- taking apart --------------------------------------------------------------------------------------------

    def _parse(self, name: str) -> PersonName:
        courtesy = self.courtesy(name)
        words = [word.strip(',;:"“”()[]') for word in re.sub(r"\s+-\s+", "-", name).split()]
        words = [word for word in words if plain(word).strip("-")] or [name]
        title = ""
        while len(words) > 1 and plain(words[0]) in self._titles and words[0][:1].isupper():
            title = plain(words.pop(0))
        generation = ""
        while len(words) > 1 and (tail := self._words.generations.get(plain(words[-1]))):
            generation = generation or tail
            words.pop()
        whole = [part for word in words for part in self._parts(word, alone=len(words) == 1)]
        whole = [
            w for i, w in enumerate(whole) if not (w in self._words.light_particles and self._light(words, i))
        ] or whole
        given, family = self._cut(whole)
        keeps = title if title in self._words.regnal and not given else ""
        return PersonName(tuple(given), tuple(family), generation, keeps, courtesy)

    def _parts(self, word: str, *, alone: bool) -> Iterator[str]:
        """A word as it is compared: initials one by one, "al-" by itself, hyphens as blanks."""
        if re.fullmatch(r"(\w\.){2,}|(\w\.)+\w", word) or (not alone and re.fullmatch(r"[B-DF-HJ-NP-TV-XZ]{2}", word)):
            yield from (letter.casefold() for letter in word if letter != ".")
            return
        head, hyphen, rest = plain(word).partition("-")
        if hyphen and rest and head in self._words.light_particles:
            yield head
            yield self._spelt(rest.replace("-", " "))
        elif hyphen:
            yield " ".join(self._spelt(part) for part in plain(word).split("-") if part)
        else:
            yield self._spelt(plain(word))

    def _light(self, words: list[str], i: int) -> bool:
        """Whether a particle is written as one: "al-Assad", "el Sisi", but not "Al Gore"."""
        return i < len(words) and (not words[i][:1].isupper() or "-" in words[i] or i > 0)

    def _cut(self, words: list[str]) -> tuple[list[str], list[str]]:
        """Given names and surname."""
        known = self._words
        if len(words) == 1:
            return [], words
        if words[0] in known.particles - known.given:
            return [], words
        if words[0] in known.family_first and self._comes_first(words):
            rest = " ".join(words[1:])
            return [rest], words[:1]
        if words[-1] in known.family_first - known.given:
            return [" ".join(words[:-1])], words[-1:]
        for i, word in enumerate(words[1:-1], 1):
            if word in known.particles and word != "y":
                return words[:i], words[i:]
        return words[:-1], words[-1:]

    def _comes_first(self, words: list[str]) -> bool:
        """Whether the surname that stands first is meant as one: "Kim Jong Un", but not "Kim Darroch"."""
        if words[0] not in self._words.given:
            return words[-1] not in self._words.family_first or len(words) > 2 or words[1] not in self._words.given
        rest = " ".join(words[1:]).split()
        return len(rest) > 1 and not any(word in self._words.given - self._words.family_first for word in rest[:1])

    def _spelt(self, word: str) -> str:
        if word in self._words.spellings:
            return self._words.spellings[word]
        if len(word) >= 6:
            for old, new in self._words.endings:
                if word.endswith(old):
                    word = word.removesuffix(old) + new
                    break
        return self._words.spellings.get(word, word)

    # -- comparing -----------------------------------------------------------------------------------------------

    @property
    def _male(self) -> frozenset[str]:
        return self._words.male

    @property
    def _female(self) -> frozenset[str]:
        return self._words.female

    def _formal(self, first: str) -> Iterable[str]:
        return (self._spelt(name) for name in self._words.nicknames.get(first, ()))

    def _first(self, one: str, other: str) -> Variant | None:
        if one == other:
            return "middle"
        if len(one) == 1 or len(other) == 1:
            return "initial" if one[0] == other[0] else None
        if other in self._formal(one) or one in self._formal(other):
            return "nickname"
        return None


def _middles_agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether middle names contradict each other nowhere: "W." and "Walker" agree, "W." and "H. W." do not."""
    return all(a == b or (1 in (len(a), len(b)) and a[0] == b[0]) for a, b in zip(one, other, strict=False))
