"""The rows of a sheet as title lines and a table, for formats that give cells as they are shown."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.reading import Block, Cell, Line, RefusedFile, Table

MOST_ROWS, MOST_COLUMNS = 50_000, 200
_MOST_CELLS = 1_000_000
TOO_LARGE = "Bảng tính quá lớn; hãy tách thành nhiều tệp dưới 50.000 dòng."


def sheet_blocks(rows: Sequence[Sequence[Cell]], title: str | None = None) -> list[Block]:
    """The sheet's name, the rows with one filled cell above the grid as lines, and the grid without empty rows."""
    grid = _filled_grid(rows)
    if not grid:
        return []
    lone = [sum(bool(cell.text) for cell in row) == 1 for row in grid]
    first = lone.index(False) if False in lone else len(grid)
    # Below the grid: the sheet's closing words, one cell a row.
    last = len(grid) - lone[::-1].index(False) if False in lone else len(grid)
    blocks: list[Block] = [Line(title, bold=True, whole=True)] if title else []
    blocks += [Line(text, bold=True, align="center", whole=True) for text in _texts(grid[:first])]
    if first < last:
        blocks.append(Table(tuple(grid[first:last])))
    return blocks + [Line(text, whole=True) for text in _texts(grid[last:])]


def _filled_grid(rows: Sequence[Sequence[Cell]]) -> list[tuple[Cell, ...]]:
    """The rows with text, as wide as the last column with text."""
    filled = [list(row) for row in rows if any(cell.text for cell in row)]
    width = max((index + 1 for row in filled for index, cell in enumerate(row) if cell.text), default=0)
    if len(filled) * width > _MOST_CELLS:
        raise RefusedFile("too_large", TOO_LARGE)
    return [tuple((row + [Cell("")] * (width - len(row)))[:width]) for row in filled]


def _texts(rows: Sequence[Sequence[Cell]]) -> list[str]:
    return [cell.text for row in rows for cell in row if cell.text]
