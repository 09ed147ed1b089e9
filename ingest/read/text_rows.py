"""Rows of tables in plain text: columns parted by tabs, semicolons, blanks or bars, as rows between bars."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.read.layout_tables import is_layout_table

_DASHES = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+\|?\s*$")
#: Two columns parted by a tab are a number and its text, or a label.
_LEAST_COLUMNS, _MOST_ROWS = 3, 100_000
#: What parts columns, and how many rows make a table: blanks also stand in heads and signatures, semicolons in prose.
_PARTED = ((re.compile(r"\t"), 2), (re.compile(r";(?! )"), 2), (re.compile(r" {2,}|\t"), 3))


def with_barred_rows(lines: Sequence[str]) -> list[str]:
    r"""The lines, those of tables as `| a | b |`.

    >>> with_barred_rows(["Bến | Giá", "---|---", "Bến Một | 5.000", "Hết."])
    ['| Bến | Giá |', '| Bến Một | 5.000 |', 'Hết.']
    >>> with_barred_rows(["TT\tBến\tGiá", "1\tBến Một\t5.000", "1.\tMở đầu"])
    ['| TT | Bến | Giá |', '| 1 | Bến Một | 5.000 |', '1.\tMở đầu']
    """
    result: list[str] = []
    index = 0
    while index < len(lines):
        end = _end_of_barred(lines, index)
        if end > index:
            result += [
                _barred(line.strip().strip("|").split("|")) for line in lines[index:end] if not _DASHES.match(line)
            ]
            index = end
            continue
        cells = next((found for parts in _PARTED if (found := _parted_rows(lines, index, parts))), [])
        if cells and not is_layout_table(cells):
            result += map(_barred, cells)
            index += len(cells)
            continue
        result.append(lines[index])
        index += 1
    return result


def _barred(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.strip().replace('|', '/') for cell in cells)} |"


def _end_of_barred(lines: Sequence[str], start: int) -> int:
    """The end of a table of Markdown without bars at the ends of its rows; ``start`` where there is none."""
    if start + 1 >= len(lines) or "|" not in lines[start] or not _DASHES.match(lines[start + 1]):
        return start
    if lines[start].strip().startswith("|"):
        return start
    end = start + 2
    while end < len(lines) and "|" in lines[end]:
        end += 1
    return end


def _parted_rows(lines: Sequence[str], start: int, parted: tuple[re.Pattern[str], int]) -> list[list[str]]:
    """The cells of the rows that begin here, as many in each and enough for a table; none where there is no table."""
    pattern, least = parted
    rows: list[list[str]] = []
    for line in lines[start : start + _MOST_ROWS]:
        cells = pattern.split(line.strip(" "))
        filled = [cell for cell in cells if cell.strip()]
        if len(cells) < _LEAST_COLUMNS or 2 * len(filled) <= len(cells) or not cells[0].strip():
            break
        if rows and len(cells) != len(rows[0]):
            break
        rows.append(cells)
    return rows if len(rows) >= least else []
