"""What a noun that only points back was named as before: "the bill", "such a step", "the increase"."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING

from graphkit.extraction.tree import children, is_infinitive, lemma

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from spacy.tokens import Token

    from graphkit.extraction.parsing import Parsed
    from graphkit.extraction.wording import Wording
    from graphkit.model import Content
    from graphkit.ontology import Lexicon, TopicWords


class Antecedents:
    """Finds in one article what its nouns point back to."""

    def __init__(
        self,
        parsed: Parsed,
        lexicon: Lexicon,
        topics: TopicWords,
        wording: Wording,
        read: Callable[[Token], Content],
    ) -> None:
        """`read` gives the content of a phrase by its head, as it stands there."""
        self._parsed = parsed
        self._words = lexicon.words
        self._topics = topics
        self._word = wording
        self._read = read
        self._looked_up: dict[tuple[str, str], _Named] = {}

    def points(self, noun: Token, *, closely: bool = False) -> bool:
        """Whether the noun may be one that was named before: "the bill" or, more closely, "such guarantees"."""
        pointing = self._words["demonstratives"] | (frozenset() if closely else self._words["definite_articles"])
        dets = children(noun, "det", "predet", "poss", "amod")
        return any(det.lower_ in pointing or det.tag_ == "PRP$" for det in dets)

    def is_named(self, content: Content) -> bool:
        """Whether a content says what it is about: more than its head, or one of several words ("death penalty")."""
        more = content.modifiers or content.qualities or content.about or content.arguments or content.form
        return bool(more) or (" " in content.head and content.head in self._topics.synonyms)

    def is_vague(self, noun: Token) -> bool:
        """Whether a bare noun says nothing outside its article: "a deal", "this tax", "his offer"."""
        word = self._word(noun)
        return self._is_idle(word) or word in self._topics.vague or self.points(noun, closely=True)

    def of(self, noun: Token) -> tuple[Token, Content] | None:
        """What was named before with more words, if that is one thing, and its content.

        The same noun is asked for first; then, for a form, its family ("the law" of a bill); then whatever says the
        same ("the increase" of "to raise fees"); at last, for a word such as "move", what was just introduced.
        """
        word = self._word(noun)
        if found := self._named_before(noun, self._named_by_noun(word)):
            return found
        family = self._topics.forms.get(word, "")
        if family not in ("", "act") and (found := self._named_before(noun, self._named_by_family(family))):
            return found
        if found := self._named_before(noun, self._named_by_concept(self._concept(word))):
            return found
        return self._introduced(noun) if self._is_idle(word) else None

    def _is_idle(self, word: str) -> bool:
        return word in self._topics.light_nouns or word in self._topics.forms

    def _concept(self, word: str) -> str:
        return self._topics.synonyms.get(word, word)

    @cached_property
    def _nouns(self) -> dict[str, list[Token]]:
        """The nouns of the article by lemma, and by the expression that they stand for, in its order."""
        found: dict[str, list[Token]] = {}
        for token in self._parsed.doc:
            if token.pos_ in ("NOUN", "PROPN"):
                # "the charge" may be the congestion charge
                for word in {self._word(token), lemma(token)} - {""}:
                    found.setdefault(word, []).append(token)
        return found

    @cached_property
    def _alike(self) -> dict[str, list[Token]]:
        """The nouns and verbs of the article by what they say."""
        found: dict[str, list[Token]] = {}
        for token in self._parsed.doc:
            if token.pos_ in ("NOUN", "VERB"):
                found.setdefault(self._concept(self._word(token)), []).append(token)
        return found

    def _named_by_noun(self, word: str) -> _Named:
        return self._named("noun", word, lambda: self._nouns.get(word, ()))

    def _named_by_family(self, family: str) -> _Named:
        kin = (word for word, its in self._topics.forms.items() if its == family)
        return self._named("family", family, lambda: (token for word in kin for token in self._nouns.get(word, ())))

    def _named_by_concept(self, concept: str) -> _Named:
        return self._named("concept", concept, lambda: self._alike.get(concept, ()), "NOUN", "VERB")

    def _named(self, by: str, key: str, tokens: Callable[[], Iterable[Token]], *tags: str) -> _Named:
        """Those of the tokens that say what they are about: looked for once an article, however often it points."""
        if (by, key) not in self._looked_up:
            read = ((token, self._read(token)) for token in tokens() if token.pos_ in (tags or ("NOUN",)))
            self._looked_up[by, key] = _Named((token, content) for token, content in read if self.is_named(content))
        return self._looked_up[by, key]

    def _named_before(self, noun: Token, named: _Named) -> tuple[Token, Content] | None:
        sentence = self._parsed.sentence_index
        first = 0
        if any(det.lower_ in self._words["distal"] for det in children(noun, "det", "amod")):
            # "that measure" is one just named; "this" and "the" may be what all is about (Gundel et al. 1993)
            first = self._parsed.sentences[max(sentence(noun) - 1, 0)][0].i
        nearest = named.before(noun.i)
        if nearest is None or nearest[0].i < first:
            return None
        if named.are_one(first, nearest[0].i, nearest[1]) or sentence(noun) - sentence(nearest[0]) <= 1:
            return nearest
        return None

    def _introduced(self, noun: Token) -> tuple[Token, Content] | None:
        """The object of "proposed", "plans" or "passed" in the sentence before, if that has one only."""
        index = self._parsed.sentence_index(noun)
        if index == 0 or self._parsed.passage_of(self._parsed.sentences[index - 1][0]) != self._parsed.passage_of(noun):
            return None
        found = []
        for verb in self._parsed.sentences[index - 1]:
            if verb.pos_ == "VERB" and self._word(verb) in self._topics.introducing:
                found += [thing for thing in children(verb, "dobj") if thing.pos_ == "NOUN"]
                found += [deed for deed in children(verb, "xcomp") if is_infinitive(deed) or deed.tag_ == "VBG"]
        if len(found) != 1:
            return None
        content = self._read(found[0])
        return (found[0], content) if self.is_named(content) else None


class _Named:
    """Nouns and verbs that say what they are about, with their contents, in the order of the article."""

    def __init__(self, found: Iterable[tuple[Token, Content]]) -> None:
        self._found = sorted(found, key=lambda pair: pair[0].i)
        self._places = [token.i for token, _ in self._found]
        # Many say the same: each sort of contents is compared once, by its places.
        self._sorts: dict[tuple[bool, frozenset[str]], list[int]] = {}
        for token, content in self._found:
            self._sorts.setdefault((content.contrary, _told(content)), []).append(token.i)

    def before(self, place: int) -> tuple[Token, Content] | None:
        """The last one before a place."""
        index = bisect_left(self._places, place)
        return self._found[index - 1] if index else None

    def are_one(self, first: int, last: int, content: Content) -> bool:
        """Whether all between two places may be what the content is of: neither wants the end of the other's."""
        words = _told(content)
        for (contrary, others), places in self._sorts.items():
            index = bisect_left(places, first)
            there = index < len(places) and places[index] < last
            if there and (contrary != content.contrary or words.isdisjoint(others)):
                return False
        return True


def _told(content: Content) -> frozenset[str]:
    return frozenset((content.head, *content.modifiers, *content.details, *content.arguments))
