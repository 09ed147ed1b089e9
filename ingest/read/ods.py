"""ODS and flat ODS: the sheets of an OpenDocument workbook as they are shown."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from ingest.read.pdf import safety
from ingest.read.refusals import DAMAGED
from ingest.read.sheet_table import MOST_COLUMNS, MOST_ROWS, TOO_LARGE, sheet_blocks
from ingest.reading import Block, Cell, Reading, RefusedFile
from ingest.text.normalize import tidy

NO_DATA = "Bảng tính không có dữ liệu; hãy kiểm tra lại tệp gốc."
HIDDEN = "Trang tính, dòng hoặc cột ẩn của bảng tính không được đọc."
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_MOST_BYTES = 300 << 20


def read_ods(path: Path) -> Reading:
    """The visible sheets of a workbook.

    :raises RefusedFile: damaged, empty or oversized workbooks.
    """
    try:
        root = content_root(path)
        sheets = list(root.iterfind(f".//{_OFFICE}spreadsheet/{_TABLE}table"))
        hidden = _hidden_styles(root)
    except safety.PARSER_FAILURES as error:
        raise RefusedFile("damaged", DAMAGED) from error
    blocks: list[Block] = []
    left_out = False
    for sheet in sheets:
        if sheet.get(f"{_TABLE}style-name") in hidden:
            left_out = True
            continue
        rows, some_hidden = _read_rows(sheet)
        left_out = left_out or some_hidden
        blocks.extend(sheet_blocks(rows, tidy(sheet.get(f"{_TABLE}name") or "") if len(sheets) > 1 else None))
    if not blocks:
        raise RefusedFile("no_text", NO_DATA)
    return Reading("ods", "office", tuple(blocks), warnings=(HIDDEN,) if left_out else ())


def content_root(path: Path) -> etree._Element:
    """The root of ``content.xml``, or of the one file of the flat form."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    if not zipfile.is_zipfile(path):
        return etree.parse(path, parser).getroot()
    with zipfile.ZipFile(path) as archive:
        if archive.getinfo("content.xml").file_size > _MOST_BYTES:
            raise zipfile.BadZipFile("content.xml unpacks to too much")
        return etree.fromstring(archive.read("content.xml"), parser)


def _hidden_styles(root: etree._Element) -> set[str | None]:
    return {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        if any(look.get(f"{_TABLE}display") == "false" for look in style.iterfind(f"{_STYLE}table-properties"))
    }


def _read_rows(sheet: etree._Element) -> tuple[list[list[Cell]], bool]:
    """The rows that are shown, and whether some are not."""
    columns = sheet.iter(f"{_TABLE}table-column")
    shown: list[bool] = []
    for column in columns:
        shown.extend([column.get(f"{_TABLE}visibility") != "collapse"] * _repeats(column, "columns"))
    rows: list[list[Cell]] = []
    left_out = False
    for row in _own_rows(sheet):
        if row.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            left_out = left_out or any(_cell_text(cell) for cell in row)
            continue
        cells = list(_row_cells(row))
        if not any(cell.text for cell in cells):
            continue
        left_out = left_out or any(cell.text for cell, seen in zip(cells, shown, strict=False) if not seen)
        kept = [cell for index, cell in enumerate(cells) if index >= len(shown) or shown[index]]
        rows.extend([kept] * _repeats(row, "rows"))
        if len(rows) > MOST_ROWS:
            raise RefusedFile("too_large", TOO_LARGE)
    return rows, left_out


def _own_rows(sheet: etree._Element) -> Iterator[etree._Element]:
    for child in sheet:
        if child.tag == f"{_TABLE}table-row":
            yield child
        elif child.tag in (f"{_TABLE}table-rows", f"{_TABLE}table-header-rows", f"{_TABLE}table-row-group"):
            yield from _own_rows(child)


def _row_cells(row: etree._Element) -> Iterator[Cell]:
    """The cells of a row; those that a merged one covers are continuations."""
    count = spanned = 0
    for cell in row:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        text = _cell_text(cell)
        covered = cell.tag == f"{_TABLE}covered-table-cell"
        for _ in range(_repeats(cell, "columns")):
            if count >= MOST_COLUMNS:
                return
            yield Cell(None, merged="left" if count < spanned else "above") if covered else Cell(text)
            count += 1
        if not covered:
            spanned = count - 1 + _count(cell, "columns-spanned")


def _cell_text(cell: etree._Element) -> str:
    lines = [tidy("".join(_pieces(line))) for line in cell.iterfind(f"{_TEXT}p")]
    return "\n".join(line for line in lines if line) or tidy(cell.get(f"{_OFFICE}value") or "")


def _pieces(parent: etree._Element) -> Iterator[str]:
    """The text of a paragraph; comments on it are none."""
    yield parent.text or ""
    for child in parent:
        if child.tag == f"{_TEXT}s":
            yield " " * min(int(child.get(f"{_TEXT}c") or 1), 100)
        elif child.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            yield " "
        elif child.tag != f"{_OFFICE}annotation" and isinstance(child.tag, str):
            yield from _pieces(child)
        yield child.tail or ""


def _repeats(element: etree._Element, what: str) -> int:
    return _count(element, f"{what}-repeated")


def _count(element: etree._Element, what: str) -> int:
    count = element.get(f"{_TABLE}number-{what}") or "1"
    return min(int(count), MOST_ROWS + 1) if count.isdigit() else 1
