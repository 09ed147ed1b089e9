"""Drawings on a page of a PDF: rules that may frame a table, pictures, letters drawn as outlines, doubtful texts."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from ingest.read.pdf.page_objects import DrawnObject, Matrix, clip_of, drawn_objects, mapped_bounds
from ingest.read.pdf.turned_words import quarter_of

Rule = tuple[float, float, float, float]
Colour = tuple[int, int, int]
#: Drawn rectangles this thin are rules (points).
_THIN = 3.0
#: A map or drawing can have 100,000 strokes; no table has this many.
_MAX_RULES = 4000
#: Pictures over this part of the page may hold the text themselves (a logo or seal covers less).
_PICTURE_PART = 0.3
#: Shapes that may hide text or stand under it are at least this wide and tall (points); a drawing has more of them.
_AREA = 6.0
_MAX_AREAS = 300
#: Paper shows through such ink: the darkest channel of white text, the opacity of text that is hardly there.
_LIGHT, _CLEAR = 200, 60
#: Letters as outlines: a path of many segments (about 20 a letter), no taller than a line of print or a whole text.
_LETTER_SEGMENTS, _TALLEST_LETTERS, _TEXT_SEGMENTS = 12, 60.0, 600
#: Watermarks: turned by at least so many degrees from all edges of the page; or pale and larger than any print.
_SLANT = 6.0
_PALE, _NOT_WHITE, _SEE_THROUGH, _LARGE = 150, 245, 160, 26.0
_NEAR_COLOUR = 40
#: A picture hides what lies under it, never by its colour.
_NO_COLOUR = (-255, -255, -255)
#: Text may begin out of what the file clips it to by so many points.
_CLIP_SLACK = 1.0
#: Ink of stamps is so far from grey; a stamp drawn as outlines has at least so many shapes.
_INK_SPREAD, _FEW_COLOURED = 60, 3


@dataclass(slots=True)
class PageDrawings:
    """What is drawn on a page besides visible text; boxes in points as displayed.

    ``doubtful`` and ``unseen`` hold pdfium's addresses of text objects: those that may be hidden by their colour or by
    what covers them, and those drawn without ink (render mode 3). ``watermarks`` are slanted or pale and large.
    """

    rules: list[Rule] = field(default_factory=list)
    pictures: list[Rule] = field(default_factory=list)
    outlines: list[Rule] = field(default_factory=list)
    outline_segments: int = 0
    doubtful: dict[int, DrawnObject] = field(default_factory=dict)
    unseen: set[int] = field(default_factory=set)
    watermarks: set[int] = field(default_factory=set)
    #: Quarter turns of the text objects that do not stand upright as displayed; those that run up or down the page.
    turned: dict[int, int] = field(default_factory=dict)
    sideways: set[int] = field(default_factory=set)
    is_empty: bool = True
    #: Shapes in coloured ink, counted up to a few: a stamp may be drawn as outlines.
    coloured: int = 0

    @property
    def may_hold_stamp(self) -> bool:
        """True if a stamp may be drawn on the page: as a picture, or as shapes in coloured ink."""
        return bool(self.pictures) or self.coloured >= _FEW_COLOURED

    @property
    def may_lack_text(self) -> bool:
        """True if pictures or outlined letters may say what the text layer does not."""
        return bool(self.pictures) or self.outline_segments >= _TEXT_SEGMENTS

    def picture_at(self, x: float, y: float) -> bool:
        """True if a picture lies at this point."""
        return any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in self.pictures)

    def has_large_picture(self, width: float, height: float) -> bool:
        """True if pictures cover much of the page."""
        area = sum(
            max(0.0, min(x1, width) - max(x0, 0)) * max(0.0, min(y1, height) - max(y0, 0))
            for x0, y0, x1, y1 in self.pictures
        )
        return area > _PICTURE_PART * width * height


@dataclass(slots=True)
class _Text:
    drawn: DrawnObject
    address: int
    colour: Colour
    order: int


@dataclass(frozen=True, slots=True)
class _Area:
    box: tuple[float, float, float, float]
    colour: Colour
    order: int


def page_drawings(
    page: pdfium.PdfPage, rect: Callable[[float, float, float, float], Rule], size: tuple[float, float], *, layers: bool
) -> PageDrawings:
    """The drawings of a page; ``rect`` maps page space to the page as displayed.

    :param layers: some layers of the file are switched off, so any text may be hidden.
    """
    found = PageDrawings()
    texts: list[_Text] = []
    areas: list[_Area] = []
    rotation = page.get_rotation()
    for order, drawn in enumerate(drawn_objects(page.raw)):
        found.is_empty = False
        if drawn.kind == pdfium_raw.FPDF_PAGEOBJ_TEXT:
            text = _Text(drawn, ctypes.addressof(drawn.handle.contents), (0, 0, 0), order)
            _judge_text(text, found, layers, rotation)
            texts.append(text)
        elif drawn.kind in (pdfium_raw.FPDF_PAGEOBJ_IMAGE, pdfium_raw.FPDF_PAGEOBJ_PATH):
            bounds = drawn.bounds()
            if bounds is None:
                continue
            box = rect(*bounds)
            if drawn.kind == pdfium_raw.FPDF_PAGEOBJ_IMAGE:
                found.pictures.append(box)
                # A large one is a scan: what it covers is its own text.
                if len(areas) <= _MAX_AREAS and _part_of(box, size) < _PICTURE_PART:
                    areas.append(_Area(bounds, _NO_COLOUR, order))
            else:
                _add_path(drawn, box, size, found)
                large = min(bounds[2] - bounds[0], bounds[3] - bounds[1]) > _AREA
                if large and len(areas) <= _MAX_AREAS and _is_filled(drawn.handle):
                    areas.append(_Area(bounds, _colour(drawn.handle, stroke=False)[0], order))
    if areas and len(areas) <= _MAX_AREAS:
        _mark_covered(texts, areas, found)
    return found


def _judge_text(text: _Text, found: PageDrawings, layers: bool, rotation: int) -> None:
    """Note whether a text object is drawn without ink, in light ink, or across the page."""
    handle = text.drawn.handle
    mode = pdfium_raw.FPDFTextObj_GetTextRenderMode(handle)
    if mode == pdfium_raw.FPDF_TEXTRENDERMODE_INVISIBLE:
        found.unseen.add(text.address)
        return
    text.colour, opacity = _colour(handle, stroke=mode == pdfium_raw.FPDF_TEXTRENDERMODE_STROKE)
    darkest = min(text.colour)
    matrix = text.drawn.own_matrix()
    clipped = mode == pdfium_raw.FPDF_TEXTRENDERMODE_CLIP or _is_clipped(text.drawn, *matrix[4:])
    if layers or darkest >= _LIGHT or opacity <= _CLEAR or clipped:
        found.doubtful[text.address] = text.drawn
    pale = (darkest >= _PALE and max(text.colour) <= _NOT_WHITE) or 0 < opacity <= _SEE_THROUGH
    if _is_slanted(text, matrix, found, rotation) or (pale and _height(text.drawn) >= _LARGE):
        found.watermarks.add(text.address)


def _is_clipped(drawn: DrawnObject, x: float, y: float) -> bool:
    """True if a text begins outside of the box that it, or the form around it, is clipped to."""
    box = clip_of(drawn.handle)
    if box is not None and drawn.matrix is not None:
        box = mapped_bounds(drawn.matrix, box)
    return any(not _holds(one, x, y) for one in (box, drawn.clip) if one is not None)


def _holds(box: Rule, x: float, y: float) -> bool:
    slack = _CLIP_SLACK
    return box[0] - slack <= x <= box[2] + slack and box[1] - slack <= y <= box[3] + slack


def _is_slanted(text: _Text, matrix: Matrix, found: PageDrawings, rotation: int) -> bool:
    """True for a text across the page; one that is turned by quarters is noted."""
    a, b, _, d, _, _ = matrix
    if not (rotation or b or (a < 0 and d < 0)):
        return False
    angle = math.atan2(b, a)
    slant = math.degrees(angle) % 90
    if min(slant, 90 - slant) > _SLANT:
        return True
    quarter = quarter_of(angle, rotation)
    if quarter:
        found.turned[text.address] = quarter
    if quarter_of(angle, 0) % 2:
        found.sideways.add(text.address)
    return False


def _colour(handle: Any, *, stroke: bool) -> tuple[Colour, int]:
    """Red, green, blue and opacity (0..255) of the ink."""
    red, green, blue, alpha = ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint()
    get = pdfium_raw.FPDFPageObj_GetStrokeColor if stroke else pdfium_raw.FPDFPageObj_GetFillColor
    if not get(handle, red, green, blue, alpha):
        return (0, 0, 0), 255
    return (red.value, green.value, blue.value), alpha.value


def _height(drawn: DrawnObject) -> float:
    bounds = drawn.bounds()
    return bounds[3] - bounds[1] if bounds else 0.0


def _mark_covered(texts: list[_Text], areas: list[_Area], found: PageDrawings) -> None:
    """Texts under a shape that was drawn after them, or on one of their own colour, may be hidden."""
    alike: dict[Colour, list[_Area]] = {}
    for text in texts:
        if text.colour not in alike:
            alike[text.colour] = [area for area in areas if _is_near(text.colour, area.colour)]
        over = alike[text.colour] if text.order > areas[-1].order else areas
        bounds = text.drawn.bounds() if over else None
        if bounds is None:
            continue
        middle = (bounds[1] + bounds[3]) / 2
        for area in over:
            x0, y0, x1, y1 = area.box
            hides = area.order > text.order or area in alike[text.colour]
            if y0 <= middle <= y1 and x0 <= bounds[2] and bounds[0] <= x1 and hides:
                found.doubtful[text.address] = text.drawn
                break


def _part_of(box: Rule, size: tuple[float, float]) -> float:
    """The part of the page that a box takes."""
    return (box[2] - box[0]) * (box[3] - box[1]) / max(1.0, size[0] * size[1])


def _is_near(one: Colour, other: Colour) -> bool:
    return all(abs(a - b) < _NEAR_COLOUR for a, b in zip(one, other, strict=True))


def _add_path(drawn: DrawnObject, box: Rule, size: tuple[float, float], found: PageDrawings) -> None:
    x0, y0, x1, y1 = box
    if found.coloured < _FEW_COLOURED and _is_coloured(drawn.handle):
        found.coloured += 1
    if len(found.rules) < _MAX_RULES and _is_stroked(drawn.handle, x0, y0, x1, y1):
        found.rules.extend(_rule_edges(x0, y0, x1, y1, *size))
    segments = pdfium_raw.FPDFPath_CountSegments(drawn.handle) if y1 - y0 > _THIN else 0
    if segments >= (_LETTER_SEGMENTS if y1 - y0 <= _TALLEST_LETTERS else _TEXT_SEGMENTS):
        found.outlines.append(box)
        found.outline_segments += segments


def _is_coloured(handle: Any) -> bool:
    """True for a shape in red or blue ink, as stamps are."""
    red, green, blue = _colour(handle, stroke=not _is_filled(handle))[0]
    return max(red, green, blue) - min(red, green, blue) > _INK_SPREAD


def _is_filled(handle: Any) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium_raw.FPDFPath_GetDrawMode(handle, fill, stroke)) and bool(fill.value)


def _is_stroked(handle: Any, x0: float, y0: float, x1: float, y1: float) -> bool:
    """True if the shape is a rule or a drawn frame; a filled area without an outline is shading or a highlight."""
    if min(x1 - x0, y1 - y0) <= _THIN:
        return True
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium_raw.FPDFPath_GetDrawMode(handle, fill, stroke)) and bool(stroke.value)


def _rule_edges(x0: float, y0: float, x1: float, y1: float, width: float, height: float) -> Iterator[Rule]:
    wide, tall = x1 - x0, y1 - y0
    if min(wide, tall) <= _THIN:
        if max(wide, tall) > 4:
            yield x0, y0, x1, y1
    elif wide < 0.98 * width and 8 < tall < 0.98 * height:
        yield from ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1))
