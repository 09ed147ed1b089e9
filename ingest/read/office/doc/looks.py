"""Looks of words and paragraphs as elements of a DOCX, fonts and styles."""

from __future__ import annotations

import struct

from lxml import etree

from ingest.read.office.doc.properties import read_properties, word
from ingest.read.office.doc.streams import FONTS, STYLES, DocStreams
from ingest.read.office.word_parts import W, element

#: Switches: code -> element. Their operand: off, on, as the style, not as the style.
_SWITCHES = {0x0835: "b", 0x0836: "i", 0x083B: "caps", 0x083C: "vanish", 0x0837: "strike"}
_AS_STYLE, _NOT_AS_STYLE = 0x80, 0x81
_DELETED, _SIZE, _FONT, _OTHER_FONT, _RAISED, _CHARACTER_STYLE = 0x0800, 0x4A43, 0x4A4F, 0x4A51, 0x2A48, 0x4A30
SYMBOL, SPECIAL = 0x6A09, 0x0855
_ALIGN, _ALIGN_NEW, _LEVEL, _LIST = 0x2403, 0x2461, 0x260A, 0x460B
_ALIGNMENTS = ("left", "center", "right", "both", "distribute")
_NAME_AT = 39
_NO_STYLE = 0xFFF
_PARAGRAPH, _CHARACTER = 1, 2
#: The old lists of Word 6 have no number of their own here.
_OLD_LIST = 2047


def read_fonts(streams: DocStreams) -> list[str]:
    """Names of the fonts by their number."""
    table = streams.table(FONTS)
    names: list[str] = []
    place = 4
    while place < len(table):
        length = table[place]
        entry = table[place + 1 : place + 1 + length]
        wide = entry[_NAME_AT : _NAME_AT + (length - _NAME_AT) // 2 * 2]
        names.append(wide.decode("utf-16-le", "replace").split("\0")[0])
        place += 1 + length
    return names


class Looks:
    """Property lists -> elements of a DOCX."""

    def __init__(self, fonts: list[str]) -> None:
        self._fonts = fonts

    def font_name(self, number: int) -> str:
        """The name of a font, "" for an unknown number."""
        return self._fonts[number] if number < len(self._fonts) else ""

    def run_look(self, properties: bytes) -> etree._Element | None:
        """``w:rPr``; None for words that were deleted with tracked changes."""
        look = element("rPr")
        fonts: dict[str, str] = {}
        for code, operand in read_properties(properties):
            value = word(operand)
            if code == _DELETED and value == 1:
                return None
            if code in _SWITCHES and value not in (_AS_STYLE,):
                look.append(element(_SWITCHES[code], val="0" if value == 0 else "1"))
            elif code == _SIZE:
                look.append(element("sz", val=str(value)))
            elif code in (_FONT, _OTHER_FONT) and value < len(self._fonts):
                fonts["ascii" if code == _FONT else "hAnsi"] = self._fonts[value]
            elif code == _RAISED and value in (1, 2):
                look.append(element("vertAlign", val="superscript" if value == 1 else "subscript"))
            elif code == _CHARACTER_STYLE:
                look.append(element("rStyle", val=str(value)))
        if fonts:
            look.append(element("rFonts", **fonts))
        return look

    def paragraph_look(self, properties: bytes, style: int | None) -> etree._Element:
        """``w:pPr``: style, alignment, numbering."""
        look = element("pPr")
        if style is not None:
            look.append(element("pStyle", val=str(style)))
        level: int | None = None
        listed: int | None = None
        for code, operand in read_properties(properties):
            value = word(operand)
            if code in (_ALIGN, _ALIGN_NEW) and value < len(_ALIGNMENTS):
                for old in look.findall(f"{W}jc"):
                    look.remove(old)
                look.append(element("jc", val=_ALIGNMENTS[value]))
            elif code == _LEVEL:
                level = value
            elif code == _LIST:
                listed = 0 if value >= _OLD_LIST else value
        if level is not None or listed is not None:
            numbering = element("numPr")
            if level is not None:
                numbering.append(element("ilvl", val=str(level)))
            if listed is not None:
                numbering.append(element("numId", val=str(listed)))
            look.append(numbering)
        return look


def read_styles(streams: DocStreams, looks: Looks) -> etree._Element:
    """``styles.xml``: the styles by their numbers."""
    made = element("styles")
    table = streams.table(STYLES)
    if len(table) < 4:
        return made
    head, count, base = struct.unpack_from("<HHH", table)
    place = 2 + head
    for number in range(count):
        if place + 2 > len(table):
            break
        length = struct.unpack_from("<H", table, place)[0]
        entry = table[place + 2 : place + 2 + length]
        place += 2 + length
        if length > base:
            style = _style(entry, number, base, looks)
            if style is not None:
                made.append(style)
    return made


def _style(entry: bytes, number: int, base: int, looks: Looks) -> etree._Element | None:
    kinds, following = struct.unpack_from("<HH", entry, 2)
    kind, parent, parts = kinds & 0xF, kinds >> 4, following & 0xF
    if kind not in (_PARAGRAPH, _CHARACTER):
        return None
    place = base + 2 * struct.unpack_from("<H", entry.ljust(base + 2, b"\0"), base)[0] + 4
    lists: list[bytes] = []
    for _ in range(parts):
        place += place % 2
        if place + 2 > len(entry):
            break
        length = struct.unpack_from("<H", entry, place)[0]
        lists.append(entry[place + 2 : place + 2 + length])
        place += 2 + length
    style = element("style", type="paragraph" if kind == _PARAGRAPH else "character", styleId=str(number))
    if number == 0:
        style.set(f"{W}default", "1")
    if parent != _NO_STYLE:
        style.append(element("basedOn", val=str(parent)))
    if kind == _PARAGRAPH and lists:
        style.append(looks.paragraph_look(lists[0][2:], None))
    run = looks.run_look(lists[-1]) if len(lists) > (kind == _PARAGRAPH) else None
    if run is not None:
        style.append(run)
    return style
