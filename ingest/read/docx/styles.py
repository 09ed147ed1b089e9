"""Styles of a DOCX: what a paragraph or run looks like once inheritance is resolved."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from ingest.read.docx.ooxml import W, is_on, word_attribute

#: Longest chain of basedOn followed; real ones have under ten.
_MAX_CHAIN = 30


@dataclass(frozen=True, slots=True)
class ParagraphLook:
    """Style and alignment of a paragraph."""

    style: str | None
    align: str | None


@dataclass(frozen=True, slots=True)
class RunLook:
    """How a run is drawn."""

    bold: bool
    italic: bool
    caps: bool
    size: float | None
    font: str | None


class Styles:
    """``styles.xml``, looked up by style id."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, etree._Element] = {}
        self.default: str | None = None
        self._defaults: etree._Element | None = None
        if root is None:
            return
        self._defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        for style in root.iterfind(f"{W}style"):
            identifier = word_attribute(style, "styleId")
            if identifier:
                self._styles[identifier] = style
                if word_attribute(style, "type") == "paragraph" and word_attribute(style, "default") == "1":
                    self.default = identifier

    def inheritance(self, identifier: str | None) -> list[etree._Element]:
        """The style and those it is based on, nearest first."""
        found: list[etree._Element] = []
        while identifier and identifier in self._styles and len(found) < _MAX_CHAIN:
            style = self._styles[identifier]
            found.append(style)
            parent = style.find(f"{W}basedOn")
            identifier = word_attribute(parent, "val") if parent is not None else None
        return found

    def paragraph_look(self, paragraph: etree._Element) -> ParagraphLook:
        """The look of a ``w:p``."""
        properties = paragraph.find(f"{W}pPr")
        style = self.default
        align = None
        if properties is not None:
            named = properties.find(f"{W}pStyle")
            style = (word_attribute(named, "val") if named is not None else None) or style
            align = properties.find(f"{W}jc")
        if align is None:
            align = next((jc for s in self.inheritance(style) if (jc := s.find(f"{W}pPr/{W}jc")) is not None), None)
        return ParagraphLook(style, word_attribute(align, "val") if align is not None else None)

    def run_look(self, run: etree._Element, paragraph_style: str | None) -> RunLook:
        """The look of a ``w:r``: its own properties, its character style, the paragraph's style, the defaults."""
        layers: list[etree._Element] = []
        own = run.find(f"{W}rPr")
        if own is not None:
            layers.append(own)
            named = own.find(f"{W}rStyle")
            layers.extend(
                _run_properties(self.inheritance(word_attribute(named, "val") if named is not None else None))
            )
        layers.extend(_run_properties(self.inheritance(paragraph_style)))
        if self._defaults is not None:
            layers.append(self._defaults)
        size = _first_property(layers, "sz")
        points = word_attribute(size, "val") if size is not None else None
        fonts = _first_property(layers, "rFonts")
        return RunLook(
            bold=is_on(_first_property(layers, "b")),
            italic=is_on(_first_property(layers, "i")),
            caps=is_on(_first_property(layers, "caps")),
            size=float(points) / 2 if points and points.replace(".", "", 1).isdigit() else None,
            font=(word_attribute(fonts, "ascii") or word_attribute(fonts, "hAnsi")) if fonts is not None else None,
        )


def _run_properties(chain: list[etree._Element]) -> list[etree._Element]:
    return [found for style in chain if (found := style.find(f"{W}rPr")) is not None]


def _first_property(layers: list[etree._Element], name: str) -> etree._Element | None:
    return next((found for layer in layers if (found := layer.find(f"{W}{name}")) is not None), None)
