"""The persons of one article: every name that stands for them, decided over the whole document.

A tagger sees one mention at a time and calls the same man PERSON here and ORG there. Here a name is a
person's if the article once gives it in full or with a title, and each shorter form goes to the one full
name that ends with it. Where two do, it stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphkit.extraction.tree import children

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Doc, Span, Token

    from graphkit.extraction.gazetteer import Hit
    from graphkit.ontology import Names


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person's name in the document: token offsets with titles before the name, and the fullest name."""

    start: int
    end: int
    name: str


def find_people(doc: Doc, hits: Sequence[Hit], names: Names, pronouns: frozenset[str]) -> list[NamedPerson]:
    """All mentions of persons by name, in order.

    `hits` are the known actors of the same document: a name among them is a person's only as part of a
    longer name or behind a title. `pronouns` are those that stand for one person.
    """
    known = {i: hit for hit in hits for i in range(hit.start, hit.end)}
    spans = _full_names(doc, known, names, pronouns)
    full = {_text(doc, start, end) for start, end in spans if end - start > 1}
    single = {_text(doc, start, end) for start, end in spans if end - start == 1}
    fullest = _fullest(full, single)
    taken = {i for start, end in spans for i in range(start, end)}
    # "Jordan" is the country, but not where it acts in an article about Vernon Jordan
    places = {i for i in known if not (doc[i].text in fullest and doc[i].dep_ in ("nsubj", "nsubjpass", "poss"))}
    spans += list(_shorter(doc, fullest, taken | places))
    found = []
    for start, end in sorted(spans):
        titled = _title_start(doc, start, names)
        name = _text(doc, start, end)
        found.append(NamedPerson(titled, end, fullest.get(name, name)))
    return _merge_first_names(doc, found, names)


def _text(doc: Doc, start: int, end: int) -> str:
    return " ".join(token.text for token in doc[start:end])


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


def _fullest(full: set[str], single: set[str]) -> dict[str, str]:
    """For each form of a name the one full name that ends with it; itself where there are two or none."""
    ending: dict[str, set[str]] = {}
    for name in full:
        words = name.split()
        for cut in range(1, len(words)):
            ending.setdefault(" ".join(words[cut:]), set()).add(name)
    resolved = {name: name for name in full | single}
    for short, names in ending.items():
        longest = {name for name in names if not any(other != name and other.endswith(" " + name) for other in names)}
        if len(longest) == 1:
            resolved[short] = next(iter(longest))
        elif short not in resolved:
            resolved[short] = short
    return resolved


def _shorter(doc: Doc, fullest: dict[str, str], taken: set[int]) -> Iterator[tuple[int, int]]:
    """Surnames alone, whatever the tagger calls them."""
    forms = sorted((name.split() for name in fullest), key=len, reverse=True)
    first_words: dict[str, list[list[str]]] = {}
    for form in forms:
        first_words.setdefault(form[0], []).append(form)
    i = 0
    while i < len(doc):
        for form in first_words.get(doc[i].text, []):
            end = i + len(form)
            if end <= len(doc) and not taken.intersection(range(i, end)) and [t.text for t in doc[i:end]] == form:
                yield i, end
                i = end - 1
                break
        i += 1


def _merge_first_names(doc: Doc, found: list[NamedPerson], names: Names) -> list[NamedPerson]:
    """ "Sir Keir" is the one person whose full name begins so."""
    merged = []
    for person in found:
        candidates = {other.name for other in found if other.name.startswith(person.name + " ")}
        titled = doc[person.start].lower_.replace(".", "") in names.honorifics and person.start < person.end - 1
        if " " not in person.name and titled and len(candidates) == 1:
            merged.append(NamedPerson(person.start, person.end, candidates.pop()))
        else:
            merged.append(person)
    return merged
