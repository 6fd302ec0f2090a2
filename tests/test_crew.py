from __future__ import annotations

import multiprocessing
import os
from typing import TYPE_CHECKING

import pytest
from crewed import Echo

from graphkit import crew as crews
from graphkit import harvest
from graphkit.cache import ClaimCache
from graphkit.crew import Crew, Failed
from graphkit.errors import GraphkitError, InputError
from graphkit.harvest import Hands, Harvest, extracted
from graphkit.model import Article, Passage, Source, digest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BATCHES = [(number, range(number * 4, number * 4 + 4)) for number in range(12)]
HANDS = Hands(2, "crewed:echo", ("echo", None, None))


def crew(folder: Path, workers: int = 2, patience: float = 60) -> Crew[int, int]:
    return Crew(workers, "crewed:squares", (str(folder),), patience=lambda _: patience)


def without(*numbers: int) -> list[tuple[int, list[int]]]:
    return [(tag, [number for number in pieces if number not in numbers]) for tag, pieces in BATCHES]


def article(text: str, name: str) -> Article:
    return Article(Source(digest(text), name), text, (Passage(0, len(text)),))


def articles(count: int, **special: str) -> list[Article]:
    texts = {f"{number:03}": f"Person{number} speaks." for number in range(count)}
    return [article(text, name) for name, text in (texts | {n.lstrip("a"): t for n, t in special.items()}).items()]


def test_results_come_in_order_and_each_process_begins_once(tmp_path: Path) -> None:
    with crew(tmp_path) as workers:
        found = list(workers.map(without(13, 17, 19, 23)))
    assert found == [(tag, [number**2 for number in pieces]) for tag, pieces in without(13, 17, 19, 23)]
    assert len(list(tmp_path.iterdir())) == 2
    assert not multiprocessing.active_children()


def test_a_piece_that_kills_is_given_back_and_costs_no_other(tmp_path: Path) -> None:
    with crew(tmp_path) as workers:
        found = dict(workers.map(without(17, 23)))  # 19 kills the first process that meets it, but no second one
    for tag, pieces in without(17, 23):
        for number, result in zip(pieces, found[tag], strict=True):
            if number == 13:
                assert isinstance(result, Failed)
                assert "died, twice" in result.reason
            else:
                assert result == number**2


def test_a_piece_that_hangs_is_given_back(tmp_path: Path) -> None:
    with crew(tmp_path, patience=0.2) as workers:
        ((_, found),) = workers.map([("all", [16, 17, 18])])
    assert found[0] == 256
    assert found[2] == 324
    assert isinstance(found[1], Failed)
    assert "took longer than" in found[1].reason


def test_an_error_of_the_work_is_raised_here(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="23 is no number"), crew(tmp_path) as workers:
        list(workers.map([("all", [22, 23])]))
    with pytest.raises(InputError, match="no model"), Crew[int, int](2, "crewed:broken", (), patience=float) as none:
        list(none.map([("all", [1])]))
    assert not multiprocessing.active_children()


def test_processes_that_die_before_they_begin_are_not_started_for_ever(tmp_path: Path) -> None:
    with (
        pytest.raises(GraphkitError, match="die before they begin"),
        Crew[int, int](2, "crewed:stillborn", (), patience=lambda _: 60.0) as none,
    ):
        list(none.map(BATCHES))


def test_no_more_is_taken_in_than_keeps_all_busy(tmp_path: Path) -> None:
    taken = 0

    def batches() -> Iterator[tuple[int, list[int]]]:
        nonlocal taken
        for taken in range(1, 1001):
            yield taken, [1]

    with crew(tmp_path, 1) as workers:
        for number, (tag, _) in enumerate(workers.map(batches()), 1):
            assert tag == number
            assert taken - number <= 2 * crews._AHEAD
            if number == 50:
                break


# -- articles --------------------------------------------------------------------------------------


def test_many_processes_find_what_one_finds() -> None:
    many = articles(harvest.FEW + 5, a007="BUG here.")
    one, failed, two, failed_too = [], [], [], []
    one = list(extracted(many, Echo(), on_fail=lambda a, why: failed.append((a.source.file, why))))
    two = list(extracted(many, Echo(), hands=HANDS, on_fail=lambda a, why: failed_too.append((a.source.file, why))))
    assert one == two
    assert len(one) == len(many) - 1
    assert failed == failed_too == [("007", "the extractor fails on it (RuntimeError: a bug)")]


def test_a_poison_article_is_skipped_and_told() -> None:
    failed: list[tuple[str, str]] = []
    many = articles(harvest.FEW + 5, a050="POISON here.")
    found = list(extracted(many, Echo(), hands=HANDS, on_fail=lambda a, why: failed.append((a.source.file, why))))
    assert [each.source.file for each in found] == [a.source.file for a in many if a.source.file != "050"]
    assert failed == [("050", "a process that read it died, twice")]


def test_few_articles_start_no_process() -> None:
    nobody = Hands(2, "nowhere:nothing", ())
    assert len(list(extracted(articles(harvest.FEW - 1), Echo(), hands=nobody))) == harvest.FEW - 1


def test_what_was_done_is_kept_when_it_breaks_off(tmp_path: Path) -> None:
    many = articles(harvest.FEW * 2)
    with ClaimCache(tmp_path / "claims.sqlite", "echo", "o") as cache:
        going = extracted(many, Echo(), cache, hands=HANDS)
        for _ in range(20):
            next(going)
        with pytest.raises(KeyboardInterrupt):
            going.throw(KeyboardInterrupt)  # type: ignore[attr-defined]
        assert not multiprocessing.active_children()
        assert len(cache.get(many)) >= 20
        again = list(extracted(many, Echo(), cache, hands=HANDS))
    assert [each.source for each in again] == [each.source for each in many]
    assert sum(each.cached for each in again) >= 20


def test_a_harvest_gives_back_what_it_took(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harvest, "_HELD", 3)
    found = Harvest()
    taken = list(extracted(articles(10), Echo()))
    for each in taken:
        found.add(each)
    for _ in range(2):
        assert list(found) == [(each.source, each.claims) for each in taken]
    found.close()
    assert (found.articles, found.cached) == (10, 0)


def test_this_process_is_none_of_them(tmp_path: Path) -> None:
    with crew(tmp_path) as workers:
        list(workers.map(without(13, 17, 19, 23)))
    assert str(os.getpid()) not in {path.name for path in tmp_path.iterdir()}
