"""Sheets as title lines and tables: empty rows and columns part tables, a heading row of its own begins one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Literal

from ingest.read.layout_tables import column_by_column, data_table, is_layout_table
from ingest.reading import Block, Cell, Line, RefusedFile
from ingest.text.normalize import fold

MOST_ROWS, MOST_COLUMNS = 50_000, 200
_MOST_CELLS = 1_000_000
TOO_LARGE = "Bảng tính quá lớn; hãy tách thành nhiều tệp dưới 50.000 dòng."
_HEADING = re.compile(
    r"(?:stt|tt|so tt|so thu tu|noi dung|ten|ho va ten|ho ten|don vi|so luong|dia diem|dia chi|don gia|thanh tien"
    r"|ghi chu|kinh phi|loai|muc|nhiem vu|cong viec|co quan|thoi gian|thoi han|dien tich|chi tieu|san pham|chuc vu)\b"
)
_STT = re.compile(r"(?:stt|tt|so tt|so thu tu)\.?$")
_DATA = re.compile(r"[\W\d]*\d[\d.,/%:\s-]*\W*$")
_LONGEST_HEADING = 60
#: Columns between two tables: one may be a column that nobody filled in, two are a gap.
_WIDE_GAP = 2
Row = Sequence[Cell]


def sheet_blocks(rows: Sequence[Row], title: str | None = None) -> list[Block]:
    """The sheet's name and what stands on it; an empty row between two tables must be there as an empty row."""
    grid = _full_width(rows)
    blocks = list(_area_blocks(grid))
    return [Line(title, bold=True, whole=True), *blocks] if title and blocks else blocks


def _full_width(rows: Sequence[Row]) -> list[tuple[Cell, ...]]:
    """The rows as wide as the last column with text."""
    width = max((index + 1 for row in rows for index, cell in enumerate(row) if cell.text), default=0)
    if sum(1 for row in rows if row) * width > _MOST_CELLS:
        raise RefusedFile("too_large", TOO_LARGE)
    return [tuple((*row, *[Cell("")] * (width - len(row)))[:width]) for row in rows]


def _area_blocks(grid: Sequence[tuple[Cell, ...]]) -> Iterator[Block]:
    """The blocks of an area of a sheet, from top to bottom, tables beside each other from left to right."""
    table: list[tuple[Cell, ...]] = []
    waiting: list[tuple[Cell, ...]] = []  # rows of one cell: titles of the next table, or groups of the open one
    for band in _bands(grid):
        beside = _side_by_side(band)
        if beside:
            yield from (*_table_blocks(table), *_lines(waiting))
            table, waiting = [], []
            for part in beside:
                yield from _area_blocks(part)
            continue
        for stacked in _stacked(band):
            part = list(stacked)
            first = _first_full(part)
            if first == len(part):
                waiting += part
            elif table and not _begins_table(part[first:]):
                table += [*waiting, *part]
                waiting = []
            else:
                yield from (*_table_blocks(table), *_lines([*waiting, *part[:first]]))
                table, waiting = part[first:], []
    yield from (*_table_blocks(table), *_lines(waiting, title=not table))


def _bands(grid: Sequence[tuple[Cell, ...]]) -> Iterator[list[tuple[Cell, ...]]]:
    """Runs of rows with text."""
    band: list[tuple[Cell, ...]] = []
    for row in grid:
        if _filled(row):
            band.append(row)
        elif band:
            yield band
            band = []
    if band:
        yield band


def _filled(row: Row) -> int:
    return sum(bool(cell.text) for cell in row)


def _side_by_side(band: Sequence[tuple[Cell, ...]]) -> list[list[tuple[Cell, ...]]]:
    """The parts of a band that hold tables beside each other, an empty column between them; none for one table.

    Titles over the whole band stand in front, as a part of their own.
    """
    first = _first_full(band)
    rows = band[first:]
    runs = _column_runs(rows)
    parts = [[tuple(row[column] for column in run) for row in rows] for run in runs]
    is_wide = all(after[0] - before[-1] > _WIDE_GAP for before, after in itertools.pairwise(runs))
    if len(parts) < 2 or not all(_holds_table(part) or (is_wide and _has_headings(part)) for part in parts):
        return []
    return [list(band[:first]), *parts] if first else parts


