"""Letters that nobody sees on the page: hidden, of the background's colour, or below a legible size."""

from __future__ import annotations

import re

from lxml import etree

from ingest.read.docx.ooxml import WPS, A, V, W, child_value, word_attribute
from ingest.read.docx.styles import RunLook, Styles

#: Points; Word's smallest size.
_SMALLEST = 1.0
#: Contrast (by the formula of WCAG, 1 to 21) below which letters cannot be told from their ground.
_LEAST_CONTRAST = 1.15
_WHITE = (255, 255, 255)
_HIGHLIGHTS = {
    "black": "000000", "blue": "0000FF", "cyan": "00FFFF", "green": "00FF00", "magenta": "FF00FF", "red": "FF0000",
    "yellow": "FFFF00", "white": "FFFFFF", "darkBlue": "000080", "darkCyan": "008080", "darkGreen": "008000",
    "darkMagenta": "800080", "darkRed": "800000", "darkYellow": "808000", "darkGray": "808080", "lightGray": "C0C0C0",
}  # fmt: skip
Colour = tuple[int, int, int]


def is_hidden(look: RunLook, run: etree._Element, paragraph_style: str | None, styles: Styles) -> bool:
    """True if the run's letters are not to be seen in print."""
    if look.vanish or look.unfilled or (look.size is not None and look.size <= _SMALLEST):
        return True
    colour = _colour(word_attribute(look.colour, "val")) if look.colour is not None else None
    if colour is None:
        return False
    ground = _own_ground(look) or _ground(run, paragraph_style, styles)
    return ground is not None and ground != "unknown" and _contrast(colour, ground) < _LEAST_CONTRAST


def _own_ground(look: RunLook) -> Colour | str | None:
    if look.highlight is not None:
        found = _colour(_HIGHLIGHTS.get(word_attribute(look.highlight, "val") or ""))
        if found is not None:
            return found
    return _shading(look.shading)


def _ground(run: etree._Element, paragraph_style: str | None, styles: Styles) -> Colour | str:
    """The colour behind a run: of its paragraph, cell, table, shape or page; ``unknown`` where that is a pattern."""
    for element in run.iterancestors():
        found: Colour | str | None = None
        if element.tag == f"{W}p":
            own = element.find(f"{W}pPr/{W}shd")
            found = _shading(own if own is not None else styles.paragraph_property(paragraph_style, "shd"))
            paragraph_style = None
        elif element.tag == f"{W}tc":
            found = _shading(element.find(f"{W}tcPr/{W}shd"))
        elif element.tag == f"{W}tbl":
            properties = element.find(f"{W}tblPr")
            found = _shading(properties.find(f"{W}shd")) if properties is not None else None
            if found is None and styles.has_table_shading(child_value(properties, "tblStyle")):
                found = "unknown"
        elif element.tag == f"{WPS}wsp":
            found = _shape_filling(element)
        elif isinstance(element.tag, str) and element.tag.startswith(V) and element.tag != f"{V}textbox":
            found = _old_shape_filling(element)
        elif element.tag == f"{W}document":
            page = element.find(f"{W}background")
            found = _colour(word_attribute(page, "color")) if page is not None else None
        if found is not None:
            return found
    return _WHITE


def _shading(element: etree._Element | None) -> Colour | str | None:
    if element is None:
        return None
    pattern = word_attribute(element, "val") or "clear"
    if pattern == "solid":
        return _colour(word_attribute(element, "color")) or (0, 0, 0)
    if pattern not in ("clear", "nil"):
        return "unknown"
    return _colour(word_attribute(element, "fill"))


def _shape_filling(shape: etree._Element) -> Colour | str | None:
    properties = shape.find(f"{WPS}spPr")
    if properties is not None:
        if properties.find(f"{A}noFill") is not None:
            return None
        solid = properties.find(f"{A}solidFill")
        if solid is not None:
            plain = solid.find(f"{A}srgbClr")
            return (_colour(plain.get("val")) or "unknown") if plain is not None else "unknown"
        if any(properties.find(f"{A}{name}") is not None for name in ("gradFill", "blipFill", "pattFill")):
            return "unknown"
    reference = shape.find(f"{WPS}style/{A}fillRef")
    return "unknown" if reference is not None and reference.get("idx", "0") != "0" else None


def _old_shape_filling(shape: etree._Element) -> Colour | str | None:
    if shape.get("filled") in ("f", "false"):
        return None
    named = shape.get("fillcolor")
    if named is None:
        return None
    return _colour(named.split()[0].lstrip("#")) or ("unknown" if named.lower() != "white" else _WHITE)


def _colour(text: str | None) -> Colour | None:
    if text is None or not re.fullmatch(r"[0-9A-Fa-f]{6}", text):
        return None
    return int(text[:2], 16), int(text[2:4], 16), int(text[4:], 16)


def _contrast(first: Colour, second: Colour | str) -> float:
    if isinstance(second, str):
        return 21.0
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    parts = [value / 255 / 12.92 if value <= 10 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
