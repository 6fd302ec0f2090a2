"""What the verbs print: drawn on a terminal, plain in a pipe."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from graphkit.graph import Graph
    from graphkit.reading import Skipped

LISTED = 10
"""Of more files than these that were skipped for one reason, the first ones are named."""


@contextmanager
def progress() -> Iterator[Callable[[int, int], None] | None]:
    """What to call with the files done and all files: it draws a bar, on a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def summary(graph: Graph, written: Iterable[Path]) -> Iterator[str]:
    """What a build did, line by line: articles read, skipped and silent, the size of the graph, its files."""
    report = graph.report
    known = f", {report.cached} of them known from the cache" if report.cached else ""
    yield f"{count(report.articles, 'article')} read{known}"
    yield from _skipped(report.skipped)
    if report.without_claims:
        yield f"{count(len(report.without_claims), 'article')} without a statement:"
        yield from (f"  {file}" for file in report.without_claims)
    yield ", ".join(
        count(len(parts), noun)
        for parts, noun in (
            (graph.statements, "statement"),
            (graph.actors, "actor"),
            (graph.topics, "topic"),
        )
    )
    yield from map(str, written)


def _skipped(skipped: Sequence[Skipped]) -> Iterator[str]:
    """The files that gave no article: each by name, unless many share a reason."""
    if skipped:
        yield f"{count(len(skipped), 'file')} skipped:"
    by_reason: dict[str, list[Path]] = {}
    for skip in skipped:
        by_reason.setdefault(skip.reason, []).append(skip.path)
    for reason, paths in by_reason.items():
        named = paths if len(paths) <= LISTED else paths[: LISTED - 1]
        yield from (f"  {path}: {reason}" for path in named)
        if len(paths) > len(named):
            yield f"  {len(paths) - len(named)} more: {reason}"


def count(number: int, noun: str) -> str:
    """ "1 article", "2,000 articles"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A drawn table on a terminal; in a pipe a line a row, cells apart by tabs."""
    if not sys.stdout.isatty():
        print_lines("\t".join(" ".join(cell.split()) for cell in row) for row in (columns, *rows))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))  # Text: what stands in brackets is no markup
    Console().print(table)


def print_lines(lines: Iterable[str]) -> None:
    """Each line on its own, to stdout."""
    sys.stdout.writelines(f"{line}\n" for line in lines)
