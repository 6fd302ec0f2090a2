"""Codebooks: the topics of a debate as a coder lists them, a SKOS concept scheme in Turtle.

SKOS: Miles and Bechhofer (2009), W3C Recommendation. A codebook is read before resolution, and drafted from its
topics; what lies between is the coder's work.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from graphkit.bounded import read_bounded
from graphkit.errors import InputError, OutputError
from graphkit.labels import folded, spaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rdflib import Graph
    from rdflib.term import Node

    from graphkit.model import Topic

SCHEME = "https://w3id.org/graphkit/codebook/"
"""What the IRIs of a drafted codebook begin with; a coder may put another there."""

_NEVER_IN_AN_IRI = re.compile(r'[\x00-\x20\x7f-\xa0<>"{}|\\^`\s]')  # RFC 3987
_URN = re.compile(r"urn:[a-z0-9][a-z0-9-]+:.", re.IGNORECASE)  # RFC 8141
_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")  # what may follow the colon of a name in Turtle as it is

_id = attrgetter("id")


@dataclass(frozen=True, order=True, slots=True)
class Concept:
    """A topic of a codebook. `hidden` labels are found but never shown; `broader` are IRIs of concepts."""

    iri: str
    label: str
    alternative: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """All labels, the preferred one first."""
        return (self.label, *self.alternative, *self.hidden)


@dataclass(frozen=True, slots=True)
class Codebook:
    """The concepts, sorted by IRI."""

    concepts: tuple[Concept, ...] = ()


def read_codebook(path: Path | str) -> Codebook:
    """The codebook of a Turtle file.

    Raises InputError, with all that is wrong, where the file is missing or not Turtle, holds no concept, and where
    a concept has no IRI that a graph can hold, no preferred label or several in English, a label stands for two
    concepts, or `broader` names a concept that is not there or runs in a circle.
    """
    import rdflib
    from rdflib.namespace import RDF, SKOS

    path = Path(path)
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)  # what is wrong with an IRI is told by us, once
    try:
        graph = rdflib.Graph().parse(data=read_bounded(path).decode("utf-8"), format="turtle")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); name a codebook in Turtle") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 (byte {error.start}); save the codebook as UTF-8") from error
    except Exception as error:
        what = " ".join(str(error).split())[:200]
        raise InputError(f"{path}: not Turtle: {what}; mend the place") from error
    nodes = sorted(set(graph.subjects(RDF.type, SKOS.Concept)), key=str)
    if not nodes:
        raise InputError(f"{path}: no skos:Concept in it; `graphkit codebook` drafts one to begin with")
    wrong: list[str] = []
    concepts = tuple(concept for node in nodes if (concept := _concept(graph, node, wrong)) is not None)
    wrong += _shared_labels(concepts)
    wrong += _lost_or_circular({concept.iri: concept.broader for concept in concepts})
    if wrong:
        raise InputError(f"{path}: {'; '.join(wrong)}")
    return Codebook(concepts)


def _concept(graph: Graph, node: Node, wrong: list[str]) -> Concept | None:
    from rdflib import URIRef
    from rdflib.namespace import SKOS

    def labels(kind: str) -> tuple[str, ...]:
        found = [
            label for label in graph.objects(node, SKOS[kind]) if getattr(label, "language", None) in (None, *_ENGLISH)
        ]
        return tuple(sorted({spaced(str(label)) for label in found} - {""}))

    if not isinstance(node, URIRef):
        wrong.append("a concept without an IRI: give it one")
        return None
    if fault := _fault_of_iri(str(node)):
        wrong.append(f"{str(node)!r} cannot be the IRI of a concept: {fault}")
    preferred = labels("prefLabel")
    if len(preferred) != 1:
        has = f"has {len(preferred)} preferred labels" if preferred else "has no preferred label"
        wrong.append(f"<{node}> {has}: give it one skos:prefLabel in English")
        return None
    narrower = (str(other) for other in graph.subjects(SKOS.narrower, node))
    broader = {*(str(other) for other in graph.objects(node, SKOS.broader)), *narrower}
    return Concept(str(node), preferred[0], labels("altLabel"), labels("hiddenLabel"), tuple(sorted(broader)))


_ENGLISH = ("en", "en-GB", "en-US", "en-gb", "en-us")


def _fault_of_iri(iri: str) -> str:
    """What is wrong with the IRI of a concept; nothing where it is right."""
    if found := _NEVER_IN_AN_IRI.search(iri):
        return f"no IRI holds {found[0]!r}, write {quote(found[0])} or leave it out"
    try:
        parts = urlsplit(iri)
    except ValueError as error:
        return f"{error}; mend it"
    if (parts.scheme in ("http", "https") and parts.netloc) or _URN.match(iri):
        return ""
    return "begin it with http://, https:// or urn:, or with a prefix that does"


def _shared_labels(concepts: Iterable[Concept]) -> list[str]:
    owner: dict[str, Concept] = {}
    wrong = []
    for concept in concepts:
        for label in concept.labels:
            other = owner.setdefault(folded(label), concept)
            if other is not concept:
                wrong.append(f"'{label}' is a label of <{other.iri}> and of <{concept.iri}>: leave it to one")
    return wrong


def _lost_or_circular(broader: Mapping[str, tuple[str, ...]]) -> list[str]:
    wrong = [
        f"<{iri}> stands under <{wider}>, which is no concept here: add it or take skos:broader away"
        for iri, widers in broader.items()
        for wider in widers
        if wider not in broader
    ]
    done: set[str] = set()
    for start in sorted(broader):
        above = [start]
        seen = {start}
        while above:
            for wider in broader.get(above.pop(), ()):
                if wider == start and start not in done:
                    wrong.append(f"<{start}> stands under itself: take one skos:broader away")
                    done |= seen
                    above.clear()
                    break
                if wider not in seen:
                    seen.add(wider)
                    above.append(wider)
    return wrong


def draft_codebook(topics: Iterable[Topic], statements: Mapping[str, int], *, least: int = 1) -> str:
    """A codebook in Turtle of the topics with `least` statements or more, and of those that they stand under.

    `statements` counts those of each topic's id. Members are alternative labels: to be read, moved and struck out.
    Topics of one label are one concept, an alternative label stands with one concept only, and no concept stands
    under itself: `read_codebook` takes the draft as it is.
    """
    concepts, counts = _merged(sorted({topic.id: topic for topic in topics}.values(), key=_id), statements)
    wanted = [id_ for id_ in concepts if counts[id_] >= least]
    kept: set[str] = set()
    while wanted:
        if (id_ := wanted.pop()) not in kept:
            kept.add(id_)
            wanted += concepts[id_].broader
    lines = [
        "# A draft: merge, split, rename and strike out, then give it to `graphkit build --codebook`.",
        "",
        f"@prefix : <{SCHEME}> .",
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
        "",
        f'<{SCHEME}> a skos:ConceptScheme ; skos:prefLabel "Codebook"@en .',
    ]
    taken = {folded(concepts[id_].label) for id_ in kept}
    for id_ in sorted(kept):
        concept, count = concepts[id_], counts[id_]
        fields = [f"skos:prefLabel {_literal(concept.label)}"]
        if aliases := _untaken(concept.aliases, taken):
            fields.append("skos:altLabel " + ", ".join(map(_literal, aliases)))
        if concept.broader:
            fields.append("skos:broader " + ", ".join(map(_name, concept.broader)))
        fields.append(f"skos:editorialNote {_literal(f'{count} statement' + 's' * (count != 1))}")
        fields.append(f"skos:inScheme <{SCHEME}>")
        lines += ["", f"{_name(id_)} a skos:Concept ;", "    " + " ;\n    ".join(fields) + " ."]
    return "\n".join(lines) + "\n"


def _merged(topics: Sequence[Topic], statements: Mapping[str, int]) -> tuple[dict[str, Topic], Counter[str]]:
    """The topics by id, those of one label as the first of them, and the statements of each."""
    first: dict[str, str] = {}
    new = {topic.id: first.setdefault(folded(_label(topic)), topic.id) for topic in topics}
    groups: dict[str, list[Topic]] = {}
    counts: Counter[str] = Counter()
    for topic in topics:
        groups.setdefault(new[topic.id], []).append(topic)
        counts[new[topic.id]] += statements.get(topic.id, 0)
    broader: dict[str, list[str]] = {id_: [] for id_ in groups}
    for id_, group in groups.items():
        wanted = [new[wider] for topic in group for wider in topic.broader if wider in new]
        for wider in dict.fromkeys(wanted):
            if not _stands_under(wider, id_, broader):
                broader[id_].append(wider)
    merged = {
        id_: replace(
            group[0],
            label=_label(group[0]),
            aliases=tuple(spaced(alias) for topic in group for alias in topic.aliases),
            broader=tuple(broader[id_]),
        )
        for id_, group in groups.items()
    }
    return merged, counts


def _stands_under(narrow: str, wide: str, broader: Mapping[str, Iterable[str]]) -> bool:
    """Whether a concept is another one or stands under it, at whatever distance."""
    above = [narrow]
    seen: set[str] = set()
    while above:
        if (id_ := above.pop()) == wide:
            return True
        if id_ not in seen:
            seen.add(id_)
            above += broader[id_]
    return False


def _untaken(labels: Iterable[str], taken: set[str]) -> list[str]:
    """The labels that no concept has yet; they are taken from then on."""
    found = []
    for label in labels:
        if label and (key := folded(label)) not in taken:
            taken.add(key)
            found.append(label)
    return found


def _label(topic: Topic) -> str:
    """What a topic is called: its label, or what comes next where that is blank."""
    return next((label for each in (topic.label, *topic.aliases) if (label := spaced(each))), topic.id)


def write_codebook(text: str, path: Path | str) -> None:
    """Writes a codebook. Raises OutputError where it cannot, and where a file stands there: it may be edited."""
    try:
        with Path(path).open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise OutputError(f"{path}: is there already, and may have been edited; name another file") from error
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror}); name another place") from error


def _name(topic: str) -> str:
    return f":{topic}" if _PLAIN.fullmatch(topic) else f"<{SCHEME}{quote(topic, safe='')}>"


def _literal(text: str) -> str:
    from rdflib import Literal

    return Literal(text, lang="en").n3()
