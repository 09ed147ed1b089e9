"""XLSX annexes: each sheet a caption line and a table; merged cells marked as continuations."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from ingest.read.pdf import safety
from ingest.reading import Block, Cell, Line, Reading, RefusedFile, Table
from ingest.text.normalize import tidy

DAMAGED = "Tệp Excel bị hỏng hoặc có mật khẩu; hãy kiểm tra và gửi lại tệp gốc."
NO_TEXT = "Tệp Excel không có dữ liệu; hãy kiểm tra lại tệp gốc."
TOO_LARGE = "Bảng tính quá lớn; hãy tách thành nhiều tệp dưới 50.000 dòng."
_FAILURES: tuple[type[Exception], ...] = (InvalidFileException, *safety.PARSER_FAILURES)
_MAX_ROWS = 50_000
_MAX_COLUMNS = 60


def read_xlsx(path: Path) -> Reading:
    """The visible sheets of a workbook.

    :raises RefusedFile: damaged, empty or oversized workbooks.
    """
    try:
        book = openpyxl.load_workbook(path, data_only=True)
    except _FAILURES as error:
        raise RefusedFile("damaged", DAMAGED) from error
    blocks: list[Block] = []
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            blocks.extend(_read_sheet(sheet, titled=len(book.worksheets) > 1))
    book.close()
    if not any(isinstance(block, Table) or block.text for block in blocks):
        raise RefusedFile("no_text", NO_TEXT)
    return Reading("xlsx", "xlsx", tuple(blocks))


def _read_sheet(sheet: Worksheet, *, titled: bool) -> list[Block]:
    """The sheet's name (``titled``), its title lines and its table."""
    if sheet.max_row > _MAX_ROWS:
        raise RefusedFile("too_large", TOO_LARGE)
    rows = _filled_rows(sheet)
    if not rows:
        return []
    width = max(index + 1 for row in rows for index, cell in enumerate(row) if cell.text)
    rows = [row[:width] for row in rows]
    blocks: list[Block] = [Line(tidy(sheet.title), bold=True, whole=True)] if titled else []
    # Title lines above the grid: rows with a single filled cell before the first row with two.
    first = next((i for i, row in enumerate(rows) if sum(bool(cell.text) for cell in row) > 1), len(rows))
    for row in rows[:first]:
        blocks.extend(Line(cell.text, bold=True, align="center", whole=True) for cell in row if cell.text)
    if rows[first:]:
        blocks.append(Table(tuple(rows[first:])))
    return blocks


def _filled_rows(sheet: Worksheet) -> list[tuple[Cell, ...]]:
    """The rows with text in them; cells that continue a merged one are None."""
    covered = _covered_slots(sheet)
    values = sheet.iter_rows(max_col=min(sheet.max_column, _MAX_COLUMNS), values_only=True)
    rows = (
        tuple(
            Cell(None, merged=covered[r, c]) if (r, c) in covered else Cell(_cell_text(value))
            for c, value in enumerate(row, start=1)
        )
        for r, row in enumerate(values, start=1)
    )
    return [row for row in rows if any(cell.text for cell in row)]


def _covered_slots(sheet: Worksheet) -> dict[tuple[int, int], Literal["left", "above"]]:
    """Rows and columns of the slots under merged cells, but for their first one, and where their cell comes from."""
    return {
        (row, column): "above" if column == merged.min_col else "left"
        for merged in sheet.merged_cells.ranges
        for row in range(merged.min_row, merged.max_row + 1)
        for column in range(merged.min_col, min(merged.max_col, _MAX_COLUMNS) + 1)
        if (row, column) != (merged.min_row, merged.min_col)
    }


def _cell_text(value: Any) -> str:
    """A value as a reader of the sheet would say it: Vietnamese dates, no trailing .0."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float):
        text = f"{value:.4f}".rstrip("0").rstrip(".")
        return text.replace(".", ",")
    return tidy(str(value))
