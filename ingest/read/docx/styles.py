"""Styles of a DOCX: what a paragraph or run looks like once inheritance is resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from ingest.read.docx.ooxml import W, child_value, is_on, word_attribute

#: Longest chain of basedOn followed; real ones have under ten.
_MAX_CHAIN = 30
_RUN_STYLE, _NUMBER_STYLE = f"{W}rStyle", f"{W}numPr"
#: Half points by which a text is raised or lowered to stand as an exponent or index.
_RAISED = 4
Properties = Mapping[str, etree._Element]


@dataclass(frozen=True, slots=True)
class ParagraphLook:
    """Style and alignment of a paragraph."""

    style: str | None
    align: str | None


@dataclass(frozen=True, slots=True)
class RunLook:
    """How a run is drawn. ``colour`` and ``shading`` are its own elements, None where nothing is said."""

    bold: bool
    italic: bool
    caps: bool
    size: float | None
    font: str | None
    vanish: bool
    vertical: Literal["raised", "lowered"] | None
    colour: etree._Element | None
    shading: etree._Element | None
    highlight: etree._Element | None
    unfilled: bool


class Styles:
    """``styles.xml``, looked up by style id."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, etree._Element] = {}
        self.default: str | None = None
        self._defaults: Properties = {}
        self._run_properties: dict[str | None, Properties] = {}
        self._lists: dict[str | None, tuple[str | None, str | None, str | None]] = {}
        if root is None:
            return
        self._defaults = _children(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
        for style in root.iterfind(f"{W}style"):
            identifier = word_attribute(style, "styleId")
            if identifier:
                self._styles[identifier] = style
                is_default = word_attribute(style, "default") in ("1", "true", "on")
                if word_attribute(style, "type") == "paragraph" and is_default:
                    self.default = identifier

    def inheritance(self, identifier: str | None) -> list[etree._Element]:
        """The style and those it is based on, nearest first."""
        found: list[etree._Element] = []
        while identifier and identifier in self._styles and len(found) < _MAX_CHAIN:
            style = self._styles[identifier]
            found.append(style)
            identifier = child_value(style, "basedOn")
        return found

    def numbering(self, identifier: str | None) -> tuple[str | None, str | None, str | None]:
        """The number of the list that a style names, its level, and the style of its line that names the list."""
        if identifier in self._lists:
            return self._lists[identifier]
        number = level = named = None
        for style in self.inheritance(identifier):
            own = style.find(f"{W}pPr/{_NUMBER_STYLE}")
            if own is None:
                continue
            level = level if level is not None else child_value(own, "ilvl")
            number = child_value(own, "numId")
            if number is not None:
                named = word_attribute(style, "styleId")
                break
        self._lists[identifier] = number, level, named
        return number, level, named

    def paragraph_property(self, identifier: str | None, name: str) -> etree._Element | None:
        """A property of a paragraph by its style."""
        chain = self.inheritance(identifier)
        return next((found for style in chain if (found := style.find(f"{W}pPr/{W}{name}")) is not None), None)

    def has_table_shading(self, identifier: str | None) -> bool:
        """True if a table style colours cells: which ones depends on rows and columns."""
        return any(next(style.iter(f"{W}shd"), None) is not None for style in self.inheritance(identifier))

    def paragraph_look(self, paragraph: etree._Element) -> ParagraphLook:
        """The look of a ``w:p``."""
        properties = paragraph.find(f"{W}pPr")
        style = child_value(properties, "pStyle") or self.default
        align = properties.find(f"{W}jc") if properties is not None else None
        if align is None:
            align = self.paragraph_property(style, "jc")
        return ParagraphLook(style, word_attribute(align, "val") if align is not None else None)

    def run_look(self, run: etree._Element, paragraph_style: str | None) -> RunLook:
        """The look of a ``w:r``, or of a paragraph's mark, by its ``w:rPr``: its own properties, its character style,
        the paragraph's style, the defaults."""
        own = _children(run.find(f"{W}rPr"))
        layers = [own] if own else []
        if _RUN_STYLE in own:
            layers.append(self._style_properties(word_attribute(own[_RUN_STYLE], "val")))
        layers.append(self._style_properties(paragraph_style))
        layers.append(self._defaults)
        size = _value(_first(layers, "sz"))
        fonts = _first(layers, "rFonts")
        return RunLook(
            bold=is_on(_first(layers, "b")),
            italic=is_on(_first(layers, "i")),
            caps=is_on(_first(layers, "caps")) or is_on(_first(layers, "smallCaps")),
            size=float(size) / 2 if size and size.isascii() and size.replace(".", "", 1).isdigit() else None,
            font=(word_attribute(fonts, "ascii") or word_attribute(fonts, "hAnsi")) if fonts is not None else None,
            vanish=is_on(_first(layers, "vanish")),
            vertical=_vertical(layers),
            colour=_first(layers, "color"),
            shading=_first(layers, "shd"),
            highlight=_first(layers, "highlight"),
            unfilled=_is_unfilled(own),
        )

    def _style_properties(self, identifier: str | None) -> Properties:
        """The run properties of a style and those it is based on, each by its nearest."""
        if identifier not in self._run_properties:
            found: dict[str, etree._Element] = {}
            for style in reversed(self.inheritance(identifier)):
                found.update(_children(style.find(f"{W}rPr")))
            self._run_properties[identifier] = found
        return self._run_properties[identifier]


def _children(properties: etree._Element | None) -> Properties:
    return {} if properties is None else {child.tag: child for child in properties if isinstance(child.tag, str)}


def _first(layers: list[Properties], name: str) -> etree._Element | None:
    tag = W + name
    for layer in layers:
        found = layer.get(tag)
        if found is not None:
            return found
    return None


def _value(element: etree._Element | None) -> str | None:
    return word_attribute(element, "val") if element is not None else None


def _vertical(layers: list[Properties]) -> Literal["raised", "lowered"] | None:
    kind = _value(_first(layers, "vertAlign"))
    if kind in ("superscript", "subscript"):
        return "raised" if kind == "superscript" else "lowered"
    position = _value(_first(layers, "position"))
    if kind is None and position is not None and position.lstrip("-").isascii() and position.lstrip("-").isdigit():
        return "raised" if int(position) >= _RAISED else "lowered" if int(position) <= -_RAISED else None
    return None


def _is_unfilled(own: Properties) -> bool:
    """True for letters without a filling and without an outline (Word 2010's text effects)."""
    fill = next((element for tag, element in own.items() if tag.endswith("}textFill")), None)
    outline = next((element for tag, element in own.items() if tag.endswith("}textOutline")), None)
    if fill is None or not any(str(child.tag).endswith("}noFill") for child in fill):
        return False
    return outline is None or any(str(child.tag).endswith("}noFill") for child in outline)
