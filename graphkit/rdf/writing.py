"""StanceGraph → RDF: sorted triples, and one serialiser for them."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from graphkit.errors import GraphError, OutputError
from graphkit.rdf.converting import to_rdflib_graph
from graphkit.rdf.integrity import refuse_broken
from graphkit.rdf.namespaces import BASE, address, checked_base, mint, prefixes, term
from graphkit.rdf.text import is_apart, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import rdflib

    from graphkit.model import Actor, Evidence, Source, StanceGraph, Statement, Topic

    Node = ox.NamedNode | ox.Literal
    Said = tuple[ox.NamedNode, str, Node]


def to_triples(graph: StanceGraph, base: str = BASE) -> list[ox.Triple]:
    """The triples of a graph, sorted by subject, the type first.

    Confidences are rounded to two digits. A URL that is no IRI is percent-encoded, or left out where that
    does not help. Raises GraphError where a part of the graph refers to one that is not there, and InputError
    for a base that is no IRI.
    """
    refuse_broken(graph, "the graph")
    base = checked_base(base)
    said = {ox.Triple(subject, term(name), value) for subject, name, value in _said(graph, base)}
    return sorted(said, key=order)


def order(triple: ox.Triple) -> tuple[str, bool, str, str]:
    """What triples are sorted by in every output."""
    return (
        str(triple.subject),
        triple.predicate != term("rdf:type"),
        triple.predicate.value,
        str(triple.object),
    )


def to_turtle(graph: StanceGraph, base: str = BASE) -> str:
    """A graph as Turtle; the same graph gives the same text. Raises what `to_triples` raises."""
    base = checked_base(base)
    return text_of(graph, base) if is_apart(base) else turtle(to_triples(graph, base), prefixes(base))


def turtle(triples: Iterable[ox.Triple], known: Mapping[str, str]) -> str:
    """Triples as Turtle, in their order, under those of the prefixes that they use."""
    triples = list(triples)
    namespaces = {_namespace(iri) for triple in triples for part in triple for iri in _iris(part)}
    used = {prefix: iri for prefix, iri in known.items() if any(found.startswith(iri) for found in namespaces)}
    text = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=used) or b""
    lines = text.decode().split("\n")
    # The serialiser's own order of prefixes is that of a hash table.
    return "\n".join(sorted(lines[: len(used)]) + lines[len(used) :])


def write_turtle(graph: StanceGraph, path: Path | str, base: str = BASE) -> None:
    """Writes a graph as a Turtle file, whole or not at all.

    Raises OutputError where the file cannot be written, and what `to_triples` raises.
    """
    path = Path(path)
    text = to_turtle(graph, base)
    beside = path.parent / f".{path.name}.{os.getpid()}.part"
    try:
        beside.write_bytes(text.encode())
        beside.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise OutputError(
            f"{path}: cannot be written ({error.strerror}); name a file in a folder that you may write to"
        ) from error


def to_rdflib(graph: StanceGraph, base: str = BASE) -> rdflib.Graph:
    """A graph as an rdflib Graph with the prefixes bound: the same that rdflib reads from `to_turtle`."""
    found = to_rdflib_graph(to_triples(graph, base))
    for prefix, namespace in prefixes(checked_base(base)).items():
        found.bind(prefix, namespace)
    return found


def _said(graph: StanceGraph, base: str) -> Iterator[Said]:
    publishers = _publishers(graph, base)
    for edge in graph.edges():
        kind = "actor" if edge.object_is_actor else "topic"
        yield mint(base, "actor", edge.actor), f"gk:{edge.relation}", mint(base, kind, edge.object)
    for statement in graph.statements:
        yield from _statement(statement, base)
        yield from _evidence(statement.evidence, base)
    for source in graph.articles:
        yield from _article(source, base, publishers)
    for actor in graph.actors:
        yield from _actor(actor, base)
    for topic in graph.topics:
        yield from _topic(topic, base)


def _statement(statement: Statement, base: str) -> Iterator[Said]:
    node = mint(base, "st", statement.id)
    yield node, "rdf:type", term("gk:Statement")
    yield node, "rdf:subject", mint(base, "actor", statement.actor)
    yield node, "rdf:predicate", term(f"gk:{statement.relation}")
    yield node, "rdf:object", mint(base, "actor" if statement.object_is_actor else "topic", statement.object)
    yield node, "gk:actorText", _literal(statement.actor_text)
    yield node, "gk:objectText", _literal(statement.object_text)
    yield node, "gk:cue", _literal(statement.cue)
    yield node, "gk:rule", _literal(statement.rule)
    yield node, "gk:modality", term(f"gk:{statement.modality}")
    yield node, "gk:negated", _literal("true" if statement.negated else "false", datatype="xsd:boolean")
    yield node, "gk:confidence", _literal(f"{statement.confidence:.2f}", datatype="xsd:decimal")
    yield node, "prov:wasDerivedFrom", mint(base, "sent", place(statement.evidence))
    if statement.speaker is not None:
        yield node, "gk:speaker", mint(base, "actor", statement.speaker)
    if statement.date is not None:
        yield node, "gk:date", _literal(statement.date.isoformat(), datatype="xsd:date")


def place(evidence: Evidence) -> str:
    """The identifier of a sentence: its article and its characters."""
    return f"{evidence.article}-{evidence.start}-{evidence.end}"


def _evidence(evidence: Evidence, base: str) -> Iterator[Said]:
    node, selector = mint(base, "sent", place(evidence)), mint(base, "sel", place(evidence))
    yield node, "rdf:type", term("oa:SpecificResource")
    yield node, "oa:hasSource", mint(base, "art", evidence.article)
    yield node, "oa:hasSelector", selector
    yield selector, "rdf:type", term("oa:TextQuoteSelector")
    yield selector, "rdf:type", term("oa:TextPositionSelector")
    yield selector, "oa:exact", _literal(evidence.exact)
    yield selector, "oa:prefix", _literal(evidence.prefix)
    yield selector, "oa:suffix", _literal(evidence.suffix)
    yield selector, "oa:start", _literal(str(evidence.start), datatype="xsd:integer")
    yield selector, "oa:end", _literal(str(evidence.end), datatype="xsd:integer")


def _article(source: Source, base: str, publishers: Mapping[str, ox.NamedNode]) -> Iterator[Said]:
    node = mint(base, "art", source.id)
    yield node, "rdf:type", term("schema:NewsArticle")
    yield node, "gk:sourceFile", _literal(source.file)
    if source.title is not None:
        yield node, "schema:headline", _literal(source.title, language="en")
    if source.date is not None:
        yield node, "schema:datePublished", _literal(source.date.isoformat(), datatype="xsd:date")
    if source.url is not None and (url := address(source.url)):
        yield node, "schema:url", url
    if source.publisher is not None:
        yield node, "schema:publisher", publishers[source.publisher]


def _publishers(graph: StanceGraph, base: str) -> dict[str, ox.NamedNode]:
    # Two actors may share a name; the organisation among them publishes, and of two the first.
    ranked = sorted(graph.actors, key=lambda actor: (actor.kind != "Organization", actor.id), reverse=True)
    return {actor.name: mint(base, "actor", actor.id) for actor in ranked}


def _actor(actor: Actor, base: str) -> Iterator[Said]:
    node = mint(base, "actor", actor.id)
    yield node, "rdf:type", term(f"gk:{actor.kind}")
    yield node, "rdfs:label", _literal(actor.name, language="en")
    for alias in actor.aliases:
        yield node, "skos:altLabel", _literal(alias, language="en")
    for iri in actor.same_as:
        if same := address(iri):
            yield node, "owl:sameAs", same


def _topic(topic: Topic, base: str) -> Iterator[Said]:
    node = mint(base, "topic", topic.id)
    yield node, "rdf:type", term("gk:Topic")
    yield node, "rdfs:label", _literal(topic.label, language="en")
    for alias in topic.aliases:
        yield node, "skos:altLabel", _literal(alias, language="en")
    for broader in topic.broader:
        yield node, "skos:broader", mint(base, "topic", broader)
    for iri in topic.same_as:
        if same := address(iri):
            yield node, "skos:exactMatch", same


def _literal(text: str, *, language: str | None = None, datatype: str | None = None) -> ox.Literal:
    try:
        return ox.Literal(text, language=language, datatype=term(datatype) if datatype else None)
    except ValueError as error:
        raise GraphError(
            f"{text!r} is no Unicode text: half a surrogate pair stands in it; mend the article"
        ) from error


def _iris(part: object) -> Iterator[str]:
    if isinstance(part, ox.NamedNode):
        yield part.value
    elif isinstance(part, ox.Literal) and not part.language and part.datatype != term("xsd:string"):
        yield part.datatype.value


def _namespace(iri: str) -> str:
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]
