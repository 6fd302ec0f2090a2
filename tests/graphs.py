"""Graphs made by hand, for tests that need one without reading an article."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from graphkit.model import (
    MODALITIES,
    Actor,
    Evidence,
    Modality,
    Source,
    StanceGraph,
    Statement,
    Topic,
    digest,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

HOSTILE = (
    "<script>window.hacked=1</script>",
    '</script><script>window.hacked=2</script><a href="x">href</a>',
    "<img src=x onerror=window.hacked=3>",
    "\"'><svg/onload=window.hacked=4>",
    "{{ 7 * 7 }}{% raw %}{# #}",
    "<!--<script>]]>",
    "line\u2028separator\u2029paragraph",
    "bidi \u202egnp.exe\u202c \u2066isolate\u2069",
    "zero\u200bwidth\ufeff\u00adtext",
    "null\x00bell\x07escape\x1b[31m",
    "lone\ud800surrogate \U0001f468\u200d\U0001f469",
    "javascript:window.hacked=5",
    "&lt;b&gt;&amp; href=http://evil.example/",
    "constructor __proto__",
)
"""Texts that a page, a query or an XML file must hold and never obey."""


def sentence(article: str, start: int, text: str) -> Evidence:
    return Evidence(article, start, start + len(text), text, "", "")


def said(
    actor: str,
    relation: str,
    object_: str,
    evidence: Evidence,
    texts: tuple[str, str, str],
    *,
    object_is_actor: bool = False,
    speaker: str | None = None,
    modality: Modality = "actual",
    negated: bool = False,
    confidence: float = 0.86,
    day: date | None = None,
) -> Statement:
    """A statement; `texts` are the words of actor, cue and object."""
    return Statement(
        id=digest(actor, relation, object_, evidence.article, str(evidence.start)),
        actor=actor,
        relation=relation,
        object=object_,
        object_is_actor=object_is_actor,
        actor_text=texts[0],
        object_text=texts[2],
        cue=texts[1],
        rule="verb.dobj",
        confidence=confidence,
        evidence=evidence,
        speaker=speaker,
        modality=modality,
        negated=negated,
        date=day,
    )


def graph(
    statements: Iterable[Statement],
    actors: Iterable[Actor],
    topics: Iterable[Topic],
    articles: Iterable[Source],
) -> StanceGraph:
    """The graph of these parts, each sorted by id."""
    return StanceGraph(
        statements=tuple(sorted(statements, key=lambda statement: statement.id)),
        actors=tuple(sorted(actors, key=lambda actor: actor.id)),
        topics=tuple(sorted(topics, key=lambda topic: topic.id)),
        articles=tuple(sorted(articles, key=lambda article: article.id)),
    )


def empty() -> StanceGraph:
    return graph([], [], [], [Source("e1", "weather.txt", title="Sunny spells")])


def small() -> StanceGraph:
    """Five standing edges, two of them parallel, one between actors both ways, and one that only may be."""
    day = date(2025, 2, 17)
    berlin = "Berlin rejected any early deployment of troops to Ukraine, Scholz said."
    starmer = "Starmer backs the deployment of troops, but he later opposed the deployment of troops."
    quarrel = "Moscow criticised London, and London condemned Moscow."
    maybe = "Ottawa may support a ceasefire."
    return graph(
        [
            said(
                "germany",
                "opposes",
                "troop-deployment",
                sentence("a1", 120, berlin),
                ("Berlin", "rejected", "any early deployment of troops to Ukraine"),
                speaker="olaf-scholz",
                day=day,
            ),
            said(
                "germany",
                "opposes",
                "troop-deployment",
                sentence("a2", 300, "Germany did not support the plan."),
                ("Germany", "support", "the plan"),
                negated=True,
                confidence=0.7,
            ),
            said(
                "keir-starmer",
                "supports",
                "troop-deployment",
                sentence("a2", 10, starmer),
                ("Starmer", "backs", "the deployment of troops"),
                modality="intended",
            ),
            said(
                "keir-starmer",
                "opposes",
                "troop-deployment",
                sentence("a2", 10, starmer),
                ("he", "opposed", "the deployment of troops"),
            ),
            said(
                "russia",
                "opposes",
                "united-kingdom",
                sentence("a1", 900, quarrel),
                ("Moscow", "criticised", "London"),
                object_is_actor=True,
                day=day,
            ),
            said(
                "united-kingdom",
                "opposes",
                "russia",
                sentence("a1", 900, quarrel),
                ("London", "condemned", "Moscow"),
                object_is_actor=True,
                day=day,
            ),
            said(
                "canada",
                "supports",
                "ceasefire",
                sentence("a1", 1200, maybe),
                ("Ottawa", "support", "a ceasefire"),
                modality="possible",
            ),
        ],
        [
            Actor("germany", "Germany", "Country", ("Berlin",), ("http://www.wikidata.org/entity/Q183",)),
            Actor("keir-starmer", "Keir Starmer", "Person", ("Sir Keir", "Starmer")),
            Actor("olaf-scholz", "Olaf Scholz", "Person", ("Scholz",)),
            Actor("russia", "Russia", "Country", ("Moscow",)),
            Actor("united-kingdom", "United Kingdom", "Country", ("London", "UK")),
            Actor("canada", "Canada", "Country", ("Ottawa",)),
        ],
        [
            Topic("troop-deployment", "troop deployment to Ukraine", ("the plan",)),
            Topic("ceasefire", "ceasefire"),
        ],
        [
            Source(
                "a1",
                "berlin.txt",
                title="Berlin says no",
                date=day,
                publisher="The Daily Example",
                url="https://example.org/berlin?a=1&b=2",
            ),
            Source("a2", "london.txt"),
        ],
    )


def hostile() -> StanceGraph:
    """Each hostile text in each place where the words of an article can come to stand."""
    actors, topics, articles, statements = [], [], [], []
    for number, text in enumerate(HOSTILE):
        actors.append(Actor(f"actor {text} {number}", text, "Person", (f"alias {text}",), (text,)))
        topics.append(Topic(f"topic {text} {number}", f"topic {text}", (f"other {text}",)))
        articles.append(
            Source(
                f"article {number}",
                f"file {text}.txt",
                title=f"title {text}",
                publisher=f"publisher {text}",
                url=f"javascript:window.hacked='{number}'" if number % 2 else f"https://example.org/{text}",
            )
        )
        statements.append(
            said(
                actors[-1].id,
                ("supports", "opposes", "proposes")[number % 3],
                topics[-1].id,
                sentence(articles[-1].id, number, f"{text} cue {text} object {text}"),
                (text, f"cue {text}", f"object {text}"),
                speaker=actors[-1].id,
            )
        )
    first = actors[0].id
    statements += [
        replace(statement, id=f"{statement.id}x", actor=first, speaker=None)
        for statement in statements[1:]
        if statement.actor != first
    ]
    return graph(statements, actors, topics, articles)


_PERSONS = (
    "Elena Marsh, Tomas Okafor, Ingrid Solheim, Rafael Quintero, Amara Nwosu, Pieter van Dalen, Yuki Tanabe, "
    "Margaret Ashworth, Lucien Favre, Katarina Novakova, Samuel Oduya"
)
_COUNTRIES = "Norway, Kenya, Chile, Portugal, Japan, Canada, Estonia"
_ORGANISATIONS = (
    "European Commission, World Fisheries Council, Northern Farmers' Union, Green Alliance, "
    "Institute for Maritime Law, Harbour Workers' Federation, Atlantic Energy"
)
_GROUPS = "coastal mayors, climate scientists, small-boat fishermen, opposition lawmakers"
_TOPICS = (
    "ban on bottom trawling, offshore wind farm off the northern coast, carbon border tax, "
    "deep-sea mining moratorium, "
    "quota cut for cod, fuel subsidies for fishing fleets, marine protected area, high-seas treaty, "
    "compensation fund for coastal towns, new harbour at Varde, satellite tracking of vessels, "
    "export of live fish, seasonal closure of the spawning grounds, independent stock assessment, "
    "joint coastguard, tidal power plant, ban on plastic nets, levy on cruise ships, "
    "public register of quota owners, transfer of quotas to foreign companies, dredging of the estuary, "
    "subsea cable, emergency talks, minimum price for herring, port strike, shorter working hours at sea, "
    "amnesty for illegal landings, research vessel, ballast water rules, relocation of the fish market, "
    "fast-track permits for wind farms, referendum on the harbour, oil drilling near the reef, "
    "trade agreement with the southern states"
)
_CUES = {
    "supports": "backs, welcomes, endorsed, stands behind, promised",
    "opposes": "rejected, criticised, condemned, voted against, is wary of",
    "proposes": "called for, suggested, urged, demanded, put forward",
}


def _names(listed: str) -> list[str]:
    return [name.strip() for name in listed.split(", ")]


def made_up(nodes: int = 60, statements: int = 110, articles: int = 18, seed: int = 7) -> StanceGraph:
    """A graph as a week of news gives one: a few who are everywhere, many who appear once, two camps."""
    chance = random.Random(seed)  # noqa: S311
    kinds = {"Person": _PERSONS, "Country": _COUNTRIES, "Organization": _ORGANISATIONS, "Group": _GROUPS}
    named = [(name, kind) for kind, listed in kinds.items() for name in _names(listed)]
    chance.shuffle(named)
    subjects = _names(_TOPICS)
    actors = [Actor(f"a{n:03}", _numbered(named, n)[0], _numbered(named, n)[1]) for n in range(nodes * 5 // 11)]
    topics = [Topic(f"t{n:03}", _numbered([(s, "") for s in subjects], n)[0]) for n in range(nodes - len(actors))]
    sources = [
        Source(
            f"n{n:03}",
            f"{n:03}_{digest(str(n))}.txt",
            title=f"Coast in dispute: day {n + 1}",
            date=date(2025, 3, 1 + n % 28),
            publisher=chance.choice(["Harbour Post", "Northern Courier", "The Tide"]),
            url=f"https://example.org/news/{n}",
        )
        for n in range(articles)
    ]
    made = []
    for n in range(statements):
        # The square makes a few actors and topics come up often.
        actor = actors[n] if n < len(actors) else actors[int(len(actors) * chance.random() ** 2)]
        topic = topics[n] if n < len(topics) else topics[int(len(topics) * chance.random() ** 2)]
        camp = (int(actor.id[1:]) + int(topic.id[1:])) % 2
        relation = chance.choice(["supports", "supports", "proposes"] if camp else ["opposes", "opposes", "supports"])
        target = chance.choice(actors) if chance.random() < 0.08 else None
        is_actor = target is not None and target != actor
        object_, label = (target.id, target.name) if target and is_actor else (topic.id, f"the {topic.label}")
        cue = chance.choice(_names(_CUES[relation]))
        day = chance.choice(sources)
        words = f"At the meeting on Tuesday, {actor.name} {cue} {label}, according to two people in the room."
        made.append(
            said(
                actor.id,
                relation,
                object_,
                sentence(day.id, 200 * n, words),
                (actor.name, cue, label),
                object_is_actor=is_actor,
                speaker=chance.choice(actors).id if chance.random() < 0.3 else None,
                modality=MODALITIES[0] if chance.random() < 0.8 else chance.choice(MODALITIES),
                negated=chance.random() < 0.1,
                confidence=round(0.5 + chance.random() / 2, 2),
                day=day.date,
            )
        )
    return graph(made, actors, topics, sources)


def _numbered(named: list[tuple[str, str]], number: int) -> tuple[str, str]:
    name, kind = named[number % len(named)]
    turn = number // len(named)
    return (f"{name} {turn + 1}" if turn else name), kind
