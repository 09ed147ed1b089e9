"""Text in pictures on a page of text: a number stamped as a picture, a table pasted as one, letters as outlines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from ingest.read.context import ReadingContext
from ingest.read.ocr.concurrency import hold_place
from ingest.read.ocr.recognition import recognise_words
from ingest.read.ocr.stamp_marks import refuse_secrecy_stamps
from ingest.read.ocr.text_repair import repair_words
from ingest.read.pages import image_preprocessing
from ingest.read.pages.picture_rules import ruling_lines
from ingest.read.pages.words import Word
from ingest.read.pdf.drawings import Rule
from ingest.read.pdf.page_objects import drawn_objects
from ingest.read.pdf.text_layer import PageText
from ingest.text.syllables import is_syllable

#: Pixels a point: 300 dpi; small pictures are drawn larger.
_SCALE, _SMALL_SCALE = 300 / 72, 8.0
_MOST_PIXELS = 4600
#: A picture of at most this height (points) stands inside a line.
_INLINE = 32.0
#: Paper around the ink: recognisers need some.
_MARGIN = 24
#: Below this confidence a word of a picture is not taken; a picture is text if enough of its words are syllables.
_SURE, _PERHAPS = 0.6, 0.4
_FEWEST_WORDS, _SYLLABLE_SHARE = 3, 0.5
_LETTERS = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d{1,5}[a-zđ]?|\d{1,4}[./-]\d{1,4}(?:[./-]\d{2,4})?")
#: A seal: most of its ink is red.
_RED_PART, _SEAL = 0.5, 50.0
_INK = 150


@dataclass(slots=True)
class PictureText:
    """Words and rules read from the pictures of one page, in points; whether some of their text could not be read."""

    words: list[Word] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    has_unread: bool = False

    @property
    def own_text(self) -> str:
        return " ".join(word.text for word in self.words)


def picture_text(
    document: pdfium.PdfDocument,
    text: PageText,
    regions: Sequence[Rule],
    context: ReadingContext,
    *,
    with_layer: bool = False,
) -> PictureText:
    """The text of these regions of a page, drawn without the words of its text layer.

    :param with_layer: these words are drawn too: their letters are not those that they show.
    """
    found = PictureText()
    page = document[text.number - 1]
    try:
        if not with_layer:
            _hide_words(page)
        for number, region in enumerate(regions):
            colours, scale = _picture(page, region, text)
            if colours is None or _is_seal(colours, region):
                continue
            with hold_place(context):
                _read_region(colours, scale, region, number, text, found, is_text=with_layer)
    finally:
        page.close()
    return found


def refuse_stamps_of_page(document: pdfium.PdfDocument, text: PageText) -> None:
    """Nothing, where no picture or drawing of the page is a secrecy stamp; it may lie over the words of the page.

    :raises RefusedFile: one is.
    """
    page = document[text.number - 1]
    try:
        _hide_words(page)
        colours, _ = _picture(page, (0.0, 0.0, text.width, text.height), text)
    finally:
        page.close()
    if colours is not None:
        refuse_secrecy_stamps(colours)


def _hide_words(page: pdfium.PdfPage) -> None:
    for drawn in drawn_objects(page.raw):
        if drawn.kind == pdfium_raw.FPDF_PAGEOBJ_TEXT:
            pdfium_raw.FPDFPageObj_SetIsActive(drawn.handle, False)


def _picture(page: pdfium.PdfPage, region: Rule, text: PageText) -> tuple[image_preprocessing.Colours | None, float]:
    """The region's picture and its pixels a point; None where nothing can be drawn."""
    x0, y0, x1, y1 = region
    scale = _SMALL_SCALE if y1 - y0 <= _INLINE else _SCALE
    scale = min(scale, _MOST_PIXELS / max(x1 - x0, y1 - y0, 1.0))
    crop = (max(0.0, x0), max(0.0, text.height - y1), max(0.0, text.width - x1), max(0.0, y0))
    try:
        bitmap = page.render(scale=scale, crop=crop, rev_byteorder=True, prefer_bgrx=False)
    except (pdfium.PdfiumError, MemoryError, ValueError):
        return None, scale
    try:
        return np.ascontiguousarray(bitmap.to_numpy()[:, :, :3]), scale
    finally:
        bitmap.close()


