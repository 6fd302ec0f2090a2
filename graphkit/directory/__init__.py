"""A graph directory: outputs, and in `.graphkit/` all that a later build needs to make them again.

A directory holds articles. What it gives is what one build of all their files would give, whichever came when:
an article is the file that it was read from, and of a file the last reading counts. What is not named again stays
as it was read, whether or not its file still stands; only `drop` takes an article away.
"""

from __future__ import annotations

import difflib
import logging
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from graphkit.directory import outputs
from graphkit.directory.lock import locked
from graphkit.directory.origins import STREAM, Origins, file_of, has_left
from graphkit.directory.shelf import Held, Import, Shelf, richness
from graphkit.errors import GraphkitError, InputError, OutputError
from graphkit.graph import OUTPUTS, TURTLE
from graphkit.joining import joined, without
from graphkit.model import StanceGraph, digest
from graphkit.rdf import BASE, from_rdf, read_turtle, to_turtle
from graphkit.reading import Skipped, read_files
from graphkit.reading.frontmatter import split_front_matter
from graphkit.store import disk

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from graphkit.model import Article
    from graphkit.ontology import Question
    from graphkit.ontology.boilerplate import Boilerplate
    from graphkit.reading import File

__all__ = ["STATE", "Changes", "Directory", "opened"]

STATE = disk.STATE
"""The folder in a directory where its state lies."""

ADOPTED = "graph.ttl, as it was found"
"""The name of what was adopted: none that a file to import has."""

_LOG = logging.getLogger(__name__)


@dataclass
class Changes:
    """What an update did to the articles of a directory.

    `kept` are articles that were not named this time; `edited` are files that held another text before; `gone`
    are files that were named, or whose folder was, but that gave no article: they stay as they were read;
    `adopted` articles are known only from an earlier graph.ttl, `imported` ones from a graph made elsewhere.
    """

    kept: int = 0
    edited: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    adopted: int = 0
    imported: int = 0


