"""Tables that people fill in with a spreadsheet: their columns, and how they are written and read as CSV and XLSX."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from graphkit.bounded import read_bounded, refuse_bomb
from graphkit.errors import InputError, OutputError
from graphkit.export.tables import archive
from graphkit.labels import spaced
from graphkit.model import digest
from graphkit.network import without_control_characters
from graphkit.spreadsheets import escaped, unescaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

STATEMENTS, QUESTIONS = "statements", "questions"
"""The names of the two parts of a review."""

VERDICTS = ("accept", "reject", "relabel")
"""What may stand under `verdict`."""

SEAL = "seal"

COLUMNS: Mapping[str, tuple[str, ...]] = {
    STATEMENTS: (
        *("id", "sentence", "words", "actor", "relation", "object", "speaker"),
        *("file", "date", "publisher", "confidence", "modality"),
        *("verdict", "correct actor", "correct relation", "correct object", "note", SEAL),
    ),
    QUESTIONS: ("name", "candidates", "articles", "why", "answer", "note", SEAL),
}
"""The columns of each part. A person fills in those before the seal, which nobody has to understand."""

SEALED: Mapping[str, tuple[str, ...]] = {
    STATEMENTS: ("id", "sentence", "actor", "relation", "object", "file"),
    QUESTIONS: ("name", "candidates", "articles"),
}
"""The columns whose content the seal vouches for: what the judgement is about."""

FILLED: Mapping[str, tuple[str, ...]] = {
    STATEMENTS: ("verdict", "correct actor", "correct relation", "correct object", "note"),
    QUESTIONS: ("answer", "note"),
}
"""The columns that are left empty."""

BETWEEN = " | "
"""What stands between the items of a list."""

_LONGEST = 32_767  # characters that a cell of a workbook holds
_WIDTHS = {
    "id": 15,
    "sentence": 70,
    "words": 40,
    "object": 30,
    "actor": 20,
    "candidates": 40,
    "articles": 30,
    "why": 50,
}
_WIDTH, _LISTABLE, _LISTS = 16, 250, 2_000
_STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")
_LONGEST_CELL = 131_072
"""Characters that a cell may have: more are a quotation mark that was never closed."""

_ENCODINGS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row that somebody may have filled in: its cells by column, and its number in the spreadsheet."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """The text under a column; nothing where the column or the cell is missing."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Part:
    """The statements or the questions of a review, as they were found in `source`."""

    name: str
    rows: tuple[Row, ...]
    source: str

    @property
    def filled(self) -> int:
        """How many rows somebody has written into."""
        return sum(any(row[column] for column in FILLED[self.name]) for row in self.rows)


def cell(text: str) -> str:
    """A text as a cell shows it: on one line, without what no workbook can hold, and not too long for one."""
    shown = spaced(without_control_characters(text))
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"


def seal(part: str, cells: Mapping[str, str]) -> str:
    """What vouches for the sealed columns. Blanks and what spreadsheets do to apostrophes do not matter to it."""
    # A letter first, or a spreadsheet takes "1234e567" for a number.
    values = (unicodedata.normalize("NFC", spaced(cells.get(column, "")).lstrip("'")) for column in SEALED[part])
    return f"s{digest(*values, length=9)}"


