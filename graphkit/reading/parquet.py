"""Parquet: an article a row, of the columns only those that are needed. By pyarrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphkit.reading.archives import seekable
from graphkit.reading.decoding import Unreadable
from graphkit.reading.fields import FIELD_NAMES, has_field
from graphkit.reading.records import library
from graphkit.reading.structured import article_of, no_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphkit.reading.records import Content, Records

ROWS = 64
"""Rows in memory at once, besides what pyarrow keeps of a column's page."""


def read(content: Content) -> Records:
    """The articles of the rows."""
    parquet = library("pyarrow.parquet", "parquet")
    arrow = library("pyarrow", "parquet")
    try:
        with seekable(content.stream) as stream:
            yield from _rows(content, parquet.ParquetFile(stream, pre_buffer=False))
    except (arrow.ArrowException, OSError) as error:
        raise Unreadable(f"broken Parquet ({str(error).splitlines()[0][:200]}); the rest is not read") from error


def _rows(content: Content, table: Any) -> Records:
    columns = [field.name for field in table.schema_arrow]
    if not has_field(columns, "text", content.mapping):
        raise Unreadable(no_text(columns, content.mapping))
    wanted = _wanted(columns, content)
    number = 0
    for batch in table.iter_batches(batch_size=ROWS, columns=wanted, use_threads=False):
        for row in batch.to_pylist():
            number += 1
            yield article_of(content, number, row)


def _wanted(columns: Iterable[str], content: Content) -> list[str]:
    return [name for name in columns if any(has_field([name], ours, content.mapping) for ours in FIELD_NAMES)]
