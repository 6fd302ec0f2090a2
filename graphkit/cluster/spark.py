"""Spark as the engine: a session, one job over the parts, and its failures told in a sentence.

PySpark and Java are imported and started only here, and only if asked for.
"""

from __future__ import annotations

import logging
import os
import re
import secrets
import shutil
import subprocess
import sys
import warnings
from contextlib import contextmanager, suppress
from functools import partial
from importlib.util import find_spec
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from graphkit import errors
from graphkit.cluster import tasks
from graphkit.cluster.parts import Work
from graphkit.errors import GraphkitError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from graphkit.cluster.machines import Cluster

_JAVA = 17
"""The oldest release of Java that PySpark 4 starts on."""

_LOG = logging.getLogger(__name__)


class Order(NamedTuple):
    """What a task has to know: the work folder, how the extractor is made, and which it has to be."""

    folder: str
    make: str
    arguments: tuple[object, ...]
    under: tuple[str, str]

    def do(self, name: str) -> None:
        """Extracts from a part, on a machine of the cluster. Raises GraphkitError."""
        tasks.do(Work(self.folder, self.under), name, tasks.extractor(self.make, self.arguments, self.under))


class Dealing(Protocol):
    """Parts whose items are dealt out into shares."""

    @property
    def parts(self) -> Sequence[str]:
        """Their names."""
        ...

    def name(self, number: int) -> str:
        """The name of a share."""
        ...

    def dealt(self, number: int, wanted: Collection[int]) -> Iterator[tuple[int, str | None]]:
        """The items of a part, each with a wanted share; of the first part, every wanted share without an item too."""
        ...

    def meet(self, number: int, texts: Iterable[str | None]) -> None:
        """Does a share."""
        ...


def check() -> None:
    """Raises InputError where PySpark, what it needs of Python, or Java is missing."""
    for module, package in (("pyspark", "PySpark"), ("pandas", "pandas"), ("pyarrow", "pyarrow")):
        if find_spec(module) is None:
            raise InputError(f"the engine spark needs {package}; install it: pip install 'graphkit[spark]'")
    remedy = "install it (Debian: apt-get install openjdk-17-jre-headless), or set JAVA_HOME to where it is"
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else shutil.which("java")
    if java is None:
        raise InputError(f"the engine spark needs Java {_JAVA} or newer; {remedy}")
    try:
        told = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60, check=False).stderr  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InputError(f"{java}: cannot be run ({error}); the engine spark needs Java {_JAVA}; {remedy}") from error
    version = re.search(r'version "(\d+)', told)
    if version is None or int(version[1]) < _JAVA:
        first = told.splitlines()[0] if told else "it does not tell its version"
        raise InputError(f"{java}: the engine spark needs Java {_JAVA} or newer ({first}); {remedy}")


@contextmanager
def engine(cluster: Cluster) -> Iterator[Engine]:
    """An engine on the session that is active, or on one of its own, which ends with it. Raises GraphkitError."""
    from pyspark.sql import SparkSession

    if (active := SparkSession.getActiveSession()) is not None:
        yield Engine(active)
        return
    # of pandas, of which nothing is used here
    warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")
    # the machines' Python is this one, if nobody said otherwise
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("graphkit").config("spark.ui.showConsoleProgress", "false")
    if cluster.master:
        builder = builder.master(cluster.master)
    if (cluster.master or "").startswith("local"):  # nobody else has to reach this process
        builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
    for name, value in cluster.settings.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except Exception as error:  # whatever Java and Spark raise
        raise GraphkitError(
            f"Spark does not start ({_told(error)}); look at --master and at Spark's settings"
        ) from error
    try:
        yield Engine(session)
    finally:
        with suppress(Exception):
            session.stop()