def _is_seal(colours: image_preprocessing.Colours, region: Rule) -> bool:
    """True for a seal or a signature under one: red, and taller than a line."""
    if min(region[2] - region[0], region[3] - region[1]) < _SEAL:
        return False
    ink = int((colours.min(axis=2) < _INK).sum())
    red = int(image_preprocessing.red_pixels(colours).sum())
    return red > _RED_PART * max(1, ink)


def _read_region(
    colours: image_preprocessing.Colours, scale: float, region: Rule, number: int, text: PageText, found: PictureText,
    *, is_text: bool,
) -> None:  # fmt: skip
    gray = np.pad(colours.min(axis=2), _MARGIN, constant_values=255)
    inline = region[3] - region[1] <= _INLINE and not is_text
    words = recognise_words(gray, matters=inline)
    taken = _inline_words(words) if inline else _words_of_text(words)
    if not taken:
        doubtful = [word for word in words if (word.confidence or 0) >= _PERHAPS and len(word.text) > 1]
        found.has_unread = found.has_unread or len(doubtful) >= _FEWEST_WORDS
        return
    if is_text:  # a word left out would be a hole in its sentence
        taken = words
    placed = [_placed(word, region, scale, number) for word in taken]
    if inline:
        _set_on_line(placed, text.words)
    else:
        found.rules += [
            tuple((value - _MARGIN) / scale + region[side % 2] for side, value in enumerate(rule))  # type: ignore[misc]
            for rule in ruling_lines(gray)
        ]
    found.words += placed


def _inline_words(words: Sequence[Word]) -> list[Word]:
    """A number, a day, or a few sure words in a picture no taller than a line."""
    sure = [word for word in words if (word.confidence or 0) >= _SURE]
    if not sure or len(sure) < len(words):
        return []
    numbers = all(_NUMBER.fullmatch(word.text.strip(".,")) for word in sure)
    return sure if numbers or _are_syllables(sure) else []


def _words_of_text(words: Sequence[Word]) -> list[Word]:
    sure = [word for word in words if (word.confidence or 0) >= _PERHAPS]
    return sure if len(sure) >= _FEWEST_WORDS and _are_syllables(sure) else []


def _are_syllables(words: Sequence[Word]) -> bool:
    """True if most words with letters are Vietnamese syllables."""
    spelt = [part for word in words for part in _LETTERS.findall(word.text) if len(part) > 1]
    good = sum(map(is_syllable, spelt))
    return good >= 2 and good >= _SYLLABLE_SHARE * len(spelt)


def _placed(word: Word, region: Rule, scale: float, number: int) -> Word:
    """The word in points of the page; lines of OCR are told apart by region."""
    x0, y0 = region[0] - _MARGIN / scale, region[1] - _MARGIN / scale
    return replace(
        word,
        text=repair_words(word.text),
        x0=x0 + word.x0 / scale,
        x1=x0 + word.x1 / scale,
        y0=y0 + word.y0 / scale,
        y1=y0 + word.y1 / scale,
        size=word.height / scale,
        line=None if word.line is None else (number + 1) * 100_000 + word.line,
    )


def _set_on_line(placed: Sequence[Word], words: Sequence[Word]) -> None:
    """Give words of a picture inside a line the height of the nearest word beside it: a stamped number sits askew."""
    for word in placed:
        middle = (word.y0 + word.y1) / 2
        beside = [other for other in words if other.y0 - 3 <= middle <= other.y1 + 3]
        if beside:
            nearest = min(beside, key=lambda other: min(abs(other.x1 - word.x0), abs(other.x0 - word.x1)))
            word.y0, word.y1, word.size, word.line = nearest.y0, nearest.y1, nearest.size, None
