"""Tries damaged and hostile inputs on all that reads what others wrote: `python -m benchmarks.fuzz --inputs 10000`.

Each target (a format of articles, the ledger, the codebook, the frames, SPARQL, the command line, a graph directory
…) has a process of its own, so that a crash or a hang of a library in another language is seen, too. An input is
accepted, or refused by an error that can be told; any other exception is a failure, and so is whatever is written,
run or called outside the folder at hand. What is fuzzed stands in `tests/fuzz_targets.py`. The exit code is 1 if
there was a failure; the inputs are printed.

With `--atheris` the inputs are not drawn at random but led by which lines of graphkit they reach (pip install atheris;
Linux and macOS). That is slower for each input, and finds what hides behind several conditions.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import os
import platform
import sys
import tempfile
import traceback
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, process_time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

TESTS = Path(__file__).resolve().parent.parent / "tests"

PATIENCE = 60.0
"""Seconds for one input; what takes longer is a hang."""


@dataclass
class Tally:
    """What came of the inputs of a target."""

    inputs: int = 0
    accepted: int = 0
    refused: int = 0
    longest: float = 0.0
    seconds: float = 0.0
    failures: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    known: set[bytes] = field(default_factory=set, repr=False)

    def fail(self, what: str, example: str) -> None:
        """Counts a failure."""
        self.failures[what] += 1
        self.examples.setdefault(what, example)


def main() -> None:
    """Parses, tries and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000, help="in all, shared among the targets by their weights")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--target", action="append", help="only this one; may be given several times")
    parser.add_argument("--atheris", action="store_true", help="led by coverage instead of at random")
    asked = parser.parse_args()
    sys.path.insert(0, str(TESTS))
    if asked.atheris:
        _instrument()
    from fuzz_targets import TARGETS

    if unknown := set(asked.target or ()) - TARGETS.keys():
        parser.error(f"no target {', '.join(sorted(unknown))}; there are {', '.join(TARGETS)}")
    names = asked.target or list(TARGETS)
    whole = sum(TARGETS[name].weight for name in names)
    print(f"Python {platform.python_version()}, seed {asked.seed}, {'atheris' if asked.atheris else 'hypothesis'}")
    print("| target | inputs | refused cleanly | accepted | longest, s | in all, s | failures |")
    print("|---|---|---|---|---|---|---|", flush=True)
    total, done, places = Tally(), 0, 0
    for name in names:
        places += TARGETS[name].weight
        count = asked.inputs * places // whole - done
        done += count
        tally = _in_a_process(name, count, asked.seed, guided=asked.atheris)
        _print_row(name, tally)
        total.inputs += tally.inputs
        total.refused += tally.refused
        total.accepted += tally.accepted
        total.longest = max(total.longest, tally.longest)
        total.seconds += tally.seconds
        total.failures += tally.failures
        total.examples |= tally.examples
    _print_row("all", total)
    for what, often in total.failures.most_common():
        print(f"\n{often} × {what}\n    {total.examples[what][:2000]}")
    sys.exit(bool(total.failures))


def _print_row(name: str, tally: Tally) -> None:
    counts = (tally.inputs, tally.refused, tally.accepted)
    figures = (*(f"{count:,}" for count in counts), f"{tally.longest:.2f}", f"{tally.seconds:.1f}")
    print(f"| {name} | {' | '.join(figures)} | {tally.failures.total()} |", flush=True)


def _in_a_process(name: str, count: int, seed: int, *, guided: bool) -> Tally:
    """The tally of a target. A process that dies or hangs is a failure of the input that it was at."""
    here, there = multiprocessing.Pipe(duplex=False)
    context = multiprocessing.get_context("fork")
    started = context.Value("d", monotonic())
    with tempfile.TemporaryDirectory(prefix="graphkit-fuzz-") as folder:
        at = Path(folder) / "input"
        work = context.Process(target=_work, args=(there, name, count, seed, guided, at, started))
        work.start()
        there.close()
        tally: Tally | None = None
        while tally is None:
            if here.poll(1):
                try:
                    tally = here.recv()
                except EOFError:
                    work.join()
                    tally = _lost(f"{name}: the process died with exit code {work.exitcode}", at)
            elif monotonic() - started.value > PATIENCE:
                work.kill()
                tally = _lost(f"{name}: an input took longer than {PATIENCE:.0f} s", at)
        work.join()
    return tally


def _lost(what: str, at: Path) -> Tally:
    tally = Tally()
    tally.fail(what, at.read_text(encoding="utf-8") if at.exists() else "before the first input")
    return tally


