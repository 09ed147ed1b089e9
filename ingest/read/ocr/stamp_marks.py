"""Secrecy stamps in a picture of a page: small patches of coloured ink, and frames, each levelled and read alone.

A stamp is set by hand: tilted, in red or blue, over lines of print. The reading of the whole page turns coloured ink to
paper and levels the lines, not the stamp; a frame that is read alone costs a hundredth of a page.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from ingest.read.ocr.line_reader import Box, read_boxes
from ingest.read.pages.image_preprocessing import Colours, Gray
from ingest.read.screening import SECRECY_WORDING
from ingest.read.screening.secrecy_marks import is_stamp_text
from ingest.reading import RefusedFile
from ingest.text.normalize import fold

Mask = npt.NDArray[np.uint8]

#: Stamps are looked for at this many pixels across a page (100 dpi), and read at three times that.
_ACROSS, _READ_ACROSS = 827, 2480
#: Coloured ink: so far between its strongest and weakest channel; dark ink is below so much light.
_COLOURED, _DARK = 45, 150
#: Letters of one stamp lie this near, its words a little farther apart (pixels at 100 dpi).
_NEAR = (9, 25)
#: Sizes of a stamp in pixels at 100 dpi (5 to 95 mm wide, 3 to 30 mm tall), and how much wider than tall it is.
_WIDE, _TALL, _LONGER = (20, 380), (11, 120), (1.15, 9.0)
#: A frame's outline fills little of its box; one of print holds no table.
_FRAME_FILLED = 0.45
_MOST_PATCHES = 10
#: A stamp is set by hand within so many degrees; tried around what its outline says.
_TILT, _TRIES = 22.0, (0.0, -4.0, 4.0)
#: Paper around a stamp that is read; a line of a stamp in pixels.
_MARGIN, _LEAST_LINE = 6, 16
#: Pictures of an office file that are looked at.
_PICTURE_NAMES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp")
_MOST_PICTURES, _MOST_BYTES, _MOST_PIXELS = 40, 16 << 20, 40_000_000
#: A row of ink this long is a frame's line, no letters.
_FRAME_LINE = 0.72


@dataclass(frozen=True, slots=True)
class _Patch:
    """A place that may be a stamp: its middle, size and tilt in pixels at 100 dpi; whether its ink is coloured."""

    x: float
    y: float
    width: float
    height: float
    tilt: float
    coloured: bool


def refuse_secrecy_stamps(colours: Colours) -> None:
    """Nothing, where no stamp of the page or picture is a secrecy mark.

    :raises RefusedFile: one is.
    """
    if min(colours.shape[:2]) < _LEAST_LINE:
        return
    # A picture smaller than a page is the stamp itself, or a part of a page drawn large.
    scale = _ACROSS / max(_READ_ACROSS, colours.shape[1])
    small = np.asarray(cv2.resize(colours, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    for patch in _patches(small):
        if any(is_stamp_text(text) for text in _texts(colours, patch, scale)):
            raise RefusedFile("secret", SECRECY_WORDING)


def refuse_secrecy_stamps_of_archive(path: Path) -> None:
    """Nothing, where no picture of a packed office file is a secrecy stamp or holds one.

    :raises RefusedFile: one does.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            for picture in _pictures(archive):
                refuse_secrecy_stamps(picture)
    except (OSError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile):
        return  # its reader says what is wrong


def _pictures(archive: zipfile.ZipFile) -> Iterator[Colours]:
    """The pictures of an archive on white paper; what is no picture, or larger than any page, is passed over."""
    named = [info for info in archive.infolist() if info.filename.lower().endswith(_PICTURE_NAMES)]
    for info in named[:_MOST_PICTURES]:
        if info.file_size > _MOST_BYTES:
            continue
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
                with Image.open(io.BytesIO(archive.read(info))) as image:
                    if image.width * image.height > _MOST_PIXELS:
                        continue
                    shown = image.convert("RGBA")
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            continue
        paper = Image.new("RGB", shown.size, "white")
        paper.paste(shown, mask=shown.getchannel("A"))
        yield np.asarray(paper)


def _patches(small: Colours) -> list[_Patch]:
    """Places of coloured ink of the size of a stamp, and frames of any ink; the nearest to the top first."""
    coloured = _coloured(small)
    dark = (small.min(axis=2) < _DARK).astype(np.uint8)
    joined = [cv2.morphologyEx(coloured, cv2.MORPH_CLOSE, np.ones((near, near), np.uint8)) for near in _NEAR]
    shapes = {patch for mask in joined for patch in _shapes(np.asarray(mask, np.uint8), coloured=True)}
    found = [*shapes, *_frames(coloured, coloured=True), *_frames(dark, coloured=False)]
    return sorted(found, key=lambda patch: (not patch.coloured, patch.y))[: 2 * _MOST_PATCHES]


def _coloured(picture: Colours) -> Mask:
    spread = picture.max(axis=2).astype(np.int16) - picture.min(axis=2)
    found: Mask = ((spread > _COLOURED) & (picture.min(axis=2) < 200)).astype(np.uint8)
    return found


def _shapes(mask: Mask, *, coloured: bool) -> Iterator[_Patch]:
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for outline in outlines:
        patch = _patch(outline, coloured)
        if patch is not None:
            yield patch


