"""Who says what: quotations and reported speech, as a way from a token to the head of its speaker.

After Pareti et al. (2013) speech is direct (the whole clause in quotation marks), indirect or mixed; a
quotation that names no speaker goes on from the one before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from graphkit.extraction.tree import ancestors, antecedent, children

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Span, Token

    from graphkit.extraction.parsing import Parsed
    from graphkit.ontology import Lexicon

_OPENING, _CLOSING, _STRAIGHT = frozenset("“„«"), frozenset("”»"), frozenset({'"', "``", "''"})
_NEAR = 12
"""How many tokens may stand between a quotation and the verb that gives it to somebody."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """What stands between quotation marks; token offsets, the marks left out, the end exclusive.

    `is_open` tells one that no mark closes before its passage ends.
    """

    start: int
    end: int
    passage: int
    is_open: bool = False


class Speech:
    """The quotations of one article and the heads of those who speak."""

    def __init__(self, parsed: Parsed, lexicon: Lexicon) -> None:
        """Finds the quotations; a mark without its partner ends with its passage."""
        self._parsed = parsed
        self._verbs = lexicon.words["speech_verbs"]
        self._quotations = list(_quotations(parsed))
        self._at = {i: q for q in self._quotations for i in range(q.start, q.end)}

    def quotation(self, token: Token) -> Quotation | None:
        """The quotation that the token stands in."""
        return self._at.get(token.i)

    def speaker(self, token: Token) -> Token | None:
        """The head of the phrase that names who says the clause of this token, or None where nobody is named."""
        if (quotation := self._at.get(token.i)) is not None:
            if (inner := self._reported(token, quotation)) is not None:
                return inner
            return self._speakers[quotation]
        return self._reported(token, None) or self._according_to(token)

    def is_speech(self, verb: Token) -> bool:
        """Whether the token is a verb of saying."""
        return verb.pos_ in ("VERB", "AUX") and verb.lemma_.lower() in self._verbs

    def _reported(self, token: Token, within: Quotation | None) -> Token | None:
        """The subject of the nearest verb of saying above; inside a quotation only of one inside it."""
        below = token
        for above in ancestors(token):
            if within is not None and self._at.get(above.i) is not within:
                return None
            complement = below.dep_ in ("ccomp", "parataxis") or (below.dep_ == "xcomp" and above.lemma_ == "say")
            if complement and self.is_speech(above) and (subject := _speaking(above)):
                return subject
            if below.dep_ == "advcl" and above.dep_ != "advcl" and self.is_speech(above) and below.i > above.i:
                return None
            below = above
        return None

    def _according_to(self, token: Token) -> Token | None:
        for other in token.sent:
            if other.lower_ == "according":
                for to in children(other, "prep"):
                    for noun in children(to, "pobj"):
                        return noun
        return None

    @cached_property
    def _speakers(self) -> dict[Quotation, Token | None]:
        """The speaker of each quotation: the nearest verb of saying beside it, else whoever spoke before."""
        found: dict[Quotation, Token | None] = {}
        last: Quotation | None = None
        for quotation in self._quotations:
            speaker = self._beside(quotation)
            if speaker is None and last is not None and self._goes_on(last, quotation):
                speaker = found[last]
            found[quotation] = speaker
            last = quotation
        for quotation, later in zip(reversed(self._quotations[:-1]), reversed(self._quotations[1:]), strict=True):
            if found[quotation] is None and (
                later.passage == quotation.passage or (quotation.is_open and later.passage == quotation.passage + 1)
            ):
                found[quotation] = found[later]
        return found

    def _goes_on(self, last: Quotation, quotation: Quotation) -> bool:
        if last.passage == quotation.passage:
            return True
        opens = quotation.start <= 1 or self._parsed.passages[quotation.start - 2] != quotation.passage
        return opens and quotation.passage - last.passage == 1

    def _beside(self, quotation: Quotation) -> Token | None:
        doc = self._parsed.doc
        sentences: list[Span] = []
        for i in (quotation.start, quotation.end - 1, min(quotation.end, len(doc) - 1)):
            if doc[i].sent not in sentences and self._parsed.passages[i] == quotation.passage:
                sentences.append(doc[i].sent)
        nearest: tuple[int, Token] | None = None
        for sentence in sentences:
            for verb in sentence:
                inside = self._at.get(verb.i) is quotation
                if not self.is_speech(verb) or (self._at.get(verb.i) is not None and not inside):
                    continue
                if inside and verb.dep_ != "parataxis":
                    continue
                subject = _speaking(verb)
                if subject is None or (self._at.get(subject.i) is quotation and not inside):
                    continue
                distance = 0 if inside else min(abs(verb.i - quotation.start), abs(verb.i - quotation.end))
                holds = any(a.i == verb.i for a in ancestors(doc[quotation.start : quotation.end].root))
                if distance > _NEAR and not holds:
                    continue
                if nearest is None or distance < nearest[0]:
                    nearest = (distance, subject)
        return nearest[1] if nearest else None


def _speaking(verb: Token) -> Token | None:
    for subject in children(verb, "nsubj"):
        return antecedent(subject) or subject
    if verb.dep_ in ("conj", "advcl", "xcomp") and verb.head.pos_ in ("VERB", "AUX"):
        return _speaking(verb.head)
    return None


def _quotations(parsed: Parsed) -> Iterator[Quotation]:
    start: int | None = None
    passage, begin = -1, 0
    for token in parsed.doc:
        here = parsed.passages[token.i]
        if start is not None and here != passage:
            yield Quotation(start, token.i, passage, is_open=True)
            start = None
        if here != passage:
            begin = token.i
        passage = here
        text = token.text
        if text in _CLOSING or (text in _STRAIGHT and start is not None):
            if start is None:
                start, begin = begin, token.i  # what an earlier passage opened is closed here
            if token.i > start:
                yield Quotation(start, token.i, passage)
            start = None
        elif text in _OPENING or text in _STRAIGHT:
            if start is not None and token.i > start and text in _OPENING:
                continue
            start = token.i + 1
    if start is not None and start < len(parsed.doc):
        yield Quotation(start, len(parsed.doc), passage, is_open=True)
