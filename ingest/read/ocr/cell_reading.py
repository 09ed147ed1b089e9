"""Second reading of single cells by the recogniser of lines."""

from __future__ import annotations

import numpy as np
from PIL import Image

from ingest.read.handwriting.line_recogniser import recognise_line
from ingest.read.pages.figure_cells import CellReader
from ingest.read.pages.image_preprocessing import Gray

#: Ink is so much darker than the cell's paper; a line of it is at least so high and takes so much of the cell (pixels).
_DARKER, _LEAST_HIGH, _LEAST_INK = 60, 8, 12
_MARGIN = 6
#: A cell with ink this many times as high as wide letters holds more than one line.
_MOST_HIGH = 90


def cell_reader(image: Gray, width: float, height: float) -> CellReader:
    """The reader of this picture's cells, whose boxes are in points of a page of this size."""
    across, down = image.shape[1] / width, image.shape[0] / height

    def read(box: tuple[float, float, float, float]) -> tuple[str, float] | None:
        cell = image[int(box[1] * down) : int(box[3] * down) + 1, int(box[0] * across) : int(box[2] * across) + 1]
        line = _line_of_ink(cell)
        if line is None:
            return None
        found = recognise_line(Image.fromarray(line))
        return found.text, found.least

    return read


def _line_of_ink(cell: Gray) -> Gray | None:
    """The part of a cell where its ink is; None for none, or for more than a line."""
    if not cell.size:
        return None
    dark = cell < int(np.median(cell)) - _DARKER
    rows, columns = np.flatnonzero(dark.sum(axis=1) > 1), np.flatnonzero(dark.sum(axis=0) > 1)
    if len(rows) < _LEAST_HIGH or not len(columns) or int(dark.sum()) < _LEAST_INK:
        return None
    y0, y1, x0, x1 = int(rows[0]), int(rows[-1]), int(columns[0]), int(columns[-1])
    if y1 - y0 > _MOST_HIGH:
        return None
    part = cell[max(0, y0 - _MARGIN) : y1 + _MARGIN, max(0, x0 - _MARGIN) : x1 + _MARGIN]
    return np.pad(part, _MARGIN, mode="edge")
