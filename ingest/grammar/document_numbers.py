"""The grammar of Vietnamese document numbers (`516/KH-UBND`, `64/2025/QH15`, `57-KL/TW`).

Text is searched in a copy in which only characters of the same length are replaced, so that offsets hold.
Digits that OCR reads as letters are tolerated inside a number, never between words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.grammar.document_types import SYMBOLS_BY_FOLDED, TYPE_NAMES, symbol_pattern
from ingest.text.normalize import fold, nfc

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad\uff0d"), "-")
_SAME_LENGTH = _DASHES | {
    0xD0: "Đ", 0xF0: "đ", 0x189: "Đ", 0x1A3: "ư", 0x1A2: "Ư", 0xA0: " ", 0x202F: " ", 0x2044: "/", 0x2215: "/",
    0x200B: " ", 0xFEFF: " ",
}  # fmt: skip
_OCR_DIGITS = str.maketrans("OoIlSB", "001158")

_D = "[0-9OoIl]"
#: Nought is no number: a recogniser sees it in a blank left for one.
_NOUGHT = r"[0Oo]+(?:bis|[a-hđA-HĐ])?\s?[/-]"
_NUM = rf"(?P<num>(?!{_NOUGHT})(?=[OoIlSB]{{0,4}}\d|[OoIl]{{1,3}}[/\s-])[0-9OoIlSB]{{0,4}}{_D})(?P<suf>bis|[a-hđA-HĐ]|)"
#: The Constitution and codes have no symbol in their numbers: the agency (`QH15`) tells what they are.
#: OCR doubles the Đ of a symbol (`QĐĐ-UBND`).
_TYPE = rf"(?P<type>{symbol_pattern(without=('HP', 'BL'))})(?:(?<=Đ)Đ)?"
_W = r"[A-ZĐƯ][A-Za-zĐđƯư]{0,13}[0-9]{0,2}"
#: A joint document names up to nine offices. `&amp;` stands in the stamps that some systems print from HTML.
_AG = rf"{_W}(?:\s?(?:[-.]|&(?:amp;)?)\s?(?=[A-ZĐƯ]){_W}){{0,8}}"
_B, _E = r"(?<![\w/.\-])", r"(?![\w/])"
_S, _H = r"\s{0,2}/\s{0,2}", r"\s{0,2}-\s{0,2}"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_B}{_NUM}{_S}(?P<year>[12]{_D}{{3}}){_S}(?:{_TYPE}{_H}(?P<ag>{_AG})|(?P<qh>(?:UBTV)?QH\d{{1,2}})){_E}",
        rf"{_B}{_NUM}{_H}{_TYPE}{_S}(?P<ag>{_AG}){_E}",
        rf"{_B}{_NUM}{_S}{_TYPE}{_H}(?P<ag>{_AG}){_E}",
        rf"{_B}{_NUM}{_S}(?!{_TYPE.replace('?P<type>', '?:')}\s?-)(?P<ag>{_W}){_H}(?P<unit>{_AG}){_E}",
        rf"{_B}{_NUM}{_S}(?P<type>QĐ|NĐ|CT|NQ|TT|SL)(?:{_S}(?P<ag>{_AG}))?{_E}(?!\s?-)",
        rf"{_B}{_NUM}(?:{_S}|[-–])(?P<ag>CP|TTg|HĐBT|HĐCP){_E}(?!\s?-)",
    )
)
#: Every number begins so, also before its signs are made plain: most texts hold none, and this tells it in one look.
_BEGINNING = re.compile(
    rf"{_D}(?:bis|[a-hđA-HĐ\u00d0\u00f0\u0189])?[\s\u200b\ufeff]{{0,2}}[-/\u00ad\u2010-\u2015\u2044\u2212\u2215\uff0d]"
)
_BLANK = re.compile(
    rf"(?:^|[Ss]ố|SỐ)\s*[:.]?\s*[.…_\s0Oo]*/\s{{0,2}}(?:(?P<year>[12]\d{{3}}){_S})?(?:{_TYPE}{_H})?(?P<ag>{_AG})"
)
_SEPARATOR_SPACES = re.compile(r"\s*([/\-.&])\s*")


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """One number found in a text. ``text`` is as printed without spaces around the separators."""

    text: str
    num: str
    year: str
    type: str | None
    agency: str
    start: int = 0
    end: int = 0

    @property
    def canonical_key(self) -> str:
        """``num|year|TYPE|AGENCY`` with accents folded and upper case."""
        return f"{self.num}|{self.year}|{fold(self.type or '').upper()}|{fold(self.agency).upper()}"


def with_plain_signs(text: str) -> str:
    """The NFC text with plain hyphens, slashes and blanks, and `Đ`, `ư` for letters drawn like them; offsets hold."""
    return nfc(text).translate(_SAME_LENGTH)


def _without_separator_spaces(printed: str) -> str:
    joined = _SEPARATOR_SPACES.sub(r"\1", printed).replace("&amp;", "&")
    return re.sub(r"(?<=[A-Z]Đ)Đ(?=-)", "", joined)


def symbol_of_print(printed: str) -> str | None:
    """The symbol as it is printed, else the one that a lost mark or another case makes of it.

    >>> symbol_of_print("HĐ"), symbol_of_print("HD"), symbol_of_print("QD")
    ('HĐ', 'HD', 'QĐ')
    """
    return printed if printed in TYPE_NAMES else SYMBOLS_BY_FOLDED.get(fold(printed))


def _digits(text: str) -> str:
    return text.translate(_OCR_DIGITS)


def _document_number(match: re.Match[str]) -> DocumentNumber:
    groups = match.groupdict()
    symbol = symbol_of_print(groups["type"]) if groups.get("type") else None
    agency = groups.get("qh") or groups.get("ag") or ""
    if groups.get("unit"):
        agency = f"{agency}-{groups['unit']}"
    agency = _without_separator_spaces(agency)
    num = _digits(groups["num"])
    printed = match.group().replace(groups["num"], num, 1)
    if groups.get("year"):
        printed = printed.replace(groups["year"], _digits(groups["year"]), 1)
    return DocumentNumber(
        text=_without_separator_spaces(printed),
        num=f"{int(num)}{groups['suf'].lower()}",
        year=_digits(groups.get("year") or ""),
        type=symbol,
        agency=agency,
        start=match.start(),
        end=match.end(),
    )


def find_numbers(text: str) -> list[DocumentNumber]:
    """All document numbers in ``text``, in order, never overlapping; offsets are into the NFC text.

    >>> [n.canonical_key for n in find_numbers("Số: 516 /KH-UBND và 57-KL/TW, ngày 15/3/2023")]
    ['516||KH|UBND', '57||KL|TW']
    """
    if _BEGINNING.search(text) is None:
        return []
    plain = with_plain_signs(text)
    found: list[DocumentNumber] = []
    taken = bytearray(len(plain))
    for pattern in _PATTERNS:
        for match in pattern.finditer(plain):
            start, end = match.span()
            if taken.find(1, start, end) < 0:
                found.append(_document_number(match))
                taken[start:end] = b"\1" * (end - start)
    return sorted(found, key=lambda number: number.start)


def first_number(text: str) -> DocumentNumber | None:
    """The first number in ``text``."""
    return next(iter(find_numbers(text)), None)


def canonical_key(text: str) -> str | None:
    """The key of the first number in ``text``.

    >>> canonical_key("O5/2O23/QĐ–UBND")
    '5|2023|QD|UBND'
    """
    number = first_number(text)
    return number.canonical_key if number else None


def blank_symbol(text: str) -> tuple[str | None, str] | None:
    """Type and agency of a number line whose number was left blank (`Số:      /KH-UBND`), else None.

    >>> blank_symbol("Số:      /KH-UBND")
    ('KH', 'UBND')
    """
    plain = with_plain_signs(text)
    match = _BLANK.search(plain)
    if match is None:
        return None
    symbol = match.group("type")
    return (symbol_of_print(symbol) if symbol else None), _without_separator_spaces(match.group("ag"))
