"""Who is who without an article saying so: countries, organisations, titles and the nouns of acting groups."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from graphkit.ontology.collective import CollectiveWords, read_collective_words
from graphkit.ontology.located import Located
from graphkit.ontology.personal import PersonalWords, read_personal_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WIKIDATA = "http://www.wikidata.org/entity/"


@dataclass(frozen=True, slots=True)
class KnownActor:
    """A country or organisation of the names files.

    `aliases` always mean it; `places` (capitals, seats) mean it only where they act; `demonyms` are its
    adjectives and its people.
    """

    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    code: str | None = None
    wikidata: str | None = None

    @property
    def same_as(self) -> tuple[str, ...]:
        """The IRI of its Wikidata item, if known."""
        return (WIKIDATA + self.wikidata,) if self.wikidata else ()


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person of the names files.

    `aliases` are other full names, `alone` what means them where nobody else bears it.
    """

    name: str
    aliases: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Names:
    """The names files, bound; each binding is equal to itself alone. All lookups but `honorifics` are of small letters.

    `roles` are held by one person at a time (prime minister), `people` are nouns whose plural acts as a group
    (officials), `bodies` are common nouns of institutions (government), `nobodies` people who are named by no
    more than their taking a side (critics).
    """

    known: tuple[KnownActor, ...]
    persons: tuple[KnownPerson, ...]
    personal: PersonalWords
    collective: CollectiveWords
    honorifics: frozenset[str]
    roles: frozenset[str]
    people: frozenset[str]
    bodies: frozenset[str]
    nobodies: frozenset[str]

    @cached_property
    def title_words(self) -> frozenset[str]:
        """The single words of all honorifics: "prime", "minister", "sir"."""
        return frozenset(word for honorific in self.honorifics for word in honorific.split())


def read_names(folder: Path) -> Names:
    """Binds the files of a folder names/; raises OntologyError for a broken one."""
    titles = Located.read(folder / "titles.yaml").fields({"honorifics", "roles", "people", "bodies", "nobodies"})
    return Names(
        known=(*_countries(folder / "countries.yaml"), *_organisations(folder / "organisations.yaml")),
        persons=tuple(_persons(folder / "people.yaml")),
        personal=read_personal_words(folder / "personal.yaml"),
        collective=read_collective_words(folder / "collective.yaml"),
        **{key: frozenset(word.lower() for word in value.texts()) for key, value in titles.items()},
    )


def _countries(path: Path) -> Iterator[KnownActor]:
    seen: dict[str, str] = {}
    for entry in Located.read(path).entries():
        fields = entry.fields({"name", "code", "wikidata"}, {"aliases", "capitals", "metonyms", "demonyms"})
        listed = {key: value.texts() for key, value in fields.items() if key not in ("name", "code", "wikidata")}
        name = fields["name"].text()
        for word in (
            name,
            *listed.get("aliases", ()),
            *listed.get("capitals", ()),
            *listed.get("metonyms", ()),
        ):
            if seen.setdefault(word, name) != name:
                raise entry.error(f"'{word}' already names {seen[word]}; leave it to one of the two")
        yield KnownActor(
            name=name,
            kind="Country",
            aliases=listed.get("aliases", ()),
            places=listed.get("capitals", ()) + listed.get("metonyms", ()),
            demonyms=listed.get("demonyms", ()),
            code=fields["code"].text(),
            wikidata=_item(fields["wikidata"]),
        )


def _organisations(path: Path) -> Iterator[KnownActor]:
    seen: dict[str, str] = {}
    for entry in Located.read(path).entries():
        fields = entry.fields({"name"}, {"wikidata", "aliases", "seats"})
        name = fields["name"].text()
        aliases = fields["aliases"].texts() if "aliases" in fields else ()
        for word in (name, *aliases):
            if seen.setdefault(word, name) != name:
                raise entry.error(f"'{word}' already names {seen[word]}; leave it to one of the two")
        yield KnownActor(
            name=name,
            kind="Organization",
            aliases=aliases,
            places=fields["seats"].texts() if "seats" in fields else (),
            wikidata=_item(fields["wikidata"]) if "wikidata" in fields else None,
        )


def _persons(path: Path) -> Iterator[KnownPerson]:
    seen: dict[str, str] = {}
    for entry in Located.read(path).entries():
        fields = entry.fields({"name"}, {"aliases", "alone"})
        name = fields["name"].text()
        listed = {key: value.texts() for key, value in fields.items() if key != "name"}
        for word in (name, *listed.get("aliases", ()), *listed.get("alone", ())):
            if seen.setdefault(word, name) != name:
                raise entry.error(f"'{word}' already names {seen[word]}; leave it to one of the two")
        yield KnownPerson(name, listed.get("aliases", ()), listed.get("alone", ()))


def _item(value: Located) -> str:
    item = value.text()
    if not (item.startswith("Q") and item[1:].isdigit()):
        raise value.error(f"'{item}' is no Wikidata item; it looks like Q183")
    return item
