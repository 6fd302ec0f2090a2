"""Claims of all articles to one graph: mentions become actors, object words topics."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from graphkit.model import REGION, StanceGraph, Statement
from graphkit.resolution.actors import PUBLISHER, resolve_actors
from graphkit.resolution.objects import Object
from graphkit.resolution.readings import Reader, region
from graphkit.resolution.topics import resolve_topics

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphkit.model import Claim, Mention, Source
    from graphkit.ontology import Ontology

__all__ = ["resolve"]


def resolve(claims: Iterable[Claim], articles: Iterable[Source], ontology: Ontology) -> StanceGraph:
    """The graph of these claims: a pure function of them, whatever their order.

    `articles` are all that were read; those without a claim stay in the graph.
    """
    unique: dict[str, Claim] = {}
    for claim in claims:
        other = unique.setdefault(claim.id, claim)
        if other != claim:  # two extractors may read the same words differently; which one stays is no accident
            unique[claim.id] = max(other, claim, key=lambda c: (c.confidence, repr(c)))
    sources = {source.id: source for source in articles}
    mentions = [(claim.evidence.article, mention) for claim in unique.values() for mention in _mentions(claim)]
    actors = resolve_actors(mentions, (s.publisher for s in sources.values() if s.publisher), ontology)

    def node(claim: Claim, mention: Mention) -> str:
        return actors.ids[claim.evidence.article, mention.name, mention.kind]

    def party(claim: Claim, mention: Mention) -> str:
        return region(mention.name) if mention.kind == REGION else node(claim, mention)

    reader = Reader(ontology)
    things = [claim for claim in unique.values() if claim.object.referent is None]
    objects = [
        Object(claim.object, article, reader(claim.object.content, article, partial(party, claim)))
        for claim in things
        for article in [claim.evidence.article]
    ]
    states = frozenset(actor.id for actor in actors.actors if actor.kind == "Country") | reader.regions
    topics = resolve_topics(objects, states)
    topic_of = {claim.id: topic for claim, topic in zip(things, topics.ids, strict=True)}

    statements = []
    for claim_id, claim in unique.items():
        referent = claim.object.referent
        source = sources[claim.evidence.article]
        statements.append(
            Statement(
                id=claim_id,
                actor=node(claim, claim.actor),
                relation=claim.relation,
                object=node(claim, referent) if referent else topic_of[claim_id],
                object_is_actor=referent is not None,
                actor_text=claim.actor.text,
                object_text=claim.object.text,
                cue=claim.cue,
                rule=claim.rule,
                confidence=claim.confidence,
                evidence=claim.evidence,
                speaker=node(claim, claim.speaker) if claim.speaker else None,
                modality=claim.modality,
                negated=claim.negated,
                date=source.date,
            )
        )
    names = {actor.id: actor.name for actor in actors.actors}
    named = {actors.ids["", source.publisher, PUBLISHER] for source in sources.values() if source.publisher}
    for statement in statements:
        named |= {statement.actor, statement.speaker or statement.actor}
        named |= {statement.object} if statement.object_is_actor else set()
    return StanceGraph(
        statements=tuple(sorted(statements, key=lambda s: s.id)),
        # who stands only within the words of an object is no node
        actors=tuple(actor for actor in actors.actors if actor.id in named),
        topics=topics.topics,
        # a publisher is an actor too, and bears the actor's name
        articles=tuple(
            replace(source, publisher=names[actors.ids["", source.publisher, PUBLISHER]])
            if source.publisher
            else source
            for source in sorted(sources.values(), key=lambda s: s.id)
        ),
    )


def _mentions(claim: Claim) -> Iterator[Mention]:
    """The actors of a claim, those within its object too."""
    yield claim.actor
    if claim.speaker is not None:
        yield claim.speaker
    if claim.object.referent is not None:
        yield claim.object.referent
    content = claim.object.content
    yield from (each for each in (*content.owners, *content.doers, *content.about) if each.kind != REGION)
