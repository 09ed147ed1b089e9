"""Screened lines: every text of a reading that can be a mark, with the place where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.reading import Cell, Line, Reading, Table
from ingest.text.normalize import fold

Place = Literal["head", "margin", "body"]

#: Lines of a file without pages that may be its head; the part of the first page that is.
_HEAD_LINES, _HEAD = 40, 0.45
#: The margins of a page: running heads and feet.
_TOP, _FOOT = 0.1, 0.9
#: Rows of a table that may be the head of a document: marks stand in the first rows, data below.
_TABLE_HEAD = 6
_FRAME_COLUMNS = 2
#: Texts left out of a reading that nobody saw as part of the paper.
_UNSEEN = frozenset(("navigation", "contents"))
_LABELS = frozenset(("do mat", "muc do mat", "cap do mat", "muc mat", "do bao mat"))


@dataclass(frozen=True, slots=True)
class ScreenedLine:
    """One line or cell. ``confidence`` as in :class:`ingest.reading.Line`; ``framed``: it is a cell of a table."""

    text: str
    place: Place
    from_ocr: bool = False
    framed: bool = False


def screened_lines(reading: Reading) -> list[ScreenedLine]:
    """Lines of the text, of cells that may frame a stamp, of notes, running heads, and what the reader left out."""
    lines: list[ScreenedLine] = []
    for block in reading.blocks:
        if isinstance(block, Table):
            lines += _lines_of_table(block, reading.text_source == "ocr", len(lines))
        else:
            lines += _parts(block, len(lines))
    for note in reading.footnotes:
        lines += [ScreenedLine(line.text, "body", line.confidence is not None) for line in note.lines]
    for left in reading.left_out:
        if left.reason not in _UNSEEN:
            lines += [ScreenedLine(text, "margin") for text in left.text.split("\n")]
    for own in reading.own_texts:
        if own.reason == "running_head":
            lines += [ScreenedLine(text, "margin") for text in own.text.split("\n")]
    return lines


def _parts(line: Line, position: int) -> Iterator[ScreenedLine]:
    """The rows of a line: a paragraph may hold line breaks."""
    for offset, text in enumerate(line.text.split("\n")):
        yield ScreenedLine(text, _place(line, position + offset), line.confidence is not None)


def _place(line: Line, position: int) -> Place:
    if line.box is None:
        return "head" if position < _HEAD_LINES else "body"
    if line.box.page <= 1 and line.box.y0 < _HEAD:
        return "head"
    return "margin" if line.box.y0 < _TOP or line.box.y1 > _FOOT else "body"


def _lines_of_table(table: Table, from_ocr: bool, position: int) -> Iterator[ScreenedLine]:
    """Cells of a frame or a letterhead; rows of one cell among the first; a label with its value."""
    frame = _may_frame_stamp(table)
    for number, row in enumerate(table.rows):
        cells = [cell for cell in row if cell.text and cell.text.strip()]
        if len(cells) == 2 and fold(cells[0].text or "").strip(" :") in _LABELS and number:
            yield ScreenedLine(f"Độ mật: {cells[1].text}", "head", from_ocr, framed=True)
        if number < _TABLE_HEAD and (frame or len(cells) == 1):
            yield from _lines_of_cells(cells, from_ocr, position + number)


def _lines_of_cells(cells: Sequence[Cell], from_ocr: bool, position: int) -> Iterator[ScreenedLine]:
    place: Place = "head" if position < _HEAD_LINES else "body"
    for cell in cells:
        for text in (cell.text or "").split("\n"):
            yield ScreenedLine(text, place, from_ocr, framed=True)


def _may_frame_stamp(table: Table) -> bool:
    """True if the table can be the frame of a stamp or the columns of a head; a table of data may speak of secrets."""
    width = max((len(row) for row in table.rows), default=0)
    if width <= _FRAME_COLUMNS and len(table.rows) <= _TABLE_HEAD:
        return True
    return any("CỘNG HÒA" in (cell.text or "") or "Độc lập" in (cell.text or "") for row in table.rows for cell in row)
