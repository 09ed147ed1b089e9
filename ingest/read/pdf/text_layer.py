"""PDF with a text layer: pdfium's characters -> words with boxes -> lines and ruled tables, page by page."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from ingest.read.pages.words import Word
from ingest.read.pdf import drawings, fallback_fonts, superscripts
from ingest.read.pdf.glyphs import LINE_HYPHENS, Glyphs
from ingest.text import legacy_encodings
from ingest.text.normalize import repair

#: Split letters (`th ông`): a blank narrower than this part of the size is no blank (a Times blank is .25).
_NO_BLANK = 0.08
_DRAWN = frozenset((pdfium_raw.FPDF_ANNOT_WIDGET, pdfium_raw.FPDF_ANNOT_STAMP, pdfium_raw.FPDF_ANNOT_FREETEXT))
_MAX_ANNOTATIONS = 500
_SPACE = " \t\r\n\u00a0\u2000-\u200a\u202f\u3000"
_TOKEN = re.compile(rf"[^{_SPACE}\x02\ufffe]*[\x02\ufffe]|[^{_SPACE}\x02\ufffe]+")
_BREAK = re.compile(r"[\r\n]")
_DIGIT_LAST = re.compile(r"\S\d[^\w\s]{0,3}\Z")


@dataclass(frozen=True, slots=True)
class PageText:
    """Words and drawings of one page as pdfium sees them: points, origin top left, as displayed (rotation applied)."""

    number: int
    width: float
    height: float
    words: list[Word]
    rules: list[drawings.Rule]
    has_picture: bool
    unsure: bool
    #: The page's characters as pdfium gives them; old encodings decoded.
    characters: str = ""


@dataclass(frozen=True, slots=True)
class _DisplayMap:
    """The affine map from page space to displayed points."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def rect(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        if self.a > 0 > self.d and not self.b and not self.c:  # the usual page, upright
            return self.a * x0 + self.e, self.d * y1 + self.f, self.a * x1 + self.e, self.d * y0 + self.f
        ax, ay = self.a * x0 + self.c * y0 + self.e, self.b * x0 + self.d * y0 + self.f
        bx, by = self.a * x1 + self.c * y1 + self.e, self.b * x1 + self.d * y1 + self.f
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def page_texts(document: pdfium.PdfDocument) -> Iterator[PageText]:
    """The pages in order; each is closed before the next, so that memory stays flat. A page that fails has no width."""
    for index in range(len(document)):
        try:
            page = _flatten_stamps(document, index)
        except pdfium.PdfiumError:
            yield PageText(index + 1, 0.0, 0.0, [], [], False, False)
            continue
        try:
            yield page_text(page, index + 1)
        finally:
            page.close()


def _flatten_stamps(document: pdfium.PdfDocument, index: int) -> pdfium.PdfPage:
    """The page with stamps and signature fields drawn into it: numbers and dates are often stamped as annotations."""
    page = document[index]
    raw_page = page.raw
    count = pdfium_raw.FPDFPage_GetAnnotCount(raw_page)
    drawn = False
    for position in range(min(count, _MAX_ANNOTATIONS)):
        annotation = pdfium_raw.FPDFPage_GetAnnot(raw_page, position)
        if annotation:
            drawn = drawn or pdfium_raw.FPDFAnnot_GetSubtype(annotation) in _DRAWN
            pdfium_raw.FPDFPage_CloseAnnot(annotation)
    if drawn and pdfium_raw.FPDFPage_Flatten(raw_page, pdfium_raw.FLAT_NORMALDISPLAY) == pdfium_raw.FLATTEN_SUCCESS:
        page.close()
        page = document[index]
    return page


def page_text(page: pdfium.PdfPage, number: int) -> PageText:
    """Words and ruling lines of one page."""
    width, height = page.get_size()
    frame = _display_map(page, width, height)
    text_page = page.get_textpage()
    try:
        characters = _characters(text_page)
        words, unsure, decoded = _read_words(text_page, characters, frame)
    finally:
        text_page.close()
    rules, has_picture = drawings.rules_and_pictures(page, frame.rect, width, height)
    own = " ".join(word.text for word in words) if decoded else characters
    return PageText(number, width, height, words, rules, has_picture, unsure, own)


def _display_map(page: pdfium.PdfPage, width: float, height: float) -> _DisplayMap:
    scale = 10_000  # FPDF_PageToDevice answers in whole device units

    def at(x: float, y: float) -> tuple[float, float]:
        out_x, out_y = ctypes.c_int(), ctypes.c_int()
        pdfium_raw.FPDF_PageToDevice(page, 0, 0, scale, scale, 0, x, y, out_x, out_y)
        return out_x.value * width / scale, out_y.value * height / scale

    origin, right, up = at(0, 0), at(1000, 0), at(0, 1000)
    return _DisplayMap(
        (right[0] - origin[0]) / 1000,
        (right[1] - origin[1]) / 1000,
        (up[0] - origin[0]) / 1000,
        (up[1] - origin[1]) / 1000,
        origin[0],
        origin[1],
    )


