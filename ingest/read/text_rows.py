"""Rows of tables in plain text: columns parted by tabs, or by bars under a dashed line, as rows between bars."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.read.layout_tables import is_layout_table

_DASHES = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+\|?\s*$")
#: Two columns parted by a tab are a number and its text, or a label.
_LEAST_COLUMNS, _LEAST_ROWS = 3, 2


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
        end = _end_of_tabbed(lines, index)
        cells = [line.split("\t") for line in lines[index:end]]
        if end - index >= _LEAST_ROWS and not is_layout_table(cells):
            result += map(_barred, cells)
            index = end
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


def _end_of_tabbed(lines: Sequence[str], start: int) -> int:
    """The end of the lines with as many tabs as this one, enough for a table's columns."""
    count = lines[start].strip(" ").count("\t")
    end = start
    while end < len(lines) and count + 1 >= _LEAST_COLUMNS and _fits(lines[end], count):
        end += 1
    return end


def _fits(line: str, tabs: int) -> bool:
    """True for a row with this many tabs, filled at its beginning and in most of its cells."""
    cells = line.strip(" ").split("\t")
    return (
        len(cells) == tabs + 1 and 2 * sum(bool(cell.strip()) for cell in cells) > len(cells) and bool(cells[0].strip())
    )
