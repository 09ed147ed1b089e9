"""XLSX annexes: the visible sheets as they are shown, each its name, its title lines and its tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from ingest.coverage.own_text import own_texts
from ingest.read.pdf import safety
from ingest.read.sheet_table import MOST_ROWS, TOO_LARGE, sheet_blocks
from ingest.read.sheets.cells import SheetCells, sheet_cells
from ingest.read.sheets.package import small_package
from ingest.read.sheets.text_boxes import Overlay, sheet_overlays
from ingest.reading import Block, Cell, LeftOut, Line, OwnText, Reading, RefusedFile
from ingest.text.normalize import tidy

DAMAGED = "Tệp Excel bị hỏng hoặc có mật khẩu; hãy kiểm tra và gửi lại tệp gốc."
NO_TEXT = "Tệp Excel không có dữ liệu; hãy kiểm tra lại tệp gốc."
HIDDEN_SHEETS = "Trang tính ẩn không được đọc: {names}; nếu đó là nội dung của văn bản, hãy bỏ ẩn rồi nạp lại."
HIDDEN_CELLS = (
    "Trang tính “{name}” có {count} ô bị ẩn (hàng, cột ẩn hoặc chữ trắng) không được đọc; nếu đó là nội dung của "
    "văn bản, hãy bỏ ẩn rồi nạp lại."
)
FORMULAS = "Có {count} công thức chưa có kết quả nên chỉ ghi lại công thức; hãy mở tệp bằng Excel, lưu lại rồi nạp lại."
PICTURES = "Trang tính “{name}” có {count} hình chưa đọc được chữ; vui lòng xem tệp gốc."
CUT_OFF = "Trang tính “{name}” có {count} ô ngoài {most} cột đầu chưa được đọc; hãy tách thành nhiều trang tính."
_FAILURES: tuple[type[Exception], ...] = (InvalidFileException, *safety.PARSER_FAILURES)
_MOST_COLUMNS = 1_000


def read_xlsx(path: Path) -> Reading:
    """The visible sheets of a workbook.

    :raises RefusedFile: damaged, empty or oversized workbooks.
    """
    try:
        package = small_package(path)
        overlays = sheet_overlays(path)
        book = openpyxl.load_workbook(package.stream, data_only=True, rich_text=True)
        sheets = [(sheet, sheet_cells(sheet, _MOST_COLUMNS)) for sheet in book.worksheets]
    except _FAILURES as error:
        raise RefusedFile("damaged", DAMAGED) from error
    blocks: list[Block] = []
    warnings: list[str] = []
    hidden: list[str] = []
    left_out = [LeftOut("hidden", text) for _, cells in sheets for text in cells.hidden]
    for sheet, cells in sheets:
        if sheet.sheet_state != "visible":
            hidden.append(f"“{tidy(sheet.title)}”")
            left_out += [LeftOut("hidden", cell.text) for _, row in cells.rows for cell in row if cell.text]
            continue
        overlay = overlays.get(sheet.title, Overlay())
        title = tidy(sheet.title) if len(book.worksheets) > 1 else None
        blocks += _sheet_blocks(cells, title)
        blocks += [Line(text, whole=True) for text in overlay.texts]
        warnings += _sheet_warnings(sheet, cells, overlay)
    book.close()
    if not blocks:
        raise RefusedFile("no_text", NO_TEXT)
    if hidden:
        warnings.append(HIDDEN_SHEETS.format(names=", ".join(hidden)))
    if package.formulas:
        warnings.append(FORMULAS.format(count=package.formulas))
    own = (*own_texts(path, "xlsx"), *(_figures(sheet, cells) for sheet, cells in sheets))
    return Reading("xlsx", "xlsx", tuple(blocks), warnings=tuple(warnings), left_out=tuple(left_out), own_texts=own)


def _figures(sheet: Worksheet, cells: SheetCells) -> OwnText:
    """The figures of a sheet as shown: the naive extraction does not know their formats."""
    shown = (cell.text for _, row in cells.rows for cell in row if cell.text and cell.text[-1:].isdigit())
    return OwnText(f"trang tính “{tidy(sheet.title)}”", "\n".join(shown))


def _sheet_blocks(cells: SheetCells, title: str | None) -> list[Block]:
    """The sheet's name, its title lines and its tables; an empty row stands for all between two rows."""
    if len(cells.rows) > MOST_ROWS:
        raise RefusedFile("too_large", TOO_LARGE)
    rows: list[tuple[Cell, ...]] = []
    before = 0
    for number, row in cells.rows:
        if rows and number > before + 1:
            rows.append(())
        rows.append(row)
        before = number
    return sheet_blocks(rows, title)


def _sheet_warnings(sheet: Worksheet, cells: SheetCells, overlay: Overlay) -> Iterator[str]:
    name = tidy(sheet.title)
    if cells.hidden:
        yield HIDDEN_CELLS.format(name=name, count=len(cells.hidden))
    if cells.cut_off:
        yield CUT_OFF.format(name=name, count=cells.cut_off, most=_MOST_COLUMNS)
    if overlay.pictures:
        yield PICTURES.format(name=name, count=overlay.pictures)
