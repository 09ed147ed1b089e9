"""A small network that names one digit in a picture of ink. Numpy only.

Its weights, `ingest/read/handwriting/data/digits.npz`, are made by `ingest.training.digits` and described in
`ingest/read/handwriting/data/digits.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

Mask = npt.NDArray[np.bool_]
Values = npt.NDArray[np.float32]

WEIGHTS = Path(__file__).parent / "data" / "digits.npz"
#: Side of the picture the network sees, and of the ink within it.
SIDE, INK_SIDE = 32, 26
#: Outputs: ten digits, anything else (a piece of a digit, two digits, a letter), and whether it is print.
DIGITS, OTHER, PRINT = 10, 10, 11


@dataclass(frozen=True, slots=True)
class DigitVerdict:
    """Judgement of one picture: 11 probabilities that sum to one, and how likely the ink is print."""

    classes: Values
    printed: float


def normalise_ink(ink: Mask) -> Values:
    """The ink in the middle of a square of ``SIDE``, its longer side ``INK_SIDE``; 0 is paper, 1 is ink."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    square = np.zeros((SIDE, SIDE), dtype=np.float32)
    if not len(rows):
        return square
    cut = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = INK_SIDE / max(cut.shape)
    height, width = (max(1, round(side * scale)) for side in cut.shape)
    small = Image.fromarray(cut.astype(np.uint8) * 255).resize((width, height), Image.Resampling.BOX)
    top, left = (SIDE - height) // 2, (SIDE - width) // 2
    square[top : top + height, left : left + width] = np.asarray(small, dtype=np.float32) / 255
    return square


def judge_pictures(pictures: Sequence[Values]) -> list[DigitVerdict]:
    """The mean of the networks for each picture of `normalised`."""
    if not pictures:
        return []
    batch = np.stack(pictures)[..., None]
    classes = np.zeros((len(pictures), OTHER + 1), dtype=np.float32)
    printed = np.zeros(len(pictures), dtype=np.float32)
    networks = _load_weights()
    for layers in networks:
        outputs = _forward(batch, layers)
        exponents = np.exp(outputs[:, :PRINT] - outputs[:, :PRINT].max(axis=1, keepdims=True))
        classes += exponents / exponents.sum(axis=1, keepdims=True) / len(networks)
        printed += 1 / (1 + np.exp(-outputs[:, PRINT])) / len(networks)
    return [DigitVerdict(scores, float(share)) for scores, share in zip(classes, printed, strict=True)]


def _forward(batch: Values, layers: dict[str, Values]) -> Values:
    """(pictures, 32, 32, 1) -> (pictures, 12) outputs before any squashing."""
    values = batch
    for name in ("c1", "c2", "c3"):
        values = _max_pool(_convolve(values, layers[f"{name}.w"], layers[f"{name}.b"]))
    flat = values.transpose(0, 3, 1, 2).reshape(len(values), -1)
    hidden = np.maximum(flat @ layers["f1.w"].T + layers["f1.b"], 0)
    return np.asarray(hidden @ layers["f2.w"].T + layers["f2.b"], dtype=np.float32)


def _convolve(values: Values, weights: Values, bias: Values) -> Values:
    """A 3 x 3 convolution that keeps the size, as one product of matrices."""
    count, height, width, channels = values.shape
    padded = np.pad(values, ((0, 0), (1, 1), (1, 1), (0, 0)))
    rows = [padded[:, y : y + height, x : x + width] for y in range(3) for x in range(3)]
    columns = np.concatenate(rows, axis=3).reshape(-1, 9 * channels)
    kernel = weights.transpose(2, 3, 1, 0).reshape(9 * channels, -1)
    return np.asarray((columns @ kernel + bias).reshape(count, height, width, -1), dtype=np.float32)


def _max_pool(values: Values) -> Values:
    """The largest of each 2 x 2 square, nought at least."""
    upper = np.maximum(values[:, ::2], values[:, 1::2])
    return np.maximum(np.maximum(upper[:, :, ::2], upper[:, :, 1::2]), 0)


@cache
def _load_weights() -> tuple[dict[str, Values], ...]:
    with np.load(WEIGHTS) as stored:
        names = sorted({name.split("/")[0] for name in stored.files})
        return tuple(
            {key.split("/")[1]: stored[key].astype(np.float32) for key in stored.files if key.startswith(f"{name}/")}
            for name in names
        )
