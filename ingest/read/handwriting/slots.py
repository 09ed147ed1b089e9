"""Slots of a head, the room it leaves for a pen: between `Số:` and `/KH-UBND`, between `ngày`, `tháng` and `năm`.

Tesseract's boxes swallow handwriting (`Số:2442`, `7tháng`, `473/UBND-`), so the ends of a slot are looked for in the
picture: behind the colon, before the sign that begins the symbol, at the width that a printed word must have.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from ingest.read.handwriting.head_symbol import symbol_in
from ingest.read.handwriting.ink import Mask, Piece, connected_pieces
from ingest.read.pages.image_preprocessing import Gray
from ingest.read.pages.words import Word, median
from ingest.text.normalize import fold

#: `ngày` and `tháng` are so many times as wide as `năm` in Times (advance widths: 1.13 and 1.29-1.32; as printed and
#: scanned 1.13-1.19 and 1.34-1.40). A word much wider than that has swallowed ink.
_DAY_WIDTH, _MONTH_WIDTH, _SWOLLEN = 1.16, 1.37, 1.12
#: `Số:` is so many capital heights wide in Times, `Số` without a colon less.
_LABEL_WIDTH, _BARE_LABEL_WIDTH = 1.92, 1.62
_LABEL = re.compile(r"^\W?s(?:[oôốóồéeê6]\s*[:.;]?|\w{1,2}[:.;])")
#: Times: capitals are so high, most about .7 wide, other characters .5; these are narrower or wider (em).
_CAPITAL_EM, _SIGN_EM = 0.662, 0.278
_NARROW = {"-": 0.333, "–": 0.5, "/": 0.278, "I": 0.333, "S": 0.556, "P": 0.556, "T": 0.611, "L": 0.611, "r": 0.333,
           "M": 0.889, "B": 0.667, "C": 0.667, "E": 0.611, ".": 0.25}  # fmt: skip
#: How far from its place the sign may stand (em): less than the width of a digit.
_SIGN_REACH = 0.42
_YEAR = re.compile(r"^(?:19|20)\d\d\W*$")
#: The head ends at this part of the page.
_HEAD = 0.35
#: How far a pen goes above and below the capitals of the line (capital heights).
_ABOVE, _BELOW = 0.75, 0.6

Kind = Literal["number", "day", "month"]


@dataclass(frozen=True, slots=True)
class InkSlot:
    """Room for digits: columns ``x0..x1`` of the page, and the rows of the line's capitals.

    ``before`` and ``after`` are the printed words that bound it, with text and box set right; ``bounds`` are those
    words as Tesseract saw them, ``inside`` its words between them. ``text`` is what Tesseract read in the slot, the
    parts that a bound swallowed included; ``confidence`` is the least of it.
    """

    kind: Kind
    x0: float
    x1: float
    top: float
    bottom: float
    before: Word
    after: Word
    bounds: tuple[Word, ...]
    inside: tuple[Word, ...]
    text: str
    confidence: float
    #: False where an end of the slot is only supposed: nothing is read then but print.
    exact: bool = True

    @property
    def height(self) -> float:
        return self.bottom - self.top


def slot_ink(image: Gray, slot: InkSlot) -> tuple[Mask, int, int]:
    """The slot's dark pixels with room above and below, and the place of its corner (x, y)."""
    return _dark_pixels(image, slot.x0, slot.top - _ABOVE * slot.height, slot.x1, slot.bottom + _BELOW * slot.height)


def _dark_pixels(image: Gray, x0: float, y0: float, x1: float, y1: float) -> tuple[Mask, int, int]:
    left, upper = max(0, round(x0)), max(0, round(y0))
    part = image[upper : max(upper + 1, round(y1)), left : max(left + 1, round(x1))]
    # A pen may be paler than print: half way between the darkest ink and the paper, within reason.
    dark, paper = np.percentile(part, (2, 90)) if part.size else (0, 255)
    return part < min(190.0, max(110.0, (float(dark) + float(paper)) / 2 + 10)), left, upper


def find_slots(image: Gray, words: Sequence[Word]) -> list[InkSlot]:
    """The slots of a head: its number and its date, as far as the printed words around them were read."""
    head = [word for word in words if word.y1 < _HEAD * image.shape[0]]
    found = [*_date_slots(head)]
    number = _number_slot(image, head)
    return [*found, number] if number else found


def _same_row(words: Sequence[Word], anchor: Word) -> list[Word]:
    """Words on the anchor's line, from left to right."""
    middle, reach = (anchor.y0 + anchor.y1) / 2, 0.6 * anchor.height
    return sorted((word for word in words if abs((word.y0 + word.y1) / 2 - middle) < reach), key=lambda word: word.x0)