def _frames(mask: Mask, *, coloured: bool) -> Iterator[_Patch]:
    """Outlines of one piece that are mostly empty: the frame of a stamp, closed or broken by a letter."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    for index in range(1, count):
        x, y, wide, tall, area = stats[index].tolist()
        if not (_WIDE[0] <= wide <= _WIDE[1] and _TALL[0] <= tall <= 1.6 * _TALL[1]):
            continue
        if area > _FRAME_FILLED * wide * tall:
            continue
        inside = np.argwhere(labels[y : y + tall, x : x + wide] == index)[:, ::-1]
        points = (inside + np.array((x, y))).astype(np.float32)
        patch = _patch(points, coloured)
        if patch is not None and (coloured or _is_frame(points, patch)):
            yield patch


def _is_frame(points: npt.NDArray[np.float32], patch: _Patch) -> bool:
    """True if the ink lies along the sides of its tilted box: letters of print do not."""
    turn = np.radians(patch.tilt)
    x, y = points[:, 0] - patch.x, points[:, 1] - patch.y
    along = np.abs(x * np.cos(turn) + y * np.sin(turn)) / (patch.width / 2)
    across = np.abs(y * np.cos(turn) - x * np.sin(turn)) / (patch.height / 2)
    edge = max(0.7, 1 - 6 / patch.height)
    return bool((np.maximum(along, across) > edge).mean() > 0.6)


def _patch(points: npt.NDArray[np.floating[Any] | np.integer[Any]], coloured: bool) -> _Patch | None:
    (x, y), (wide, tall), tilt = cv2.minAreaRect(points)
    if wide < tall:
        wide, tall, tilt = tall, wide, tilt - 90
    tilt = (tilt + 90) % 180 - 90
    if abs(tilt) > _TILT:
        return None
    if not (_WIDE[0] <= wide <= _WIDE[1] and _TALL[0] <= tall <= _TALL[1]):
        return None
    return _Patch(x, y, wide, tall, tilt, coloured) if _LONGER[0] <= wide / max(1.0, tall) <= _LONGER[1] else None


def _texts(colours: Colours, patch: _Patch, scale: float) -> Iterator[str]:
    """What stands in the patch, levelled by its own tilt and by a little more and less."""
    for more in _TRIES:
        picture = _levelled(colours, patch, scale, patch.tilt + more)
        if picture is None:
            return
        boxes = list(_line_boxes(picture))
        if not boxes:
            continue
        texts = read_boxes(picture, boxes)
        yield from texts
        yield (whole := " ".join(texts))
        if "M" not in whole.upper() and "AT" not in fold(whole).upper():
            return


def _levelled(colours: Colours, patch: _Patch, scale: float, tilt: float) -> Gray | None:
    """The patch alone: its ink dark on white, level, without the lines of its frame."""
    middle = (patch.x / scale, patch.y / scale)
    wide, tall = (round(side / scale) + 2 * _MARGIN for side in (patch.width, patch.height))
    turn = np.asarray(cv2.getRotationMatrix2D(middle, tilt, 1.0), np.float64)
    turn[:, 2] += np.array((wide / 2 - middle[0], tall / 2 - middle[1]))
    level = np.asarray(
        cv2.warpAffine(colours, turn, (wide, tall), flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255)), np.uint8
    )
    if patch.coloured:
        spread = level.max(axis=2).astype(np.int16) - level.min(axis=2)
        gray = np.where(spread > _COLOURED // 2, level.min(axis=2), np.uint8(255)).astype(np.uint8)
    else:
        gray = np.ascontiguousarray(level.min(axis=2))
    ink = (gray < _DARK).astype(np.uint8)
    if int(ink.sum()) < 40:
        return None
    gray[_frame_lines(ink)] = 255
    return gray


def _frame_lines(ink: Mask) -> npt.NDArray[np.bool_]:
    """Pixels of the frame: pieces of ink nearly as wide or as tall as the patch that no letter is, and its edge."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    found = np.zeros(ink.shape, np.bool_)
    tall, wide = ink.shape
    for index in range(1, count):
        _, _, across, down, area = stats[index].tolist()
        if (across > _FRAME_LINE * wide and area < 0.5 * across * down) or (down > 0.9 * tall and across < 0.1 * wide):
            found |= labels == index
    return found


def _line_boxes(gray: Gray) -> Iterator[Box]:
    """The lines of a stamp: bands of rows with ink."""
    ink = gray < _DARK
    rows = ink.sum(axis=1) > max(1, 0.004 * ink.shape[1])
    edges = np.flatnonzero(np.diff(np.concatenate(([0], rows.view(np.int8), [0]))))
    bands = list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
    for y0, y1 in _joined_bands(bands):
        if y1 - y0 < _LEAST_LINE:
            continue
        columns = np.flatnonzero(ink[y0:y1].any(axis=0))
        yield (float(columns[0]), float(y0), float(columns[-1] + 1), float(y1))


def _joined_bands(bands: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Bands with the marks above and below their letters: what is low and near belongs to its neighbour."""
    tallest = max((y1 - y0 for y0, y1 in bands), default=0)
    joined: list[tuple[int, int]] = []
    for y0, y1 in bands:
        near = joined and y0 - joined[-1][1] < 0.4 * tallest
        low = joined and min(y1 - y0, joined[-1][1] - joined[-1][0]) < 0.5 * tallest
        if near and low:
            joined[-1] = (joined[-1][0], y1)
        else:
            joined.append((y0, y1))
    return joined
