"""A scanned page's words and rules -> its lines and tables; rules may be faint, broken or missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.read.pages.column_gaps import gap_grids
from ingest.read.pages.figure_cells import CellReader, with_second_readings
from ingest.read.pages.ruled_tables import Rule, RuledGrid, fill_grid
from ingest.read.pages.scanned_grids import scanned_grids
from ingest.read.pages.words import Word
from ingest.read.pages.words_to_lines import to_lines
from ingest.reading import Block, Table

#: What OCR makes of a rule beside a word.
_RULE_MARKS = "|[]{}_¦"
_UPRIGHT = "|¦"


@dataclass(frozen=True, slots=True)
class ScannedBlocks:
    """Lines and tables of a page from top to bottom, and the words that they were made of.

    A table whose rows or columns are not settled stays lines (``has_unsure_table``): a figure beside another row's
    label would be a false statement.
    """

    blocks: list[Block]
    words: list[Word]
    has_unsure_table: bool


def scanned_blocks(
    words: Sequence[Word], rules: Sequence[Rule], page: int, width: float, height: float,
    read_cell: CellReader | None = None,
) -> ScannedBlocks:  # fmt: skip
    """The page's blocks.

    :param read_cell: reads a doubtful figure again, where its cell alone is seen.
    """
    tables: list[Table] = []
    inside: list[Word] = []
    rest = list(words)
    unsure = False
    for find in (scanned_grids, gap_grids):
        grids, is_unsure = find(rest, rules)
        unsure = unsure or is_unsure
        for grid in grids:
            own, others = _parted_by_grid(grid, rest)
            own = own if read_cell is None else with_second_readings(grid, own, read_cell)
            table, left = fill_grid(grid, _cleaned(grid, own), page, width, height)
            if table is not None:
                tables.append(table)
                inside += own
                rest = others + left
    return ScannedBlocks(_in_order(tables, rest, page, width, height), inside + rest, unsure)


def _parted_by_grid(grid: RuledGrid, words: Sequence[Word]) -> tuple[list[Word], list[Word]]:
    """The words of the grid, and the others."""
    own = [word for word in words if grid.surrounds((word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2)]
    taken = set(map(id, own))
    return own, [word for word in words if id(word) not in taken]


def _cleaned(grid: RuledGrid, words: Sequence[Word]) -> list[Word]:
    """The words freed of what OCR made of rules."""
    parts = [replace(part, text=part.text.strip(_RULE_MARKS)) for word in words for part in _parted(word, grid)]
    return [part for part in parts if part.text]


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
