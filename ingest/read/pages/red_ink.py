"""Red ink of a page: seals and stamps, which are faded, told from lines printed in red, which are text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ingest.read.pages.image_preprocessing import Colours, Gray, red_pixels

#: Red ink and its edges: so light in the red channel, and so much lighter there than in the others.
_PALE, _REDDISH = 110, 25
#: Red ink is looked at in cells of so many pixels (300 dpi); letters and words this near (cells) are one patch.
_CELL, _NEAR = 8, 3
#: Less red than this part of the page is dust.
_LEAST_RED = 0.0001
#: Patches smaller than this (pixels) are specks; a text that stands alone is at least so wide.
_SPECK = 16
#: A seal is about as wide as tall, at least this large (15 mm), and mostly empty; so is the frame of a stamp.
_SEAL_SIDE, _ROUND, _EMPTY = 180, 1.4, 0.4
#: A frame's line: this part of the patch's width is red in one row of cells.
_FRAME_PART, _FRAME_SIDE = 0.85, 60
#: The lines of a stamp stand inside its frame or this near to it (pixels).
_BESIDE = 30
#: A line of text is no taller (pixels) and somewhat wide; several lines in one patch take this part of the page.
_LINE_HEIGHT, _FLAT, _WIDE_PART = 110, 1.3, 0.3
_MOST_PATCHES = 2000


@dataclass(frozen=True, slots=True)
class RedPatch:
    """Connected red ink: its box in cells, and the part of the box that it fills."""

    x0: int
    y0: int
    x1: int
    y1: int
    filled: float

    @property
    def width(self) -> int:
        return (self.x1 - self.x0) * _CELL

    @property
    def height(self) -> int:
        return (self.y1 - self.y0) * _CELL


def fade_seals(colours: Colours) -> Gray:
    """The page in grey: seals and stamps turned to paper, text printed in red kept."""
    gray = np.ascontiguousarray(colours[:, :, 0])
    mask = red_pixels(colours)
    if mask[::2, ::2].mean() < _LEAST_RED:
        return gray
    gray = np.where(_reddish_pixels(colours), np.uint8(255), gray)
    cells = _cells(mask)
    patches = _patches(cells)
    across = cells.shape[1] * _CELL
    stamps = [patch for patch in patches if _is_stamp(patch, cells) or _is_too_tall(patch, across)]
    seals = set(stamps)
    kept = [patch for patch in patches if patch not in seals and _is_text(patch, stamps, cells.shape)]
    if not kept:
        return gray
    for patch in kept:
        part = np.s_[patch.y0 * _CELL : patch.y1 * _CELL, patch.x0 * _CELL : patch.x1 * _CELL]
        darkest = colours[part].min(axis=2)
        gray[part] = np.where(mask[part] | (darkest < 90), darkest, gray[part])
    return gray


def _reddish_pixels(colours: Colours) -> npt.NDArray[np.bool_]:
    """Red ink and its pale edges: the red channel sees them as grey, and a recogniser still reads that."""
    red = colours[:, :, 0]
    return (red > _PALE) & (red - np.minimum(red, np.maximum(colours[:, :, 1], colours[:, :, 2])) > _REDDISH)


def _cells(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Cells that hold red ink."""
    height, width = (side // _CELL * _CELL for side in mask.shape)
    blocks = mask[:height, :width].reshape(height // _CELL, _CELL, width // _CELL, _CELL)
    found: npt.NDArray[np.bool_] = blocks.sum(axis=(1, 3)) >= 3
    return found


def _patches(cells: npt.NDArray[np.bool_]) -> list[RedPatch]:
    """Connected cells; gaps of a few cells within a row are bridged, as between words."""
    runs = list(_runs(cells))
    parent = list(range(len(runs)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    above: list[int] = []
    row: list[int] = []
    for index, (y, x0, x1, _) in enumerate(runs):
        if row and runs[row[-1]][0] != y:
            above, row = (row if runs[row[-1]][0] == y - 1 else []), []
        for other in above:
            if runs[other][1] <= x1 and x0 <= runs[other][2]:
                parent[root(index)] = root(other)
        row.append(index)
    groups: dict[int, list[tuple[int, int, int, int]]] = {}
    for index, run in enumerate(runs):
        groups.setdefault(root(index), []).append(run)
    return [_patch(members) for members in list(groups.values())[:_MOST_PATCHES]]


def _runs(cells: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int, int, int]]:
    """Row, first and last cell (behind it) of every run, and how many of its cells are red."""
    for y in np.flatnonzero(cells.any(axis=1)):
        places = np.flatnonzero(cells[y])
        breaks = np.flatnonzero(np.diff(places) > _NEAR)
        starts = [0, *(breaks + 1).tolist()]
        ends = [*(breaks + 1).tolist(), len(places)]
        for start, end in zip(starts, ends, strict=True):
            yield int(y), int(places[start]), int(places[end - 1]) + 1, end - start


def _patch(runs: Sequence[tuple[int, int, int, int]]) -> RedPatch:
    x0, x1 = min(run[1] for run in runs), max(run[2] for run in runs)
    y0, y1 = min(run[0] for run in runs), max(run[0] for run in runs) + 1
    return RedPatch(x0, y0, x1, y1, sum(run[3] for run in runs) / ((x1 - x0) * (y1 - y0)))


def _is_stamp(patch: RedPatch, cells: npt.NDArray[np.bool_]) -> bool:
    """True for the ring of a seal and for a framed stamp."""
    longer, shorter = max(patch.width, patch.height), min(patch.width, patch.height)
    if shorter >= _SEAL_SIDE and (patch.filled < _EMPTY or longer < _ROUND * shorter):
        return True
    if shorter < _FRAME_SIDE:
        return False
    part = cells[patch.y0 : patch.y1, patch.x0 : patch.x1]
    rows, columns = part.mean(axis=1), part.mean(axis=0)
    flat = max(rows[:3]) > _FRAME_PART and max(rows[-3:]) > _FRAME_PART
    upright = max(columns[:3]) > _FRAME_PART and max(columns[-3:]) > _FRAME_PART
    return bool(flat and upright)


def _is_too_tall(patch: RedPatch, across: int) -> bool:
    """True for ink taller than a line that is no paragraph: part of a seal, a stamp, a drawing."""
    return patch.height > _LINE_HEIGHT and (patch.width < _WIDE_PART * across or patch.filled < _EMPTY)


def _is_text(patch: RedPatch, stamps: Sequence[RedPatch], page: tuple[int, ...]) -> bool:
    """True for a flat patch, neither a speck nor at the paper's edge, that stands in or at no stamp."""
    if min(patch.width, patch.height) < _SPECK or patch.width < _FLAT * patch.height or patch.filled < _EMPTY:
        return False
    if patch.x0 <= 1 or patch.y0 <= 1 or patch.x1 >= page[1] - 1 or patch.y1 >= page[0] - 1:
        return False
    reach = _BESIDE // _CELL
    return not any(
        patch.x0 < stamp.x1 + reach
        and stamp.x0 - reach < patch.x1
        and patch.y0 < stamp.y1 + reach
        and stamp.y0 - reach < patch.y1
        for stamp in stamps
    )
