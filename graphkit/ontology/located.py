"""YAML values that know their file and line, so that a broken ontology is refused with an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from graphkit.bounded import read_bounded
from graphkit.errors import OntologyError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MAX_DEPTH = 20
"""Lists and mappings in each other. Ours have six; some thousands overflow the stack of a composer."""

_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Located:
    """A YAML node and the file that it stands in."""

    path: Path
    node: yaml.Node

    @classmethod
    def read(cls, path: Path) -> Located:
        """The root of a YAML file. Raises OntologyError where the file is missing, empty or not YAML."""
        try:
            text = read_bounded(path).decode("utf-8")
            node = _composed(yaml.parse(text, Loader=_Loader))
        except OSError as error:
            raise OntologyError(f"{path}: cannot be read ({error.strerror}); restore the file") from error
        except UnicodeDecodeError as error:
            raise OntologyError(f"{path}: not UTF-8 (byte {error.start}); save the file as UTF-8") from error
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = f":{mark.line + 1}" if mark else ""
            problem = getattr(error, "problem", None) or error
            raise OntologyError(f"{path}{line}: not YAML: {problem}; mend the line") from error
        except RecursionError as error:  # of the loader that is written in Python
            raise OntologyError(f"{path}: not YAML: too deep; mend the line") from error
        if node is None:
            raise OntologyError(f"{path}: the file is empty; restore it")
        return cls(path, node)

    def error(self, message: str) -> OntologyError:
        """The error to raise about this node, with its file and line."""
        return OntologyError(f"{self.path}:{self.node.start_mark.line + 1}: {message}")

    def text(self) -> str:
        """The scalar as it is written."""
        if not isinstance(self.node, yaml.ScalarNode) or not self.node.value.strip():
            raise self.error("a word or phrase is wanted here")
        return str(self.node.value)

    def number(self) -> float:
        """The scalar as a number."""
        try:
            return float(self.text())
        except ValueError:
            raise self.error(f"a number is wanted here, not '{self.text()}'") from None

    def entries(self) -> list[Located]:
        """The items of a list."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.error("a list is wanted here: [one, two]")
        return [Located(self.path, node) for node in self.node.value]

    def texts(self) -> tuple[str, ...]:
        """The items of a list of words, none of them twice."""
        seen: dict[str, None] = {}
        for entry in self.entries():
            text = entry.text()
            if text in seen:
                raise entry.error(f"'{text}' stands twice in this list; take one away")
            seen[text] = None
        return tuple(seen)

    def pairs(self) -> Iterator[tuple[Located, Located]]:
        """Keys and values of a mapping; a key that comes twice is refused."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.error("a mapping is wanted here: {key: value}")
        seen = set()
        for key, value in self.node.value:
            located = Located(self.path, key)
            if located.text() in seen:
                raise located.error(f"'{located.text()}' stands twice; take one away")
            seen.add(located.text())
            yield located, Located(self.path, value)

    def fields(self, required: set[str], optional: set[str] = frozenset()) -> dict[str, Located]:  # type: ignore[assignment]
        """The values of a mapping by key; refuses an unknown key and a missing one."""
        found = {}
        for key, value in self.pairs():
            if key.text() not in required | optional:
                raise key.error(f"'{key.text()}' is unknown; there are {', '.join(sorted(required | optional))}")
            found[key.text()] = value
        if missing := required - found.keys():
            raise self.error(f"{', '.join(sorted(missing))} is missing")
        return found


def _composed(events: Iterable[Any]) -> yaml.Node | None:
    """The node that the only document of a file holds, or None. Raises YAMLError.

    PyYAML's own composer calls itself for each level, which ends the process where there are many, and follows
    aliases, which no file of ours has: a few lines of them can stand for more than the memory holds.
    """
    root: yaml.Node | None = None
    documents = 0
    above: list[tuple[yaml.CollectionNode, list[yaml.Node]]] = []
    node: yaml.Node
    for event in events:
        tag, start = getattr(event, "tag", None) or "", event.start_mark
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise yaml.MarkedYAMLError(problem="another document begins", problem_mark=start)
            continue
        if isinstance(event, yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem=f"*{event.anchor} is an alias", problem_mark=start)
        if isinstance(event, yaml.ScalarEvent):
            node = yaml.ScalarNode(tag, event.value, start)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = yaml.SequenceNode(tag, [], start)
        elif isinstance(event, yaml.MappingStartEvent):
            node = yaml.MappingNode(tag, [], start)
        elif isinstance(event, yaml.CollectionEndEvent):
            node, held = above.pop()
            node.value = held if isinstance(node, yaml.SequenceNode) else list(zip(held[::2], held[1::2], strict=True))
            continue
        else:
            continue
        if above:
            above[-1][1].append(node)
        else:
            root = node
        if isinstance(node, yaml.CollectionNode):
            above.append((node, []))
            if len(above) > MAX_DEPTH:
                problem = f"more than {MAX_DEPTH} lists in each other"
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=start)
    return root
