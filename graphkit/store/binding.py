"""Values for the parameters of a question, put where the question has a place for them.

A question keeps a place as `VALUES ?object { UNDEF }`, the inline data of SPARQL 1.1 (section 10.2), which as it
stands means all. The engine plans its joins around values that stand there, and asks a graph of a million triples
a hundred times faster than where the same value is substituted from outside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphkit.store.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pyoxigraph as ox

    from graphkit.store.tokens import Token

_PLACE = ("values", "?", "{", "undef", "}")


def places(sparql: str) -> set[str]:
    """The names of the parameters that a question has a place for."""
    return {name for name, _, _ in _places(sparql)}


def placed(sparql: str, values: Mapping[str, Sequence[ox.NamedNode]]) -> str:
    """The question with these nodes in their places, and without the places of all other parameters.

    Nodes are IRIs that the engine has checked, so that nothing in them ends the brackets that they stand in.
    """
    text, end = [], 0
    for name, start, stop in _places(sparql):
        nodes = " ".join(str(node) for node in values.get(name, ()))
        text += [sparql[end:start], f"VALUES ?{name} {{ {nodes} }}" if nodes else ""]
        end = stop
    return "".join((*text, sparql[end:]))


def _places(sparql: str) -> Iterator[tuple[str, int, int]]:
    found = list(tokens(sparql))
    for at in range(len(found) - len(_PLACE) + 1):
        window = found[at : at + len(_PLACE)]
        if all(_fits(token, wanted) for token, wanted in zip(window, _PLACE, strict=True)):
            yield window[1].text[1:], window[0].start, window[-1].start + 1


def _fits(token: Token, wanted: str) -> bool:
    return token.sort == "variable" if wanted == "?" else token.text.lower() == wanted
