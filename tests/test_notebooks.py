"""The notebooks run from top to bottom, and what they show is what is checked in.

`python tests/test_notebooks.py` runs them and writes their outputs anew.
"""

from __future__ import annotations

import base64
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).resolve().parent.parent / "notebooks").glob("*.ipynb"))
AGAIN = "run: .venv/bin/python tests/test_notebooks.py"

LIVE = "live"
"""The tag of a cell that shows a whole page. The page is made anew by whoever runs it; only its text is kept."""

pytestmark = [pytest.mark.model, pytest.mark.slow]


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def executed(path: Path) -> Any:
    """The notebook after a run of all its cells. Raises CellExecutionError where one of them fails."""
    notebook = read(path)
    folder = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", coalesce_streams=True, resources=folder).execute()
    for cell in notebook.cells:
        # When it ran, and the release of Python that ran it, are no part of what it shows.
        cell.metadata.pop("execution", None)
        if LIVE in cell.metadata.get("tags", ()):
            for output in cell.outputs:
                output.data.pop("text/html", None)
    notebook.metadata.language_info = {"name": "python"}
    return notebook


def shown(notebook: Any) -> list[tuple[str, Any]]:
    return [(cell.source, list(map(told, cell.outputs))) for cell in notebook.cells if cell.cell_type == "code"]


def told(output: Any) -> Any:
    """An output without the bytes of a picture, if it is one."""
    if "image/png" not in output.get("data", {}):
        return output
    assert base64.b64decode(output.data["image/png"]).startswith(b"\x89PNG")
    return type(output)(output | {"data": {"image/png": "a picture"}})


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_are_those_checked_in(path: Path) -> None:
    assert shown(executed(path)) == shown(read(path)), AGAIN


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_cell_says_why(path: Path) -> None:
    for before, cell in pairwise(read(path).cells):
        if cell.cell_type == "code":
            assert before.cell_type == "markdown", cell.source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_cell_complains(path: Path) -> None:
    for _, outputs in shown(read(path)):
        for output in outputs:
            assert output.output_type != "error"
            assert output.get("name") != "stderr"


def test_there_is_a_notebook() -> None:
    assert NOTEBOOKS


if __name__ == "__main__":
    for notebook in NOTEBOOKS:
        print(notebook)
        nbformat.write(executed(notebook), notebook)  # type: ignore[no-untyped-call]
