"""Boxes and fonts of a page's characters. One object a page: its buffers serve every call, its cache every text run."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium_raw

from ingest.text import legacy_encodings

_BOLD_NAME = re.compile(r"bold|black|heavy|,b\b", re.IGNORECASE)
_ITALIC_NAME = re.compile(r"italic|oblique", re.IGNORECASE)
_ITALIC_FLAG = 1 << 6  # PDF 32000-1, table 123
_BOLD_FLAG = 1 << 18
#: pdfium's marks for a hyphen at a line's end; their boxes are made up.
LINE_HYPHENS = frozenset("\x02\ufffe")
_NAME_BYTES = 96
#: Characters of one word follow each other this closely (part of the font's height).
_TOUCH = 0.05
_Corners = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class GlyphStyle:
    """Look of all characters of a text run. ``bottom`` and ``top``: the font's own extent, None when unusable."""

    bold: bool
    italic: bool
    encoding: legacy_encodings.Encoding | None
    size: float
    bottom: float | None
    top: float | None
    #: The text runs up or down the page: ``bottom`` and ``top`` are its left and right edge.
    sideways: bool = False
    #: The place of the font among those of the page.
    font: int = 0

    @property
    def extent(self) -> float:
        """The height of the font as drawn: the size where the text matrix does not scale it."""
        return abs(self.top - self.bottom) if self.top is not None and self.bottom is not None else self.size


class Glyphs:
    """Characters of one text page in page space (points, origin bottom left)."""

    def __init__(self, text_page: Any, characters: str, sideways: frozenset[int] | set[int] = frozenset()) -> None:
        #: Addresses of the text objects that run up or down the page: their fonts' own extent is no height.
        self._sideways = sideways
        self._page = text_page.raw
        self._characters = characters
        self._left, self._right, self._bottom, self._top = (ctypes.c_double() for _ in range(4))
        self._loose = pdfium_raw.FS_RECTF()
        self._name = ctypes.create_string_buffer(_NAME_BYTES)
        self._flags = ctypes.c_int()
        self._fonts: dict[tuple[bytes, int], tuple[bool, bool, legacy_encodings.Encoding | None]] = {}
        self._runs: dict[int, GlyphStyle] = {}

    def corners(self, start: int, end: int) -> _Corners | None:
        """Left, bottom, right, top of the characters ``start..end``; None where nothing is drawn."""
        last = self._characters[end - 1]
        if last in LINE_HYPHENS or unicodedata.combining(last):
            return self._rects(start, end)
        first = self._box(start)
        final = self._box(end - 1) if end - start > 1 else first
        if first is None or final is None:
            return self._rects(start, end)
        x0, x1 = min(first[0], final[0]), max(first[2], final[2])
        return (x0, min(first[1], final[1]), x1, max(first[3], final[3])) if x1 > x0 else self._rects(start, end)

    def _box(self, index: int) -> _Corners | None:
        if not pdfium_raw.FPDFText_GetCharBox(self._page, index, self._left, self._right, self._bottom, self._top):
            return None
        return self._left.value, self._bottom.value, self._right.value, self._top.value

    def _rects(self, start: int, end: int) -> _Corners | None:
        """The slow way, right for every kind of character."""
        x0 = y0 = float("inf")
        x1 = y1 = float("-inf")
        for rect in range(pdfium_raw.FPDFText_CountRects(self._page, start, end - start)):
            if pdfium_raw.FPDFText_GetRect(self._page, rect, self._left, self._top, self._right, self._bottom):
                x0, x1 = min(x0, self._left.value), max(x1, self._right.value)
                y0, y1 = min(y0, self._bottom.value), max(y1, self._top.value)
        return (x0, y0, x1, y1) if x1 > x0 else None

    def origin(self, index: int) -> float:
        """The height of the line that the character stands on, in page space."""
        return (
            self._bottom.value
            if pdfium_raw.FPDFText_GetCharOrigin(self._page, index, self._left, self._bottom)
            else 0.0
        )

    def advance_box(self, index: int) -> _Corners | None:
        """Left, bottom, right, top of a character with the room that its font gives it."""
        loose = self._loose
        if not pdfium_raw.FPDFText_GetLooseCharBox(self._page, index, loose):
            return None
        return (
            min(loose.left, loose.right),
            min(loose.bottom, loose.top),
            max(loose.left, loose.right),
            max(loose.bottom, loose.top),
        )

    def is_unbroken(self, last: int, index: int) -> bool:
        """True if one character ends where the other begins, and what stands between them pdfium has made up."""
        if not all(pdfium_raw.FPDFText_IsGenerated(self._page, place) == 1 for place in range(last + 1, index)):
            return False
        if not pdfium_raw.FPDFText_GetLooseCharBox(self._page, last, self._loose):
            return False
        end, bottom = self._loose.right, self._loose.bottom
        if not pdfium_raw.FPDFText_GetLooseCharBox(self._page, index, self._loose):
            return False
        touch = _TOUCH * abs(self._loose.top - self._loose.bottom)
        return bool(abs(self._loose.left - end) < touch and abs(self._loose.bottom - bottom) < touch)

    def style(self, index: int) -> GlyphStyle:
        """The look of the run that the character belongs to."""
        run = pdfium_raw.FPDFText_GetTextObject(self._page, index)
        key = ctypes.addressof(run.contents) if run else 0
        style = self._runs.get(key) if key else None
        if style is None:
            style = self._read_style(index, sideways=key in self._sideways)
            self._runs[key] = style
        return style

    def _read_style(self, index: int, *, sideways: bool) -> GlyphStyle:
        length = pdfium_raw.FPDFText_GetFontInfo(self._page, index, self._name, _NAME_BYTES, self._flags)
        raw_name = self._name.value if 0 < length <= _NAME_BYTES else b""
        key = (raw_name, self._flags.value)
        if key not in self._fonts:
            name = raw_name.decode("latin-1")
            bold = bool(_BOLD_NAME.search(name)) or bool(self._flags.value & _BOLD_FLAG)
            italic = bool(_ITALIC_NAME.search(name)) or bool(self._flags.value & _ITALIC_FLAG)
            self._fonts[key] = (bold, italic, legacy_encodings.encoding_of_font(name))
        size = pdfium_raw.FPDFText_GetFontSize(self._page, index)
        bottom = top = None
        # Boxes hug the glyphs (a comma is 3 points tall); the font's own box gives every word of a line one height.
        if pdfium_raw.FPDFText_GetLooseCharBox(self._page, index, self._loose):
            bottom, top = self._loose.bottom, self._loose.top
            if sideways:
                bottom, top = self._loose.left, self._loose.right
            if abs(top - bottom) >= 4 * (size or 12):
                bottom = top = None
        return GlyphStyle(*self._fonts[key], size, bottom, top, sideways, [*self._fonts].index(key))