class Engine:
    """A Spark session that does parts."""

    def __init__(self, session: Any) -> None:
        """Nothing is done yet."""
        self._session = session
        self._tag = f"graphkit-{secrets.token_hex(8)}"
        self._cancelled = False

    def cancel(self) -> None:
        """Ends what is being done, if anything is."""
        self._cancelled = True
        with suppress(Exception):  # Java may be gone
            self._session.sparkContext.cancelJobsWithTag(self._tag)

    def run(self, order: Order, names: Sequence[str], work: Work) -> None:
        """Extracts from these parts.

        Raises what the extractor raises on a machine, GraphkitError where Spark fails for good.
        """
        for name in names:
            work.forget(name)
        self.each(
            order.do, names, work.is_done, work.folder, lambda undone: sum(work.ended(name).total() for name in undone)
        )

    def each(
        self,
        do: Callable[[str], None],
        names: Sequence[str],
        is_done: Callable[[str], bool],
        folder: Path,
        deaths: Callable[[Sequence[str]], int] = lambda undone: 0,
    ) -> None:
        """Does what these names stand for, a task each, until all are done: by that their files are in the folder.

        Raises the GraphkitError that is raised on a machine, and one where Spark fails for good.
        """
        self._until_done(names, is_done, partial(self._job, do), folder, deaths)

    def meet(self, dealing: Dealing, shares: Sequence[int], is_done: Callable[[str], bool], folder: Path) -> None:
        """Does these shares, as `each`."""
        numbers = {dealing.name(number): number for number in shares}

        def job(left: Sequence[str]) -> list[Any]:
            return self._meeting(dealing, frozenset(numbers[name] for name in left))

        self._until_done(list(numbers), is_done, job, folder)

    def _until_done(
        self,
        names: Sequence[str],
        is_done: Callable[[str], bool],
        job: Callable[[Sequence[str]], list[Any]],
        folder: Path,
        deaths: Callable[[Sequence[str]], int] = lambda undone: 0,
    ) -> None:
        """Jobs, until all is done. One that fails is started anew for what is left, as long as it came any further.

        It did if less is undone, or more of the tasks that died are known of what is.
        """
        self._session.sparkContext.addJobTag(self._tag)
        left, died = list(names), 0
        while left and not self._cancelled:
            try:
                rows = job(left)
            except Exception as error:  # whatever Java and Spark raise
                undone = [name for name in left if not is_done(name)]
                ended = deaths(undone)
                if self._cancelled:
                    return
                if len(undone) == len(left) and ended == died:
                    raise GraphkitError(f"Spark fails ({_told(error)}); its log has more") from error
                _LOG.warning("a job of Spark failed (%s); what is left is done in another", _told(error))
                left, died = undone, ended
                continue
            for row in rows:
                if row["error"]:
                    raise getattr(errors, row["kind"], GraphkitError)(row["error"])
            if left := [name for name in left if not is_done(name)]:
                raise GraphkitError(
                    f"{folder}: Spark did {left[0]}, but it is not here; name a folder all machines see"
                )

    def _job(self, do: Callable[[str], None], names: Sequence[str]) -> list[Any]:
        """One job, a task a name."""
        numbers = self._session.range(0, len(names), 1, len(names))
        did = numbers.mapInArrow(partial(task, do=do, names=tuple(names)), _TOLD)
        rows: list[Any] = did.collect()
        return rows

    def _meeting(self, dealing: Dealing, wanted: frozenset[int]) -> list[Any]:
        """One job: a task a part deals its items out, then a task a share has them meet."""
        parts = self._session.range(0, len(dealing.parts), 1, len(dealing.parts))
        dealt = parts.mapInArrow(partial(deal, dealing=dealing, wanted=wanted), "share int, item string")
        shares = dealt.repartition(len(wanted), "share").sortWithinPartitions("share")
        rows: list[Any] = shares.mapInArrow(partial(meet, dealing=dealing), _TOLD).collect()
        return rows


_TOLD = "part string, kind string, error string"
"""The columns in which a task tells what a person can mend."""


def task(batches: Iterator[Any], do: Callable[[str], None], names: Sequence[str]) -> Iterator[Any]:
    """Does what the names with these numbers stand for."""
    for batch in batches:
        for number in batch.column(0).to_pylist():
            yield from _did(names[number], do).to_batches()


def deal(batches: Iterator[Any], dealing: Dealing, wanted: frozenset[int]) -> Iterator[Any]:
    """The items of the parts with these numbers, each with the shares into which it goes."""
    import pyarrow as pa

    schema = pa.schema([("share", pa.int32()), ("item", pa.string())])
    for batch in batches:
        for number in batch.column(0).to_pylist():
            rows = list(dealing.dealt(number, wanted))
            shares, items = [row[0] for row in rows], [row[1] for row in rows]
            yield pa.RecordBatch.from_pydict({"share": shares, "item": items}, schema=schema)


def meet(batches: Iterator[Any], dealing: Dealing) -> Iterator[Any]:
    """Does the shares of which these rows are; those of a share stand together."""
    rows = ((row["share"], row["item"]) for batch in batches for row in batch.to_pylist())
    for number, of_share in groupby(rows, key=itemgetter(0)):
        texts = [text for _, text in of_share]
        yield from _did(dealing.name(number), partial(_meet, dealing, number, texts)).to_batches()


def _meet(dealing: Dealing, number: int, texts: Sequence[str | None], _: str) -> None:
    dealing.meet(number, texts)


def _did(name: str, do: Callable[[str], None]) -> Any:
    """Does it, and gives a table of one row; what can be mended by a person is in that row, and not raised."""
    import pyarrow as pa

    row = {"part": name, "kind": None, "error": None}
    try:
        do(name)
    except GraphkitError as error:
        row |= {"kind": type(error).__name__, "error": str(error)}
    return pa.Table.from_pylist([row], schema=pa.schema([(column, pa.string()) for column in row]))


def _told(error: Exception) -> str:
    """The sentence in what Java says that tells the cause."""
    text = str(getattr(error, "java_exception", None) or error)
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("at ")]
    causes = [line for line in lines if re.match(r"[\w.]*(Error|Exception)\b", line)]
    return ((causes or lines or [type(error).__name__])[-1])[:300]
