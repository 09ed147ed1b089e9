"""The second opinion: Tesseract reads again the lines that matter or are doubtful, where it is installed.

A whole page would cost it a second; a line costs a fortieth of that. What it reads is laid beside the words by place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from ingest.read.ocr import tesseract
from ingest.read.ocr.line_reader import RecognisedLine
from ingest.read.ocr.word_choice import Opinion
from ingest.read.pages.image_preprocessing import Gray
from ingest.read.pages.words import Word
from ingest.text.normalize import fold

#: A line is doubtful from here down: confidence of its least sure word.
_DOUBTFUL = 0.6
#: Lines in this upper part of a first page are its head.
_HEAD = 0.35
#: Paper around a line (parts of its height): Tesseract needs some.
_MARGIN = 0.25
#: Digits, money, dates; a heading in capitals, or with a number before it.
_MATTERS = re.compile(r"\d|^\W*(?:[IVX]+|[A-Z])[.)]\s|^[^a-zà-ỹ]{6,}$")
#: Words lie in one place that share this part of the narrower one.
_SHARED = 0.5


def second_opinions(image: Gray, line: RecognisedLine, *, matters: bool) -> list[Opinion | None]:
    """For each word of the line what Tesseract reads in its place, where the line is worth asking for."""
    none: list[Opinion | None] = [None] * len(line.words)
    if not (matters or _is_worth(line)) or not tesseract.is_installed():
        return none
    x0, y0, x1, y1 = line.box
    margin = _MARGIN * (y1 - y0)
    left, upper = max(0, round(x0 - margin)), max(0, round(y0 - margin / 2))
    crop = image[upper : round(y1 + margin / 2), left : round(x1 + margin)]
    read = tesseract.recognise_line(np.pad(crop, round(margin), constant_values=255))
    if not read:
        return none
    shift = left - round(margin)
    placed = [(word.x0 + shift, word.x1 + shift, word) for word in read]
    return [_opinion(word, placed, line.words) for word in line.words]


def lies_in_head(line: RecognisedLine, image: Gray) -> bool:
    """True for a line in the upper part of a page."""
    return bool(line.box[1] < _HEAD * image.shape[0])


def _is_worth(line: RecognisedLine) -> bool:
    text = " ".join(word.text for word in line.words)
    return line.least < _DOUBTFUL or _MATTERS.search(text) is not None


def _opinion(word: Word, placed: Sequence[tuple[float, float, Word]], words: Sequence[Word]) -> Opinion | None:
    """What was read in the word's place; None where it spans another word as well."""
    there = [
        (x0, x1, other)
        for x0, x1, other in placed
        if min(x1, word.x1) - max(x0, word.x0) > _SHARED * min(x1 - x0, word.x1 - word.x0)
    ]
    if not there:
        return None
    text = " ".join(other.text for _, _, other in there)
    if len(there) > 1 and fold(text).replace(" ", "") != fold(word.text):
        return None
    x0, x1 = there[0][0], there[-1][1]
    others = [other for other in words if other is not word]
    if any(min(x1, other.x1) - max(x0, other.x0) > _SHARED * (other.x1 - other.x0) for other in others):
        return None
    return Opinion(text, min(other.confidence or 0.0 for _, _, other in there))
