"""What a debate is about: its objects by how much the actors disagree on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from graphkit.network.occurrences import Discourse


class Controversy(NamedTuple):
    """An object of a discourse and how disputed it is: see `controversies`."""

    object: str
    controversy: float
    actors: int
    agreeing: int
    disagreeing: int
    occurrences: int


def controversies(discourse: Discourse) -> list[Controversy]:
    """The objects of a discourse, the most disputed first.

    The position of an actor on an object is the share of its occurrences there that agree, from 0 to 1 (the mean of
    their places on the scale where agreement has degrees), so that nobody counts twice for saying a thing twice.
    `controversy` is four times the variance of the positions: (4/n) · Σ_i (p_i − p̄)², 0 where all n actors hold the
    same and 1 where half of them only agree and half only disagree (dispersion as a measure of polarisation: P.
    DiMaggio, J. Evans, B. Bryson 1996: Have Americans' social attitudes become more polarized? American Journal of
    Sociology 102, 690-755; the factor makes 1 the largest value). `agreeing` and `disagreeing` count the actors
    with a position above and below one half.
    They are ranked by n · controversy, the amount of dispute, then by how many actors speak of them, how often,
    and their name.

    >>> from graphkit.network import Discourse, Occurrence
    >>> said = [("Ann", "tax", True), ("Ann", "tax", True), ("Bob", "tax", False), ("Bob", "toll", True)]
    >>> debate = Discourse(tuple(Occurrence(*each, None, "a") for each in said), {})
    >>> [(each.object, each.controversy) for each in controversies(debate)]
    [('tax', 1.0), ('toll', 0.0)]
    """
    said: dict[str, dict[str, list[float]]] = {}
    for occurrence in discourse.occurrences:
        said.setdefault(occurrence.object, {}).setdefault(occurrence.actor, []).append(discourse.position(occurrence))
    found = []
    for object_, actors in said.items():
        positions = [sum(said_) / len(said_) for _, said_ in sorted(actors.items())]
        mean = sum(positions) / len(positions)
        found.append(
            Controversy(
                object=object_,
                controversy=4 * sum((position - mean) ** 2 for position in positions) / len(positions),
                actors=len(positions),
                agreeing=sum(position > 0.5 for position in positions),
                disagreeing=sum(position < 0.5 for position in positions),
                occurrences=sum(map(len, actors.values())),
            )
        )
    return sorted(
        found,
        key=lambda each: (-round(each.controversy * each.actors, 9), -each.actors, -each.occurrences, each.object),
    )
