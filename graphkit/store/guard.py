"""What a query may ask for: to read, of this graph alone, at a size that the engine survives.

The engine has no switch that keeps a query from the network, so its text is cut into the tokens of the
SPARQL grammar and refused for a keyword that stands among them. The engine's parser asks for no space after
a word (`trueSERVICE:x{…}` calls a service) and takes shorter tokens where the longest does not fit, so the
rules below are stricter than the grammar wherever the two could disagree: where the engine saw a comment or a
string begin or end elsewhere than the tokens do, a keyword could hide from them.
"""

from __future__ import annotations

import re
from itertools import zip_longest

from graphkit.errors import QueryError
from graphkit.store.tokens import Token, decoded, place, tokens

_ELSEWHERE = ("service",)
_DATASET = ("from",)
_CHANGES = ("add", "clear", "copy", "create", "delete", "drop", "insert", "load", "move", "with")
_CALL_IN_IRI = re.compile(r"\).*(?:service|from).*#", re.IGNORECASE | re.DOTALL)
_SIGNS = frozenset("{}()[];,.|/^*+-!?=<>&~@$:_%")
"""All that stands between terms. Anything else the engine reads in another way, or not at all."""

_WHOLE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
"""An IRI that cannot be read as signs and terms: of `a://` the second slash would begin no term."""

MAX_DEPTH = 200
"""Brackets and negations in each other; some thousands overflow the engine's stack and end the process."""

MAX_SIGNS = 2000
"""Words and signs, terms not counted; long chains of operators overflow the stack too."""


def refuse(sparql: str, *, dataset: bool = False) -> None:
    """Raises QueryError for a query that reaches beyond the graph, changes it or overtaxes the engine.

    With `dataset` it may choose with FROM among graphs; the engine takes these from the store and fetches none.
    """
    beyond = _ELSEWHERE if dataset else (*_ELSEWHERE, *_DATASET)
    # The standard decodes codepoint escapes first, the engine does not: neither reading may hold a keyword.
    for text in dict.fromkeys((sparql, decoded(sparql))):
        _refuse_big(text)
        found = list(tokens(text))
        _refuse_ambiguous(text, found)
        for token, following in zip_longest(found, found[1:]):
            if keyword := _reaches_out(token, following, beyond):
                raise QueryError(
                    f"{place(text, token.start)}: {keyword} would reach beyond the graph, and graphkit"
                    " asks this graph alone; take it out"
                )
            if token.sort == "word" and token.text.lower() in _CHANGES:
                raise QueryError(
                    f"{place(text, token.start)}: {token.text.upper()} would change the graph, and a query"
                    " only reads; ask with SELECT, ASK, CONSTRUCT or DESCRIBE"
                )


def _refuse_ambiguous(text: str, found: list[Token]) -> None:
    """Raises QueryError for what the engine may cut into other tokens than these."""
    depth = 0
    before = ""
    for token in found:
        depth += (token.text == "(") - (token.text == ")")
        if token.sort == "sign" and token.text not in _SIGNS:
            raise QueryError(f"{place(text, token.start)}: {token.text!r} is no sign of SPARQL; take it out")
        # In (1<'>') and <<?s?p'>'>> the engine sees a string, and a comment after #, where the grammar has an IRI.
        may_be_sign = token.sort == "iri" and (depth > 0 or before == "<") and not _WHOLE.match(token.text)
        if may_be_sign and ("'" in token.text or "#" in token.text):
            raise QueryError(
                f"{place(text, token.start)}: {token.text} may be an IRI or begin with the sign <; take it out,"
                " or write a space after the sign"
            )
        before = token.text


def _reaches_out(token: Token, following: Token | None, beyond: tuple[str, ...]) -> str | None:
    """The keyword with which a token could reach out of the graph, under any reading of the engine."""
    lower = token.text.lower()
    called = (
        token.sort == "word"
        # SERVICE:name{…} is a call, service:name elsewhere a term.
        or (token.sort == "name" and following is not None and following.text == "{")
        # In FILTER(1<2)SERVICE:name#> the engine sees a comparison where the grammar has an IRI.
        or (token.sort == "iri" and _CALL_IN_IRI.search(lower))
    )
    return next((word.upper() for word in beyond if word in lower), None) if called else None


def _refuse_big(text: str) -> None:
    depth = run = signs = 0
    for token in tokens(text):
        signs += token.sort in ("word", "sign")
        run = run + 1 if token.text in ("!", "-", "+", "^") else 0
        depth += (token.text in ("(", "{", "[")) - (token.text in (")", "}", "]"))
        if max(depth, run) > MAX_DEPTH:
            raise QueryError(
                f"{place(text, token.start)}: more than {MAX_DEPTH} brackets or signs in each other;"
                " ask in simpler words"
            )
        if signs > MAX_SIGNS:
            raise QueryError(f"a query of more than {MAX_SIGNS} words and signs; ask in several queries")
