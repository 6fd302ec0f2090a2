"""Pronouns and definite descriptions inside one article, by grammar; two candidates are none.

The order of preference is that of Hobbs (1978) and of centering (Grosz, Joshi and Weinstein 1995), cut down
to what is safe: the subject of the clause above, then the subject of the sentence before.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from graphkit.extraction.tree import ancestors, antecedent, children, coordination, lemma, subjects

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from graphkit.extraction.mentions import Mentions
    from graphkit.extraction.parsing import Parsed
    from graphkit.extraction.speech import Speech
    from graphkit.model import Mention
    from graphkit.ontology import Lexicon

_REACH = 2
"""How many sentences back a pronoun may point."""


class Coreference:
    """Actors by the head of their phrase, pronouns included."""

    def __init__(self, parsed: Parsed, mentions: Mentions, speech: Speech, lexicon: Lexicon) -> None:
        """Nothing is resolved until it is asked for."""
        self._parsed = parsed
        self._mentions = mentions
        self._speech = speech
        self._words = lexicon.words
        self._bodies = mentions.bodies
        self._ranks = mentions.ranks
        self._known: dict[int, Mention | None] = {}

    def of(self, token: Token) -> Mention | None:
        """The actor that the phrase with this head stands for, or None."""
        if token.i not in self._known:
            self._known[token.i] = None  # a pronoun never resolves through itself
            self._known[token.i] = self._resolve(token)
        return self._known[token.i]

    def all(self, token: Token) -> list[Mention]:
        """The actors that a phrase joins: two of "unions and farmers"."""
        return [mention for part in coordination(token) if (mention := self.of(part)) is not None]

    def _resolve(self, token: Token) -> Mention | None:
        word = token.lower_
        if (relative := antecedent(token)) is not None:
            return self.of(relative)
        if token.pos_ == "PRON" or token.tag_ == "PRP$":
            found = self._pronoun(token, word)
            return self._as(token, found) if found else None
        found = self._mentions.of(token)
        if found is not None and found.kind == "Group" and (children(token, "det") or self._in_title(token)):
            return self._same_group(token, found)
        if found is not None and found.name == lemma(token):  # "the group", and nothing more
            return self._ours(token) or self._described(token) or found
        if found is None and (ours := self._ours(token)) is not None:
            return ours
        if found is None and any(det.lower_ in ("the", "this") for det in children(token, "det")):
            return self._described(token)
        return found

    def _as(self, token: Token, found: Mention) -> Mention:
        return replace(found, start=self._parsed.start(token), end=self._parsed.end(token), text=token.text)

    def _pronoun(self, token: Token, word: str) -> Mention | None:
        if word in self._words["first_person"]:
            speaker = self._speech.speaker(token) if self._speech.quotation(token) else None
            return self.of(speaker) if speaker is not None else None
        if word in self._words["personal_pronouns"]:
            return self._back(token, frozenset({"Person"}))
        if word in self._words["plural_pronouns"]:
            return self._back(token, frozenset({"Group"}), near=True) or self._plural_before(token)
        if word in self._words["neuter_pronouns"]:
            return (
                None if self._is_others(token) else self._back(token, frozenset({"Country", "Organization"}), near=True)
            )
        return None

    def _back(self, token: Token, kinds: frozenset[str], *, near: bool = False) -> Mention | None:
        if (found := self._above(token, kinds)) is not None:
            return found
        sentence = self._parsed.sentence_index(token)
        if (found := self._unique_subject(self._parsed.sentences[sentence], kinds, before=token.i)) is not None:
            return found
        if near:
            return None
        passage = self._parsed.passage_of(token)
        for back in range(1, _REACH + 1):
            if back > sentence:
                break
            earlier = self._parsed.sentences[sentence - back]
            if passage - self._parsed.passage_of(earlier[0]) > 1:
                break
            inside = {m.name: m for m in self._inside(earlier, kinds)}
            subject = [m for s in children(earlier.root, "nsubj", "nsubjpass") if (m := self.of(s)) and m.kind in kinds]
            goes_on = self._speech.is_speech(earlier.root) or self._speech.is_speech(token.head)
            if len(subject) == 1 and (goes_on or not inside.keys() - {subject[0].name}):
                return subject[0]
            if inside:
                return next(iter(inside.values())) if len(inside) == 1 and not subject else None
        return None

    def _plural_before(self, token: Token) -> Mention | None:
        """ "They" goes on with the plural subject of the sentence before: "The Greens …. They …"."""
        sentence = self._parsed.sentence_index(token)
        if token.dep_ not in ("nsubj", "nsubjpass") or not sentence:
            return None
        earlier = self._parsed.sentences[sentence - 1]
        if self._parsed.passage_of(token) - self._parsed.passage_of(earlier[0]) > 1:
            return None
        goes_on = self._words["plural_pronouns"]
        found = [
            m
            for s in children(earlier.root, "nsubj", "nsubjpass")
            if (_is_plural(s) or s.lower_ in goes_on) and (m := self.of(s))
        ]
        return found[0] if len(found) == 1 else None

    def _is_others(self, token: Token) -> bool:
        """Whether "its" belongs to the subject of its clause, and that is no actor: "urged Europe to raise its …"."""
        clause = next((above for above in ancestors(token) if above.pos_ in ("VERB", "AUX")), None)
        own = subjects(clause) if clause is not None and token.tag_ == "PRP$" else []
        return any(s.tag_ in ("NN", "NNP") and s.i < token.i and self.of(s) is None for s in own)

    def _above(self, token: Token, kinds: frozenset[str]) -> Mention | None:
        """The subject of the nearest clause above that is no part of the pronoun's own phrase."""
        for above in ancestors(token):
            if above.pos_ not in ("VERB", "AUX"):
                continue
            for subject in subjects(above):
                if subject.i >= token.i or token in subject.subtree or not self._same_voice(subject, token):
                    continue
                found = self.of(subject)
                if found is not None and found.kind in kinds:
                    return found
        return None

    def _same_voice(self, candidate: Token, pronoun: Token) -> bool:
        """Whether both stand in the same quotation or both outside: "Putin lies," he said, is not Putin."""
        if pronoun.lower_ in self._words["neuter_pronouns"]:
            return True
        return self._speech.quotation(candidate) == self._speech.quotation(pronoun)

    def _unique_subject(self, sentence: Span, kinds: frozenset[str], *, before: int) -> Mention | None:
        found = {}
        for token in sentence:
            if (
                token.i < before
                and token.dep_ in ("nsubj", "nsubjpass", "appos")
                and self._same_voice(token, sentence.doc[before])
            ):
                mention = self.of(token)
                if mention is not None and mention.kind in kinds:
                    found[mention.name] = mention
        return next(iter(found.values())) if len(found) == 1 else None

    def _inside(self, sentence: Span, kinds: frozenset[str]) -> list[Mention]:
        heads = [t for t in sentence if t.dep_ not in ("compound", "amod", "nmod") and t.pos_ in ("PROPN", "NOUN")]
        return [m for t in heads if (m := self.of(t)) is not None and m.kind in kinds]

    @cached_property
    def _groups(self) -> dict[str, dict[str, tuple[int, Mention]]]:
        """The groups and bodies that the article names: by noun and by name, with the first token that names each."""
        found: dict[str, dict[str, tuple[int, Mention]]] = {}
        for token in self._parsed.doc:
            mention = self._mentions.of(token) if token.pos_ == "NOUN" else None
            if mention is not None and mention.kind in ("Group", "Organization"):
                found.setdefault(lemma(token), {}).setdefault(mention.name, (token.i, mention))
        return found

    def _named_before(self, token: Token) -> list[Mention]:
        """The groups of this noun that are named before the token, each in its longest form.

        A headline only repeats what the text says.
        """
        named = self._groups.get(lemma(token), {}).values()
        before = [(first, mention) for first, mention in named if first < token.i and mention.name != lemma(token)]
        inside = [mention for first, mention in before if not self._in_title(self._parsed.doc[first])]
        found = inside or [mention for _, mention in before]
        words = [self._telling(mention.name) for mention in found]
        return [mention for mention, own in zip(found, words, strict=True) if not any(own < longer for longer in words)]

    def _in_title(self, token: Token) -> bool:
        return self._parsed.article.passages[self._parsed.passage_of(token)].role == "title"

    def _same_group(self, token: Token, mention: Mention) -> Mention:
        """ "The former lawmakers" are the "former Republican lawmakers" named before, if no others are.

        A headline shortens the same way what the text names after it: "former top security officials".
        """
        words = self._telling(mention.name)
        if self._in_title(token):
            others = [other for _, other in self._groups.get(lemma(token), {}).values()]
            longer = {other.name for other in others if len(words) > 1 and words < self._telling(other.name)}
        elif any(det.lower_ in ("the", "these", "those") for det in children(token, "det")):
            before = [other for first, other in self._groups.get(lemma(token), {}).values() if first < token.i]
            longer = {other.name for other in before if words < self._telling(other.name)}
        else:
            return mention
        return replace(mention, name=longer.pop()) if len(longer) == 1 else mention

    def _telling(self, name: str) -> set[str]:
        """The words of a group's name that tell who it is."""
        return set(name.lower().split()) - self._ranks

    def _ours(self, token: Token) -> Mention | None:
        """ "Our group" in a quotation is whoever speaks."""
        owners = children(token, "poss")
        if not owners or owners[0].lower_ not in self._words["first_person"] or lemma(token) not in self._bodies:
            return None
        found = self.of(owners[0])
        return self._as(token, found) if found is not None else None

    def _described(self, token: Token) -> Mention | None:
        """ "The group" is the one group named before."""
        if children(token, "amod", "compound", "nmod", "poss", "prep", "relcl"):
            return None
        same = self._named_before(token)
        return self._as(token, same[0]) if len(same) == 1 else None


def _is_plural(noun: Token) -> bool:
    """Whether "they" may stand for it: a plural, or a name that looks like one ("the Greens")."""
    return noun.tag_ in ("NNS", "NNPS") or (
        noun.tag_ == "NNP" and noun.text.endswith("s") and noun.ent_type_ != "PERSON"
    )
