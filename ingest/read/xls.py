"""XLS, the binary workbooks of Excel 97 to 2003: written anew as an XLSX and read as one."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, TextIO, cast

import openpyxl
import openpyxl.utils
import xlrd
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from ingest.read.pdf import safety
from ingest.read.refusals import ENCRYPTED
from ingest.read.sheet_table import MOST_ROWS, TOO_LARGE
from ingest.read.xlsx import DAMAGED, read_xlsx
from ingest.reading import Reading, RefusedFile
from ingest.temporary_rooms import temporary_room

_STATES = {0: "visible", 1: "hidden", 2: "veryHidden"}
_HEIGHTS: dict[int, Literal["superscript", "subscript"]] = {1: "superscript", 2: "subscript"}
_MOST_CELLS = 1_000_000
_FAILURES: tuple[type[Exception], ...] = (xlrd.XLRDError, AssertionError, *safety.PARSER_FAILURES)


def read_xls(path: Path) -> Reading:
    """The visible sheets of a binary workbook.

    :raises RefusedFile: damaged, encrypted, empty or oversized workbooks.
    """
    try:
        # What it finds odd it would print.
        book = xlrd.open_workbook(str(path), logfile=cast(TextIO, io.StringIO()), formatting_info=True)
        made = _written_anew(book)
    except _FAILURES as error:
        if "encrypted" in str(error).lower():
            raise RefusedFile("encrypted", ENCRYPTED) from error
        raise RefusedFile("damaged", DAMAGED) from error
    with temporary_room("xls") as folder:
        target = folder / "a.xlsx"
        made.save(target)
        return replace(read_xlsx(target), kind="xls")


def _written_anew(book: Any) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    if book.datemode == 1:
        made.epoch = CALENDAR_MAC_1904
    if sum(sheet.nrows * sheet.ncols for sheet in book.sheets()) > _MOST_CELLS:
        raise RefusedFile("too_large", TOO_LARGE)
    for sheet in book.sheets():
        if sheet.nrows > MOST_ROWS:
            raise RefusedFile("too_large", TOO_LARGE)
        target = made.create_sheet(sheet.name[:31])
        target.sheet_state = cast(Any, _STATES.get(sheet.visibility, "visible"))
        _write_cells(book, sheet, target)
        for top, bottom, left, right in sheet.merged_cells:
            target.merge_cells(start_row=top + 1, end_row=bottom, start_column=left + 1, end_column=right)
        for row, look in sheet.rowinfo_map.items():
            if look.hidden:
                target.row_dimensions[row + 1].hidden = True
        for column, look in sheet.colinfo_map.items():
            if look.hidden:
                target.column_dimensions[openpyxl.utils.get_column_letter(column + 1)].hidden = True
    return made


def _write_cells(book: Any, sheet: Any, target: Worksheet) -> None:
    for row in range(sheet.nrows):
        for column in range(sheet.ncols):
            kind = sheet.cell_type(row, column)
            if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                continue
            value = sheet.cell_value(row, column)
            cell = cast(Any, target.cell(row + 1, column + 1))
            look = book.xf_list[sheet.cell_xf_index(row, column)]
            font = book.font_list[look.font_index]
            if kind == xlrd.XL_CELL_TEXT:
                cell.value = _text(book, sheet, row, column, font)
                cell.data_type = "s"  # a text that begins with `=` is no formula
            elif kind == xlrd.XL_CELL_BOOLEAN:
                cell.value = bool(value)
            elif kind == xlrd.XL_CELL_ERROR:
                cell.value = xlrd.error_text_from_code.get(value, "#N/A")
            else:
                cell.value = value
                known = book.format_map.get(look.format_key)
                cell.number_format = known.format_str if known is not None else "General"
            if look.background.fill_pattern:
                cell.fill = PatternFill("solid")
            colour = book.colour_map.get(font.colour_index)
            cell.font = Font(bold=bool(font.bold), color=_hex(colour) if colour == (255, 255, 255) else None)


def _text(book: Any, sheet: Any, row: int, column: int, font: Any) -> str | CellRichText:
    """The text of a cell; raised and lowered letters as such."""
    value = sheet.cell_value(row, column)
    runs = [
        (0, font),
        *((at, book.font_list[index]) for at, index in sheet.rich_text_runlist_map.get((row, column), ())),
    ]
    if not any(one.escapement for _, one in runs):
        return str(value)
    ends = [at for at, _ in runs[1:]] + [len(value)]
    pieces: list[str | TextBlock] = []
    for (start, one), end in zip(runs, ends, strict=True):
        if start < end:
            height = _HEIGHTS.get(one.escapement)
            pieces.append(TextBlock(InlineFont(vertAlign=height), value[start:end]) if height else value[start:end])
    return CellRichText(*pieces)


def _hex(colour: tuple[int, int, int]) -> str:
    return "".join(f"{part:02X}" for part in colour)
