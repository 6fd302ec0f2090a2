"""StanceGraph → Turtle text, block by block: the bytes that the serialiser gives for `to_triples`, ten times as fast.

Most of the time for a large graph would go into terms that are made only to be written once. Whatever is unusual,
an identifier with signs in it or a text with control characters, is still left to the serialiser.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyoxigraph as ox

from graphkit.errors import GraphError
from graphkit.rdf.integrity import refuse_broken
from graphkit.rdf.namespaces import VOCABULARIES, address, mint, prefixes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphkit.model import Actor, Evidence, Source, StanceGraph, Statement, Topic

_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
"""Identifiers that are written as they are."""

_MARKED = re.compile('["\\\\\n\r\t]')
_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]|[^\x00-\uffff]")
_ESCAPES = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_DECIMAL = re.compile(r"-?\d+\.\d+")

Block = tuple[str, str]
"""What a subject is sorted by, and all that is said of it."""


def is_apart(base: str) -> bool:
    """Whether no namespace of the data lies within one of the vocabularies or around it."""
    return not any(base.startswith(known) or known.startswith(base) for known in VOCABULARIES.values())


def text_of(graph: StanceGraph, base: str) -> str:
    """A graph as Turtle, for a base that `is_apart`. Raises GraphError as `to_triples` does."""
    refuse_broken(graph, "the graph")
    writer = _Writer(base)
    blocks = sorted(writer.blocks(graph))
    known = prefixes(base)
    head = [f"@prefix {prefix}: <{known[prefix]}> .\n" for prefix in sorted(writer.used)]
    return "".join([*head, *(block for _, block in blocks)])


class _Writer:
    """Writes the blocks under a base, and remembers which prefixes they use."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._prefixes = prefixes(base)
        self.used: set[str] = set()

    def blocks(self, graph: StanceGraph) -> Iterator[Block]:
        if graph.statements:
            self.used |= {"rdf", "gk", "oa", "prov", "st", "sent", "sel", "actor", "art", "xsd"}
            if any(not said.object_is_actor for said in graph.statements):
                self.used.add("topic")
        if graph.actors:
            self.used |= {"rdf", "rdfs", "gk", "actor"}
        if graph.topics:
            self.used |= {"rdf", "rdfs", "gk", "topic"}
        if graph.articles:
            self.used |= {"rdf", "schema", "gk", "art"}
        seen: set[tuple[str, int, int]] = set()
        for statement in graph.statements:
            yield self._statement(statement)
            evidence = statement.evidence
            if (place := (evidence.article, evidence.start, evidence.end)) not in seen:
                seen.add(place)
                yield from self._evidence(evidence)
        stances: dict[str, dict[str, set[tuple[str, str]]]] = {}
        for edge in graph.edges():
            object_ = self._ordered("actor" if edge.object_is_actor else "topic", edge.object)
            stances.setdefault(edge.actor, {}).setdefault(edge.relation, set()).add(object_)
        ranked = sorted(graph.actors, key=lambda actor: (actor.kind != "Organization", actor.id), reverse=True)
        publishers = {actor.name: actor.id for actor in ranked}
        for source in graph.articles:
            yield self._article(source, publishers)
        for actor in graph.actors:
            yield self._actor(actor, stances.get(actor.id, {}))
        for topic in graph.topics:
            yield self._topic(topic)

    # -- blocks ------------------------------------------------------------------------------------

    def _statement(self, said: Statement) -> Block:
        confidence = f"{said.confidence:.2f}"
        if not _DECIMAL.fullmatch(confidence):
            confidence = f'"{confidence}"^^xsd:decimal'
        day = f"\tgk:date {self._day(said.date)} ;\n" if said.date is not None else ""
        speaker = f" ;\n\tgk:speaker {self._node('actor', said.speaker)}" if said.speaker is not None else ""
        return f"st/{self._minted('st', said.id)}>", (
            f"{self._node('st', said.id)} a gk:Statement ;\n"
            f"\trdf:object {self._node('actor' if said.object_is_actor else 'topic', said.object)} ;\n"
            f"\trdf:predicate gk:{said.relation} ;\n"
            f"\trdf:subject {self._node('actor', said.actor)} ;\n"
            f"\tprov:wasDerivedFrom {self._node('sent', _place(said.evidence))} ;\n"
            f"\tgk:actorText {self._text(said.actor_text)} ;\n"
            f"\tgk:confidence {confidence} ;\n"
            f"\tgk:cue {self._text(said.cue)} ;\n"
            f"{day}"
            f"\tgk:modality gk:{said.modality} ;\n"
            f"\tgk:negated {'true' if said.negated else 'false'} ;\n"
            f"\tgk:objectText {self._text(said.object_text)} ;\n"
            f"\tgk:rule {self._text(said.rule)}{speaker} .\n"
        )

    def _evidence(self, quoted: Evidence) -> Iterator[Block]:
        place = _place(quoted)
        selector = self._node("sel", place)
        yield (
            f"sent/{self._minted('sent', place)}>",
            (
                f"{self._node('sent', place)} a oa:SpecificResource ;\n"
                f"\toa:hasSelector {selector} ;\n"
                f"\toa:hasSource {self._node('art', quoted.article)} .\n"
            ),
        )
        yield (
            f"sel/{self._minted('sel', place)}>",
            (
                f"{selector} a oa:TextPositionSelector , oa:TextQuoteSelector ;\n"
                f"\toa:end {quoted.end} ;\n"
                f"\toa:exact {self._text(quoted.exact)} ;\n"
                f"\toa:prefix {self._text(quoted.prefix)} ;\n"
                f"\toa:start {quoted.start} ;\n"
                f"\toa:suffix {self._text(quoted.suffix)} .\n"
            ),
        )

    def _article(self, source: Source, publishers: dict[str, str]) -> Block:
        lines = [f"{self._node('art', source.id)} a schema:NewsArticle"]
        if source.date is not None:
            self.used.add("xsd")
            lines.append(f"schema:datePublished {self._day(source.date)}")
        if source.title is not None:
            lines.append(f"schema:headline {self._text(source.title)}@en")
        if source.publisher is not None:
            lines.append(f"schema:publisher {self._node('actor', publishers[source.publisher])}")
        if source.url is not None and (url := address(source.url)):
            lines.append(f"schema:url {self._iri(url)}")
        lines.append(f"gk:sourceFile {self._text(source.file)}")
        return f"art/{self._minted('art', source.id)}>", _block(lines)

    def _actor(self, actor: Actor, stances: dict[str, set[tuple[str, str]]]) -> Block:
        lines = [f"{self._node('actor', actor.id)} a gk:{actor.kind}", f"rdfs:label {self._text(actor.name)}@en"]
        if same := {(str(node), self._iri(node)) for iri in actor.same_as if (node := address(iri))}:
            self.used.add("owl")
            lines.append(f"owl:sameAs {' , '.join(text for _, text in sorted(same))}")
        lines += self._aliases(actor.aliases)
        for relation, objects in sorted(stances.items()):
            lines.append(f"gk:{relation} {' , '.join(text for _, text in sorted(objects))}")
        return f"actor/{self._minted('actor', actor.id)}>", _block(lines)

    def _topic(self, topic: Topic) -> Block:
        lines = [f"{self._node('topic', topic.id)} a gk:Topic", f"rdfs:label {self._text(topic.label)}@en"]
        lines += self._aliases(topic.aliases)
        if topic.broader:
            self.used.add("skos")
            broader = sorted({self._ordered("topic", each) for each in topic.broader})
            lines.append(f"skos:broader {' , '.join(text for _, text in broader)}")
        if same := {(str(node), self._iri(node)) for iri in topic.same_as if (node := address(iri))}:
            self.used.add("skos")
            lines.append(f"skos:exactMatch {' , '.join(text for _, text in sorted(same))}")
        return f"topic/{self._minted('topic', topic.id)}>", _block(lines)

    def _aliases(self, aliases: Iterable[str]) -> Iterator[str]:
        if written := {(self._sorted_by(alias), self._text(alias)) for alias in aliases}:
            self.used.add("skos")
            yield f"skos:altLabel {' , '.join(f'{text}@en' for _, text in sorted(written))}"

    # -- terms -------------------------------------------------------------------------------------

    def _minted(self, kind: str, identifier: str) -> str:
        if _PLAIN.fullmatch(identifier):
            return identifier
        return mint(self._base, kind, identifier).value.removeprefix(f"{self._base}{kind}/")

    def _node(self, kind: str, identifier: str) -> str:
        if _PLAIN.fullmatch(identifier):
            return f"{kind}:{identifier}"
        return self._written(mint(self._base, kind, identifier))

    def _ordered(self, kind: str, identifier: str) -> tuple[str, str]:
        return f"{kind}/{self._minted(kind, identifier)}>", self._node(kind, identifier)

    def _iri(self, node: ox.NamedNode) -> str:
        namespace = node.value[: max(node.value.rfind("/"), node.value.rfind("#")) + 1]
        self.used |= {prefix for prefix, known in self._prefixes.items() if namespace.startswith(known)}
        return self._written(node)

    def _day(self, day: object) -> str:
        return f'"{day}"^^xsd:date'

    def _text(self, text: str) -> str:
        if _ODD.search(text):
            return self._written(_literal(text))
        return f'"{text.translate(_ESCAPES)}"' if _MARKED.search(text) else f'"{text}"'

    def _sorted_by(self, text: str) -> str:
        return str(ox.Literal(_literal(text).value, language="en"))

    def _written(self, part: ox.NamedNode | ox.Literal) -> str:
        """A term as the serialiser writes it."""
        triple = ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), part)
        written = ox.serialize([triple], format=ox.RdfFormat.TURTLE, prefixes=self._prefixes) or b""
        return written.decode().partition("<urn:s> <urn:p> ")[2].removesuffix(" .\n")


def _place(evidence: Evidence) -> str:
    return f"{evidence.article}-{evidence.start}-{evidence.end}"


def _block(lines: list[str]) -> str:
    return " ;\n\t".join(lines) + " .\n"


def _literal(text: str) -> ox.Literal:
    try:
        return ox.Literal(text)
    except ValueError as error:
        raise GraphError(
            f"{text!r} is no Unicode text: half a surrogate pair stands in it; mend the article"
        ) from error
