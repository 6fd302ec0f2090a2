"""What a SPARQL text may ask for: reading, of this graph alone, at a size that the engine survives.

The engine has no switch that keeps a query from the network, so the text is cut into the tokens of the SPARQL
grammar and refused for a keyword that stands among them. Its parser does not ask for a space after a word
(`trueSERVICE:x{…}` calls a service) and takes shorter tokens where the longest does not fit; the rules below
are stricter than the grammar wherever the two could disagree.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from graphkit.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_ESCAPE = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_INSIDE = rf"""\\[tbnrf\\"']|{_ESCAPE}"""
_ODD = r"%[0-9A-Fa-f]{2}|\\[_~.!$&'()*+,;=/?\#@%-]"
_TOKEN = re.compile(
    rf"""
    (?P<blank>[ \t\r\n]+|\#[^\r\n]*)
    |(?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|{_ESCAPE})*>)
    |(?P<string>
        \"\"\"(?:\"{{0,2}}(?:[^"\\]|{_INSIDE}))*\"\"\"
        |'''(?:'{{0,2}}(?:[^'\\]|{_INSIDE}))*'''
        |\"(?!\"\")(?:[^"\\\r\n]|{_INSIDE})*\"
        |'(?!'')(?:[^'\\\r\n]|{_INSIDE})*'
    )
    |(?P<variable>[?$]\w+)
    |(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<name>
        (?:_|[^\W\d_](?:[\w.·-]*[\w·-])?)?:
        (?:(?:[\w:]|{_ODD})(?:(?:[\w.:·-]|{_ODD})*(?:[\w:·-]|{_ODD}))?)?
    )
    |(?P<word>[^\W\d_]\w*)
    |(?P<number>\d+)
    |(?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)

_ELSEWHERE = ("service", "from")
_CHANGES = frozenset("add clear copy create delete drop insert load move with".split())
_CALL_IN_IRI = re.compile(r"\).*(?:service|from).*#", re.IGNORECASE | re.DOTALL)

MAX_DEPTH = 200
"""Brackets and negations in each other; some thousands overflow the engine's stack and end the process."""

MAX_SIGNS = 5000
"""Words and signs, VALUES lists of terms not counted; long chains of operators overflow the stack too."""


class Token(NamedTuple):
    """A token of SPARQL, its sort a group of the grammar above, and where it begins."""

    sort: str
    text: str
    start: int


def tokens(sparql: str) -> Iterator[Token]:
    """The tokens of a SPARQL text without blanks and comments. Raises QueryError for a string that is not closed."""
    for match in _TOKEN.finditer(sparql):
        sort = match.lastgroup or "sign"
        if sort == "sign" and match[0] in "\"'":
            raise QueryError(f"{place(sparql, match.start())}: the string is not closed as it is opened; close it")
        if sort != "blank":
            yield Token(sort, match[0], match.start())


def refuse(sparql: str) -> None:
    """Raises QueryError for a query that reaches beyond the graph, changes it, or is too big for the engine."""
    decoded = _decoded(sparql)
    # The standard decodes codepoint escapes first, the engine does not: neither reading may hold a keyword.
    for text in {sparql: None, decoded: None}:
        found = list(tokens(text))
        for token, following in zip(found, [*found[1:], None], strict=True):
            if keyword := _reaches_out(token, following):
                raise QueryError(
                    f"{place(text, token.start)}: {keyword} would ask beyond the graph, which graphkit does not do;"
                    " take it out"
                )
            if token.sort == "word" and token.text.lower() in _CHANGES:
                raise QueryError(
                    f"{place(text, token.start)}: {token.text.upper()} would change the graph, and a query only reads;"
                    " ask with SELECT, ASK, CONSTRUCT or DESCRIBE"
                )
        _refuse_big(found, text)


def _reaches_out(token: Token, following: Token | None) -> str | None:
    """The keyword with which a token could reach out of the graph, under any reading of the engine."""
    lower = token.text.lower()
    called = (
        token.sort == "word"
        # SERVICE:name{…} is a call, service:name elsewhere a term.
        or (token.sort == "name" and following is not None and following.text == "{")
        # In FILTER(1<2)SERVICE:name#> the engine sees a comparison where the grammar has an IRI.
        or (token.sort == "iri" and _CALL_IN_IRI.search(lower))
    )
    return next((word.upper() for word in _ELSEWHERE if word in lower), None) if called else None


def _refuse_big(found: Collection[Token], text: str) -> None:
    depth = run = 0
    for token in found:
        run = run + 1 if token.text in ("!", "-", "+", "^") else 0
        depth += (token.text in ("(", "{", "[", "<<")) - (token.text in (")", "}", "]"))
        if max(depth, run) > MAX_DEPTH:
            raise QueryError(
                f"{place(text, token.start)}: more than {MAX_DEPTH} brackets or signs in each other; ask in simpler words"
            )
    if sum(token.sort in ("word", "sign") for token in found) > MAX_SIGNS:
        raise QueryError(f"a query of more than {MAX_SIGNS} words and signs; ask in several queries")


def _decoded(sparql: str) -> str:
    def character(escape: re.Match[str]) -> str:
        codepoint = int(escape[0][2:], 16)
        return chr(codepoint) if codepoint <= 0x10FFFF else escape[0]

    return re.sub(_ESCAPE, character, sparql)


def is_ordered(sparql: str) -> bool:
    """Whether the query itself, and not one inside it, says in what order its rows come."""
    depth = 0
    for token in tokens(sparql):
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0 and token.sort == "word" and token.text.lower() in ("order", "orderby"):
            return True
    return False


def unknown_prefixes(sparql: str, known: Collection[str]) -> list[str]:
    """The prefixes that a query uses and neither it nor `known` declares, in order of appearance."""
    declared, used = set(known), {}
    before = ""
    for token in tokens(sparql):
        if token.sort == "name" and not token.text.startswith("_:"):
            prefix = token.text.partition(":")[0]
            if before.lower() == "prefix":
                declared.add(prefix)
            else:
                used[prefix] = None
        before = token.text
    return [prefix for prefix in used if prefix not in declared]


def place(sparql: str, start: int) -> str:
    """Line and column, in words."""
    newline = sparql.rfind("\n", 0, start)
    return f"line {sparql.count(chr(10), 0, start) + 1}, column {start - newline}"
