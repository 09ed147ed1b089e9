"""Endnotes: notes at a document's end are taken out of the text, marks of known notes out of the lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.reading import Block, Footnote, Line, Table

#: `[1] Khoản này được sửa đổi ...`: how consolidated documents print a note and its mark.
_OPENING = re.compile(r"^\s*\[(\d{1,3})\]\s*(?=\S)")
_MARK = re.compile(r"\s?\[(\d{1,3}|[ivx]{1,6})\]")
#: Left before a comma where a mark of its own size stood.
_LOOSE_BLANK = re.compile(r"(?<=\w) (?=[,.;:)](?:\s|$))")
_APPENDIX = re.compile(r"^\s*(?:PHỤ LỤC|DANH MỤC|BIỂU MẪU|MẪU SỐ)\b")
#: A number may be missing between two notes, not more.
_GAP = 2


def take_endnotes(blocks: Sequence[Block]) -> tuple[list[Block], list[Footnote]]:
    """The text without the notes behind it, and these notes: `[1]`, `[2]` ... to which the text refers.

    >>> lines = [Line("Điều 1.[1] Phạm vi", whole=True), Line("[1] Điều này được sửa đổi.", whole=True)]
    >>> kept, notes = take_endnotes(lines)
    >>> [line.text for line in kept], [(note.number, note.lines[0].text) for note in notes]
    (['Điều 1.[1] Phạm vi'], [('1', 'Điều này được sửa đổi.')])
    """
    starts = [(i, int(m[1])) for i, b in enumerate(blocks) if isinstance(b, Line) and (m := _OPENING.match(b.text))]
    firsts = [i for i, number in starts if number == 1]
    if not firsts or firsts[-1] == 0:
        return list(blocks), []
    first = firsts[-1]
    end = _first_appendix(blocks, first)
    series = _ascending([(index, number) for index, number in starts if first <= index < end])
    referred = {number for block in blocks[:first] for number in _MARK.findall(_block_text(block))}
    if 2 * sum(str(number) in referred for _, number in series) < len(series):
        return list(blocks), []
    bounds = [*(index for index, _ in series), end]
    notes = [
        Footnote(str(number), tuple(_note_lines(blocks[index:after])))
        for (index, number), after in zip(series, bounds[1:], strict=True)
    ]
    return [*blocks[:first], *blocks[end:]], notes


def _first_appendix(blocks: Sequence[Block], start: int) -> int:
    """Index of the first appendix behind ``start``, the end of the blocks where there is none."""
    for index in range(start + 1, len(blocks)):
        block = blocks[index]
        if isinstance(block, Line) and _APPENDIX.match(block.text):
            return index
    return len(blocks)


def _ascending(starts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those of the notes (index and number) whose number follows the one before."""
    series: list[tuple[int, int]] = []
    for index, number in starts:
        if not series or series[-1][1] < number <= series[-1][1] + _GAP:
            series.append((index, number))
    return series


def _block_text(block: Block) -> str:
    if isinstance(block, Line):
        return block.text
    return " ".join(cell.text or "" for row in block.rows for cell in row)


def _note_lines(blocks: Sequence[Block]) -> list[Line]:
    """The lines of a note; rows of a quoted table as lines."""
    lines: list[Line] = []
    for position, block in enumerate(blocks):
        if isinstance(block, Line):
            lines.append(block if position else replace(block, text=_OPENING.sub("", block.text)))
        else:
            lines += [
                Line("; ".join(cell.text for cell in row if cell.text), page=block.page, whole=True)
                for row in block.rows
                if any(cell.text for cell in row)
            ]
    return lines


def without_marks(block: Block, numbers: frozenset[str]) -> Block:
    """The block without the marks of these notes; a line keeps which ones it referred to.

    >>> without_marks(Line("Nghị định số 5[1], khoản 2[9]"), frozenset("1"))
    Line(text='Nghị định số 5, khoản 2[9]', page=None, box=None, bold=False, italic=False, size=None, align=None, \
confidence=None, whole=False, auto_number=False, notes=('1',))
    """
    if isinstance(block, Table):
        rows = tuple(
            tuple(replace(c, text=_remove_marks(c.text, numbers)) if c.text and "[" in c.text else c for c in row)
            for row in block.rows
        )
        return replace(block, rows=rows)
    if "[" not in block.text:
        return block
    found = tuple(number for number in _MARK.findall(block.text) if number in numbers)
    return replace(block, text=_remove_marks(block.text, numbers), notes=found) if found else block


def _remove_marks(text: str, numbers: frozenset[str]) -> str:
    bare = _MARK.sub(lambda match: "" if match[1] in numbers else match.group(), text)
    return (bare if bare == text else _LOOSE_BLANK.sub("", bare)).strip()
