"""Objects drawn on a page of a PDF, in the order of drawing: also those inside forms, which portals wrap pages into."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium_raw

#: Six numbers of an affine map: x' = a x + c y + e, y' = b x + d y + f.
Matrix = tuple[float, float, float, float, float, float]
Bounds = tuple[float, float, float, float]

_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
#: Forms inside forms: scanners' programs nest two or three, an end for loops.
_DEEPEST = 12
#: A map can have more; none of these is text.
_MOST_OBJECTS = 200_000
#: Segments of a rectangle, closed or not.
_RECTANGLE = 5


@dataclass(frozen=True, slots=True)
class DrawnObject:
    """One object: pdfium's handle, its kind (``FPDF_PAGEOBJ_...``) and the map from its own space to the page's."""

    handle: Any
    kind: int
    matrix: Matrix | None = None
    #: What the form around it is clipped to, in page space.
    clip: Bounds | None = None

    def bounds(self) -> Bounds | None:
        """Left, bottom, right, top in page space; None for an object without extent."""
        left, bottom, right, top = ctypes.c_float(), ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
        if not pdfium_raw.FPDFPageObj_GetBounds(self.handle, left, bottom, right, top):
            return None
        box = left.value, bottom.value, right.value, top.value
        return box if self.matrix is None else mapped_bounds(self.matrix, box)

    def own_matrix(self) -> Matrix:
        """The map from the object's drawing to the page: how a text is turned and scaled."""
        own = _matrix_of(self.handle)
        return own if self.matrix is None else _combined(own, self.matrix)


def drawn_objects(page: Any) -> Iterator[DrawnObject]:
    """The objects of a page (``PdfPage.raw``) and of its forms; the forms themselves are left out."""
    left = _MOST_OBJECTS
    for index in range(pdfium_raw.FPDFPage_CountObjects(page)):
        handle = pdfium_raw.FPDFPage_GetObject(page, index)
        kind = pdfium_raw.FPDFPageObj_GetType(handle)
        if kind != pdfium_raw.FPDF_PAGEOBJ_FORM:
            yield DrawnObject(handle, kind)
            left -= 1
        else:
            for inner in _objects_of_form(handle, _IDENTITY, 1, clip_of(handle)):
                yield inner
                left -= 1
                if left <= 0:
                    return
        if left <= 0:
            return


def _objects_of_form(form: Any, outer: Matrix, depth: int, clip: Bounds | None) -> Iterator[DrawnObject]:
    matrix = _combined(_matrix_of(form), outer)
    for index in range(pdfium_raw.FPDFFormObj_CountObjects(form)):
        handle = pdfium_raw.FPDFFormObj_GetObject(form, index)
        kind = pdfium_raw.FPDFPageObj_GetType(handle)
        if kind != pdfium_raw.FPDF_PAGEOBJ_FORM:
            yield DrawnObject(handle, kind, matrix, clip)
        elif depth < _DEEPEST:
            inner = clip_of(handle)
            within = clip if inner is None else mapped_bounds(matrix, inner)
            yield from _objects_of_form(handle, matrix, depth + 1, within)


def _matrix_of(handle: Any) -> Matrix:
    matrix = pdfium_raw.FS_MATRIX()
    if not pdfium_raw.FPDFPageObj_GetMatrix(handle, matrix):
        return _IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _combined(inner: Matrix, outer: Matrix) -> Matrix:
    """The map that applies ``inner`` first.

    >>> _combined((2, 0, 0, 2, 1, 1), (1, 0, 0, 1, 10, 0))
    (2, 0, 0, 2, 11, 1)
    """
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def mapped_bounds(matrix: Matrix, box: Bounds) -> Bounds:
    """The box around a mapped box.

    >>> mapped_bounds((0, 1, -1, 0, 0, 0), (0, 0, 10, 5))
    (-5, 0, 0, 10)
    """
    a, b, c, d, e, f = matrix
    xs = [a * x + c * y + e for x in (box[0], box[2]) for y in (box[1], box[3])]
    ys = [b * x + d * y + f for x in (box[0], box[2]) for y in (box[1], box[3])]
    return min(xs), min(ys), max(xs), max(ys)


def clip_of(handle: Any) -> Bounds | None:
    """The rectangle that an object is clipped to last, in its own space; None for none."""
    clip = pdfium_raw.FPDFPageObj_GetClipPath(handle)
    count = pdfium_raw.FPDFClipPath_CountPaths(clip) if clip else 0
    return _clip_box(clip, count - 1) if count > 0 else None


def _clip_box(clip: Any, path: int) -> Bounds | None:
    """The box of a rectangle that objects are clipped to, None for another shape: by its first and third corner."""
    if not 4 <= pdfium_raw.FPDFClipPath_CountPathSegments(clip, path) <= _RECTANGLE:
        return None
    x, y, right, top = ctypes.c_float(), ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
    first = pdfium_raw.FPDFClipPath_GetPathSegment(clip, path, 0)
    third = pdfium_raw.FPDFClipPath_GetPathSegment(clip, path, 2)
    if not (
        pdfium_raw.FPDFPathSegment_GetPoint(first, x, y) and pdfium_raw.FPDFPathSegment_GetPoint(third, right, top)
    ):
        return None
    return min(x.value, right.value), min(y.value, top.value), max(x.value, right.value), max(y.value, top.value)
