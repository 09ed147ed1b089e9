"""Tables of formats that write their cells as marked paragraphs (DOC, RTF): rows, columns from the edges of the cells,
merged cells, tables in cells."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from ingest.read.office.word_parts import element

FIRST_MERGED, MERGED, VERTICAL, VERTICAL_START = 0x01, 0x02, 0x20, 0x40
#: Edges nearer than this (twentieths of a point) are one: rows are often drawn a hair apart.
_SAME_EDGE = 60


@dataclass(slots=True)
class TableRow:
    """A row: its cells' contents, their edges, what each merges with, the colours behind them (hex digits)."""

    cells: list[list[etree._Element]] = field(default_factory=list)
    edges: list[int] = field(default_factory=list)
    merges: list[int] = field(default_factory=list)
    is_header: bool = False
    grounds: list[str | None] = field(default_factory=list)


@dataclass(slots=True)
class MarkedParagraph:
    """A paragraph and its place in tables: how deep, whether it ends a cell; the row (its cells not yet filled) that it
    ends."""

    block: etree._Element
    depth: int = 0
    ends_cell: bool = False
    row: TableRow | None = None


def nested_blocks(paragraphs: list[MarkedParagraph]) -> list[etree._Element]:
    """The paragraphs, those of tables as tables."""
    blocks, _ = _read_level(paragraphs, 0, 0)
    return blocks


def _read_level(paragraphs: list[MarkedParagraph], place: int, depth: int) -> tuple[list[etree._Element], int]:
    """The blocks at a depth from ``place`` on, and where they end."""
    blocks: list[etree._Element] = []
    while place < len(paragraphs) and paragraphs[place].depth >= depth:
        if paragraphs[place].depth > depth:
            rows, place = _read_rows(paragraphs, place, depth + 1)
            blocks.append(table_element(rows))
        else:
            blocks.append(paragraphs[place].block)
            place += 1
    return blocks, place


def _read_rows(paragraphs: list[MarkedParagraph], place: int, depth: int) -> tuple[list[TableRow], int]:
    rows: list[TableRow] = []
    cells: list[list[etree._Element]] = []
    content: list[etree._Element] = []
    while place < len(paragraphs) and paragraphs[place].depth >= depth:
        one = paragraphs[place]
        if one.depth > depth:
            inner, place = _read_rows(paragraphs, place, depth + 1)
            content.append(table_element(inner))
            continue
        place += 1
        if one.row is not None:
            one.row.cells = cells
            rows.append(one.row)
            cells, content = [], []
            continue
        content.append(one.block)
        if one.ends_cell:
            cells.append(content)
            content = []
    if content:
        cells.append(content)
    if cells:
        rows.append(TableRow(cells))
    return rows, place


def table_element(rows: list[TableRow]) -> etree._Element:
    """``w:tbl``: each cell spans the columns between its edges."""
    columns = _columns(rows)
    table = element("tbl")
    for row in rows:
        made = element("tr")
        if row.is_header:
            made.append(element("trPr", element("tblHeader")))
        has_edges = len(row.edges) > len(row.cells) > 0
        before = columns.index(_nearest(columns, row.edges[0])) if has_edges and columns else 0
        if before:
            made.append(element("trPr", element("gridBefore", val=str(before))))
        place = 0
        while place < len(row.cells):
            last = place
            while last + 1 < len(row.cells) and _flag(row, last + 1, MERGED) and _flag(row, place, FIRST_MERGED):
                last += 1
            look = _cell_look(row, place, last, columns if has_edges else [])
            made.append(element("tc", look, *[block for cell in row.cells[place : last + 1] for block in cell]))
            place = last + 1
        table.append(made)
    return table


def _cell_look(row: TableRow, place: int, last: int, columns: list[int]) -> etree._Element:
    """``w:tcPr`` of the cell from ``place`` to ``last``."""
    look = element("tcPr")
    if columns:
        left, right = _nearest(columns, row.edges[place]), _nearest(columns, row.edges[last + 1])
        look.append(element("gridSpan", val=str(max(1, columns.index(right) - columns.index(left)))))
    if _flag(row, place, VERTICAL):
        look.append(element("vMerge", val="restart" if _flag(row, place, VERTICAL_START) else "continue"))
    ground = row.grounds[place] if place < len(row.grounds) else None
    if ground is not None:
        look.append(element("shd", val="clear", fill=ground))
    return look


def _flag(row: TableRow, place: int, bit: int) -> bool:
    return place < len(row.merges) and bool(row.merges[place] & bit)


def _columns(rows: list[TableRow]) -> list[int]:
    """The edges of all rows, those that nearly meet taken as one."""
    edges = sorted({edge for row in rows if len(row.edges) > len(row.cells) > 0 for edge in row.edges})
    columns: list[int] = []
    for edge in edges:
        if not columns or edge - columns[-1] > _SAME_EDGE:
            columns.append(edge)
    return columns


def _nearest(columns: list[int], edge: int) -> int:
    return min(columns, key=lambda column: abs(column - edge))
