"""A graph directory gives what one build of all its articles would give, whatever happened on the way."""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from test_pipeline import FakeExtractor, write

import graphkit
from graphkit import pipeline, upkeep
from graphkit.directory import STATE, opened, outputs
from graphkit.directory.shelf import Shelf
from graphkit.errors import GraphError, GraphkitError, InputError, OutputError
from graphkit.graph import OUTPUTS
from graphkit.merges import MERGES
from graphkit.store import disk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphkit.model import Article, Claim


class Counting(FakeExtractor):
    """Remembers what it read."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []

    def __call__(self, articles: Iterable[Article]) -> Iterator[tuple[Claim, ...]]:
        for article in articles:
            self.read.append(article.source.file)
            yield tuple(self.claims(article))


@pytest.fixture
def news(tmp_path: Path) -> Path:
    return write(
        tmp_path / "news",
        berlin="Germany opposes troops. France supports troops.",
        paris="France opposes haste.",
        rome="Italy supports haste.",
    )


def build(folder: Path, *paths: Path | str, **options: Any) -> upkeep.Update:
    return upkeep.build(folder, *paths, **{"extractor": FakeExtractor(), **options})


def remove(folder: Path, *articles: str) -> upkeep.Update:
    return upkeep.remove(folder, *articles, extractor=FakeExtractor())


def content(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in OUTPUTS}


def of(folder: Path, *paths: Path) -> dict[str, bytes]:
    """What one plain build of these files writes."""
    shutil.rmtree(folder, ignore_errors=True)
    pipeline.build(*paths, extractor=FakeExtractor()).write(folder)
    return content(folder)


def files(graph: graphkit.Graph) -> list[str]:
    return sorted(source.file for source in graph.articles)


# -- adding, editing, taking away ------------------------------------------------------------------


def test_what_is_built_in_parts_is_what_is_built_at_once(news: Path, tmp_path: Path) -> None:
    paths = sorted(news.iterdir())
    for order in (paths, paths[::-1]):
        shutil.rmtree(tmp_path / "d", ignore_errors=True)
        for path in order:
            build(tmp_path / "d", path)
        assert content(tmp_path / "d") == of(tmp_path / "plain", news)


def test_a_first_and_a_second_build_are_a_plain_build(news: Path, tmp_path: Path) -> None:
    for _ in range(2):
        done = build(tmp_path / "d", news)
        assert content(tmp_path / "d") == of(tmp_path / "plain", news)
    assert (done.graph.report.cached, done.changes.kept, done.changes.edited) == (3, 0, [])


def test_an_edited_article_replaces_what_it_said(news: Path, tmp_path: Path) -> None:
    build(tmp_path / "d", news)
    write(news, paris="France supports haste.")
    extractor = Counting()
    done = build(tmp_path / "d", news / "paris.txt", extractor=extractor)
    assert done.changes.edited == ["paris.txt"]
    assert extractor.read == ["paris.txt"]
    assert content(tmp_path / "d") == of(tmp_path / "plain", news)


def test_neither_files_nor_model_are_needed_again(news: Path, tmp_path: Path) -> None:
    build(tmp_path / "d", news)
    wanted = of(tmp_path / "plain", *(path for path in news.iterdir() if path.stem != "rome"))
    shutil.rmtree(news)

    class Nothing(FakeExtractor):
        def __call__(self, articles: Iterable[Article]) -> Iterator[tuple[Claim, ...]]:
            pytest.fail("the claims are known")

    upkeep.remove(tmp_path / "d", "rome.txt", extractor=Nothing())
    assert content(tmp_path / "d") == wanted


def test_a_lost_cache_is_made_again_from_the_kept_text(news: Path, tmp_path: Path) -> None:
    build(tmp_path / "d", news)
    before = content(tmp_path / "d")
    shutil.rmtree(news)
    (tmp_path / "d" / STATE / "claims.sqlite").unlink()
    write(tmp_path / "more", oslo="Norway supports haste.")
    build(tmp_path / "d", tmp_path / "more")
    remove(tmp_path / "d", "oslo.txt")
    assert content(tmp_path / "d") == before


def test_another_extractor_reads_all_that_is_held(news: Path, tmp_path: Path) -> None:
    build(tmp_path / "d", news)

    class Other(Counting):
        fingerprint = "other"

    other = Other()
    build(tmp_path / "d", news / "rome.txt", extractor=other)
    assert sorted(other.read) == ["berlin.txt", "paris.txt", "rome.txt"]


def test_a_file_that_is_gone_stays_and_is_told(news: Path, tmp_path: Path) -> None:
    build(tmp_path / "d", news)
    wanted = content(tmp_path / "d")
    (news / "rome.txt").unlink()
    (news / "paris.txt").write_text("")
    done = build(tmp_path / "d", news)
    assert done.changes.gone == ["paris.txt", "rome.txt"]
    assert content(tmp_path / "d") == wanted
    # Of a folder that was not named, nothing is said.
    assert build(tmp_path / "d", write(tmp_path / "b", oslo="Norway supports haste.")).changes.gone == []


def test_a_renamed_file_is_the_same_article(news: Path, tmp_path: Path) -> None:
    build(tmp_path / "d", news)
    (news / "deep").mkdir()
    (news / "rome.txt").rename(news / "deep" / "roma.txt")
    done = build(tmp_path / "d", news)
    assert files(done.graph) == ["berlin.txt", "deep/roma.txt", "paris.txt"]
    assert done.changes.gone == []
    assert content(tmp_path / "d") == of(tmp_path / "plain", news)


def test_one_file_under_two_names_is_one_article(news: Path, tmp_path: Path) -> None:
    (news / "deep").mkdir()
    (news / "rome.txt").rename(news / "deep" / "rome.txt")
    build(tmp_path / "d", news / "deep" / "rome.txt")
    write(news / "deep", rome="Italy opposes haste.")
    done = build(tmp_path / "d", news)
    assert files(done.graph) == ["berlin.txt", "deep/rome.txt", "paris.txt"]
    assert ("Italy", "supports") not in {(said.actor_text, said.relation) for said in done.graph.statements}


def test_namesakes_in_two_folders_are_two_articles(tmp_path: Path) -> None:
    monday = write(tmp_path / "monday", one="Germany opposes troops.")
    tuesday = write(tmp_path / "tuesday", one="France opposes haste.")
    build(tmp_path / "d", monday)
    build(tmp_path / "d", tuesday)
    assert content(tmp_path / "d") == of(tmp_path / "plain", monday, tuesday)
    write(monday, one="Germany supports troops.")
    build(tmp_path / "d", monday)
    assert content(tmp_path / "d") == of(tmp_path / "plain", monday, tuesday)
    build(tmp_path / "both", monday, tuesday)
    write(tuesday, one="France supports haste.")
    build(tmp_path / "both", tuesday)
    assert content(tmp_path / "both") == of(tmp_path / "plain", monday, tuesday)


def test_records_of_namesakes_in_two_folders_are_all_kept(tmp_path: Path) -> None:
    said = {"mon": "Germany opposes troops.", "tue": "France opposes haste."}
    for day, text in said.items():
        (tmp_path / day).mkdir()
        (tmp_path / day / "day.jsonl").write_text(json.dumps({"copy": text}) + "\n", encoding="utf-8")
        with zipfile.ZipFile(tmp_path / day / "day.zip", "w") as packed:
            packed.writestr("a.txt", text.replace("opposes", "supports"))
    for name in ("day.jsonl", "day.zip"):
        out = tmp_path / f"out-{name}"
        for day in (*said, *said):  # and again: nothing of it was edited
            update = build(out, tmp_path / day / name, mapping={"text": "copy"})
            assert update.changes.edited == []
        assert len(update.graph.stances.articles) == 2
        both = build(out, tmp_path / "mon" / name, tmp_path / "tue" / name, mapping={"text": "copy"})
        assert (len(both.graph.stances.articles), both.changes.edited) == (2, [])


def test_a_record_that_was_edited_replaces_what_it_said(tmp_path: Path) -> None:
    lines = tmp_path / "day.jsonl"
    for text in ("Germany opposes troops.", "Germany supports troops."):
        lines.write_text(json.dumps({"text": text}) + "\n", encoding="utf-8")
        update = build(tmp_path / "out", lines)
    assert update.changes.edited == ["day.jsonl#1"]
    assert len(update.graph.stances.articles) == 1
    lines.unlink()
    assert build(tmp_path / "out", write(tmp_path, rome="Italy supports haste.")).changes.gone == ["day.jsonl#1"]


def test_what_comes_on_standard_input_replaces_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ("Germany opposes troops.", "France opposes haste.", "Germany opposes troops.")
    for text in texts:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        update = build(tmp_path / "out", "-")
        assert update.changes.edited == []
    assert len(update.graph.stances.articles) == 2


def test_a_folder_that_is_fetched_anew_elsewhere_replaces_its_articles(tmp_path: Path) -> None:
    build(tmp_path / "d", write(tmp_path / "first", one="Germany opposes troops."))
    shutil.rmtree(tmp_path / "first")
    second = write(tmp_path / "second", one="Germany supports troops.")
    assert build(tmp_path / "d", second).changes.edited == ["one.txt"]
    assert content(tmp_path / "d") == of(tmp_path / "plain", second)


def test_of_copies_the_one_that_says_most_is_kept_whichever_comes_first(tmp_path: Path) -> None:
    text = "Germany opposes troops."
    plain = write(tmp_path / "a", plain=text)
    rich = write(tmp_path / "b", rich=f"---\ndate: 2025-02-17\n---\n{text}")
    for number, (first, second) in enumerate(((plain, rich), (rich, plain))):
        folder = tmp_path / f"d{number}"
        build(folder, first)
        build(folder, second)
        assert content(folder) == of(tmp_path / "plain", plain, rich)


def test_a_random_history_is_a_plain_build_of_what_remains(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("graph.html", "graph.graphml"):  # they take most of the time
        monkeypatch.delitem(OUTPUTS, name)
    chance = random.Random(5)  # noqa: S311
    news = write(tmp_path / "news")
    texts = [f"{who} {does} {what}." for who in "ABC" for does in ("opposes", "supports") for what in ("x", "y")]
    held: set[Path] = set()
    for _ in range(60):
        path = news / f"{chance.choice('abcde')}.txt"
        if path in held and chance.random() < 0.3:
            path.unlink()
            held.remove(path)
            remove(tmp_path / "d", path.name)
        else:
            taken = {other.read_text() for other in held if other != path}
            path.write_text(chance.choice([text for text in texts if text not in taken]))
            held.add(path)
            build(tmp_path / "d", path)
        if held:
            assert content(tmp_path / "d") == of(tmp_path / "plain", *held)


def test_what_cannot_be_read_makes_no_folder(tmp_path: Path) -> None:
    for step in (upkeep.build, upkeep.take_in):
        with pytest.raises(InputError):
            step(tmp_path / "d", tmp_path / "none.ttl")
    assert not (tmp_path / "d").exists()


def graph(folder: Path) -> dict[str, bytes]:
    """The graph itself: what is imported has no account of its merges."""
    return {name: written for name, written in content(folder).items() if name != MERGES}


def graph_of(folder: Path, *paths: Path) -> dict[str, bytes]:
    return {name: written for name, written in of(folder, *paths).items() if name != MERGES}


def test_imported_statements_stay_until_they_are_taken_away(news: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "other", oslo="Norway opposes troops. Germany supports haste.")
    pipeline.build(other, extractor=FakeExtractor(), base="https://example.org/").to_turtle(tmp_path / "made.ttl")
    build(tmp_path / "d", news)
    before = content(tmp_path / "d")
    done = upkeep.take_in(tmp_path / "d", tmp_path / "made.ttl", extractor=FakeExtractor())
    assert done.changes.imported == 1
    assert graph(tmp_path / "d") == graph_of(tmp_path / "plain", news, other)
    assert not done.graph.check()
    build(tmp_path / "d", news)  # a later build keeps them
    assert graph(tmp_path / "d") == graph_of(tmp_path / "plain", news, other)
    (tmp_path / "made.ttl").write_text("")
    with pytest.raises(InputError, match="there is no article in it"):
        upkeep.take_in(tmp_path / "d", tmp_path / "made.ttl", extractor=FakeExtractor())
    remove(tmp_path / "d", "made.ttl")
    assert content(tmp_path / "d") == before


def test_remove(news: Path, tmp_path: Path) -> None:
    build(tmp_path / "d", news)
    (id_,) = (source.id for source in graphkit.load(tmp_path / "d").articles if source.file == "rome.txt")
    for name in ("berlin.txt", str(news / "paris.txt"), f"art:{id_}"):
        assert len(remove(tmp_path / "d", name).changes.removed) == 1
    assert not graphkit.load(tmp_path / "d").articles
    assert build(tmp_path / "d", news / "rome.txt").changes.kept == 0


def test_what_remove_refuses(news: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no graph here; run `graphkit build` first"):
        remove(tmp_path / "none", "a.txt")
    assert not (tmp_path / "none").exists()
    write(tmp_path / "b", rome="Italy opposes haste.")
    build(tmp_path / "d", news, tmp_path / "b")
    before = content(tmp_path / "d")
    for name, message in (
        ("pari.txt", r"no article 'pari\.txt'; there is paris\.txt"),
        ("rome.txt", "2 articles; say"),
    ):
        with pytest.raises(InputError, match=message):
            remove(tmp_path / "d", "berlin.txt", name)
    assert content(tmp_path / "d") == before
    assert len(build(tmp_path / "d", news).graph.articles) == 4  # nothing of a refused call is kept


# -- what is remembered, and what was there before ---------------------------------------------------


def test_base_and_ontology_hold_until_others_are_given(news: Path, tmp_path: Path) -> None:
    shutil.copytree(Path(__file__).resolve().parent.parent / "ontology", tmp_path / "words")
    build(tmp_path / "d", news / "rome.txt", base="https://example.org/", ontology=tmp_path / "words")
    done = build(tmp_path / "d", news)
    assert (done.graph.base, done.graph.ontology.folder) == ("https://example.org/", tmp_path / "words")
    assert remove(tmp_path / "d", "rome.txt").graph.base == "https://example.org/"
    assert build(tmp_path / "d", news, base="https://example.com/").graph.base == "https://example.com/"


def test_a_graph_without_its_state_is_adopted(news: Path, tmp_path: Path) -> None:
    pipeline.build(news, extractor=FakeExtractor(), base="https://example.org/").write(tmp_path / "d")
    done = build(tmp_path / "d", write(tmp_path / "more", oslo="Norway supports haste."))
    assert files(done.graph) == ["berlin.txt", "oslo.txt", "paris.txt", "rome.txt"]
    assert done.changes.adopted == 3
    assert remove(tmp_path / "d", "rome.txt").changes.adopted == 2
    # What is read again is no longer taken from there.
    done = build(tmp_path / "d", news)
    assert done.changes.adopted == 0
    assert content(tmp_path / "d") == of(tmp_path / "plain", news, tmp_path / "more")


def test_a_graph_that_cannot_be_adopted_is_not_overwritten(news: Path, tmp_path: Path) -> None:
    write(tmp_path / "d")
    for text in ("no turtle", "<https://e.org/art/x> a <https://schema.org/NewsArticle> ."):
        (tmp_path / "d" / "graph.ttl").write_text(text)
        with pytest.raises(GraphkitError, match=r"graph\.ttl.*It would be lost: move it away"):
            build(tmp_path / "d", news)
        assert (tmp_path / "d" / "graph.ttl").read_text() == text


# -- what goes wrong -------------------------------------------------------------------------------


def test_a_second_writer_is_refused(news: Path, tmp_path: Path) -> None:
    build(tmp_path / "d", news)
    code = (
        "import sys, pathlib; from graphkit.directory import opened\n"
        "with opened(pathlib.Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    arguments = [sys.executable, "-c", code, str(tmp_path / "d")]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        with pytest.raises(OutputError, match="another graphkit is writing here; wait until it is done, or name"):
            build(tmp_path / "d", news)
        with pytest.raises(OutputError, match="another graphkit is writing here"):
            remove(tmp_path / "d", "rome.txt")
        assert graphkit.load(tmp_path / "d").statements  # readers may
        other.kill()
    build(tmp_path / "d", news)


def test_a_failure_changes_nothing(news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(tmp_path / "d", news)
    before = content(tmp_path / "d")
    more = write(tmp_path / "more", oslo="Norway supports haste.")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for where in ("graphkit.network.converting.write_whole", "graphkit.directory.outputs._sync"):
        with monkeypatch.context() as patch:
            patch.setattr(where, full)
            with pytest.raises((OSError, OutputError), match="No space left"):
                build(tmp_path / "d", more)
        assert content(tmp_path / "d") == before
        assert not list((tmp_path / "d" / STATE).glob("next*"))
        assert graphkit.load(tmp_path / "d").articles
    assert build(tmp_path / "d", more).changes.kept == 3


def test_a_full_disk_loses_nothing(news: Path, tmp_path: Path) -> None:
    """A limit on the size of files stands in for the disk: the system refuses to write more."""
    pytest.importorskip("resource")
    build(tmp_path / "d", news)
    before = content(tmp_path / "d")
    more = write(tmp_path / "more", oslo="Norway supports haste.")
    code = (
        "import resource, signal, sys\n"
        f"sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from test_pipeline import FakeExtractor\nfrom graphkit import upkeep\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))\n"
        "upkeep.build(sys.argv[1], sys.argv[2], extractor=FakeExtractor())"
    )
    failed = 0
    for limit in (600, 20_000, 40_000, 100_000):
        arguments = [sys.executable, "-c", code, str(tmp_path / "d"), str(more), str(limit)]
        done = subprocess.run(arguments, capture_output=True, text=True, check=False)
        failed += bool(done.returncode)
        if done.returncode:
            assert "graphkit.errors.OutputError" in done.stderr, done.stderr
            assert content(tmp_path / "d") == before
    assert failed > 1
    build(tmp_path / "d", more)
    assert content(tmp_path / "d") == of(tmp_path / "plain", news, more)


def test_what_a_killed_build_left_is_put_in_order(news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(tmp_path / "d", news / "rome.txt")
    before = content(tmp_path / "d")
    with monkeypatch.context() as patch:
        patch.setattr(outputs, "switch", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            build(tmp_path / "d", news)
    assert content(tmp_path / "d") == before  # the outputs are whole, if old
    with opened(tmp_path / "d") as directory:
        assert len(directory) == 3
    assert content(tmp_path / "d") == of(tmp_path / "plain", news)


def test_a_state_that_is_broken_is_said(news: Path, tmp_path: Path) -> None:
    build(tmp_path / "d", news)
    before = content(tmp_path / "d")
    shelf = tmp_path / "d" / STATE / "articles.sqlite"
    shelf.write_bytes(b"Berlin rejected the plan. " * 400)
    with pytest.raises(GraphError, match=r"articles\.sqlite: cannot be read .* move this file away"):
        build(tmp_path / "d", news)
    shelf.unlink()
    done = build(tmp_path / "d", news / "rome.txt")
    assert done.changes.adopted == 2
    after = content(tmp_path / "d")
    told = {MERGES: after.pop(MERGES)}
    assert after.items() <= before.items()
    assert b"it came with a graph that was made elsewhere" in told[MERGES]
    shelf.unlink()
    database = sqlite3.connect(shelf)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(GraphError, match="a newer graphkit made it"):
        build(tmp_path / "d", news)


KILLED = """
import os, pathlib, random, signal, sys, time
sys.path.insert(0, {tests!r})
from test_directory import OUTPUTS, build, content, remove
from graphkit.directory import opened
import graphkit.network, graphkit.views.html, pyvis.network  # what the children share

