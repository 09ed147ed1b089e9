"""The map from a PDF page's own space to the page as displayed: points, origin top left, rotation applied."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw


@dataclass(frozen=True, slots=True)
class DisplayMap:
    """The affine map from page space to displayed points."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def rect(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """The displayed box of a box in page space."""
        if self.a > 0 > self.d and not self.b and not self.c:  # the usual page, upright
            return self.a * x0 + self.e, self.d * y1 + self.f, self.a * x1 + self.e, self.d * y0 + self.f
        ax, ay = self.a * x0 + self.c * y0 + self.e, self.b * x0 + self.d * y0 + self.f
        bx, by = self.a * x1 + self.c * y1 + self.e, self.b * x1 + self.d * y1 + self.f
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def display_map(page: pdfium.PdfPage, width: float, height: float) -> DisplayMap:
    """The map of this page, asked of pdfium at three points."""
    scale = 10_000  # FPDF_PageToDevice answers in whole device units

    def at(x: float, y: float) -> tuple[float, float]:
        out_x, out_y = ctypes.c_int(), ctypes.c_int()
        pdfium_raw.FPDF_PageToDevice(page, 0, 0, scale, scale, 0, x, y, out_x, out_y)
        return out_x.value * width / scale, out_y.value * height / scale

    origin, right, up = at(0, 0), at(1000, 0), at(0, 1000)
    return DisplayMap(
        (right[0] - origin[0]) / 1000,
        (right[1] - origin[1]) / 1000,
        (up[0] - origin[0]) / 1000,
        (up[1] - origin[1]) / 1000,
        origin[0],
        origin[1],
    )
