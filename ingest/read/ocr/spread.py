"""Two pages on one sheet: an open book or folder scanned across, cut at its fold and read page by page.

Read as one page, the lines of both pages would be rows of a table. The cut is made only where nothing crosses the fold
and either side is a page of its own: prose that fills its lines, or a ruled table. A landscape table is never cut:
a figure apart from its label is a false statement.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ingest.read.ocr.line_reader import Box as LineBox
from ingest.read.ocr.line_reader import line_boxes
from ingest.read.pages.image_preprocessing import Gray
from ingest.read.pages.picture_rules import ruling_lines
from ingest.reading import Block, Box, Line, Page, Table

if TYPE_CHECKING:
    from ingest.read.ocr.page_ocr import ScannedPage

#: Width of such a sheet in heights; where its fold is looked for and how wide the empty strip is (parts of the width).
_LEAST_WIDE, _MOST_WIDE = 1.15, 1.8
_FROM, _TO, _STRIP = 0.4, 0.6, 0.02
#: Ink, in every fourth pixel; the strip holds next to none, or the dark line of the fold itself.
_INK, _STEP, _EMPTY, _FOLD_LINE = 140, 4, 0.004, 0.6
#: A line of prose takes this part of its page's text; a page holds so many, or so many long rules.
_FULL_LINE, _LINES, _RULES, _LONG_RULE = 0.6, 5, 3, 0.5
#: Short texts have fewer full lines; then less than this part of a side's lines is level (a quarter of their height)
#: with lines of the other: rows of a table all are.
_FEW_LINES, _LEVEL, _BESIDE = 2, 0.65, 0.25
#: A page's number stands alone in its outer band, on both pages at one height (parts of the height).
_NUMBER, _BAND, _SAME_HEIGHT = re.compile(r"^\W*(\d{1,4})\W*$"), 0.13, 0.03


def fold_place(image: Gray) -> int | None:
    """The column at which an upright sheet falls into two pages; None for one page."""
    height, width = image.shape
    if not _LEAST_WIDE < width / height < _MOST_WIDE:
        return None
    boxes = line_boxes(image)
    strip = _empty_strip(image, boxes)
    if strip is None:
        return None
    rules = [(x0, x1) for x0, y0, x1, y1 in ruling_lines(image) if x1 - x0 > y1 - y0]
    if any(x0 < strip < x1 for x0, x1 in rules):
        return None
    return strip if _are_pages(boxes, rules, strip, width) else None


def _are_pages(boxes: Sequence[LineBox], rules: Sequence[tuple[float, float]], strip: int, width: int) -> bool:
    """True if either side is a page: one of prose, the other of prose or a ruled table; or both of short texts."""
    bounds = ((0, strip), (strip, width))
    sides = [[box for box in boxes if left <= box[0] and box[2] <= right] for left, right in bounds]
    full = [_full_lines(side) for side in sides]
    tables = [
        _holds_ruled_table([rule for rule in rules if left <= rule[0] and rule[1] <= right], right - left)
        for left, right in bounds
    ]
    if max(full) >= _LINES and all(count >= _LINES or table for count, table in zip(full, tables, strict=True)):
        return True
    return min(map(len, sides)) > _LINES and min(full) >= _FEW_LINES and _level_share(*sides) < _LEVEL


def _level_share(left: Sequence[LineBox], right: Sequence[LineBox]) -> float:
    """The part of one side's lines that stand level with one of the other: all of them where rows cross the sheet."""
    reach = _BESIDE * float(np.median([box[3] - box[1] for box in (*left, *right)]))
    middles = [np.asarray([(box[1] + box[3]) / 2 for box in side]) for side in (left, right)]
    apart = np.abs(middles[0][:, None] - middles[1][None, :]) < reach
    return max(float(apart.any(axis=1).mean()), float(apart.any(axis=0).mean()))


