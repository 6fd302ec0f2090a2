"""Which form of an answer a client takes: the Accept field of RFC 9110 (section 12.5.1), or a parameter `format`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from graphkit.errors import GraphkitError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Form(NamedTuple):
    """A form: its media type, what writes it (None for our own page), and the names that `format` may give it."""

    media_type: str
    writer: ox.QueryResultsFormat | ox.RdfFormat | None
    names: tuple[str, ...]


_JSON = Form("application/sparql-results+json", ox.QueryResultsFormat.JSON, ("json", "sparql-results+json"))
_XML = Form("application/sparql-results+xml", ox.QueryResultsFormat.XML, ("xml", "sparql-results+xml"))
_HTML = Form("text/html", None, ("html",))

ROWS = (
    _JSON,
    _XML,
    Form("text/csv", ox.QueryResultsFormat.CSV, ("csv",)),
    Form("text/tab-separated-values", ox.QueryResultsFormat.TSV, ("tsv",)),
    _HTML,
)
YES_OR_NO = (_JSON, _XML, _HTML)
TRIPLES = (
    Form("text/turtle", ox.RdfFormat.TURTLE, ("turtle", "ttl", "n3")),
    Form("application/n-triples", ox.RdfFormat.N_TRIPLES, ("nt", "ntriples", "n-triples")),
    Form("application/rdf+xml", ox.RdfFormat.RDF_XML, ("xml", "rdf", "rdf+xml")),
    Form("application/ld+json", ox.RdfFormat.JSON_LD, ("json", "jsonld", "json-ld")),
    _HTML,
)
DESCRIPTION = TRIPLES[:-1]

_ALIASES = {
    "application/json": ("application/sparql-results+json", "application/ld+json"),
    "application/xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "text/xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "application/x-turtle": ("text/turtle",),
    "text/n3": ("text/turtle",),
    "text/rdf+n3": ("text/turtle",),
    "text/plain": ("application/n-triples",),
    "application/xhtml+xml": ("text/html",),
}
"""Media types that clients ask for, and what they get for them."""


class NotAcceptableError(GraphkitError):
    """There is no form of an answer that the client takes."""


def chosen(accept: str, asked: str, forms: Sequence[Form]) -> Form:
    """The form that `format` asks for, or else the one that Accept prefers, the first of those it likes alike.

    Raises NotAcceptableError where there is none.
    """
    if asked:
        for form in forms:
            if asked.lower() in (*form.names, form.media_type):
                return form
        known = ", ".join(form.names[0] for form in forms)
        raise NotAcceptableError(f"no '{asked}' of this answer; there are {known}")
    wishes = _wishes(accept)
    liking = {form: _liking(form.media_type, wishes) for form in forms}
    best = max(forms, key=lambda form: liking[form])
    if not liking[best]:
        known = ", ".join(form.media_type for form in forms)
        raise NotAcceptableError(f"no answer of the type that you accept; there are {known}")
    return best


def prefers_page(accept: str) -> bool:
    """Whether a client is a browser: it names HTML, and likes nothing better."""
    wishes = _wishes(accept)
    return "text/html" in wishes and wishes["text/html"] >= max(wishes.values())


def _wishes(accept: str) -> dict[str, float]:
    """The media types of an Accept field with their weights; what cannot be read is left out."""
    wishes: dict[str, float] = {}
    for part in accept.split(",") if accept.strip() else ["*/*"]:
        media_type, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                try:
                    weight = min(max(float(value), 0.0), 1.0)
                except ValueError:
                    weight = 0.0
        if "/" in media_type:
            for meant in (media_type, *_ALIASES.get(media_type, ())):
                wishes.setdefault(meant, weight)
    return wishes


def _liking(media_type: str, wishes: Mapping[str, float]) -> float:
    """The weight of the most specific wish that fits."""
    family = media_type.partition("/")[0] + "/*"
    return next((wishes[wish] for wish in (media_type, family, "*/*") if wish in wishes), 0.0)
