"""A scanned page's words and rules -> its lines and tables; rules may be faint, broken or missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.read.pages.column_gaps import gap_grids
from ingest.read.pages.ruled_tables import Rule, RuledGrid, fill_grid
from ingest.read.pages.scanned_grids import scanned_grids
from ingest.read.pages.words import Word
from ingest.read.pages.words_to_lines import to_lines
from ingest.reading import Block, Table

#: What OCR makes of a rule beside a word.
_RULE_MARKS = "|[]{}_¦"
_UPRIGHT = "|¦"


def scanned_blocks(
    words: Sequence[Word], rules: Sequence[Rule], page: int, width: float, height: float
) -> tuple[list[Block], bool]:
    """The page's lines and tables from top to bottom, and whether a table's rows or columns are not settled.

    Such a table stays lines: a figure beside another row's label would be a false statement.
    """
    rest = list(words)
    tables: list[Table] = []
    ruled, unsure = scanned_grids(rest, rules)
    for grid in ruled:
        table, rest = _filled(grid, rest, page, width, height)
        if table is not None:
            tables.append(table)
    unruled, more = gap_grids(rest, rules)
    for grid in unruled:
        table, rest = _filled(grid, rest, page, width, height)
        if table is not None:
            tables.append(table)
    return _in_order(tables, rest, page, width, height), unsure or more


def _filled(
    grid: RuledGrid, words: list[Word], page: int, width: float, height: float
) -> tuple[Table | None, list[Word]]:
    """The grid with its words, freed of what OCR made of rules, and the words outside it."""
    cleaned: list[Word] = []
    for word in words:
        if not grid.surrounds((word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2):
            cleaned.append(word)
            continue
        for part in _parted(word, grid):
            text = part.text.strip(_RULE_MARKS)
            if text:
                cleaned.append(replace(part, text=text))
    table, outside = fill_grid(grid, cleaned, page, width, height)
    return (None, words) if table is None else (table, outside)


def _parted(word: Word, grid: RuledGrid) -> list[Word]:
    """The word cut where OCR read the rule between two cells as a letter."""
    at = next((i for i, letter in enumerate(word.text) if letter in _UPRIGHT and 0 < i < len(word.text) - 1), None)
    if at is None:
        return [word]
    place = word.x0 + (word.x1 - word.x0) * (at + 0.5) / len(word.text)
    rule = min(grid.xs, key=lambda x: abs(x - place))
    if not word.x0 < rule < word.x1:
        return [word]
    return [
        replace(word, text=word.text[:at], x1=min(rule, place)),
        replace(word, text=word.text[at + 1 :], x0=max(rule, place)),
    ]


def _in_order(tables: list[Table], words: list[Word], page: int, width: float, height: float) -> list[Block]:
    """Tables and the lines of the other words, from top to bottom."""
    blocks: list[Block] = []
    rest = words
    for top, table in sorted(((_top(table) * height, table) for table in tables), key=lambda pair: pair[0]):
        above = [word for word in rest if (word.y0 + word.y1) / 2 < top]
        rest = [word for word in rest if (word.y0 + word.y1) / 2 >= top]
        blocks.extend(to_lines(above, page, width, height))
        blocks.append(table)
    blocks.extend(to_lines(rest, page, width, height))
    return blocks


def _top(table: Table) -> float:
    return min(cell.box.y0 for row in table.rows for cell in row if cell.box is not None)
