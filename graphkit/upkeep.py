"""What is done to a graph directory: articles built into it, taken away, statements from elsewhere taken in.

Each of these changes all of the directory or, whatever happens meanwhile, nothing; see `graphkit.directory`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graphkit import pipeline
from graphkit.directory import Changes, Directory, opened
from graphkit.errors import InputError
from graphkit.graph import CACHE, Graph, read_sound, ready

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graphkit.cluster import Cluster
    from graphkit.extraction import Extractor
    from graphkit.reading import Skipped

REMEMBERED = ("base", "model", "ontology", "ledger", "codebook", "links")
"""The options that hold for a directory until another value is given."""

WRITTEN = "written"
"""The setting that tells the digests of the outputs, by which damage to them is seen later."""


@dataclass(frozen=True)
class Update:
    """A directory after a change: its graph, what became of its articles, and where its outputs are."""

    graph: Graph
    changes: Changes
    written: tuple[Path, ...]


def build(
    folder: Path | str,
    *paths: Path | str,
    extractor: str | Extractor = "rules",
    ontology: Path | str | None = None,
    model: str | None = None,
    base: str | None = None,
    ledger: Path | str | None = None,
    codebook: Path | str | None = None,
    links: Path | str | None = None,
    mapping: Mapping[str, str] | None = None,
    cached: bool = True,
    progress: Callable[[int, int], None] | None = None,
    on_skip: Callable[[Skipped], None] | None = None,
    workers: int = 1,
    cluster: Cluster | None = None,
) -> Update:
    """Builds articles into a graph directory, which is made if there is none.

    It then gives, to the byte, what one build of all the articles that were ever built into it gives, of each the
    last reading: what was not named now is not read again, and stays. Options that are not given (None) are those
    of the last build; an empty one forgets it. Without paths, what is held is resolved anew. Without `cached` all
    claims are extracted anew and none are kept.

    Raises what `graphkit.build` raises, OutputError where the directory cannot be written or another process
    writes to it, and GraphError where its state is broken; then nothing has changed.
    """
    if not paths and not (Path(folder) / CACHE.parent).exists():
        raise InputError(
            "nothing to read; name a file or a folder with articles, or begin with `graphkit init DIR`, which makes one"
        )
    ready(folder)
    taken = pipeline.intake(*paths)  # what is misspelt is told before a folder is made
    files = {"ontology": ontology, "ledger": ledger, "codebook": codebook, "links": links}
    options = {"base": base, "model": model}
    for name, path in files.items():
        options[name] = str(Path(path).resolve()) if path else None if path is None else ""
    with opened(Path(folder)) as directory:
        return _updated(
            directory,
            taken,
            extractor,
            options,
            mapping=mapping,
            cached=cached,
            progress=progress,
            on_skip=on_skip,
            workers=workers,
            cluster=cluster,
        )


def estimate(
    folder: Path | str,
    *paths: Path | str,
    extractor: str | Extractor,
    ontology: Path | str | None = None,
    model: str | None = None,
    mapping: Mapping[str, str] | None = None,
    cached: bool = True,
    on_skip: Callable[[Skipped], None] | None = None,
) -> tuple[str, ...]:
    """What building articles into a graph directory would cost, line by line; the directory stays as it is.

    Raises as `graphkit.pipeline.estimate`.
    """
    options = {"ontology": None if ontology is None else str(ontology), "model": model}
    if (Path(folder) / CACHE.parent).exists():
        with opened(Path(folder)) as directory:
            options = _chosen(directory, options)
    return pipeline.estimate(
        *paths,
        extractor=extractor,
        ontology=options["ontology"],
        model=options["model"],
        cache=Path(folder) / CACHE if cached else None,
        mapping=mapping,
        on_skip=on_skip,
    )


def remove(
    folder: Path | str,
    *articles: str,
    extractor: str | Extractor = "rules",
    progress: Callable[[int, int], None] | None = None,
) -> Update:
    """Takes articles away from a graph directory: by file, as `gk:sourceFile` has it, by path, or by id.

    An imported graph goes by its name. Raises InputError where nothing is called so or two are, and as `build`.
    """
    with opened(_standing(folder)) as directory:
        for article in articles:
            directory.drop(article)
        return _updated(directory, pipeline.intake(), extractor, {}, progress=progress)


def take_in(
    folder: Path | str,
    *files: Path | str,
    extractor: str | Extractor = "rules",
    progress: Callable[[int, int], None] | None = None,
) -> Update:
    """Takes statements that were made elsewhere, in RDF that keeps the shapes, into a graph directory.

    They are known by the name of the file: the same name replaces them, and `remove` takes them away. Actors,
    topics, articles and statements of the same id are the same. Raises GraphError, with what is wrong, where a
    file breaks the shapes, InputError where it is no RDF, and as `build`.
    """
    ready(folder)
    if not (Path(folder) / CACHE.parent).exists():
        for file in files:
            read_sound(file)  # what cannot be taken in is told before a folder is made
    with opened(Path(folder)) as directory:
        for file in files:
            sound = read_sound(file, directory.setting("ontology"))
            directory.take_in(Path(file).name, sound.stances)
        return _updated(directory, pipeline.intake(), extractor, {}, progress=progress)


def _updated(
    directory: Directory,
    taken: pipeline.Intake,
    extractor: str | Extractor,
    asked: Mapping[str, str | None],
    *,
    mapping: Mapping[str, str] | None = None,
    cached: bool = True,
    progress: Callable[[int, int], None] | None = None,
    on_skip: Callable[[Skipped], None] | None = None,
    workers: int = 1,
    cluster: Cluster | None = None,
) -> Update:
    options = _chosen(directory, asked)
    graph = pipeline.built(
        lambda: taken,
        ontology=options["ontology"],
        model=options["model"],
        base=options["base"],
        ledger=options["ledger"],
        codebook=options["codebook"],
        links=options["links"],
        extractor=extractor,
        mapping=mapping,
        cache=directory.folder / CACHE if cached else None,
        progress=progress,
        on_skip=on_skip,
        directory=directory,
        workers=workers,
        cluster=cluster,
    )
    for name, value in options.items():
        directory.remember(name, value)

    def write(folder: Path) -> list[Path]:
        written = graph.write(folder)
        directory.remember(WRITTEN, json.dumps({path.name: digest_of(path) for path in written}))
        return written

    return Update(graph, directory.changes, tuple(directory.keep(write, tuple(graph.ontology.questions.values()))))


def _chosen(directory: Directory, asked: Mapping[str, str | None]) -> dict[str, str | None]:
    """The options that hold: those asked for, else (None) those of the last build; an empty one forgets it."""
    return {name: directory.setting(name) if asked.get(name) is None else asked[name] or None for name in REMEMBERED}


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _standing(folder: Path | str) -> Path:
    """A folder that has a graph. Raises InputError where it has none."""
    if not any((Path(folder) / name).exists() for name in ("graph.ttl", CACHE.parent)):
        raise InputError(f"{folder}: no graph here; run `graphkit build` first, or name its folder with -o")
    return Path(folder)
