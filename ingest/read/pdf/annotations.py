"""Annotations of a PDF's page: stamps and fields are drawn into it, texts that they do not draw are given."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from ingest.read.pdf.file_facts import FieldValue

_DRAWN = frozenset((pdfium_raw.FPDF_ANNOT_WIDGET, pdfium_raw.FPDF_ANNOT_STAMP, pdfium_raw.FPDF_ANNOT_FREETEXT))
#: A reader's remarks on the text, no part of it.
_COMMENTS = frozenset((
    pdfium_raw.FPDF_ANNOT_TEXT, pdfium_raw.FPDF_ANNOT_HIGHLIGHT, pdfium_raw.FPDF_ANNOT_UNDERLINE,
    pdfium_raw.FPDF_ANNOT_SQUIGGLY, pdfium_raw.FPDF_ANNOT_STRIKEOUT, pdfium_raw.FPDF_ANNOT_CARET,
))  # fmt: skip
_HIDDEN = pdfium_raw.FPDF_ANNOT_FLAG_HIDDEN | pdfium_raw.FPDF_ANNOT_FLAG_NOVIEW
_MOST_ANNOTATIONS = 500


@dataclass(slots=True)
class PageAnnotations:
    """What the annotations of one page say and do not draw: texts written on the page, and remarks on it."""

    is_drawn: bool = False
    written: list[FieldValue] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)


def flattened_page(document: pdfium.PdfDocument, index: int) -> tuple[pdfium.PdfPage, PageAnnotations]:
    """The page with stamps and fields drawn into it: numbers and dates are often stamped as annotations."""
    page = document[index]
    raw_page = page.raw
    found = PageAnnotations()
    for position in range(min(pdfium_raw.FPDFPage_GetAnnotCount(raw_page), _MOST_ANNOTATIONS)):
        annotation = pdfium_raw.FPDFPage_GetAnnot(raw_page, position)
        if annotation:
            _look_at(annotation, found)
            pdfium_raw.FPDFPage_CloseAnnot(annotation)
    flat = pdfium_raw.FLAT_NORMALDISPLAY
    if found.is_drawn and pdfium_raw.FPDFPage_Flatten(raw_page, flat) == pdfium_raw.FLATTEN_SUCCESS:
        page.close()
        page = document[index]
    return page, found


def _look_at(annotation: Any, found: PageAnnotations) -> None:
    kind = pdfium_raw.FPDFAnnot_GetSubtype(annotation)
    if pdfium_raw.FPDFAnnot_GetFlags(annotation) & _HIDDEN:
        return
    found.is_drawn = found.is_drawn or kind in _DRAWN
    if kind in _COMMENTS:
        text = _string(annotation, b"Contents").strip()
        if text:
            found.comments.append(text)
    elif kind == pdfium_raw.FPDF_ANNOT_FREETEXT and not pdfium_raw.FPDFAnnot_HasKey(annotation, b"AP"):
        rect = pdfium_raw.FS_RECTF()
        text = _string(annotation, b"Contents").strip()
        if text and pdfium_raw.FPDFAnnot_GetRect(annotation, rect):
            found.written.append(FieldValue(text, (rect.left, rect.bottom, rect.right, rect.top)))


def _string(annotation: Any, key: bytes) -> str:
    length = pdfium_raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if length <= 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    pdfium_raw.FPDFAnnot_GetStringValue(annotation, key, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    return buffer.raw[: length - 2].decode("utf-16-le", errors="replace")
