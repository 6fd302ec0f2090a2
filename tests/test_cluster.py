"""Work in parts, as tasks of a cluster do it: without Spark here, and on a cluster of two workers (`-m slow`)."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from crewed import Echo, Slowed
from scattering import Scattered
from test_crew import article, articles

from benchmarks.resolution import claims as made_up
from graphkit.cache import ClaimCache
from graphkit.cluster import Cluster, extracted, intake, meetings, spark, tasks
from graphkit.cluster.parts import Work
from graphkit.crew import Failed
from graphkit.errors import GraphkitError, InputError
from graphkit.harvest import Hands
from graphkit.harvest import extracted as in_one_process
from graphkit.model import Article, Passage, Source
from graphkit.ontology import load_ontology
from graphkit.reading import find, read_files
from graphkit.resolution import resolve
from graphkit.resolution.likenesses import Comparison

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future
    from contextlib import AbstractContextManager

    from graphkit.harvest import Extracted
    from graphkit.reading import Passes, Reread, Skipped
    from graphkit.resolution import Resolved
    from graphkit.resolution.shares import Division

pa = pytest.importorskip("pyarrow")
pc = pytest.importorskip("pyarrow.compute")
pq = pytest.importorskip("pyarrow.parquet")

UNDER = ("echo", "o")
HANDS = Hands(1, "crewed:echo", ("echo", None, None))
TESTS = Path(__file__).parent


# -- parts -----------------------------------------------------------------------------------------


def test_a_part_gives_back_its_articles(tmp_path: Path) -> None:
    from datetime import date

    source = Source("id", "odd-\udcff.txt", "Tïtle", date(2025, 2, 17), None, "https://example.org/a")
    odd = Article(source, "half \ud800 pair", (Passage(0, 4, "title"), Passage(5, 11)))
    many = [odd, *articles(3)]
    work = Work(tmp_path, UNDER)
    assert work.articles(work.put(many)) == many


def test_a_part_is_called_by_all_that_could_change_its_claims(tmp_path: Path) -> None:
    many = articles(4)
    names = [
        Work(tmp_path, under).put(some)
        for under, some in ((UNDER, many), (("echo", "p"), many), (("e", "o"), many), (UNDER, many[:3]))
    ]
    assert len(set(names)) == len(names)
    assert Work(tmp_path, UNDER).put(many) == names[0]


def test_a_task_finds_what_one_process_finds(tmp_path: Path) -> None:
    many = articles(20, a007="BUG here.")
    work = Work(tmp_path, UNDER)
    name = work.put(many)
    assert not work.is_done(name)
    tasks.do(work, name, Echo())
    found = list(work.found(name))
    assert [each for each, _ in found] == many
    assert found[7][1] == Failed("the extractor fails on it (RuntimeError: a bug)")
    one = {each.source.id: each.claims for each in in_one_process(many, Echo())}
    assert {each.source.id: claims for each, claims in found if not isinstance(claims, Failed)} == one


def test_a_part_that_is_done_is_not_done_again(tmp_path: Path) -> None:
    work = Work(tmp_path, UNDER)
    name = work.put(articles(5))
    tasks.do(work, name, Echo())
    tasks.do(work, name, None)  # type: ignore[arg-type]
    assert Work(tmp_path, UNDER).put(articles(5)) == name
    assert work.is_done(name)
    assert not Work(tmp_path, UNDER, anew=True).is_done(Work(tmp_path, UNDER, anew=True).put(articles(5)))


def test_an_article_over_which_two_tasks_end_is_given_up(tmp_path: Path) -> None:
    work = Work(tmp_path, UNDER)
    many = articles(20, a010="POISON here.")
    name = work.put(many)
    ends = 0
    while ends < 5:
        if (pid := os.fork()) == 0:
            tasks.do(work, name, Echo())
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        if not status:
            break
        ends += 1
    assert ends == 3  # with others, alone, alone again; and then not any more
    failed = {each.source.file: found for each, found in work.found(name) if isinstance(found, Failed)}
    assert list(failed) == ["010"]
    assert "died or took too long, twice" in failed["010"].reason


def test_an_article_that_hangs_ends_its_task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "patience", lambda _: 0.02)
    work = Work(tmp_path, UNDER)
    name = work.put([article("SLOW here.", "slow")])
    if (pid := os.fork()) == 0:
        tasks.do(work, name, Echo())
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    assert os.WTERMSIG(status) == signal.SIGALRM
    assert work.ended(name).total() == 1


def test_broken_claims_are_told(tmp_path: Path) -> None:
    work = Work(tmp_path, UNDER)
    name = work.put(articles(5))
    tasks.do(work, name, Echo())
    (path,) = tmp_path.glob("claims/*/claims.parquet")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(GraphkitError, match="delete it"):
        list(work.found(name))


def test_a_machine_with_another_extractor_is_refused() -> None:
    with pytest.raises(GraphkitError, match="another extractor or ontology"):
        tasks.extractor("crewed:echo", ("echo", None, None), ("echo-2", "o"))


# -- shares of resolution --------------------------------------------------------------------------


def resolved(claims: int, division: Division | None = None) -> Resolved:
    sources = [Source(f"a{number:07d}", f"a{number:07d}.txt") for number in range(claims // 8 + 1)]
    return resolve(made_up(claims), sources, load_ontology(), division=division)


@pytest.fixture(scope="module")
def here() -> Resolved:
    """What one process makes of 600 claims."""
    return resolved(600)


@pytest.mark.parametrize("of", [1, 2, 7, 1000])
def test_resolution_is_the_same_whoever_compares(of: int, here: Resolved) -> None:
    scattered = Scattered(random.Random(of), of)  # noqa: S311 - no secret
    assert resolved(600, scattered) == here
    assert scattered.dealt > 400


class Nearby:
    """An engine that does tasks here, as Spark does them there, some of them twice; the first job breaks off."""

    def __init__(self) -> None:
        self.jobs: list[int] = []

    def meet(self, order: meetings.Order, shares: list[int], is_done: object, folder: Path) -> None:
        self.jobs.append(len(shares))
        numbers = pa.RecordBatch.from_pydict({"id": list(range(len(order.parts)))})
        dealt = pa.Table.from_batches(spark.deal(iter([numbers]), order, frozenset(shares)))
        some = shares[: 3 if len(self.jobs) == 1 else None]
        table = dealt.filter(pc.is_in(dealt["share"], pa.array(some, pa.int32()))).sort_by("share")
        for _ in range(2):
            rows = pa.Table.from_batches(spark.meet(iter(table.to_batches(max_chunksize=7)), order)).to_pylist()
            assert rows == [{"part": order.name(number), "kind": None, "error": None} for number in some]
        if len(self.jobs) == 1:
            raise KeyboardInterrupt

    def cancel(self) -> None:
        pass


def test_shares_that_are_done_are_not_done_again(
    tmp_path: Path, here: Resolved, monkeypatch: pytest.MonkeyPatch
) -> None:
    nearby = Nearby()
    monkeypatch.setattr(spark, "engine", lambda _: nullcontext(nearby))
    monkeypatch.setattr(meetings, "ITEMS", 100)
    machines = meetings.Machines(Cluster(tmp_path, least=1))
    with pytest.raises(KeyboardInterrupt):
        resolved(600, machines)
    assert len(list(tmp_path.glob("met/*/met.parquet"))) == 3
    assert resolved(600, machines) == here
    assert nearby.jobs == [8, 5]
    assert not list(tmp_path.rglob("*.parquet"))
    assert resolved(600, meetings.Machines(Cluster(tmp_path, least=10_000))) == here
    assert len(nearby.jobs) == 2


def test_a_machine_with_another_release_is_refused(tmp_path: Path) -> None:
    order = meetings.Order(str(tmp_path), ["part"], Comparison(frozenset()), 8, "0.0.0")
    with pytest.raises(GraphkitError, match="install the same release"):
        list(order.dealt(0, {1}))


def test_broken_results_of_a_share_are_told(tmp_path: Path) -> None:
    room = meetings.Room(tmp_path)
    room.finish("name", ["[1, 2, 0.8]"])
    (path,) = tmp_path.glob("met/*/met.parquet")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(GraphkitError, match="delete it"):
        room.met("name")


# -- what is missing -------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["pyspark", "pandas", "pyarrow"])
def test_a_missing_package_says_how_to_install_it(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark, "find_spec", lambda name: None if name == missing else object())
    with pytest.raises(InputError, match=r"pip install 'graphkit\[spark\]'"):
        spark.check()


@pytest.mark.parametrize("told", [None, 'openjdk version "11.0.2" 2019-01-15', "nonsense"])
def test_a_missing_or_old_java_says_how_to_install_it(
    told: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spark, "find_spec", lambda _: object())
    java = tmp_path / "bin" / "java"
    if told is not None:
        java.parent.mkdir()
        java.write_text(f"#!/bin/sh\necho '{told}' >&2\n")
        java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(InputError, match="openjdk-17-jre-headless"):
        spark.check()


# -- Spark -----------------------------------------------------------------------------------------

needs_spark = pytest.mark.skipif(
    find_spec("pyspark") is None or shutil.which("java") is None,
    reason="needs PySpark and Java: pip install 'graphkit[spark]', apt-get install openjdk-17-jre-headless",
)


def cluster(work: Path, part: int = 8) -> Cluster:
    """Two workers of one core each, in processes of their own."""
    quick = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    settings = {
        "spark.ui.enabled": "false",
        "spark.executor.memory": "1g",
        "spark.executor.extraJavaOptions": quick,
        "spark.network.timeout": "60s",
    }
    return Cluster(work, "local-cluster[2,1,1024]", settings, part=part)


@pytest.fixture
def _seen_by_workers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The workers find graphkit and these tests; what Spark leaves behind goes into the folder of the test."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(TESTS.parent), str(TESTS), *filter(None, sys.path)]))
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("PYTHONWARNINGS", "ignore")
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    monkeypatch.setenv("SPARK_WORKER_DIR", str(tmp_path / "spark"))


def executors() -> list[int]:
    """The processes of the workers of the session that runs."""
    from pyspark import SparkContext

    context = SparkContext._active_spark_context
    if context is None or context.applicationId is None:
        return []
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                words = (process / "cmdline").read_bytes().decode().split("\0")
            except OSError:
                continue
            if "org.apache.spark.executor.CoarseGrainedExecutorBackend" in words and context.applicationId in words:
                found.append(int(process.name))
    return found


def kill_one(found: Iterator[Extracted]) -> Iterator[Extracted]:
    """The same again; as soon as the first article was read there, one worker is killed."""
    killed = False
    for each in found:
        if not each.cached and not killed:
            kill_a_worker()
            killed = True
        yield each
    assert killed


def kill_one_when(is_time: Callable[[], bool], work: Future[Any]) -> None:
    """Kills one worker in the middle of work that goes on elsewhere."""
    while not is_time():
        assert not work.done()
        time.sleep(0.05)
    kill_a_worker()


def kill_a_worker() -> None:
    victims = executors()
    assert len(victims) >= 2  # a third where Spark is just replacing one that POISON ended
    os.kill(victims[0], signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("_seen_by_workers")
@needs_spark
def test_a_cluster_that_loses_a_worker_finds_what_one_process_finds(tmp_path: Path) -> None:
    slow = {f"a{number:03}": f"Person{number} is SLOW." for number in range(0, 120, 4)}
    many = articles(120, **slow, a041="BUG here.", a077="POISON here.")
    failed: dict[str, str] = {}
    one = list(in_one_process([a for a in many if "POISON" not in a.text], Echo()))
    with ClaimCache(tmp_path / "claims.sqlite", *UNDER) as cache:
        cache.put((a, e.claims) for a, e in zip(many[:5], one[:5], strict=True))
        found = list(
            kill_one(
                extracted(
                    many,
                    cluster(tmp_path / "work"),
                    HANDS,
                    UNDER,
                    cache,
                    on_fail=lambda a, why: failed.__setitem__(a.source.file, why),
                )
            )
        )
        assert [each.cached for each in found] == [number < 5 for number in range(118)]
        assert len(cache.get(many)) == 118
    assert [each[:2] for each in found] == [each[:2] for each in one]
    assert failed == {
        "041": "the extractor fails on it (RuntimeError: a bug)",
        "077": "a process that read it died or took too long, twice",
    }
    # all parts are there now: no cluster is needed to give them again
    again = extracted(many[8:], Cluster(tmp_path / "work", "spark://nowhere:1", part=8), HANDS, UNDER)
    assert [each.source for each in again] == [each.source for each in one[8:]]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("_seen_by_workers")
@needs_spark
def test_a_build_that_breaks_off_goes_on_where_it_stopped(tmp_path: Path) -> None:
    many = articles(40, **{f"a{number:03}": f"Person{number} is SLOW." for number in range(40)})
    work = tmp_path / "work"
    going = extracted(many, cluster(work, part=4), HANDS, UNDER)
    for _ in range(12):
        next(going)
    with pytest.raises(KeyboardInterrupt):
        going.throw(KeyboardInterrupt)  # type: ignore[attr-defined]
    done = {path: path.stat().st_mtime_ns for path in work.glob("claims/*/claims.parquet")}
    assert 3 <= len(done) < 10
    found = list(extracted(many, cluster(work, part=4), HANDS, UNDER))
    assert [each[:2] for each in found] == [each[:2] for each in in_one_process(many, Echo())]
    assert len(list(work.glob("claims/*/claims.parquet"))) == 10
    assert {path: path.stat().st_mtime_ns for path in done} == done


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("_seen_by_workers")
@needs_spark
def test_a_cluster_that_loses_a_worker_reads_as_one_process_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news, ontology = tmp_path / "news", load_ontology()
    for number in range(120):
        path = news / f"year={number % 3}" / f"part-{number // 3}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "The minister rejected the plan for a port. Unions said that they would oppose it."
        rows = [{"text": f"{text} {some} people wrote."} for some in (number, number + 1, number + 1000)]
        pq.write_table(pa.Table.from_pylist(rows), path)

    def read(ahead: Callable[[Reread], AbstractContextManager[Passes]]) -> tuple[list[Article], list[Skipped]]:
        skipped: list[Skipped] = []
        found = read_files(find([news]), ontology.boilerplate, skipped.append, ahead=ahead)
        return list(found), skipped

    monkeypatch.setattr(intake, "PART", 1)
    machines = replace(cluster(tmp_path / "work"), bulk=1)
    with ThreadPoolExecutor(1) as pool:
        going = pool.submit(read, partial(intake.read_ahead, cluster=machines, ontology=ontology))
        kill_one_when(lambda: len(list((tmp_path / "work").glob("read/*/found.parquet"))) >= 10, going)
        articles, skipped = going.result()
    assert len(articles) == 241
    assert len(skipped) == 119
    assert (articles, skipped) == read(nullcontext)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("_seen_by_workers")
@needs_spark
def test_a_cluster_that_loses_a_worker_compares_as_one_process_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = tmp_path / "begun"
    begun.mkdir()
    monkeypatch.setattr(meetings, "ITEMS", 200)
    machines = replace(cluster(tmp_path / "work"), least=1)
    # each worker waits in the first share that it does, so that there is a middle in which one can be killed
    division = Slowed(meetings.Machines(machines), str(begun))
    with ThreadPoolExecutor(1) as pool:
        found = pool.submit(resolved, 2000, division)
        kill_one_when(lambda: len(list(begun.iterdir())) == 2, found)
        assert found.result() == resolved(2000)
    assert len(list(begun.iterdir())) > 2


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("_seen_by_workers")
@needs_spark
def test_a_cluster_gives_the_bytes_of_one_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from graphkit import cluster as room
    from graphkit import pipeline, upkeep

    seeds = TESTS.parent / "seeds"
    monkeypatch.setattr(pipeline, "extracted_on_cluster", lambda *args, **more: kill_one(room.extracted(*args, **more)))
    one = upkeep.build(tmp_path / "one", seeds)
    machines = replace(cluster(tmp_path / "work", part=1), least=1, bulk=1)  # they read, extract and compare
    two = upkeep.build(tmp_path / "two", seeds, cluster=machines)
    assert [path.name for path in one.written] == [path.name for path in two.written]
    for mine, its in zip(one.written, two.written, strict=True):
        assert mine.read_bytes() == its.read_bytes(), mine.name


@needs_spark
def test_an_extractor_that_is_an_object_works_in_one_process(tmp_path: Path) -> None:
    import graphkit

    with pytest.raises(InputError, match="name it as a plug-in"):
        graphkit.build(TESTS.parent / "seeds", extractor=Echo(), cluster=Cluster(tmp_path))