def _characters(text_page: pdfium.PdfTextPage) -> str:
    """One Python character per pdfium character, whatever the page holds."""
    count = text_page.count_chars()
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium_raw.FPDFText_GetText(text_page, 0, count, buffer)
    if written == count + 1:
        text = bytes(memoryview(buffer))[: 2 * count].decode("utf-16-le", errors="replace")
        if len(text) == count:
            return text
    get = pdfium_raw.FPDFText_GetUnicode
    codes = (get(text_page, index) for index in range(count))
    return "".join(chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd" for code in codes)


def _read_words(text_page: pdfium.PdfTextPage, characters: str, frame: _DisplayMap) -> tuple[list[Word], bool, bool]:
    """The words; whether their encoding is in doubt, and whether an old one was decoded."""
    glyphs = Glyphs(text_page, characters)
    spans = [match.span() for match in _TOKEN.finditer(characters)]
    words, encodings = _words_with_boxes(glyphs, characters, spans, frame)
    if fallback_fonts.is_torn(characters, len(words)) and not any(encodings):
        parts = [part for span in spans for part in fallback_fonts.split_token(glyphs, *span)]
        words = fallback_fonts.join_torn_words(_words_with_boxes(glyphs, characters, parts, frame)[0])
        encodings = [None] * len(words)
    superscripts.mark_lone_digits(words)
    return _repair_words(words, encodings)


def _words_with_boxes(
    glyphs: Glyphs, characters: str, spans: Sequence[tuple[int, int]], frame: _DisplayMap
) -> tuple[list[Word], list[legacy_encodings.Encoding | None]]:
    words: list[Word] = []
    encodings: list[legacy_encodings.Encoding | None] = []
    before = 0
    broke = True
    for start, end in spans:
        token = characters[start:end]
        broke = broke or _BREAK.search(characters, before, start) is not None
        word, encoding = _read_word(glyphs, token, start, end, frame)
        if word is not None:
            # Two looks at a token are cheaper than a pattern: a law has 120,000.
            digits = end - start > 1 and not token[-1].isalpha() and _DIGIT_LAST.search(token)
            split = superscripts.raised_span(glyphs, token, start) if digits else None
            if split is None:
                _append_or_glue(words, encodings, word, encoding, broke)
            else:
                parts = superscripts.split_word(word, split)
                words.extend(parts)
                encodings.extend([encoding] * len(parts))
        # pdfium swallows the line break after a hyphen: the word ends there, the rest is on the next line.
        broke = characters[end - 1] in LINE_HYPHENS
        before = end
    return words, encodings


def _append_or_glue(
    words: list[Word],
    encodings: list[legacy_encodings.Encoding | None],
    word: Word,
    encoding: legacy_encodings.Encoding | None,
    broke: bool,
) -> None:
    """Add the word, or glue it to the one before where the blank between them has no width."""
    if words and not broke:
        last = words[-1]
        gap = word.x0 - last.x1
        if (
            -1 < gap < _NO_BLANK * word.size
            and abs(word.y0 - last.y0) < 0.5 * word.height
            and last.text[-1].isalpha()
            and word.text[0].isalpha()
        ):
            last.text += word.text
            last.x1, last.y0, last.y1 = word.x1, min(last.y0, word.y0), max(last.y1, word.y1)
            return
    words.append(word)
    encodings.append(encoding)


def _read_word(
    glyphs: Glyphs, characters: str, start: int, end: int, frame: _DisplayMap
) -> tuple[Word | None, legacy_encodings.Encoding | None]:
    corners = glyphs.corners(start, end)
    text = characters.replace("\x02", "-").replace("\ufffe", "-").replace("\x00", "")
    if corners is None or not text:
        return None, None
    style = glyphs.style(start)
    x0, y0, x1, y1 = corners
    if style.bottom is not None and style.top is not None:
        y0, y1 = min(y0, style.bottom), max(y1, style.top)
    box = frame.rect(x0, y0, x1, y1)
    size = style.size
    if size <= 2:  # sizes scaled by the text matrix: the drawn height is the better guess
        size = (box[3] - box[1]) * 1.2
    return Word(text, *box, size=size, bold=style.bold, italic=style.italic), style.encoding


@lru_cache(maxsize=20_000)
def _repair_word(text: str) -> str:
    """Syllables repeat: a law of 120,000 words has 3,000 different ones."""
    return repair(text)


def _repair_words(
    words: list[Word], encodings: list[legacy_encodings.Encoding | None]
) -> tuple[list[Word], bool, bool]:
    """Legacy runs decoded by font, else by the statistics of the page; everything in NFC."""
    unsure = False
    decoded = any(encodings)
    if decoded:
        for word, encoding in zip(words, encodings, strict=True):
            if encoding is not None:
                word.text = legacy_encodings.decode(word.text, encoding)
    else:
        whole = " ".join(word.text for word in words)
        verdict = legacy_encodings.guess_encoding(whole)
        decoded = verdict.encoding is not None
        if verdict.encoding is not None:
            for word in words:
                word.text = legacy_encodings.decode(word.text, verdict.encoding)
        unsure = verdict.unsure
    for word in words:
        word.text = _repair_word(word.text)
    return [word for word in words if word.text.strip()], unsure, decoded


def open_document(path: Path) -> pdfium.PdfDocument:
    """The document as pdfium sees it; ``safety.check`` has refused what cannot be opened."""
    return pdfium.PdfDocument(path)
