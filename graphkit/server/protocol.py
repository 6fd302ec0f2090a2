"""A request of the SPARQL 1.1 Protocol, read as the standard says, or refused with the status that fits."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from graphkit.errors import GraphkitError
from graphkit.server.jobs import Job

if TYPE_CHECKING:
    from collections.abc import Sequence

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_READS = "this endpoint only reads: ask with SELECT, ASK, CONSTRUCT or DESCRIBE in `query`"


class RefusedError(GraphkitError):
    """A request that is not answered; `status` is the one to send."""

    def __init__(self, status: int, words: str) -> None:
        """`words` tell the client what to do."""
        super().__init__(words)
        self.status = status


def asked(method: str, query_string: bytes, content_type: str, body: bytes, accept: str, endpoint: str) -> Job:
    """The job that a request stands for; one of no parameters asks for the Service Description.

    Raises RefusedError, as section 2.1 of the standard wants it, for a request that is no query.
    """
    parameters = _parameters(query_string)
    if method == "POST":
        media_type, _, rest = content_type.partition(";")
        kind = media_type.strip().lower()
        _refuse_charset(rest)
        if kind == FORM:
            # What stands in the address is no part of this operation (2.1.2), but a client may put its dataset there.
            parameters = [*parameters, *_parameters(body)]
        elif kind == QUERY:
            if any(name == "query" for name, _ in parameters):
                raise RefusedError(400, "a query in the address and one in the body; send one")
            parameters = [*parameters, ("query", _text(body))]
        elif kind == UPDATE:
            raise RefusedError(403, _READS)
        else:
            raise RefusedError(415, f"the body is '{kind or 'of no type'}'; send {FORM} or {QUERY}")
    if any(name == "update" for name, _ in parameters):
        raise RefusedError(403, _READS)
    given = {name: [value for other, value in parameters if other == name] for name, _ in parameters}
    queries, format_ = given.get("query", []), "".join(given.get("format", [])[:1])
    if not queries and method != "POST":
        return Job("description", accept=accept, format=format_, endpoint=endpoint)
    if len(queries) != 1:
        raise RefusedError(400, f"{len(queries)} queries in one request; send one, in `query`")
    return Job(
        "query",
        queries[0],
        accept=accept,
        format=format_,
        default_graphs=tuple(given.get("default-graph-uri", ())),
        named_graphs=tuple(given.get("named-graph-uri", ())),
        endpoint=endpoint,
    )


def _parameters(encoded: bytes) -> Sequence[tuple[str, str]]:
    try:
        return parse_qsl(
            encoded.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=1000
        )
    except UnicodeDecodeError as error:
        raise RefusedError(400, "the parameters are not UTF-8; encode them so, byte by byte in per cent") from error
    except ValueError as error:
        raise RefusedError(400, "too many parameters; send fewer") from error


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise RefusedError(400, f"the query is not UTF-8 (byte {error.start}); encode it so") from error


def _refuse_charset(parameters: str) -> None:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip(" \"'").lower() not in ("utf-8", "utf8"):
            raise RefusedError(400, f"the charset is {value.strip()}; a query is sent in UTF-8")
