"""Table rows of a DOC: columns from the edges of the cells, cells that are merged."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from lxml import etree

from ingest.read.office.doc.properties import TABLE_CELLS, read_properties, word
from ingest.read.office.word_parts import element

_HEADER = 0x3404
_CELL_BYTES = 20
_FIRST_MERGED, _MERGED, _VERTICAL, _VERTICAL_START = 0x01, 0x02, 0x20, 0x40
#: Edges nearer than this (twentieths of a point) are one: rows are often drawn a hair apart.
_SAME_EDGE = 60


@dataclass(slots=True)
class TableRow:
    """A row: its cells' contents, their edges, what each merges with."""

    cells: list[list[etree._Element]]
    edges: list[int] = field(default_factory=list)
    merges: list[int] = field(default_factory=list)
    is_header: bool = False


def table_row(cells: list[list[etree._Element]], properties: bytes, huge: bytes) -> TableRow:
    """The row that ends with a mark of these properties."""
    row = TableRow(cells)
    for code, operand in read_properties(properties, huge):
        if code == _HEADER:
            row.is_header = word(operand) != 0
        elif code == TABLE_CELLS and operand:
            count = operand[0]
            edges = struct.unpack_from(f"<{min(count + 1, (len(operand) - 1) // 2)}h", operand, 1)
            row.edges = list(edges)
            start = 1 + 2 * (count + 1)
            row.merges = [
                struct.unpack_from("<H", operand, start + n * _CELL_BYTES)[0]
                if start + n * _CELL_BYTES + 2 <= len(operand)
                else 0
                for n in range(count)
            ]
    return row


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
            while last + 1 < len(row.cells) and _flag(row, last + 1, _MERGED) and _flag(row, place, _FIRST_MERGED):
                last += 1
            look = element("tcPr")
            if has_edges:
                left, right = _nearest(columns, row.edges[place]), _nearest(columns, row.edges[last + 1])
                look.append(element("gridSpan", val=str(max(1, columns.index(right) - columns.index(left)))))
            if _flag(row, place, _VERTICAL):
                look.append(element("vMerge", val="restart" if _flag(row, place, _VERTICAL_START) else "continue"))
            made.append(element("tc", look, *[block for cell in row.cells[place : last + 1] for block in cell]))
            place = last + 1
        table.append(made)
    return table


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
