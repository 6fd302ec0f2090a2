"""What a discourse network is computed from: who agreed or disagreed with what, on which day, in which article.

A statement of the graph is what the Discourse Network Analyzer (DNA) calls a statement: its actor is DNA's
first variable, its object the second ("concept"), and the polarity that the ontology gives its relation is the
binary qualifier ("agreement"): supports and proposes agree, opposes disagrees.

P. Leifeld (2017): Discourse Network Analysis: Policy Debates as Dynamic Networks. In: J. N. Victor,
A. H. Montgomery, M. Lubell (eds.): The Oxford Handbook of Political Networks, 301-326.
P. Leifeld, S. Haunss (2012): Political Discourse Networks and the Conflict over Software Patents in Europe.
European Journal of Political Research 51(3), 382-409.
P. Leifeld, J. Gruber, F. R. Bossner (2019): Discourse Network Analyzer Manual. Version 2.0 beta 25.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

from graphkit.errors import GraphError, InputError
from graphkit.network.converting import actor_node, topic_node

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from graphkit.model import StanceGraph, Statement
    from graphkit.ontology import Ontology

Duplicates = Literal["include", "article", "day", "week", "month", "year", "all"]
"""Within what span an occurrence of the same actor, object and agreement is counted once."""

_BINARY = (0, 1)

Objects = Literal["both", "topics", "actors"]
"""Which objects of statements are concepts: topics, actors (somebody opposes somebody), or both."""


class Occurrence(NamedTuple):
    """An actor agrees or disagrees with an object, once. `actor` and `object` are nodes as in `to_networkx`.

    `level` is how much, on the scale of the discourse, where agreement is a matter of degree (DNA: an integer
    qualifier); without it the qualifier is binary.
    """

    actor: str
    object: str
    agrees: bool
    date: date | None
    article: str
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Discourse:
    """The occurrences of a debate, in order of day, article and place; those without a day come last.

    `labels` names every node that occurs; `duplicates` says how many statements were left out because an
    earlier one says the same within the chosen span; `scale` has the lowest and the highest level of agreement.
    """

    occurrences: tuple[Occurrence, ...]
    labels: Mapping[str, str] = field(repr=False)
    duplicates: int = 0
    scale: tuple[int, int] = (0, 1)

    def level(self, occurrence: Occurrence) -> int:
        """DNA's k: how much the actor agrees, on the scale; 1 or 0 where it just agrees or not."""
        return int(occurrence.agrees) if occurrence.level is None else occurrence.level

    def position(self, occurrence: Occurrence) -> float:
        """The level as a share of the scale, from 0 for the lowest to 1 for the highest."""
        low, high = self.scale
        return (self.level(occurrence) - low) / (high - low)

    @property
    def actors(self) -> tuple[str, ...]:
        """The nodes of the actors, sorted."""
        return tuple(sorted({occurrence.actor for occurrence in self.occurrences}))

    @property
    def objects(self) -> tuple[str, ...]:
        """The nodes of what they agree or disagree with, sorted."""
        return tuple(sorted({occurrence.object for occurrence in self.occurrences}))

    @property
    def undated(self) -> int:
        """How many occurrences have no day; they are in no time window."""
        return sum(occurrence.date is None for occurrence in self.occurrences)

    def only(self, wanted: Callable[[Occurrence], bool]) -> Discourse:
        """The discourse of the occurrences that are wanted."""
        return replace(self, occurrences=tuple(filter(wanted, self.occurrences)))

    def frequent(self, least: int) -> Discourse:
        """The discourse of the actors that occur at least so often."""
        often: dict[str, int] = {}
        for occurrence in self.occurrences:
            often[occurrence.actor] = often.get(occurrence.actor, 0) + 1
        return self.only(lambda occurrence: often[occurrence.actor] >= least)


