"""Stances without a stance word: what somebody says must be, and what somebody says is good or bad.

A normative clause ("Kyiv must be heard") or an appraisal ("the plan is a mistake"; Martin and White 2005) in
somebody's mouth is that person's stance; in the article's own voice it is nobody's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphkit.extraction.frames import Match
from graphkit.extraction.slots import Target
from graphkit.extraction.tree import children, is_infinitive, lemma, subjects

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from spacy.tokens import Span, Token

    from graphkit.extraction.speech import Speech
    from graphkit.ontology import Lexicon


class Opinions:
    """Finds normative clauses and appraisals, with whoever says them."""

    def __init__(self, lexicon: Lexicon, speech: Speech, nobodies: frozenset[str], forms: Container[str]) -> None:
        """`speech` knows the speakers; of `nobodies` ("critics") no opinion is a stance.

        `forms` are nouns that an adjective beside them appraises for all: "a dangerous attempt".
        """
        self._forms = forms
        self._nobodies = nobodies
        self._lexicon = lexicon
        self._words = lexicon.words
        self._speech = speech

    def __call__(self, sentence: Span) -> Iterator[Match]:
        """All matches of a sentence. A match without actors is nobody's opinion."""
        for token in sentence:
            if token.pos_ in ("VERB", "AUX"):
                if is_normative(token, self._lexicon):
                    yield self._normative(token)
                elif match := (
                    self._appraised(token)
                    or self._groundless(token)
                    or self._labelled(token)
                    or self._unacceptable(token)
                ):
                    yield match

    def _said(self, token: Token) -> tuple[Token, ...]:
        speaker = self._speech.speaker(token)
        return (speaker,) if speaker is not None else ()

    # -- what must be ------------------------------------------------------------------------------------------

    def _normative(self, verb: Token) -> Match:
        cue = next((c for c in verb.children if self._is_normative_word(c)), verb)
        frame = self._lexicon.normative
        targets = tuple(self._demanded(verb))
        return Match(frame, (cue,), "norm", targets, self._said(verb), verb, own_auxiliaries=False)

    def _is_normative_word(self, token: Token) -> bool:
        return token.lower_ in self._words["normative_modals"] or token.lower_ in self._words["normative_adjectives"]

    def _demanded(self, verb: Token) -> list[Target]:
        if _is_let_us(verb):
            return [Target(clause) for clause in children(verb, "ccomp", "xcomp")]
        own = subjects(verb)
        if any(s.tag_ in ("WP", "WDT", "WRB") for s in own):
            return []
        predicate = any(c.lower_ in self._words["normative_adjectives"] for c in children(verb, "acomp", "oprd"))
        if predicate or verb.lower_ in self._words["normative_adjectives"]:
            return [Target(subject) for subject in own]
        if children(verb, "expl"):
            return [
                Target(noun) for each in (verb, *children(verb, "xcomp")) for noun in children(each, "attr", "dobj")
            ]
        if not own or own[0].lower_ in self._words["first_person"] or own[0].i > verb.i:
            return [Target(verb)]
        expletive = children(verb, "ccomp", "csubj") or lemma(verb) in self._words["speech_verbs"]
        if own[0].lower_ in self._words["impersonal_subjects"] and (own[0].lower_ != "it" or expletive):
            return []
        return [Target(verb, own[0].left_edge)]

    # -- what is good or bad -----------------------------------------------------------------------------------

    def _appraised(self, verb: Token) -> Match | None:
        """ "The plan is a mistake," said X."""
        if verb.lemma_ != "be":
            return None
        for predicate in children(verb, "acomp", "attr"):
            cue = self._appraising(predicate)
            frame = None if lemma(cue) in self._words["grounds"] else self._lexicon.appraisals.get(lemma(cue))
            own = [s for s in subjects(verb) if s.lower_ not in self._words["impersonal_subjects"]]
            if frame is not None and own and self._may_be_appraised(own[0]) and (said := self._said(verb)):
                return Match(frame, (cue,), "predicate", (Target(own[0]),), said, verb)
        return None

    def _appraising(self, predicate: Token) -> Token:
        """The word that appraises: the predicate, or the adjective of one that does not: "a reckless move"."""
        if predicate.dep_ == "attr" and lemma(predicate) in self._forms:
            return next((a for a in children(predicate, "amod") if lemma(a) in self._lexicon.appraisals), predicate)
        return predicate

    def _groundless(self, verb: Token) -> Match | None:
        """ "There is no justification for the raid," said X."""
        if lemma(verb) != "be" or not children(verb, "expl"):
            return None
        for noun in children(verb, "attr", "nsubj"):
            if lemma(noun) not in self._words["grounds"]:
                continue
            denied = children(verb, "neg") or [t for t in noun.children if t.lower_ in self._words["weak_quantifiers"]]
            targets = [
                Target(t, None)
                for prep in children(noun, "prep")
                if prep.lower_ in ("for", "to")
                for t in children(prep, "pobj", "pcomp")
            ]
            frame, said = self._lexicon.appraisals.get(lemma(noun)), self._said(verb)
            if frame is not None and denied and targets and said:
                return Match(frame, (noun,), "predicate", tuple(targets), said, noun)
        return None

    def _may_be_appraised(self, noun: Token) -> bool:
        return noun.pos_ in ("NOUN", "PROPN", "PRON") and lemma(noun) not in self._nobodies

    def _unacceptable(self, verb: Token) -> Match | None:
        """ "The cuts cannot be accepted," said X."""
        if (
            lemma(verb) not in self._words["unacceptable_verbs"]
            or not children(verb, "neg")
            or not children(verb, "auxpass")
        ):
            return None
        frame, said = self._lexicon.appraisals.get("unacceptable"), self._said(verb)
        if frame is None or not said or not any(aux.tag_ == "MD" for aux in children(verb, "aux")):
            return None
        # the negation is part of the cue and is not to be read again: its noun bears the stance
        own = subjects(verb)
        return Match(frame, (verb,), "predicate", tuple(Target(s) for s in own), said, own[0]) if own else None

    def _labelled(self, verb: Token) -> Match | None:
        """ "X called the plan a mistake", "described it as a mistake"."""
        if verb.lemma_.lower() not in self._words["labelling_verbs"]:
            return None
        places = [
            *children(verb, "oprd", "xcomp", "ccomp", "dobj"),
            *(p for a in children(verb, "prep") if a.lower_ == "as" for p in a.children),
        ]
        for predicate in places:
            frame = self._lexicon.appraisals.get(lemma(predicate))
            if frame is None or lemma(predicate) in self._words["grounds"]:
                continue
            labelled = [
                t
                for t in (*children(verb, "dobj"), *children(predicate, "nsubj"))
                if t != predicate and t.i < predicate.i
            ]
            if labelled:
                return Match(frame, (verb, predicate), "label", (Target(labelled[0]),), tuple(subjects(verb)), verb)
        return None


