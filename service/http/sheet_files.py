"""Sheets as files: XLSX or CSV with a head, rows of texts and numbers, and sentences below them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font

from service.http.sheet_text import MEDIA_TYPE, cell_text

FileFormat = Literal["xlsx", "csv"]
MEDIA_TYPES: dict[FileFormat, str] = {
    "xlsx": MEDIA_TYPE,
    "csv": "text/csv; charset=utf-8",
}
#: A cell that begins so would be computed by a spreadsheet program.
_COMPUTED = ("=", "+", "-", "@", "\t", "\r")

Row = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """The title of a sheet, its columns' heads and their widths."""

    title: str
    head: tuple[str, ...]
    widths: tuple[int, ...]


def sheet_file(layout: SheetLayout, rows: Iterable[Row], notes: Sequence[str], file_format: FileFormat) -> bytes:
    """The file; ``notes`` are sentences on the whole sheet, which stand below its rows."""
    return _xlsx(layout, rows, notes) if file_format == "xlsx" else _csv(layout, rows, notes)


def _csv(layout: SheetLayout, rows: Iterable[Row], notes: Sequence[str]) -> bytes:
    """CSV in UTF-8 with its mark, without which Excel takes it for another encoding."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(layout.head)
    writer.writerows(tuple(_as_text(cell) for cell in row) for row in rows)
    writer.writerows((_as_text(note),) for note in notes)
    return text.getvalue().encode("utf-8-sig")


def _as_text(cell: str | int) -> str | int:
    """A cell that no program computes."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_COMPUTED) else cell


def _xlsx(layout: SheetLayout, rows: Iterable[Row], notes: Sequence[str]) -> bytes:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(layout.title)
    for column, width in enumerate(layout.widths, start=1):
        sheet.column_dimensions[chr(ord("A") + column - 1)].width = width
    sheet.freeze_panes = "A2"

    def cells(values: Sequence[str | int], *, bold: bool = False) -> list[Cell]:
        made = []
        for value in values:
            cell = WriteOnlyCell(sheet, value=cell_text(value) if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.data_type = "s"  # a text, never a formula
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=bold)
            made.append(cell)
        return made

    sheet.append(cells(layout.head, bold=True))
    for row in rows:
        sheet.append(cells(row))
    for note in notes:
        sheet.append(cells((note,)))
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()
