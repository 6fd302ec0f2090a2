"""Errors that the parser makes again and again, recognised by the shape they leave in the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token


def is_misread_verb(noun: Token) -> bool:
    """A present tense that the tagger took for a plural: "Keir Starmer advocates for", "Biden backs"."""
    return (
        noun.tag_ == "NNS"
        and noun.dep_ == "ROOT"
        and noun.i > noun.sent.start
        and (noun.nbor(-1).dep_ == "compound" and noun.nbor(-1).ent_type_ == "PERSON")
    )


def is_opening_participle(verb: Token) -> bool:
    """ "Declining further talks, Trump said": the parser takes the participle for an adjective of its object."""
    noun = verb.head
    if verb.tag_ != "VBG" or verb.dep_ != "amod" or not verb.is_sent_start or noun.i + 1 >= len(noun.doc):
        return False
    return noun.dep_ in ("nsubj", "dep", "npadvmod") and noun.nbor(1).text == ","


def begins_next_clause(noun: Token) -> bool:
    """A subject that the parser joined to the object before it: "blocked the bill and Trump vetoed it"."""
    if noun.pos_ not in ("NOUN", "PROPN", "PRON") or noun.dep_ != "conj" or noun.i + 1 >= len(noun.doc):
        return False
    verb = noun.nbor(1)
    if verb.tag_ not in ("VBD", "VBZ", "VBP") or verb.dep_ != "conj" or noun.head == verb:
        return False
    return not any(child.dep_ in ("nsubj", "nsubjpass") for child in verb.children)


def is_main_clause(verb: Token) -> bool:
    """A main clause that the parser made the subject of a verb behind it: "Rees resorted to X after Y failed"."""
    own = [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass") and child.tag_ not in ("WP", "WDT")]
    marked = any(child.dep_ == "mark" or child.tag_ in ("WRB", "WP", "WDT") for child in verb.children)
    return verb.dep_ == "csubj" and bool(own) and not marked and verb.tag_ in ("VBD", "VBN", "VBZ", "VBP")
