"""What an object is about: its core behind light words and forms, what qualifies it, and who is in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from graphkit.extraction.antecedents import Antecedents
from graphkit.extraction.tree import children, is_infinitive, is_passive, lemma
from graphkit.extraction.wording import Wording
from graphkit.model import REGION, Content, Mention

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from spacy.tokens import Token

    from graphkit.extraction.coreference import Coreference
    from graphkit.extraction.mentions import Mentions
    from graphkit.extraction.parsing import Parsed
    from graphkit.ontology import Lexicon, TopicWords

_WORDS = frozenset({"NOUN", "PROPN", "ADJ", "VERB", "NUM"})
_CLOSE = frozenset({"amod", "compound", "nmod", "nummod", "poss", "dobj", "attr", "acomp", "npadvmod", "oprd"})
_OF_VERBS = frozenset({"xcomp", "ccomp", "prt", "nsubjpass"})
_OWNERS = frozenset({"poss", "compound", "amod", "nmod", "npadvmod"})
_TIMES = frozenset({"DATE", "TIME"})
_Part = Literal["owners", "doers", "about"]
_DEEPEST = 8
"""Links of "the idea of a plan for a bill to …" that are followed."""


class Contents:
    """Reads what the phrases of one article are about."""

    def __init__(
        self, parsed: Parsed, actors: Coreference, mentions: Mentions, lexicon: Lexicon, topics: TopicWords
    ) -> None:
        """`actors` and `mentions` tell who is in a phrase."""
        self._parsed = parsed
        self._actors = actors
        self._mentions = mentions
        self._words = lexicon.words
        self._topics = topics
        self._word = Wording(parsed.doc, topics)
        self._antecedents = Antecedents(parsed, lexicon, topics, self._word, self._standing)
        self._stood: dict[int, Content] = {}

    def of(self, head: Token, inside: Collection[int]) -> Content:
        """The content of the phrase with this head, of whose tokens only those `inside` count.

        Where it only points back ("the bill", "such guarantees"), the content of what it points to.
        """
        found, core = self._read(head, {*inside, *self._cut_off(head)})
        if self._antecedents.is_named(found):
            return found
        if core.pos_ != "NOUN":
            return replace(found, vague=core.pos_ in ("VERB", "AUX") and self._word(core) in self._topics.light_verbs)
        meant = self._antecedents.of(core) if self._antecedents.points(core) else None
        if meant is None:
            return replace(found, vague=self._antecedents.is_vague(core))
        first, content = meant
        return replace(
            content,
            details=(*content.details, *found.details),
            owners=content.owners or found.owners,
            contrary=content.contrary != found.contrary,
            antecedent=self._parsed.start(first),
        )

    # -- the words of one phrase -------------------------------------------------------------------------------

    def _cut_off(self, head: Token) -> set[int]:
        """What an object is about and the parser hung on its verb: "backs free travel for pensioners"."""
        if head.dep_ != "dobj" or self._word(head.head) in self._topics.judging:
            return set()
        behind = (
            p for p in self._prepositions(head) if p.head == head.head and p.lower_ in self._topics.behind_objects
        )
        nouns = (noun for prep in behind for noun in children(prep, "pobj"))
        return {t.i for noun in nouns if noun.ent_type_ not in _TIMES for t in noun.subtree}

    def _standing(self, head: Token) -> Content:
        """The content of all that hangs on a token, but what is joined to it, as it stands there."""
        if (known := self._stood.get(head.i)) is not None:
            return known
        inside = {token.i for token in head.subtree}
        for prep in self._prepositions(head):
            if not any(noun.ent_type_ in _TIMES for noun in children(prep, "pobj")):
                inside.update(token.i for token in prep.subtree)
        inside.difference_update(token.i for joined in children(head, "conj") for token in joined.subtree)
        content, _ = self._read(head, inside)
        self._stood[head.i] = content
        return content

    def _read(self, head: Token, inside: Collection[int]) -> tuple[Content, Token]:
        """The content of a phrase as it stands there, and the token of its core."""
        inside = self._without_comparisons(inside)
        core, passed, contrary = self._core(head, inside)
        spine = {token.i for token in passed} | {core.i}
        doers = {i for i in inside if self._does(self._parsed.doc[i], head, spine)}
        who = self._parties(spine, inside, doers, spine | {token.i for token in self._changed(core)})
        taken = {i for found in who.values() for first, last, _ in found for i in range(first, last)} - {core.i}
        close: set[int] = set()
        argued: set[int] = set()
        for token in (core, *passed):
            # what qualifies a form qualifies what is in it: "the national emergency declaration"
            close.update(child.i for child in self._close(token, verb=token.pos_ == "VERB" and token == core))
            argued.update(child.i for child in self._argued(token))
        for noun in [t for t in core.subtree if t.i in close and t.pos_ == "NOUN" and t.dep_ in ("dobj", "pobj")]:
            argued.update(child.i for child in self._argued(noun))
        doc = self._parsed.doc
        says = [i for i in sorted(set(inside) - doers - spine - taken) if self._says(doc[i])]
        near = [i for i in says if i in close]
        owning = [i for first, last, _ in who["owners"] for i in range(first, last)]
        shown = [core.i, *near, *owning, *(i for i in says if i in argued)]
        shown += [i for first, last, _ in who["about"] if self._hangs_on(first, core) for i in range(first, last)]
        shown += [t.i for t in passed if self._turns(t) or (t.pos_ == "NOUN" and self._word(t) in self._topics.forms)]
        ends = [end for i in shown for end in self._word.extent(i)]
        return Content(
            head=self._word(core) or lemma(core),
            modifiers=tuple(self._word(doc[i]) for i in near if doc[i].dep_ != "amod"),
            qualities=tuple(self._word(doc[i]) for i in near if doc[i].dep_ == "amod"),
            details=tuple(self._word(doc[i]) for i in says if i not in close | argued),
            arguments=tuple(self._word(doc[i]) for i in says if i in argued - close),
            owners=_unique(mention for _, _, mention in who["owners"]),
            doers=_unique(mention for _, _, mention in who["doers"]),
            about=_unique(mention for _, _, mention in who["about"]),
            form=next((self._word(t) for t in passed if t.pos_ == "NOUN" and self._word(t) in self._topics.forms), ""),
            contrary=contrary,
            words=self._shown(min(ends), max(ends)),
        ), core

    def _hangs_on(self, first: int, core: Token) -> bool:
        """Whether a mention stands behind a preposition of the core: "talks with Russia"."""
        token = self._parsed.doc[first]
        while token.dep_ in _OWNERS:
            token = token.head
        return token.dep_ == "pobj" and token.head.head == core

    def _turns(self, token: Token) -> bool:
        return self._word(token) in (
            self._topics.contrary if token.pos_ in ("VERB", "AUX") else self._topics.contrary_nouns
        )

    def _shown(self, first: int, last: int) -> str:
        """The words from one token to another, without articles and other determiners before them."""
        doc = self._parsed.doc
        while first < last and (doc[first].dep_ in ("det", "predet", "mark", "aux") or doc[first].is_punct):
            first += 1
        return " ".join(self._parsed.text(doc[first], doc[last]).split())

    def _without_comparisons(self, inside: Collection[int]) -> Collection[int]:
        """Without what a thing is only likened to: "guarantees akin to those of the treaty"."""
        doc = self._parsed.doc
        likened = [
            doc[i]
            for i in inside
            if self._word(doc[i]) in self._words["comparisons"] and doc[i].dep_ in ("amod", "prep")
        ]
        return set(inside) - {t.i for token in likened for t in token.subtree} if likened else inside

    def _core(self, head: Token, inside: Collection[int]) -> tuple[Token, list[Token], bool]:
        """The word that the phrase is about, those above it that only carry it, and whether they turn it round."""
        core, contrary = head, False
        passed: list[Token] = []
        while len(passed) < _DEEPEST:
            if any(t.i in inside for t in children(core, "neg")):
                contrary = not contrary
            word = self._word(core)
            if core.pos_ in ("VERB", "AUX"):
                turns = word in self._topics.contrary
                carries = turns or word in self._topics.light_verbs
                below = next((t for t in _complements(core) if t.i in inside and t not in passed), None)
            else:
                turns = word in self._topics.contrary_nouns
                carries = turns or self._carries(core)
                below = next((t for t in self._contained(core) if t.i in inside), None)
            if below is not None and word in self._topics.lifting and self._word(below) in self._topics.restraints:
                turns = carries = True  # to lift a restraint is to end it; to lift a pension is not
            if not carries or below is None:
                break
            contrary = contrary != turns
            passed.append(core)
            core = below
        return core, passed, contrary

    def _carries(self, noun: Token) -> bool:
        return self._is_light(noun) or self._word(noun) in self._topics.forms

    def _is_light(self, noun: Token) -> bool:
        return self._word(noun) in self._topics.light_nouns

    def _contained(self, noun: Token) -> Iterator[Token]:
        """What a form or light noun is about: "a bill to end X", "a deal on X", "the idea of X", "an X plan"."""
        prepositions = self._prepositions(noun)
        for prep in prepositions:
            if prep.lower_ in self._topics.nearest:
                yield from (t for t in children(prep, "pobj", "pcomp") if not self._is_actor(t))
        for clause in children(noun, "acl", "relcl"):
            # what happened to it is a comment: "the law that Congress passed in 2022"
            if is_infinitive(clause) or (not is_passive(clause) and clause.tag_ in ("VB", "VBG", "VBZ", "VBP")):
                yield clause
            elif is_passive(clause):  # "a bill passed by the House to end X"
                yield from (t for t in children(clause, "xcomp", "advcl", "acl") if is_infinitive(t))
        yield from (
            t for t in reversed(children(noun, "compound", "nmod", "amod")) if t.pos_ in ("NOUN", "PROPN", "VERB")
            and not self._is_actor(t) and not self._carries(t) and self._word(t) not in self._topics.neutral
        )  # fmt: skip
        for prep in prepositions:
            if prep.lower_ in self._topics.near and prep.lower_ not in self._topics.nearest:
                yield from (t for t in children(prep, "pobj", "pcomp") if not self._is_actor(t))

    def _prepositions(self, token: Token) -> list[Token]:
        """The prepositions of a word; of an object, also one right behind it that the parser hung on its verb.

        "Repealing the ban on mining" says what is banned, not on what it is repealed.
        """
        found = children(token, "prep")
        if token.dep_ == "dobj" and (token.pos_ == "NOUN" or not found):
            behind = token.right_edge.i + 1
            found += [prep for prep in children(token.head, "prep") if prep.i == behind]
        return found

    def _close(self, token: Token, *, verb: bool) -> Iterator[Token]:
        """What stands with a word: its own modifiers, the noun behind "of", and of a verb its object with its own."""
        object_ = verb and any(child.dep_ == "dobj" for child in token.children)
        for child in token.children:
            if child.dep_ in _CLOSE or child.dep_ == "conj" or (verb and child.dep_ in _OF_VERBS):
                yield child
                yield from self._close(child, verb=False)
        for prep in self._prepositions(token):
            if prep.lower_ == "of" or (verb and not object_) or self._changes(token, prep):
                yield from self._behind(prep)

    def _changes(self, noun: Token, prep: Token) -> bool:
        """Whether what is changed stands behind the preposition, as it does behind "of": "a rise in fees"."""
        return noun.pos_ == "NOUN" and self._is_change(noun) and prep.lower_ in self._topics.changed

    def _is_change(self, token: Token) -> bool:
        word = self._word(token)
        return self._topics.synonyms.get(word, word) in self._topics.changes

    def _changed(self, core: Token) -> list[Token]:
        """What a change is one of: whose it is, its change is."""
        if not self._is_change(core):
            return []
        behind = (
            noun
            for prep in self._prepositions(core)
            if prep.lower_ in self._topics.changed or prep.lower_ == "of"
            for noun in children(prep, "pobj")
        )
        return [*children(core, "dobj", "compound"), *behind]

    def _argued(self, token: Token) -> Iterator[Token]:
        """What stands behind the other prepositions of a word that say what it is about: "a fine for drivers"."""
        for prep in self._prepositions(token):
            purpose = prep.lower_ in self._topics.purposes and self._is_deed(token)
            if prep.lower_ in self._topics.near and not purpose:
                nouns = children(prep, "pobj")
                # "in an open letter" and "for the purpose of" say how and why
                if not any(self._topics.forms.get(self._word(noun)) == "act" or self._is_light(noun) for noun in nouns):
                    yield from self._behind(prep)

    def _is_deed(self, token: Token) -> bool:
        """Whether it is a verb, or the object of one inside the phrase: "for" tells then what it is done for."""
        return token.pos_ == "VERB" or (token.dep_ == "dobj" and token.head.tag_ in ("VB", "VBG"))

    def _behind(self, prep: Token) -> Iterator[Token]:
        for noun in children(prep, "pobj", "pcomp"):
            if noun.ent_type_ not in ("DATE", "TIME"):
                yield noun
                yield from self._close(noun, verb=False)

    def _says(self, token: Token) -> bool:
        """Whether a word adds to what a phrase is about."""
        word = self._word(token)
        if not word or token.lower_ in self._words["determiners"] or token.dep_ in ("aux", "auxpass"):
            return False
        if (token.pos_ == "VERB" or token.tag_ == "VBG") and word in self._topics.light_verbs:
            return False
        if token.pos_ not in _WORDS or (token.pos_ == "NOUN" and word in self._topics.light_nouns):
            return False
        return word not in self._topics.neutral

    def _does(self, token: Token, head: Token, spine: Collection[int]) -> bool:
        """Whether a word belongs to who is to do it: that only tells of whom it is demanded."""
        if head.pos_ in ("VERB", "AUX") and token.i < head.i and not head.is_ancestor(token):
            return token != head
        while token.dep_ not in ("nsubj", "agent") and token.head != token:
            token = token.head
        return token.dep_ in ("nsubj", "agent") and token.head.i in spine

    # -- who is in it ------------------------------------------------------------------------------------------

    def _parties(
        self, spine: Collection[int], inside: Collection[int], doers: Collection[int], owned: Collection[int]
    ) -> dict[_Part, list[tuple[int, int, Mention]]]:
        """The actors in a phrase by their part in it, each with its first token and the one behind it.

        Those that stand with one of the tokens `owned` are owners.
        """
        found: dict[_Part, list[tuple[int, int, Mention]]] = {"owners": [], "doers": [], "about": []}
        end = -1
        for i in sorted(inside):
            token = self._parsed.doc[i]
            if i < end or i in spine or (mention := self._actor(token)) is None:
                continue
            first, end = self._extent(token, mention)
            top = token
            while top.head.i in range(first, end) and top.head != top:
                top = top.head
            if i in doers:
                part: _Part = "doers"
            else:
                part = "owners" if top.dep_ in _OWNERS and top.head.i in owned else "about"
            found[part].append((first, end, mention))
        return found

    def _actor(self, token: Token) -> Mention | None:
        """The person, organisation, country or region that a word names or stands for."""
        if token.tag_ == "PRP$":
            found = self._actors.of(token)
        elif token.pos_ not in ("NOUN", "PROPN", "ADJ"):
            return None
        elif region := self._topics.regions.get(token.lower_):
            return Mention(self._parsed.start(token), self._parsed.end(token), token.text, region, REGION)
        else:
            found = self._mentions.modifier(token) or self._actors.of(token)
        return found if found is not None and found.kind in ("Person", "Country", "Organization") else None

    def _is_actor(self, token: Token) -> bool:
        return self._actor(token) is not None

    def _extent(self, token: Token, mention: Mention) -> tuple[int, int]:
        """The tokens of a mention that begins at or before the token."""
        end = token.i + 1
        doc = self._parsed.doc
        while end < len(doc) and self._parsed.start(doc[end]) < mention.end:
            end += 1
        return token.i, end


def _complements(verb: Token) -> Iterator[Token]:
    """What a verb that only carries is about, the object first."""
    yield from children(verb, "dobj")
    yield from children(verb, "xcomp", "ccomp")
    yield from children(verb, "attr", "acomp")
    for prep in children(verb, "prep"):
        yield from children(prep, "pobj", "pcomp")
    yield from children(verb, "nsubjpass")


def _unique(mentions: Iterator[Mention]) -> tuple[Mention, ...]:
    """Each actor once, by name."""
    return tuple({mention.name: mention for mention in mentions}.values())
