"""Text of a spreadsheet's cell: what a sheet can hold, as it comes out of documents."""

from __future__ import annotations

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: The most characters of a cell; Excel's own limit is a little higher.
LONGEST_CELL = 32_000


def without_controls(text: str) -> str:
    """The text without the control characters that sheets and calendars forbid."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)


def cell_text(text: str) -> str:
    """The same, cut where it would be too long for a cell."""
    return without_controls(text)[:LONGEST_CELL]
