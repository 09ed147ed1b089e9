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