def is_normative(verb: Token, lexicon: Lexicon) -> bool:
    """Whether a clause says what must or should be: "must act", "has to act", "is essential", "is needed"."""
    words = lexicon.words
    auxiliaries = children(verb, "aux")
    if _is_subjunctive(verb) or _is_let_us(verb):
        return True
    if any(aux.lower_ == "have" for aux in auxiliaries) and verb.tag_ == "VBN" and verb.lower_ != "got":
        return False  # "must have been" guesses
    for aux in auxiliaries:
        if aux.lower_ in words["normative_modals"]:
            own = children(verb, "nsubj", "nsubjpass", "expl")
            return not own or aux.i > own[0].i  # "should it come about" is a condition
    if verb.lemma_.lower() in words["normative_verbs"] and any(is_infinitive(c) for c in children(verb, "xcomp")):
        return not any(c.lower_ == "yet" for c in children(verb, "advmod"))
    if verb.lower_ == "got" and any(a.lemma_ == "have" for a in auxiliaries) and children(verb, "xcomp"):
        return True
    if any(c.lower_ in words["normative_adjectives"] for c in children(verb, "acomp", "oprd")):
        return True
    return verb.tag_ == "VBN" and verb.lower_ in words["normative_adjectives"] and bool(children(verb, "auxpass"))


def _is_subjunctive(verb: Token) -> bool:
    """ "That a new deal be signed", "that the minister resign"."""
    if verb.dep_ != "ccomp" or not children(verb, "mark") or not children(verb, "nsubj", "nsubjpass"):
        return False
    finite = children(verb, "auxpass") or [verb]
    return finite[0].tag_ == "VB" and not children(verb, "aux")


def _is_let_us(verb: Token) -> bool:
    """ "Let's ban it"."""
    return verb.lower_ == "let" and verb.i + 1 < len(verb.doc) and verb.nbor(1).lower_ in ("us", "'s", "’s")
