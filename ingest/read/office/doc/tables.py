"""Table rows of a DOC: the edges of the cells, cells that are merged."""

from __future__ import annotations

import struct

from ingest.read.office.doc.properties import TABLE_CELLS, read_properties, word
from ingest.read.office.flat_tables import TableRow

_HEADER = 0x3404
_CELL_BYTES = 20


def table_row(properties: bytes, huge: bytes) -> TableRow:
    """The row that ends with a mark of these properties."""
    row = TableRow()
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
