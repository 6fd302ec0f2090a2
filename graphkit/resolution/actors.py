"""Mentions of all articles to actors: spellings, surnames and known names are one node; two candidates are none."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from graphkit.model import Actor, digest
from graphkit.resolution.slugs import distinct, slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graphkit.model import Mention
    from graphkit.ontology import KnownActor, Ontology
    from graphkit.resolution.accounts import Joined, Judged, Question

PUBLISHER = "Publisher"
"""What stands for the kind of a publisher among the keys of `ResolvedActors.ids`."""

_KNOWN_WIDELY = 2
"""Articles that must name a person before a bare word elsewhere is taken for the surname."""


@dataclass(frozen=True, slots=True)
class ResolvedActors:
    """The actors, and the id of each mention's actor by its article, name and kind.

    A publisher stands there under no article ("") and the kind PUBLISHER.
    """

    actors: tuple[Actor, ...]
    ids: Mapping[tuple[str, str, str], str]
    joined: tuple[Joined, ...] = ()
    questions: tuple[Question, ...] = ()


def resolve_actors(
    mentions: Iterable[tuple[str, Mention]],
    publishers: Iterable[str],
    ontology: Ontology,
    same: Iterable[Judged] = (),
    different: Iterable[Judged] = (),
) -> ResolvedActors:
    """Groups mentions, each with the id of its article, into actors. The order of the mentions does not matter."""
    seen = sorted(set(mentions), key=lambda pair: (pair[1].kind, pair[1].name, pair[0], pair[1].start, pair[1].end))
    known = _Known(ontology)
    people = _People(seen, ontology)
    keys: dict[tuple[str, str, str], str] = {}
    articles: dict[str, dict[str, set[str]]] = {}
    written: dict[str, set[str]] = {}
    for article, mention in seen:
        key = known.key(mention) or people.key(mention) or _key(mention, article)
        keys[article, mention.name, mention.kind] = key
        articles.setdefault(key, {}).setdefault(mention.name, set()).add(article)
        forms = written.setdefault(key, set())
        forms.add(mention.name)
        if mention.text[:1].isupper() and _is_name(mention):
            forms.add(mention.text)
    for publisher in sorted(set(publishers)):
        key = known.of(publisher) or f"Organization:{publisher.casefold()}"
        keys["", publisher, PUBLISHER] = key
        written.setdefault(key, set()).add(publisher)
    labels = {key: known.label(key) or _label(articles.get(key, {}), written[key]) for key in written}
    kinds = {key: key.split(":", 1)[0] for key in written}
    ids = distinct({key: slug(labels[key]) for key in written}, {key: kinds[key].lower() for key in written})
    ids = distinct({key: ids[key] for key in ids}, {key: digest(key, length=4) for key in ids})
    actors = tuple(
        sorted(
            (
                Actor(
                    id=ids[key],
                    name=labels[key],
                    kind=kinds[key],
                    aliases=tuple(sorted(written[key] - {labels[key]})),
                    same_as=known.same_as(key),
                )
                for key in written
            ),
            key=lambda actor: actor.id,
        )
    )
    return ResolvedActors(actors, {name: ids[key] for name, key in keys.items()})


def _is_name(mention: Mention) -> bool:
    """Whether the words of the mention are a name and not a pronoun or role: they share a word with the name."""
    words = {word.casefold() for word in mention.name.split()}
    return (mention.kind in ("Country", "Organization") and mention.text.isalpha() and len(mention.text) > 3) or bool(
        words & {word.casefold() for word in mention.text.split()}
    )


def _key(mention: Mention, article: str) -> str:
    name = re.sub(r"^(the|a|an) ", "", mention.name.casefold())
    if mention.kind != "Person" and mention.name.islower() and " " not in mention.name:
        # "the government", "officials": who that is only the article knows
        return f"{mention.kind}:{name}@{article}"
    return f"{mention.kind}:{name}"


def _label(articles: Mapping[str, set[str]], written: set[str]) -> str:
    """The name that most articles give; of several the shortest full one, then the first in the alphabet."""
    if not articles:
        return min(written)
    full = [name for name in articles if " " in name] or list(articles)
    return min(full, key=lambda name: (-len(articles[name]), len(name), name))


class _Known:
    """The countries and organisations of the names files."""

    def __init__(self, ontology: Ontology) -> None:
        self._by_name: dict[str, KnownActor | None] = {}
        self._by_key: dict[str, KnownActor] = {}
        for actor in ontology.names.known:
            self._by_key[f"{actor.kind}:{actor.name.casefold()}"] = actor
            for name in (actor.name, *actor.aliases):
                other = self._by_name.get(name.casefold(), actor)
                self._by_name[name.casefold()] = actor if other is actor else None

    def of(self, name: str) -> str | None:
        """The key of the one known actor with this name."""
        actor = self._by_name.get(name.casefold())
        return f"{actor.kind}:{actor.name.casefold()}" if actor else None

    def key(self, mention: Mention) -> str | None:
        return self.of(mention.name) if mention.kind in ("Country", "Organization") else None

    def label(self, key: str) -> str | None:
        return self._by_key[key].name if key in self._by_key else None

    def same_as(self, key: str) -> tuple[str, ...]:
        return self._by_key[key].same_as if key in self._by_key else ()


class _People:
    """Names of persons, grouped.

    Spelling variants are one name; initials may be left out where only one person has that name with any;
    and a surname goes to the one full name that ends with it.
    """

    def __init__(self, mentions: Sequence[tuple[str, Mention]], ontology: Ontology) -> None:
        self._endings = ontology.topic_words.transliteration
        articles: dict[str, set[str]] = {}
        for article, mention in mentions:
            if mention.kind == "Person":
                articles.setdefault(self._skeleton(mention.name), set()).add(article)
        plain: dict[str, set[str]] = {}
        for skeleton in articles:
            plain.setdefault(_without_initials(skeleton), set()).add(skeleton)
        self._full: dict[str, str] = {}
        self._spread: dict[str, int] = {}
        for short, names in plain.items():
            # "George Bush" beside George W. and George H. W. stays by itself
            initialled = {name for name in names if name != short}
            for name in names:
                self._full[name] = short if len(initialled) <= 1 else name
                key = self._full[name]
                self._spread[key] = self._spread.get(key, 0) + len(articles[name])

    def key(self, mention: Mention) -> str | None:
        """The key of a person; also of one word that a tagger took for an organisation and that is a surname.

        The latter only if the person is named in two articles or more: "Ford" is not at once Gerald Ford.
        """
        skeleton = self._skeleton(mention.name)
        if mention.kind == "Person":
            own = self._full[skeleton]
            longer = self._ending_with(skeleton)
            return f"Person:{longer.pop() if len(longer) == 1 else own}"
        if mention.kind != "Organization" or " " in mention.name:
            return None
        longer = self._ending_with(skeleton)
        if len(longer) != 1 or self._spread[min(longer)] < _KNOWN_WIDELY:
            return None
        return f"Person:{longer.pop()}"

    def _ending_with(self, skeleton: str) -> set[str]:
        return self._by_ending.get(skeleton, set()) - {skeleton}

    @cached_property
    def _by_ending(self) -> dict[str, set[str]]:
        """The full names that end with each run of words."""
        found: dict[str, set[str]] = {}
        for name in set(self._full.values()):
            words = name.split()
            for cut in range(1, len(words)):
                found.setdefault(" ".join(words[cut:]), set()).add(name)
        return found

    def _skeleton(self, name: str) -> str:
        plain = unicodedata.normalize("NFKD", name).casefold()
        words = "".join(c for c in plain if not unicodedata.combining(c)).replace(".", " ").split()
        return " ".join(self._spelt(word) for word in words)

    def _spelt(self, word: str) -> str:
        for old, new in self._endings:
            if word.endswith(old) and len(word) > len(old) + 2:
                return word.removesuffix(old) + new
        return word


def _without_initials(skeleton: str) -> str:
    """Without single letters between first and last name."""
    first, *rest = skeleton.split() or [""]
    return " ".join([first, *(word for word in rest if len(word) > 1)])
