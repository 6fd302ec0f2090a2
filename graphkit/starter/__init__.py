"""A folder to begin in: a configuration, example articles, a codebook and a ledger, as `files/` beside this has them.

What stands there already is never written over.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graphkit.configuration import NAME
from graphkit.errors import InputError, OutputError

FILES = Path(__file__).resolve().parent / "files"
"""What a new folder holds."""

ARTICLES = "articles"
"""The folder of articles: where there is one, no example is put beside what is in it."""


@dataclass(frozen=True)
class Started:
    """The files that were made, and those that were here and stay as they are."""

    made: tuple[Path, ...]
    kept: tuple[Path, ...]


def start(folder: Path | str) -> Started:
    """Makes a folder in which `graphkit build` works as it stands.

    Raises InputError where the folder has a configuration already, OutputError where it cannot be written.
    """
    folder = Path(folder)
    try:
        if (folder / NAME).exists():
            raise InputError(f"{folder / NAME}: is here already; run `graphkit build` there, or name another folder")
        has_articles = (folder / ARTICLES).exists()
        made, kept = [], []
        # The configuration comes last: a folder that has one is whole.
        for source in sorted(_sources(), key=lambda path: (path.name == NAME, path)):
            target = folder / source.relative_to(FILES)
            if has_articles and source.parent.name == ARTICLES:
                continue
            if target.exists():
                kept.append(target)
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
            made.append(target)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise OutputError(f"{folder}: cannot be written ({reason}); name another folder") from error
    return Started(tuple(made), tuple(kept))


def _sources() -> list[Path]:
    return [path for path in FILES.rglob("*") if path.is_file()]
