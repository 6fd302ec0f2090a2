"""The names of the contract: vocabularies, the base of the data, and the IRIs made from identifiers."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, TypeGuard
from urllib.parse import quote, unquote

import pyoxigraph as ox

from graphkit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

BASE = "https://w3id.org/graphkit/id/"
"""The base of the data, unless another one is asked for."""

VOCABULARIES = {
    "gk": "https://w3id.org/graphkit/ns#",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

KINDS = ("actor", "art", "sel", "sent", "st", "topic")
"""The kinds of nodes: each has its prefix, and its folder under the base."""

_UNSAFE = re.compile(r"[^\w-]")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ADDRESS_CHARACTERS = ":/?#@!$&'()*+,;=._~%-"


def checked_base(base: str) -> str:
    """The base with the slash that the IRIs under it need. Raises InputError where it is no absolute IRI."""
    whole = base if base.endswith(("/", "#")) else base + "/"
    try:
        ox.NamedNode(whole)
    except ValueError as error:
        raise InputError(f"'{base}' cannot be a base ({error}); give an IRI such as {BASE}") from error
    return whole


def prefixes(base: str = BASE) -> dict[str, str]:
    """All prefixes, those of the vocabularies and those of the data under a base."""
    return VOCABULARIES | {kind: f"{base}{kind}/" for kind in KINDS}


PREFIXES = prefixes()


@cache
def term(name: str) -> ox.NamedNode:
    """The term of a vocabulary that a prefixed name stands for: `gk:cue`."""
    prefix, _, local = name.partition(":")
    return ox.NamedNode(VOCABULARIES[prefix] + local)


def mint(base: str, kind: str, identifier: str) -> ox.NamedNode:
    """The node that an identifier names. What is neither letter, digit, `_` nor `-` is percent-encoded."""
    return ox.NamedNode(f"{base}{kind}/{_UNSAFE.sub(_percent, identifier)}")


def identifier(base: str, kind: str, iri: str) -> str | None:
    """The identifier of a node of this kind under this base, the inverse of `mint`; None for any other."""
    folder = f"{base}{kind}/"
    return unquote(iri.removeprefix(folder)) if iri.startswith(folder) else None


def base_of(iri: str) -> str | None:
    """The base under which a node of the data was made; None where the IRI does not look like one."""
    folder, _, local = iri.rpartition("/")
    head = re.split(r"(?<=[/#])", folder)
    return folder.removesuffix(head[-1]) if local and len(head) > 1 and head[-1] in KINDS else None


def is_ours(class_: object) -> TypeGuard[ox.NamedNode]:
    """Whether a class is one that marks a node of the data: one of gk:, or schema:NewsArticle."""
    return isinstance(class_, ox.NamedNode) and (
        class_.value.startswith(VOCABULARIES["gk"]) or class_ == term("schema:NewsArticle")
    )


def address(url: str) -> ox.NamedNode | None:
    """A URL as an IRI, or None where it is not absolute. What may not stand in an IRI is percent-encoded."""
    for candidate in (url, quote(_STRAY_PERCENT.sub("%25", url), safe=_ADDRESS_CHARACTERS, errors="replace")):
        try:
            return ox.NamedNode(candidate)
        except ValueError:
            continue
    return None


def shorten(iri: str, known: Mapping[str, str] = PREFIXES) -> str:
    """An IRI as a prefixed name for a reader's eye (it is not escaped), or as it is where no prefix fits."""
    fitting = [(len(namespace), prefix) for prefix, namespace in known.items() if iri.startswith(namespace)]
    if not fitting:
        return iri
    length, prefix = max(fitting)
    return f"{prefix}:{iri[length:]}"


def _percent(character: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in character[0].encode("utf-8", "surrogatepass"))
