"""Characters that nobody sees on the page: drawn without ink, in the paper's colour, covered, on a switched-off layer.

Whether doubtful text is seen is tried: the page is drawn with and without it. What is then the same in both pictures
cannot be seen, whatever hides it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from ingest.read.pdf.drawings import PageDrawings
from ingest.read.pdf.glyphs import Glyphs

#: Pixels a point, and the most of a side: enough to tell whether a letter leaves any trace.
_SCALE, _MOST_PIXELS = 2.0, 2400
#: A trace fainter than this (of 255) is no ink to a reader.
_TRACE = 20
#: Points around the doubtful texts that are drawn with them.
_AROUND = 6.0
Pixels = npt.NDArray[np.int16]


class HiddenCharacters:
    """Tells for the characters of one page whether they are hidden, and which stand in a watermark."""

    def __init__(self, page: pdfium.PdfPage, text_page: Any, glyphs: Glyphs, drawings: PageDrawings) -> None:
        self._text_page, self._glyphs, self._drawings = text_page.raw, glyphs, drawings
        self._page = page
        self._traces: Pixels | None = None
        self._part = (0.0, 0.0, 0.0, 0.0)
        self._has_scan = drawings.has_large_picture(*page.get_size())
        self._scale = min(_SCALE, _MOST_PIXELS / max(*page.get_size(), 1.0))

    def reason(self, index: int, rect: Any) -> str:
        """Why the character is no part of the text: ``hidden``, ``watermark``, or an empty string."""
        run = pdfium_raw.FPDFText_GetTextObject(self._text_page, index)
        address = ctypes.addressof(run.contents) if run else 0
        unseen, doubtful = address in self._drawings.unseen, address in self._drawings.doubtful
        if unseen or doubtful:
            corners = self._glyphs.corners(index, index + 1)
            if corners is None:
                return ""
            box = rect(*corners)
            if unseen:
                # Without ink over a picture: the invisible text of a scan, which says what the picture shows.
                over_picture = self._drawings.picture_at((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
                return "" if over_picture else "hidden"
            if not self._leaves_trace(box, rect):
                # Under the picture of the whole page: the text of a scan, drawn before it.
                return "" if self._is_under_scan(box) else "hidden"
        return "watermark" if address in self._drawings.watermarks else ""

    def _is_under_scan(self, box: Sequence[float]) -> bool:
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return self._has_scan and self._drawings.picture_at(x, y)

    def _leaves_trace(self, box: Sequence[float], rect: Any) -> bool:
        if self._traces is None:
            self._part = self._doubtful_part(rect)
            self._traces = self._difference()
        left, top = self._part[0], self._part[1]
        x0, x1 = ((value - left) * self._scale for value in (box[0], box[2]))
        y0, y1 = ((value - top) * self._scale for value in (box[1], box[3]))
        part = self._traces[max(0, int(y0)) : int(y1) + 2, max(0, int(x0)) : int(x1) + 2]
        return bool(part.size and part.max() > _TRACE)

    def _doubtful_part(self, rect: Any) -> tuple[float, float, float, float]:
        """The part of the page that the doubtful texts take, in points as displayed."""
        width, height = self._page.get_size()
        found = (drawn.bounds() for drawn in self._drawings.doubtful.values())
        boxes = [rect(*bounds) for bounds in found if bounds is not None] or [(0.0, 0.0, width, height)]
        left, top = (max(0.0, min(box[side] for box in boxes) - _AROUND) for side in (0, 1))
        right = min(width, max(box[2] for box in boxes) + _AROUND)
        bottom = min(height, max(box[3] for box in boxes) + _AROUND)
        if right - left < 1 or bottom - top < 1:  # off the page
            return 0.0, 0.0, width, height
        return left, top, right, bottom

    def _difference(self) -> Pixels:
        """Where the picture of the page changes when the doubtful texts are not drawn."""
        with_texts = self._picture()
        handles = [drawn.handle for drawn in self._drawings.doubtful.values()]
        for handle in handles:
            pdfium_raw.FPDFPageObj_SetIsActive(handle, False)
        try:
            without = self._picture()
        finally:
            for handle in handles:
                pdfium_raw.FPDFPageObj_SetIsActive(handle, True)
        change: Pixels = np.abs(with_texts - without).max(axis=2)
        return change

    def _picture(self) -> Pixels:
        width, height = self._page.get_size()
        left, top, right, bottom = self._part
        crop = (left, height - bottom, width - right, top)
        bitmap = self._page.render(scale=self._scale, crop=crop, rev_byteorder=True, prefer_bgrx=False)
        try:
            return np.ascontiguousarray(bitmap.to_numpy()[:, :, :3]).astype(np.int16)
        finally:
            bitmap.close()
