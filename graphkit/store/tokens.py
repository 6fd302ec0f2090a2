"""SPARQL texts as the tokens of their grammar."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from graphkit.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

# The letters of names as SPARQL 1.1 has them (19.8: PN_CHARS_BASE, PN_CHARS_U, VARNAME, PN_CHARS). Python's \w has
# other ones, and a name that ends elsewhere than in the engine makes a comment or a string of what is none.
_BASE = (
    "A-Za-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F"
    "\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\U00010000-\\U000EFFFF"
)
_LETTER = f"{_BASE}_"
_INNER = f"{_LETTER}0-9\\u00B7\\u0300-\\u036F\\u203F\\u2040"
_CHAR = rf"{_INNER}\-"
# An escape of no character is no escape: the engine then reads the empty string and not the long one.
_ESCAPE = r"\\u(?![Dd][89A-Fa-f])[0-9A-Fa-f]{4}|\\U(?!0000[Dd][89A-Fa-f])00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4}"
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
    |(?P<variable>[?$][{_LETTER}0-9][{_INNER}]*)
    |(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    |(?P<name>
        _:[{_LETTER}0-9](?:[{_CHAR}.]*[{_CHAR}])?
        |(?:[{_BASE}](?:[{_CHAR}.]*[{_CHAR}])?)?:
        (?:(?:[{_LETTER}0-9:]|{_ODD})(?:(?:[{_CHAR}.:]|{_ODD})*(?:[{_CHAR}:]|{_ODD}))?)?
    )
    |(?P<word>[{_BASE}][{_INNER}]*)
    |(?P<number>[0-9]+)
    |(?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A token of SPARQL, its sort a group of the grammar above, and where it begins."""

    sort: str
    text: str
    start: int


def tokens(sparql: str) -> Iterator[Token]:
    """The tokens of a SPARQL text, no blanks or comments. Raises QueryError for a string left open."""
    for match in _TOKEN.finditer(sparql):
        sort = match.lastgroup or "sign"
        if sort == "sign" and match[0] in "\"'":
            raise QueryError(f"{place(sparql, match.start())}: the string is not closed as it is opened; close it")
        if sort != "blank":
            yield Token(sort, match[0], match.start())


def is_ordered(sparql: str) -> bool:
    """Whether the query itself, and not one inside it, says in what order its rows come."""
    depth = 0
    for token in tokens(sparql):
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0 and token.sort == "word" and token.text.lower() in ("order", "orderby"):
            return True
    return False


def selects_all(sparql: str) -> bool:
    """Whether the query itself is a SELECT *, of all variables."""
    found = [token.text.lower() for token in tokens(sparql)]
    if "select" not in found or "{" in (before := found[: found.index("select")]) or "}" in before:
        return False
    after = [word for word in found[found.index("select") + 1 :][:2] if word not in ("distinct", "reduced")]
    return after[:1] == ["*"]


def first_seen(sparql: str, variables: Sequence[str]) -> list[int]:
    """Which of the variables appears first in the text, which next, and so on."""
    seen: dict[str, int] = {}
    for token in tokens(sparql):
        if token.sort == "variable":
            seen.setdefault(token.text[1:], len(seen))
    return sorted(range(len(variables)), key=lambda place: seen.get(variables[place], len(seen)))


def named(sparql: str) -> list[str]:
    """The IRIs of the graphs that a query names with FROM and FROM NAMED, those written with a prefix left aside."""
    found = list(tokens(sparql))
    graphs = []
    for at, token in enumerate(found):
        if token.sort == "word" and token.text.lower() == "from":
            graph = next((after for after in found[at + 1 : at + 3] if after.text.lower() != "named"), None)
            graphs += [graph.text[1:-1]] if graph and graph.sort == "iri" else []
    return graphs


def unknown_prefixes(sparql: str, known: Collection[str]) -> list[str]:
    """The prefixes that a query uses and neither it nor `known` declares, in order of appearance."""
    declared = set(known)
    used: dict[str, None] = {}
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


def decoded(sparql: str) -> str:
    """The text with its codepoint escapes read as the characters that they stand for."""

    def character(escape: re.Match[str]) -> str:
        codepoint = int(escape[0][2:], 16)
        return chr(codepoint) if codepoint <= 0x10FFFF else escape[0]

    return re.sub(_ESCAPE, character, sparql)
