"""How names of persons are built, as names/personal.yaml lists it: particles, generations, nicknames, spellings."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from graphkit.ontology.located import Located

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_LISTS = frozenset(
    {
        *("particles", "light_particles", "masculine", "feminine", "first_name_titles", "regnal"),
        *("family_first", "frequent", "male", "female"),
    }
)
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss"})


def plain(text: str) -> str:
    """A name in small letters, without accents, apostrophes and full stops, so that spellings compare."""
    if text.isascii() and text.isalpha():
        return text.casefold()
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(re.sub(r"['’‘`´ʼʿʾ]", "", bare).replace(".", " ").split())


@dataclass(frozen=True)
class PersonalWords:
    """What names/personal.yaml says, each word as `plain` writes it.

    `particles` belong to a surname, `light_particles` may be left out of it, `family_first` are surnames that stand
    first, `frequent` ones are no evidence alone. `generations` and `spellings` map a variant to the one that is
    compared, `nicknames` a name of everyday use to the full names that it stands for.
    """

    particles: frozenset[str]
    light_particles: frozenset[str]
    masculine: frozenset[str]
    feminine: frozenset[str]
    first_name_titles: frozenset[str]
    regnal: frozenset[str]
    family_first: frozenset[str]
    frequent: frozenset[str]
    male: frozenset[str]
    female: frozenset[str]
    generations: Mapping[str, str]
    nicknames: Mapping[str, frozenset[str]]
    spellings: Mapping[str, str]
    endings: tuple[tuple[str, str], ...]

    @cached_property
    def given(self) -> frozenset[str]:
        """The given names, in the spelling that is compared, with those of everyday use."""
        names = {
            *self.male,
            *self.female,
            *self.nicknames,
            *(full for names in self.nicknames.values() for full in names),
        }
        return frozenset({*names, *(self.spellings.get(name, name) for name in names)})


def read_personal_words(path: Path) -> PersonalWords:
    """Binds names/personal.yaml; raises OntologyError, with the line, for a broken one."""
    fields = Located.read(path).fields({*_LISTS, "generations", "nicknames", "spellings", "endings"})
    nicknames: dict[str, set[str]] = {}
    for full, short in fields["nicknames"].pairs():
        for nickname in short.texts():
            nicknames.setdefault(plain(nickname), set()).add(plain(full.text()))
    endings = []
    for entry in fields["endings"].entries():
        pair = entry.texts()
        if len(pair) != 2:
            raise entry.error("two endings are wanted here: [from, to]")
        endings.append((pair[0], pair[1]))
    return PersonalWords(
        **{key: frozenset(plain(word) for word in fields[key].texts()) for key in _LISTS},
        generations=_first_of(fields["generations"]),
        nicknames={name: frozenset(full) for name, full in nicknames.items()},
        spellings=_first_of(fields["spellings"]),
        endings=tuple(endings),
    )


def _first_of(value: Located) -> dict[str, str]:
    """Each word of a list of lists by the first of its list; a word in two of them is refused."""
    found: dict[str, str] = {}
    for entry in value.entries():
        words = [plain(word) for word in entry.texts()]
        for word in dict.fromkeys(words):
            if word in found:
                raise entry.error(f"'{word}' stands in two lists; take one away")
            found[word] = words[0]
    return found
