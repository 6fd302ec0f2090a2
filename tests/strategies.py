"""Hypothesis strategies for the values of the model: arbitrary, and valid."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

from hypothesis import strategies as st

from graphkit.model import MODALITIES, Actor, Evidence, Source, StanceGraph, Statement, Topic

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")

KINDS = ("Country", "Group", "Organization", "Person")
RELATIONS = ("opposes", "proposes", "supports")

texts = st.text(max_size=12) | st.sampled_from(
    ("“Quoted”, he said.", "two\nlines", 'a "b" \\ c\t', "\u2028\u0085\r", "\0\x7f\ufffe", "🕊 Frieden", "'''\"\"\"")
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
    Actor, id=identifiers, name=names, kind=st.sampled_from(KINDS), aliases=_sorted(names), same_as=_sorted(iris)
)
_topics = st.builds(Topic, id=identifiers, label=names, aliases=_sorted(names))


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
        lambda statement, object_: replace(statement, object=object_[0], object_is_actor=object_[1]), made, what
    )
