"""Binds the folder `ontology/`: relations, kinds, frames, names, questions, shapes.

A broken one is refused with file and line.

The folder holds

    graphkit.ttl     classes and relations, each with label, comment and colour
    shapes.ttl       what a graph must satisfy (SHACL)
    frames/en.yaml   which words express which relation
    names/*.yaml     countries, organisations, titles
    topics/en.yaml   how object words become topics
    boilerplate/     what in an article's file is not the article
    queries/*.rq     the named questions
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from graphkit.errors import GraphError, OntologyError
from graphkit.ontology.boilerplate import Boilerplate, read_boilerplate
from graphkit.ontology.lexicon import Frame, Lexicon, read_lexicon
from graphkit.ontology.names import KnownActor, KnownPerson, Names, read_names
from graphkit.ontology.personal import PersonalWords
from graphkit.ontology.questions import Question, read_questions
from graphkit.ontology.terms import NAMESPACE, Relation, Term, Vocabulary, read_turtle
from graphkit.ontology.topics import TopicWords, read_topic_words

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "NAMESPACE",
    "Boilerplate",
    "Frame",
    "KnownActor",
    "KnownPerson",
    "Lexicon",
    "Names",
    "Ontology",
    "PersonalWords",
    "Question",
    "Relation",
    "Term",
    "TopicWords",
    "load_ontology",
]

_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Ontology:
    """What the folder says, each part bound and checked when it is first asked for."""

    folder: Path

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self.folder / "graphkit.ttl")

    @cached_property
    def relations(self) -> Mapping[str, Relation]:
        """The relations between actor and object, by local name."""
        return self._vocabulary.relations()

    def relation(self, name: str) -> Relation:
        """The relation of a statement. Raises GraphError where the ontology has no such."""
        if name not in self.relations:
            raise GraphError(
                f"'{name}': no gk:Stance of {self.folder}; name the ontology that the graph was built with, or add it"
            )
        return self.relations[name]

    @cached_property
    def kinds(self) -> Mapping[str, Term]:
        """The classes of actors, by local name."""
        return self._vocabulary.kinds()

    @cached_property
    def topic(self) -> Term:
        """The class of what stances are about."""
        return self._vocabulary.term("Topic")

    @cached_property
    def lexicon(self) -> Lexicon:
        """The frames and word lists of English."""
        return read_lexicon(self.folder / "frames" / "en.yaml", self.relations)

    @cached_property
    def names(self) -> Names:
        """Known actors and titles."""
        return read_names(self.folder / "names")

    @cached_property
    def topic_words(self) -> TopicWords:
        """How object words become topics."""
        return read_topic_words(self.folder / "topics" / "en.yaml")

    @cached_property
    def boilerplate(self) -> Boilerplate:
        """What in an article's file is not the article."""
        return read_boilerplate(self.folder / "boilerplate" / "en.yaml")

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """The named questions, by name."""
        return read_questions(self.folder / "queries")

    @cached_property
    def shapes(self) -> str:
        """The SHACL shapes, as Turtle."""
        return self._text("shapes.ttl")

    @cached_property
    def vocabulary(self) -> str:
        """The classes and relations, as Turtle."""
        return self._text("graphkit.ttl")

    @cached_property
    def fingerprint(self) -> str:
        """A digest of all files that decide what is extracted and how it is merged."""
        content = hashlib.sha256()
        for path in sorted(self.folder.rglob("*")):
            if path.suffix in (".ttl", ".yaml") and path.is_file():
                content.update(path.relative_to(self.folder).as_posix().encode() + b"\0")
                content.update(path.read_bytes() + b"\0")
        return content.hexdigest()[:16]

    def check(self) -> None:
        """Binds every part now. Raises OntologyError for the first one that is broken."""
        _ = (self.relations, self.kinds, self.topic, self.lexicon, self.names, self.topic_words)
        _ = (self.boilerplate, self.questions, self.shapes, self.fingerprint)
        read_turtle(self.folder / "shapes.ttl")

    def _text(self, name: str) -> str:
        path = self.folder / name
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise OntologyError(f"{path}: cannot be read ({error}); restore the file") from error


def load_ontology(folder: Path | str | None = None) -> Ontology:
    """The ontology of a folder, or the one that comes with graphkit.

    Its parts are bound when they are first asked for; `Ontology.check` binds all. Raises OntologyError where
    the folder is missing or has no graphkit.ttl.
    """
    if folder is None:
        shipped = _PACKAGE / "_ontology"
        folder = shipped if shipped.is_dir() else _PACKAGE.parent / "ontology"
    path = Path(folder)
    if not (path / "graphkit.ttl").is_file():
        raise OntologyError(
            f"{path}: no ontology here (graphkit.ttl is missing); copy the folder that comes with graphkit"
        )
    return Ontology(path)
