"""One article under the rules: what each sentence says, and why it says nothing where it does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from graphkit.extraction.contents import Contents
from graphkit.extraction.coreference import Coreference
from graphkit.extraction.frames import FrameMatcher
from graphkit.extraction.mentions import Mentions
from graphkit.extraction.objects import Objects
from graphkit.extraction.opinions import Opinions, is_normative
from graphkit.extraction.speech import Speech
from graphkit.extraction.tree import children, coordination, depth
from graphkit.extraction.veridicality import Veridicality
from graphkit.model import Claim, Modality

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.tokens import Span, Token

    from graphkit.extraction.frames import Match
    from graphkit.extraction.gazetteer import Gazetteer
    from graphkit.extraction.parsing import Parsed
    from graphkit.extraction.slots import Target
    from graphkit.model import Mention
    from graphkit.ontology import Ontology

_BASE, _PRONOUN = 0.9, 0.9
"""Score of a direct frame, and what a resolved pronoun leaves of it."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of one cue: its claims, or why there are none.

    `depth` is how deep the cue stands in its tree, `head` and `targets` are token offsets, and `reports` tells
    a cue that may only carry the stance of another: "reaffirmed", "underlined".
    """

    cue: str
    rule: str
    depth: int
    head: int
    targets: tuple[int, ...]
    reports: bool = False
    claims: tuple[Claim, ...] = ()
    blocked: str = ""


class _Said(NamedTuple):
    """A relation, how it is held, and whether a negation is resolved in it."""

    relation: str
    modality: Modality
    negated: bool


class Interpretation:
    """One article under the rules, sentence by sentence.

    `actors` tells whom a phrase stands for, `contents` what one is about.
    """

    def __init__(self, parsed: Parsed, gazetteer: Gazetteer, ontology: Ontology) -> None:
        """Finds the names and quotations of the whole article first."""
        lexicon = ontology.lexicon
        mentions = Mentions(parsed, gazetteer, ontology)
        self._parsed = parsed
        self._lexicon = lexicon
        self._relations = ontology.relations
        self._speech = Speech(parsed, lexicon)
        self.actors = Coreference(parsed, mentions, self._speech, lexicon)
        self._matcher = FrameMatcher(
            lexicon,
            is_actor=lambda token: mentions.modifier(token) is not None,
            is_normative=lambda verb: is_normative(verb, lexicon),
        )
        self._opinions = Opinions(lexicon, self._speech, ontology.names.nobodies, ontology.topic_words.forms)
        self._veridicality = Veridicality(lexicon)
        self.contents = Contents(parsed, self.actors, mentions, lexicon, ontology.topic_words)
        self._objects = Objects(parsed, self.actors, self.contents, lexicon)
        self._modifier = mentions.modifier

    def claims(self, sentence: Span) -> list[Claim]:
        """The claims of a sentence, each once, in the order of their actors and objects."""
        attempts = list(self.attempts(sentence))
        inner = {attempt.head: attempt for attempt in attempts if attempt.claims}
        found: list[tuple[int, Claim]] = []
        for attempt in attempts:
            # "promised to support X": what is inside the promise says it more closely
            embedded = [inner[target] for target in attempt.targets if target in inner and target != attempt.head]
            told = {claim.actor.name for other in embedded for claim in other.claims}
            if embedded and attempt.reports:
                continue  # "reaffirmed the UK's commitment": what is reaffirmed is said there
            found.extend((attempt.depth, claim) for claim in attempt.claims if claim.actor.name not in told)
        found.sort(key=lambda pair: pair[0])
        found = [pair for pair in found if not any(_inside(pair, outer) for outer in found)]
        kept: list[Claim] = []
        for _, claim in found:
            if not any(self._repeats(claim, other) for other in kept):
                kept.append(claim)
        kept = [claim for claim in kept if not any(_takes_back(claim, other) for other in kept)]
        return sorted(kept, key=lambda c: (c.actor.start, c.object.start, c.relation, c.object.end))

    def attempts(self, sentence: Span) -> Iterator[Attempt]:
        """What comes of each cue of the sentence, the fruitless ones too, with their reasons."""
        for match in (*self._matcher(sentence), *self._opinions(sentence)):
            yield self._attempt(match)

    def _attempt(self, match: Match) -> Attempt:
        """The claims of a match, or what blocked them."""
        said = self._said(match)
        actors = self._actors_of(match.actors)
        claims: list[Claim] = []
        if isinstance(said, str):
            blocked = said
        elif not actors:
            blocked = f"no actor: '{match.actors[0].text}'" if match.actors else "nobody says it"
        else:
            claims = [claim for target in match.targets for claim in self._made(match, target, actors, said)]
            blocked = "" if claims else "no object"
        return Attempt(
            cue=match.text,
            rule=match.rule,
            depth=depth(match.predicate),
            head=match.predicate.i,
            targets=tuple(target.head.i for target in match.targets),
            reports=self._reports(match.predicate),
            claims=tuple(claims),
            blocked=blocked,
        )

    def _said(self, match: Match) -> _Said | str:
        """What the match says, negation and modality resolved, or why it says nothing."""
        frame = match.frame
        holding = self._veridicality.holding(match.predicate, own_auxiliaries=match.own_auxiliaries)
        negated = holding.negated != self._negated_beside(match)
        if holding.failed and frame.act:
            negated = False
        relation = frame.negated if negated else frame.relation
        if negated and not holding.negated and match.slot == "to":
            relation = frame.reverse  # "voted not to join": the negation is of what was decided
        if holding.blocked or relation is None:
            return holding.blocked or "negated"
        modality = "intended" if frame.intended and holding.modality == "actual" else holding.modality
        return _Said(relation, modality, negated)

    def _negated_beside(self, match: Match) -> bool:
        """Whether actor, object or complement turn the cue round: "neither X nor Y backs", "voted not to join"."""
        negators = self._lexicon.words["negators"]
        turned = any(
            child.lower_ in negators and child.lower_ != "no"
            for noun in (*match.actors, *(target.head for target in match.targets if not target.is_clause))
            for child in children(noun, "preconj", "det")
        )
        # "made no case for the levy": the cue's own noun is denied
        turned ^= any(det.lower_ in negators for word in match.cue[1:] for det in children(word, "det"))
        complement = match.slot == "to" and any(children(target.head, "neg") for target in match.targets)
        return turned != complement

    def _made(self, match: Match, target: Target, actors: Iterable[Mention], said: _Said) -> Iterator[Claim]:
        """The claims of one object: one for each actor that is not the object itself."""
        phrase = self._objects.phrase(target, match.cue, match.predicate)
        if phrase is None:
            return
        speaker = self._speaker(match.predicate)
        for actor in actors:
            if phrase.referent is not None and phrase.referent.name == actor.name:
                continue
            if target.first is not None and phrase.start == actor.start:
                continue  # "Kyiv says that Kyiv must": whoever speaks asks for it, whoever acts does not
            pronoun = _PRONOUN if actor.text.islower() and actor.kind == "Person" else 1.0
            yield Claim(
                evidence=self._parsed.evidence(match.predicate.sent),
                actor=actor,
                relation=said.relation,
                object=phrase,
                cue=match.text,
                rule=match.rule,
                speaker=speaker if speaker is not None and speaker.name != actor.name else None,
                modality=said.modality,
                negated=said.negated,
                confidence=self._lexicon.confidence(_BASE * match.frame.weight * pronoun),
            )

    def _repeats(self, claim: Claim, other: Claim) -> bool:
        """Whether a claim says again, of a part of the same object, what another says of the whole."""
        polarity = {self._relations[each.relation].polarity for each in (claim, other)}
        if claim.actor.name != other.actor.name or len(polarity) > 1:
            return False
        if claim.object.label == other.object.label:
            return True  # the same again behind a pronoun
        within = other.object.start <= claim.object.start and claim.object.end <= other.object.end
        around = claim.object.start <= other.object.start and other.object.end <= claim.object.end
        return within or around

    def _is_weak(self, noun: Token) -> bool:
        """Whether a phrase leaves open who it is: "few senators", "not all of them"."""
        words = self._lexicon.words
        modifiers = children(noun, "amod", "det", "neg", "advmod", "preconj", "nummod", "quantmod")
        nested = [child for modifier in modifiers for child in modifier.children]
        return any(
            m.lower_ in words["weak_quantifiers"] and m.lower_ not in ("neither", "nor") for m in (*modifiers, *nested)
        )

    def _reports(self, cue: Token) -> bool:
        words = self._lexicon.words
        return cue.pos_ == "VERB" and cue.lemma_.lower() in words["stress_verbs"] | words["speech_verbs"]

    def _actors_of(self, heads: Iterable[Token]) -> list[Mention]:
        found: dict[str, Mention] = {}
        for head in heads:
            if any(joining.lower_ == "or" for joining in children(head, "cc")):
                continue  # "either Ghana or Togo" is neither
            for part in coordination(head):
                mention = None if self._is_weak(part) else self.actors.of(part) or self._modifier(part)
                if mention is not None:
                    found.setdefault(mention.name, mention)
        return list(found.values())

    def _speaker(self, token: Token) -> Mention | None:
        head = self._speech.speaker(token)
        return self.actors.of(head) if head is not None else None


def _inside(inner: tuple[int, Claim], outer: tuple[int, Claim]) -> bool:
    """Whether a claim is only said inside the object of another of the same actor: "blocked the plan to arm Kyiv"."""
    if inner[1].actor.name != outer[1].actor.name or inner[0] <= outer[0]:
        return False
    holds = outer[1].object
    around = holds.start <= inner[1].object.start and inner[1].object.end <= holds.end
    return around and inner[1].object.start > holds.start


def _takes_back(claim: Claim, other: Claim) -> bool:
    """Whether two claims leave their actor undecided: "neither endorsed nor rejected the plan"."""
    same = (claim.actor.name, claim.object.start) == (other.actor.name, other.object.start)
    return same and claim.negated and other.negated and claim.relation != other.relation
