"""Tables that hold data, and tables that only place text on the page (header, addressees, signature block)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TypeVar

from ingest.reading import Cell, Table

Item = TypeVar("Item")

#: Texts that only layout tables of administrative documents hold: national title, capacity of a signer
#: (docs/documents.md, "Head of a document").
_LAYOUT_MARK = re.compile(
    r"(?i:c[ộô]ng\s+h(?:òa|oà|õa)\s+x[ãa]\s+h[ộô]i|độc\s+lập\s*[-–]\s*tự\s+do|đảng cộng sản việt nam|\(đã ký\))"
    r"|^\s*(?:TM|KT|TL|TUQ|T/M|K/T|T/L)\s*\.\s*[A-ZĐÀ-Ỹ]{2}",
    re.MULTILINE,
)
#: Texts of layout tables that a table of data may hold too: a column of recipients or dates.
_LAYOUT_TEXT = re.compile(
    r"độc\s+lập\s*[-–]|^\s*nơi\s+(?:nhận|gửi)\s*:?|^\s*(?:TM|KT|TL|TUQ|T/M|K/T|T/L)\s*\.?\s*\S|^\s*v/v\s"
    r"|^\s*kính gửi\s*:|ngày\s.{0,12}tháng\s.{0,8}năm\s+[\d.…]*\s*$",
    re.MULTILINE | re.IGNORECASE,
)
_HEADINGS = re.compile(r"\b(?:STT|TT|Số TT|Nội dung|Ghi chú|Đơn vị|Thời gian|Họ và tên|Cơ quan)\b", re.IGNORECASE)
#: A layout table has a few tall rows; a data table of this many rows is never a layout table.
_MAX_ROWS = 8
_MAX_FILLED_COLUMNS = 3
_HEADING_LENGTH = 60
#: `I. Phần xây lắp` over all columns is a group of rows, no title.
_NUMBERED = re.compile(r"(?:[IVXLC]+|\d+|[A-Za-zđ])\s*[.)/-]|\d+\s*$")
_NO_HEADING = re.compile(r":|\n.*\n|^\s*[-–+•]|\d{2}|(?i:ngày\s.*tháng)|^(?:v/v)\b")


def is_layout_table(grid: Sequence[Sequence[str]]) -> bool:
    """True for a grid of cell texts that only places text on the page."""
    texts = [cell for row in grid for cell in row if cell.strip()]
    if not texts:
        return True
    filled = {column for row in grid for column, cell in enumerate(row) if cell.strip()}
    if len(filled) == 1:
        return True
    if len(grid) > _MAX_ROWS or len(filled) > _MAX_FILLED_COLUMNS:
        return False
    first = " ".join(cell for cell in grid[0])
    if len(_HEADINGS.findall(first)) >= 2:
        return False
    whole = "\n".join(texts)
    if _LAYOUT_MARK.search(whole):
        return True
    return bool(_LAYOUT_TEXT.search(whole)) and not _has_headings(grid, filled)


def _has_headings(grid: Sequence[Sequence[str]], filled: set[int]) -> bool:
    """True if every column that is filled below has a short heading: no label (`Nơi nhận:`), no number, no list."""
    headings = [cell.strip() for column, cell in enumerate(grid[0]) if column in filled]
    if len(grid) < 2 or len(headings) < len(filled):
        return False
    return all(0 < len(text) < _HEADING_LENGTH and not _NO_HEADING.search(text) for text in headings)


def column_by_column(grid: Sequence[Sequence[Item]]) -> Iterator[Item]:
    """The cells of a layout table in reading order: each column from top to bottom. Rows may be short."""
    width = max((len(row) for row in grid), default=0)
    for column in range(width):
        for row in grid:
            if column < len(row):
                yield row[column]


def data_table(rows: Sequence[Sequence[Cell]], header_rows: int) -> Table | None:
    """A table of those rows and columns that hold text, None where no cell does. Rows may be short.

    Grids of office files and web pages carry unused columns (gridAfter, spans): they say nothing.
    """
    width = max((len(row) for row in rows), default=0)
    full = [(*row, *(Cell("") for _ in range(width - len(row)))) for row in rows]
    filled = [row for row in full if any(cell.text for cell in row)]
    if not filled:
        return None
    used = [column for column in range(width) if any(row[column].text for row in filled)]
    kept = tuple(tuple(row[column] for column in used) for row in filled)
    return Table(kept, header_rows=min(header_rows, len(filled)))


def title_rows(rows: Sequence[Sequence[Cell]]) -> int:
    """How many rows at the top are the table's title: one cell over all columns, a row of headings below them.

    >>> title = (Cell("DANH SÁCH"), Cell(None, merged="left"))
    >>> title_rows([title, (Cell("STT"), Cell("Bến")), (Cell("1"), Cell("Hạ"))])
    1
    """
    count = 0
    while count < len(rows) and _is_title(rows[count]):
        count += 1
    if count == 0 or len(rows) < count + 2:
        return 0
    headings = [cell.text.strip() for cell in rows[count] if cell.text and cell.text.strip()]
    names = all(len(text) < _HEADING_LENGTH and any(map(str.isalpha, text)) for text in headings)
    return count if len(headings) > 1 and names else 0


def _is_title(row: Sequence[Cell]) -> bool:
    text = (row[0].text or "").strip() if row else ""
    covers_all = len(row) > 1 and all(cell.merged == "left" for cell in row[1:])
    return covers_all and bool(text) and not _NUMBERED.match(text)
