"""Tables flattened to text with vertical bars, as converters and chat tools print them: back to tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.read.layout_tables import is_layout_table
from ingest.reading import Block, Box, Cell, Line, Paragraph, Table
from ingest.text.pipe_cells import filled_cells, row_cells

_DIVIDER = re.compile(r"^[\s|:\-–—=+]+$")
#: Bars in one line that make it a row; one or two occur in prose (`Điện thoại | Fax`).
_BARS = 2
#: Lines that one row may wrap over before its closing bar is given up.
_MAX_WRAPPED = 40
#: A paragraph that is a row: bars at both ends, or two and more within.
_PIPE = re.compile(r"^\s*\|.*\|\s*$|^[^|]+(?:\|[^|]*){2,}\|?\s*$")


def with_pipe_tables(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with stretches of `| a | b |` lines turned into tables (or into lines, for a page header)."""
    if not any(isinstance(block, Line) and "|" in block.text for block in blocks):
        return list(blocks)
    done: list[Block] = []
    index = 0
    while index < len(blocks):
        block = blocks[index]
        if not isinstance(block, Line) or not block.text.lstrip().startswith("|") or block.text.count("|") < _BARS:
            done.extend(_split_header_line(block) if isinstance(block, Line) else [block])
            index += 1
            continue
        end = _table_end(blocks, index)
        done.extend(_read_table([line for line in blocks[index:end] if isinstance(line, Line)]))
        index = end
    return done


def _split_header_line(line: Line) -> list[Block]:
    """`BỘ NỘI VỤ | CỘNG HÒA XÃ HỘI ...`: the cells of a header table on one line."""
    if "|" not in line.text:
        return [line]
    cells = filled_cells(line.text)
    if not cells or not is_layout_table([cells, [""] * len(cells)]):
        return [line]
    return [replace(line, text=cell) for cell in cells]


def _table_end(blocks: Sequence[Block], start: int) -> int:
    """The end of the lines that belong to the table. A wrapped row goes on while it lacks cells or its closing bar."""
    end = start
    expected = bars = 0
    opened = False
    wrapped = 0
    while end < len(blocks):
        block = blocks[end]
        if not isinstance(block, Line):
            break
        text = block.text.strip()
        if text.startswith("|"):
            bars, wrapped = text.count("|"), 0
        elif text.isdigit() and _row_follows(blocks, end):
            end += 1  # a page number between two rows
            continue
        elif (opened or "|" in text) and wrapped < _MAX_WRAPPED:
            bars += text.count("|")
            wrapped += 1
        else:
            break
        expected = max(expected, bars)
        opened = bars < expected or not text.endswith("|")
        end += 1
    return end


def _row_follows(blocks: Sequence[Block], index: int) -> bool:
    following = blocks[index + 1] if index + 1 < len(blocks) else None
    return isinstance(following, Line) and "|" in following.text


def _read_table(lines: list[Line]) -> list[Block]:
    logical: list[tuple[str, list[Line]]] = []
    for line in lines:
        text = line.text.strip()
        if text.isdigit():
            continue
        if text.startswith("|") or not logical:
            logical.append((text, [line]))
        else:
            before, parts = logical[-1]
            logical[-1] = (f"{before} {text}", [*parts, line])
    rows = [(row_cells(text), parts) for text, parts in logical if not _DIVIDER.match(text)]
    rows = [(cells, parts) for cells, parts in rows if any(cells)]
    if not rows:
        return []
    width = max(len(cells) for cells, _ in rows)
    texts = [[*cells, *([""] * (width - len(cells)))] for cells, _ in rows]
    if is_layout_table(texts):
        return _as_lines(texts, rows[0][1][0])
    table_rows = tuple(
        tuple(Cell(text, _union_box(parts)) for text in cells) for cells, (_, parts) in zip(texts, rows, strict=True)
    )
    return [Table(table_rows, rows[0][1][0].page)]


def _as_lines(texts: list[list[str]], sample: Line) -> list[Block]:
    columns = range(len(texts[0]))
    return [
        Line(row[column], page=sample.page, box=sample.box, size=sample.size, whole=sample.whole)
        for column in columns
        for row in texts
        if row[column]
    ]


def _union_box(lines: list[Line]) -> Box | None:
    boxes = [line.box for line in lines if line.box is not None]
    if not boxes:
        return None
    boxes = [box for box in boxes if box.page == boxes[0].page]
    return Box(
        boxes[0].page,
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )


def tables_from_pipes(blocks: Sequence[Paragraph | Table]) -> list[Paragraph | Table]:
    """Runs of lines such as `| 7 | Xây dựng ... | Bộ Tư pháp |` (tables flattened by a converter) as tables."""
    result: list[Paragraph | Table] = []
    run: list[Paragraph] = []
    for block in [*blocks, None]:
        if isinstance(block, Paragraph) and _PIPE.match(block.text) and block.text.count("|") >= 3:
            run.append(block)
            continue
        if run:
            result += [_pipe_table(run)] if len(run) > 1 else run
            run = []
        if block is not None:
            result.append(block)
    return result


def _pipe_table(run: list[Paragraph]) -> Table:
    rows = [row_cells(paragraph.text) for paragraph in run]
    rows = [row for row in rows if not all(re.fullmatch(r"[:\-\s]*", cell) for cell in row)]
    width = max(len(row) for row in rows)
    cells = tuple(tuple(Cell(row[i] if i < len(row) else "") for i in range(width)) for row in rows)
    return Table(cells, run[0].page_from)
