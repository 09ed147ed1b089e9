"""Recogniser of one line of text or handwriting in a picture: the model that the package rapidocr carries.

PP-OCRv6 (small) by PaddleOCR's authors, Apache-2.0, 5.3 million weights; onnxruntime runs it, on one thread. Nothing is
downloaded. rapidocr itself is not imported: it would load OpenCV, and gives no likelihood of single characters.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PIL import Image

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Values = npt.NDArray[np.float32]

_MODEL = "models/PP-OCRv6_rec_small.onnx"
#: The network sees lines of this height, and at least so many columns (narrower pictures are filled up with grey).
_HEIGHT, _LEAST_WIDE, _MOST_WIDE = 48, 160, 960


@dataclass(frozen=True, slots=True)
class RecognisedText:
    """Characters of a picture from left to right, and how likely each is."""

    text: str
    likely: tuple[float, ...]

    @property
    def least(self) -> float:
        return min(self.likely, default=0.0)


def recognise_line(picture: Image.Image) -> RecognisedText:
    """The text of a picture that holds one line."""
    session, characters = load_recogniser()
    (chances,) = session.run(None, {session.get_inputs()[0].name: _network_input(picture)})[0]
    best = chances.argmax(axis=1)
    # A character is seen in several columns; 0 stands between two of the same kind.
    starts = [at for at in range(len(best)) if best[at] and (at == 0 or best[at] != best[at - 1])]
    text = "".join(characters[best[at]] for at in starts)
    return RecognisedText(text, tuple(round(float(chances[at, best[at]]), 3) for at in starts))


def _network_input(picture: Image.Image) -> Values:
    """(1, colours, height, width) of -1 to 1, as the network was trained on."""
    wide = min(_MOST_WIDE, max(8, round(picture.width * _HEIGHT / picture.height)))
    small = picture.convert("RGB").resize((wide, _HEIGHT), Image.Resampling.BILINEAR)
    filled = np.zeros((_HEIGHT, max(wide, _LEAST_WIDE), 3), dtype=np.float32)
    filled[:, :wide] = np.asarray(small, dtype=np.float32)[:, :, ::-1] / 127.5 - 1
    return filled.transpose(2, 0, 1)[None]


@cache
def load_recogniser() -> tuple[InferenceSession, tuple[str, ...]]:
    """The network, and the character of each of its outputs (the first is no character)."""
    import onnxruntime

    found = find_spec("rapidocr")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("rapidocr is not installed: pip install -c constraints.txt -e .")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    model = Path(found.origin).parent / _MODEL
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    listed = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    return session, ("", *listed, " ")