def _work(told: Connection, name: str, count: int, seed: int, guided: bool, at: Path, started: Any) -> None:
    tally = Tally()
    began = process_time()

    def tell() -> None:
        tally.seconds = process_time() - began
        tally.known.clear()
        told.send(tally)

    attempt = _attempt(name, tally, count, at, started)
    if guided:
        _guided(name, attempt, tally, count, seed, tell)
    else:
        _random(name, attempt, tally, count, seed)
        tell()


def _attempt(name: str, tally: Tally, count: int, at: Path, started: Any) -> Callable[[Any], None]:
    from confinement import Escape, confined
    from fuzz_targets import TARGETS, tried

    target = TARGETS[name]
    nowhere = (at.parent / "said").open("w", encoding="utf-8", errors="replace")

    def attempt(value: Any) -> None:
        if tally.inputs >= count:
            return
        said = repr(value)
        seen = hashlib.blake2b(said.encode("utf-8", "backslashreplace"), digest_size=8).digest()
        if seen in tally.known:
            return  # each counts once
        tally.known.add(seen)
        at.write_text(said[:100_000], encoding="utf-8", errors="backslashreplace")
        started.value = monotonic()
        tally.inputs += 1
        with tempfile.TemporaryDirectory(dir=at.parent, ignore_cleanup_errors=True) as folder:
            begun = process_time()
            try:
                with redirect_stdout(nowhere), redirect_stderr(nowhere), confined(Path(folder)):
                    accepted = tried(target, value, Path(folder))
                tally.accepted += accepted
                tally.refused += not accepted
            except (Exception, Escape, SystemExit) as error:  # noqa: BLE001 - to be counted
                *_, last = traceback.extract_tb(error.__traceback__)
                place = f"{Path(last.filename).name}:{last.lineno}"
                tally.fail(f"{name}: {type(error).__name__} at {place}: {error!s:.300}", said[:2000])
            tally.longest = max(tally.longest, process_time() - begun)

    return attempt


def _random(name: str, attempt: Callable[[Any], None], tally: Tally, count: int, seed: int) -> None:
    """Tries inputs as hypothesis draws them."""
    import hypothesis
    from fuzz_targets import TARGETS

    round_ = 0
    while tally.inputs < count:
        settings = hypothesis.settings(
            max_examples=count - tally.inputs + 20,
            database=None,
            deadline=None,
            phases=[hypothesis.Phase.generate],
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        before = tally.inputs
        test = hypothesis.given(TARGETS[name].inputs)(lambda value: attempt(value))
        hypothesis.seed(f"{seed} {round_}")(settings(test))()
        round_ += 1
        if tally.inputs == before:
            return  # there are no more


def _guided(
    name: str, attempt: Callable[[Any], None], tally: Tally, count: int, seed: int, tell: Callable[[], None]
) -> None:
    """Tries inputs as atheris leads to them, decoded by the same strategies, and ends the process."""
    import atheris  # type: ignore[import-untyped, import-not-found, unused-ignore]
    import hypothesis
    from fuzz_targets import TARGETS

    test = hypothesis.settings(database=None, deadline=None)(
        hypothesis.given(TARGETS[name].inputs)(lambda value: attempt(value))
    )
    decode = test.hypothesis.fuzz_one_input  # type: ignore[attr-defined]

    def one(content: bytes) -> None:
        if tally.inputs >= count:
            tell()
            os._exit(0)  # libFuzzer does not return
        decode(content)

    options = [f"-seed={seed or 1}", "-max_len=4096", "-len_control=0", "-verbosity=0", "-rss_limit_mb=0"]
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what libFuzzer says of itself
    atheris.Setup([sys.argv[0], *options], one)
    atheris.Fuzz()


def _instrument() -> None:
    """Loads graphkit so that atheris sees which lines are run."""
    try:
        import atheris  # type: ignore[import-untyped, import-not-found, unused-ignore]
    except ImportError:
        sys.exit("atheris is not installed; run: pip install atheris (it has wheels for Linux), or leave out --atheris")
    with atheris.instrument_imports(include=["graphkit"]):
        for path in sorted((TESTS.parent / "graphkit").rglob("*.py")):
            name = ".".join(path.relative_to(TESTS.parent).with_suffix("").parts).removesuffix(".__init__")
            if name.split(".")[1:2] not in (["__main__"], ["server"], ["extraction"]):
                __import__(name)


if __name__ == "__main__":
    main()
