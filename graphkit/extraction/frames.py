"""Matches the frames of the lexicon on the dependency tree: cue, objects, and whose stance it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphkit.extraction.misparses import is_misread_verb, is_opening_participle
from graphkit.extraction.slots import Target, fill
from graphkit.extraction.tree import agents, children, depth, holders, is_passive, lemma, subjects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from spacy.tokens import Span, Token

    from graphkit.ontology import Frame, Lexicon

_CUE_DEPTH = 5
"""How far below its head a word of a cue may stand."""


@dataclass(frozen=True, slots=True)
class Match:
    """A frame found in a sentence.

    `actors` are heads of phrases, not yet known to stand for anybody; `predicate` is where negation and
    modality are read, without its own auxiliaries where they are the cue ("must").
    """

    frame: Frame
    cue: tuple[Token, ...]
    slot: str
    targets: tuple[Target, ...]
    actors: tuple[Token, ...]
    predicate: Token
    own_auxiliaries: bool = True

    @property
    def rule(self) -> str:
        """The name of the rule: part of speech and slot, "verb.dobj"."""
        return f"{self.frame.part}.{self.slot.replace(':', '.')}"

    @property
    def text(self) -> str:
        """The cue as it stands, its words in the order of the sentence."""
        return " ".join(token.text for token in sorted(self.cue, key=lambda token: token.i))


class FrameMatcher:
    """Finds the frames of one lexicon."""

    def __init__(
        self, lexicon: Lexicon, is_actor: Callable[[Token], bool], is_normative: Callable[[Token], bool]
    ) -> None:
        """What asks about words outside the frames is handed in.

        `is_actor` tells modifiers that stand for an actor: "the German rejection", "House approval";
        `is_normative` tells clauses that say what must be.
        """
        self._lexicon = lexicon
        self._is_actor = is_actor
        self._is_normative = is_normative

    def __call__(self, sentence: Span) -> Iterator[Match]:
        """All matches of a sentence, in the order of the cues; a head matches the first frame that finds an object."""
        for token in sentence:
            for frame in self._frames(token):
                if (cue := _cue(token, frame.cue)) and (match := self._match(frame, cue)):
                    yield match
                    break

    def _frames(self, token: Token) -> tuple[Frame, ...]:
        frames = self._lexicon.frames
        word = token.lemma_.lower()
        match token.pos_:
            case "VERB":
                verbal = frames.get((word, "verb"), ())
                # "is prepared to", "is opposed to": a participle as adjective
                return (*frames.get((token.lower_, "adj"), ()), *verbal) if token.tag_ == "VBN" else verbal
            case "NOUN" if is_misread_verb(token):
                return frames.get((word, "verb"), ())
            case "NOUN":
                return frames.get((word, "noun"), ())
            case "ADJ":
                return frames.get((token.lower_, "adj"), ())
            case "ADP" | "SCONJ":
                found = frames.get((token.lower_, "prep"), ())
                predicated = token.head.lemma_ == "be" or token.dep_ == "ROOT"
                return found if predicated else tuple(frame for frame in found if len(frame.cue) > 1)
        return ()

    def _match(self, frame: Frame, cue: tuple[Token, ...]) -> Match | None:
        if frame.not_with and any(
            lemma(word) in frame.not_with for token in cue for word in children(token, "amod", "compound", "nmod")
        ):
            return None
        for slot in frame.objects:
            if targets := [t for t in self._fill(slot, cue) if self._says_something(t, frame)]:
                actors = tuple(self._actors(frame, cue, slot))
                if actors:
                    return Match(frame, cue, slot, tuple(targets), actors, cue[0])
        return None

    # -- the object --------------------------------------------------------------------------------------------

    def _says_something(self, target: Target, frame: Frame) -> bool:
        """Whether a target can be an object at all: no date, no "something", and a head that the frame admits."""
        head = target.head
        if (frame.heads and lemma(head) not in frame.heads) or lemma(head) in frame.not_heads:
            return False
        if target.is_clause:
            return not (head.dep_ == "dobj" and head.tag_ == "VB")
        if (
            head.ent_type_ in ("DATE", "TIME", "PERCENT", "ORDINAL")
            or lemma(head) in self._lexicon.words["temporal_heads"]
            or head.tag_ in ("JJR", "RBR", "WP", "WRB", "EX")
        ):
            return False
        empty = head.lemma_.lower() in self._lexicon.words["empty_heads"]
        return not empty or bool(children(head, "relcl", "acl", "amod", "compound", "prep", "poss"))

    def _fill(self, slot: str, cue: tuple[Token, ...]) -> list[Target]:
        head = cue[0]
        places = [head, cue[-1]]
        if head.pos_ == "NOUN" and slot != "governor" and (verb := self._carrier(head)) is not None:
            places.append(verb)  # "extended their support to Kyiv": the phrase may hang on the verb
        elif head.pos_ == "ADJ" and head.dep_ in ("acomp", "attr") and slot in ("to", "for+to"):
            places.append(head.head)
        for token in dict.fromkeys(places):
            if slot == "governor":
                found = self._governor(token)
            elif slot == "norm":
                found = [t for t in fill("that", token, cue) if self._is_normative(t.head)]
            else:
                found = fill(slot, token, cue)
            if found:
                return found
        return []

    def _carrier(self, noun: Token) -> Token | None:
        """The verb that carries the noun as its direct object: "extended" of "extended their support"."""
        words = self._lexicon.words
        carrying = words["carrying_verbs"] | words["stress_verbs"] | words["negating_verbs"]
        return noun.head if noun.dep_ == "dobj" and noun.head.lemma_.lower() in carrying else None

    def _governor(self, noun: Token) -> list[Target]:
        """The subject of the verb that receives the stance: "the plan drew criticism"."""
        verb = noun.head.head if noun.dep_ == "pobj" else noun.head
        if noun.dep_ not in ("dobj", "pobj") or verb.lemma_ not in self._lexicon.words["receiving_verbs"]:
            return []
        return [Target(subject) for subject in subjects(verb)]

    # -- the actor ---------------------------------------------------------------------------------------------

    def _actors(self, frame: Frame, cue: tuple[Token, ...], slot: str) -> list[Token]:
        head = cue[0]
        match frame.part:
            case "verb" if is_misread_verb(head):
                return [head.nbor(-1)]
            case "verb" if is_opening_participle(head):
                return [
                    s
                    for verb in (head.head.head, *children(head.head.head, "parataxis"))
                    for s in children(verb, "nsubj")
                    if s != head.head
                ][:1]
            case "verb" if (
                is_passive(head) and frame.takes_owner and (owners := children(head.head, "poss")) and not agents(head)
            ):
                return owners  # "his long-promised wall"
            case "verb":
                return agents(head) if is_passive(head) else subjects(head)
            case "adj" | "prep":
                return _predicated(head)
        for place in frame.actors:
            if place == slot:
                continue
            if found := self._noun_actors(head, place, frame, slot):
                return found
        return []

    def _noun_actors(self, noun: Token, place: str, frame: Frame, slot: str) -> list[Token]:
        if place == "poss":
            return children(noun, "poss") or [
                t for t in children(noun, "amod", "compound", "nmod") if self._is_actor(t)
            ]
        if place.startswith("prep:"):
            word = place.removeprefix("prep:")
            return [
                p for prep in children(noun, "prep", "agent") if prep.lower_ == word for p in children(prep, "pobj")
            ]
        if place == "bearer":
            return _bearers(noun)
        if slot == "governor":
            return []
        return self._holders(noun)

    def _holders(self, noun: Token) -> list[Token]:
        """The subject of the verb that carries the noun."""
        carried = noun
        while carried.dep_ == "conj":
            carried = carried.head
        verb = carried.head
        words = self._lexicon.words
        if carried.dep_ == "pobj" and verb.lower_ in ("in", "with") and verb.head.pos_ in ("VERB", "AUX"):
            return subjects(verb.head)
        if (
            verb.pos_ not in ("VERB", "AUX")
            or verb.lemma_.lower() not in words["carrying_verbs"] | words["stress_verbs"]
        ):
            return []
        if carried.dep_ in ("dobj", "attr"):
            return subjects(verb)
        if carried.dep_ == "nsubjpass":
            return agents(verb)
        return []


def _bearers(noun: Token) -> list[Token]:
    """Who is called so: "Jane Doe, a critic of the bill", "Doe is a critic", "a critic, Jane Doe"."""
    first = noun
    while first.dep_ == "conj":
        first = first.head
    if first.dep_ == "appos":
        return [first.head]
    if first.dep_ == "attr":
        return subjects(first.head)
    return children(noun, "appos")


def _predicated(adjective: Token) -> list[Token]:
    """Of whom an adjective or preposition is said."""
    head = adjective.head
    if adjective.dep_ in ("acomp", "attr", "oprd"):
        return holders(adjective)
    if adjective.dep_ in ("amod", "acl", "relcl") and head.pos_ in ("NOUN", "PROPN") and adjective.i > head.i:
        return [head]
    if adjective.pos_ == "VERB" or adjective.dep_ == "ROOT":
        return subjects(adjective)
    if adjective.dep_ == "prep" and head.pos_ in ("VERB", "AUX"):
        return subjects(head)
    return holders(adjective)


def _is_word(token: Token, word: str, head: Token) -> bool:
    """Whether a token is a further word of a cue; a preposition before the head is none ("On Monday X called on Y")."""
    if token.dep_ in ("nsubj", "punct") or (token.pos_ == "ADP" and token.i < head.i):
        return False
    return word in (token.lower_, token.lemma_.lower())


def _cue(head: Token, words: tuple[str, ...]) -> tuple[Token, ...]:
    """The cue's tokens in the tree under its head, or none if a word of it is missing."""
    particles = children(head, "prt")
    if len(words) == 1:
        return () if particles and head.pos_ == "VERB" else (head,)
    found = [head]
    below = list(head.children)
    for token in below:  # grows while it is walked: "billions of dollars of arms"
        if token.dep_ in ("prt", "dobj", "prep", "pobj", "acomp", "attr") and depth(token) - depth(head) < _CUE_DEPTH:
            below.extend(token.children)
    for word in words[1:]:
        matching = [token for token in below if token not in found and _is_word(token, word, head)]
        if not matching:
            return ()
        found.append(matching[0])
    return tuple(found)
