"""Words of a grey picture by the package trueocr: it finds the lines and reads each, on one thread, without a network.

The models (Apache-2.0, 8 MB) lie inside the package. Its own page reader gives the text of lines only; a head, a table
and a quotation need words with their places, so that the networks are run here and every word is cut out of its line
where the ink leaves a gap.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ingest.read.pages.image_preprocessing import Gray
from ingest.read.pages.words import Word

Box = tuple[float, float, float, float]
Mask = npt.NDArray[np.bool_]

if TYPE_CHECKING:
    from trueocr.page import PageEngine
    from trueocr.recognizer import Recognizer

#: The recogniser sees a line and as much above and below it: a window of three heights, 96 pixels.
_WINDOW, _HEIGHT, _PAD_X, _PAD_Y = 3, 32, 0.3, 0.2
#: The package brings every picture to one size to find lines, as if it were a page: a smaller one is given more paper.
_LEAST_SIDE = 1600
#: Columns of the recogniser's answer stand so many of its pixels apart.
_STEP = 4
#: Signs up to a blank, up to a comma before a letter, or up to what a pen wrote behind a word of a date.
_WORD = re.compile(
    r"\S+?(?:(?=\s|$)|(?<=[,;])(?=[^\W\d_])|(?<=ngày)(?=\d)|(?<=tháng)(?=[^\w\s,.;:)]|\d)|(?<=năm)(?=\d))"
)
#: Widest line in the recogniser's pixels; what is wider is read in parts.
_WIDEST = 1000
#: Ink is darker than this part of the way from the line's darkest to its lightest.
_INK_PART = 0.55
#: Lines read together: more at once cost memory (75 MB for 32, 16 MB for 8) and no less time.
_BATCH = 8


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """A line of a picture: its box in pixels and the words read in it."""

    box: tuple[float, float, float, float]
    words: tuple[Word, ...]

    @property
    def least(self) -> float:
        """Confidence of the least sure word."""
        return min((float(word.confidence or 0.0) for word in self.words), default=0.0)


@dataclass(frozen=True, slots=True)
class _Signs:
    """Characters of a line, how likely each is, and its middle in pixels of the picture."""

    text: str
    likely: npt.NDArray[np.float32]
    middle: npt.NDArray[np.float64]


def read_lines(image: Gray) -> list[RecognisedLine]:
    """The picture's lines from top to bottom, each with its words. Lines without a word are left out."""
    boxes = [part for box in line_boxes(image) for part in _parts(image, box)]
    read = _recognise(image, boxes)
    lines = [
        RecognisedLine(box, tuple(_words(image, box, signs, number)))
        for number, (box, signs) in enumerate(zip(boxes, read, strict=True))
    ]
    return [line for line in lines if line.words]


def read_boxes(image: Gray, boxes: Sequence[Box]) -> list[str]:
    """What stands in each box of a picture, as lines that were found by other means."""
    return [unicodedata.normalize("NFC", signs.text) for signs in _recognise(image, boxes)]


def quarter_turns(image: Gray) -> int:
    """By how many quarters counter-clockwise the text of a picture is turned, as the package's network says."""
    turns = _page_engine().orientation(image)
    return turns if turns < 4 else 0  # columns of upright signs: none in Vietnamese


@cache
def _page_engine() -> PageEngine:
    import cv2
    from trueocr.page import PageEngine

    cv2.setNumThreads(1)
    return PageEngine(models_folder(), threads=1)


@cache
def _recogniser() -> Recognizer:
    from trueocr.recognizer import Recognizer

    return Recognizer(models_folder(), threads=1)


def models_folder() -> Path:
    """Where the package keeps its models."""
    import trueocr

    return Path(trueocr.__file__).parent / "models"


def line_boxes(image: Gray) -> list[Box]:
    """The boxes of a picture's lines, from top to bottom."""
    short = max(0, _LEAST_SIDE - image.shape[1])
    found = _page_engine().detect(np.pad(image, ((0, 0), (0, short)), constant_values=255) if short else image)
    boxes = [(float(x0), float(y0), float(x1), float(y1)) for x0, y0, x1, y1, _ in found]
    return sorted((box for box in boxes if box[2] - box[0] > 2 and box[3] - box[1] > 2), key=lambda box: box[1])


