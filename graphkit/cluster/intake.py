"""Files that the machines of a cluster read and clean: some files a task, by the functions of one process.

    read/part=NAME/files.parquet     a row a file
    read/part=NAME/found.parquet     a row for each thing that is in them, and one that ends each file

NAME is a digest of where the files are, how long, and when they were changed. Every file of ours is whole or not there,
and a part that was read is not read again.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
import shutil
from array import array
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from graphkit import __version__
from graphkit.cluster.parts import ARTICLE, article_in, article_row, read_rows, write_rows
from graphkit.cluster.tasks import same_release
from graphkit.errors import GraphkitError, OutputError
from graphkit.model import digest
from graphkit.ontology import load_ontology
from graphkit.reading import File
from graphkit.reading.articles import found_in, richness
from graphkit.reading.decoding import Unreadable
from graphkit.reading.passes import Found, outcome, refused, take_in
from graphkit.reading.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from graphkit.cluster.machines import Cluster
    from graphkit.ontology import Ontology
    from graphkit.ontology.boilerplate import Boilerplate
    from graphkit.reading.passes import Reread

FORMAT = "1"
"""Of the files; those of another format are not found."""

PART = 8 * 2**20
"""Bytes from which on no file is added to a part."""

_ROWS = 128
_FOUND = {"key": "binary", "score": "int32", "told": "string", "end": "binary", **ARTICLE}
_ENTERED = ["key", "score", "end"]

_LOG = logging.getLogger(__name__)


@contextmanager
def read_ahead(here: Reread, cluster: Cluster, ontology: Ontology) -> Iterator[Ahead | Reread]:
    """Has the machines read what they see of these files, if it is much; the rest is left to this process.

    What they read is removed in the end, if nothing went wrong. Raises GraphkitError where the cluster fails for good.
    """
    seen = {index: told for index, file in enumerate(here.files) if (told := _told_of(file)) is not None}
    if sum(size for _, _, size, _ in seen.values()) < max(cluster.bulk, 1):
        yield here
        return
    order = Order(str(cluster.work.absolute()), __version__, ontology.folder, ontology.fingerprint, dict(here.mapping))
    parts = [(order.put([seen[index] for index in those]), those) for those in _grouped(seen)]
    _LOG.info("%d files in %d parts", len(seen), len(parts))
    del seen  # there may be millions
    names = [name for name, _ in parts]
    if cluster.anew:
        order.forget(names, found_only=True)
    undone = [name for name in names if not order.is_done(name)]
    if undone:
        from graphkit.cluster import spark

        spark.check()
        with ExitStack() as stack:
            engine = stack.enter_context(spark.engine(cluster))
            pool = stack.enter_context(ThreadPoolExecutor(1))
            stack.callback(engine.cancel)
            pool.submit(engine.each, order.do, undone, order.is_done, order.room).result()
    ahead = Ahead(here, order, parts)
    yield ahead
    if ahead.unseen:
        _LOG.warning(
            "%d files were read here: machines of the cluster do not see them as they are, under the same path",
            ahead.unseen,
        )
    order.forget(names)


Told = tuple[str, str, int, int]
"""A file as machines are told of it: its name, its absolute path, its size and when it was changed."""


def _told_of(file: File) -> Told | None:
    """What the machines are told of a file, if they can see it at all."""
    if file.kept:
        return None
    try:
        path = file.path.absolute()
        state = path.stat()
    except OSError:
        return None
    return file.name, str(path), state.st_size, state.st_mtime_ns


def _grouped(seen: dict[int, Told]) -> Iterator[list[int]]:
    those: list[int] = []
    size = 0
    for index, (_, _, more, _) in seen.items():
        those.append(index)
        size += more
        if size >= PART:
            yield those
            those, size = [], 0
    if those:
        yield those


class Order(NamedTuple):
    """What a task has to know: the work folder, the release, the ontology and its fingerprint, and the fields."""

    folder: str
    release: str
    ontology: Path
    fingerprint: str
    mapping: dict[str, str]

    @property
    def room(self) -> Path:
        """The folder of the parts."""
        return Path(self.folder, "read")

    def put(self, files: Sequence[Told]) -> str:
        """Writes which files are read together, and gives the name of that. Raises OutputError."""
        texts = [json.dumps(told) for told in files]
        under = (FORMAT, self.release, self.fingerprint, json.dumps(sorted(self.mapping.items())))
        name = digest(*under, *texts, length=32)
        if not (path := self._part(name) / "files.parquet").exists():
            write_rows(path, {"file": "string"}, [{"file": text} for text in texts])
        return name

    def is_done(self, name: str) -> bool:
        """Whether these files were read."""
        return self.found(name).exists()

    def found(self, name: str) -> Path:
        """The file with what is in them."""
        return self._part(name) / "found.parquet"

    def forget(self, names: Sequence[str], *, found_only: bool = False) -> None:
        """Removes parts, or what was found in them."""
        for name in names:
            if found_only:
                self.found(name).unlink(missing_ok=True)
            else:
                shutil.rmtree(self._part(name), ignore_errors=True)

    def do(self, name: str) -> None:
        """Reads the files of a part, if that is not done, on a machine of the cluster. Raises GraphkitError."""
        same_release(self.release)
        boilerplate = _boilerplate(self.ontology, self.fingerprint)
        if self.is_done(name):
            return
        path = self._part(name) / "files.parquet"
        try:
            files = [json.loads(row["file"]) for row in read_rows(path)]
        except (OSError, ValueError) as error:  # pyarrow's ArrowInvalid is a ValueError
            raise GraphkitError(f"{path}: cannot be read ({error}); name a work folder all machines see") from error
        _write(self.found(name), (row for told in files for row in self._rows(told, boilerplate)))

    def _rows(self, told: Told, boilerplate: Boilerplate) -> Iterator[dict[str, Any]]:
        """What is in a file. A machine that does not see it as it is tells nothing but its end, without a digest."""
        name, path, _, _ = told
        file = File(name, Path(path))
        nothing: dict[str, Any] = dict.fromkeys(_FOUND)
        if _told_of(file) != tuple(told):
            yield nothing | {"end": b""}
            return
        texts = hashlib.sha256()
        for each in found_in(file, self.mapping):
            found = outcome(each, boilerplate)
            row, reason = nothing | {"key": found.key}, None
            if isinstance(each, Record):
                take_in(texts, each)
                row["score"] = richness(each)
            try:
                row |= article_row(found.article())
            except Unreadable as error:
                reason = str(error)
            yield row | {"told": json.dumps([found.name, reason, found.notes])}
        yield nothing | {"end": texts.digest()}

    def _part(self, name: str) -> Path:
        return self.room / f"part={name}"


class Ahead:
    """What the machines read, as `graphkit.reading.Passes`; what they did not see is read here."""

    def __init__(self, here: Reread, order: Order, parts: Sequence[tuple[str, Sequence[int]]]) -> None:
        """`parts` are the names of parts and the places of their files."""
        self.unseen = 0
        self._here = here
        self._order = order
        self._names = [name for name, _ in parts]
        self._part = array("q", [-1]) * len(here.files)
        self._place = array("q", [-1]) * len(here.files)
        for number, (_, those) in enumerate(parts):
            for place, index in enumerate(those):
                self._part[index], self._place[index] = number, place
        self._rows: Iterator[dict[str, Any]] = iter(())
        self._reading: tuple[int, list[str]] = (-1, [])
        self._at = 0

    def enter(self, index: int, put: Callable[[bytes, int, int], None]) -> bytes:
        """As `Passes.enter`."""
        if self._part[index] >= 0:
            for number, row in enumerate(self._file(index, _ENTERED)):
                if row["end"]:
                    return bytes(row["end"])
                if row["end"] is not None:
                    self._part[index] = -1
                    self.unseen += 1
                elif row["key"] is not None:
                    put(row["key"], row["score"], number)
        return self._here.enter(index, put)

    def again(self, index: int) -> Iterator[Found]:
        """As `Passes.again`."""
        if self._part[index] < 0:
            yield from self._here.again(index)
            return
        for row in self._file(index, list(_FOUND)):
            if row["end"] is None:
                name, reason, notes = json.loads(row["told"])
                article = partial(article_in, row) if reason is None else partial(refused, reason)
                yield Found(name, row["key"], article, tuple(notes))

    def _file(self, index: int, columns: list[str]) -> Iterator[dict[str, Any]]:
        """The rows of a file, up to its end. Files are mostly asked for in the order in which they lie there."""
        part, place = self._part[index], self._place[index]
        if self._reading != (part, columns) or self._at > place:
            self._rows = _rows(self._order.found(self._names[part]), columns)
            self._reading, self._at = (part, columns), 0
        for row in self._rows:
            here = self._at == place
            self._at += row["end"] is not None
            if here:
                yield row
                if row["end"] is not None:
                    return


def _rows(path: Path, columns: list[str]) -> Iterator[dict[str, Any]]:
    from pyarrow import ArrowException, parquet

    try:
        with parquet.ParquetFile(path, pre_buffer=False) as table:
            for batch in table.iter_batches(batch_size=_ROWS, columns=columns, use_threads=False):
                yield from batch.to_pylist()
    except (OSError, ArrowException) as error:
        raise GraphkitError(f"{path}: broken ({error}); delete it, and the next build makes it again") from error


def _write(path: Path, rows: Iterator[dict[str, Any]]) -> None:
    """Writes rows as they come, whole or not at all. Raises OutputError."""
    import pyarrow as pa
    from pyarrow import parquet

    schema = pa.schema([(name, pa.type_for_alias(type_)) for name, type_ in _FOUND.items()])
    beside = path.parent / f".{secrets.token_hex(8)}.tmp"
    try:
        try:
            with parquet.ParquetWriter(beside, schema) as table:
                while some := list(islice(rows, _ROWS)):
                    table.write_table(pa.Table.from_pylist(some, schema=schema))
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error}); name another work folder") from error


@lru_cache(maxsize=1)
def _boilerplate(folder: Path, fingerprint: str) -> Boilerplate:
    """The boilerplate of an ontology. Raises GraphkitError on a machine where it is another."""
    ontology = load_ontology(folder)
    if ontology.fingerprint != fingerprint:
        raise GraphkitError(f"{folder}: a machine of the cluster has another ontology there than the one that asks")
    return ontology.boilerplate