def _empty_strip(image: Gray, boxes: Sequence[LineBox]) -> int | None:
    """The middle of the widest strip near the sheet's middle that no line and no ink crosses."""
    width = image.shape[1]
    edge = image.shape[0] // 30
    ink = (image[edge:-edge:_STEP, ::_STEP] < _INK).mean(axis=0)
    clear = (ink < _EMPTY) | (ink > _FOLD_LINE)
    clear[: int(_FROM * len(clear))] = clear[int(_TO * len(clear)) :] = False
    for x0, _, x1, _ in boxes:
        clear[max(0, int(x0 / _STEP)) : int(x1 / _STEP) + 1] = False
    edges = np.flatnonzero(np.diff(np.concatenate(([0], clear.view(np.int8), [0]))))
    runs = list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
    start, end = max(runs, key=lambda run: run[1] - run[0], default=(0, 0))
    return (start + end) * _STEP // 2 if (end - start) * _STEP >= _STRIP * width else None


def _full_lines(boxes: Sequence[LineBox]) -> int:
    """How many lines fill the width of a side's text."""
    wide = max((box[2] for box in boxes), default=0.0) - min((box[0] for box in boxes), default=0.0)
    return sum(box[2] - box[0] >= _FULL_LINE * wide for box in boxes)


def _holds_ruled_table(rules: Sequence[tuple[float, float]], width: float) -> bool:
    return sum(x1 - x0 > _LONG_RULE * width for x0, x1 in rules) >= _RULES


def joined_pages(left: ScannedPage, right: ScannedPage, sheet: Page) -> ScannedPage:
    """Both pages in their order as what stands on the sheet; their places are those on the sheet."""
    numbers = _page_numbers(left.blocks, right.blocks)
    share = left.page.width / sheet.width
    shift = left.page.width
    return replace(
        left,
        page=replace(sheet, source="ocr" if "ocr" in (left.page.source, right.page.source) else "none",
                     confidence=_joint_confidence(left, right)),
        blocks=[
            *(_placed(block, 0.0, share) for block in left.blocks if block not in numbers),
            *(_placed(block, share, 1 - share) for block in right.blocks if block not in numbers),
        ],
        rules=(*left.rules, *((x0 + shift, y0, x1 + shift, y1) for x0, y0, x1, y1 in right.rules)),
        own_text=f"{left.own_text} {right.own_text}".strip(),
        left_out=tuple(("page_number", line.text) for line in numbers),
        is_blank=left.is_blank and right.is_blank,
        has_unsure_table=left.has_unsure_table or right.has_unsure_table,
    )  # fmt: skip


def _page_numbers(left: Sequence[Block], right: Sequence[Block]) -> list[Line]:
    """The numbers of both pages: one more on the right at the same height, or alone above all else."""
    ours, theirs = ([block for block in side if _edge_number(block) is not None] for side in (left, right))
    for one, other in itertools.product(ours, theirs):
        follows = _edge_number(other) == (_edge_number(one) or 0) + 1
        if follows and abs(_top(one) - _top(other)) < _SAME_HEIGHT:
            return [block for block in (one, other) if isinstance(block, Line)]
    first = [side[0] for side in (left, right) if side]
    return [block for block in first if isinstance(block, Line) and block in (*ours, *theirs) and _top(block) < _BAND]


def _top(block: Block) -> float:
    return block.box.y0 if isinstance(block, Line) and block.box else 1.0


def _edge_number(block: Block) -> int | None:
    """The number that stands alone in the outer band of a page."""
    if not isinstance(block, Line) or block.box is None:
        return None
    number = _NUMBER.match(block.text)
    return int(number[1]) if number and (block.box.y1 < _BAND or block.box.y0 > 1 - _BAND) else None


def _joint_confidence(left: ScannedPage, right: ScannedPage) -> float | None:
    """The mean over the letters of both pages."""
    known = [
        (side.page.confidence, max(1, len(side.own_text))) for side in (left, right) if side.page.confidence is not None
    ]
    return round(sum(sure * count for sure, count in known) / sum(count for _, count in known), 3) if known else None


def _placed(block: Block, start: float, share: float) -> Block:
    """The block with its boxes in parts of the sheet."""
    if isinstance(block, Line):
        return replace(block, box=_on_sheet(block.box, start, share))
    rows = tuple(tuple(replace(cell, box=_on_sheet(cell.box, start, share)) for cell in row) for row in block.rows)
    return Table(rows, block.page, block.header_rows)


def _on_sheet(box: Box | None, start: float, share: float) -> Box | None:
    return box and replace(box, x0=start + share * box.x0, x1=start + share * box.x1)
