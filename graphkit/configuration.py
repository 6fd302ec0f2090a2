"""`graphkit.toml`: what the verbs of the command take where nothing is said on the command line.

    output = "output"          # the folder of the graph, for all verbs

    [build]                    # one table a verb; its keys are the verb's options and arguments
    paths = ["articles"]
    ledger = "ledger.txt"

Only the file is read here; the command line says which keys there are. TOML: https://toml.io/en/v1.0.0
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphkit.bounded import read_bounded
from graphkit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "graphkit.toml"
"""Looked for in the working directory, and nowhere else: what is written there holds there."""

OUTPUT = "output"
"""The key, beside the tables, of the folder of the graph."""

_HEADER = re.compile(r"\s*\[+\s*(?P<table>[^\[\]]+?)\s*\]+\s*(#.*)?$")
_KEY = re.compile(r"""\s*(?P<key>(?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_AT = re.compile(r"\s*\(at line (\d+), column \d+\)$")


@dataclass(frozen=True)
class Configuration:
    """What a file says, and where it says it."""

    path: Path
    values: Mapping[str, Any]
    lines: Mapping[tuple[str, ...], int] = field(default_factory=dict, repr=False)

    def place(self, *keys: str) -> str:
        """The file and line of a key or table, as an error begins."""
        line = self.lines.get(keys)
        return f"{self.path}:{line}" if line else str(self.path)

    @property
    def output(self) -> Path | None:
        """The folder of the graph. Raises InputError where that is no path."""
        value = self.values.get(OUTPUT)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            raise InputError(
                f"{self.place(OUTPUT)}: '{OUTPUT}' is the folder of the graph; write {OUTPUT} = \"output\""
            )
        return Path(value)


def read_configuration(folder: Path | str = ".") -> Configuration | None:
    """The configuration of a folder, or None where it has none. Raises InputError, with the line, for a broken one."""
    path = Path(folder) / NAME
    try:
        text = read_bounded(path).decode("utf-8-sig")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); mend or remove it") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 (byte {error.start}); save it as UTF-8") from error
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _AT.search(str(error))
        line = f":{at[1]}" if at else ""
        raise InputError(f"{path}{line}: no TOML: {_AT.sub('', str(error))}; mend the line") from error
    return Configuration(path, values, _lines(text))


def _lines(text: str) -> dict[tuple[str, ...], int]:
    """The first line of each table and key. (A line inside a long string may be taken for one; none depends on it.)"""
    lines: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _parts(header["table"])
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            names = (*table, *_parts(key["key"]))
            for end in range(len(table) + 1, len(names) + 1):
                lines.setdefault(names[:end], number)
    return lines


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
