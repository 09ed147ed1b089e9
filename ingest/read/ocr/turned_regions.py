"""Sideways parts of an upright page: a wide table set along the paper's long side, below a heading that is not.

Where much ink was not read as words, the part is looked at alone. It is turned where the network for orientation says
so and the turned reading has far more syllables; its blocks are arranged in their own direction and placed on the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from ingest.read.ocr.cell_reading import cell_reader
from ingest.read.ocr.line_reader import quarter_turns
from ingest.read.ocr.recognition import recognise_words
from ingest.read.pages.image_preprocessing import Gray
from ingest.read.pages.picture_rules import ruling_lines
from ingest.read.pages.scanned_tables import ScannedBlocks, scanned_blocks
from ingest.read.pages.words import Word
from ingest.reading import Block, Box, Line, Table
from ingest.text.syllables import syllable_rate

#: Ink is looked at in cells of so many pixels, every fourth of them; cells this near belong together.
_CELL, _STEP, _INK, _NEAR = 16, 4, 140, 7
#: A sure word; the part of a region's ink that no such word covers; the least size of a region (parts of the page).
_SURE, _UNREAD, _WIDE, _TALL = 0.6, 0.6, 0.2, 0.15
#: The turned reading has so many times the syllables, and so many more.
_READS_BETTER, _MORE = 1.3, 8
_MARGIN = 12


@dataclass(frozen=True, slots=True)
class TurnedRegion:
    """A part of the page (pixels: left, top, right, bottom), and its blocks, whose boxes are those on the page."""

    box: tuple[int, int, int, int]
    arranged: ScannedBlocks

    def holds(self, box: tuple[float, float, float, float]) -> bool:
        """True if the middle of a box lies in this part."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return self.box[0] <= x <= self.box[2] and self.box[1] <= y <= self.box[3]

    def holds_word(self, word: Word) -> bool:
        return self.holds((word.x0, word.y0, word.x1, word.y1))


def turned_regions(image: Gray, words: Sequence[Word], page: int, scale: float) -> list[TurnedRegion]:
    """The sideways parts of a page.

    :param words: its upright reading; their boxes are pixels.
    :param scale: points a pixel.
    """
    found: list[TurnedRegion] = []
    for box in _unread_boxes(image, words):
        crop = image[box[1] : box[3], box[0] : box[2]]
        quarter = quarter_turns(crop)
        if quarter not in (1, 3):
            continue
        turned = np.ascontiguousarray(np.rot90(crop, -quarter))
        read = recognise_words(turned)
        upright = [word for word in words if box[0] <= word.x0 and word.x1 <= box[2] and box[1] <= word.y0 <= box[3]]
        if _syllables(read) > _READS_BETTER * _syllables(upright) + _MORE:
            found.append(TurnedRegion(box, _placed_blocks(turned, read, quarter, box, image.shape, page, scale)))
    return found


def with_turned_regions(blocks: Sequence[Block], regions: Sequence[TurnedRegion], height: int) -> list[Block]:
    """The page's upright blocks with those of its sideways parts, each before what stands below its top."""
    ordered = list(blocks)
    for region in regions:
        top = region.box[1] / height
        at = next((index for index, block in enumerate(ordered) if _top(block) >= top), len(ordered))
        ordered[at:at] = region.arranged.blocks
    return ordered


def _unread_boxes(image: Gray, words: Sequence[Word]) -> Iterator[tuple[int, int, int, int]]:
    """Boxes of the large parts whose ink was mostly not read."""
    ink = _ink_cells(image)
    unread = ink.copy()
    for word in words:
        if (word.confidence or 0.0) >= _SURE and sum(map(str.isalnum, word.text)) > 1:
            x0, y0, x1, y1 = (int(side / _CELL) for side in (word.x0, word.y0, word.x1, word.y1))
            unread[max(0, y0 - 1) : y1 + 2, max(0, x0 - 1) : x1 + 2] = 0
    joined = cv2.morphologyEx(unread, cv2.MORPH_CLOSE, np.ones((_NEAR, _NEAR), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    for x, y, wide, tall, _area in stats[1:].tolist():
        part = np.s_[y : y + tall, x : x + wide]
        if wide < _WIDE * ink.shape[1] or tall < _TALL * ink.shape[0]:
            continue
        if int(unread[part].sum()) >= _UNREAD * int(ink[part].sum()):
            yield (
                max(0, x * _CELL - _MARGIN), max(0, y * _CELL - _MARGIN),
                min(image.shape[1], (x + wide) * _CELL + _MARGIN), min(image.shape[0], (y + tall) * _CELL + _MARGIN),
            )  # fmt: skip


def _ink_cells(image: Gray) -> npt.NDArray[np.uint8]:
    """1 where a cell of the page holds ink."""
    side = _CELL // _STEP
    dark = image[::_STEP, ::_STEP] < _INK
    rows, columns = dark.shape[0] // side, dark.shape[1] // side
    cells = dark[: rows * side, : columns * side].reshape(rows, side, columns, side)
    found: npt.NDArray[np.uint8] = (cells.sum(axis=(1, 3)) > 0).astype(np.uint8)
    return found


def _syllables(words: Sequence[Word]) -> float:
    rate, count = syllable_rate(" ".join(word.text for word in words))
    return rate * count


def _placed_blocks(
    turned: Gray, words: Sequence[Word], quarter: int, box: tuple[int, int, int, int], page_shape: tuple[int, ...],
    page: int, scale: float,
) -> ScannedBlocks:  # fmt: skip
    """The blocks of a turned picture; the boxes are turned back."""
    height, width = (side * scale for side in turned.shape)
    rules = [(x0 * scale, y0 * scale, x1 * scale, y1 * scale) for x0, y0, x1, y1 in ruling_lines(turned)]
    placed = [
        replace(
            word, x0=word.x0 * scale, y0=word.y0 * scale, x1=word.x1 * scale, y1=word.y1 * scale,
            size=word.height * scale,
        )
        for word in words
    ]  # fmt: skip
    arranged = scanned_blocks(placed, rules, page, width, height, cell_reader(turned, width, height))
    frame = (
        box[0] / page_shape[1], box[1] / page_shape[0],
        (box[2] - box[0]) / page_shape[1], (box[3] - box[1]) / page_shape[0],
    )  # fmt: skip
    return replace(arranged, blocks=[_turned_back(block, quarter, frame) for block in arranged.blocks])


def _turned_back(block: Block, quarter: int, frame: tuple[float, float, float, float]) -> Block:
    if isinstance(block, Line):
        return replace(block, box=_box_on_page(block.box, quarter, frame))
    rows = tuple(tuple(replace(cell, box=_box_on_page(cell.box, quarter, frame)) for cell in row) for row in block.rows)
    return Table(rows, block.page, block.header_rows)


def _box_on_page(box: Box | None, quarter: int, frame: tuple[float, float, float, float]) -> Box | None:
    """A box of the picture turned by ``quarter`` quarters clockwise, on the page that the picture is a part of."""
    if box is None:
        return None
    across = (1 - box.y1, 1 - box.y0) if quarter == 3 else (box.y0, box.y1)
    down = (box.x0, box.x1) if quarter == 3 else (1 - box.x1, 1 - box.x0)
    left, top, wide, tall = frame
    return replace(
        box, x0=left + wide * across[0], x1=left + wide * across[1], y0=top + tall * down[0], y1=top + tall * down[1]
    )


def _top(block: Block) -> float:
    if isinstance(block, Line):
        return block.box.y0 if block.box is not None else 0.0
    return min((cell.box.y0 for row in block.rows for cell in row if cell.box is not None), default=0.0)
