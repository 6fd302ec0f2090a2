"""What people call actors and topics: names of the ledger, and links of authority files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from graphkit.labels import folded
from graphkit.model import Actor, Topic
from graphkit.resolution.slugs import identified, slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphkit.resolution.authorities import Authorities

Node = TypeVar("Node", Actor, Topic)


def renamed_actors(actors: Iterable[Actor], given: Mapping[str, str]) -> tuple[tuple[Actor, ...], dict[str, str]]:
    """The actors under the names that people gave them, by id, sorted, and the new id of each old one."""
    actors = tuple(actors)
    if not given:
        return actors, {actor.id: actor.id for actor in actors}
    wanted = {actor.id: slug(given[actor.id]) if actor.id in given else actor.id for actor in actors}
    ids = identified(wanted, {id_: id_ for id_ in wanted})
    return tuple(sorted((_called(actor, ids, given) for actor in actors), key=lambda actor: actor.id)), ids


def _called(actor: Actor, ids: Mapping[str, str], given: Mapping[str, str]) -> Actor:
    name = given.get(actor.id, actor.name)
    aliases = tuple(sorted({actor.name, *actor.aliases} - {name}))
    return replace(actor, id=ids[actor.id], name=name, aliases=aliases)


def linked(nodes: Iterable[Node], authorities: Authorities, used: set[str], ambiguous: list[str]) -> tuple[Node, ...]:
    """The nodes with the links of their names; the names that were found go into `used`.

    A name that several nodes bear links the one whose own label it is. Where none or several have it as their label,
    it links none, and a message about it goes into `ambiguous`.
    """
    nodes = tuple(nodes)
    if not authorities:
        return nodes
    spellings: dict[str, list[str]] = {}
    for name in authorities:
        spellings.setdefault(folded(name), []).append(name)
    bearers: dict[str, list[Node]] = {}
    for node in nodes:
        for key in _borne(node) & spellings.keys():
            bearers.setdefault(key, []).append(node)
    iris: dict[str, set[str]] = {}
    for key, names in spellings.items():
        borne = bearers.get(key, [])
        meant = borne if len(borne) == 1 else [each for each in borne if folded(_label(each)) == key]
        if borne:
            used.update(names)
        if len(meant) == 1:
            iris.setdefault(meant[0].id, set()).update(*(authorities[name] for name in names))
        elif borne:
            labels = ", ".join(sorted(map(_label, borne)))
            ambiguous += [f"link of '{name}': several are called so ({labels}); give a full name" for name in names]
    return tuple(_with(each, iris.get(each.id, ())) for each in nodes)


def _with(node: Node, iris: Iterable[str]) -> Node:
    return replace(node, same_as=tuple(sorted({*node.same_as, *iris})))


def _borne(node: Actor | Topic) -> set[str]:
    return {folded(name) for name in (_label(node), *node.aliases)}


def _label(node: Actor | Topic) -> str:
    return node.name if isinstance(node, Actor) else node.label
