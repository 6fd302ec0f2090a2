"""Whether a graph directory is whole: its outputs, what it holds, its cache and its store; and the way back."""

from __future__ import annotations

import json
import shlex
import sqlite3
import zlib
from contextlib import closing, nullcontext
from typing import TYPE_CHECKING
from urllib.parse import quote

import pyoxigraph as ox

from graphkit.cache import FORMAT as CLAIMS
from graphkit.directory import STATE
from graphkit.directory.lock import locked
from graphkit.directory.shelf import FORMAT as ARTICLES
from graphkit.directory.shelf import Shelf
from graphkit.doctor.findings import Finding
from graphkit.errors import GraphkitError, InputError, OutputError
from graphkit.graph import CACHE, OUTPUTS, TURTLE, check_file
from graphkit.model import digest
from graphkit.ontology import NAMESPACE, load_ontology
from graphkit.rdf.reading import content, parsed, read_turtle
from graphkit.store import disk, kept
from graphkit.upkeep import WRITTEN, digest_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from graphkit.ontology import Ontology

SHELF = "articles.sqlite"

_UPDATE = "a newer graphkit made it: pip install --upgrade graphkit"
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def examine_folder(folder: Path) -> Iterator[Finding]:
    """What there is to say of a graph directory, one after the other. Raises InputError where there is none."""
    state = folder / STATE
    if not (folder / TURTLE).exists() and not state.is_dir():
        raise InputError(f"{folder}: no graph here; run `graphkit build` first, or name the folder of a graph")
    try:
        with locked(folder, state) if state.is_dir() else nullcontext():
            yield from _Examination(folder).findings()
    except OutputError as error:
        yield Finding("wrong", "lock", str(error))


class _Examination:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = folder / STATE
        self.written: dict[str, str] = {}
        self.ontology: str | None = None
        self.holds = False
        """Whether the directory can make its outputs again."""

    def findings(self) -> Iterator[Finding]:
        # What is held comes first: it says how the rest can be mended.
        yield from self._articles()
        yield from self._turtle()
        yield from self._outputs()
        yield from self._claims()
        yield from self._stores()

    @property
    def _again(self) -> str:
        """How outputs are made again."""
        where = shlex.quote(str(self.folder))
        if self.holds:
            return f"`graphkit build -o {where}` makes it again from what the folder holds"
        return f"move the outputs of graphkit there away, all of them, then `graphkit build ARTICLES -o {where}`"

    def _articles(self) -> Iterator[Finding]:
        path = self.state / SHELF
        if not path.exists():
            told = "the folder holds no articles of its own; the next build takes what graph.ttl says"
            yield Finding("note", str(path), told)
            return
        again = (
            f"move this file away, then `graphkit build ARTICLES -o {shlex.quote(str(self.folder))}`;"
            " what graph.ttl says of other articles is taken over"
        )
        if problem := _database_problem(path, ARTICLES):
            yield Finding("wrong", str(path), *problem, *([] if len(problem) > 1 else [again]))
            return
        try:
            with Shelf(path) as shelf:
                held = shelf.held()
                for each in held:
                    shelf.article(each.number)
                imports = shelf.imports()
                broken_off = shelf.setting("switching") is not None
                self.written = json.loads(shelf.setting(WRITTEN) or "{}")
                self.ontology = shelf.setting("ontology")
        except (GraphkitError, zlib.error, ValueError, TypeError, KeyError) as error:
            yield Finding("wrong", str(path), f"an entry cannot be read ({error})", again)
            return
        self.holds = True
        more = f" and {len(imports)} graphs from elsewhere" if imports else ""
        yield Finding("ok", str(path), f"{len(held):,} articles{more}")
        if broken_off:
            yield Finding("note", str(self.folder), "an update was broken off; the next build finishes it")

    def _turtle(self) -> Iterator[Finding]:
        path = self.folder / TURTLE
        if not path.exists():
            yield Finding("wrong", str(path), "missing", self._again)
            return
        try:
            triples = parsed(content(path), str(path))
            graph, problems = read_turtle(path), check_file(path, self.ontology)
        except GraphkitError as error:
            where, _, told = str(error).partition(": ")
            yield Finding("wrong", where, told.partition("; mend the line")[0], self._again)
            return
        if unknown := _unknown(triples, load_ontology(self.ontology)):
            told = f"says {', '.join(unknown)}, which no ontology here knows"
            yield Finding("wrong", str(path), told, f"{_UPDATE}, or name its ontology with --ontology in a build")
        if self._is_as_written(TURTLE) is False:
            yield Finding("wrong", str(path), "not as graphkit wrote it", self._again)
        elif not graph.articles:
            yield Finding("wrong", str(path), "there is nothing in it", self._again)
        elif problems:
            yield Finding("wrong", str(path), f"{len(problems)} breaches of the shapes ({problems[0]})", self._again)
        elif not unknown:
            yield Finding("ok", str(path), f"{len(graph.statements):,} statements, {len(graph.edges()):,} edges")

    def _outputs(self) -> Iterator[Finding]:
        for name in OUTPUTS:
            if name == TURTLE:
                continue
            path = self.folder / name
            if not path.exists():
                yield Finding("wrong", str(path), "missing", self._again)
            elif self._is_as_written(name) is False:
                yield Finding("wrong", str(path), "not as graphkit wrote it", self._again)
            else:
                yield Finding("ok", str(path), "as graphkit wrote it" if name in self.written else "is here")

    def _is_as_written(self, name: str) -> bool | None:
        """Whether an output is what was written, or None where that was not noted."""
        noted = self.written.get(name)
        return None if noted is None else noted == digest_of(self.folder / name)

    def _claims(self) -> Iterator[Finding]:
        path = self.folder / CACHE
        if not path.exists():
            return
        # A build sets it aside only if it meets the damage.
        remedy = f"nothing is lost: delete it: rm {shlex.quote(str(path))}; the next build reads the articles again"
        if problem := _database_problem(path, CLAIMS):
            yield Finding("wrong", str(path), problem[0], remedy)
            return
        try:
            with closing(_read_only(path)) as database:
                rows = list(database.execute("SELECT key, claims, seal FROM claims"))
        except sqlite3.Error as error:
            yield Finding("wrong", str(path), f"cannot be read ({error})", remedy)
            return
        broken = sum(seal != digest(key, found) for key, found, seal in rows)
        if broken:
            told = f"{broken:,} of {len(rows):,} entries are not what was written"
            yield Finding("wrong", str(path), told, "nothing is lost: the next `graphkit build` makes them again")
        else:
            yield Finding("ok", str(path), f"the claims of {len(rows):,} articles")

    def _stores(self) -> Iterator[Finding]:
        path = self.folder / TURTLE
        store = self.state / disk.name_of(path) if path.exists() else None
        if store is None or not store.is_dir():
            return
        remedy = f"delete it: rm -r {shlex.quote(str(store))}; graph.ttl is asked instead until the next build"
        try:
            held = _sum(ox.Store.read_only(str(store / disk.TRIPLES)))
            again = ox.Store()  # a store writes numbers in its own way (0.90 as 0.9), so the two have to be of one kind
            again.bulk_load(content(path), format=ox.RdfFormat.TURTLE)
            told = _sum(again)
        except (InputError, SyntaxError):  # graph.ttl is to blame, and that was said
            return
        except (OSError, ValueError, RuntimeError) as error:
            yield Finding("wrong", str(store), f"cannot be read ({error})", remedy)
            return
        if held != told:
            yield Finding("wrong", str(store), "does not say what graph.ttl says", remedy)
        elif (answers := store / kept.NAME).exists() and (problem := _answers_problem(answers)):
            yield Finding("wrong", str(answers), problem, remedy)
        else:
            yield Finding("ok", str(store), f"{held[0]:,} triples, those of graph.ttl")


