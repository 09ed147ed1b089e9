"""Tables of a page: cells in their slots, merged ones told from where, rows in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile
from typing import Literal

from lxml import etree

from ingest.read.layout_tables import column_by_column, data_table, is_layout_table, title_rows
from ingest.reading import Block, Cell, Line, Table

Slot = etree._Element | Literal["left", "above"]
Reader = Callable[[etree._Element], Iterator[Block]]
#: More slots than this come from spans that no page means.
_MOST_SLOTS, _MOST_COLUMNS = 400_000, 1_000
_PARTS = ("thead", "tbody", "tfoot")


def read_table(table: etree._Element, read: Reader) -> Iterator[Block]:
    """A data table under its caption, or the paragraphs of a table that only places text."""
    for caption in table.iterchildren("caption"):
        yield from read(caption)
    grid = _read_grid(table)
    contents = [[[] if isinstance(slot, str) else list(read(slot)) for slot in row] for row in grid]
    texts = [["\n".join(_lines(blocks)) for blocks in row] for row in contents]
    if _places_tables(contents) or is_layout_table(texts):
        for blocks in column_by_column(contents):
            yield from blocks
        return
    rows = [
        [_cell(slot, text, blocks) for slot, text, blocks in zip(*parts, strict=True)]
        for parts in zip(grid, texts, contents, strict=True)
    ]
    titles = title_rows(rows)
    for title in contents[:titles]:
        yield from title[0]
    found = data_table(rows[titles:], max(0, _count_header_rows(table) - titles))
    if found is not None:
        yield found


def _cell(slot: Slot, text: str, blocks: Sequence[Block]) -> Cell:
    if isinstance(slot, str):
        return Cell(None, merged=slot)
    lines = [block for block in blocks if isinstance(block, Line)]
    return Cell(text, bold=bool(text) and (slot.tag == "th" or (bool(lines) and all(line.bold for line in lines))))


def _lines(blocks: Sequence[Block]) -> Iterator[str]:
    """The text of a cell; the rows of a table in it one line each."""
    for block in blocks:
        if isinstance(block, Line):
            yield block.text
        else:
            yield from ("; ".join(cell.text for cell in row if cell.text) for row in block.rows)


def _places_tables(contents: Sequence[Sequence[Sequence[Block]]]) -> bool:
    """True for a table whose cells hold tables, and little else: it places them on the page."""
    cells = [blocks for row in contents for blocks in row if blocks]
    holding = [blocks for blocks in cells if any(isinstance(block, Table) for block in blocks)]
    if not holding:
        return False
    return len(holding) * 2 > len(cells) or len(contents) < 2 or max(map(len, contents)) < 2


def _count_header_rows(table: etree._Element) -> int:
    return sum(1 for _ in takewhile(_is_header_row, _shown_rows(table)))


def _is_header_row(row: etree._Element) -> bool:
    """True for rows of ``<thead>`` and rows of ``<th>`` alone."""
    parent = row.getparent()
    cells = [cell.tag for cell in row if cell.tag in ("td", "th")]
    return (parent is not None and parent.tag == "thead") or (bool(cells) and set(cells) == {"th"})


def _shown_rows(table: etree._Element) -> list[etree._Element]:
    """The rows of the table itself: the head first, the foot last, wherever they stand."""
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    order = {"thead": 0, "tfoot": 2}
    return sorted(rows, key=lambda row: order.get(str(getattr(row.getparent(), "tag", "")), 1))


def _read_grid(table: etree._Element) -> list[list[Slot]]:
    """Cells by row and column, and for slots that a span covers where it comes from."""
    rows = _shown_rows(table)
    spans = _is_sane(rows)
    grid: list[list[Slot]] = []
    covered: dict[tuple[int, int], Literal["left", "above"]] = {}
    for r, row in enumerate(rows):
        line: list[Slot] = []
        last = _last_row(rows, r)
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            while (r, len(line)) in covered:
                line.append(covered[r, len(line)])
            column = len(line)
            wide = _span(cell, "colspan") if spans else 1
            line.append(cell)
            line.extend("left" for _ in range(wide - 1))
            for down in range(r + 1, _last_spanned(cell, r, last) + 1 if spans else r + 1):
                for right in range(wide):
                    covered[down, column + right] = "left" if right else "above"
        while (r, len(line)) in covered:
            line.append(covered[r, len(line)])
        grid.append(line)
    return [line for line in grid if line]


def _is_sane(rows: Sequence[etree._Element]) -> bool:
    """True if the spans make a table of a possible size; else its cells are taken as they come."""
    slots = 0
    for r, row in enumerate(rows):
        if sum(_span(cell, "colspan") for cell in row) > _MOST_COLUMNS:
            return False
        slots += sum(_span(cell, "colspan") * min(_span(cell, "rowspan"), len(rows) - r) for cell in row)
        if slots > _MOST_SLOTS:
            return False
    return True


def _last_row(rows: Sequence[etree._Element], start: int) -> int:
    """The last row of the part (head, body, foot) in which a row stands: cells do not reach beyond."""
    part = rows[start].getparent()
    end = start
    while end + 1 < len(rows) and (rows[end + 1].getparent() is part or getattr(part, "tag", "") not in _PARTS):
        end += 1
    return end


def _last_spanned(cell: etree._Element, row: int, last: int) -> int:
    """The last row that a cell covers; ``rowspan="0"`` reaches to the end of its part."""
    if (cell.get("rowspan") or "").strip() == "0":
        return last
    return min(row + _span(cell, "rowspan") - 1, last)


def _span(cell: etree._Element, name: str) -> int:
    if cell.tag not in ("td", "th"):
        return 0
    value = (cell.get(name) or "1").strip()
    return min(int(value), 65_534) if value.isdigit() and len(value) < 8 and int(value) > 0 else 1