def _date_slots(words: Sequence[Word]) -> list[InkSlot]:
    """Day and month of the document's own date line."""
    middle = 0.45 * max((word.x1 for word in words), default=0.0)
    for month in words:
        if not fold(month.text).endswith("thang"):
            continue
        row = _same_row(words, month)
        place = row.index(month)
        after = row[place + 1 :][:4]
        year_word = next((word for word in after if fold(word.text) == "nam"), None)
        year = next((word for word in after if _YEAR.match(word.text)), None)
        day_word = next((word for word in reversed(row[:place]) if fold(word.text).startswith("ngay")), None)
        if year_word and year and day_word and _is_own_date(row, day_word, year, middle):
            return _slots_around_month(row, day_word, month, year_word, year)
    return []


def _is_own_date(row: Sequence[Word], day_word: Word, year: Word, middle: float) -> bool:
    """True for the document's own date: behind a place and a comma, or in the right column, with nothing after it.

    Any other date is that of a cited text.
    """
    place = [word for word in row if word.x0 < day_word.x0]
    after = [word for word in row if word.x0 > year.x0 and any(char.isalpha() for char in word.text)]
    placed = bool(place) and place[-1].text.endswith((",", "."))
    return (placed or day_word.x0 > middle) and not after


def _slots_around_month(row: Sequence[Word], day_word: Word, month: Word, year_word: Word, year: Word) -> list[InkSlot]:
    """The slots before and behind `tháng`."""
    width = year_word.x1 - year_word.x0
    day_end, month_start = day_word.x1, month.x0
    if day_word.x1 - day_word.x0 > _SWOLLEN * _DAY_WIDTH * width or fold(day_word.text) != "ngay":
        day_end = day_word.x0 + _DAY_WIDTH * width
    swallowed = month.text[:-5]
    if month.x1 - month.x0 > _SWOLLEN * _MONTH_WIDTH * width or swallowed:
        month_start = month.x1 - _MONTH_WIDTH * width
    named = [word for word in row if word not in (day_word, month, year_word, year)]
    day = replace(day_word, text="ngày", x1=day_end)
    month_label = replace(month, text="tháng", x0=month_start)
    found = []
    kinds: tuple[tuple[Kind, Word, Word, str], ...] = (
        ("day", day, month_label, swallowed),
        ("month", month_label, year_word, ""),
    )
    for kind, before, after, own in kinds:
        inside = [word for word in named if before.x1 < (word.x0 + word.x1) / 2 < after.x0]
        if after.x0 - before.x1 < 0.3 * year.height:
            continue
        text = "".join(word.text for word in inside) + own
        sure = [word.confidence or 0.0 for word in (*inside, *([month] if own else []))]
        bounds = (day_word, month) if kind == "day" else (month, year_word)
        sides = before.x1 + 1, after.x0 - 1, year.y0, year.y1
        found.append(InkSlot(kind, *sides, before, after, bounds, tuple(inside), text, min(sure, default=0.0)))
    return found


def _number_slot(image: Gray, words: Sequence[Word]) -> InkSlot | None:
    """Between `Số` and the symbol of the document's own number."""
    for label in words:
        opening = _LABEL.match(label.text.lower())
        if opening is None or label.x0 > 0.5 * image.shape[1]:
            continue
        row = [word for word in _same_row(words, label) if word.x0 >= label.x0 and word.x1 < 0.75 * image.shape[1]]
        symbol = next((word for word in row[:8] if symbol_in(word.text)), None)
        if symbol is not None:
            return _slot_before_symbol(image, row, label, opening.end(), symbol)
    return None


def _slot_before_symbol(image: Gray, row: Sequence[Word], label: Word, opened: int, symbol: Word) -> InkSlot | None:
    """The room between the label (`Số:`, its first ``opened`` characters) and the sign before the symbol's letters."""
    letters = symbol_in(symbol.text)
    if letters is None:
        return None
    glyphs = _symbol_glyphs(image, symbol)
    capital = _capital_height(glyphs, symbol, letters)
    sign, exact = _find_sign(glyphs, symbol, letters, capital)
    lines = _capital_lines([glyph for glyph in glyphs if glyph.x0 > sign + 0.3 * capital], capital)
    if lines is None:
        return None
    top, bottom = lines
    start = _label_end(image, label, top, bottom)
    if sign - start < 0.3 * (bottom - top):
        return None
    inside = [word for word in row if word not in (label, symbol) and start < (word.x0 + word.x1) / 2 < sign]
    after_label, before_sign = _swallowed_texts(label, opened, symbol, letters)
    swallowed = [(label, after_label), (symbol, before_sign)]
    digits = [*inside, *(word for word, text in swallowed if text)]
    mark = "-" if letters["mid"] == "/" else "/"
    return InkSlot(
        "number",
        start + 1,
        sign - 1,
        top,
        bottom,
        before=replace(label, text="Số:", x1=start),
        after=replace(symbol, text=mark + symbol.text[letters.start() :], x0=sign),
        bounds=(label,) if label is symbol else (label, symbol),
        inside=tuple(inside),
        text=after_label + "".join(word.text for word in inside) + before_sign,
        confidence=min((word.confidence or 0.0 for word in digits), default=0.0),
        exact=exact,
    )


