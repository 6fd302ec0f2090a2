"""The roles that an article gives to persons, so that "the UK prime minister" is somebody.

Only the article itself says who holds a role, before a name ("UK Prime Minister Jane Doe") or in apposition
("Jane Doe, the prime minister"). A role that two hold is nobody's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from graphkit.extraction.tree import children

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from spacy.tokens import Doc, Token

    from graphkit.extraction.gazetteer import Hit
    from graphkit.extraction.people import NamedPerson
    from graphkit.ontology import Names

_BEFORE = 4
"""How many tokens before a name are looked at for its role."""


@dataclass(frozen=True, slots=True)
class _Role:
    """The head of a role's phrase, the words that tell it from others, and who holds it."""

    head: str
    words: frozenset[str]
    name: str


class Roles:
    """Who holds which role in one document."""

    def __init__(self, doc: Doc, people: Sequence[NamedPerson], hits: Mapping[int, Hit], names: Names) -> None:
        """`hits` are the known actors by token: "German" and "Germany" are the same word of a role."""
        self._doc = doc
        self._people = people
        self._hits = hits
        self._names = names

    def holder(self, noun: Token) -> str | None:
        """The name of the one person whose role a phrase with this head may be, or None."""
        modifiers = children(noun, "amod", "compound", "nmod", "poss")
        if not (modifiers or children(noun, "det")):
            return None
        head, words = noun.lemma_.lower(), self._words([*modifiers, *_of(noun)])
        holders = {role.name for role in self._roles if role.head == head and words <= role.words}
        return holders.pop() if len(holders) == 1 else None

    @cached_property
    def _roles(self) -> list[_Role]:
        return [role for person in self._people for role in (*self._before(person), *self._beside(person))]

    def _before(self, person: NamedPerson) -> Iterator[_Role]:
        """ "UK Prime Minister Jane Doe"."""
        root = self._doc[person.start : person.end].root
        words = [t for t in self._doc[max(0, person.start - _BEFORE) : person.first] if t.sent == root.sent]
        heads = [t for t in words if t.lemma_.lower() in self._names.roles]
        if heads:
            before = [t for t in words if t.i < heads[-1].i and t.pos_ in ("ADJ", "NOUN", "PROPN")]
            yield _Role(heads[-1].lemma_.lower(), self._words(before), person.name)

    def _beside(self, person: NamedPerson) -> Iterator[_Role]:
        """ "Jane Doe, the prime minister of the UK"."""
        root = self._doc[person.start : person.end].root
        for other in (*children(root, "appos"), *([root.head] if root.dep_ == "appos" else [])):
            if other.lemma_.lower() in self._names.roles:
                modifiers = children(other, "amod", "compound", "nmod", "poss")
                yield _Role(other.lemma_.lower(), self._words([*modifiers, *_of(other)]), person.name)

    def _words(self, tokens: Iterable[Token]) -> frozenset[str]:
        """Words as they are compared: a country under its name, however it is called."""
        return frozenset(
            self._hits[token.i].actor.name.lower() if token.i in self._hits else token.lemma_.lower()
            for token in tokens
        )


def _of(noun: Token) -> list[Token]:
    return [p for of in children(noun, "prep") if of.lower_ == "of" for p in children(of, "pobj")]
