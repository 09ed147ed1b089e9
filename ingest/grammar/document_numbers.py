"""The grammar of Vietnamese document numbers (`516/KH-UBND`, `64/2025/QH15`, `57-KL/TW`).

Text is searched in a copy in which only characters of the same length are replaced, so that offsets hold.
Digits that OCR reads as letters are tolerated inside a number, never between words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.text.normalize import fold, nfc

#: Symbols of document types as printed in numbers -> their names (Nghị định 30/2020 Phụ lục III, QPPL, Party).
TYPE_NAMES: dict[str, str] = {
    "HP": "Hiến pháp", "BL": "Bộ luật", "L": "Luật", "PL": "Pháp lệnh", "NQ": "Nghị quyết",
    "NQLT": "Nghị quyết liên tịch", "NĐ": "Nghị định", "QĐ": "Quyết định", "TT": "Thông tư",
    "TTLT": "Thông tư liên tịch", "VBHN": "Văn bản hợp nhất", "CT": "Chỉ thị", "QC": "Quy chế", "QyĐ": "Quy định",
    "QĐi": "Quy định", "TC": "Thông cáo", "TB": "Thông báo", "HD": "Hướng dẫn", "CTr": "Chương trình",
    "KH": "Kế hoạch", "PA": "Phương án", "ĐA": "Đề án", "DA": "Dự án", "BC": "Báo cáo", "BB": "Biên bản",
    "TTr": "Tờ trình", "HĐ": "Hợp đồng", "CĐ": "Công điện", "BGN": "Bản ghi nhớ", "BTT": "Bản thỏa thuận",
    "GUQ": "Giấy ủy quyền", "GM": "Giấy mời", "GGT": "Giấy giới thiệu", "GNP": "Giấy nghỉ phép",
    "PG": "Phiếu gửi", "PC": "Phiếu chuyển", "PB": "Phiếu báo", "KL": "Kết luận", "CV": "Công văn",
    "SY": "Sao y", "TrS": "Trích sao", "SL": "Sắc lệnh",
}  # fmt: skip
_FOLDED_TYPES: dict[str, str] = {fold(symbol): symbol for symbol in reversed(TYPE_NAMES)}
#: Names that questions use for a type; the folded name -> symbol. Longer names come first in the pattern.
SYMBOLS_BY_NAME: dict[str, str] = {fold(name): symbol for symbol, name in reversed(TYPE_NAMES.items())}
SYMBOLS_BY_NAME |= {"sac lenh": "SL", "van ban": "", "luat": "L", "bo luat": "BL", "phap lenh": "PL", "quy dinh": "QyĐ"}

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad\uff0d"), "-")
_SAME_LENGTH = _DASHES | {
    0xD0: "Đ", 0xF0: "đ", 0x189: "Đ", 0x1A3: "ư", 0x1A2: "Ư", 0xA0: " ", 0x202F: " ", 0x2044: "/", 0x2215: "/",
    0x200B: " ", 0xFEFF: " ",
}  # fmt: skip
_OCR_DIGITS = str.maketrans("OoIlSB", "001158")

_D = "[0-9OoIl]"
_NUM = rf"(?P<num>(?=[OoIlSB]{{0,4}}\d|[OoIl]{{1,3}}[/\s-])[0-9OoIlSB]{{0,4}}{_D})(?P<suf>bis|[a-hđA-HĐ]|)"
_TYPE = (
    r"(?P<type>VBHN|TTLT|NQLT|CTr|TTr|TrS|QyĐ|QyD|QĐi|NQ|QĐ|QD|CT|QC|TC|TB|HD|KH|PA|ĐA|DA|BC|BB|HĐ|CĐ|CD|BGN|BTT"
    r"|GUQ|GM|GGT|GNP|PG|PC|PB|NĐ|ND|TT|PL|KL|CV|SY|SL|L)"
)
_W = r"[A-ZĐƯ][A-Za-zĐđƯư]{0,13}[0-9]{0,2}"
_AG = rf"{_W}(?:\s?[-.&]\s?(?=[A-ZĐƯ]){_W}){{0,3}}"
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
_BLANK = re.compile(
    rf"(?:^|[Ss]ố|SỐ)\s*[:.]?\s*[.…_\s]*/\s{{0,2}}(?:(?P<year>[12]\d{{3}}){_S})?(?:{_TYPE}{_H})?(?P<ag>{_AG})"
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


@dataclass(frozen=True, slots=True)
class NumberMention:
    """A number in a question; parts the asker left out are None. ``type`` and ``agency`` are folded, upper case."""

    text: str
    start: int
    end: int
    num: str
    year: str | None = None
    type: str | None = None
    agency: str | None = None

    @property
    def canonical_key(self) -> str | None:
        """The full key when the asker gave the agency, else None."""
        if self.agency is None:
            return None
        return f"{self.num}|{self.year or ''}|{self.type or ''}|{self.agency}"

    def matches(self, key: str, document_type: str | None = None) -> bool:
        """Whether a document with this canonical key (and type symbol) may be meant."""
        num, year, kind, agency = key.split("|")
        if num != self.num or (self.agency is not None and not _same_agency(agency, self.agency)):
            return False
        if self.year is not None and year and year != self.year:
            return False
        known = kind or fold(document_type or "").upper()
        return self.type is None or not known or known == self.type


def _same_agency(agency: str, asked: str) -> bool:
    return agency == asked or agency.replace("-", " ") == asked.replace("-", " ")


def _with_plain_signs(text: str) -> str:
    return nfc(text).translate(_SAME_LENGTH)


def _digits(text: str) -> str:
    return text.translate(_OCR_DIGITS)


def _document_number(match: re.Match[str]) -> DocumentNumber:
    groups = match.groupdict()
    symbol = _FOLDED_TYPES.get(fold(groups["type"])) if groups.get("type") else None
    agency = groups.get("qh") or groups.get("ag") or ""
    if groups.get("unit"):
        agency = f"{agency}-{groups['unit']}"
    agency = _SEPARATOR_SPACES.sub(r"\1", agency)
    num = _digits(groups["num"])
    printed = match.group().replace(groups["num"], num, 1)
    if groups.get("year"):
        printed = printed.replace(groups["year"], _digits(groups["year"]), 1)
    return DocumentNumber(
        text=_SEPARATOR_SPACES.sub(r"\1", printed),
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
    plain = _with_plain_signs(text)
    found: list[DocumentNumber] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(plain):
            if all(match.end() <= other.start or match.start() >= other.end for other in found):
                found.append(_document_number(match))
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
    plain = _with_plain_signs(text)
    match = _BLANK.search(plain)
    if match is None:
        return None
    symbol = match.group("type")
    return (_FOLDED_TYPES.get(fold(symbol)) if symbol else None), match.group("ag")


_Q_TYPES = "nqlt|vbhn|ttlt|nq|qd|ctr|ct|qyd|qc|tc|tb|hd|kh|pa|da|bc|bb|ttr|tt|cd|nd|pl|kl|cv|sl"
#: Agencies that stand after a type with spaces only (`516 kh ubnd`); other words there are ordinary words.
_Q_KNOWN = (
    r"ubnd|hdnd|ttg|cp|tw|tu|vpcp|ubtvqh\d{0,2}|bnv|btc|bct|byt|bca|bqp|bng|btp|bxd|bgddt|bkhcn|bvhttdl|btttt"
    r"|snv|stc|syt|sngv|stttt|svhttdl|skhcn"
)
_Q_NUM = re.compile(
    r"(?<![\w/])(?P<num>\d{1,5}(?:bis|[a-h])?)\s*(?:[/\-]\s*)?(?:"
    r"(?:(?<=[/\- ])(?P<year>(?:19|20)\d\d)\s*(?:[/\-]\s*|\s+))?(?:"
    rf"(?P<type>{_Q_TYPES})(?:\s*[/\-]\s*(?P<ag>[a-z][a-z0-9]{{0,11}}(?:[-.][a-z0-9]{{1,11}}){{0,2}})|\s+(?P<known>{_Q_KNOWN}))"
    r"|(?P<qh>(?:ubtv)?qh\d{1,2})"
    r"|(?<=[/])(?P<letter>[a-z]{2,12}\s*-\s*[a-z]{1,10}))"
    rf"|(?<=[/])(?P<year2>(?:19|20)\d\d)(?:\s*/\s*(?P<type2>{_Q_TYPES}))?"
    rf"|(?<=[/])(?P<type3>{_Q_TYPES}))(?![\w])"
)
_Q_NAMES = "|".join(sorted((re.escape(name) for name in SYMBOLS_BY_NAME), key=len, reverse=True))
_Q_LOOSE = re.compile(
    rf"\b(?P<name>{_Q_NAMES}|kh|qd|ct|nq|nd|tt|cv|kl|ttr|bc|tb|hd|cd)\s+(?P<so>so\s*:?\s*)?(?P<num>\d{{1,5}}[a-z]?)\b"
    r"(?!\s*[/.,]\s*\d)(?:\s+nam\s+(?P<year>(?:19|20)\d\d))?"
)
_ROW_FOLLOWS = re.compile(r"\s*,?\s*(?:cua\s+)?phu luc\b")
_UNIT_FOLLOWS = re.compile(
    r"\s*(?:nguoi|ngay|thang|nam|dong|trieu|ty|%|phan tram|don vi|dieu|muc tieu|nhiem vu|noi dung)\b"
)


def find_number_mentions(question: str) -> list[NumberMention]:
    """Numbers as people type them: `516/kh-ubnd`, `516 kh ubnd`, `kế hoạch 516`, `luat 64/2025/qh15`.

    >>> [(m.num, m.type, m.agency) for m in find_number_mentions("ke hoach 516 kh ubnd noi ve viec gi")]
    [('516', 'KH', 'UBND')]
    """
    folded = fold(_with_plain_signs(question))
    found = list(_strict_mentions(folded))
    for match in _Q_LOOSE.finditer(folded):
        if any(match.start("num") < other.end and match.end() > other.start for other in found):
            continue
        mention = _loose_mention(match, folded)
        if mention is not None:
            found.append(mention)
    return sorted(found, key=lambda mention: mention.start)


def _strict_mentions(folded: str) -> Iterator[NumberMention]:
    for match in _Q_NUM.finditer(folded):
        g = match.groupdict()
        letter = re.sub(r"\s", "", g["letter"]) if g["letter"] else None
        symbol = g["type"] or g["type2"] or g["type3"]
        agency = g["ag"] or g["known"] or g["qh"] or letter
        year = g["year"] or g["year2"]
        kind = "" if (letter or g["qh"]) else (symbol.upper() if symbol else _type_before(folded, match.start()))
        yield NumberMention(
            match.group(),
            match.start(),
            match.end(),
            _without_leading_zeros(g["num"]),
            year,
            kind or None,
            agency and agency.upper(),
        )


def _type_before(folded: str, position: int) -> str | None:
    """The type named just before a number that gives none itself (`quyết định 901/2017`)."""
    match = re.search(rf"\b({_Q_NAMES})\s+(?:so\s*:?\s*)?$", folded[:position])
    return fold(SYMBOLS_BY_NAME[match.group(1)]).upper() or None if match else None


def _loose_mention(match: re.Match[str], folded: str) -> NumberMention | None:
    name, num = match.group("name"), match.group("num")
    after = folded[match.end() :]
    if name in ("tt", "ct") and _ROW_FOLLOWS.match(after):
        return None  # `tt 5 phụ lục I` is a row of a table
    if match.group("so") is None and (re.fullmatch(r"(?:19|20)[0-5]\d", num) or _UNIT_FOLLOWS.match(after)):
        return None  # `kế hoạch 2025` names a year, `kế hoạch 5 năm` a period
    if match.group("so") is None and name in ("van ban", "quy dinh"):
        return None
    symbol = SYMBOLS_BY_NAME.get(name, name)
    year = match.group("year")
    return NumberMention(
        match.group(),
        match.start("num"),
        match.end(),
        _without_leading_zeros(num),
        year,
        fold(symbol).upper() or None,
        None,
    )


def _without_leading_zeros(num: str) -> str:
    return num.lstrip("0") or "0"
