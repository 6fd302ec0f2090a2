"""What people call actors and topics: names of the ledger, and links of authority files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from graphkit.model import Actor, Topic, digest
from graphkit.resolution.judgements import folded
from graphkit.resolution.slugs import distinct, slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphkit.resolution.authorities import Authorities

Node = TypeVar("Node", Actor, Topic)


def renamed_actors(actors: Iterable[Actor], names: Mapping[str, str]) -> tuple[tuple[Actor, ...], dict[str, str]]:
    """The actors under the names that people gave them, sorted, and the new id of each old one.

    `names` gives the new name of the actor that bears or has borne a folded one.
    """
    actors = tuple(actors)
    given = {actor.id: name for actor in actors if (name := _given((actor.name, *actor.aliases), names))}
    if not given:
        return actors, {actor.id: actor.id for actor in actors}
    wanted = {actor.id: slug(given[actor.id]) if actor.id in given else actor.id for actor in actors}
    ids = distinct(wanted, {id_: digest(id_, length=4) for id_ in wanted})
    return tuple(sorted((_called(actor, ids, given) for actor in actors), key=lambda actor: actor.id)), ids


def _called(actor: Actor, ids: Mapping[str, str], given: Mapping[str, str]) -> Actor:
    name = given.get(actor.id, actor.name)
    aliases = tuple(sorted({actor.name, *actor.aliases} - {name}))
    return replace(actor, id=ids[actor.id], name=name, aliases=aliases)


def _given(borne: Iterable[str], names: Mapping[str, str]) -> str | None:
    found = sorted({names[folded(name)] for name in borne if folded(name) in names})
    return found[0] if found else None


def linked(nodes: Iterable[Node], authorities: Authorities, used: set[str]) -> tuple[Node, ...]:
    """The nodes with the links of their names; the names that were found go into `used`."""
    if not authorities:
        return tuple(nodes)
    by_name = {folded(name): name for name in authorities}
    found: list[Node] = []
    for node in nodes:
        names: list[str] = [by_name[each] for each in _borne(node) if each in by_name]
        used.update(names)
        found.append(replace(node, same_as=_with(node.same_as, names, authorities)))
    return tuple(found)


def _with(known: Iterable[str], names: Iterable[str], authorities: Authorities) -> tuple[str, ...]:
    return tuple(sorted({*known, *(iri for name in names for iri in authorities[name])}))


def _borne(node: Actor | Topic) -> list[str]:
    label = node.name if isinstance(node, Actor) else node.label
    return [folded(name) for name in (label, *node.aliases)]
