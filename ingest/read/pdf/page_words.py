"""Words of a page's text layer: tokens with boxes, repaired; what nobody sees on the page is set apart."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from ingest.read.pages.words import Word
from ingest.read.pdf import fallback_fonts, small_digits
from ingest.read.pdf.display_map import DisplayMap
from ingest.read.pdf.drawings import PageDrawings
from ingest.read.pdf.glyphs import LINE_HYPHENS, Glyphs
from ingest.read.pdf.spaced_letters import with_joined_letters
from ingest.read.pdf.turned_words import text_quarters, turned_words
from ingest.read.pdf.visibility import HiddenCharacters
from ingest.text import legacy_encodings
from ingest.text.normalize import repair

#: Split letters (`th ông`): a blank narrower than this part of the size is no blank (a Times blank is .25).
_NO_BLANK = 0.08
#: Between a thin figure and the one before it, where the file has no blank.
_MADE_UP_BLANK = 0.2
#: Type smaller than this (points) is not print but a hiding place.
_SMALLEST = 1.0
_SPACE = " \t\r\n\u00a0\u2000-\u200a\u202f\u3000"
_TOKEN = re.compile(rf"[^{_SPACE}\x02\ufffe]*[\x02\ufffe]|[^{_SPACE}\x02\ufffe]+")
_BREAK = re.compile(r"[\r\n]")
_DIGIT = re.compile(r"\d")
_Encodings = list[legacy_encodings.Encoding | None]


@dataclass(slots=True)
class PageWords:
    """The words of one page, whether their old encoding is doubtful, and what was set apart as (reason, text).

    ``characters`` is the page's text as pdfium gives it; old encodings decoded, torn words whole.
    """

    words: list[Word]
    unsure: bool
    left_out: list[tuple[str, str]]
    characters: str


def page_words(
    page: pdfium.PdfPage, text_page: pdfium.PdfTextPage, frame: DisplayMap, drawings: PageDrawings
) -> PageWords:
    """The visible words of a page in the order of the file."""
    characters = _characters(text_page)
    glyphs = Glyphs(text_page, characters, drawings.sideways)
    spans = [match.span() for match in _TOKEN.finditer(characters)]
    left_out: list[tuple[str, str]] = []
    if drawings.unseen or drawings.doubtful or drawings.watermarks:
        hidden = HiddenCharacters(page, text_page, glyphs, drawings)
        spans, left_out = _visible_spans(spans, characters, hidden, frame)
    turned: list[Word] = []
    if drawings.turned:
        places = text_quarters(drawings.turned, text_page, characters)
        spans, places = _upright_spans(spans, places)
        turned = turned_words(glyphs, characters, places, frame)
    words, encodings = _words_with_boxes(glyphs, characters, spans, frame)
    torn = fallback_fonts.is_torn(characters, len(words)) and not any(encodings)
    if torn:
        parts = [part for span in spans for part in fallback_fonts.split_token(glyphs, *span)]
        words = fallback_fonts.join_torn_words(_words_with_boxes(glyphs, characters, parts, frame)[0])
        encodings = [None] * len(words)
    if not any(encodings):
        words = with_joined_letters(words)
        encodings = [None] * len(words)
    small_digits.mark_lone_digits(words)
    words, encodings = [*words, *turned], [*encodings, *([None] * len(turned))]
    words, encodings, outside = _words_on_page(words, encodings, page.get_size())
    repaired, unsure, decoded = _repair_words(words, encodings)
    own = " ".join(word.text for word in repaired) if decoded or torn else characters
    return PageWords(repaired, unsure, [*left_out, *outside], own)


def _visible_spans(
    spans: Sequence[tuple[int, int]], characters: str, hidden: HiddenCharacters, frame: DisplayMap
) -> tuple[list[tuple[int, int]], list[tuple[str, str]]]:
    """The tokens without their hidden characters, and what these say."""
    kept: list[tuple[int, int]] = []
    left_out: list[tuple[str, str]] = []
    for start, end in spans:
        reasons = [hidden.reason(index, frame.rect) for index in range(start, end)]
        first = start
        for index in range(start + 1, end + 1):
            if index == end or reasons[index - start] != reasons[first - start]:
                reason = reasons[first - start]
                if reason:
                    left_out.append((reason, characters[first:index]))
                else:
                    kept.append((first, index))
                first = index
    return kept, _joined(left_out)


def _upright_spans(
    spans: Sequence[tuple[int, int]], places: Sequence[tuple[int, int]]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The tokens that stand upright, and the turned characters (index, quarter) of the others."""
    turned = dict(places)
    seen = {index for start, end in spans for index in range(start, end)}
    upright = [span for span in spans if span[0] not in turned]
    return upright, [(index, quarter) for index, quarter in places if index in seen]


