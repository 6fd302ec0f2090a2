"""The words of an object: the smallest span that says what it is, and the lemmas that name it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from graphkit.extraction.misparses import is_opening_participle
from graphkit.extraction.slots import Target
from graphkit.extraction.tree import ancestors, children, lemma
from graphkit.model import ObjectPhrase

if TYPE_CHECKING:
    from spacy.tokens import Token

    from graphkit.extraction.contents import Contents
    from graphkit.extraction.coreference import Coreference
    from graphkit.extraction.parsing import Parsed
    from graphkit.ontology import Lexicon

_QUOTES = frozenset({"“", "”", '"', "‘", "’", "'", "``", "''", "„", "«", "»"})
_UNITS = frozenset("%‰°")
_COMMENTS = frozenset({"preconj", "appos", "parataxis", "mark", "intj", "discourse", "meta", "dep"})
_OBJECTS = frozenset({"dobj", "pobj", "nsubj", "nsubjpass", "attr", "conj"})
_MODIFIERS = ("amod", "compound", "nmod", "poss", "prep", "acl", "nummod")


class Objects:
    """Cuts objects out of one article."""

    def __init__(self, parsed: Parsed, actors: Coreference, contents: Contents, lexicon: Lexicon) -> None:
        """`actors` tells which objects are actors, `contents` what the others are about."""
        self._parsed = parsed
        self._actors = actors
        self._contents = contents
        self._words = lexicon.words
        self._frames = lexicon.frames

    def phrase(self, target: Target, cue: tuple[Token, ...], predicate: Token) -> ObjectPhrase | None:
        """The object, or None where the words say nothing by themselves ("it", "something").

        A cue that qualifies its object is no part of it: the "plan" of "the Trump-backed plan". `predicate` is
        the word whose negation has been read already.
        """
        head = target.head
        if head.pos_ == "PRON" and not target.is_clause and (thing := self._pointing(head)) is not None:
            return thing
        referent = None if target.is_clause else self._actors.of(head)
        if head.pos_ == "PRON" and not target.is_clause and referent is None:
            return None
        tokens = self._clause(target, predicate) if target.is_clause else self._noun(head, predicate)
        if (within := _qualifier(cue[0], head)) is not None:
            left_out = set(within.subtree)
            tokens = [token for token in tokens if token not in left_out]
        tokens = self._tidied(self._contiguous(tokens, head))
        first, last = tokens[0], tokens[-1]
        content = self._contents.of(head, {token.i for token in tokens})
        bare = [t for t in tokens if not (t.i < head.i and t.dep_ in ("det", "predet") and t.head == head)]
        return ObjectPhrase(
            start=self._parsed.start(first),
            end=self._parsed.end(last),
            text=self._parsed.text(first, last),
            label=_unquoted(self._parsed.text((bare or tokens)[0], last)),
            content=content,
            referent=referent,
            clause=target.is_clause,
        )

    def _tidied(self, tokens: list[Token]) -> list[Token]:
        """Without marks and joining words at the ends; a quotation that begins inside ends inside."""
        while len(tokens) > 1 and (tokens[0].is_punct or tokens[0].dep_ in ("cc", "mark") or tokens[0].tag_ == "TO"):
            tokens = tokens[1:]
        while len(tokens) > 1 and (
            (tokens[-1].is_punct and tokens[-1].text not in _UNITS)
            or tokens[-1].dep_ == "cc"
            or tokens[-1].text in ("'s", "’s")
        ):
            tokens = tokens[:-1]
        while len(tokens) > 1 and tokens[-1].dep_ == "prep" and tokens[-1].pos_ == "ADP":
            tokens = tokens[:-1]
        marks = sum(token.text in _QUOTES for token in tokens)
        behind = tokens[-1].i + 1
        if marks % 2 and behind < len(self._parsed.doc) and self._parsed.doc[behind].text in _QUOTES:
            tokens = [*tokens, self._parsed.doc[behind]]
        return tokens

    def _pointing(self, pronoun: Token) -> ObjectPhrase | None:
        """What "it" or "them" stands for: the one thing that the clauses before it in the sentence are about.

        Where they are about nothing, the sentence before is asked; two things are none.
        """
        if pronoun.lower_ not in self._words["neuter_pronouns"] | self._words["plural_pronouns"]:
            return None
        plural = pronoun.lower_ in self._words["plural_pronouns"]
        sentence = self._parsed.sentence_index(pronoun)
        for index in (sentence, sentence - 1):
            if index < 0 or self._parsed.passage_of(self._parsed.sentences[index][0]) != self._parsed.passage_of(
                pronoun
            ):
                break
            earlier = self._parsed.sentences[index]
            things = [token for token in earlier if token.i < pronoun.i and self._is_thing(token, plural=plural)]
            if index < sentence and pronoun.dep_ in ("nsubj", "nsubjpass"):
                # a subject goes on with the subject
                things = [token for token in things if token.head == earlier.root and token.dep_ != "dobj"] or things
            if not things:
                things = [
                    token for token in earlier if token.i < pronoun.i and self._is_complement(token, plural=plural)
                ]
            if len(things) == 1:
                found = self.phrase(Target(things[0]), (pronoun,), pronoun)
                if found is None:
                    return None
                start = self._parsed.start(pronoun)
                return replace(found, start=start, end=self._parsed.end(pronoun), text=pronoun.text)
            if things:
                break
        return None

    def _is_thing(self, token: Token, *, plural: bool) -> bool:
        """Whether a pronoun of this number may stand for the token: a subject or object that is no actor."""
        if token.dep_ not in ("nsubj", "nsubjpass", "dobj"):
            return False
        return self._may_be_meant(token, plural=plural)

    def _is_complement(self, token: Token, *, plural: bool) -> bool:
        """The same for what stands behind the preposition of a verb or adjective: "critical of the reform"."""
        if token.dep_ != "pobj":
            return False
        above = token.head.head
        complement = above.pos_ in ("VERB", "ADJ") or self._is_attitude(above)
        return complement and self._may_be_meant(token, plural=plural)

    def _is_attitude(self, noun: Token) -> bool:
        """A noun such as "reservations", which no pronoun stands for, unlike a "plan"."""
        return any(not frame.takes_owner for frame in self._frames.get((lemma(noun), "noun"), ()))

    def _may_be_meant(self, token: Token, *, plural: bool) -> bool:
        if token.pos_ != "NOUN" or (token.tag_ == "NNS") != plural or token.ent_type_ in ("DATE", "TIME"):
            return False
        if self._is_attitude(token) or lemma(token) in self._words["temporal_heads"] | self._words["empty_heads"]:
            return False
        return self._actors.of(token) is None

    # -- spans -------------------------------------------------------------------------------------------------

    def _noun(self, head: Token, predicate: Token) -> list[Token]:
        kept = [head]
        for child in head.children:
            if self._keeps(child, head, predicate):
                kept.extend(t for t in self._pruned(child, predicate))
        kept.extend(self._topic_of(head, predicate))
        return sorted(set(kept), key=lambda t: t.i)

    def _topic_of(self, head: Token, predicate: Token) -> list[Token]:
        """ "On mining" of "blocked the resolution on mining", which the parser hangs on the verb."""
        if head.dep_ != "dobj" or lemma(head) not in self._words["topical_heads"]:
            return []
        behind = [p for p in children(head.head, "prep") if p.lower_ == "on" and p.i == head.i + 1]
        return [t for p in behind if not self._circumstance(p, head) for t in self._pruned(p, predicate)]

    def _pruned(self, token: Token, predicate: Token) -> list[Token]:
        """The subtree of a token without what only comments on it."""
        kept = [token]
        for child in token.children:
            if self._keeps(child, token, predicate):
                kept.extend(self._pruned(child, predicate))
        return kept

    def _keeps(self, child: Token, head: Token, predicate: Token) -> bool:
        """Whether a child belongs to what the object is, and does not only comment on it."""
        if child.dep_ in _COMMENTS:
            return False
        match child.dep_:
            case "cc" | "conj":
                return head.dep_ not in _OBJECTS or head.pos_ not in ("NOUN", "PROPN") or self._inner(head)
            case "relcl":
                # "a deal that takes the guard off the train": nothing else says which
                return not self._after_comma(child) and not children(head, *_MODIFIERS)
            case "advcl":
                purpose = head.pos_ in ("VERB", "AUX") and child.tag_ == "VB" and child.i > head.i
                return purpose and not self._after_comma(child)
            case "acl":
                return not self._after_comma(child)
            case "npadvmod":
                return child.ent_type_ not in ("DATE", "TIME")
            case "prep":
                return not self._circumstance(child, head)
            case "punct":
                return child.text in ("-", "–") or child.text in _QUOTES
            case "neg":
                return head != predicate  # a negation of the cue is in the relation already
            case "amod":
                return not is_opening_participle(child)
        return True

    def _inner(self, head: Token) -> bool:
        """Whether the noun lies inside the object ("security of A and B") and is not the object itself."""
        return head.dep_ == "pobj" and head.head.dep_ == "prep" and head.head.head.pos_ in ("NOUN", "PROPN", "ADJ")

    def _after_comma(self, child: Token) -> bool:
        first = child.left_edge
        return first.i > 0 and self._parsed.doc[first.i - 1].text in (",", "—", ";")

    def _circumstance(self, prep: Token, head: Token) -> bool:
        if self._after_comma(prep) or prep.lower_ in self._words["circumstance_prepositions"]:
            return True
        nouns = children(prep, "pobj")
        return any(noun.ent_type_ in ("DATE", "TIME") or noun.lower_ in self._words["platforms"] for noun in nouns)

    def _clause(self, target: Target, predicate: Token) -> list[Token]:
        head = target.head
        tokens = self._pruned(head, predicate)
        if target.first is not None:
            subject = [
                t
                for t in self._parsed.doc[target.first.i : head.i]
                if t.dep_ != "mark" and not (t.dep_ == "neg" and t.head == predicate)
            ]
            tokens = [t for t in tokens if t.i >= target.first.i] + subject
        else:
            tokens = [
                t
                for t in tokens
                if t.i >= head.i or (t.head == head and t.dep_ in ("advmod", "neg") and t.i == head.i - 1)
            ]
        return sorted(set(tokens), key=lambda t: t.i)

    def _contiguous(self, tokens: list[Token], head: Token) -> list[Token]:
        """The run of tokens around the head; a pair of quotation marks or a comma between does not break it."""
        kept = {t.i for t in tokens}
        doc = self._parsed.doc
        first = last = head.i
        while first - 1 in kept or (first - 2 in kept and doc[first - 1].is_punct):
            first -= 1
        while last + 1 in kept or (last + 2 in kept and doc[last + 1].is_punct):
            last += 1
        return list(doc[first : last + 1])


def _unquoted(text: str) -> str:
    """The text without quotation marks; apostrophes stay."""
    return re.sub(r"[“”„«»\"]|(?<!\w)['‘’]|['’](?!\w)", "", text).strip()


def _qualifier(cue: Token, head: Token) -> Token | None:
    """The participle or relative clause of an object in which its cue stands: "the plan that Kyiv put forward"."""
    for token in (cue, *ancestors(cue)):
        if token.head == head and token != head:
            return token if token.dep_ == "relcl" or (token.dep_ in ("amod", "acl") and token.i < head.i) else None
    return None
