"""Preparing the picture of a page: red ink apart, skew, direction. Numpy only, one thread."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

Gray = npt.NDArray[np.uint8]
Colours = npt.NDArray[np.uint8]

STAMP_TEXT = re.compile(
    r"MẬT|MAT\b|HỎA|HOẢ|HOA TOC|KHẨN|KHAN\b|DỰ THẢO|DU THAO|ĐẾN|LƯU HÀNH|XEM XONG|SAO Y|^\W*(?:Số|Ngày|Chuyển)\s*:",
    re.IGNORECASE,
)
#: Skew is measured on a picture of this height: 0.05 degrees still move a line by a pixel.
_SMALL = 900
_MAX_SKEW = 4.0
#: Below this angle turning the page costs more sharpness than it gains.
_MIN_SKEW = 0.15
_INK = 140
#: Red ink in the head of a page that is worth reading: a framed stamp covers at least this share of it.
_RED_SHARE = 0.0006
_RED_HEAD = 0.5


@dataclass(frozen=True, slots=True)
class PictureCrop:
    """A part of a page's picture, with the place of its corner."""

    image: Gray
    x: int
    y: int


def red_pixels(colours: Colours) -> npt.NDArray[np.bool_]:
    """Where the ink is red."""
    red, strongest = colours[:, :, 0], np.maximum(colours[:, :, 1], colours[:, :, 2])
    # Bytes would wrap below nought: the smaller of the two is taken away instead.
    return (red - np.minimum(red, strongest) > 50) & (red > 110)


def has_red_mark(colours: Colours) -> bool:
    """True if the head of the page holds enough red ink for a stamp."""
    head = colours[: int(colours.shape[0] * _RED_HEAD) : 4, ::4]
    return bool(red_pixels(head).mean() > _RED_SHARE)


def crop_red_mark(colours: Colours) -> PictureCrop | None:
    """The red ink of the page's head as dark on white, cut to where it is."""
    if not has_red_mark(colours):
        return None
    head = colours[: int(colours.shape[0] * _RED_HEAD)]
    mask = red_pixels(head)
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    y0, y1, x0, x1 = max(0, rows[0] - 20), rows[-1] + 20, max(0, columns[0] - 20), columns[-1] + 20
    return PictureCrop(np.where(mask[y0:y1, x0:x1], 0, 255).astype(np.uint8), int(x0), int(y0))


def skew_angle(image: Gray) -> float:
    """The angle in degrees that makes the lines level, found where the row sums are sharpest."""
    step = max(1, image.shape[0] // _SMALL)
    ink = (image[::step, ::step] < _INK).astype(np.float32)
    if ink.sum() < 500:
        return 0.0
    margin = max(1, ink.shape[1] // 20)
    ink = ink[:, margin:-margin]  # black scanner edges would win
    ys, xs = np.nonzero(ink)
    if len(ys) > 60_000:
        chosen = slice(None, None, len(ys) // 60_000 + 1)
        ys, xs = ys[chosen], xs[chosen]

    def sharpness(angle: float) -> float:
        shifted = ys - xs * np.tan(np.radians(angle))
        sums = np.bincount((shifted - shifted.min()).astype(np.int32))
        return float(np.square(np.diff(sums.astype(np.float64))).sum())

    coarse = np.arange(-_MAX_SKEW, _MAX_SKEW + 0.01, 0.5)
    best = max(coarse, key=sharpness)
    fine = np.arange(best - 0.5, best + 0.51, 0.1)
    angle = float(max(fine, key=sharpness))
    if abs(angle) < _MIN_SKEW or sharpness(angle) < 1.05 * sharpness(0.0):
        return 0.0
    return angle


def rotate_picture(image: Gray, angle: float) -> Gray:
    """The page, grey or in colours, turned level, same size, paper filled in."""
    if not angle:
        return image
    turned = Image.fromarray(image).rotate(angle, resample=Image.Resampling.BILINEAR, fillcolor="white")
    return np.asarray(turned)


def likely_turns(image: Gray) -> tuple[int, ...]:
    """Quarter turns worth trying (degrees counter-clockwise): text lines make the profile across them rough."""
    step = max(1, max(image.shape) // _SMALL)
    ink = (image[::step, ::step] < _INK).astype(np.float32)
    across = float(np.square(np.diff(ink.sum(axis=1))).mean())
    along = float(np.square(np.diff(ink.sum(axis=0))).mean())
    return (90, 270, 180) if along > across else (180, 90, 270)
