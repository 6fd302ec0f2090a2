"""Ways through the dependency tree: who does it, to what, and what stands with it.

The labels are those of spaCy's English models (ClearNLP's, after Stanford's typed dependencies).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphkit.extraction.misparses import begins_next_clause

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.tokens import Token

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
RELATIVES = frozenset({"who", "which", "that", "whom", "whose"})


def children(token: Token, *labels: str) -> list[Token]:
    """The children of a token that bear one of the labels, in the order of the text."""
    return [child for child in token.children if child.dep_ in labels]


def lemma(token: Token) -> str:
    """The lower-cased lemma; of a capitalised plural too, which the lemmatiser leaves as it is."""
    found = token.lemma_.lower()
    return found.removesuffix("s") if token.tag_ == "NNPS" else found


def ancestors(token: Token) -> Iterator[Token]:
    """The heads above a token, the nearest first."""
    while token.head != token:
        token = token.head
        yield token


def coordination(token: Token) -> list[Token]:
    """The token and what is joined to it by "and", "or" or a comma, in the order of the text."""
    found = [token]
    for joined in children(token, "conj"):
        if not _has_conjunction(token):
            continue  # "the deal, a prospect that alarms many": an apposition that the parser joined
        if not begins_next_clause(joined):
            found.extend(coordination(joined))
    return found


def _has_conjunction(token: Token) -> bool:
    """Whether a word such as "and" stands somewhere in the chain of joined words."""
    while token.dep_ == "conj":
        token = token.head
    chain = [token]
    for link in chain:  # grows while it is walked
        if children(link, "cc", "preconj"):
            return True
        chain.extend(children(link, "conj"))
    return False


def is_passive(verb: Token) -> bool:
    """Whether the verb is a passive participle: "was rejected", "the plan rejected by", "Trump-backed"."""
    if any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children):
        return True
    if verb.tag_ != "VBN" or any(child.dep_ in ("aux", "nsubj", "dobj") for child in verb.children):
        return False
    return verb.dep_ in ("acl", "amod", "advcl", "relcl") or any(child.dep_ == "agent" for child in verb.children)


def is_infinitive(verb: Token) -> bool:
    """Whether "to" stands before the verb."""
    return any(child.dep_ == "aux" and child.tag_ == "TO" for child in verb.children)


def antecedent(pronoun: Token) -> Token | None:
    """The noun that a relative pronoun stands for, or None where the pronoun is no relative one."""
    if pronoun.lower_ not in RELATIVES or pronoun.tag_ not in ("WP", "WDT", "IN", "DT", "WP$"):
        return None
    for above in ancestors(pronoun):
        if above.dep_ == "relcl":
            return _modified(above)
        if above.dep_ not in ("conj", "xcomp", "ccomp", "prep", "pobj", "nsubj", "nsubjpass", "dobj"):
            return None
    return None


def _modified(relative: Token) -> Token:
    """The noun of a relative clause. Behind a comma, the whole: "a bill to end the war, which the House passed"."""
    noun = relative.head
    first = relative.left_edge
    if (
        first.i
        and first.nbor(-1).text == ","
        and noun.dep_ == "dobj"
        and noun.head.dep_ in ("acl", "relcl")
        and is_infinitive(noun.head)
    ):
        return noun.head.head
    return noun


def subjects(verb: Token, *, seen: frozenset[int] = frozenset()) -> list[Token]:
    """The heads of what does the verb (or, of a passive, suffers it), through control, relatives and joined verbs."""
    if verb.i in seen:
        return []
    seen |= {verb.i}
    if own := children(verb, *SUBJECTS):
        return _with_antecedents(own)
    if children(verb, "expl"):
        return []
    if verb.dep_ == "conj" and begins_next_clause(verb.nbor(-1)):
        return [verb.nbor(-1)]
    return _inherited_subjects(verb, seen)


def _inherited_subjects(verb: Token, seen: frozenset[int]) -> list[Token]:
    head = verb.head
    match verb.dep_:
        case "conj" | "xcomp":
            if verb.dep_ == "xcomp" and (controlled := children(head, "dobj")) and is_infinitive(verb):
                return controlled
            if head.pos_ in ("VERB", "AUX", "ADJ", "NOUN"):
                return subjects(head, seen=seen) if head.pos_ in ("VERB", "AUX") else holders(head, seen=seen)
        case "advcl" if verb.tag_ == "VBG" and _hangs_on_noun(verb):
            return []
        case "advcl" | "ccomp" | "parataxis" | "dep":
            if verb.tag_ in ("VBG", "VBN", "VB"):
                return subjects(head, seen=seen) if head.pos_ in ("VERB", "AUX") else holders(head, seen=seen)
        case "acl":
            if verb.tag_ == "VB" or is_infinitive(verb):
                return holders(head, seen=seen)
            return [] if is_passive(verb) else [head]
        case "relcl":
            return [] if children(verb, "dobj") == [] else [head]
        case "pcomp":
            above = head.head
            if above.pos_ not in ("VERB", "AUX"):
                return holders(above, seen=seen)
            # "charged Smith with supporting", "blamed him for opposing": the object does it
            suffers = children(above, "nsubjpass") if is_passive(above) else children(above, "dobj")
            return suffers if suffers and head.lower_ in _BLAMING else subjects(above, seen=seen)
    return []


_BLAMING = frozenset({"for", "of", "with", "from"})


def _hangs_on_noun(participle: Token) -> bool:
    """A participle behind a noun without a comma is as likely the noun's: "a lawsuit by Exxon challenging the rule"."""
    first = participle.left_edge
    return first == participle and first.i > participle.head.i and first.nbor(-1).pos_ in ("NOUN", "PROPN")


def holders(head: Token, *, seen: frozenset[int] = frozenset()) -> list[Token]:
    """Whose a noun is, or of whom an adjective is said: the possessor, else the subject of the verb above."""
    if owners := children(head, "poss"):
        return owners
    if makers := [noun for by in children(head, "prep", "agent") if by.lower_ == "by" for noun in children(by, "pobj")]:
        return makers
    if head.dep_ in ("acomp", "attr", "dobj", "xcomp", "oprd", "advcl") and head.head.pos_ in ("VERB", "AUX"):
        return subjects(head.head, seen=seen)
    if head.dep_ == "conj":
        return holders(head.head, seen=seen)
    return []


def agents(verb: Token) -> list[Token]:
    """Who does a passive verb: the noun behind "by"."""
    found = [noun for by in children(verb, "agent", "prep") if by.lower_ == "by" for noun in children(by, "pobj")]
    return found or compound_agents(verb)


def compound_agents(participle: Token) -> list[Token]:
    """ "Trump" of "Trump-backed"."""
    if participle.i < 2 or participle.nbor(-1).text not in ("-", "–", "‑"):
        return []
    first = participle.nbor(-2)
    return [first] if first.pos_ in ("PROPN", "NOUN", "ADJ") else []


def _with_antecedents(tokens: Iterable[Token]) -> list[Token]:
    return [antecedent(token) or token for token in tokens]


def depth(token: Token) -> int:
    """How many heads stand above the token."""
    return sum(1 for _ in ancestors(token))
