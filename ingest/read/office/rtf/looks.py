"""Looks of letters in an RTF: what control words change of them, fonts with their encodings, colours."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field, replace

from lxml import etree

from ingest.read.docx.symbols import is_symbol_font, with_symbols
from ingest.read.office.word_parts import element
from ingest.text.legacy_encodings import decode, encoding_of_font

#: ``fcharset`` -> code page; 2 is that of symbol fonts.
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "cp950", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
    254: "cp437", 255: "cp437",
}  # fmt: skip
_SYMBOLS = 2
_SWITCHES = {"b": "bold", "i": "italic", "caps": "caps", "v": "hidden", "deleted": "deleted"}
_VALUES = {
    "f": "font", "fs": "size", "cf": "colour", "highlight": "highlight", "chcbpat": "ground", "cb": "ground",
    "up": "raise_by", "dn": "lower_by",
}  # fmt: skip
_HEIGHTS = {"super": "superscript", "sub": "subscript", "nosupersub": ""}


@dataclass(frozen=True, slots=True)
class Look:
    """The look of letters; ``font``, ``colour``, ``highlight`` and ``ground`` are numbers of the file's tables."""

    font: int | None = None
    size: int | None = None
    bold: bool = False
    italic: bool = False
    caps: bool = False
    hidden: bool = False
    deleted: bool = False
    height: str = ""
    raise_by: int = 0
    lower_by: int = 0
    colour: int = 0
    highlight: int = 0
    ground: int = 0


def changed_look(look: Look, word: str, number: int | None) -> Look:
    """The look behind a control word; the same for one that changes none.

    >>> changed_look(Look(), "b", None).bold, changed_look(Look(bold=True), "b", 0).bold
    (True, False)
    """
    if word in _SWITCHES:
        return replace(look, **{_SWITCHES[word]: number != 0})  # type: ignore[arg-type]
    if word in _HEIGHTS:
        return replace(look, height=_HEIGHTS[word] if number != 0 else "")
    if word in _VALUES:
        default = 6 if word in ("up", "dn") else 0
        return replace(look, **{_VALUES[word]: default if number is None else number})  # type: ignore[arg-type]
    return look


@dataclass(slots=True)
class Font:
    """A font of the file's table."""

    name: str = ""
    charset: int = 0
    code_page: int | None = None


@dataclass(slots=True)
class Tables:
    """The fonts, colours and styles that looks refer to."""

    fonts: dict[int, Font] = field(default_factory=dict)
    #: Hex digits; None for the colour that the program chooses.
    colours: list[str | None] = field(default_factory=list)
    styles: dict[tuple[str, int], Look] = field(default_factory=dict)
    default_font: int = 0
    encoding: str = "cp1252"

    def decoded(self, data: bytes, font: int | None) -> str:
        """The letters of bytes in this font; of old fonts and symbol fonts a letter for each byte."""
        known = self.fonts.get(self.default_font if font is None else font)
        if known is not None and (known.charset == _SYMBOLS or is_symbol_font(known.name)):
            return data.decode("latin-1")
        if known is not None and encoding_of_font(known.name) is not None:
            return _text(data, "cp1252")
        return _text(data, self._encoding_of(known))

    def shown_text(self, text: str, font: int | None) -> str:
        """Letters of an old font or of a symbol font as they are printed."""
        known = self.fonts.get(self.default_font if font is None else font)
        if known is None:
            return text
        encoding = encoding_of_font(known.name)
        return decode(text, encoding) if encoding is not None else with_symbols(text, known.name)

    def _encoding_of(self, font: Font | None) -> str:
        if font is None:
            return self.encoding
        if font.code_page:
            return code_page(font.code_page) or self.encoding
        # Charset 0 is written for want of a better one: the file's own code page goes before it.
        return self.encoding if font.charset in (0, 1) else _CHARSETS.get(font.charset, self.encoding)

    def run_look(self, look: Look) -> etree._Element:
        """``w:rPr``."""
        made = element("rPr")
        font = self.fonts.get(self.default_font if look.font is None else look.font)
        if font is not None and font.name:
            made.append(element("rFonts", ascii=font.name, hAnsi=font.name))
        for name, given in (("b", look.bold), ("i", look.italic), ("caps", look.caps), ("vanish", look.hidden)):
            if given:
                made.append(element(name))
        if look.size:
            made.append(element("sz", val=str(look.size)))
        if look.height or look.raise_by or look.lower_by:
            height = look.height or ("superscript" if look.raise_by > look.lower_by else "subscript")
            made.append(element("vertAlign", val=height))
        colour = self.colour(look.colour)
        if colour is not None:
            made.append(element("color", val=colour))
        ground = self.colour(look.highlight) or self.colour(look.ground)
        if ground is not None:
            made.append(element("shd", val="clear", fill=ground))
        return made

    def colour(self, number: int | None) -> str | None:
        """Hex digits of a colour; None for none or the program's choice."""
        return self.colours[number] if number is not None and 0 <= number < len(self.colours) else None


def code_page(number: int) -> str | None:
    """The name of a code page; None for an unknown one."""
    name = {65001: "utf-8", 10000: "mac_roman"}.get(number, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def _text(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return "".join(_letter(byte, encoding) for byte in data)


def _letter(byte: int, encoding: str) -> str:
    try:
        return bytes((byte,)).decode(encoding)
    except UnicodeDecodeError:
        return chr(byte)
