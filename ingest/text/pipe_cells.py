"""Cells of a line in which a converter or chat tool printed a table's row with vertical bars."""

from __future__ import annotations


def row_cells(row: str) -> list[str]:
    """All cells of a row, bars at its ends left out.

    >>> row_cells("| 7 |  | Bộ Tư pháp |")
    ['7', '', 'Bộ Tư pháp']
    """
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def filled_cells(line: str) -> list[str]:
    """The cells of a line that hold text.

    >>> filled_cells("BỘ NỘI VỤ | | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    ['BỘ NỘI VỤ', 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM']
    """
    return [cell.strip() for cell in line.split("|") if cell.strip()]