def _has_headings(part: Sequence[Row]) -> bool:
    """True for two columns and more whose first row is full, short and without figures, with rows below it."""
    texts = [cell.text or "" for cell in part[0]]
    return (
        len(part) > 1
        and len(texts) > 1
        and all(text and len(text) <= _LONGEST_HEADING and not any(map(str.isdigit, text)) for text in texts)
        and any(any(map(str.isdigit, cell.text or "")) for row in part[1:] for cell in row)
    )


def _first_full(rows: Sequence[Row]) -> int:
    """Index of the first row with more than one filled cell."""
    return next((index for index, row in enumerate(rows) if _filled(row) > 1), len(rows))


def _column_runs(rows: Sequence[Row]) -> list[list[int]]:
    """Runs of columns that hold something."""
    runs: list[list[int]] = []
    for column in range(len(rows[0]) if rows else 0):
        if not any(row[column].text or row[column].merged for row in rows):
            continue
        if runs and runs[-1][-1] == column - 1:
            runs[-1].append(column)
        else:
            runs.append([column])
    return runs


def _holds_table(part: Sequence[Row]) -> bool:
    grid = [row for row in part if _filled(row)]
    start = _first_full(grid)
    return len(grid) - start > 1 and _begins_table(grid[start:])


def _stacked(band: Sequence[tuple[Cell, ...]]) -> Iterator[Sequence[tuple[Cell, ...]]]:
    """The parts of a band: a title in a row of its own above new headings begins the next table."""
    begin = 0
    for index in range(2, len(band)):
        titled = _filled(band[index - 1]) == 1 and _filled(band[begin]) > 0
        if titled and _is_heading_row(band[index]) and any(_filled(row) > 1 for row in band[begin : index - 1]):
            start = index - 1
            while start - 1 > begin and _filled(band[start - 1]) == 1:
                start -= 1
            yield band[begin:start]
            begin = start
    yield band[begin:]


def _begins_table(rows: Sequence[Row]) -> bool:
    """True if the first row holds headings: by its words, boldness, or as words above figures."""
    if _is_heading_row(rows[0]) or _only_places_text(rows):
        return True
    texts = [cell.text or "" for cell in rows[0]]
    if len(rows) < 2 or any(_DATA.match(text) or len(text) > _LONGEST_HEADING for text in texts if text):
        return False
    return any(text and _DATA.match(cell.text or "") for text, cell in zip(texts, rows[1], strict=True))


def _is_heading_row(row: Row) -> bool:
    """True for a row with `STT`, with two words of headings, or of bold words alone."""
    texts = [cell.text for cell in row if cell.text]
    if len(texts) < 2 or any(_DATA.match(text) for text in texts):
        return False
    keys = [fold(text).strip() for text in texts if len(text) <= _LONGEST_HEADING]
    if any(_STT.match(key) for key in keys) or sum(bool(_HEADING.match(key)) for key in keys) > 1:
        return True
    return all(cell.bold for cell in row if cell.text)


def _table_blocks(rows: list[tuple[Cell, ...]]) -> Iterator[Block]:
    """A table, what stands above its headings as lines (issuer and national title), and the closing words below it."""
    if not rows:
        return
    head = next((index for index, row in enumerate(rows) if _is_heading_row(row)), 0)
    if head and _only_places_text(rows[:head]):
        yield from _placed_lines(rows[:head])
        rows = rows[head:]
    end = len(rows)
    while end > 1 and _filled(rows[end - 1]) == 1:
        end -= 1
    table = None if _only_places_text(rows[:end]) else data_table(rows[:end], 0)
    yield from [table] if table is not None else _placed_lines(rows[:end])
    yield from _lines(rows[end:], title=False)


def _only_places_text(rows: Sequence[Row]) -> bool:
    return is_layout_table([[cell.text or "" for cell in row] for row in rows])


def _placed_lines(rows: Sequence[tuple[Cell, ...]]) -> Iterator[Line]:
    yield from (Line(cell.text, bold=cell.bold, whole=True) for cell in column_by_column(rows) if cell.text)


def _lines(rows: Sequence[Row], *, title: bool = True) -> Iterator[Line]:
    align: Literal["center"] | None = "center" if title else None
    yield from (Line(cell.text, bold=title, align=align, whole=True) for row in rows for cell in row if cell.text)
