"""Names of countries, organisations and groups, brought to a form in which spellings of one name are equal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from graphkit.ontology.personal import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphkit.ontology import KnownActor, Ontology

_LONGEST_COUNTRY = 4
_LETTERS_KEPT = 3
"""Acronyms up to this length are told from words by their capitals: WHO, ICE."""

_MINISTRY = {"ministry", "department"}


class Form(NamedTuple):
    """A name as it is compared: `key`, the rule that made it equal to others, and whether only its article knows it."""

    key: str
    rule: str
    reason: str
    doubt: float
    bound: bool


_SPELLING = ("spelling", "the same name in another spelling", 0.02)
_STATE = ("state body", "the same body of the same state", 0.05)
_GROUP = ("group", "the same group: how many and of what rank does not tell who", 0.1)
_CLASS = ("group", "groups of the same words; no article says that they are the same people", 0.3)
_ARTICLE = ("article", "the words mean nobody outside their article", 0.0)


class Collectives:
    """Compares the names of all that is no person."""

    def __init__(self, ontology: Ontology) -> None:
        """Reads countries, organisations and the words that do not tell names apart."""
        self._words = ontology.names.collective
        self._spelling = ontology.topic_words.spelling
        self._cut: dict[str, str] = {}
        self._body_words = {word for body in self._words.state_bodies for word in body.split()}
        self._countries: dict[tuple[str, ...], KnownActor] = {}
        for actor in ontology.names.known:
            if actor.kind == "Country":
                for name in (actor.name, *actor.aliases, *actor.demonyms):
                    self._countries.setdefault(tuple(self._tokens(name)), actor)
        self._signs = {tokens: f"@{country.code}" for tokens, country in self._countries.items()}
        self._by_key: dict[str, KnownActor | None] = {}
        for actor in ontology.names.known:
            for name in (actor.name, *actor.aliases):
                key = self._state(self._tokens(name))[0]
                other = self._by_key.get(key, actor)
                self._by_key[key] = actor if other is actor else None
        organised = {tuple(key.split()): f"@{actor.name}" for key, actor in self._by_key.items() if actor}
        self._actors = {**organised, **self._signs}

    def known(self, name: str) -> tuple[KnownActor, str] | None:
        """The one known actor that a name means, and the rule that says so."""
        if name.islower():
            return None
        tokens = self._tokens(name)
        key, _ = self._state(tokens)
        if actor := self._by_key.get(key):
            return actor, "names file"
        if tokens and tokens[-1] in self._words.governments and (country := self._countries.get(tuple(tokens[:-1]))):
            return country, "government"
        shorter = self.without_kind(name)
        if shorter and (actor := self._by_key.get(self._state(self._tokens(shorter))[0])) and actor.kind != "Country":
            return actor, "kind word"
        return None

    def without_kind(self, name: str) -> str | None:
        """ "Yesh Atid" of "Yesh Atid party"; None where no word of kind follows a name."""
        words = name.split()
        if len(words) < 2 or words[-1] not in self._words.kinds or not all(w[:1].isupper() for w in words[:-1]):
            return None
        rest = " ".join(words[:-1])
        return None if tuple(self._tokens(rest)) in self._countries or rest.endswith(("'s", "’s")) else rest

    def organisation(self, name: str) -> Form:
        """The form of the name of an organisation."""
        tokens = self._tokens(name)
        key, is_state = self._state(tokens)
        if not any(c.isupper() for c in name):  # "the planning board": of which town, only the article knows
            return Form(" ".join(tokens), *_ARTICLE, bound=True)
        while len(tokens) > 1 and tokens[-1] in self._words.legal_forms:
            tokens.pop()
        if is_state:
            return Form(key, *_STATE, bound=False)
        if " ".join(tokens) in self._words.state_bodies or "ministry" in tokens:  # of which state, it does not say
            return Form(key, *_ARTICLE, bound=True)
        return Form(" ".join(tokens), *_SPELLING, bound=False)

    def group(self, name: str) -> Form:
        """The form of the name of a group."""
        words = self._members(self._tail_first(self._counted(name.split())))
        tokens = self._folded(self._tokens(" ".join(words)), self._actors)
        key = " ".join(tokens)
        named = any(t.startswith("@") for t in tokens) or any(w[:1].isupper() for w in words[1:])
        if named:
            return Form(key, *_GROUP, bound=False)
        bound = len(tokens) == 1 or any(token in self._words.context for token in tokens[:-1])
        return Form(key, *_ARTICLE, bound=True) if bound else Form(key, *_CLASS, bound=False)

    def label(self, name: str) -> str:
        """The name of a group without how many they are, "officials from Ukraine" as "Ukrainian officials"."""
        words = self._counted(name.split())
        behind = next((i for i, word in enumerate(words) if i and word in ("from", "of", "in")), len(words))
        tail = tuple(self._tokens(" ".join(w for w in words[behind + 1 :] if w.lower() != "the")))
        country = self._countries.get(tail)
        return " ".join([_adjective(country), *words[:behind]] if country else words)

    def letters(self, name: str) -> str:
        """The acronym that the words of a name make."""
        words = re.split(r"[\s\-/]+", re.sub(r"[^\w\s\-/]", "", name))
        return "".join(w[0] for w in words if w and w.lower() not in self._words.unlettered).upper()

    # -- words ---------------------------------------------------------------------------------------------------

    def _tokens(self, name: str) -> list[str]:
        words = name.replace("&", " and ").replace("’", "'").split()
        if len(words) > 1 and words[0].lower() in ("the", "a", "an"):
            words = words[1:]
        return [token for word in words if (token := self._token(word))]

    def _token(self, word: str) -> str:
        if (token := self._cut.get(word)) is None:
            token = self._cut[word] = self._compared(word)
        return token

    def _compared(self, word: str) -> str:
        word = word.strip(',;:"“”()').removesuffix("'s").removesuffix("'")
        letters = word.replace(".", "")
        if letters.isupper() and letters.isalnum() and len(letters) <= _LETTERS_KEPT:
            return letters
        token = plain(word).replace(" ", "") if re.fullmatch(r"(\w\.)+\w?", word) else plain(word)
        for old, new in self._spelling:
            if token.endswith(old) and (token == old or len(token) > len(old) + 1):
                return token.removesuffix(old) + new
        return token

    def _folded(self, tokens: Sequence[str], signs: Mapping[tuple[str, ...], str]) -> list[str]:
        """Names, adjectives and possessives of countries under one sign."""
        found, i = [], 0
        while i < len(tokens):
            for length in range(min(_LONGEST_COUNTRY, len(tokens) - i), 0, -1):
                if sign := signs.get(tuple(tokens[i : i + length])):
                    found.append(sign)
                    i += length
                    break
            else:
                found.append(tokens[i])
                i += 1
        return found

    def _state(self, tokens: Sequence[str]) -> tuple[str, bool]:
        """The key of a body of a state, in which the order of the words does not count; else the words as they are."""
        words = f" {' '.join(tokens)} "
        if (
            len(tokens) < 2
            or self._body_words.isdisjoint(tokens)
            or not any(f" {b} " in words for b in self._words.state_bodies)
        ):
            return " ".join(tokens), False
        folded = self._folded(tokens, self._signs)
        states = [token for token in folded if token.startswith("@")]
        rest = [token for token in folded if token not in self._words.unlettered and not token.startswith("@")]
        if _MINISTRY & set(rest):
            rest = ["foreign" if t == "foreign" else t for t in rest if t not in ("affairs", "affair")]
            rest = sorted(rest)
        elif not states:
            return " ".join(tokens), False
        return " ".join([*states, *rest]), bool(states)

    # -- groups --------------------------------------------------------------------------------------------------

    def _counted(self, words: Sequence[str]) -> list[str]:
        """Without how many: "group of former lawmakers", "at least nine senators", "a group of ten senators"."""
        rest = list(words)
        while len(rest) > 1 and (self._counts(rest[0]) or (rest[1].lower() == "of" and len(rest) > 2)):
            if rest[1].lower() == "of" and (rest[0].lower() in self._words.partitives or self._counts(rest[0])):
                rest = rest[2:]
            elif self._counts(rest[0]):
                rest = rest[1:]
            else:
                break
        kept = [w for w in rest[:-1] if not self._is_number(w) and w.lower() not in self._words.ranks]
        return [*kept, rest[-1]]

    def _counts(self, word: str) -> bool:
        return word.lower() in self._words.counts or self._is_number(word)

    def _is_number(self, word: str) -> bool:
        return word[:1].isdigit() or (
            word.lower() in self._words.counts and word.lower() not in ("the", "to", "at", "a")
        )

    def _tail_first(self, words: Sequence[str]) -> list[str]:
        """ "officials from Ukraine" as "Ukraine officials": one name behind the noun goes before it."""
        for i, word in enumerate(words[:-1]):
            if i and word in ("from", "of", "in"):
                tail = [w for w in words[i + 1 :] if w.lower() != "the"]
                key = tuple(self._tokens(" ".join(tail)))
                if key in self._countries or (key and self._by_key.get(" ".join(key))):
                    return [*tail, *words[:i]]
                break
        return list(words)

    def _members(self, words: Sequence[str]) -> list[str]:
        """ "bipartisan group of senators" as "bipartisan Senate group"."""
        lowered = [word.lower() for word in words]
        if len(words) > 2 and lowered[-2] == "of" and lowered[-1] in self._words.members:
            return [*words[:-3], self._words.members[lowered[-1]].title(), words[-3]]
        return list(words)


def _adjective(country: KnownActor) -> str:
    """How headlines call what is of a country: "US", "Ukrainian"."""
    short = next((alias for alias in country.aliases if alias.isupper() and alias.isalpha()), None)
    return short or next(iter(country.demonyms), country.name)


def is_acronym(text: str) -> bool:
    """Whether a word is letters of other words: "NATO", "I.M.F.", "MoD", "MI6"."""
    return re.fullmatch(r"(?=(?:.*[A-Z]){2})(?:[A-Z][a-z]?\.?)+\d?|[A-Z]{2,10}\d?|(?:[A-Z]\.){2,}", text) is not None
