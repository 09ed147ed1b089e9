"""Even light on a page's picture: shadows of photographs and faint print, brought to black on white."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

Gray = npt.NDArray[np.uint8]

#: Paper is looked at in squares of so many pixels, of which every fourth is taken.
_SQUARE, _STEP = 48, 4
#: Lit evenly enough: the darker squares of paper stay this bright.
_BRIGHT = 205.0
#: Print is faint where its darkest pixels are lighter than this.
_FAINT, _BLACK = 100.0, 30.0


def with_even_light(gray: Gray) -> Gray:
    """The picture with its paper white and its print dark; the same picture where it is so already."""
    paper = _paper(gray)
    if paper.size and float(np.percentile(paper, 10)) < _BRIGHT:
        whole = Image.fromarray(paper).resize((gray.shape[1], gray.shape[0]), Image.Resampling.BILINEAR)
        light = np.maximum(np.asarray(whole, np.float32), 40.0)
        gray = np.minimum(255.0, gray * (255.0 / light)).astype(np.uint8)
    dark = float(np.percentile(gray[::_STEP, ::_STEP], 0.5))
    if _FAINT < dark < 245.0:
        gray = np.clip((gray - dark) * ((255.0 - _BLACK) / (250.0 - dark)) + _BLACK, 0, 255).astype(np.uint8)
    return gray


def _paper(gray: Gray) -> Gray:
    """How bright the paper is in each square; the median of its neighbours where ink covers one."""
    side = _SQUARE // _STEP
    thin = gray[::_STEP, ::_STEP]
    rows, columns = thin.shape[0] // side, thin.shape[1] // side
    squares = thin[: rows * side, : columns * side].reshape(rows, side, columns, side).swapaxes(1, 2)
    if not squares.size:
        return np.zeros((0, 0), np.uint8)
    bright = np.percentile(squares.reshape(rows, columns, -1), 85, axis=2).astype(np.uint8)
    return np.asarray(Image.fromarray(bright).filter(ImageFilter.MedianFilter(5)))
