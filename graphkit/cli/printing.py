"""What the verbs print: drawn on a terminal, plain in a pipe."""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from rich.console import Console

    from graphkit.resolution import Account
    from graphkit.upkeep import Update

LISTED = 10
"""Of more files than these that were skipped for one reason, the first ones are named."""

_FRAME, _COLUMN = 1, 3
"""Blanks that a drawn table needs beside its columns, and beside each of them."""

_TALL = 3
"""Lines of the tallest cell in a drawn table."""


def summary(done: Update) -> Iterator[str]:
    """What a build did, line by line: articles read, skipped and silent, the size of the graph, its files."""
    graph, changes = done.graph, done.changes
    report = graph.report
    known = f", {report.cached} of them known from the cache" if report.cached else ""
    read = report.articles - changes.kept
    held = f"{count(report.articles, 'article')} in the graph{known}"
    if read:
        yield f"{count(read, 'article')} read" + (f"; {held}" if changes.kept else known)
    elif changes.kept:
        yield held
    if report.skipped:
        yield f"{count(len(report.skipped), 'file')} skipped:"
        yield from _grouped((skip.path, skip.reason) for skip in report.skipped)
    if report.noted:
        yield f"{count(len({noted.path for noted in report.noted}), 'file')} changed or not wholly understood:"
        yield from _grouped((noted.path, noted.what) for noted in report.noted)
    yield from named(changes.edited, "edited since the last build")
    yield from named(changes.gone, "kept as last read, though there is no article in its file now (graphkit remove)")
    yield from named(changes.removed, "taken away")
    if changes.adopted:
        yield f"{count(changes.adopted, 'article')} known only from the graph.ttl that was here"
    if changes.imported:
        yield f"{count(changes.imported, 'article')} imported"
    yield from named(report.without_claims, "without a statement")
    yield from report.account
    yield from _judged(graph.account)
    parts = ((graph.statements, "statement"), (graph.actors, "actor"), (graph.topics, "topic"))
    yield ", ".join(count(len(found), noun) for found, noun in parts)
    yield from map(str, done.written)


def _judged(account: Account) -> Iterator[str]:
    """What a ledger did, which of its lines and links speak of nothing, and what is left to judge."""
    if account.rejected:
        yield f"{count(account.rejected, 'statement')} rejected by the ledger"
    if account.unused:
        yield "without effect:"
        yield from (f"  {line}" for line in account.unused)
    if account.questions:
        yield f"{count(len(account.questions), 'open question')} of who or what is the same (graphkit why --questions)"


def named(files: Sequence[str], what: str) -> Iterator[str]:
    """How many articles something is true of, and their files."""
    if files:
        yield f"{count(len(files), 'article')} {what}:"
        yield from (f"  {file}" for file in files)


def _grouped(told: Iterable[tuple[Path, str]]) -> Iterator[str]:
    """Files and what is told of each: each by name, unless many share it."""
    by_reason: dict[str, list[Path]] = {}
    for path, reason in told:
        by_reason.setdefault(reason, []).append(path)
    for reason, paths in by_reason.items():
        named = paths if len(paths) <= LISTED else paths[: LISTED - 1]
        yield from (f"  {path}: {reason}" for path in named)
        if len(paths) > len(named):
            yield f"  {len(paths) - len(named)} more: {reason}"


def count(number: int, noun: str) -> str:
    """ "1 article", "2,000 articles"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table on a terminal, or a block a row where it has no room; in a pipe a line a row, cells apart by tabs."""
    cells = [[" ".join(cell.split()) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        print_lines("\t".join(row) for row in (columns, *cells))
        return
    from rich.console import Console

    console = Console()
    if widths := fitting(columns, cells, console.width - _FRAME - _COLUMN * len(columns)):
        _draw(console, columns, cells, widths)
    else:
        print_lines(blocks(columns, cells, console.width))


def fitting(columns: Sequence[str], rows: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """The widths of columns that have room side by side, or None.

    A text may go on in the next line, but not for more than a few lines, and no word is cut.
    """
    every = [[column, *(row[i] for row in rows)] for i, column in enumerate(columns)]
    widths = [max(map(_width, cells)) for cells in every]
    least = [max((_width(word) for cell in cells for word in cell.split()), default=1) for cells in every]
    while sum(widths) > room:
        spare = [(widths[i], i) for i in range(len(widths)) if widths[i] > least[i]]
        if not spare:
            return None
        widths[max(spare)[1]] -= 1
    tall = any(len(_wrapped(cell, widths[i])) > _TALL for i, cells in enumerate(every) for cell in cells)
    return None if tall else widths


def blocks(columns: Sequence[str], rows: Iterable[Sequence[str]], width: int) -> Iterator[str]:
    """Each row as lines of a name and a value; what is empty is left out."""
    margin = max(map(len, columns), default=0) + 2
    for number, row in enumerate(rows):
        if number:
            yield ""
        for column, cell in zip(columns, row, strict=True):
            lines = _wrapped(cell, max(width - margin, margin))
            yield from (
                f"{name:<{margin}}{line}" for name, line in zip((column, *[""] * len(lines)), lines, strict=False)
            )


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(width, 1), break_long_words=False, break_on_hyphens=False)


def _width(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)


def _draw(console: Console, columns: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD)
    for column, width in zip(columns, widths, strict=True):
        table.add_column(Text(column), overflow="fold", width=width)
    for row in rows:
        table.add_row(*map(Text, row))  # Text: what stands in brackets is no markup
    console.print(table)


def print_lines(lines: Iterable[str]) -> None:
    """Each line on its own, to stdout."""
    sys.stdout.writelines(f"{line}\n" for line in lines)
