"""Claims of all articles to one graph: mentions become actors, object words topics."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graphkit.model import StanceGraph, Statement
from graphkit.resolution.actors import PUBLISHER, resolve_actors
from graphkit.resolution.topics import TopicWordsOf, resolve_topics

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    mentions = [
        (claim.evidence.article, mention)
        for claim in unique.values()
        for mention in (claim.actor, claim.speaker, claim.object.referent)
        if mention is not None
    ]
    actors = resolve_actors(mentions, (s.publisher for s in sources.values() if s.publisher), ontology)
    normalise = TopicWordsOf(ontology)
    about = ((c.object, c.evidence.article) for c in unique.values() if c.object.referent is None)
    topics = resolve_topics(about, normalise)

    def node(claim: Claim, mention: Mention) -> str:
        return actors.ids[claim.evidence.article, mention.name, mention.kind]

    statements = []
    for claim_id, claim in unique.items():
        referent = claim.object.referent
        source = sources[claim.evidence.article]
        statements.append(
            Statement(
                id=claim_id,
                actor=node(claim, claim.actor),
                relation=claim.relation,
                object=node(claim, referent)
                if referent
                else topics.ids[normalise(claim.object, claim.evidence.article)],
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
    return StanceGraph(
        statements=tuple(sorted(statements, key=lambda s: s.id)),
        actors=actors.actors,
        topics=topics.topics,
        # a publisher is an actor too, and bears the actor's name
        articles=tuple(
            replace(source, publisher=names[actors.ids["", source.publisher, PUBLISHER]])
            if source.publisher
            else source
            for source in sorted(sources.values(), key=lambda s: s.id)
        ),
    )
