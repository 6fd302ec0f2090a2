"""RDF files of any serialisation, read by Oxigraph: to triples, and to the Turtle that all else reads."""

from __future__ import annotations

from codecs import BOM_UTF8
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from graphkit.errors import InputError
from graphkit.rdf.namespaces import VOCABULARIES, term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".n3": ox.RdfFormat.N3,
}
"""What a file with this suffix is read as."""


REIFIES = ox.NamedNode(f"{VOCABULARIES['rdf']}reifies")


def read_triples(path: Path | str) -> list[ox.Triple]:
    """The triples of an RDF file, of all its graphs; what a statement rdf:reifies is told by three properties.

    Nothing is loaded from elsewhere, so a context of JSON-LD has to be in the file. Raises InputError where the
    file cannot be read, is of another suffix, or is not what its suffix says.
    """
    path = Path(path)
    if path.suffix.lower() not in FORMATS:
        raise InputError(f"{path}: no reader for '{path.suffix}'; statements come in {', '.join(FORMATS)}")
    try:
        parsed = ox.parse(
            path.read_bytes().removeprefix(BOM_UTF8), format=FORMATS[path.suffix.lower()], base_iri="urn:graphkit:file"
        )
        return list(told(quad.triple for quad in parsed))
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); name a file of RDF") from error
    except (SyntaxError, ValueError) as error:
        line = f":{error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
        words = " ".join(str(getattr(error, "msg", None) or error).split())
        raise InputError(f"{path}{line}: not what '{path.suffix}' says: {words}; mend the line") from error


def told(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """The triples, with what a statement rdf:reifies told by three properties."""
    for triple in triples:
        if triple.predicate == REIFIES and isinstance(triple.object, ox.Triple):
            for name in ("subject", "predicate", "object"):
                yield ox.Triple(triple.subject, term(f"rdf:{name}"), getattr(triple.object, name))
        else:
            yield triple
