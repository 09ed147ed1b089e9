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
Pixels = npt.NDArray[np.int16]


class HiddenCharacters:
    """Tells for the characters of one page whether they are hidden, and which stand in a watermark."""

    def __init__(self, page: pdfium.PdfPage, text_page: Any, glyphs: Glyphs, drawings: PageDrawings) -> None:
        self._text_page, self._glyphs, self._drawings = text_page.raw, glyphs, drawings
        self._page = page
        self._traces: Pixels | None = None
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
            if not self._leaves_trace(box):
                return "hidden"
        return "watermark" if address in self._drawings.watermarks else ""

    def _leaves_trace(self, box: Sequence[float]) -> bool:
        if self._traces is None:
            self._traces = self._difference()
        x0, y0, x1, y1 = (value * self._scale for value in box)
        part = self._traces[max(0, int(y0)) : int(y1) + 2, max(0, int(x0)) : int(x1) + 2]
        return bool(part.size and part.max() > _TRACE)

    def _difference(self) -> Pixels:
        """Where the picture of the page changes when the doubtful texts are not drawn."""
        with_texts = self._picture()
        handles = self._drawings.doubtful.values()
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
        bitmap = self._page.render(scale=self._scale, rev_byteorder=True, prefer_bgrx=False)
        try:
            return np.ascontiguousarray(bitmap.to_numpy()[:, :, :3]).astype(np.int16)
        finally:
            bitmap.close()
