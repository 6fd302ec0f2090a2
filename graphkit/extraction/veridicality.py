"""How a stance is held: negated, possible, intended, conditional, or not asserted at all.

A cue is read upwards through the tree. Each word above it keeps, turns round, weakens or cancels it; this is
veridicality in the sense of Karttunen (1971, implicative verbs) and of Sauri and Pustejovsky (2009, FactBank),
with words of the lexicon for their classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphkit.extraction.misparses import is_main_clause
from graphkit.extraction.tree import children, is_infinitive, lemma

if TYPE_CHECKING:
    from spacy.tokens import Token

    from graphkit.model import Modality
    from graphkit.ontology import Lexicon


_NEAR = 4
"""How many tokens behind its verb a negation may stand: "is in fact not"."""


@dataclass(frozen=True, slots=True)
class Holding:
    """Whether the cue is turned round, and how it is held; `blocked` says why nothing is asserted, else empty.

    `failed` tells that the negation is a failure: an act that fails was meant all the same.
    """

    negated: bool = False
    modality: Modality = "actual"
    blocked: str = ""
    failed: bool = False


@dataclass(slots=True)
class _Reading:
    negated: bool = False
    failed: bool = False
    modality: Modality = "actual"

    def weaken(self, modality: Modality) -> None:
        order = ("actual", "intended", "conditional", "possible")
        if order.index(modality) > order.index(self.modality):
            self.modality = modality


class Veridicality:
    """Reads how cues are held, with the words of one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        """`lexicon` gives the classes of operators."""
        self._words = lexicon.words

    def holding(self, cue: Token, *, own_auxiliaries: bool = True) -> Holding:
        """How the stance of this cue is held; without its own auxiliaries where they are the cue ("must act")."""
        reading = _Reading()
        token = cue
        if cue.sent[-1].text == "?" or (
            cue.sent[-1].text in ("”", '"') and len(cue.sent) > 1 and cue.sent[-2].text == "?"
        ):
            return Holding(blocked="question")
        joined = False
        while True:
            # What stands beside the first of joined verbs belongs to it alone, but for what a bare form shares.
            if not joined and (blocked := self._at(token, reading, auxiliaries=own_auxiliaries or token != cue)):
                return Holding(blocked=blocked)
            if token.head == token:
                break
            step = self._up(token, cue, reading)
            if step == "stop":
                break
            if step:
                return Holding(blocked=step)
            joined = token.dep_ == "conj"
            token = token.head
        return Holding(reading.negated, reading.modality, failed=reading.failed)

    def _in(self, token: Token, *lists: str) -> bool:
        """Whether a word, or a verb with its particle, stands in one of the lists."""
        word = token.lemma_.lower()
        particles = [f"{word} {child.lower_}" for child in token.children if child.dep_ == "prt"]
        return any(form in self._words[name] for name in lists for form in (word, *particles))

    # -- what stands beside a word -----------------------------------------------------------------------------

    def _at(self, token: Token, reading: _Reading, *, auxiliaries: bool) -> str:
        """Negation, auxiliaries and markers of one word; says why it blocks, if it does."""
        first = token.head if token.dep_ == "conj" else token
        if token.pos_ == "VERB" and first.pos_ == "VERB" and self._is_undecided(first):
            return "neither … nor"
        for child in token.children:
            if self._negates(child, token):
                reading.negated = not reading.negated
            elif child.dep_ in ("advmod", "amod") and child.lower_ in self._words["unreal_words"]:
                return f"'{child.lower_}'"
            elif child.dep_ == "advmod" and child.lower_ in self._words["possible_words"]:
                reading.weaken("possible")
            elif child.dep_ == "advcl" and self._is_condition(child):
                reading.weaken("conditional")
            elif (child.dep_ == "mark" and child.lower_ in self._words["conditional_markers"]) or (
                child.dep_ == "auxpass" and any(self._inverted(c, token) for c in children(child, "aux"))
            ):
                return "condition"
            elif child.dep_ == "aux" and auxiliaries and (blocked := self._auxiliary(child, token, reading)):
                return blocked
        return self._shared(token, reading)

    def _is_undecided(self, verb: Token) -> bool:
        """ "Neither endorsed nor rejected": of two opposites, denying both is no stance."""
        negative = self._words["negators"]
        return bool(children(verb, "conj")) and any(c.lower_ in negative for c in children(verb, "preconj"))

    def _negates(self, child: Token, token: Token) -> bool:
        match child.dep_:
            case "neg":
                return child.i < token.i + _NEAR  # "backs it; France does not" says nothing of the first
            case "advmod":
                longer = child.lower_ == "longer" and any(c.lower_ == "no" for c in child.children)
                return longer or child.lower_ in self._words["negators"]
            case "det" | "preconj":
                return child.lower_ in self._words["negators"] and token.pos_ in ("NOUN", "VERB", "ADJ")
            case "prep":
                return any(
                    lemma(noun) in self._words["negating_phrases"]
                    and any(det.lower_ in self._words["negators"] for det in children(noun, "det"))
                    for noun in children(child, "pobj")
                )
        return False

    def _is_condition(self, clause: Token) -> bool:
        return any(mark.lower_ in self._words["conditional_markers"] for mark in children(clause, "mark"))

    def _shared(self, token: Token, reading: _Reading) -> str:
        """What a bare form shares with the verb that it is joined to: "did not support or endorse"."""
        if token.dep_ != "conj":
            return ""
        if any(cc.lower_ in self._words["negators"] and cc.i < token.i for cc in children(token.head, "cc")):
            reading.negated = not reading.negated  # "nor did it praise", "neither endorsed nor rejected"
        if token.tag_ != "VB" or children(token, "aux"):
            return ""
        for child in token.head.children:
            if child.dep_ == "neg":
                reading.negated = not reading.negated
            elif child.dep_ == "aux" and (blocked := self._auxiliary(child, token.head, reading)):
                return blocked
        return ""

    def _auxiliary(self, aux: Token, verb: Token, reading: _Reading) -> str:
        word = aux.lower_
        if self._inverted(aux, verb):
            return "condition"
        if word in self._words["normative_modals"]:
            return "obligation"
        if (
            aux.tag_ == "MD"
            and verb.tag_ == "VBN"
            and any(a.lower_ in ("have", "'ve", "’ve") for a in children(verb, "aux"))
        ):
            return "unreal"  # "would have supported"
        if word in self._words["possible_words"] and aux.tag_ == "MD":
            if word in ("can", "could") and any(c.dep_ == "neg" for c in verb.children):
                return ""
            reading.weaken("possible")
        elif word in self._words["intended_words"]:
            reading.weaken("intended")
        return ""

    def _inverted(self, aux: Token, verb: Token) -> bool:
        """ "Should a deal come about": the auxiliary before its subject, without a question."""
        own = children(verb, "nsubj", "nsubjpass") + children(aux.head, "nsubj", "nsubjpass")
        return bool(own) and aux.i < own[0].i and aux.lower_ in self._words["inverting_auxiliaries"]

    # -- what stands above it ----------------------------------------------------------------------------------

    def _up(self, token: Token, cue: Token, reading: _Reading) -> str:
        """Takes the step to the head: "" to go on, "stop" where the clause ends, else why nothing is asserted."""
        head = token.head
        match token.dep_:
            case "appos" | "parataxis":
                return "stop"
            case "csubj" if is_main_clause(token):
                return "stop"
            case "relcl" if not is_infinitive(token):
                return "stop"
            case "acl" | "relcl":
                return self._under_noun(token, head, reading)
            case "xcomp" | "ccomp" | "csubj" | "dep":
                return self._under_predicate(token, head, reading)
            case "advcl":
                return self._adverbial(token, reading)
            case "pcomp":
                return self._under_preposition(head, reading)
            case "conj":
                return ""
            case "acomp" | "attr" | "oprd" | "prep" if head.pos_ in ("VERB", "AUX") and token == cue:
                return ""
            case "dobj" | "nsubj" | "nsubjpass" | "pobj" | "attr" | "acomp":
                return self._noun_in_clause(token, head, cue, reading)
            case _:
                return "stop"

    def _under_predicate(self, token: Token, head: Token, reading: _Reading) -> str:
        """What a verb or "be" does to its complement."""
        if any(subject.lower_ in self._words["negative_pronouns"] for subject in children(head, "nsubj")):
            return "said of nobody"
        if self._in(head, "excluding_verbs"):
            if any(self._negates(child, head) for child in head.children):
                reading.weaken("possible")
                return "stop"
            reading.negated = not reading.negated
            return ""
        if token.dep_ == "ccomp" and not is_infinitive(token):
            return self._under_finite(token, head)
        return self._under_control(token, head, reading)

    def _under_finite(self, token: Token, head: Token) -> str:
        """ "Said that X backs Y", "denied that", "asked what"."""
        if any(c.tag_ in ("WP", "WDT", "WRB") and c.i < token.i for c in token.children):
            return "embedded question"
        if token.i < head.i and not self._in(head, "speech_verbs"):
            return "stop"  # a clause of its own before another: "Norway backs it; Hungary does not"
        if self._in(head, "denial_verbs") or self._doubted(head):
            return f"under '{head.lemma_}'"
        if self._in(head, "speech_verbs"):
            return "negated speech" if children(head, "neg") else "stop"
        return f"under '{head.lemma_}'" if self._in(head, "cancelling_verbs", "wishing_verbs") else ""

    def _under_control(self, token: Token, head: Token, reading: _Reading) -> str:
        """ "Refused to back", "moved to back", "urged X to back", "unlikely to back"."""
        if head.pos_ == "ADJ" and lemma(head) in self._words["doubt_adjectives"]:
            return f"under '{head.lemma_}'"
        if self._in(head, "negating_verbs", "failing_verbs"):
            reading.negated = not reading.negated
            reading.failed = self._in(head, "failing_verbs")
            return ""
        if any(adverb.lower_ in self._words["not_yet"] for adverb in children(head, "advmod")):
            return "not yet"  # "has yet to support"
        if self._in(head, "speech_verbs") and children(head, "auxpass"):
            reading.weaken("possible")  # "is said to oppose", "was believed to back"
            return ""
        controls = bool(children(head, "dobj"))
        if self._in(head, "pressing_verbs"):
            cancels = controls
        else:
            others = controls and is_infinitive(token) and not self._in(head, "keeping_verbs")
            cancels = others or self._in(head, "cancelling_verbs")
        return f"under '{head.lemma_}'" if cancels else ""

    def _doubted(self, predicate: Token) -> bool:
        """ "It is untrue that": the adjective under "be" takes back what follows."""
        return any(lemma(adjective) in self._words["doubt_adjectives"] for adjective in children(predicate, "acomp"))

    def _under_noun(self, token: Token, head: Token, reading: _Reading) -> str:
        if self._in(head, "cancelling_nouns"):
            return f"under '{head.lemma_}'"
        if token.dep_ == "acl" and children(token, "mark") and not is_infinitive(token):
            # "claims that X backs Y", "rumours that": a noun says what somebody merely thinks
            return "stop" if self._in(head, "factive_nouns") else f"under '{head.lemma_}'"
        if head.dep_ == "pobj" and self._in(head.head.head, "wanting_verbs"):
            return f"under '{head.head.head.lemma_}'"  # "cannot rely on its allies coming to punish Russia"
        if self._in(head, "negating_nouns"):
            reading.negated = not reading.negated
        return "" if is_infinitive(token) and head.dep_ == "dobj" else "stop"

    def _adverbial(self, token: Token, reading: _Reading) -> str:
        if token.tag_ == "VBG" and self._in(token.head, "excluding_verbs"):
            return self._under_predicate(token, token.head, reading)  # "ruled out supporting"
        pressing = self._in(token.head, "pressing_verbs") and not children(token.head, "dobj")
        if any(
            c.lower_ in self._words["cancelling_prepositions"]
            for c in (*children(token, "mark", "advmod", "cc"), token.nbor(-1) if token.i else token)
        ):
            return "set aside"
        if is_infinitive(token):
            # what is done to reach it must itself be done: "came to support", but not "may come to support"
            return "" if pressing or self._in(token.head, "keeping_verbs") else "purpose"
        return "stop"

    def _under_preposition(self, prep: Token, reading: _Reading) -> str:
        if prep.lower_ in self._words["negating_prepositions"]:
            reading.negated = not reading.negated
            return "stop"
        if self._in(prep.head, "alleging_verbs"):
            return f"under '{prep.head.lemma_}'"
        cancelling = self._words["cancelling_prepositions"]
        if prep.lower_ in cancelling or any(word.lower_ in cancelling for word in (prep.head, *prep.children)):
            return f"behind '{prep.lower_}'"
        return "stop"

    def _noun_in_clause(self, token: Token, head: Token, cue: Token, reading: _Reading) -> str:
        if token.dep_ == "pobj":
            if head.lower_ in self._words["withholding_prepositions"] or self._in(head.head, "wanting_verbs"):
                return f"behind '{head.lower_}'"
            return "stop"
        if head.pos_ not in ("VERB", "AUX"):
            return "stop"
        lacking = any(a.lower_ in self._words["lacking_adjectives"] for a in children(head, "acomp", "attr"))
        if token.dep_ == "nsubj" and (lacking or self._in(head, "lacking_verbs")):
            return f"under '{head.lemma_}'"  # "support is lacking"
        if token.dep_ in ("dobj", "nsubjpass"):
            if self._in(head, "wanting_verbs") and not self._in(head, "carrying_verbs"):
                return f"under '{head.lemma_}'"
            if self._in(head, "negating_verbs"):
                if token != cue:
                    return f"under '{head.lemma_}'"  # "dropped plans to oppose"
                reading.negated = not reading.negated
                return ""
            if self._in(head, "carrying_verbs"):
                return ""
        return "stop"
