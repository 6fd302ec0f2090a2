"""A few damaged and hostile inputs for each target; `python -m benchmarks.fuzz` tries as many as are wanted."""

from __future__ import annotations

import csv
import logging
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from confinement import Escape, confined
from fuzz_graphs import refuse_what_is_no_page
from fuzz_targets import TARGETS, Target, tried
from graphs import HOSTILE
from hypothesis import HealthCheck, given, settings

from graphkit import upkeep
from graphkit.extraction import parsing
from graphkit.graph import load

ROOT = Path(__file__).resolve().parent.parent
QUICK, SLOW = 2, 10
"""Inputs for each unit of a target's weight."""

SECONDS = 20
"""More than any input may take. The longest takes one."""


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)


def fuzz(target: Target, count: int) -> None:
    def attempt(value: Any) -> None:
        with tempfile.TemporaryDirectory() as folder, confined(Path(folder)):
            start = time.monotonic()
            tried(target, value, Path(folder))
            assert time.monotonic() - start < SECONDS

    patient = settings(max_examples=count, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    patient(given(target.inputs)(attempt))()


@pytest.mark.parametrize("name", TARGETS)
def test_a_few_inputs_do_no_harm(name: str) -> None:
    fuzz(TARGETS[name], QUICK * TARGETS[name].weight)


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_many_inputs_do_no_harm(name: str) -> None:
    fuzz(TARGETS[name], SLOW * TARGETS[name].weight)


@pytest.mark.model
def test_an_article_reaches_nothing_on_its_whole_way(tmp_path: Path) -> None:
    """By the rules, not by a stand-in: what an article says is nowhere opened, run, called or obeyed."""
    (tmp_path / "news").mkdir()
    for number, text in enumerate((*HOSTILE, "/etc/passwd", "file:///etc/passwd", "http://127.0.0.1:9/", "=1+1")):
        shown = text.encode("utf-8", "replace").decode()
        article = (
            f"---\ntitle: {shown!r}\nurl: {shown!r}\n---\nGermany opposes the {shown} plan {number}. France supports"
            f" {shown}. {shown} rejected the tax on Monday, and Berlin said “{shown} is a mistake”.\n"
        )
        (tmp_path / "news" / f"{number}.txt").write_text(article, encoding="utf-8", newline="")
    parsing.load_model()
    with confined(tmp_path):
        done = upkeep.build(tmp_path / "output", tmp_path / "news")
    assert len(done.graph.articles) > 10
    assert len(done.graph.statements) > 20
    refuse_what_is_no_page((tmp_path / "output" / "graph.html").read_text(encoding="utf-8"))
    for name in ("merges.csv", "questions.csv"):
        with (tmp_path / "output" / name).open(encoding="utf-8", newline="") as file:
            assert not [cell for row in csv.reader(file) for cell in row if cell.startswith(tuple("=+-@\t\r"))]
    assert load(tmp_path / "output" / "graph.ttl").statements == done.graph.statements


@pytest.mark.parametrize(
    "reach",
    [
        lambda _: Path("/etc/passwd").read_bytes(),
        lambda _: socket.create_connection(("127.0.0.1", 9)),
        lambda _: subprocess.run(["true"], check=False),
        lambda _: Path.home().joinpath("graphkit-was-here").touch(),
        lambda _: os.mkdir("/graphkit-was-here"),  # noqa: PTH102
        lambda _: Path(sys.executable).rename("/graphkit-was-here"),
    ],
)
def test_whatever_reaches_out_is_seen(reach: Any, tmp_path: Path) -> None:
    with pytest.raises(Escape), confined(tmp_path):
        reach(tmp_path)


def test_what_stays_inside_may_be_done(tmp_path: Path) -> None:
    with confined(tmp_path):
        (tmp_path / "a").write_text("a", encoding="utf-8")
        (tmp_path / "a").rename(tmp_path / "b")
        (tmp_path / "c").symlink_to("nowhere")
        (tmp_path / "b").unlink()


def test_the_command_counts_its_inputs() -> None:
    code = [sys.executable, "-m", "benchmarks.fuzz", "--inputs", "25", "--target", "links", "--target", "ledger"]
    done = subprocess.run(code, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    rows = [line.strip("| ").split(" | ") for line in done.stdout.splitlines() if line.startswith("| ")]
    assert [row[0] for row in rows] == ["target", "links", "ledger", "all"]
    for _, inputs, refused, accepted, *_, failures in rows[1:]:
        assert int(inputs) == int(refused) + int(accepted)
        assert failures == "0"
    assert rows[-1][1] == "25"