def _parts(image: Gray, box: Box) -> Iterator[Box]:
    """The line, or its parts where it is too wide for the recogniser: cut in the widest gap near the middle."""
    x0, y0, x1, y1 = box
    height = y1 - y0
    if (x1 - x0) / height * _HEIGHT / (1 + 2 * _PAD_Y) <= _WIDEST:
        yield box
        return
    left, right = round(x0 + 0.35 * (x1 - x0)), round(x0 + 0.65 * (x1 - x0))
    empty: Mask = ~np.any(_ink(image, (left, y0, right, y1)), axis=0, keepdims=True)[0]
    gap = _widest_run(empty)
    cut = left + (gap[0] + gap[1]) / 2 if gap else (left + right) / 2
    yield from _parts(image, (x0, y0, cut, y1))
    yield from _parts(image, (cut, y0, x1, y1))


def _ink(image: Gray, box: Box) -> Mask:
    """The dark pixels of a box: darker than half way between its darkest and its paper."""
    x0, y0, x1, y1 = (max(0, round(side)) for side in box)
    part = image[y0 : max(y0 + 1, y1), x0 : max(x0 + 1, x1)]
    dark, paper = (float(value) for value in np.percentile(part[::2, ::2], (1, 90)))
    ink: Mask = part < dark + _INK_PART * max(20.0, paper - dark)
    return ink


def _widest_run(empty: Mask) -> tuple[int, int] | None:
    """First and last place (behind it) of the longest run."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], empty.view(np.int8), [0]))))
    runs = list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
    return max(runs, key=lambda run: run[1] - run[0], default=None)


def _recognise(image: Gray, boxes: Sequence[Box]) -> list[_Signs]:
    """What each line says. Lines of like width are read together."""
    from trueocr.preprocess import crop_line, pad_batch, width_batches

    recogniser = _recogniser()
    crops = [crop_line(image, box, window=_WINDOW, max_width=_WIDEST + 64) for box in boxes]
    found: list[_Signs] = [_Signs("", np.zeros(0, np.float32), np.zeros(0))] * len(boxes)
    for chosen in width_batches([crop.shape[1] for crop in crops], max_batch=_BATCH):
        pixels, widths = pad_batch([crops[index] for index in chosen])
        ids, likely, lengths = recogniser.session.run(["ids", "conf", "lengths"], {"x": pixels, "widths": widths})
        for row, index in enumerate(chosen):
            count = int(lengths[row])
            seen = ids[row, :count]
            # A character is seen in several columns; 0 stands between two of the same kind.
            places = np.flatnonzero((seen != 0) & np.concatenate(([True], seen[1:] != seen[:-1])))
            x0, y0, x1, y1 = boxes[index]
            start = x0 - _PAD_X * (y1 - y0)
            across = (x1 - x0 + 2 * _PAD_X * (y1 - y0)) / crops[index].shape[1]
            text = "".join(recogniser.chars[sign - 1] for sign in seen[places])
            found[index] = _Signs(text, likely[row, places], start + (places + 0.5) * _STEP * across)
    return found


def _words(image: Gray, box: Box, signs: _Signs, number: int) -> Iterator[Word]:
    """The words of a line, each with its own box. A word is as sure as its least sure character."""
    spans = [match.span() for match in _WORD.finditer(signs.text)]
    if not spans:
        return
    ink = _ink(image, box)
    columns: Mask = np.any(ink, axis=0, keepdims=True)[0]
    left, upper = max(0, round(box[0])), max(0, round(box[1]))
    middles = np.clip(signs.middle - left, 0, len(columns))
    cuts = [0, *(_cut(columns, middles[one[1] - 1], middles[other[0]]) for one, other in pairwise(spans)), len(columns)]
    for (start, end), x0, x1 in zip(spans, cuts, cuts[1:], strict=False):
        first, last = _extent(columns[x0:x1])
        top, bottom = _extent(np.any(ink[:, x0:x1], axis=1, keepdims=True)[:, 0])
        yield Word(
            unicodedata.normalize("NFC", signs.text[start:end]),
            float(left + x0 + first),
            float(upper + top),
            float(left + x0 + last),
            float(upper + bottom),
            confidence=round(float(signs.likely[start:end].min()), 3),
            line=number,
        )


def _extent(dark: Mask) -> tuple[int, int]:
    """First and last place (behind it) with ink; all of it where there is none."""
    places = np.flatnonzero(dark)
    return (int(places[0]), int(places[-1]) + 1) if len(places) else (0, max(1, len(dark)))


def _cut(columns: Mask, before: float, after: float) -> int:
    """The column between two characters where a gap of the ink is widest."""
    low, high = int(before), max(int(before) + 1, int(after))
    gap = _widest_run(~columns[low:high])
    return low + ((gap[0] + gap[1]) // 2 if gap else (high - low) // 2)
