"""The persons of one article: every name that stands for them, decided over the whole document.

A tagger sees one mention at a time and calls the same man PERSON here and ORG there. Here a name is a
person's if the article once gives it in full or with a title, and each shorter form goes to the one full
name that it may be short for. Where two could be meant, it stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphkit.extraction.names_of_article import NamesOfArticle
from graphkit.extraction.tree import children

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Doc, Span, Token

    from graphkit.extraction.gazetteer import Hit
    from graphkit.naming import PersonNames
    from graphkit.ontology import Names


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person's name in the document: token offsets with titles before the name, and the fullest name.

    `first` is the token where the name itself begins.
    """

    start: int
    end: int
    name: str
    first: int


def find_people(
    doc: Doc, hits: Sequence[Hit], names: Names, pronouns: frozenset[str], parser: PersonNames
) -> list[NamedPerson]:
    """All mentions of persons by name, in order.

    `hits` are the known actors of the same document: a name among them is a person's only as part of a
    longer name or behind a title. `pronouns` are those that stand for one person.
    """
    known = {i: hit for hit in hits for i in range(hit.start, hit.end)}
    spans = _full_names(doc, known, names, pronouns)
    article = NamesOfArticle([_text(doc, start, end) for start, end in sorted(spans)], parser, names.personal)
    taken = {i for start, end in spans for i in range(start, end)}
    places = {i for i in known if not _acts_as_person(doc, i, article)}
    spans += list(_shorter(doc, spans, article, taken | places))
    found = []
    for start, end in sorted(spans):
        titled = _title_start(doc, start, names)
        written, title = _text(doc, start, end), _text(doc, titled, start)
        found.append(NamedPerson(titled, end, article.fullest(written, title), start))
    return found


def _text(doc: Doc, start: int, end: int) -> str:
    return " ".join(doc[start:end].text.split())


def _acts_as_person(doc: Doc, i: int, article: NamesOfArticle) -> bool:
    """Whether the name of a place may be a surname: it acts in an article about Vernon Jordan, and is nowhere a place.

    "In Jordan" makes it the country everywhere.
    """
    token = doc[i]
    if not article.is_short(token.text) or token.dep_ not in ("nsubj", "nsubjpass", "poss"):
        return False
    return not any(other.text == token.text and other.dep_ == "pobj" and other.ent_type_ == "GPE" for other in doc)


def _title_start(doc: Doc, start: int, names: Names) -> int:
    """Where the titles before a name begin."""
    first = start
    while first and doc[first - 1].sent == doc[start].sent and _is_title(doc[first - 1], names):
        first -= 1
    return first


def _is_title(token: Token, names: Names) -> bool:
    word = token.lower_.replace(".", "")
    return token.text[0].isupper() and word in names.title_words


def _full_names(doc: Doc, known: dict[int, Hit], names: Names, pronouns: frozenset[str]) -> list[tuple[int, int]]:
    """Spans of names: those that the tagger calls persons, and capitalised words behind a title."""
    spans: dict[int, int] = {}
    for entity in doc.ents:
        if entity.label_ == "PERSON" or _must_be_person(entity, known, names, pronouns):
            start, end = _trimmed(doc, entity, known, names)
            if start < end and _may_be_person(doc[start:end], known):
                spans[start] = max(end, spans.get(start, 0))
    covered = {i for start, end in spans.items() for i in range(start, end)}
    for start, end in _titled(doc, covered | known.keys(), names):
        spans.setdefault(start, end)
    return list(spans.items())


def _trimmed(doc: Doc, entity: Span, known: dict[int, Hit], names: Names) -> tuple[int, int]:
    """The entity without titles and marks, and with what the tagger cut off: "Ursula von" "der Leyen"."""
    start, end, root = entity.start, entity.end, entity.root
    while root.dep_ == "compound" and root.head.i >= end and root.head.i not in known:
        if any(token.pos_ != "PROPN" for token in doc[end : root.head.i + 1]):
            break
        end = root.head.i + 1
        root = root.head
    while start < end and (_is_title(doc[start], names) or not doc[start].text[0].isalpha()):
        start += 1
    while end > start and (doc[end - 1].text in ("'s", "’s") or not doc[end - 1].text[0].isalpha()):
        end -= 1
    if start < end < len(doc) and doc[end].text[0].isupper():
        end += doc[end].lower_.rstrip(".") in names.personal.generations  # "Donald Trump" "Jr."
    return start, end


def _may_be_person(span: Span, known: dict[int, Hit]) -> bool:
    """Whether a span that the tagger calls a person can be one, for all that is known."""
    if not (span[0].text[0].isupper() or span[0].pos_ == "PROPN"):
        return False
    hits = [known[token.i] for token in span if token.i in known]
    if len(span) == 1:
        return not hits
    return not any(hit.end - hit.start > 1 or hit.form == "demonym" for hit in hits)


def _titled(doc: Doc, taken: set[int], names: Names) -> Iterator[tuple[int, int]]:
    """Capitalised words behind a title that nobody has taken: "President Obama"."""
    start = 1
    while start < len(doc):
        end = start
        if _is_title(doc[start - 1], names):
            while end < len(doc) and end not in taken and not doc[end].is_sent_start and _begins_name(doc[end], names):
                end += 1
        if end > start:
            yield start, end
        start = max(end, start) + 1


def _must_be_person(entity: Span, known: dict[int, Hit], names: Names, pronouns: frozenset[str]) -> bool:
    """Whether a name of two or three words is a person's though the tagger says otherwise.

    It is in apposition to a role ("the German Chancellor, Olaf Scholz") or does something with what is "his".
    """
    if entity.label_ not in ("ORG", "GPE") or len(entity) not in (2, 3):
        return False
    if any(token.pos_ != "PROPN" or token.i in known or token.lower_ in names.bodies for token in entity):
        return False
    root = entity.root
    if root.dep_ == "appos" and root.head.lemma_.lower() in names.roles:
        return True
    return root.dep_ == "nsubj" and any(
        owner.lower_ in pronouns for noun in children(root.head, "dobj") for owner in children(noun, "poss")
    )


def _begins_name(token: Token, names: Names) -> bool:
    return (
        token.pos_ == "PROPN"
        and token.text[0].isupper()
        and token.ent_type_ in ("", "PERSON", "ORG", "GPE")
        and not _is_title(token, names)
        and token.lower_ not in names.bodies
    )


def _shorter(
    doc: Doc, spans: Sequence[tuple[int, int]], article: NamesOfArticle, taken: set[int]
) -> Iterator[tuple[int, int]]:
    """Surnames alone and names again, whatever the tagger calls them."""
    forms = {form for start, end in spans for form in article.forms([token.text for token in doc[start:end]])}
    first_words: dict[str, list[tuple[str, ...]]] = {}
    for form in sorted(forms, key=lambda form: (-len(form), form)):
        first_words.setdefault(form[0], []).append(form)
    i = 0
    while i < len(doc):
        for form in first_words.get(doc[i].text, []):
            end = i + len(form)
            if end <= len(doc) and not taken.intersection(range(i, end)) and tuple(t.text for t in doc[i:end]) == form:
                yield i, end
                i = end - 1
                break
        i += 1