def _swallowed_texts(label: Word, opened: int, symbol: Word, letters: re.Match[str]) -> tuple[str, str]:
    """The parts of the slot that Tesseract read into the words of the label and of the symbol (one word at times)."""
    one_word = label is symbol
    before_sign = symbol.text[opened if one_word else 0 : letters.start()].rstrip("/-–|%\\")
    return "" if one_word else label.text[opened:], before_sign


def _capital_lines(glyphs: Sequence[Piece], capital: float) -> tuple[float, float] | None:
    """Rows between which the capitals among the glyphs stand, None where there are none."""
    capitals = [glyph for glyph in glyphs if glyph.height > 0.6 * capital]
    if not capitals:
        return None
    return median(float(glyph.y0) for glyph in capitals), median(float(glyph.y1) for glyph in capitals)


def _capital_height(glyphs: Sequence[Piece], symbol: Word, letters: re.Match[str]) -> float:
    """Height of the symbol's capitals in pixels.

    The last glyphs are capitals and digits; a word box may hold a tall pen stroke.
    """
    heights = [float(glyph.height) for glyph in glyphs[-len(symbol.text[letters.start() :]) :]]
    if not heights:
        return 0.8 * symbol.height
    return median(height for height in heights if height > 0.4 * max(heights))


def _symbol_glyphs(image: Gray, symbol: Word) -> list[Piece]:
    """The signs of the symbol from left to right in page pixels, without specks and accents."""
    capital = 0.8 * symbol.height
    bottom = symbol.y1 + 0.1 * capital
    dark, left, upper = _dark_pixels(image, symbol.x0 - 0.1 * capital, symbol.y0 - 0.1 * capital, symbol.x1 + 2, bottom)
    large = [glyph for glyph in connected_pieces(dark) if max(glyph.width, glyph.height) > 0.18 * capital]
    own = [
        glyph
        for glyph in large
        if not any(wider is not glyph and wider.x0 <= glyph.x0 and glyph.x1 <= wider.x1 for wider in large)
    ]
    placed = [Piece(glyph.mask, glyph.x0 + left, glyph.y0 + upper, glyph.x1 + left, glyph.y1 + upper) for glyph in own]
    return sorted(placed, key=lambda glyph: glyph.x0)


def _find_sign(glyphs: Sequence[Piece], symbol: Word, letters: re.Match[str], capital: float) -> tuple[float, bool]:
    """Where the sign before the symbol's letters begins, and whether it was seen there or only must be there.

    The letters' widths in Times say where to look: `1` and `/` by hand look alike, and a `/` may touch its letter.
    """
    em = capital / _CAPITAL_EM
    printed = symbol.text[letters.start() :]
    expected = symbol.x1 - em * (sum(_advance_width(char) for char in printed) + _SIGN_EM)
    is_sign = _is_dash if letters["mid"] == "/" else _is_slash
    seen = [float(glyph.x0) for glyph in glyphs if is_sign(glyph, capital)]
    nearest = min(seen, key=lambda x: abs(x - expected), default=None)
    # A word that Tesseract began with the sign tells its place as well: narrow print is then allowed for.
    reach = _SIGN_REACH * (2.0 if letters.start() == 1 and not symbol.text[0].isalnum() else 1.0)
    if nearest is None or abs(nearest - expected) > reach * em:
        return expected, False
    return nearest, True


def _advance_width(char: str) -> float:
    """The width of a printed character of a symbol, in em."""
    return _NARROW.get(char, 0.7 if char.isupper() else 0.5)


def _is_slash(glyph: Piece, capital: float) -> bool:
    """A slash, or one that touches the letter behind it: it begins at the foot of the line."""
    if glyph.height < 0.75 * capital or glyph.width < 0.15 * capital:
        return False
    ys, xs = np.nonzero(glyph.mask)
    first = ys[xs < xs.min() + max(2.0, 0.08 * capital)] - ys.min()
    if glyph.width > 0.95 * capital:
        return bool(first.min() > 0.5 * glyph.height)
    return float(np.corrcoef(xs, ys)[0, 1]) < -0.7


def _is_dash(glyph: Piece, capital: float) -> bool:
    return glyph.height < 0.3 * capital and 0.2 * capital < glyph.width < 0.8 * capital


def _label_end(image: Gray, label: Word, top: float, bottom: float) -> float:
    """Behind the colon, or where it must be."""
    capital = bottom - top
    expected = label.x0 + _LABEL_WIDTH * capital
    dark, left, upper = _dark_pixels(image, label.x0, top, expected + 0.5 * capital, bottom + 0.12 * capital)
    dots = [
        piece
        for piece in connected_pieces(dark)
        if max(piece.width, piece.height) < 0.28 * capital and abs(left + piece.x1 - expected) < 0.4 * capital
    ]
    reach = 0.15 * capital
    low = [piece for piece in dots if upper + piece.y0 > bottom - 0.35 * capital]
    stacked = [piece for piece in low if any(dot is not piece and abs(dot.x0 - piece.x0) < reach for dot in dots)]
    if stacked:
        return float(left + stacked[0].x1)
    return expected if ":" in label.text or "." in label.text else label.x0 + _BARE_LABEL_WIDTH * capital
