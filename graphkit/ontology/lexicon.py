"""The frame lexicon: which words express which relation, and where their actor and object stand.

A frame's cue is a head word (a lemma), perhaps with further words that must stand below it in the tree:
"come out", "throw weight". Its objects are looked for in the slots of the frame, in their order:

    dobj      the direct object; of a passive its subject; of a participle the noun that it qualifies
    prep:WORD the noun or gerund behind a preposition
    to        an infinitive: "agreed to withdraw"
    ing       a gerund: "considered withdrawing"
    that      a finite clause
    norm      a finite clause, if it says what must or should be
    dobj+to   a noun and what it is to do: "urged Congress to act"
    for+to    the same behind "for": "the need for Congress to act"
    governor  the subject of the verb that the noun depends on: "the plan drew criticism from farmers"

and the actor of a noun in its own slots:

    poss      whose it is: "Berlin's rejection", "the German rejection"
    prep:WORD "criticism from farmers"
    bearer    who is called so: "Jane Doe, a critic of the bill"
    holder    the subject of a verb that only carries the noun: "Berlin voiced criticism"
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from graphkit.ontology.located import Located

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from graphkit.ontology.terms import Relation

_PARTS = {"verbs": "verb", "nouns": "noun", "adjectives": "adj", "prepositions": "prep"}
_SLOT = re.compile(r"dobj|to|ing|that|norm|dobj\+to|for\+to|governor|prep:[a-z]+")
_ACTOR_SLOT = re.compile(r"poss|holder|bearer|prep:[a-z]+")


@dataclass(frozen=True, slots=True)
class Frame:
    """One cue and what it says.

    `cue` holds lemmas, the head first; `negated` is the relation that its negation expresses, or None where
    a negated cue says nothing; `weight` scales the confidence; `heads`, if any, are the only nouns that
    the object may have as its head, `not_heads` those that it may not;
    `not_with` are modifiers beside which the cue says nothing ("technical support"). An `act` that fails was
    meant all the same. `reverse` is the relation of the opposite.
    """

    part: str
    cue: tuple[str, ...]
    relation: str
    objects: tuple[str, ...]
    actors: tuple[str, ...]
    negated: str | None
    weight: float = 1.0
    intended: bool = False
    heads: frozenset[str] = frozenset()
    not_heads: frozenset[str] = frozenset()
    not_with: frozenset[str] = frozenset()
    act: bool = False
    reverse: str | None = None

    @property
    def takes_owner(self) -> bool:
        """Whether the object's owner is who does it: of "his promised wall", but not of "his criticised plan"."""
        return self.intended or self.relation == "proposes"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The frames by the lemma of their head and part of speech, and the word lists of the same file by name.

    `normative` is what a clause says that somebody wants to be so: "must", "has to", "is essential";
    `appraisals` what a word says of that which somebody calls so: "a mistake", "unacceptable".
    """

    frames: Mapping[tuple[str, str], tuple[Frame, ...]]
    normative: Frame
    appraisals: Mapping[str, Frame]
    words: Mapping[str, frozenset[str]]
    calibration: tuple[tuple[float, float], ...]

    def confidence(self, score: float) -> float:
        """What a score, 0 to 1, is worth by the calibration: 0 to 1, with two digits."""
        for (below, low), (above, high) in pairwise(self.calibration):
            if score <= above:
                return round(low + (high - low) * (score - below) / (above - below), 2)
        return round(self.calibration[-1][1], 2)


WORD_LISTS = frozenset(
    {
        # verbs and nouns of saying
        "speech_verbs", "denial_verbs", "labelling_verbs",
        # how a cue is held: operators above it
        "negators", "negating_verbs", "negating_nouns", "excluding_verbs", "failing_verbs", "keeping_verbs",
        "pressing_verbs", "cancelling_verbs", "cancelling_nouns", "wishing_verbs", "wanting_verbs", "possible_words",
        "intended_words", "conditional_markers", "inverting_auxiliaries", "weak_quantifiers", "negative_pronouns",
        "negating_phrases", "doubt_adjectives", "unreal_words", "not_yet", "lacking_verbs",
        "lacking_adjectives", "alleging_verbs",
        "factive_nouns", "negating_prepositions", "cancelling_prepositions",
        "withholding_prepositions",
        # verbs that carry a stance noun for their subject, and those that turn it round
        "carrying_verbs", "receiving_verbs",
        # clauses that say what must be
        "normative_modals", "normative_verbs", "normative_adjectives", "unacceptable_verbs", "stress_verbs",
        # actors
        "country_bodies",
        # objects
        "topical_heads", "empty_heads", "temporal_heads", "determiners", "circumstance_prepositions",
        "demonstratives", "distal", "joints", "definite_articles", "comparisons", "platforms", "grounds",
        "impersonal_subjects",
        # pronouns
        "first_person", "personal_pronouns", "plural_pronouns", "neuter_pronouns",
    }
)  # fmt: skip


def read_lexicon(path: Path, relations: Mapping[str, Relation]) -> Lexicon:
    """Binds a frames file. Raises OntologyError, with the line, for an unknown relation, slot or field."""
    root = Located.read(path).fields({"words", "normative", "appraisals", "calibration", *_PARTS})
    frames: dict[tuple[str, str], list[Frame]] = {}
    for part, tag in _PARTS.items():
        for entry in root[part].entries():
            for frame in _frames(entry, tag, relations):
                known = frames.setdefault((frame.cue[0], tag), [])
                for other in known:
                    if other.cue == frame.cue and _collide(other, frame):
                        raise entry.error(
                            f"'{' '.join(frame.cue)}' stands in another frame with the same slot; take one away"
                        )
                known.append(frame)
    words = {key: frozenset(value.texts()) for key, value in root["words"].fields(set(WORD_LISTS)).items()}
    said = root["normative"].fields({"relation", "negated", "weight"})
    relation, reverse = _relation(said["relation"], relations), _relation(said["negated"], relations)
    normative = Frame("speech", ("must",), relation, ("norm",), (), reverse, said["weight"].number())
    ordered = {key: tuple(sorted(found, key=_rank)) for key, found in frames.items()}
    return Lexicon(
        ordered, normative, _appraisals(root["appraisals"], relations), words, _calibration(root["calibration"])
    )


def _collide(one: Frame, other: Frame) -> bool:
    """Whether a cue stands in two frames that could take the same object."""
    free = not one.heads and not other.heads
    return free and bool(set(one.objects) & set(other.objects))


def _rank(frame: Frame) -> tuple[int, bool]:
    """The longest cue first: "vote down" must win over "vote"; then what takes a clause: "allowed them to go"."""
    return -len(frame.cue), not any("to" in slot for slot in frame.objects)


def _frames(entry: Located, tag: str, relations: Mapping[str, Relation]) -> list[Frame]:
    fields = entry.fields(
        {"relation", "cues", "object"},
        {"actor", "negated", "weight", "modality", "heads", "not_heads", "not_with", "act"},
    )
    relation = _relation(fields["relation"], relations)
    slots = _slots(fields["object"], _SLOT)
    actors = _slots(fields["actor"], _ACTOR_SLOT) if "actor" in fields else ()
    if tag == "noun" and not actors:
        raise entry.error("a noun needs 'actor: […]', the slots where its actor stands")
    negated = relations[relation].reverse
    if "negated" in fields:
        negated = None if fields["negated"].text() == "nothing" else _relation(fields["negated"], relations)
    weight = fields["weight"].number() if "weight" in fields else 1.0
    if not 0 < weight <= 1:
        raise fields["weight"].error(f"a weight lies above 0 and at most at 1, not at {weight}")
    if "modality" in fields and fields["modality"].text() != "intended":
        raise fields["modality"].error(f"'{fields['modality'].text()}' is no modality of a frame; there is intended")
    heads, not_heads, not_with = (
        frozenset(fields[name].texts()) if name in fields else frozenset()
        for name in ("heads", "not_heads", "not_with")
    )
    return [
        Frame(
            tag,
            tuple(cue.split()),
            relation,
            slots,
            actors,
            negated,
            weight,
            "modality" in fields,
            heads,
            not_heads,
            not_with,
            "act" in fields,
            relations[relation].reverse,
        )
        for cue in fields["cues"].texts()
    ]


def _appraisals(value: Located, relations: Mapping[str, Relation]) -> dict[str, Frame]:
    found: dict[str, Frame] = {}
    for entry in value.entries():
        fields = entry.fields({"relation", "words", "weight", "negated"})
        relation = _relation(fields["relation"], relations)
        negated = None if fields["negated"].text() == "nothing" else _relation(fields["negated"], relations)
        for word in fields["words"].texts():
            if word in found:
                raise fields["words"].error(f"'{word}' stands in two appraisals; take one away")
            found[word] = Frame("speech", (word,), relation, (), (), negated, fields["weight"].number())
    return found


def _calibration(value: Located) -> tuple[tuple[float, float], ...]:
    points = []
    for entry in value.entries():
        pair = [number.number() for number in entry.entries()]
        if len(pair) != 2 or not all(0 <= number <= 1 for number in pair):
            raise entry.error("a score and what it is worth are wanted here, both from 0 to 1: [0.9, 0.97]")
        points.append((pair[0], pair[1]))
    if len(points) < 2 or points[0][0] != 0 or points[-1][0] != 1 or points != sorted(set(points)):
        raise value.error("the scores must rise from 0 to 1")
    if [worth for _, worth in points] != sorted(worth for _, worth in points):
        raise value.error("a higher score may not be worth less")
    return tuple(points)


def _relation(value: Located, relations: Mapping[str, Relation]) -> str:
    if value.text() not in relations:
        raise value.error(f"'{value.text()}' is no gk:Stance; there are {', '.join(sorted(relations))}")
    return value.text()


def _slots(value: Located, known: re.Pattern[str]) -> tuple[str, ...]:
    for entry in value.entries():
        if not known.fullmatch(entry.text()):
            raise entry.error(f"'{entry.text()}' is no slot; there are {known.pattern.replace('|', ', ')}")
    return value.texts()
