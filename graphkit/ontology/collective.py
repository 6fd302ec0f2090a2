"""What in the name of an organisation or group tells it from another, as names/collective.yaml lists it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphkit.ontology.located import Located

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_LISTS = frozenset(
    {
        *("state_bodies", "governments", "kinds", "legal_forms", "unlettered"),
        *("counts", "partitives", "ranks", "context"),
    }
)


@dataclass(frozen=True, slots=True)
class CollectiveWords:
    """What names/collective.yaml says; each field is explained there."""

    state_bodies: frozenset[str]
    governments: frozenset[str]
    kinds: frozenset[str]
    legal_forms: frozenset[str]
    unlettered: frozenset[str]
    counts: frozenset[str]
    partitives: frozenset[str]
    ranks: frozenset[str]
    context: frozenset[str]
    members: Mapping[str, str]


def read_collective_words(path: Path) -> CollectiveWords:
    """Binds names/collective.yaml; raises OntologyError, with the line, for a broken one."""
    fields = Located.read(path).fields({*_LISTS, "members"})
    return CollectiveWords(
        **{key: frozenset(fields[key].texts()) for key in _LISTS},
        members={one.text(): house.text() for one, house in fields["members"].pairs()},
    )
