"""An analysis as files: its tables and figures in one folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphkit.errors import OutputError
from graphkit.network.figures import figures as draw
from graphkit.network.figures import ready
from graphkit.writing import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from graphkit.network.analysis import Analysis


def write(analysis: Analysis, folder: Path, *, figures: bool = True) -> list[Path]:
    """Writes the tables as CSV, and the figures where wanted, into a folder, which is made; says where.

    The same analysis gives the same bytes. Raises OutputError where a file cannot be written, and where
    matplotlib is missing, before anything is written.
    """
    if figures:
        ready()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be made ({error.strerror}); name another folder") from error
    files = {f"{name}.csv": table.csv().encode("utf-8", "replace") for name, table in analysis.tables().items()}
    if figures:
        files |= draw(analysis)
    for name, content in files.items():
        write_whole(folder / name, content)
    return [folder / name for name in files]
