"""Tables that hold data, and tables that only place text on the page (header, addressees, signature block)."""

from __future__ import annotations

import re
from collections.abc import Sequence

#: What stands in the layout tables of administrative documents (domain.md 1.2, boxes 1-4, 7, 9).
_LAYOUT_TEXT = re.compile(
    r"c[ộô]ng\s+h(?:òa|oà|õa)\s+x[ãa]\s+h[ộô]i|độc\s+lập\s*[-–]|đảng cộng sản việt nam|^\s*nơi\s+(?:nhận|gửi)\s*:?"
    r"|^\s*(?:TM|KT|TL|TUQ|T/M|K/T|T/L)\s*\.?\s*\S|^\s*v/v\s|^\s*kính gửi\s*:|\(đã ký\)"
    r"|ngày\s.{0,12}tháng\s.{0,8}năm\s+[\d.…]*\s*$",
    re.MULTILINE | re.IGNORECASE,
)
_HEADINGS = re.compile(r"\b(?:STT|TT|Số TT|Nội dung|Ghi chú|Đơn vị|Thời gian|Họ và tên|Cơ quan)\b", re.IGNORECASE)
#: A layout table has a few tall rows; a data table of this many rows is never one.
_MAX_ROWS = 8
_MAX_FILLED_COLUMNS = 3


def is_layout_table(grid: Sequence[Sequence[str]]) -> bool:
    """Whether a grid of cell texts only places text."""
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
    return bool(_LAYOUT_TEXT.search("\n".join(texts)))
