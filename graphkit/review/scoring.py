"""What a reviewer is asked first: the most doubtful of what has the most hanging on it."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from graphkit.labels import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphkit.accounts import Question
    from graphkit.model import StanceGraph, Statement

LEAST_DOUBT = 0.01
"""The doubt of what the extractor is sure of: it may be wrong too, and what hangs on it still counts."""


class Scoring:
    """Scores of the statements and questions of a graph; higher ones are asked earlier."""

    def __init__(self, graph: StanceGraph) -> None:
        """Counts what hangs on what."""
        self._carrying: Counter[tuple[str, str, bool, str]] = Counter()
        self._degree: Counter[tuple[bool, str]] = Counter()
        for said in graph.statements:
            if said.modality != "possible":
                self._carrying[_edge(said)] += 1
        for subject, _, is_actor, object_ in self._carrying:
            self._degree[True, subject] += 1
            self._degree[is_actor, object_] += 1
        self._holding: dict[str, set[tuple[bool, str]]] = {}
        for actor in graph.actors:
            for name in (actor.name, *actor.aliases):
                self._holding.setdefault(folded(name), set()).add((True, actor.id))
        for topic in graph.topics:
            for name in (topic.label, *topic.aliases):
                self._holding.setdefault(folded(name), set()).add((False, topic.id))

    def statement(self, said: Statement) -> float:
        """Doubt times share times reach.

        The doubt is one less the confidence, LEAST_DOUBT at least. The share is that of the statement in its edge:
        1/n where n statements carry it, so that one on which an edge stands alone comes before one of many; what is
        merely possible carries none, and has half of what it would have if it did. The reach is the binary
        logarithm of 2 and the edges at the actor and at the object: errors at the hubs are seen by most readers,
        but a hundred times as many edges are not a hundred times as important.
        """
        others = self._carrying[_edge(said)]
        share = 1 / others if said.modality != "possible" else 0.5 / (others + 1)
        reach = math.log2(2 + self._degree[True, said.actor] + self._degree[said.object_is_actor, said.object])
        return max(1 - said.confidence, LEAST_DOUBT) * share * reach

    def question(self, question: Question) -> float:
        """The edges that an answer moves, those at the nodes of the name, divided among the candidates.

        One candidate is answered quickly and most likely yes; each further one makes the question longer.
        """
        edges = sum(self._degree[node] for node in self._holding.get(folded(question.name), ()))
        return edges / max(len(question.candidates), 1)

    def statements(self, statements: Iterable[Statement]) -> list[Statement]:
        """The highest score first; of the same score as articles and sentences stand."""
        return sorted(
            statements,
            key=lambda said: (-round(self.statement(said), 9), said.evidence.article, said.evidence.start, said.id),
        )

    def questions(self, questions: Iterable[Question]) -> list[Question]:
        """The highest score first; of the same score in alphabetical order."""
        return sorted(questions, key=lambda question: (-round(self.question(question), 9), question))


def _edge(said: Statement) -> tuple[str, str, bool, str]:
    return said.actor, said.relation, said.object_is_actor, said.object
