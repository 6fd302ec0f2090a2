"""The ledger: what people judged, in a plain text file under version control, one judgement a line.

`graphkit.resolution.judgements` tells the grammar. The ledger overrules what the rules of resolution find.
"""

from __future__ import annotations

import contextlib
import secrets
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from graphkit.bounded import read_bounded
from graphkit.errors import InputError, OutputError
from graphkit.labels import folded
from graphkit.resolution.contradictions import contradictions
from graphkit.resolution.judgements import Fault, Judgement, Name, read_line, write_lines

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

__all__ = ["Judgement", "Ledger", "Name", "append", "folded", "parse_ledger", "read_ledger", "write_lines"]

_TOLD = 100
"""Of more faults than these the first ones are told."""


@dataclass(frozen=True)
class Ledger:
    """Judgements that do not contradict each other, in the order of the file. The default is an empty one.

    The views on them are what resolution asks for; the int in each is the line. Names keep their spelling there
    (compare them with `folded`), a None beside one means any article. One that is said twice stands there once,
    with its first line.
    """

    judgements: tuple[Judgement, ...] = ()
    path: Path | None = field(default=None, compare=False)

    @cached_property
    def same(self) -> tuple[tuple[Name, Name, int], ...]:
        """Names that are one actor or one topic."""
        return self._pairs("same")

    @cached_property
    def different(self) -> tuple[tuple[Name, Name, int], ...]:
        """Names that are not; a name and the same name in an article: that one is nobody whom others call so."""
        return self._pairs("different")

    @cached_property
    def renamed(self) -> tuple[tuple[Name, str, int], ...]:
        """A name that a node holds, and the name that the node is to bear."""
        return tuple((old, new[0], line) for old, new, line in self._pairs("rename"))

    @cached_property
    def rejected(self) -> Mapping[str, int]:
        """Ids of statements that are false."""
        return MappingProxyType({each.statement: each.line for each in self._once if each.verb == "reject"})

    @cached_property
    def accepted(self) -> Mapping[str, int]:
        """Ids of statements that were checked and are right."""
        return MappingProxyType({each.statement: each.line for each in self._once if each.verb == "accept"})

    @cached_property
    def relabelled(self) -> Mapping[str, tuple[str, int]]:
        """The right relations of statements, by id."""
        return MappingProxyType(
            {each.statement: (each.relation, each.line) for each in self._once if each.slot == "relation"}
        )

    @cached_property
    def actors(self) -> Mapping[str, tuple[str, int]]:
        """The names of the right actors of statements, by id: it corrects this statement and joins no names."""
        return self._corrected("actor")

    @cached_property
    def objects(self) -> Mapping[str, tuple[str, int]]:
        """The names of the right objects of statements, by id: those of actors or topics."""
        return self._corrected("object")

    def __bool__(self) -> bool:
        """Whether anything was judged."""
        return bool(self.judgements)

    def judged(self, statement: str) -> bool:
        """Whether somebody accepted, rejected or relabelled the statement with this id."""
        return statement in self._statements

    def says(self, judgement: Judgement) -> bool:
        """Whether it holds a judgement that says the same, whoever says so."""
        return judgement.key in self._keys

    @cached_property
    def _once(self) -> tuple[Judgement, ...]:
        first: dict[tuple[object, ...], Judgement] = {}
        for judgement in self.judgements:
            first.setdefault(judgement.key, judgement)
        return tuple(first.values())

    @cached_property
    def _keys(self) -> frozenset[tuple[object, ...]]:
        return frozenset(judgement.key for judgement in self.judgements)

    @cached_property
    def _statements(self) -> frozenset[str]:
        return frozenset(judgement.statement for judgement in self.judgements if judgement.statement)

    def _pairs(self, verb: str) -> tuple[tuple[Name, Name, int], ...]:
        return tuple((*_two(each), each.line) for each in self._once if each.verb == verb)

    def _corrected(self, slot: str) -> Mapping[str, tuple[str, int]]:
        return MappingProxyType(
            {each.statement: (each.names[0][0], each.line) for each in self._once if each.slot == slot}
        )


def read_ledger(path: Path | str, relations: Collection[str]) -> Ledger:
    """The ledger in a file; `relations` are the names of those of the ontology.

    Raises InputError where the file cannot be read, and where lines are broken or contradict each other: all of
    them at once, each with its place and the remedy.
    """
    path = Path(path)
    try:
        content = read_bounded(path)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{path}: cannot be read ({why}); name a ledger, or make an empty file") from error
    return parse_ledger(_decoded(content, path), relations, path)


def parse_ledger(text: str, relations: Collection[str], path: Path | str = "ledger") -> Ledger:
    """The ledger in a text that came from `path`. Raises InputError as `read_ledger` does."""
    judgements, faults = [], []
    for number, line in enumerate(text.split("\n"), 1):
        try:
            judgement = read_line(line, relations, number)
        except Fault as fault:
            faults.append((number, str(fault)))
        else:
            if judgement is not None:
                judgements.append(judgement)
    faults += [(found.last.line, found.told()) for found in contradictions(judgements, _TOLD + 1)]
    if faults:
        told = [f"{path}:{number}: {fault}" for number, fault in sorted(faults)]
        if len(told) > _TOLD:
            told = [*told[:_TOLD], f"{path}: more lines than these are broken; mend them first"]
        raise InputError(";\n".join(told))
    return Ledger(tuple(judgements), Path(path))


def append(path: Path | str, judgements: Iterable[Judgement]) -> None:
    """Adds lines at the end of a ledger, which is made where there is none; all of them or none.

    What stands there stays byte for byte, its line ends are taken on. Whether the judgements agree with it is for
    the caller to see to. Raises InputError where the file cannot be read, OutputError where it cannot be written.
    """
    added = write_lines(judgements).encode("utf-8")
    path = Path(path)
    try:
        path = path.resolve()  # a link stays one
        is_there = path.exists()
        if is_there and not added:
            return
        old = path.read_bytes() if is_there else b""
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); name a ledger") from error
    end = b"\r\n" if b"\r\n" in old else b"\n"
    start = end if old and not old.endswith(b"\n") else b""
    _write(path, old + start + added.replace(b"\n", end))


def _write(path: Path, content: bytes) -> None:
    beside = path.parent / f".{secrets.token_hex(8)}.tmp"
    try:
        try:
            beside.write_bytes(content)
            if path.exists():
                beside.chmod(path.stat().st_mode & 0o7777)
            beside.replace(path)
        finally:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written ({error.strerror}); give a path in a folder that exists and is yours"
        ) from error


def _decoded(content: bytes, path: Path) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(f"{path}:{line}: not UTF-8 (byte {error.start}); save the ledger as UTF-8") from error


def _two(judgement: Judgement) -> tuple[Name, Name]:
    one, other = judgement.names
    return one, other
