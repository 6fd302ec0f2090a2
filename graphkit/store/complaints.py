"""The engine's complaints about a query, in one line that says where and what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graphkit.errors import QueryError
from graphkit.store.tokens import Token, place, tokens, unknown_prefixes

if TYPE_CHECKING:
    from collections.abc import Mapping

_AT = re.compile(r"error at (\d+):(\d+): ")
_UNSELECTED = re.compile(r"variable (\?\w+) in its SELECT projection")
_UNBOUND = "The SELECT contains a variable that is unbound"
_BEGINNINGS = ("select", "ask", "construct", "describe", "prefix", "base", "version")
_SHOWN = 20


def complaint(sparql: str, error: Exception, known: Mapping[str, str]) -> QueryError:
    """The error to raise for what the engine says of a query; `known` prefixes need no declaration."""
    said = " ".join(str(error).split())
    if unselected := _UNSELECTED.search(said):
        return QueryError(f"{unselected[1]} is bound but not selected; add it to the SELECT")
    if not isinstance(error, SyntaxError):
        return QueryError(f"the query cannot be answered: {said}; ask in another way")
    found = list(tokens(sparql))
    if not found:
        return QueryError("the query is empty; ask, for example, SELECT * { ?actor gk:opposes ?object }")
    if found[0].text.lower() not in _BEGINNINGS:
        return QueryError(
            f"{place(sparql, found[0].start)}: '{found[0].text}' begins no query;"
            " ask with SELECT, ASK, CONSTRUCT or DESCRIBE"
        )
    if unknown := unknown_prefixes(sparql, known):
        return QueryError(f"the prefix '{unknown[0]}:' is unknown; declare it or use {', '.join(sorted(known))}")
    if relative := _relative(found):
        return QueryError(
            f"{place(sparql, relative.start)}: {relative.text} is no whole IRI; write <https://…> or a prefix"
        )
    if not (at := _AT.match(said)):
        return QueryError(f"the query is broken: {said}; mend it")
    where = f"line {at[1]}, column {at[2]}"
    if _UNBOUND in said:
        return QueryError(f"{where}: a selected variable has no value; use it in the pattern or in GROUP BY")
    rest = "".join(sparql.split("\n")[int(at[1]) - 1 :][:1])[int(at[2]) - 1 :].strip()
    if not rest:
        return QueryError(f"{where}: the query ends too soon here; close its brackets")
    return QueryError(f"{where}: not understood from '{rest[:_SHOWN]}' on; look for a missing dot or bracket before it")


def _relative(found: list[Token]) -> Token | None:
    """The first IRI without a scheme, of a query that declares no base."""
    if any(token.text.lower() == "base" for token in found):
        return None
    return next((token for token in found if token.sort == "iri" and ":" not in token.text), None)
