"""Characters of symbol fonts (Wingdings, Symbol ...) as the signs that they show: ticks, arrows, Greek letters."""

from __future__ import annotations

import re

_CHECKED = "☑"
#: Marks of lists; they become dashes, as typed lists have them.
_BULLETS = {"symbol": "\xb7\x2d", "wingdings": "\xa7\xd8\x9f\x76"}
_WINGDINGS = {
    0x20: " ", 0x22: "✂", 0x28: "☎", 0x2A: "✉", 0x36: "⌛", 0x3F: "✍", 0x41: "✌", 0x45: "☜", 0x46: "☞", 0x47: "☝",
    0x48: "☟", 0x4A: "☺", 0x4C: "☹", 0x5B: "☯", 0x6C: "●", 0x6D: "○", 0x6E: "■", 0x6F: "☐", 0x70: "☐", 0x71: "☐",
    0x72: "☐", 0x73: "◆", 0x74: "◆", 0x75: "◆", 0x77: "◆", 0xA0: " ", 0xA1: "○", 0xA2: "○", 0xA4: "◉", 0xA8: "☐",
    0xAB: "★", 0xB6: "★", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE7: "←", 0xE8: "→", 0xE9: "↑", 0xEA: "↓",
    0xEF: "⇦", 0xF0: "⇨", 0xF1: "⇧", 0xF2: "⇩", 0xF3: "⇔", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: _CHECKED,
    **{0x80 + value: sign for value, sign in enumerate("⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿")},
}  # fmt: skip
_WINGDINGS_2 = {
    0x20: " ", 0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: _CHECKED, 0x53: "☒", 0x54: "☒", 0x98: "●", 0x99: "○", 0xA2: "■",
    0xA3: "☐", 0x2A: "☐", **{0x69 + value: sign for value, sign in enumerate("⓪①②③④⑤⑥⑦⑧⑨⑩")},
}  # fmt: skip
_WINGDINGS_3 = {
    0x20: " ", 0x21: "→", 0x22: "↑", 0x23: "↓", 0x66: "←", 0x67: "→", 0x68: "↑", 0x69: "↓", 0x70: "▲", 0x71: "▼",
    0x74: "◀", 0x75: "▶", 0x7D: "▶",
}  # fmt: skip
_WEBDINGS = {0x20: " ", 0x61: "✓", 0x63: "☐", 0x67: "■", 0x6E: "●", 0x72: "✗", 0x34: "▶", 0x33: "◀"}
_GREEK = dict(
    zip(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True)
) | dict(zip(b"abcdefghijklmnopqrstuvwxyz", "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True))  # fmt: skip
_SYMBOL = _GREEK | {
    0x22: "∀", 0x24: "∃", 0x27: "∍", 0x2A: "∗", 0x2D: "−", 0x40: "≅", 0x5C: "∴", 0x5E: "⊥", 0x7E: "∼", 0xA0: "€",
    0xA1: "ϒ", 0xA2: "′", 0xA3: "≤", 0xA4: "⁄", 0xA5: "∞", 0xA6: "ƒ", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→",
    0xAF: "↓", 0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB5: "∝", 0xB6: "∂", 0xB7: "•", 0xB8: "÷",
    0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xC4: "⊗", 0xC5: "⊕", 0xC6: "∅", 0xC7: "∩", 0xC8: "∪", 0xC9: "⊃",
    0xCA: "⊇", 0xCB: "⊄", 0xCC: "⊂", 0xCD: "⊆", 0xCE: "∈", 0xCF: "∉", 0xD0: "∠", 0xD1: "∇", 0xD2: "®", 0xD3: "©",
    0xD4: "™", 0xD5: "∏", 0xD6: "√", 0xD7: "⋅", 0xD8: "¬", 0xD9: "∧", 0xDA: "∨", 0xDB: "⇔", 0xDC: "⇐", 0xDD: "⇑",
    0xDE: "⇒", 0xDF: "⇓", 0xE0: "◊", 0xE5: "∑", 0xF2: "∫",
    **{code: chr(code) for code in b" !#%&()+,./0123456789:;<=>?[]_{|}"},
}  # fmt: skip
_FONTS = {
    "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "wingdings 3": _WINGDINGS_3, "webdings": _WEBDINGS,
    "symbol": _SYMBOL,
}  # fmt: skip
#: Where Word keeps the characters of symbol fonts.
_PRIVATE = 0xF000
_PRIVATE_LETTER = re.compile("[\uf000-\uf0ff]")


def is_symbol_font(font: str | None) -> bool:
    """True for a font whose letters are signs."""
    return font is not None and font.strip().lower() in _FONTS


def symbol(code: int, font: str | None) -> str:
    """The sign of a character of a symbol font, "" where it is not known.

    >>> symbol(0xF0FE, "Wingdings"), symbol(0xF0A3, "Symbol"), symbol(0xF0B7, "Symbol"), symbol(0x2265, "Cambria Math")
    ('☑', '≤', '-', '≥')
    """
    name = (font or "").strip().lower()
    if not _is_private(code) and name not in _FONTS:
        return chr(code) if code >= 0x20 else ""
    place = code - _PRIVATE if _is_private(code) else code
    tables = [name] if name in _FONTS else ["wingdings", "symbol"]
    for table in tables:
        if chr(place) in _BULLETS.get(table, ""):
            return "-"
        if place in _FONTS[table]:
            return _FONTS[table][place]
    return ""


def with_symbols(text: str, font: str | None) -> str:
    """The text with the signs that its font shows; letters beyond a symbol font come from another font.

    >>> with_symbols("\\uf0fe þ", "Wingdings"), with_symbols("\\uf0fc Có", "Arial"), with_symbols("ạ", "Symbol")
    ('☑ ☑', '✓ Có', 'ạ')
    """
    own = is_symbol_font(font)
    return "".join(
        symbol(code, font) if _is_private(code := ord(letter)) or (own and code <= 0xFF) else letter for letter in text
    )


def has_private(text: str) -> bool:
    """True if characters of a symbol font stand in the text."""
    return _PRIVATE_LETTER.search(text) is not None


def _is_private(code: int) -> bool:
    return _PRIVATE <= code <= _PRIVATE + 0xFF
