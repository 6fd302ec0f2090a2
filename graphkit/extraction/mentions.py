"""Which actor a phrase stands for: names, titles with names, countries that act, acting groups.

Everything here is decided inside one article; two candidates are none.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from graphkit.extraction.acronyms import find_acronyms
from graphkit.extraction.bodies import Bodies
from graphkit.extraction.people import find_people
from graphkit.extraction.roles import Roles
from graphkit.extraction.tree import children, lemma
from graphkit.model import Mention
from graphkit.naming import PersonNames

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Token

    from graphkit.extraction.gazetteer import Gazetteer, Hit
    from graphkit.extraction.parsing import Parsed
    from graphkit.ontology import Ontology

_NUMBERS = frozenset({"CD"})
_LONGEST_GROUP = 9


class Mentions:
    """The actors of one article, asked for by the head of a phrase."""

    def __init__(self, parsed: Parsed, gazetteer: Gazetteer, ontology: Ontology) -> None:
        """Finds all names of the document at once."""
        self._parsed = parsed
        self._names = ontology.names
        self.bodies = ontology.names.bodies
        self.ranks = ontology.names.collective.ranks
        self._words = ontology.lexicon.words
        self._neutral = ontology.topic_words.neutral
        self._crowds = self._names.bodies | self._names.people
        self._offices = self._names.roles | self._names.people | self._names.title_words
        self._found: dict[int, Mention | None] = {}
        hits = [hit for hit in gazetteer(parsed.doc) if not _is_in_longer_name(parsed.doc, hit)]
        self.people = find_people(
            parsed.doc, hits, ontology.names, self._words["personal_pronouns"], PersonNames(ontology.names)
        )
        self._person = {i: person for person in self.people for i in range(person.start, person.end)}
        self._hit = {i: hit for hit in hits for i in range(hit.start, hit.end) if i not in self._person}
        self._acronyms = find_acronyms(parsed.doc, ontology.names.collective.unlettered)
        self._called = Bodies(parsed.doc, self._hit, self._person, ontology.names)
        self._roles = Roles(parsed.doc, self.people, self._hit, ontology.names)

    def of(self, token: Token) -> Mention | None:
        """The actor that the noun phrase with this head stands for, or None. Pronouns are not resolved here."""
        if token.i not in self._found:
            self._found[token.i] = self._read(token)
        return self._found[token.i]

    def _read(self, token: Token) -> Mention | None:
        if person := self._person.get(token.i):
            return self._mention(person.start, person.end, person.name, "Person")
        if spelt_out := self._acronyms.get(token.text):
            return self._lettered(token, *spelt_out)
        if hit := self._hit.get(token.i):
            return self._known(token, hit)
        if token.text[0].isupper() and (organisation := self._organisation(token)) is not None:
            return organisation
        if token.pos_ in ("NOUN", "PROPN", "ADJ"):
            return self._common(token) or self._unlabelled(token)
        return None

    def _unlabelled(self, token: Token) -> Mention | None:
        """A name that no tagger knows: an organisation by its apposition, else two or three words are a person."""
        doc = self._parsed.doc
        if token.pos_ == "PROPN" and any(lemma(other) in self._names.bodies for other in children(token, "appos")):
            return self._mention(token.i, token.i + 1, token.text, "Organization")
        start = token.i
        while start and doc[start - 1].dep_ == "compound" and doc[start - 1].head == token:
            start -= 1
        name = doc[start : token.i + 1]
        if len(name) not in (2, 3) or any(not t.is_title or t.pos_ != "PROPN" or t.ent_type_ for t in name):
            return None
        if any(lemma(t) in self._crowds or t.i in self._hit for t in name):
            return None
        return self._mention(start, token.i + 1, name.text, "Person")

    def country_at(self, token: Token) -> Mention | None:
        """The country whose name, capital or demonym the token is: "German" in "the German rejection"."""
        hit = self._hit.get(token.i)
        if hit is None or hit.actor.kind != "Country":
            return None
        return self._mention(hit.start, hit.end, hit.actor.name, "Country")

    def modifier(self, token: Token) -> Mention | None:
        """The actor that a modifier stands for: "German" in "the German rejection", "House" in "House approval"."""
        if (country := self.country_at(token)) is not None:
            return country
        hit = self._hit.get(token.i)
        if hit is not None and hit.form == "name":
            return self._as_modifier(hit)
        if person := self._person.get(token.i):
            return self._mention(person.start, person.end, person.name, "Person")
        if token.dep_ in ("npadvmod", "compound") and lemma(token) in self._crowds:
            return self._mention(token.i, token.i + 1, token.lower_, "Group")  # "the union-backed bill"
        return None

    # -- names -------------------------------------------------------------------------------------------------

    def _known(self, token: Token, hit: Hit) -> Mention | None:
        if hit.form == "demonym":
            if token.tag_ not in ("NNPS", "NNS", "NNP", "NN") or token.dep_ in ("amod", "compound"):
                return None
            return self._mention(hit.start, hit.end, self._parsed.doc[hit.start : hit.end].text, "Group")
        return self._mention(hit.start, hit.end, hit.actor.name, hit.actor.kind)

    def _lettered(self, token: Token, start: int, end: int) -> Mention:
        """Letters under the name that the article spells out, whatever they mean elsewhere."""
        hits = {self._hit[i].actor for i in range(start, end) if i in self._hit and self._hit[i].end == end}
        known = next(iter(hits)) if len(hits) == 1 and self._hit[end - 1].start <= start + 1 else None
        text = self._parsed.doc[start:end].text
        name, kind = (known.name, known.kind) if known else (" ".join(text.split()), "Organization")
        return self._mention(token.i, token.i + 1, name, kind)

    def _as_modifier(self, hit: Hit) -> Mention:
        return self._mention(hit.start, hit.end, hit.actor.name, hit.actor.kind)

    def _organisation(self, token: Token) -> Mention | None:
        """An organisation that only the tagger knows, by its name without article."""
        if token.ent_type_ not in ("ORG", "GPE"):
            return None
        start = end = token.i
        doc = self._parsed.doc
        while start > 0 and doc[start].ent_iob_ == "I":
            start -= 1
        while end + 1 < len(doc) and doc[end + 1].ent_iob_ == "I":
            end += 1
        while start < end and (doc[start].lower_ in self._words["determiners"] or not doc[start].text[0].isalnum()):
            start += 1
        while end > start and doc[end].text in ("'s", "’s", ".", ","):
            end -= 1
        span = doc[start : end + 1]
        if not any(t.pos_ == "PROPN" or t.dep_ == "npadvmod" for t in span) or not span[0].text[0].isupper():
            return None
        if span.root.i != token.i and token.i != end:
            return None
        if any(i in self._person for i in range(start, end + 1)):
            return None
        return self._mention(start, end + 1, span.text, "Organization")

    # -- common nouns ------------------------------------------------------------------------------------------

    def _common(self, token: Token) -> Mention | None:
        word = lemma(token)
        plural = token.tag_ in ("NNS", "NNPS")
        if word in self._names.nobodies or token.lower_ in self._names.nobodies:
            return None
        if not plural and (person := self._beside(token)):
            return person
        if plural and (word in self._names.people or word in self._names.bodies):
            return self._group(token)
        if word in self._names.bodies:
            return self._body(token)
        if word in self._names.roles and not plural:
            return self._role_holder(token)
        return None

    def _beside(self, token: Token) -> Mention | None:
        """The person whom an apposition names: "the German Chancellor, Olaf Scholz"."""
        beside = [*([token.head] if token.dep_ == "appos" else []), *children(token, "appos")]
        if token.lemma_.lower() in self._offices:
            # An apposition after a long phrase hangs anywhere in it: "the head of the agency, MI6, Jane Doe,"
            beside += [
                t for t in token.subtree if t.i > token.i and t.dep_ in ("appos", "conj") and not children(t.head, "cc")
            ]
        for other in beside:
            person = self._person.get(other.i)
            if person and person.start and self._parsed.doc[person.start - 1].text == ",":
                return self._mention(person.start, person.end, person.name, "Person")
            if person and other == token.head:
                return self._mention(person.start, person.end, person.name, "Person")
        return None

    def _phrase(self, token: Token) -> tuple[int, int]:
        """First and last token of what names a group: modifiers before it and "of", "from", "in" phrases behind."""
        modifiers = children(token, "amod", "compound", "nmod", "poss", "npadvmod", "advmod", "punct", "quantmod")
        before = [t for child in modifiers if child.i < token.i for t in child.subtree]
        first = min((t.i for t in before), default=token.i)
        last = token.i
        for prep in children(token, "prep"):
            if prep.i == last + 1 and prep.lower_ in ("of", "from", "in"):
                tail = max((t.i for noun in children(prep, "pobj") for t in self._plain(noun)), default=last)
                if tail - first < _LONGEST_GROUP:
                    last = tail
        doc = self._parsed.doc
        while first < token.i and self._only_counts(doc[first]):
            first += 1
        return first, last

    def _only_counts(self, token: Token) -> bool:
        """Whether a word before a group tells how many it is and not who: "nearly 60", "the other"."""
        if token.nbor(1).text == "-":
            return False
        if token.lower_ in self._words["determiners"] or token.tag_ in _NUMBERS:
            return True
        return token.pos_ in ("PUNCT", "ADV", "PRON", "DET") or token.dep_ in ("advmod", "quantmod")

    def _plain(self, noun: Token) -> Iterator[Token]:
        yield noun
        for child in children(noun, "det", "amod", "compound", "nmod", "poss", "case", "nummod"):
            yield from child.subtree
        for child in children(noun, "conj"):
            yield from self._plain(child)

    def _named(self, first: int, last: int) -> str:
        doc = self._parsed.doc
        text = doc[first : last + 1].text
        begins = doc[first]
        keeps = begins.pos_ == "PROPN" or begins.ent_type_ or begins.i in self._hit or begins.lower_ not in self._small
        return text if keeps else text[0].lower() + text[1:]

    @cached_property
    def _small(self) -> frozenset[str]:
        """Words that a capital at the start of a sentence does not make a name of."""
        inside: set[str] = set()
        begins: set[str] = set()
        for token in self._parsed.doc:
            if token.is_sent_start:
                if token.pos_ != "PROPN":
                    begins.add(token.lower_)
            elif (text := token.text)[0].isupper():
                inside.add(text.lower())
        return frozenset(begins - inside)

    def _group(self, token: Token) -> Mention | None:
        first, last = self._phrase(token)
        return self._mention(first, last + 1, self._named(first, last), "Group")

    def _body(self, token: Token) -> Mention | None:
        """An institution by its common noun, if something says which: "the planning board", "the German cabinet"."""
        if named := self._body_beside(token):
            return named
        first, last = self._phrase(token)
        modifiers = self._parsed.doc[first : token.i]
        if lemma(token) in self._words["country_bodies"]:
            for modifier in modifiers:
                if country := self.country_at(modifier):
                    return self._mention(first, token.i + 1, country.name, "Country")
        if last > token.i and lemma(self._parsed.doc[last]) in self._names.people:
            return self._mention(first, last + 1, self._named(first, last), "Group")
        if any(m.pos_ == "PROPN" or m.i in self._hit or m.i in self._person for m in modifiers):
            return self._mention(first, last + 1, self._named(first, last), "Organization")
        if not children(token, "det", "poss"):
            return None  # "free agency" is nobody
        definite = any(det.lower_ == "the" for det in children(token, "det"))
        if definite and first == last and (bearer := self._called.bearer(token)):
            return self._mention(token.i, token.i + 1, *bearer)
        qualified = any(m.dep_ in ("compound", "amod", "poss") and lemma(m) not in self._neutral for m in modifiers)
        if definite or qualified:
            return self._mention(first, last + 1, self._named(first, last), "Organization")
        return None

    def _body_beside(self, token: Token) -> Mention | None:
        """The organisation that an apposition names: "its main trade group, PhRMA,"."""
        for other in children(token, "appos"):
            if other.pos_ != "PROPN" or other.i < token.i or other.i in self._person:
                continue
            hit = self._hit.get(other.i)
            if hit is not None:
                return self._known(other, hit) if hit.actor.kind == "Organization" and hit.form == "name" else None
            if other.ent_type_ in ("ORG", "GPE", "") and other.text[0].isupper():
                return self._organisation(other) or self._mention(other.i, other.i + 1, other.text, "Organization")
        return None

    def _role_holder(self, token: Token) -> Mention | None:
        holder = self._roles.holder(token)
        if holder is None:
            return None
        modifiers = children(token, "amod", "compound", "nmod", "poss")
        start = min([token.i, *(t.i for child in modifiers for t in child.subtree)])
        return self._mention(start, token.i + 1, holder, "Person")

    def _mention(self, start: int, end: int, name: str, kind: str) -> Mention:
        doc, parsed = self._parsed.doc, self._parsed
        first, last = doc[start], doc[end - 1]
        return Mention(parsed.start(first), parsed.end(last), parsed.text(first, last), name, kind)


def _is_in_longer_name(doc: Doc, hit: Hit) -> bool:
    """ "Real Madrid" is not Spain: a place with another name's word before it."""
    first = doc[hit.start]
    if hit.form != "place" or not hit.start or first.is_sent_start:
        return False
    before = first.nbor(-1)
    return before.dep_ == "compound" and before.pos_ == "PROPN" and before.head.i in range(hit.start, hit.end)
