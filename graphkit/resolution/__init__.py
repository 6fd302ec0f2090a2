"""Claims of all articles to one graph: mentions become actors, object words topics, under what people judged."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from graphkit.accounts import TOPIC, Account, Joined, Question
from graphkit.errors import GraphError
from graphkit.labels import folded
from graphkit.model import REGION, StanceGraph, Statement
from graphkit.resolution.actors import PUBLISHER, resolve_actors
from graphkit.resolution.authorities import read_authorities
from graphkit.resolution.coding import Coder
from graphkit.resolution.constraints import IrreconcilableError
from graphkit.resolution.judging import Judging
from graphkit.resolution.ledger import Ledger, read_ledger
from graphkit.resolution.objects import Object
from graphkit.resolution.readings import Reader, region
from graphkit.resolution.renaming import linked, renamed_actors
from graphkit.resolution.topics import resolve_topics

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from graphkit.codebook import Codebook
    from graphkit.model import Actor, Claim, Mention, Source
    from graphkit.ontology import Ontology
    from graphkit.resolution.authorities import Authorities
    from graphkit.resolution.judging import Rename
    from graphkit.resolution.shares import Division
    from graphkit.resolution.topics import Shown

__all__ = ["Account", "Joined", "Ledger", "Question", "Resolved", "read_authorities", "read_ledger", "resolve"]


_SHORT_DOUBT, _PRONOUN_DOUBT = 0.03, 0.1
"""How far a short name and a pronoun may be misunderstood within an article."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """The graph, and the account of how it came about."""

    stances: StanceGraph
    account: Account


def resolve(
    claims: Iterable[Claim],
    articles: Iterable[Source],
    ontology: Ontology,
    *,
    ledger: Ledger | None = None,
    codebook: Codebook | None = None,
    authorities: Authorities | None = None,
    division: Division | None = None,
) -> Resolved:
    """The graph of these claims: a pure function of them and of what people judged, whatever their order.

    `articles` are all that were read; those without a claim stay in the graph. The ledger overrules the rules, the
    codebook goes before them, the authorities add links. `division` says who compares objects (see
    `graphkit.resolution.shares`); without one this process does, and the graph is the same. Raises GraphError where
    judgements cannot hold together.
    """
    sources = {source.id: source for source in articles}
    unique = _unique(claims)
    judging = Judging(ledger or Ledger(), unique, sources, ontology)
    if judging.unknown():
        plain = resolve(unique.values(), sources.values(), ontology, codebook=codebook, division=division)
        label_of = {topic.id: topic.label for topic in plain.stances.topics}
        told = (each for each in plain.account.joined if each.kind == TOPIC)
        judging.learn_labels((label_of[each.node], each.name) for each in told)
    judging.apply()
    try:
        actors = resolve_actors(
            ((claim.evidence.article, mention) for claim in judging.claims.values() for mention in _mentions(claim)),
            {source.publisher for source in sources.values() if source.publisher},
            ontology,
            judging.same_actors,
            judging.different_actors,
        )
    except IrreconcilableError as error:
        lines = judging.lines(error.same, error.different)
        raise GraphError(f"{lines} cannot both hold: {error}, but other lines or the rules make them one") from error
    called = judging.renamed_actors(actors.ids, {actor.id: actor.name for actor in actors.actors})
    named, new = renamed_actors(actors.actors, {id_: rename.new for id_, rename in called.items()})

    def node(claim: Claim, mention: Mention) -> str:
        return new[actors.ids[claim.evidence.article, mention.name, mention.kind]]

    def party(claim: Claim, mention: Mention) -> str:
        return region(mention.name) if mention.kind == REGION else node(claim, mention)

    reader = Reader(ontology)
    objects = {
        id_: Object(claim.object, claim.evidence.article, reader(claim.object.content, claim.evidence.article, who))
        for id_, claim in judging.claims.items()
        if claim.object.referent is None
        for who in [partial(party, claim)]
    }
    topics = resolve_topics(
        tuple(objects.values()),
        frozenset(actor.id for actor in named if actor.kind == "Country") | reader.regions,
        Coder(codebook, reader, _by_name(named, ontology)) if codebook else None,
        judging.same_topics,
        judging.different_topics,
        partial(_renamed_topics, judging) if judging.renames else None,
        division,
    )
    judging.note_idle_renames()
    topic_of = dict(zip(objects, topics.ids, strict=True))
    statements = [
        _statement(id_, claim, sources[claim.evidence.article], partial(node, claim), topic_of)
        for id_, claim in judging.claims.items()
    ]
    publishers = {
        source.publisher: new[actors.ids["", source.publisher, PUBLISHER]]
        for source in sources.values()
        if source.publisher
    }
    seen = {*publishers.values(), *_nodes(statements)}
    links = authorities or {}
    used: set[str] = set()
    ambiguous: list[str] = []
    shown = linked((actor for actor in named if actor.id in seen), links, used, ambiguous)
    topics_shown = linked(topics.topics, links, used, ambiguous)
    names = {actor.id: actor.name for actor in shown}
    joined = (replace(each, node=new[each.node]) for each in actors.joined if new[each.node] in seen)
    return Resolved(
        StanceGraph(
            statements=tuple(sorted(statements, key=lambda statement: statement.id)),
            actors=tuple(sorted(shown, key=lambda actor: actor.id)),
            topics=topics_shown,
            # a publisher is an actor too, and bears the actor's name
            articles=tuple(
                replace(source, publisher=names[publishers[source.publisher]]) if source.publisher else source
                for source in sorted(sources.values(), key=lambda source: source.id)
            ),
        ),
        Account(
            joined=tuple(sorted((*joined, *_called(judging.claims.values(), node, ontology), *topics.joined))),
            questions=tuple(sorted((*actors.questions, *topics.questions))),
            rejected=judging.rejected,
            unused=(
                *judging.unused,
                *ambiguous,
                *(f"link of '{name}': nothing is called so" for name in links if name not in used),
            ),
        ),
    )


def _renamed_topics(judging: Judging, topics: Sequence[Shown]) -> dict[int, str]:
    """The new labels of topics, by their places."""
    found: dict[str, Rename] = {}
    labels = {str(number): topic.label for number, topic in enumerate(topics)}
    for rename in judging.renames:
        wanted = (rename.old, rename.article)
        judging.settle(rename, [str(n) for n, topic in enumerate(topics) if wanted in topic.names], found, labels)
    return {int(number): rename.new for number, rename in found.items()}


def _unique(claims: Iterable[Claim]) -> dict[str, Claim]:
    unique: dict[str, Claim] = {}
    for claim in claims:
        other = unique.setdefault(claim.id, claim)
        if other != claim:  # two extractors may read the same words differently; which one stays is no accident
            unique[claim.id] = max(other, claim, key=lambda c: (c.confidence, repr(c)))
    return unique


def _mentions(claim: Claim) -> Iterator[Mention]:
    """The actors of a claim, those within its object too."""
    yield claim.actor
    if claim.speaker is not None:
        yield claim.speaker
    if claim.object.referent is not None:
        yield claim.object.referent
    content = claim.object.content
    yield from (each for each in (*content.owners, *content.doers, *content.about) if each.kind != REGION)


def _called(claims: Iterable[Claim], node: Callable[[Claim, Mention], str], ontology: Ontology) -> Iterator[Joined]:
    """What articles call those whose fuller names they give elsewhere: "Starmer", "the prime minister", "he"."""
    words = ontology.lexicon.words
    pronouns = frozenset().union(*(words[kind] for kind in words if kind.endswith(("_pronouns", "_person"))))
    found: dict[tuple[str, str, str, str], Counter[str]] = {}
    for claim in claims:
        for mention in (claim.actor, claim.speaker, claim.object.referent):
            if mention is None or mention.text == mention.name:
                continue
            if folded(mention.text) != folded(mention.name):
                text = " ".join(mention.text.split())
                key = (node(claim, mention), text, mention.kind, mention.name)
                found.setdefault(key, Counter())[claim.evidence.article] += 1
    for (id_, text, kind, name), articles in found.items():
        doubt = _PRONOUN_DOUBT if folded(text) in pronouns else _SHORT_DOUBT
        reason = f"its article means '{name}' by it"
        yield Joined(id_, text, kind, tuple(sorted(articles)), articles.total(), "coreference", reason, doubt)


def _by_name(actors: Iterable[Actor], ontology: Ontology) -> dict[str, str]:
    """The id of the one actor that has a name, by each name; demonyms name their country."""
    found: dict[str, set[str]] = {}
    countries = {known.name: known for known in ontology.names.known if known.kind == "Country"}
    for actor in actors:
        borne = (actor.name, *actor.aliases) if actor.kind == "Country" else ()
        known = next((countries[name] for name in borne if name in countries), None)
        more = (*known.aliases, *known.demonyms) if known else ()
        for name in (actor.name, *actor.aliases, *more):
            found.setdefault(name, set()).add(actor.id)
    return {name: ids.pop() for name, ids in found.items() if len(ids) == 1}


def _statement(
    id_: str, claim: Claim, source: Source, node: Callable[[Mention], str], topics: Mapping[str, str]
) -> Statement:
    referent = claim.object.referent
    return Statement(
        id=id_,
        actor=node(claim.actor),
        relation=claim.relation,
        object=topics[id_] if referent is None else node(referent),
        object_is_actor=referent is not None,
        actor_text=claim.actor.text,
        object_text=claim.object.text,
        cue=claim.cue,
        rule=claim.rule,
        confidence=claim.confidence,
        evidence=claim.evidence,
        speaker=node(claim.speaker) if claim.speaker else None,
        modality=claim.modality,
        negated=claim.negated,
        date=source.date,
    )


def _nodes(statements: Iterable[Statement]) -> Iterator[str]:
    """The ids of the actors of statements; who stands only within the words of an object is no node."""
    for statement in statements:
        yield statement.actor
        if statement.speaker:
            yield statement.speaker
        if statement.object_is_actor:
            yield statement.object
