"""Cells of a sheet as its reader sees them: formats applied, raised and lowered digits kept, hidden ones left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.worksheet.worksheet import Worksheet

from ingest.read.sheets.number_formats import shown_text
from ingest.reading import Cell
from ingest.text.normalize import tidy
from ingest.text.raised import lowered_text, raised_text

Place = tuple[int, int]
_WHITE = "FFFFFF"


@dataclass(frozen=True, slots=True)
class SheetCells:
    """The shown cells of a sheet by row, and the texts of hidden rows, columns and cells."""

    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    hidden: tuple[str, ...]
    #: Texts beyond the last column that is read.
    cut_off: int = 0


def sheet_cells(sheet: Worksheet, most_columns: int) -> SheetCells:
    """The cells with text, row by row, and the number of each row: where numbers are left out, the sheet is empty."""
    filled = _filled_places(sheet)
    hidden_columns = _hidden_columns(sheet)
    hidden_rows = {number for number, row in sheet.row_dimensions.items() if _is_hidden(row)}
    shown: dict[int, dict[int, Cell]] = {}
    hidden: list[str] = []
    cut_off = 0
    for (row, column), (text, bold, seen) in sorted(filled.items()):
        if row in hidden_rows or column in hidden_columns or not seen:
            hidden.append(text)
        elif column > most_columns:
            cut_off += 1
        else:
            shown.setdefault(row, {})[column] = Cell(text, bold=bold)
    width = max((column for cells in shown.values() for column in cells), default=0)
    columns = [column for column in range(1, width + 1) if column not in hidden_columns]
    covered = _covered_slots(sheet, hidden_rows, hidden_columns, shown)
    rows = tuple((row, _row(row, cells, columns, covered)) for row, cells in sorted(shown.items()))
    return SheetCells(rows, tuple(hidden), cut_off)


def _row(
    row: int, cells: Mapping[int, Cell], columns: Sequence[int], covered: Mapping[Place, Literal["left", "above"]]
) -> tuple[Cell, ...]:
    return tuple(
        Cell(None, merged=covered[row, column]) if (row, column) in covered else cells.get(column, Cell(""))
        for column in columns
    )


def _filled_places(sheet: Worksheet) -> dict[Place, tuple[str, bool, bool]]:
    """The cells with text: what they show, whether in bold, and whether a reader sees it."""
    filled: dict[Place, tuple[str, bool, bool]] = {}
    # Its rows would be made cell by cell up to the last one, a million of nothing in a sheet that is mostly empty.
    for place, cell in sheet._cells.items():
        if cell.value is None:
            continue
        text = _cell_text(cell)
        if text:
            filled[place] = (text, bool(cell.font and cell.font.b), not _is_white(cell))
        else:
            plain = tidy(str(cell.value))
            if plain and not isinstance(cell.value, bool):
                filled[place] = (plain, False, False)  # a format such as `;;;` shows nothing
    return filled


def _cell_text(cell: Any) -> str:
    """What a cell shows: its value by its number format, parts that are set high or low as such."""
    value = cell.value
    if isinstance(value, CellRichText):
        return tidy(_joined_parts([part for part in value if isinstance(part, str | TextBlock)]))
    return tidy(shown_text(value, cell.number_format or "General"))


def _joined_parts(parts: Sequence[str | TextBlock]) -> str:
    """Parts of a text in fonts of their own: those set high or low keep their meaning (`10³`, `CO₂`)."""
    text = ""
    for index, part in enumerate(parts):
        if isinstance(part, str):
            text += part
            continue
        align = part.font.vertAlign if part.font else None
        following = str(parts[index + 1]) if index + 1 < len(parts) else ""
        if align == "superscript":
            text += raised_text(text, part.text or "", following)
        else:
            text += lowered_text(text, part.text or "") if align == "subscript" else part.text or ""
    return text


def _is_white(cell: Any) -> bool:
    """True for white letters on no ground: a reader sees nothing."""
    color = cell.font.color if cell.font else None
    if color is None or (cell.fill is not None and cell.fill.fill_type not in (None, "none")):
        return False
    if color.type == "rgb":
        return str(color.rgb)[-6:].upper() == _WHITE
    return bool(color.type == "theme" and color.theme == 0 and not color.tint) or (
        color.type == "indexed" and color.indexed in (1, 9)
    )


def _is_hidden(dimension: Any) -> bool:
    """True for a row or column that is hidden and that no sign at the sheet's edge opens."""
    return bool(dimension.hidden) and not dimension.outlineLevel


def _hidden_columns(sheet: Worksheet) -> set[int]:
    last = max((column for _, column in sheet._cells), default=0)
    hidden: set[int] = set()
    for column in sheet.column_dimensions.values():
        if _is_hidden(column) or (column.width == 0 and column.customWidth):
            hidden.update(range(column.min or 1, min(column.max or column.min or 1, last) + 1))
    return hidden


def _covered_slots(
    sheet: Worksheet, hidden_rows: set[int], hidden_columns: set[int], shown: dict[int, dict[int, Cell]]
) -> dict[Place, Literal["left", "above"]]:
    """The slots under merged cells but for the first one that is shown, and where their cell comes from.

    A merged cell whose first column or row is hidden shows its text in the first that is not.
    """
    covered: dict[Place, Literal["left", "above"]] = {}
    for merged in sheet.merged_cells.ranges:
        rows = [row for row in range(merged.min_row, merged.max_row + 1) if row not in hidden_rows]
        columns = [column for column in range(merged.min_col, merged.max_col + 1) if column not in hidden_columns]
        if not rows or not columns:
            continue
        first = (rows[0], columns[0])
        if first != (merged.min_row, merged.min_col):
            cell = cast(Any, sheet.cell(merged.min_row, merged.min_col))
            text = _cell_text(cell) if cell.value is not None else ""
            if text:
                shown.setdefault(first[0], {})[first[1]] = Cell(text, bold=bool(cell.font and cell.font.b))
        for row in rows:
            for column in columns:
                if (row, column) != first:
                    covered[row, column] = "above" if column == columns[0] else "left"
    return covered
