"""Text column of every page: its edges, and whether a line is centred in it or as wide as it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.reading import Block, Box, Line


@dataclass(frozen=True, slots=True)
class Column:
    """The body of one page: its left and right edge and its width in points per letter height."""

    left: float
    right: float
    em: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def page_columns(blocks: Sequence[Block], sizes: dict[int, tuple[float, float]]) -> dict[int, Column]:
    """The text column of every page; pages with few full lines borrow from the whole document."""
    by_page: dict[int, list[Box]] = {}
    heights: list[float] = []
    for block in blocks:
        if isinstance(block, Line) and block.box is not None:
            by_page.setdefault(block.box.page, []).append(block.box)
            heights.append(block.size or (block.box.y1 - block.box.y0) * sizes.get(block.box.page, (595, 842))[1])
    size = sorted(heights)[len(heights) // 2] if heights else 12.0
    everywhere = _column_edges([box for boxes in by_page.values() for box in boxes]) or (0.12, 0.94)
    found = {}
    for page, boxes in by_page.items():
        left, right = _column_edges(boxes) or everywhere
        found[page] = Column(left, right, size / sizes.get(page, (595.0, 842.0))[0])
    return found


def _column_edges(boxes: Iterable[Box]) -> tuple[float, float] | None:
    long = [box for box in boxes if box.x1 - box.x0 > 0.5]
    if len(long) < 4:
        return None
    right_counts = Counter(round(box.x1, 2) for box in long)
    right = max((x for x, count in right_counts.items() if count >= max(2, len(long) * 0.1)), default=None)
    if right is None:
        right = sorted(box.x1 for box in long)[int(len(long) * 0.9)]
    left_counts = Counter(round(box.x0, 2) for box in long)
    left = min((x for x, count in left_counts.items() if count >= max(2, len(long) * 0.12)), default=None)
    if left is None:
        left = sorted(box.x0 for box in long)[int(len(long) * 0.1)]
    return left, right


def is_centred(box: Box, column: Column) -> bool:
    indented = box.x0 - column.left > 2 * column.em and column.right - box.x1 > 2 * column.em
    return indented and abs((box.x0 + box.x1) / 2 - column.middle) < 2 * column.em


def is_wide(box: Box, column: Column) -> bool:
    return box.x1 - box.x0 > 0.6 * (column.right - column.left)