def discourse(
    graph: StanceGraph,
    ontology: Ontology,
    *,
    duplicates: Duplicates = "include",
    objects: Objects = "both",
    modalities: tuple[str, ...] = ("actual", "intended", "conditional"),
    agreement: Mapping[str, bool] | Mapping[str, int] | None = None,
    scale: tuple[int, int] | None = None,
    broader: bool = False,
    sides: bool = True,
) -> Discourse:
    """The discourse that the statements of a graph make up.

    `modalities` are those that count: as for an edge of the graph, not what is merely possible. `agreement`
    says for a relation whether its actor agrees with the object; without it the relation's gk:polarity in the
    ontology does. Relations that a given `agreement` leaves out do not count. With whole numbers instead of true
    and false, agreement has degrees (DNA: an integer qualifier): {"supports": 2, "proposes": 1, "opposes": -2}.
    `scale` is then the lowest and the highest level that there could be, or else those of the lowest and highest
    relation; what lies above its middle agrees.

    `duplicates` are counted once for each actor, object and agreement (DNA's "duplicates" option)

    * "include": not at all, every statement counts;
    * "article": within an article (DNA: "document"); "day", "week" (Monday to Sunday), "month", "year": within
      one of the calendar, the year always told apart (DNA takes the same week or month of any year for one);
      statements without a day are then counted once an article;
    * "all": over all articles (DNA: "acrossrange").

    Without `sides` they are counted once for each actor and object, whatever the agreement, and the first one stays,
    as in DNA where the qualifier is ignored; take that for the aggregation "ignore", and for no other.

    With `broader` a topic stands for the one above it, and that for the one above it, as long as there is
    just one.

    Raises InputError for an unknown option or a level that the scale lacks, and GraphError for a relation that the
    ontology lacks.
    """
    one_of("duplicates", duplicates, get_args(Duplicates))
    one_of("objects", objects, get_args(Objects))
    agrees = agreement if agreement is not None else {n: r.polarity > 0 for n, r in ontology.relations.items()}
    low, high = _scale(agrees, scale)
    graded = (low, high) != _BINARY
    files = {source.id: source.file for source in graph.articles}
    labels = {actor_node(actor.id): actor.name for actor in graph.actors}
    labels |= {topic_node(topic.id): topic.label for topic in graph.topics}
    above = _Above({topic.id: topic.broader for topic in graph.topics} if broader else {})
    kept: list[Occurrence] = []
    seen: set[tuple[Any, ...]] = set()
    left_out = 0
    for statement in sorted(graph.statements, key=lambda said: _place(said, files)):
        if agreement is None:
            ontology.relation(statement.relation)  # refuses one that there is not
        if statement.modality not in modalities or statement.relation not in agrees:
            continue
        if objects != "both" and statement.object_is_actor != (objects == "actors"):
            continue
        occurrence = Occurrence(
            actor_node(statement.actor),
            actor_node(statement.object) if statement.object_is_actor else topic_node(above(statement.object)),
            2 * agrees[statement.relation] > low + high,
            statement.date,
            statement.evidence.article,
            int(agrees[statement.relation]) if graded else None,
        )
        side = (occurrence.agrees, occurrence.level) if sides else ()
        same = (*occurrence[:2], *side, *_span(occurrence, duplicates))
        if duplicates != "include" and same in seen:
            left_out += 1
            continue
        seen.add(same)
        kept.append(occurrence)
    named = {node for occurrence in kept for node in occurrence[:2]}
    missing = sorted(named - labels.keys())
    if missing:
        raise GraphError(f"'{missing[0]}': the graph names no such node; build it again")
    return Discourse(tuple(kept), {node: labels[node] for node in sorted(named)}, left_out, (low, high))


def _scale(agreement: Mapping[str, bool] | Mapping[str, int], scale: tuple[int, int] | None) -> tuple[int, int]:
    """The lowest and the highest level. Raises InputError where a relation has none of them."""
    levels = set(agreement.values())
    if all(type(level) is bool for level in levels):
        if scale is not None:
            raise InputError("scale: agreement is true or false here; give each relation a whole number, or no scale")
        return _BINARY
    low, high = scale or (min(levels), max(levels))
    if low >= high:
        raise InputError(f"scale: {low} to {high} is no scale; give the lowest and the highest level, such as -2 and 2")
    for relation, level in agreement.items():
        if type(level) is not int or not low <= level <= high:
            raise InputError(f"agreement: '{relation}' has {level!r}; give a whole number from {low} to {high}")
        if 2 * level == low + high:
            raise InputError(
                f"agreement: '{relation}' has {level}, the middle of the scale from {low} to {high}, which is neither"
                " for nor against; leave the relation out"
            )
    return low, high


class _Above:
    """The topic at the end of the way up from a topic."""

    def __init__(self, broader: Mapping[str, tuple[str, ...]]) -> None:
        self._broader = broader

    def __call__(self, topic: str) -> str:
        passed = {topic}
        while len(up := self._broader.get(topic, ())) == 1 and up[0] not in passed:
            topic = up[0]
            passed.add(topic)
        return topic


def one_of(option: str, value: str, values: tuple[str, ...]) -> None:
    """Raises InputError where the value of an option is none of these."""
    if value not in values:
        raise InputError(f"{option}: there is no '{value}'; there are {', '.join(values)}")


def _place(statement: Statement, files: Mapping[str, str]) -> tuple[Any, ...]:
    day, quoted = statement.date, statement.evidence
    return (day is None, day or 0, files.get(quoted.article, ""), quoted.article, quoted.start, statement.id)


def _span(occurrence: Occurrence, duplicates: Duplicates) -> tuple[Any, ...]:
    day = occurrence.date
    if duplicates == "all":
        return ()
    if duplicates == "article" or day is None:
        return ("article", occurrence.article)
    if duplicates == "week":
        return tuple(day.isocalendar()[:2])
    return (day.year, day.month, day.day)[: {"year": 1, "month": 2}.get(duplicates, 3)]
