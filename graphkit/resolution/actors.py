"""Mentions of all articles to actors: spellings, surnames and known names are one node; two candidates are none."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphkit.model import Actor, digest
from graphkit.resolution.slugs import distinct, slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphkit.model import Mention
    from graphkit.ontology import KnownActor, Ontology

PUBLISHER = "Publisher"
"""What stands for the kind of a publisher among the keys of `ResolvedActors.ids`."""

_INITIAL = re.compile(r"\b[A-Z]\.?(?=\s)")


@dataclass(frozen=True, slots=True)
class ResolvedActors:
    """The actors, and the id of each mention's actor by the mention's (name, kind)."""

    actors: tuple[Actor, ...]
    ids: Mapping[tuple[str, str], str]


def resolve_actors(
    mentions: Iterable[tuple[str, Mention]], publishers: Iterable[str], ontology: Ontology
) -> ResolvedActors:
    """Groups mentions, each with the id of its article, into actors. The order of the mentions does not matter."""
    seen = sorted(set(mentions), key=lambda pair: (pair[1].kind, pair[1].name, pair[0], pair[1].start, pair[1].end))
    known = _Known(ontology)
    people = _People({m.name for _, m in seen if m.kind == "Person"}, ontology)
    keys: dict[tuple[str, str], str] = {}
    articles: dict[str, dict[str, set[str]]] = {}
    written: dict[str, set[str]] = {}
    for article, mention in seen:
        key = known.key(mention) or people.key(mention) or _key(mention)
        keys[mention.name, mention.kind] = key
        articles.setdefault(key, {}).setdefault(mention.name, set()).add(article)
        forms = written.setdefault(key, set())
        forms.add(mention.name)
        if mention.text[:1].isupper() and _is_name(mention):
            forms.add(mention.text)
    for publisher in sorted(set(publishers)):
        key = known.of(publisher) or f"Organization:{publisher.casefold()}"
        keys[publisher, PUBLISHER] = key
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


def _key(mention: Mention) -> str:
    return f"{mention.kind}:{re.sub(r'^(the|a|an) ', '', mention.name.casefold())}"


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
    """Names of persons, grouped: spelling variants of one name, and a surname that only one full name ends with."""

    def __init__(self, names: Iterable[str], ontology: Ontology) -> None:
        self._endings = ontology.topic_words.transliteration
        self._key: dict[str, str] = {}
        names = sorted(set(names))
        full = self._full = {self._skeleton(name) for name in names if " " in self._plain(name)}
        for name in names:
            skeleton = self._skeleton(name)
            longer = {other for other in full if other.endswith(" " + skeleton)}
            self._key[name] = f"Person:{longer.pop() if len(longer) == 1 else skeleton}"

    def key(self, mention: Mention) -> str | None:
        """The key of a person; also of a single word that a tagger took for an organisation and that is one surname."""
        if mention.kind == "Person":
            return self._key[mention.name]
        if mention.kind != "Organization" or " " in mention.name:
            return None
        ending = " " + self._skeleton(mention.name)
        longer = {full for full in self._full if full.endswith(ending)}
        return f"Person:{longer.pop()}" if len(longer) == 1 else None

    def _plain(self, name: str) -> str:
        """Without initials between first and last name."""
        first, _, rest = name.partition(" ")
        return f"{first} {_INITIAL.sub('', rest).strip()}".strip() if rest else first

    def _skeleton(self, name: str) -> str:
        plain = unicodedata.normalize("NFKD", self._plain(name)).casefold()
        words = "".join(c for c in plain if not unicodedata.combining(c)).replace(".", "").split()
        return " ".join(self._spelt(word) for word in words)

    def _spelt(self, word: str) -> str:
        for old, new in self._endings:
            if word.endswith(old) and len(word) > len(old) + 2:
                return word.removesuffix(old) + new
        return word
