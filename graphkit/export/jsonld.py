"""JSON-LD 1.1 that reads well: properties by their plain names, nodes by prefixed names, one context for all."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from graphkit.rdf import prefixes, shorten, to_triples
from graphkit.rdf.namespaces import term

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphkit.model import StanceGraph
    from graphkit.ontology import Ontology


def to_jsonld(graph: StanceGraph, ontology: Ontology, base: str, name: str) -> bytes:
    """A graph as JSON-LD: `@context`, made from what its properties hold, and `@graph`, its nodes sorted."""
    triples, known = to_triples(graph, base), prefixes(base)
    words = _words(triples, known)
    context: dict[str, Any] = {"id": "@id", "type": "@type", **dict(sorted(known.items()))}
    for predicate, (word, kind) in sorted(words.items(), key=lambda pair: pair[1]):
        context[word] = {"@id": shorten(predicate, known)} | _coercion(kind, known)
    nodes = []
    for subject, said in groupby(triples, key=lambda triple: triple.subject):
        node: dict[str, Any] = {"id": _iri(subject, known)}
        for predicate, group in groupby(said, key=lambda triple: triple.predicate):
            values = [triple.object for triple in group]
            if predicate == term("rdf:type"):
                found: list[Any] = [_iri(value, known) for value in values]
                node["type"] = found[0] if len(found) == 1 else found
                continue
            word, kind = words[predicate.value]
            found = [_value(value, kind, known) for value in values]
            node[word] = found[0] if len(found) == 1 else found
        nodes.append(node)
    written = json.dumps({"@context": context, "@graph": nodes}, ensure_ascii=False, indent=1)
    return (written + "\n").encode()


def _words(triples: Iterable[ox.Triple], known: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """For each predicate a word, and what all its values are: "@id", "@LANGUAGE", a datatype, or "" if they differ."""
    kinds: dict[str, set[str]] = {}
    for triple in triples:
        kinds.setdefault(triple.predicate.value, set()).add(_kind(triple.object))
    local = {predicate: shorten(predicate, known).partition(":")[2] or predicate for predicate in kinds}
    names = list(local.values())
    return {
        # Two predicates of one local name, or one that a prefix has: the whole name.
        predicate: (
            word if names.count(word) == 1 and word not in (*known, "id", "type") else shorten(predicate, known),
            next(iter(kinds[predicate])) if len(kinds[predicate]) == 1 else "",
        )
        for predicate, word in local.items()
    }


def _kind(value: object) -> str:
    if isinstance(value, ox.Literal):
        return f"@{value.language}" if value.language else value.datatype.value
    return "@id"


def _coercion(kind: str, known: Mapping[str, str]) -> dict[str, str]:
    if kind == "@id":
        return {"@type": "@id"}
    if kind.startswith("@"):
        return {"@language": kind[1:]}
    return {} if kind in ("", term("xsd:string").value) else {"@type": shorten(kind, known)}


def _value(value: object, kind: str, known: Mapping[str, str]) -> Any:
    if not isinstance(value, ox.Literal):
        return _iri(value, known) if kind else {"id": _iri(value, known)}
    if kind:
        if value.datatype == term("xsd:boolean") and value.value in ("true", "false"):
            return value.value == "true"
        if value.datatype == term("xsd:integer") and value.value == str(int(value.value)):
            return int(value.value)
        return value.value
    if value.language:
        return {"@value": value.value, "@language": value.language}
    return {"@value": value.value, "@type": shorten(value.datatype.value, known)}


def _iri(node: object, known: Mapping[str, str]) -> str:
    return shorten(node.value, known) if isinstance(node, ox.NamedNode) else str(node)