def _answers_problem(path: Path) -> str | None:
    """What is wrong with the answers that are kept with a store."""
    if problem := _database_problem(path, kept.FORMAT):
        return problem[0]
    with closing(_read_only(path)) as database:
        return None if kept.is_sound(database) else "its answers are not those that were written"


def _database_problem(path: Path, format_: int) -> tuple[str] | tuple[str, str] | None:
    """What is wrong with a SQLite file, and the remedy where it is a special one."""
    try:
        with closing(_read_only(path)) as database:
            (version,) = database.execute("PRAGMA user_version").fetchone()
            if version > format_:
                return f"its format is {version}, and this graphkit knows {format_}", _UPDATE
            if version != format_:
                return (f"its format is {version}, not {format_}",)
            problems = [row[0] for row in database.execute("PRAGMA integrity_check")]
    except sqlite3.Error as error:
        return (f"cannot be read ({error})",)
    return None if problems == ["ok"] else (f"damaged ({problems[0]})",)


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True)


def _unknown(triples: Iterable[ox.Triple], ontology: Ontology) -> list[str]:
    """Names of graphkit's own that the ontology does not declare."""
    used = set()
    for triple in triples:
        named = (triple.predicate, triple.object) if triple.predicate == _TYPE else (triple.predicate,)
        used |= {node.value for node in named if isinstance(node, ox.NamedNode) and node.value.startswith(NAMESPACE)}
    declared = {
        triple.subject.value
        for triple in parsed(ontology.vocabulary, str(ontology.folder / "graphkit.ttl"))
        if isinstance(triple.subject, ox.NamedNode)
    }
    return sorted("gk:" + iri.removeprefix(NAMESPACE) for iri in used - declared)


def _sum(store: ox.Store) -> tuple[int, int]:
    """How many triples there are, and a number that is the same for the same ones in any order."""
    count = total = 0
    for quad in store:
        count += 1
        total += hash(quad)
    return count, total
