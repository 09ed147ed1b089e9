"""Drawings on a page of a PDF: thin rules that may frame a table or stand above notes, and pictures."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

Rule = tuple[float, float, float, float]
#: Drawn rectangles this thin are rules (points).
_THIN = 3.0
#: A map or drawing can have 100,000 strokes; no table has this many.
_MAX_RULES = 4000
#: Pictures over this part of the page may hold the text themselves (a logo or seal covers less).
_PICTURE_PART = 0.3


def rules_and_pictures(
    page: pdfium.PdfPage, rect: Callable[[float, float, float, float], Rule], width: float, height: float
) -> tuple[list[Rule], bool]:
    """Thin drawn rectangles and strokes (what may rule a table), and whether a picture covers much of the page."""
    rules: list[Rule] = []
    pictures = 0.0
    left, bottom, right, top = ctypes.c_float(), ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
    for drawn, kind in _paths_and_images(page.raw):
        if not pdfium_raw.FPDFPageObj_GetBounds(drawn, left, bottom, right, top):
            continue
        x0, y0, x1, y1 = rect(left.value, bottom.value, right.value, top.value)
        if kind == pdfium_raw.FPDF_PAGEOBJ_IMAGE:
            pictures += (min(x1, width) - max(x0, 0)) * (min(y1, height) - max(y0, 0))
        elif len(rules) < _MAX_RULES:
            rules.extend(_rule_edges(x0, y0, x1, y1, width, height) if _is_stroked(drawn, x0, y0, x1, y1) else ())
    return rules, pictures > _PICTURE_PART * width * height


def _paths_and_images(page: Any) -> Iterator[tuple[Any, int]]:
    """Paths and images of the page, and forms that wrap an image."""
    for index in range(pdfium_raw.FPDFPage_CountObjects(page)):
        drawn = pdfium_raw.FPDFPage_GetObject(page, index)
        kind = pdfium_raw.FPDFPageObj_GetType(drawn)
        if kind in (pdfium_raw.FPDF_PAGEOBJ_PATH, pdfium_raw.FPDF_PAGEOBJ_IMAGE):
            yield drawn, kind
        elif kind == pdfium_raw.FPDF_PAGEOBJ_FORM:
            # Signature fields and scanned pages wrapped by portals: the picture counts by the form's bounds.
            for inner in range(pdfium_raw.FPDFFormObj_CountObjects(drawn)):
                part = pdfium_raw.FPDFFormObj_GetObject(drawn, inner)
                if pdfium_raw.FPDFPageObj_GetType(part) == pdfium_raw.FPDF_PAGEOBJ_IMAGE:
                    yield drawn, pdfium_raw.FPDF_PAGEOBJ_IMAGE
                    break


def _is_stroked(drawn: Any, x0: float, y0: float, x1: float, y1: float) -> bool:
    """True if the shape is a rule or a drawn frame; a filled area without an outline is shading or a highlight."""
    if min(x1 - x0, y1 - y0) <= _THIN:
        return True
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium_raw.FPDFPath_GetDrawMode(drawn, fill, stroke)) and bool(stroke.value)


def _rule_edges(x0: float, y0: float, x1: float, y1: float, width: float, height: float) -> Iterator[Rule]:
    wide, tall = x1 - x0, y1 - y0
    if min(wide, tall) <= _THIN:
        if max(wide, tall) > 4:
            yield x0, y0, x1, y1
    elif wide < 0.98 * width and 8 < tall < 0.98 * height:
        yield from ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1))
