"""Objects to the concepts of a codebook: by label, by words, and by the most special concept that they contain."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from graphkit.labels import folded
from graphkit.resolution.similarity import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphkit.codebook import Codebook, Concept
    from graphkit.resolution.readings import Reader, Reading


class Coded(NamedTuple):
    """The concept of an object, how that was found, and with what doubt; or the concepts among which it is open."""

    concept: Concept | None
    rule: str = ""
    reason: str = ""
    doubt: float = 0.0
    candidates: tuple[str, ...] = ()


UNCODED = Coded(None)
"""No concept."""


class Coder:
    """Assigns objects to the concepts of one codebook."""

    def __init__(self, codebook: Codebook, reader: Reader, actors: Mapping[str, str]) -> None:
        """`actors` gives the id of an actor for each of its names."""
        self.concepts = {concept.iri: concept for concept in codebook.concepts}
        self._by_label = {folded(label): concept for concept in codebook.concepts for label in concept.labels}
        self._labels: list[tuple[Concept, str, Reading, frozenset[str]]] = []
        self._under: dict[str, list[int]] = {}
        for concept in codebook.concepts:
            for label in concept.labels:
                reading = reader.plain(label, actors)
                words = reading.core | {f"@{actor}" for actor in reading.about}
                for word in sorted(words)[:1]:
                    self._under.setdefault(word, []).append(len(self._labels))
                self._labels.append((concept, label, reading, words))

    def __call__(self, labels: Iterable[str], reading: Reading) -> Coded:
        """The concept of an object with these labels and this reading; none where two fit alike."""
        exact = {concept for label in labels if (concept := self._by_label.get(folded(label))) is not None}
        if len(exact) == 1:
            return Coded(exact.pop(), "codebook label", "the codebook has these words as a label")
        if reading.article:
            return UNCODED
        words = words_of(reading)
        fitting = sorted(
            (len(label_words), concept.iri, label, concept)
            for word in words
            for place in self._under.get(word, ())
            for concept, label, its, label_words in [self._labels[place]]
            if label_words <= words and its.contrary == reading.contrary and self._is_meant(its, reading)
        )
        if not fitting:
            return UNCODED
        most = fitting[-1][0]
        best = [(label, concept) for size, _, label, concept in fitting if size == most]
        concepts = {concept.iri for _, concept in best}
        if len(concepts) > 1:
            return Coded(None, candidates=tuple(sorted(concept.label for _, concept in best)))
        label, concept = best[0]
        if most == len(words):
            return Coded(concept, "codebook words", f"it says the same as the label '{label}'", 0.05)
        return Coded(concept, "codebook part", f"it contains the words of the label '{label}'", 0.2)

    def _is_meant(self, label: Reading, reading: Reading) -> bool:
        """Whether the words of a label are what the object is about, and not only mentioned in it."""
        return reading.head in label.core or 2 * len(label.core & reading.core) >= len(reading.core)
