"""Styles and lists of an ODT as styles and numbering of a DOCX."""

from __future__ import annotations

import re

from lxml import etree

from ingest.read.office.word_parts import W, element

FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_ALIGN = {"start": "left", "end": "right", "justify": "both"}
#: Families of styles -> types of styles in a DOCX, and the letter before their names: families have names apart.
_FAMILIES = {"paragraph": "paragraph", "text": "character"}
_DEFAULT = "Standard"
_HEAVY = ("600", "700", "800", "900")


def style_id(family: str, name: str | None) -> str:
    """The name of a style in the DOCX."""
    return f"{family[0]}-{name}"


def read_styles(roots: list[etree._Element]) -> etree._Element:
    """``styles.xml`` of all styles in these parts."""
    fonts = {
        face.get(f"{STYLE}name"): (face.get(f"{SVG}font-family") or "").strip("'\" ")
        for root in roots
        for face in root.iter(f"{STYLE}font-face")
    }
    made = element("styles")
    for root in roots:
        for style in root.iter(f"{STYLE}style"):
            family = style.get(f"{STYLE}family") or ""
            if family in _FAMILIES:
                made.append(_style(style, family, fonts))
    return made


def _style(style: etree._Element, family: str, fonts: dict[str | None, str]) -> etree._Element:
    name = style.get(f"{STYLE}name")
    made = element("style", type=_FAMILIES[family], styleId=style_id(family, name))
    if family == "paragraph" and name == _DEFAULT:
        made.set(f"{W}default", "1")
    parent = style.get(f"{STYLE}parent-style-name")
    if parent:
        made.append(element("basedOn", val=style_id(family, parent)))
    paragraph = style.find(f"{STYLE}paragraph-properties")
    align = paragraph.get(f"{FO}text-align") if paragraph is not None else None
    if align:
        made.append(element("pPr", element("jc", val=_ALIGN.get(align, align))))
    words = style.find(f"{STYLE}text-properties")
    if words is not None:
        made.append(_run_look(words, fonts))
    return made


def _run_look(words: etree._Element, fonts: dict[str | None, str]) -> etree._Element:
    look = element("rPr")
    weight, slant = words.get(f"{FO}font-weight"), words.get(f"{FO}font-style")
    if weight:
        look.append(element("b", val="1" if weight == "bold" or weight in _HEAVY else "0"))
    if slant:
        look.append(element("i", val="0" if slant == "normal" else "1"))
    if words.get(f"{FO}text-transform") == "uppercase":
        look.append(element("caps"))
    if words.get(f"{TEXT}display") == "none":
        look.append(element("vanish"))
    raised = _raised(words.get(f"{STYLE}text-position") or "")
    if raised:
        look.append(element("vertAlign", val=raised))
    size = (words.get(f"{FO}font-size") or "").removesuffix("pt")
    if size.replace(".", "", 1).isdigit():
        look.append(element("sz", val=str(round(float(size) * 2))))
    font = (fonts.get(words.get(f"{STYLE}font-name")) or words.get(f"{FO}font-family") or "").strip("'\" ")
    if font:
        look.append(element("rFonts", ascii=font, hAnsi=font))
    return look


def _raised(position: str) -> str | None:
    """`super 58%`, `-25% 58%`: words above or below their line."""
    height = position.split()[0] if position.split() else ""
    if height in ("super", "sub"):
        return f"{height}script"
    if not re.fullmatch(r"-?[\d.]+%", height) or float(height[:-1]) == 0:
        return None
    return "subscript" if height.startswith("-") else "superscript"


class Lists:
    """Lists in use: each gets a number of its own, so that it begins anew unless it says that it goes on."""

    def __init__(self, roots: list[etree._Element]) -> None:
        self._styles = {style.get(f"{STYLE}name"): style for root in roots for style in root.iter(f"{TEXT}list-style")}
        self._outline = next((style for root in roots for style in root.iter(f"{TEXT}outline-style")), None)
        self._made = element("numbering")
        self._numbers: list[etree._Element] = []
        self._last: dict[str | None, str] = {}
        self._by_id: dict[str | None, str] = {}
        self._outline_number: str | None = None

    def numbering(self) -> etree._Element:
        """``numbering.xml``."""
        self._made.extend(self._numbers)
        return self._made

    def number_of(self, listed: etree._Element, style: str | None) -> str:
        """The number of a list; one that goes on has that of the list before it."""
        followed = listed.get(f"{TEXT}continue-list")
        before = self._by_id.get(followed) if followed else None
        if before is None and listed.get(f"{TEXT}continue-numbering") == "true":
            before = self._last.get(style)
        number = before or self._new_number(self._styles.get(style))
        self._last[style] = number
        self._by_id[listed.get("{http://www.w3.org/XML/1998/namespace}id")] = number
        return number

    def restarted(self, number: str, level: int, start: str | None) -> str:
        """The list as it goes on from an item that says its own number; the same list for other items."""
        if start is None or not start.isdecimal():
            return number
        made = str(len(self._numbers) + 1)
        above = self._numbers[int(number) - 1].find(f"{W}abstractNumId")
        abstract = above.get(f"{W}val") if above is not None else None
        change = element("lvlOverride", element("startOverride", val=start), ilvl=str(level))
        self._numbers.append(element("num", element("abstractNumId", val=abstract or number), change, numId=made))
        return made

    def outline_number(self, level: int) -> str | None:
        """The number of the headings' own list, None where headings of this level bear none."""
        if self._outline is None:
            return None
        shown = any(one.get(f"{TEXT}level") == str(level) and one.get(f"{STYLE}num-format") for one in self._outline)
        if shown and self._outline_number is None:
            self._outline_number = self._new_number(self._outline)
        return self._outline_number if shown else None

    def _new_number(self, style: etree._Element | None) -> str:
        number = str(len(self._numbers) + 1)
        abstract = element("abstractNum", abstractNumId=number)
        for level in style if style is not None else ():
            if isinstance(level.tag, str) and level.get(f"{TEXT}level"):
                abstract.append(_level(level))
        self._made.append(abstract)
        self._numbers.append(element("num", element("abstractNumId", val=number), numId=number))
        return number


def _level_text(level: etree._Element, depth: int) -> str:
    """The number as printed: today's programs write a pattern, older ones how many levels it shows."""
    pattern = next((str(value) for key, value in level.attrib.items() if str(key).endswith("num-list-format")), None)
    if pattern is not None:
        return re.sub(r"%(\d)%", r"%\1", pattern)
    shown = max(1, int(level.get(f"{TEXT}display-levels") or 1))
    slots = ".".join(f"%{one}" for one in range(max(1, depth - shown + 1), depth + 1))
    return f"{level.get(f'{STYLE}num-prefix') or ''}{slots}{level.get(f'{STYLE}num-suffix') or ''}"


def _level(level: etree._Element) -> etree._Element:
    depth = int(level.get(f"{TEXT}level") or 1)
    form = level.get(f"{STYLE}num-format")
    is_bullet = level.tag == f"{TEXT}list-level-style-bullet"
    name = "bullet" if is_bullet else _FORMS.get(form or "", "none")
    text = level.get(f"{TEXT}bullet-char") or "-" if is_bullet else _level_text(level, depth) if form else ""
    return element(
        "lvl",
        element("start", val=level.get(f"{TEXT}start-value") or "1"),
        element("numFmt", val=name),
        element("lvlText", val=text),
        ilvl=str(depth - 1),
    )