class Directory:
    """A directory that no other process writes to; `opened` gives one."""

    def __init__(self, folder: Path, shelf: Shelf) -> None:
        """Use `opened`."""
        self.folder = folder
        self.state = folder / STATE
        self.changes = Changes()
        self._shelf = shelf
        self._bodies: set[str] = set()

    def setting(self, name: str) -> str | None:
        """What the last build was asked for under this name."""
        return self._shelf.setting(name)

    def remember(self, name: str, value: str | None) -> None:
        """What the next build is to take where it is not asked for anything else."""
        self._shelf.set(name, value)

    # -- articles ----------------------------------------------------------------------------------

    def taking(
        self,
        paths: Iterable[Path | str],
        files: Sequence[File],
        boilerplate: Boilerplate,
        on_skip: Callable[[Skipped], None],
        read: Callable[..., Iterator[Article]] = read_files,
        mapping: Mapping[str, str] | None = None,
    ) -> Iterator[Article]:
        """The articles of these files, which are taken in on the way, and then all that is held besides.

        `paths` are what was named, `files` what was found there, and `read` reads them, with this `mapping`. Raises
        what it raises.
        """
        if files:
            yield from self._taken(
                files, read(files, boilerplate, on_skip), Origins(files, boilerplate, mapping), on_skip
            )
            self._note_gone(paths, files)
        for held in self._shelf.held():
            if held.body not in self._bodies:
                self._bodies.add(held.body)
                self.changes.kept += 1
                yield self._shelf.article(held.number)

    def __len__(self) -> int:
        """How many articles are held."""
        return self._shelf.count()

    def _taken(
        self,
        files: Sequence[File],
        articles: Iterable[Article],
        origins: Origins,
        on_skip: Callable[[Skipped], None],
    ) -> Iterator[Article]:
        before = self._shelf.held()
        named = {str(file.path.resolve()) for file in files}
        by_file: dict[str, list[Held]] = {}
        by_origin: dict[str, list[Held]] = {}
        for held in before:
            by_file.setdefault(held.file, []).append(held)
            by_origin.setdefault(held.origin, []).append(held)
        dropped: set[int] = set()
        for article in articles:
            source, body, origin = article.source, _body(article), origins.of(article)
            older = by_origin.get(origin, []) if origin not in ("", STREAM) else []
            # A file of the same name elsewhere is the same article only where the first one no longer stands.
            older = [*older, *(held for held in by_file.get(source.file, ()) if has_left(held, origin))]
            older = list({held.number: held for held in older if held.number not in dropped}.values())
            copies = [held for held in self._shelf.like(body) if held not in older and held.origin not in named]
            moved = [held for held in copies if held.id == source.id and has_left(held, origin)]
            copies = [held for held in copies if held not in moved]
            first = min(copies, key=lambda held: held.rank, default=None)
            if first is not None and first.rank < (-richness(source), source.file, origin):
                on_skip(Skipped(Path(origin or source.file), f"same text as {first.file}"))
                continue
            for held in (*older, *moved, *copies):
                self._shelf.drop(held.number)
                dropped.add(held.number)
            if any(held.id != source.id for held in older):
                self.changes.edited.append(source.file)
            self._shelf.add(article, origin, body)
            self._bodies.add(body)
            yield article

    def _note_gone(self, paths: Iterable[Path | str], files: Sequence[File]) -> None:
        folders = [Path(path).resolve() for path in paths]
        named = {str(file.path.resolve()) for file in files}
        for held in self._shelf.held():
            origin = Path(held.origin)
            inside = held.origin and any(folder == origin or folder in origin.parents for folder in folders)
            if inside and held.body not in self._bodies and (held.origin in named or not file_of(held.origin)):
                self.changes.gone.append(held.file)

    def drop(self, article: str) -> None:
        """Takes an article away, or an imported graph, by its file, its id or the path of its file.

        Raises InputError where nothing is called so, or more than one article.
        """
        id_ = article.removeprefix("art:").rpartition("/art/")[2]
        path = str(Path(article).resolve())
        held = self._shelf.held()
        found = [each for each in held if id_ == each.id] or [each for each in held if path == each.origin]
        found = found or [each for each in held if article == each.file]
        if len(found) > 1:
            listed = ", ".join(f"art:{each.id} ({each.origin or each.file})" for each in found)
            raise InputError(f"'{article}' is the name of {len(found)} articles; say which: {listed}")
        if found:
            self._shelf.drop(found[0].number)
            self.changes.removed.append(found[0].file)
        elif not self._drop_import(article, id_):
            raise InputError(f"{self.folder}: it holds no article '{article}'; {self._meant(article)}")

    def _drop_import(self, name: str, id_: str) -> bool:
        for made in self._shelf.imports():
            if not made.adopted and name == made.name:
                self._shelf.drop_import(name)
                self.changes.removed.append(name)
                return True
        for made in self._shelf.imports():
            graph = _graph(made)
            ids = {source.id for source in graph.articles if id_ == source.id or name == source.file}
            if ids:
                self._shelve(made.name, without(graph, ids), adopted=made.adopted)
                self.changes.removed.append(name)
                return True
        return False

    def _meant(self, article: str) -> str:
        names = {held.file for held in self._shelf.held()}
        for made in self._shelf.imports():
            names |= {source.file for source in _graph(made).articles} | (set() if made.adopted else {made.name})
        if not names:
            return "it holds none at all"
        close = difflib.get_close_matches(article, sorted(names), n=3, cutoff=0.5) or sorted(names)[:3]
        return f"there is {', '.join(close)}" + (", …" if len(names) > len(close) else "")

    # -- graphs made elsewhere ---------------------------------------------------------------------

    def adopt(self) -> None:
        """Takes what an earlier graph.ttl says, where the directory has one and no state: nothing is lost by a build.

        Raises InputError or GraphError where that file is no graph, and InputError where other files stand where the
        outputs are to be written.
        """
        path = self.folder / TURTLE
        if not self._shelf.is_new:
            return
        if not path.exists():
            if strange := [name for name in OUTPUTS if (self.folder / name).exists()]:
                raise InputError(
                    f"{self.folder / strange[0]}: not of a graph, for there is no {TURTLE} beside it. It would be lost:"
                    f" move it away{_and(strange[1:])}, or name another folder with -o"
                )
            return
        try:
            graph = read_turtle(path)
        except GraphkitError as error:
            raise type(error)(f"{error}. It would be lost: move it away, or name another folder with -o") from error
        self._shelve(ADOPTED, graph, adopted=True)

    def take_in(self, name: str, graph: StanceGraph) -> None:
        """Takes in a graph made elsewhere, in the place of one of the same name."""
        self._shelve(name, graph, adopted=False)

    def _shelve(self, name: str, graph: StanceGraph, *, adopted: bool) -> None:
        if graph.articles:
            self._shelf.put_import(Import(name, adopted, to_turtle(graph)))
        else:
            self._shelf.drop_import(name)

    def joined(self, graph: StanceGraph) -> StanceGraph:
        """The graph of the articles, with what was adopted of others and with the imported graphs."""
        held = {source.id for source in graph.articles}
        files = {source.file for source in graph.articles}
        for made in self._shelf.imports():
            other = _graph(made)
            if made.adopted:
                # What is read again replaces what was known of it.
                again = {source.id for source in other.articles if source.id in held or source.file in files}
                if again:
                    other = without(other, again)
                    self._shelve(made.name, other, adopted=True)
                self.changes.adopted += len(other.articles)
            else:
                self.changes.imported += len({source.id for source in other.articles} - held)
            graph = joined(graph, other)
        return graph

    # -- outputs -----------------------------------------------------------------------------------

    def keep(self, write: Callable[[Path], Sequence[Path]], questions: Collection[Question] = ()) -> list[Path]:
        """Makes the articles and the outputs that `write` writes into a folder those of the directory, all at once.

        A large graph keeps the answers to the questions, too.

        Says where the outputs are. Raises OutputError: then nothing has changed or, if it failed while the outputs were
        moved, the next call finishes that.
        """
        room = outputs.make_room(self.state)
        try:
            written = [self.folder / path.name for path in write(room)]
            if (room / TURTLE).exists():
                disk.make(room / TURTLE, room, questions)
            outputs.settle(room)
            self._shelf.set("switching", "yes")
            self._shelf.keep()
        except BaseException:
            if not self._shelf.is_kept:
                with suppress(OutputError):
                    outputs.make_room(self.state).rmdir()
            raise
        self.go_on()
        return written

    def go_on(self) -> None:
        """Finishes what a killed process began."""
        if self._shelf.setting("switching"):
            outputs.switch(self.state, self.folder)
            if (self.folder / TURTLE).exists():
                disk.clear(self.state, self.folder / TURTLE)
            self._shelf.set("switching", None)
            self._shelf.keep()


@contextmanager
def opened(folder: Path) -> Iterator[Directory]:
    """A graph directory, made if there is none; what a killed process left is put in order first.

    Raises OutputError where another process writes to it or the disk fails, GraphError where its state is broken,
    InputError or GraphError where there is a graph.ttl that cannot be read and no state.
    """
    state = folder / STATE
    try:
        state.mkdir(parents=True, exist_ok=True)
        if not (ignored := state / ".gitignore").exists():
            ignored.write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{state}: cannot be made ({error.strerror}); name another folder") from error
    with locked(folder, state), Shelf(state / "articles.sqlite") as shelf:
        directory = Directory(folder, shelf)
        directory.go_on()
        directory.adopt()
        yield directory


def _body(article: Article) -> str:
    """A digest of the text without front matter, whatever blanks and line ends it is laid out with."""
    _, start = split_front_matter(article.text)
    return digest(" ".join(article.text[start:].replace("\ufeff", " ").split()), length=40)


def _graph(made: Import) -> StanceGraph:
    return from_rdf(made.turtle, BASE, name=made.name)


def _and(others: Sequence[str]) -> str:
    return f" (and {', '.join(others)})" if others else ""
