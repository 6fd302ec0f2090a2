"""Codebooks: the topics of a debate as a coder lists them, a SKOS concept scheme in Turtle.

SKOS: Miles and Bechhofer (2009), W3C Recommendation. A codebook is read before resolution, and drafted from its
topics; what lies between is the coder's work.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graphkit.errors import InputError, OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rdflib import Graph
    from rdflib.term import Node

    from graphkit.model import Topic

SCHEME = "https://w3id.org/graphkit/codebook/"
"""What the IRIs of a drafted codebook begin with; a coder may put another there."""


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
    a concept has no preferred label or several in English, a label stands for two concepts, or `broader` names a
    concept that is not there or runs in a circle.
    """
    import rdflib
    from rdflib.namespace import RDF, SKOS

    path = Path(path)
    try:
        graph = rdflib.Graph().parse(data=path.read_text(encoding="utf-8"), format="turtle")
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
        return tuple(sorted({" ".join(str(label).split()) for label in found} - {""}))

    if not isinstance(node, URIRef):
        wrong.append("a concept without an IRI: give it one")
        return None
    preferred = labels("prefLabel")
    if len(preferred) != 1:
        has = f"has {len(preferred)} preferred labels" if preferred else "has no preferred label"
        wrong.append(f"<{node}> {has}: give it one skos:prefLabel in English")
        return None
    narrower = (str(other) for other in graph.subjects(SKOS.narrower, node))
    broader = {*(str(other) for other in graph.objects(node, SKOS.broader)), *narrower}
    return Concept(str(node), preferred[0], labels("altLabel"), labels("hiddenLabel"), tuple(sorted(broader)))


_ENGLISH = ("en", "en-GB", "en-US", "en-gb", "en-us")


def _shared_labels(concepts: Iterable[Concept]) -> list[str]:
    owner: dict[str, Concept] = {}
    wrong = []
    for concept in concepts:
        for label in concept.labels:
            other = owner.setdefault(label.casefold(), concept)
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
    """
    known = {topic.id: topic for topic in topics}
    wanted = [topic.id for topic in known.values() if statements.get(topic.id, 0) >= least]
    kept: set[str] = set()
    while wanted:
        if (topic := wanted.pop()) not in kept:
            kept.add(topic)
            wanted += known[topic].broader
    lines = [
        "# A draft: merge, split, rename and strike out, then give it to `graphkit build --codebook`.",
        "",
        f"@prefix : <{SCHEME}> .",
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
        "",
        f'<{SCHEME}> a skos:ConceptScheme ; skos:prefLabel "Codebook"@en .',
    ]
    for topic in sorted(kept):
        count = statements.get(topic, 0)
        fields = [f"skos:prefLabel {_literal(known[topic].label)}"]
        if known[topic].aliases:
            fields.append("skos:altLabel " + ", ".join(map(_literal, known[topic].aliases)))
        if above := [wider for wider in known[topic].broader if wider in kept]:
            fields.append("skos:broader " + ", ".join(map(_name, above)))
        fields.append(f"skos:editorialNote {_literal(f'{count} statement' + 's' * (count != 1))}")
        fields.append(f"skos:inScheme <{SCHEME}>")
        lines += ["", f"{_name(topic)} a skos:Concept ;", "    " + " ;\n    ".join(fields) + " ."]
    return "\n".join(lines) + "\n"


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
    return f":{topic}"


def _literal(text: str) -> str:
    from rdflib import Literal

    return Literal(text, lang="en").n3()