def _words_on_page(
    words: list[Word], encodings: _Encodings, size: tuple[float, float]
) -> tuple[list[Word], _Encodings, list[tuple[str, str]]]:
    """The words whose middle lies on the page and that are no speck; what the others say."""
    width, height = size
    kept: list[Word] = []
    kept_encodings: _Encodings = []
    left_out: list[tuple[str, str]] = []
    for word, encoding in zip(words, encodings, strict=True):
        x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
        if 0 <= x <= width and 0 <= y <= height and (word.height >= _SMALLEST or not word.text[0].isalnum()):
            kept.append(word)
            kept_encodings.append(encoding)
        else:
            left_out.append(("hidden", word.text))
    return kept, kept_encodings, _joined(left_out)


def _joined(parts: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """One text for each reason."""
    texts: dict[str, list[str]] = {}
    for reason, text in parts:
        texts.setdefault(reason, []).append(text)
    return [(reason, " ".join(members)) for reason, members in texts.items()]


def _words_with_boxes(
    glyphs: Glyphs, characters: str, spans: Sequence[tuple[int, int]], frame: DisplayMap
) -> tuple[list[Word], _Encodings]:
    words: list[Word] = []
    encodings: _Encodings = []
    before = 0
    broke = True
    for start, end in spans:
        token = characters[start:end]
        broke = broke or _BREAK.search(characters, before, start) is not None
        word, encoding = _read_word(glyphs, token, start, end, frame)
        if word is not None:
            near = 0 < start - before <= 2 and bool(words) and word.x0 - words[-1].x1 < _MADE_UP_BLANK * word.size
            made_up = near and glyphs.is_unbroken(before - 1, start)
            small = small_digits.small_spans(glyphs, token, start) if end - start > 1 and _DIGIT.search(token) else []
            if not small or len(word.text) != end - start:
                _append_or_glue(words, encodings, word, encoding, broke, made_up)
            else:
                parts = small_digits.split_word(word, small)
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
    made_up: bool,
) -> None:
    """Add the word, or glue it to the one before where the blank between them has no width.

    :param made_up: the file holds no blank or break there: pdfium sees them between letters of short pages.
    """
    if words and (made_up or not broke):
        last = words[-1]
        gap = word.x0 - last.x1
        if (
            -1 < gap < (_MADE_UP_BLANK if made_up else _NO_BLANK) * word.size
            and abs(word.y0 - last.y0) < 0.5 * word.height
            and _is_one_word(last, word, made_up)
        ):
            last.text += word.text
            last.x1, last.y0, last.y1 = word.x1, min(last.y0, word.y0), max(last.y1, word.y1)
            return
    words.append(word)
    encodings.append(encoding)


def _is_one_word(last: Word, word: Word, made_up: bool) -> bool:
    """True for letters side by side; where the file has no blank, also for the parts of a number, of one size."""
    if last.text[-1].isalpha() and word.text[0].isalpha():
        return True
    number = last.text[-1].isalnum() and (word.text[0].isalnum() or word.text[0] in ".,;:/")
    return made_up and number and abs(last.height - word.height) < 0.1 * word.height


def _read_word(
    glyphs: Glyphs, characters: str, start: int, end: int, frame: DisplayMap
) -> tuple[Word | None, legacy_encodings.Encoding | None]:
    corners = glyphs.corners(start, end)
    text = characters.replace("\x02", "-").replace("\ufffe", "-").replace("\x00", "")
    if corners is None or not text:
        return None, None
    style = glyphs.style(start)
    x0, y0, x1, y1 = corners
    if style.bottom is not None and style.top is not None:
        if style.sideways:
            x0, x1 = min(x0, style.bottom), max(x1, style.top)
        else:
            y0, y1 = min(y0, style.bottom), max(y1, style.top)
    box = frame.rect(x0, y0, x1, y1)
    size = style.size
    if size <= 2:  # sizes scaled by the text matrix: the drawn height is the better guess
        size = (box[3] - box[1]) * 1.2
    return Word(text, *box, size=size, bold=style.bold, italic=style.italic, font=style.font), style.encoding


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
