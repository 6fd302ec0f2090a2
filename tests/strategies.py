"""Hypothesis strategies for graphs, arbitrary and valid, and the example of the RDF contract as Turtle."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from graphkit.model import MODALITIES, Actor, Evidence, Source, StanceGraph, Statement, Topic

if TYPE_CHECKING:
    from collections.abc import Sequence

# A busy machine is no reason for a law to fail.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

T = TypeVar("T")

KINDS = ("Country", "Group", "Organization", "Person")
RELATIONS = ("opposes", "proposes", "supports")

texts = st.text(max_size=12) | st.sampled_from(
    (
        "“Quoted”, he said.",
        "two\nlines",
        'a "b" \\ c\t',
        "\u2028\u0085\r",
        "\0\x7f\ufffe",
        "🕊 Frieden",
        "'''\"\"\"",
    )
)
"""Any Unicode text; half surrogate pairs are none."""

names = texts.filter(bool)
slugs = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,2}", fullmatch=True)
identifiers = slugs | st.sampled_from(("42", "-", "_", "zürich", "ελλάδα", "a b", "1.5%", "x/y#z?", ".", "..", "a'"))
"""What a graph may call its parts: slugs as a rule."""

iris = st.builds("https://example.org/{}{}".format, slugs, st.sampled_from(("", "?a=b&c=%20", "#top", "/ü")))


@st.composite
def stance_graphs(draw: st.DrawFn, max_size: int = 4) -> StanceGraph:
    """Any valid graph: all that it names is a part of it, and its parts and their lists are sorted."""
    actors = draw(_several(_actors, max_size))
    topics = _under_each_other(draw, draw(_several(_topics, max_size)))
    articles = draw(_several(_articles([actor.name for actor in actors]), max_size))
    if not (actors and articles):
        return StanceGraph((), actors, topics, articles)
    quoted = draw(st.lists(_evidence(articles), unique_by=_place, min_size=1, max_size=max_size))
    statements = draw(_several(_statements(actors, topics, quoted), max_size))
    return StanceGraph(statements, actors, topics, articles)


def _several(parts: st.SearchStrategy[T], max_size: int) -> st.SearchStrategy[tuple[T, ...]]:
    by_id = attrgetter("id")
    return st.lists(parts, unique_by=by_id, max_size=max_size).map(lambda found: tuple(sorted(found, key=by_id)))


def _sorted(values: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(values, unique=True, max_size=2).map(lambda found: tuple(sorted(found)))


_actors = st.builds(
    Actor,
    id=identifiers,
    name=names,
    kind=st.sampled_from(KINDS),
    aliases=_sorted(names),
    same_as=_sorted(iris),
)
_topics = st.builds(Topic, id=identifiers, label=names, aliases=_sorted(names), same_as=_sorted(iris))


def _under_each_other(draw: st.DrawFn, topics: tuple[Topic, ...]) -> tuple[Topic, ...]:
    known = st.sampled_from([topic.id for topic in topics]) if topics else st.nothing()
    return tuple(replace(topic, broader=draw(_sorted(known))) for topic in topics)


def _articles(publishers: Sequence[str]) -> st.SearchStrategy[Source]:
    return st.builds(
        Source,
        id=identifiers,
        file=names,
        title=st.none() | texts,
        date=st.none() | st.dates(),
        publisher=st.none() | st.sampled_from(publishers) if publishers else st.none(),
        url=st.none() | iris,
    )


def _evidence(articles: Sequence[Source]) -> st.SearchStrategy[Evidence]:
    def quoted(article: Source, start: int, exact: str, prefix: str, suffix: str) -> Evidence:
        return Evidence(article.id, start, start + len(exact), exact, prefix, suffix)

    return st.builds(quoted, st.sampled_from(articles), st.integers(0, 9999), names, texts, texts)


def _place(evidence: Evidence) -> tuple[str, int, int]:
    return evidence.article, evidence.start, evidence.end


def _statements(
    actors: Sequence[Actor], topics: Sequence[Topic], quoted: Sequence[Evidence]
) -> st.SearchStrategy[Statement]:
    who = st.sampled_from([actor.id for actor in actors])
    what = st.sampled_from([(actor.id, True) for actor in actors] + [(topic.id, False) for topic in topics])
    made = st.builds(
        Statement,
        id=identifiers,
        actor=who,
        relation=st.sampled_from(RELATIONS),
        object=st.just(""),
        object_is_actor=st.just(False),
        actor_text=texts,
        object_text=texts,
        cue=texts,
        rule=texts,
        confidence=st.integers(0, 100).map(lambda percent: percent / 100),
        evidence=st.sampled_from(quoted),
        speaker=st.none() | who,
        modality=st.sampled_from(MODALITIES),
        negated=st.booleans(),
        date=st.none() | st.dates(),
    )
    return st.builds(
        lambda statement, object_: replace(statement, object=object_[0], object_is_actor=object_[1]),
        made,
        what,
    )


BERLIN = r"""@prefix actor: <https://w3id.org/graphkit/id/actor/> .
@prefix art: <https://w3id.org/graphkit/id/art/> .
@prefix gk: <https://w3id.org/graphkit/ns#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix sel: <https://w3id.org/graphkit/id/sel/> .
@prefix sent: <https://w3id.org/graphkit/id/sent/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix st: <https://w3id.org/graphkit/id/st/> .
@prefix topic: <https://w3id.org/graphkit/id/topic/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
actor:france a gk:Country ;
	rdfs:label "France"@en ;
	skos:altLabel "Paris"@en ;
	gk:proposes topic:troop-deployment-to-ukraine .