def csv_bytes(part: str, rows: Iterable[Mapping[str, str]]) -> bytes:
    """A part of a review as CSV (RFC 4180), in UTF-8 with the mark by which spreadsheets know it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS[part])
    writer.writerows([escaped(row.get(column, "")) for column in COLUMNS[part]] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def read(path: Path) -> list[Part]:
    """The parts in a file, CSV or XLSX by its suffix. Raises InputError where it has none or cannot be read."""
    try:
        content = read_bounded(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); name a sheet of `graphkit review`") from error
    found = _workbook(content, path) if path.suffix.lower() == ".xlsx" else [(str(path), _table(content, path))]
    parts = [part for source, table in found if (part := _part(table, source)) is not None]
    if not parts:
        raise InputError(
            f"{path}: no sheet of a review; its first line has to name the columns {', '.join(COLUMNS[STATEMENTS])}"
            f" or {', '.join(COLUMNS[QUESTIONS])}"
        )
    return parts


def _part(table: Sequence[Sequence[str]], source: str) -> Part | None:
    if not table:
        return None
    columns = [spaced(column).casefold() for column in table[0]]
    for name in (STATEMENTS, QUESTIONS):
        wanted = {*SEALED[name], *FILLED[name], SEAL} - {"note"}
        missing = [column for column in COLUMNS[name] if column in wanted and column not in columns]
        if not missing:
            rows = (
                Row(number, dict(zip(columns, cells, strict=False)))
                for number, cells in enumerate(table[1:], 2)
                if any(cells)
            )
            return Part(name, tuple(rows), source)
        if len(missing) < len(wanted) / 2:
            raise InputError(f"{source}: the column '{missing[0]}' is missing; put it back, or export the sheet again")
    return None


def _table(content: bytes, path: Path) -> list[list[str]]:
    """The rows of a CSV file, whatever a spreadsheet put between its cells."""
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        text = content.decode(_ENCODINGS.get(content[:2], "utf-8-sig"))
        tables = [list(csv.reader(io.StringIO(text, newline=""), delimiter=mark)) for mark in ",;\t"]
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8; save it as CSV UTF-8, or as .xlsx") from error
    except csv.Error as error:
        raise InputError(f"{path}: no CSV ({error}); save it as CSV UTF-8, or as .xlsx") from error
    finally:
        csv.field_size_limit(before)
    table = max(tables, key=lambda table: len(table[0]) if table else 0)
    return [[unescaped(spaced(cell)) for cell in row] for row in table]


# -- workbooks -----------------------------------------------------------------------------------------------------


def xlsx_bytes(parts: Mapping[str, Sequence[Mapping[str, str]]], relations: Sequence[str], path: Path) -> bytes:
    """A workbook with a sheet a part; always the same bytes. Raises OutputError where openpyxl is missing."""
    _needs_openpyxl(path)
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for name, rows in parts.items():
        _fill(book.create_sheet(name), name, rows, relations)
    written = io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as zipped:
        files = {file: _STAMP.sub(rb"\g<1>1980-01-01T00:00:00Z\g<3>", zipped.read(file)) for file in zipped.namelist()}
    return archive(files)


def _fill(sheet: Any, name: str, rows: Sequence[Mapping[str, str]], relations: Sequence[str]) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    letters = {column: get_column_letter(number) for number, column in enumerate(COLUMNS[name], 1)}
    for column, letter in letters.items():
        sheet.column_dimensions[letter].width = _WIDTHS.get(column, _WIDTH)
        sheet.column_dimensions[letter].hidden = column == SEAL
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{letters[SEAL]}{len(rows) + 1}"
    bold, top = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    yellow = PatternFill("solid", fgColor="FFF8DC")

    def dressed(text: str, column: str) -> Any:
        made = WriteOnlyCell(sheet)
        made.value = text
        made.data_type = "s"  # or a text that begins with "=" is a formula
        made.alignment = top
        if column in FILLED[name]:
            made.fill = yellow
            made.number_format = "@"
        return made

    head = [dressed(column, column) for column in letters]
    for made in head:
        made.font = bold
    sheet.append(head)
    for row in rows:
        sheet.append([dressed(row.get(column, ""), column) for column in letters])
    _offer(sheet, name, rows, relations, letters)


def _offer(
    sheet: Any,
    name: str,
    rows: Sequence[Mapping[str, str]],
    relations: Sequence[str],
    letters: Mapping[str, str],
) -> None:
    """Lists to choose from. Where another answer may be right, the list is an offer only."""
    from openpyxl.worksheet.datavalidation import DataValidation

    def offer(choices: Iterable[str], cells: str, *, only: bool) -> None:
        listed = ",".join(choices).replace('"', '""')
        if len(listed) <= _LISTABLE:
            validation = DataValidation("list", f'"{listed}"', allow_blank=True, showErrorMessage=only)
            validation.add(cells)
            sheet.data_validations.append(validation)

    last = len(rows) + 1
    if not rows:
        return
    if name == STATEMENTS:
        offer(VERDICTS, f"{letters['verdict']}2:{letters['verdict']}{last}", only=True)
        offer(relations, f"{letters['correct relation']}2:{letters['correct relation']}{last}", only=True)
        return
    for number, row in enumerate(rows[:_LISTS], 2):
        if "," not in row["candidates"]:
            offer((*row["candidates"].split(BETWEEN), "none"), f"{letters['answer']}{number}", only=False)


def _workbook(content: bytes, path: Path) -> list[tuple[str, list[list[str]]]]:
    _needs_openpyxl(path)
    from openpyxl import load_workbook

    try:
        refuse_bomb(content)
        book = load_workbook(io.BytesIO(content), read_only=True)
        return [
            (f"{path} ({sheet.title})", [[_text(value) for value in row] for row in sheet.iter_rows(values_only=True)])
            for sheet in book.worksheets
        ]
    except Exception as error:  # openpyxl lets through whatever goes wrong within a broken archive
        raise InputError(f"{path}: no workbook ({error}); save it as .xlsx, or as CSV UTF-8") from error


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else spaced(str(value))


def _needs_openpyxl(path: Path) -> None:
    if find_spec("openpyxl") is None:
        raise OutputError(f"{path}: this needs openpyxl; install it: pip install 'graphkit[xlsx]', or name a .csv")
