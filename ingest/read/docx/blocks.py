"""Paragraphs, tables, text boxes and objects of a DOCX in document order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from ingest.read.docx.drawings import chart_blocks, diagram_lines, shape_lines
from ingest.read.docx.embedded import embedded_blocks
from ingest.read.docx.ooxml import CHART, DIAGRAM, A, R, V, W, child_value, is_on, whole_number, word_attribute
from ingest.read.docx.paragraphs import paragraph_lines
from ingest.read.docx.pictures import picture_blocks
from ingest.read.docx.story import Story
from ingest.read.layout_tables import column_by_column, data_table, is_layout_table, title_rows
from ingest.reading import Block, Cell, Line, Table

_OLE = "{urn:schemas-microsoft-com:office:office}OLEObject"
_BOX = f"{W}txbxContent"
_HOLDERS = (f"{W}drawing", f"{W}pict", f"{W}object")
#: Elements around paragraphs, rows and cells that are no text themselves.
_NO_TEXT = frozenset(
    f"{W}{name}" for name in ("sectPr", "tblPr", "tblGrid", "tcPr", "trPr", "tblPrEx", "sdtPr", "sdtEndPr")
)
#: Columns of a table, fewer for one of very many rows: tables of bombs, not of documents.
_MOST_COLUMNS, _LEAST_COLUMNS, _MOST_SLOTS = 500, 64, 300_000


class _Slot(list[Block]):
    """What stands in a slot of a grid; a slot that a merged cell covers says from where."""

    def __init__(self, blocks: Iterable[Block] = (), merged: Literal["left", "above"] | None = None) -> None:
        super().__init__(blocks)
        self.merged = merged

    @property
    def text(self) -> str:
        """The texts of lines, and of rows of nested tables."""
        if not self:
            return ""
        return "\n".join(line.text for line in _flat_lines(self))

    @property
    def own_text(self) -> str:
        """The texts of lines without those of nested tables."""
        return "\n".join(block.text for block in self if isinstance(block, Line))


_LEFT, _ABOVE = _Slot(merged="left"), _Slot(merged="above")


@dataclass(frozen=True, slots=True)
class _PlacedCell:
    """A cell of the file, with the columns of the file's grid from ``start`` to before ``end``."""

    element: etree._Element
    properties: etree._Element | None
    start: int
    end: int


def read_blocks(parent: Iterable[etree._Element], story: Story, *, in_cell: bool = False) -> Iterator[Block]:
    """The blocks of a body, a cell, a text box or a note."""
    for child in parent:
        if child.tag == f"{W}p":
            yield from paragraph_lines(child, story, number_alone=in_cell)
            yield from _anchored_blocks(child, story)
        elif child.tag == f"{W}tbl":
            yield from _read_table(child, story)
        elif child.tag == f"{W}altChunk":
            yield from embedded_blocks(child.get(f"{R}id"), story)
        elif child.tag not in _NO_TEXT and isinstance(child.tag, str) and len(child):
            yield from read_blocks(child, story, in_cell=in_cell)


def _anchored_blocks(paragraph: etree._Element, story: Story) -> Iterator[Block]:
    """Text boxes, charts, diagrams, embedded files and pictures of a paragraph; those in a box come with the box."""
    for holder in paragraph.iter(*_HOLDERS):
        if any(above.tag in (*_HOLDERS, _BOX) for above in _ancestors_within(holder, paragraph)):
            continue
        if _is_hidden_shape(holder):
            story.hidden += _texts(holder)
            continue
        yield from _holder_blocks(holder, story)


def _ancestors_within(element: etree._Element, top: etree._Element) -> Iterator[etree._Element]:
    for above in element.iterancestors():
        if above is top:
            return
        yield above


def _is_hidden_shape(holder: etree._Element) -> bool:
    named = next((one for one in holder.iter() if isinstance(one.tag, str) and one.tag.endswith("}docPr")), None)
    if named is not None and named.get("hidden") in ("1", "true"):
        return True
    shape = next((one for one in holder if isinstance(one.tag, str) and one.tag.startswith(V)), None)
    return shape is not None and "visibility:hidden" in (shape.get("style") or "").replace(" ", "")


def _texts(element: etree._Element) -> list[str]:
    return [text.text for text in element.iter(f"{W}t") if text.text and text.text.strip()]


def _holder_blocks(holder: etree._Element, story: Story) -> Iterator[Block]:
    holds_file = False
    pictures: list[str | None] = []
    for element in _pieces(holder):
        if element.tag == _BOX:
            yield from read_blocks(element, story)
        elif element.tag == _OLE:
            holds_file = True
            yield from embedded_blocks(element.get(f"{R}id"), story, program=element.get("ProgID") or "")
        elif element.tag == f"{CHART}chart":
            yield from chart_blocks(story.package.target(story.part, element.get(f"{R}id")), story)
        elif element.tag == f"{DIAGRAM}relIds":
            yield from diagram_lines(story.package.target(story.part, element.get(f"{R}dm")), story)
        elif element.tag in (f"{V}textpath", f"{A}txBody"):
            yield from shape_lines(element)
        else:
            pictures.append(element.get(f"{R}embed") or element.get(f"{R}id"))
    if not holds_file:  # its picture is a preview
        for identifier in pictures:
            yield from picture_blocks(story.package.target(story.part, identifier), holder, story)