actor:germany a gk:Country ;
	rdfs:label "Germany"@en ;
	owl:sameAs <http://www.wikidata.org/entity/Q183> ;
	skos:altLabel "Berlin"@en ;
	gk:opposes topic:troop-deployment-to-ukraine .
actor:olaf-scholz a gk:Person ;
	rdfs:label "Olaf Scholz"@en ;
	skos:altLabel "Scholz"@en .
actor:russia a gk:Country ;
	rdfs:label "Russia"@en ;
	skos:altLabel "Moscow"@en .
actor:the-daily-example a gk:Organization ;
	rdfs:label "The Daily Example"@en .
actor:united-kingdom a gk:Country ;
	rdfs:label "United Kingdom"@en ;
	skos:altLabel "Britain"@en , "UK"@en ;
	gk:opposes actor:russia .
art:b7e1 a schema:NewsArticle ;
	schema:datePublished "2025-02-17"^^xsd:date ;
	schema:headline "Berlin says no"@en ;
	schema:publisher actor:the-daily-example ;
	schema:url <https://example.org/berlin> ;
	gk:sourceFile "berlin.txt" .
art:c2d4 a schema:NewsArticle ;
	gk:sourceFile "paris.txt" .
sel:b7e1-1204-1275 a oa:TextPositionSelector , oa:TextQuoteSelector ;
	oa:end 1275 ;
	oa:exact "Berlin rejected any early deployment of troops to Ukraine, Scholz said." ;
	oa:prefix "… a summit in Paris. " ;
	oa:start 1204 ;
	oa:suffix "\nHe called it “premature”." .
sel:c2d4-0-50 a oa:TextPositionSelector , oa:TextQuoteSelector ;
	oa:end 50 ;
	oa:exact "France urged its allies to send troops to Ukraine." ;
	oa:prefix "" ;
	oa:start 0 ;
	oa:suffix "" .
sel:c2d4-52-117 a oa:TextPositionSelector , oa:TextQuoteSelector ;
	oa:end 117 ;
	oa:exact "Britain might welcome such a deployment, and it condemned Russia." ;
	oa:prefix "" ;
	oa:start 52 ;
	oa:suffix "" .
sent:b7e1-1204-1275 a oa:SpecificResource ;
	oa:hasSelector sel:b7e1-1204-1275 ;
	oa:hasSource art:b7e1 .
sent:c2d4-0-50 a oa:SpecificResource ;
	oa:hasSelector sel:c2d4-0-50 ;
	oa:hasSource art:c2d4 .
sent:c2d4-52-117 a oa:SpecificResource ;
	oa:hasSelector sel:c2d4-52-117 ;
	oa:hasSource art:c2d4 .
st:05be39d4a1 a gk:Statement ;
	rdf:object topic:troop-deployment-to-ukraine ;
	rdf:predicate gk:supports ;
	rdf:subject actor:united-kingdom ;
	prov:wasDerivedFrom sent:c2d4-52-117 ;
	gk:actorText "Britain" ;
	gk:confidence 0.50 ;
	gk:cue "welcome" ;
	gk:modality gk:possible ;
	gk:negated false ;
	gk:objectText "such a deployment" ;
	gk:rule "verb.dobj" .
st:41f0c7b92e a gk:Statement ;
	rdf:object actor:russia ;
	rdf:predicate gk:opposes ;
	rdf:subject actor:united-kingdom ;
	prov:wasDerivedFrom sent:c2d4-52-117 ;
	gk:actorText "it" ;
	gk:confidence 0.90 ;
	gk:cue "condemned" ;
	gk:modality gk:actual ;
	gk:negated false ;
	gk:objectText "Russia" ;
	gk:rule "verb.dobj" .
st:9f2c41d07a a gk:Statement ;
	rdf:object topic:troop-deployment-to-ukraine ;
	rdf:predicate gk:opposes ;
	rdf:subject actor:germany ;
	prov:wasDerivedFrom sent:b7e1-1204-1275 ;
	gk:actorText "Berlin" ;
	gk:confidence 0.86 ;
	gk:cue "rejected" ;
	gk:date "2025-02-17"^^xsd:date ;
	gk:modality gk:actual ;
	gk:negated false ;
	gk:objectText "any early deployment of troops to Ukraine" ;
	gk:rule "verb.dobj" ;
	gk:speaker actor:olaf-scholz .
st:a7710e5c3d a gk:Statement ;
	rdf:object topic:troop-deployment-to-ukraine ;
	rdf:predicate gk:proposes ;
	rdf:subject actor:france ;
	prov:wasDerivedFrom sent:c2d4-0-50 ;
	gk:actorText "France" ;
	gk:confidence 0.70 ;
	gk:cue "urged" ;
	gk:modality gk:actual ;
	gk:negated false ;
	gk:objectText "send troops to Ukraine" ;
	gk:rule "verb.dobj" .
topic:troop-deployment-to-ukraine a gk:Topic ;
	rdfs:label "troop deployment to Ukraine"@en ;
	skos:altLabel "deployment of troops to Ukraine"@en ;
	skos:broader topic:troop-deployment .
topic:troop-deployment a gk:Topic ;
	rdfs:label "troop deployment"@en .
"""
"""The example of the contract, and a little more: both sides, a mere possibility, an actor as object."""
