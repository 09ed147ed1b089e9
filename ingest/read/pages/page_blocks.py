"""One page's words and rules -> its lines and ruled tables, from top to bottom."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.read.pages.columns import Segment
from ingest.read.pages.ruled_tables import Rule, fill_grid, find_grids
from ingest.read.pages.unruled_tables import take_unruled_tables
from ingest.read.pages.words import Word
from ingest.read.pages.words_to_lines import to_line, to_lines
from ingest.reading import Block, Line


def lines_and_tables(
    words: Sequence[Word], rules: Sequence[Rule], page: int, width: float, height: float
) -> list[Block]:
    """The page's tables with the lines above, between and below them."""
    rest = list(words)
    placed: list[Block] = []
    for grid in find_grids(rules):
        table, rest = fill_grid(grid, rest, page, width, height)
        if table is not None:
            placed.append(table)
    blocks: list[Block] = []
    turned = [word for word in rest if word.quarter]
    rest = [word for word in rest if not word.quarter]
    if all(word.line is None for word in rest):  # of a text layer: OCR's words stand less surely
        unruled, rest = take_unruled_tables(rest, page, width, height)
        placed = sorted([*placed, *unruled], key=_top) if unruled else placed
    for block in placed:
        top = _top(block) * height
        above = [word for word in rest if (word.y0 + word.y1) / 2 < top]
        rest = [word for word in rest if (word.y0 + word.y1) / 2 >= top]
        blocks.extend(to_lines(above, page, width, height))
        blocks.append(block)
    blocks.extend(to_lines(rest, page, width, height))
    # What runs up a margin belongs to no line of the text.
    blocks.extend(to_line(Segment([word]), page, width, height) for word in turned)
    return blocks


def _top(block: Block) -> float:
    if isinstance(block, Line):
        return block.box.y0 if block.box is not None else 0.0
    return min(cell.box.y0 for row in block.rows for cell in row if cell.box is not None)
