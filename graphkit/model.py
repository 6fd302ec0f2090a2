"""The values that pass between the rooms: frozen, comparable, made of the standard library alone.

Offsets count Unicode code points from the start of the article's text, which is what its file holds, or what
the reader of its format took from there; an end offset is exclusive. Identifiers are made from content, never counted.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from datetime import date

Modality = Literal["actual", "intended", "conditional", "possible"]
"""How the actor holds the stance. What is merely `possible` makes a statement but no edge."""

MODALITIES: tuple[Modality, ...] = get_args(Modality)

Role = Literal["title", "heading", "paragraph"]
"""What a passage is to its article."""


REGION = "Region"
"""The kind of a mention within an object that is no actor but stands like one: "Europe"."""


def digest(*parts: str, length: int = 16) -> str:
    """The first `length` hexadecimal digits of the SHA-256 of the parts, kept apart by a zero byte.

    Sixteen name a hundred million statements with one chance in some four thousand that two are alike.
    """
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:length]


@dataclass(frozen=True, slots=True)
class Source:
    """Where an article comes from: all that the graph keeps of it.

    `id` is a digest of the text; `file` the POSIX path below the folder that was read, and after it the member
    of an archive and the record of a file with several ("news.zip/2025.jsonl#17").
    """

    id: str
    file: str
    title: str | None = None
    date: date | None = None
    publisher: str | None = None
    url: str | None = None


@dataclass(frozen=True, order=True, slots=True)
class Passage:
    """A stretch of an article that is read: its title, a heading or a paragraph."""

    start: int
    end: int
    role: Role = "paragraph"


@dataclass(frozen=True, slots=True)
class Article:
    """An article's text, and the passages of it that are to be read and no boilerplate."""

    source: Source
    text: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of an article that stand for an actor.

    `text` is what stands between the offsets ("he"), `name` the fullest name that the same article gives
    the same actor ("Keir Starmer"), `kind` the local name of a class of the ontology ("Person").
    """

    start: int
    end: int
    text: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Content:
    """What an object is about, freed from the way in which it is put.

    "A bill to end U.S. military aid to the rebels" has the head `aid`, the quality `military`, the owner United
    States, the detail `rebel`, the form `bill`, and is `contrary`: who supports it is against the aid. `head`,
    `modifiers` (what stands with the head), `qualities` (adjectives with it) and `details` (what stands further
    off) are lemmas in the order of the text, and so are `arguments` (what stands behind "for", "on" or "against" with
    it, as the drivers of "a fine for drivers"); `owners` are the actors whose it is, `doers` those who are to do it,
    `about` the others in it, a region (of the kind REGION) like an actor. Where the phrase only points back ("such
    a step"), all this is its antecedent's, and `antecedent` tells where that begins; it is `vague` where its words
    say nothing outside the article ("the plan") and no antecedent was found. `words` are those of the article that
    say it, with nothing before and behind: "end U.S. military aid".
    """

    head: str
    modifiers: tuple[str, ...] = ()
    qualities: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    owners: tuple[Mention, ...] = ()
    doers: tuple[Mention, ...] = ()
    about: tuple[Mention, ...] = ()
    form: str = ""
    contrary: bool = False
    antecedent: int | None = None
    vague: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class ObjectPhrase:
    """What is supported, opposed or proposed, in the words of the article.

    `label` is the phrase without determiners, `clause` tells that it is one ("to deploy troops"). `referent` is
    set where the object is an actor.
    """

    start: int
    end: int
    text: str
    label: str
    content: Content
    referent: Mention | None = None
    clause: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentence that says it, as it stands in the article, with the text around it.

    The fields are those of a Web Annotation TextQuoteSelector and TextPositionSelector.
    """

    article: str
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What one sentence of one article says: an actor's stance towards an object. It knows no other article."""

    evidence: Evidence
    actor: Mention
    relation: str
    object: ObjectPhrase
    cue: str
    rule: str
    speaker: Mention | None = None
    modality: Modality = "actual"
    negated: bool = False
    confidence: float = 1.0

    @property
    def id(self) -> str:
        """Stable as long as the sentence and its reading are: no name, merge or score goes into it."""
        return digest(
            self.evidence.article,
            f"{self.evidence.start}-{self.evidence.end}",
            f"{self.actor.start}-{self.actor.end}",
            self.relation,
            f"{self.object.start}-{self.object.end}",
        )


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, organisation, country or group, over all articles. `same_as` are IRIs elsewhere."""

    id: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """What statements are about, over all articles. `broader` are ids of topics, `same_as` IRIs elsewhere."""

    id: str
    label: str
    aliases: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One occurrence of a stance. `actor` and `speaker` are ids of actors, `object` of an actor or a topic.

    Whether `object` names an actor is told by `object_is_actor`, for an actor and a topic may share an id.
    """

    id: str
    actor: str
    relation: str
    object: str
    object_is_actor: bool
    actor_text: str
    object_text: str
    cue: str
    rule: str
    confidence: float
    evidence: Evidence
    speaker: str | None = None
    modality: Modality = "actual"
    negated: bool = False
    date: date | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """An actor, a relation and an object, with the statements that say so. `object` as in `Statement`."""

    actor: str
    relation: str
    object: str
    object_is_actor: bool
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class StanceGraph:
    """Who supports, opposes or proposes what: the statements of all articles, merged. Each part is sorted by id."""

    statements: tuple[Statement, ...]
    actors: tuple[Actor, ...]
    topics: tuple[Topic, ...]
    articles: tuple[Source, ...]

    def edges(self) -> tuple[Edge, ...]:
        """The edges that stand: those that at least one statement says with more than mere possibility.

        An edge carries all statements that share its actor, relation and object, the possible ones too.
        """
        said: dict[tuple[str, str, bool, str], list[Statement]] = {}
        for statement in self.statements:
            key = (statement.actor, statement.relation, statement.object_is_actor, statement.object)
            said.setdefault(key, []).append(statement)
        return tuple(
            Edge(actor, relation, object_, is_actor, tuple(statements))
            for (actor, relation, is_actor, object_), statements in sorted(said.items())
            if any(statement.modality != "possible" for statement in statements)
        )
