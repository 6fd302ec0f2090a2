"""The named questions: one .rq file each, with its title, parameters and example in the header.

# title: Who opposes it?
# parameter object: a topic or an actor
# example: graphkit ask who-opposes "troop deployment"
SELECT …
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphkit.bounded import read_bounded
from graphkit.errors import OntologyError, QueryError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_HEADER = re.compile(r"#\s*(title|example|kept|parameter\s+(\w+)):\s*(.*?)\s*$")


@dataclass(frozen=True, slots=True)
class Question:
    """A SPARQL query with a name, from a file or not.

    `parameters` are the variables that a caller binds, with what they stand for. `is_kept` is false for a question
    whose answer about all is too long to be kept beside a large graph (`# kept: no`).
    """

    name: str
    title: str
    example: str
    parameters: tuple[tuple[str, str], ...]
    sparql: str
    path: Path | None = None
    is_kept: bool = True


def read_questions(folder: Path) -> dict[str, Question]:
    """The questions of a folder by name. Raises OntologyError for one without title or with an unknown parameter."""
    return {path.stem: _read(path) for path in sorted(folder.glob("*.rq"), key=lambda path: path.stem)}


def bound(questions: Mapping[str, Question], name: str, values: Sequence[str]) -> tuple[Question, dict[str, str]]:
    """A named question and its parameters, bound in order to the values. Raises QueryError."""
    if name not in questions:
        raise QueryError(f"no question '{name}'; there are {', '.join(questions) or 'none in this ontology'}")
    parameters = [parameter for parameter, _ in questions[name].parameters]
    if len(values) > len(parameters):
        wanted = f"no more than {', '.join(parameters)}" if parameters else "no values"
        raise QueryError(f"'{name}' takes {wanted}; leave out '{values[len(parameters)]}'")
    return questions[name], dict(zip(parameters, values, strict=False))


def _read(path: Path) -> Question:
    try:
        text = read_bounded(path).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OntologyError(f"{path}: cannot be read ({error}); restore the file") from error
    said: dict[str, str] = {}
    parameters = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#"):
            break
        if not (header := _HEADER.match(line)):
            continue
        if (name := header[2]) is None:
            said[header[1]] = header[3]
        elif not re.search(rf"[?$]{name}\b", text):
            raise OntologyError(f"{path}:{number}: the query has no variable ?{name}; use it or drop the parameter")
        else:
            parameters.append((name, header[3]))
    for field in ("title", "example"):
        if not said.get(field):
            raise OntologyError(f"{path}:1: no '# {field}: …' in the header; add the line")
    return Question(path.stem, said["title"], said["example"], tuple(parameters), text, path, said.get("kept") != "no")