folder, news = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
wholes = {{}}
def state():
    with opened(folder) as directory:
        return frozenset(held.file for held in directory._shelf.held())
def step(number):
    if number % 2: remove(folder, "rome.txt")
    else: build(folder, news)
for number in (0, 1, 0, 1):
    started = time.perf_counter(); step(number); took = time.perf_counter() - started
    wholes[state()] = content(folder)
assert len(wholes) == 2
chance, killed, tries = random.Random(7), 0, 0
while killed < 100 and tries < 500:
    tries += 1
    now = 0 if "rome.txt" not in state() else 1
    child = os.fork()
    if not child:
        step(now); os._exit(0)
    time.sleep(chance.random() * took)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    killed += os.WIFSIGNALED(status)
    assert content(folder)["graph.ttl"] in [whole["graph.ttl"] for whole in wholes.values()]
    whole = wholes[state()]  # which finishes what was begun
    assert content(folder) == whole
    assert sorted(path.name for path in folder.iterdir()) == sorted([".graphkit", *OUTPUTS])
print(killed)
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_killed_a_hundred_times_the_state_is_always_whole(news: Path, tmp_path: Path) -> None:
    code = KILLED.format(tests=str(Path(__file__).parent))
    arguments = [sys.executable, "-c", code, str(tmp_path / "d"), str(news)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    assert int(done.stdout) == 100, "most were done before they were killed"


# -- the store on the disk -------------------------------------------------------------------------


def test_a_large_graph_gets_a_store_that_is_only_opened(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "FROM_BYTES", 1)
    for paths in ([news / "rome.txt"], [news / "paris.txt"], [news]):
        build(tmp_path / "d", *paths)
    turtle = tmp_path / "d" / "graph.ttl"
    assert disk.opened(turtle) is not None
    assert len(list((tmp_path / "d" / STATE).glob("store-*"))) == 2  # the one before may still be read
    asked = "SELECT ?who ?what { ?who gk:opposes ?what }"
    from graphkit.store import Store

    answer = Store.open(turtle).query(asked).csv()
    turtle.write_bytes(turtle.read_bytes() + b"\n")
    assert disk.opened(turtle) is None  # it is another file now
    assert Store.open(turtle).query(asked).csv() == answer


def test_a_small_graph_gets_none(news: Path, tmp_path: Path) -> None:
    build(tmp_path / "d", news)
    assert not list((tmp_path / "d" / STATE).glob("store-*"))


def test_the_end_of_a_transaction_is_put_through_to_the_disk(tmp_path: Path) -> None:
    with Shelf(tmp_path / "articles.sqlite") as shelf:
        assert shelf._all("PRAGMA synchronous") == [(3,)]


@pytest.mark.parametrize("name", [name for name in OUTPUTS if name != "graph.ttl"])
def test_a_first_build_overwrites_nothing_of_others(news: Path, tmp_path: Path, name: str) -> None:
    (theirs := tmp_path / "out").mkdir()
    (theirs / name).write_text("mine")
    with pytest.raises(InputError, match=rf"{name}: not of a graph.* move it away"):
        build(theirs, news)
    assert (theirs / name).read_text() == "mine"


def test_a_disk_that_fails_while_outputs_are_moved_costs_nothing(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was made is kept by then: the next call finishes it, whichever file it failed at."""
    more = write(tmp_path / "more", oslo="Norway supports haste.")
    wanted = of(tmp_path / "plain", news, more)
    replaced = Path.replace
    for at in range(len(OUTPUTS)):
        folder = tmp_path / f"d{at}"
        build(folder, news)
        moved = iter(range(at))

        def failing(path: Path, target: Path, moved: Iterator[int] = moved) -> Path:
            if path.parent.name == "next" and next(moved, None) is None:
                raise OSError(28, "No space left on device")
            return replaced(path, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", failing)
            with pytest.raises(OutputError, match="No space left"):
                build(folder, more)
        assert graphkit.load(folder).statements
        assert build(folder, more).changes.kept == 3
        assert content(folder) == wanted
