"""YAML values that know their file and line, so that a broken ontology is refused with an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from graphkit.errors import OntologyError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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
            with path.open(encoding="utf-8") as file:
                node = yaml.compose(file, Loader=_Loader)
        except OSError as error:
            raise OntologyError(f"{path}: cannot be read ({error.strerror}); restore the file") from error
        except UnicodeDecodeError as error:
            raise OntologyError(f"{path}: not UTF-8 (byte {error.start}); save the file as UTF-8") from error
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = f":{mark.line + 1}" if mark else ""
            problem = getattr(error, "problem", None) or error
            raise OntologyError(f"{path}{line}: not YAML: {problem}; mend the line") from error
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
