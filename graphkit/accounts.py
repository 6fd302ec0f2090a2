"""Why a name is where it is: the rule that brought it to its node, its doubt, and what was left open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graphkit.model import Topic

if TYPE_CHECKING:
    from graphkit.model import StanceGraph

TOPIC = "Topic"
"""What stands for the kind of a topic among those of actors."""


@dataclass(frozen=True, order=True, slots=True)
class Joined:
    """A name and the node that holds it.

    `name` is that of a mention (of a topic: its phrase), `kind` the local name of its class, `articles` those
    that the node has it from and `count` how many mentions they hold. `rule` is the short name of what brought it
    there, `reason` the same in a sentence, and `doubt` runs from 0 (certain) to 1 (a guess; none is made).
    """

    node: str
    name: str
    kind: str
    articles: tuple[str, ...]
    count: int
    rule: str
    reason: str
    doubt: float


@dataclass(frozen=True, order=True, slots=True)
class Question:
    """A name that stays by itself for want of evidence, though it may well be one of the `candidates`.

    `candidates` are names of nodes, `articles` those that hold the name, `why` tells in a sentence why it is open.
    """

    name: str
    articles: tuple[str, ...]
    candidates: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Account:
    """How a graph came about: every name with its reason, what stays open, and what people judged.

    `rejected` counts the statements that a ledger strikes out; `unused` tells which of its lines, and which links of
    an authority file, speak of nothing in the graph.
    """

    joined: tuple[Joined, ...] = ()
    questions: tuple[Question, ...] = ()
    rejected: int = 0
    unused: tuple[str, ...] = ()

    def completed(self, stances: StanceGraph) -> Account:
        """The same for a graph that other statements were taken into: their nodes came as they are."""
        held = {(each.node, each.kind == TOPIC) for each in self.joined}
        rows = [
            Joined(node.id, name, kind, (), 0, "import", "it came with a graph that was made elsewhere", 0.0)
            for nodes, is_topic in ((stances.actors, False), (stances.topics, True))
            for node in nodes
            if (node.id, is_topic) not in held
            for kind, label in [(TOPIC, node.label) if isinstance(node, Topic) else (node.kind, node.name)]
            for name in (label, *node.aliases)
        ]
        return replace(self, joined=tuple(sorted((*self.joined, *rows)))) if rows else self
