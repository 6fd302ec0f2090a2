"""Authority files: what actors and topics are called elsewhere, told by a person and never guessed."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from graphkit.bounded import read_bounded
from graphkit.errors import InputError
from graphkit.labels import folded

Authorities = Mapping[str, tuple[str, ...]]
"""IRIs elsewhere (Wikidata, VIAF, a thesaurus), sorted, by the name of an actor or the label of a topic."""

HEADER = ["name", "iri"]


def read_authorities(path: Path | str) -> Authorities:
    """The links of a CSV file with the columns name and iri, one link a row; a name may have several.

    Spellings of a name that differ by case or composition only are one name, under the first of them by alphabet.
    Raises InputError, with the lines, where the file is missing or no such table, or an IRI is none.
    """
    path = Path(path)
    try:
        text = io.StringIO(read_bounded(path).decode("utf-8-sig"), newline="")
        rows = [(number, row) for number, row in enumerate(csv.reader(text), 1) if any(row)]
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); name a CSV file with links") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: no CSV in UTF-8 ({error}); save the table so") from error
    if not rows or [cell.strip().lower() for cell in rows[0][1]] != HEADER:
        raise InputError(f"{path}:1: the first row has to be name,iri")
    wrong = []
    spellings: dict[str, set[str]] = {}
    found: dict[str, set[str]] = {}
    for line, row in rows[1:]:
        name, iri = (" ".join(cell.split()) for cell in (row if len(row) == len(HEADER) else ("", "")))
        if not name or not _is_iri(iri):
            wrong.append(f"line {line}: a name and an absolute http IRI are wanted, not {','.join(row)!r}")
            continue
        spellings.setdefault(folded(name), set()).add(name)
        found.setdefault(folded(name), set()).add(iri)
    if wrong:
        raise InputError(f"{path}: {'; '.join(wrong)}")
    return {name: tuple(sorted(found[key])) for name, key in sorted((min(spellings[key]), key) for key in found)}


def _is_iri(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not any(c in text for c in ' <>"{}|\\^`')
