"""Layout tables of heads: two columns without lines, left the bodies and the number, right the national title."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import replace

from ingest.metadata import signature_block
from ingest.metadata.header_lines import without_motto
from ingest.metadata.paper_starts import paper_heads
from ingest.reading import Paragraph, Table
from ingest.text.normalize import fold
from ingest.text.pipe_cells import filled_cells

Block = Paragraph | Table

#: Layout tables of a head are small; those of the first paper stand at the very top.
_TABLE_PIPES = 3
_HEAD_TABLE_ROWS, _HEAD_TABLE_CHARS, _TOP = 6, 900, 15


def open_head_tables(all_blocks: Sequence[Block], chrome: Container[int]) -> list[Block]:
    """Layout tables of the head (two columns) as paragraphs; cells that a converter joined with `|` split again."""
    opened: list[Block] = []
    blocks = [block for index, block in enumerate(all_blocks) if index not in chrome]
    for index, block in enumerate(blocks):
        if index < _TOP and isinstance(block, Table) and _is_head_table(block):
            opened += _cell_lines(block)
        elif index < _TOP and isinstance(block, Paragraph) and _is_head_row(block.text):
            cells = [cell for line in block.text.split("\n") for cell in filled_cells(line)]
            opened += [replace(block, text=cell, spans=()) for cell in cells]
        else:
            opened.append(block)
    return opened


def with_later_heads(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with the head tables of later papers as paragraphs; a form's head stays a table."""
    found = tuple(blocks)
    at = _TOP
    while at < len(found):
        block = found[at]
        lines = _cell_lines(block) if isinstance(block, Table) and _is_later_head_table(block) else []
        if lines:
            opened = (*found[:at], *lines, *found[at + 1 :])
            if any(at <= head.start + 1 <= at + len(lines) for head in paper_heads(opened)):
                found, at = opened, at + len(lines)
                continue
        at += 1
    return found


def _cell_lines(table: Table) -> list[Block]:
    texts = signature_block.table_lines(table)
    return [Paragraph(text, page_from=table.page, page_to=table.page) for text in texts if text.strip()]


def _is_head_row(text: str) -> bool:
    """Cells of the head in one line; a row of a table of the body (`| 1 | Trồng cây | ... |`) is none."""
    return "\n" in text or (" | " in text and text.count("|") < _TABLE_PIPES and not text.startswith("|"))


def _is_head_table(table: Table) -> bool:
    text = fold(" ".join(cell.text or "" for row in table.rows for cell in row))
    named = "cong hoa xa hoi" in text or "doc lap" in text or re.search(r"\bso\s*:|dang cong san", text)
    return bool(named) and len(text) < _HEAD_TABLE_CHARS and len(table.rows) <= _HEAD_TABLE_ROWS


def _is_later_head_table(table: Table) -> bool:
    """True for a head's table with the national title in a line of its own."""
    return _is_head_table(table) and any(without_motto(line) != line for line in signature_block.table_lines(table))
