"""Where the objects of a frame stand: one function a slot, from the head of the cue to what fills it.

The slots are explained in graphkit/ontology/lexicon.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphkit.extraction.misparses import is_opening_participle
from graphkit.extraction.tree import antecedent, children, coordination, is_infinitive, is_passive, subjects

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Token


@dataclass(frozen=True, slots=True)
class Target:
    """What a slot holds: a noun phrase or a clause by its head, perhaps from an earlier token on.

    `first` is where the span begins if that is before the head's own phrase: "Congress to act".
    """

    head: Token
    first: Token | None = None

    @property
    def is_clause(self) -> bool:
        """Whether the head is a verb (or "be") and not a noun."""
        return self.head.pos_ in ("VERB", "AUX") or self.first is not None


def fill(slot: str, head: Token, cue: tuple[Token, ...]) -> list[Target]:
    """What fills a slot of the word `head`; words of the cue fill nothing."""
    if slot.startswith("prep:"):
        return _prepositional(head, slot.removeprefix("prep:"), cue)
    if slot == "dobj":
        return _direct(head, cue)
    if slot == "dobj+to":
        return _noun_to(head, cue)
    return _CLAUSES[slot](head)


def _each(head: Token) -> list[Target]:
    """A noun and what is joined to it, each a target; joined verbs are one."""
    head = antecedent(head) or head
    if head.pos_ in ("VERB", "AUX"):
        return [Target(head)]
    return [Target(part) for part in coordination(head)]


def _direct(verb: Token, cue: tuple[Token, ...]) -> list[Target]:
    if is_opening_participle(verb):
        return [Target(verb.head)]
    if verb.pos_ not in ("VERB", "AUX"):
        return [t for noun in children(verb, "pobj") for t in _each(noun)] + [
            Target(c) for c in children(verb, "pcomp")
        ]
    if is_passive(verb):
        if verb.dep_ in ("acl", "amod") and not children(verb, "nsubjpass"):
            return [Target(verb.head)]
        return [Target(antecedent(s) or s) for s in subjects(verb)]
    objects = [o for o in children(verb, "dobj") if o not in cue]
    if (
        not objects
        and verb.dep_ == "relcl"
        and any(s.lower_ not in ("who", "which", "that") for s in children(verb, "nsubj"))
    ):
        return [Target(verb.head)]
    if not objects and not children(verb, "ccomp", "xcomp", "prep"):
        # "criticised and rejected the plan", "Labour backed and the Greens rejected the plan"
        objects = [o for other in children(verb, "conj") for o in children(other, "dobj")]
    if not objects:
        # a noun that the parser took for a clause's subject: "backs Europe sending troops"
        return [Target(c, c.left_edge) for c in children(verb, "ccomp") if c.tag_ == "VBG" and children(c, "nsubj")]
    return [t for o in objects for t in _each(o)]


def _prepositional(head: Token, word: str, cue: tuple[Token, ...]) -> list[Target]:
    found: list[Target] = []
    for prep in children(head, "prep", "agent", "dative"):
        for each in coordination(prep):
            if each.lower_ != word or (each in cue and each != cue[-1]):
                continue
            if is_passive(head) and not children(each, "pobj", "pcomp"):
                found.extend(Target(subject) for subject in subjects(head))  # "was objected to by Egypt"
            for noun in children(each, "pobj"):
                found.extend(_gerund_after(noun, head) or _each(noun))
            found.extend(
                Target(clause, clause.left_edge if children(clause, "nsubj") else None)
                for clause in children(each, "pcomp")
            )
    return found


def _gerund_after(noun: Token, head: Token) -> list[Target]:
    """ "Object to Europe sending troops": the noun is the subject of the gerund."""
    behind = noun.doc[noun.i + 1] if noun.i + 1 < len(noun.doc) else None
    if behind is None or behind.tag_ != "VBG" or behind.head not in (noun, head):
        return []
    if behind.dep_ in ("acl", "advcl") and noun.pos_ in ("PROPN", "PRON"):
        return [Target(behind, noun.left_edge)]
    return []


def _infinitive(head: Token) -> list[Target]:
    labels: tuple[str, ...] = ("xcomp",) if children(head, "xcomp", "dobj") else ("xcomp", "advcl")
    labels = labels if head.pos_ == "VERB" else ("xcomp", "acl", "relcl", "advcl", "ccomp")
    return [
        Target(c)
        for c in children(head, *labels)
        if is_infinitive(c) and not children(c, "nsubj", "mark") and c.i > head.i
    ][:1]


def _gerund(head: Token) -> list[Target]:
    return [
        Target(c)
        for c in children(head, "xcomp", "ccomp")
        if c.tag_ == "VBG" and not children(c, "aux", "nsubj", "nsubjpass")
    ][:1]


def _finite(head: Token) -> list[Target]:
    return [
        Target(c, c.left_edge)
        for c in children(head, "ccomp", "acl")
        if not is_infinitive(c) and children(c, "nsubj", "nsubjpass", "expl") and c.i > head.i
    ][:1]


def _noun_to(head: Token, cue: tuple[Token, ...]) -> list[Target]:
    """ "Urged Congress to act", "called on Congress to act"."""
    for clause in children(head, "ccomp", "xcomp"):
        if is_infinitive(clause) and (own := children(clause, "nsubj", "nsubjpass")):
            return [Target(clause, own[0].left_edge)]
    if is_passive(head):  # "Mexico was urged to act"
        return [Target(clause) for clause in children(head, "xcomp") if is_infinitive(clause)][:1]
    nouns = children(head, "dobj", "dative") + [
        p for prep in children(head, "prep") if prep in cue for p in children(prep, "pobj")
    ]
    for noun in nouns:
        clauses = [*children(head, "xcomp", "advcl"), *children(noun, "acl", "relcl")]
        for clause in clauses:
            if is_infinitive(clause) and clause.i > noun.i:
                return [Target(clause, noun.left_edge)]
    return []


def _for_to(head: Token) -> list[Target]:
    """ "The need for Congress to act"."""
    for clause in children(head, "acl", "relcl", "advcl", "xcomp", "ccomp", "amod"):
        own = children(clause, "nsubj", "nsubjpass")
        if is_infinitive(clause) and own and any(m.lower_ == "for" for m in children(clause, "mark")):
            return [Target(clause, own[0].left_edge)]
    for prep in children(head, "prep"):
        if prep.lower_ != "for":
            continue
        for noun in children(prep, "pobj"):
            for clause in (
                *children(noun, "acl", "relcl"),
                *children(head, "xcomp", "acl", "advcl", "relcl"),
                *children(prep, "pcomp"),
            ):
                if is_infinitive(clause) and clause.i > noun.i:
                    return [Target(clause, noun.left_edge)]
        for clause in children(prep, "pcomp"):
            if is_infinitive(clause) and (own := children(clause, "nsubj")):
                return [Target(clause, own[0].left_edge)]
    return []


_CLAUSES: dict[str, Callable[[Token], list[Target]]] = {
    "to": _infinitive,
    "ing": _gerund,
    "that": _finite,
    "for+to": _for_to,
}