def _pieces(parent: etree._Element) -> Iterator[etree._Element]:
    """Elements of a drawing that hold text or refer to a part that does, those of text boxes excepted."""
    for child in parent:
        if (
            child.tag in (_BOX, _OLE, f"{CHART}chart", f"{DIAGRAM}relIds", f"{V}textpath", f"{V}imagedata", f"{A}blip")
            or child.tag == f"{A}txBody"
            or (isinstance(child.tag, str) and child.tag.endswith("}txBody"))
        ):
            yield child
        else:
            yield from _pieces(child)


def _read_table(table: etree._Element, story: Story) -> Iterator[Block]:
    """A data table, or the blocks of a table that only places text."""
    grid, headers = _read_grid(table, story)
    if _only_places(grid):
        for slot in column_by_column(grid):
            yield from slot
        return
    rows = [[_cell(slot) for slot in row] for row in grid]
    titles = title_rows(rows)
    for row in grid[:titles]:
        yield from row[0]
    found = data_table(rows[titles:], max(0, headers - titles))
    if found is not None:
        yield found


def _only_places(grid: Sequence[Sequence[_Slot]]) -> bool:
    """True for a layout table: by all its texts, or by those around the tables in its cells."""
    slots = [slot for row in grid for slot in row]
    if not any(isinstance(block, Table) for slot in slots for block in slot):
        return is_layout_table([[slot.text for slot in row] for row in grid])
    return is_layout_table([[slot.own_text for slot in row] for row in grid])


def _read_grid(table: etree._Element, story: Story) -> tuple[list[list[_Slot]], int]:
    """The table's cells by row and column, and the number of its header rows."""
    placed: list[list[_PlacedCell]] = []
    headers = 0
    for row in _rows_or_cells(table, "tr"):
        properties = row.find(f"{W}trPr")
        if properties is not None and is_on(properties.find(f"{W}hidden")):
            story.hidden += _texts(row)
            continue
        if headers == len(placed) and properties is not None and is_on(properties.find(f"{W}tblHeader")):
            headers += 1
        placed.append(list(_placed_cells(row, whole_number(child_value(properties, "gridBefore"), 0))))
    columns = sorted({cell.start for cells in placed for cell in cells})[: _most_columns(len(placed))]
    grid: list[list[_Slot]] = []
    for cells in placed:
        grid.append(_row_slots(cells, columns, grid[-1] if grid else (), story))
    return grid, headers


def _most_columns(rows: int) -> int:
    return max(min(_MOST_COLUMNS, _MOST_SLOTS // max(rows, 1)), _LEAST_COLUMNS)


def _placed_cells(row: etree._Element, before: int) -> Iterator[_PlacedCell]:
    """The row's cells with the columns of the file's own grid that they cover."""
    start = max(before, 0)
    for element in _rows_or_cells(row, "tc"):
        properties = element.find(f"{W}tcPr")
        end = start + max(whole_number(child_value(properties, "gridSpan"), 1), 1)
        yield _PlacedCell(element, properties, start, end)
        start = end


def _row_slots(
    cells: Sequence[_PlacedCell], columns: Sequence[int], above: Sequence[_Slot], story: Story
) -> list[_Slot]:
    """The row's slots; only columns at which some cell begins are counted (a span may say any number)."""
    slots: list[_Slot] = []
    for cell in cells:
        at = bisect_left(columns, cell.start)
        if at == len(columns):
            break
        slots += [_Slot() for _ in range(at - len(slots))]
        slots.append(_cell_slot(cell, slots, above, story))
        slots += [_LEFT] * (bisect_left(columns, cell.end) - len(slots))
    return slots


def _cell_slot(cell: _PlacedCell, slots: Sequence[_Slot], above: Sequence[_Slot], story: Story) -> _Slot:
    properties = cell.properties
    if properties is not None and slots:
        sideways = properties.find(f"{W}hMerge")
        if sideways is not None and word_attribute(sideways, "val") != "restart":
            return _LEFT
    if properties is not None and len(slots) < len(above):
        downwards = properties.find(f"{W}vMerge")
        if downwards is not None and word_attribute(downwards, "val") != "restart":
            return _ABOVE
    return _Slot(read_blocks(cell.element, story, in_cell=True))


def _rows_or_cells(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, also those inside content controls."""
    for child in parent:
        if child.tag == f"{W}{name}":
            yield child
        elif isinstance(child.tag, str) and child.tag not in _NO_TEXT and len(child):
            yield from _rows_or_cells(child, name)


def _cell(slot: _Slot) -> Cell:
    if slot.merged is not None:
        return Cell(None, merged=slot.merged)
    lines = list(_flat_lines(slot))
    letters = sum(len(line.text) for line in lines)
    bold = letters > 0 and sum(len(line.text) for line in lines if line.bold) * 2 > letters
    return Cell("\n".join(line.text for line in lines), bold=bold)


def _flat_lines(blocks: Iterable[Block]) -> Iterator[Line]:
    """The lines of a cell; rows of a table in it as lines."""
    for block in blocks:
        if isinstance(block, Line):
            yield block
            continue
        for row in block.rows:
            text = "; ".join(cell.text for cell in row if cell.text)
            if text:
                yield Line(text, whole=True)
