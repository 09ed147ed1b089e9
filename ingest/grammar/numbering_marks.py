"""Numbering marks at the start of a paragraph: what they could be, and whether they follow in sequence."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ingest.grammar.citations import OWN_NUMBERING
from ingest.records import StepKind
from ingest.text.normalize import fold

_ROM = r"(?:X{0,3}(?:IX|IV|V?I{1,3}|V|X)|X{1,3})"
#: Letters of points in Vietnamese order; f, j, w, z are not used.
POINTS = tuple("abcdđeghiklmnopqrstuvxy")
#: Letters of other alphabets in lists, and the point that they stand behind.
_FOREIGN_POINTS = {"f": "e", "j": "i", "w": "v", "z": "y"}
_WORDS = {
    "nhat": 1, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9,
    "muoi": 10,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NumberingMark:
    """A possible mark. ``style`` tells lists apart (`1.` from `1)`), ``value`` is its place in the sequence."""

    kind: StepKind
    style: str
    number: str
    value: int
    title: str
    prefix: str = ""


_TITLE = r"\s*[.:\-–]?\s*(?P<t>.*)$"
_PART_WORDS = "NHẤT|HAI|BA|TƯ|NĂM|SÁU|BẢY|nhất|hai|ba|tư|năm|sáu|bảy"
_ARTICLE_WORDS = r"[^\W\d]+(?:\s+(?:hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|nhất|mốt))?"


def _pattern(*parts: str) -> re.Pattern[str]:
    return re.compile(r"^\s*" + "".join(parts), re.DOTALL)


_FORM_NUMBER = r"\s*:?\s*(?P<no>\d{1,3}[a-zA-ZđĐ]?(?:[./-]\w{1,8}(?:-[A-ZĐ]{2,8})?)?)(?!\w)\s*[.:]?\s*(?P<t>.*)$"
_PATTERNS: tuple[tuple[StepKind, str, re.Pattern[str]], ...] = (
    ("phuluc", "phuluc", _pattern(
        r"(?:PHỤ LỤC|Phụ lục)(?:\s+(?:SỐ|số))?\s*:?\s*",
        rf"(?P<no>{_ROM}\b|\d{{1,2}}[A-Z]?\b|[A-H]\b)?", r"\s*[.:]?\s*(?P<t>.*)$",
    )),
    ("mau", "form", _pattern(r"(?:MẪU|Mẫu)(?:\s+(?:SỐ|Số|số))?", _FORM_NUMBER)),
    ("bieumauso", "form", _pattern(r"(?:BIỂU MẪU|Biểu mẫu)\s+(?:SỐ|Số|số)", _FORM_NUMBER)),
    ("bieumau", "form", _pattern(r"(?:BIỂU MẪU|Biểu mẫu)", _FORM_NUMBER)),
    ("bieuso", "form", _pattern(r"(?:BIỂU|Biểu)\s+(?:SỐ|Số|số)", _FORM_NUMBER)),
    ("bieu", "form", _pattern(r"(?:BIỂU|Biểu)", _FORM_NUMBER)),
    ("phan", "phan", _pattern(
        r"(?:PHẦN|Phần)\s+(?:(?:THỨ|thứ)\s+)?", rf"(?P<no>{_ROM}|\d{{1,2}}|[A-E]|{_PART_WORDS})(?!\w)", _TITLE,
    )),
    ("chuong", "chuong", _pattern(
        r"(?:CHƯƠNG|Chương)\s+(?:(?:THỨ|thứ)\s+)?", rf"(?P<no>{_ROM}|\d{{1,2}})(?!\w)", _TITLE,
    )),
    ("tieumuc", "tieumuc", _pattern(r"(?:TIỂU MỤC|Tiểu mục)\s+(?P<no>\d{1,2})(?!\w)", _TITLE)),
    ("muc", "muc", _pattern(rf"(?:MỤC|Mục)\s+(?P<no>\d{{1,2}}|{_ROM})(?!\w)", _TITLE)),
    ("dieu", "dieu", _pattern(
        r"(?:ĐIỀU|Điều|Ðiều|Điêu|Điểu)\s+(?P<no>\d{1,4}[a-zđ]?)", r"\s*(?:[.:\-–/,]|$)\s*(?P<t>.*)$",
    )),
    ("dieu", "dieu", _pattern(
        r"(?:ĐIỀU|Điều)\s+(?:(?:THỨ|thứ)\s+)",
        rf"(?P<no>\d{{1,2}}|{_ROM}|{_ARTICLE_WORDS})", r"\s*[.:\-–]*\s*(?P<t>.*)$",
    )),
    ("dieu", "dieu", _pattern(rf"(?:ĐIỀU|Điều)\s+(?P<no>{_ROM}|[IVX]{{1,6}})", r"\s*[.:\-–]+\s*(?P<t>.*)$")),
    ("n1", "roman.n1", _pattern(rf"(?P<no>{_ROM}\.\d{{1,2}})(?:[.)]|\s?[-–])?(?!\.?\d)\s*(?P<t>.*)$")),
    ("roman", "roman", _pattern(rf"(?P<no>{_ROM})\s*[.\-–/),:](?!\d)\s*(?P<t>\S.*)$")),
    ("letter", "letter", _pattern(r"(?P<no>[A-HĐ])\s*[.\-–/)]\s*(?P<t>\S.*)$")),
    ("n3", "n3", _pattern(rf"(?:{_ROM}\.)?(?P<no>\d{{1,2}}(?:\.\d{{1,2}}){{2,4}})\.?\)?\s+(?P<t>\S.*)$")),
    ("n2", "n2", _pattern(rf"{_ROM}\.(?P<no>\d{{1,2}}\.\d{{1,2}})(?:[.)]|\s?[-–])?\s+(?P<t>\D.*)$")),
    ("n2", "n2", _pattern(r"(?P<no>\d{1,2}\.\d{1,2})(?:\.?\)?|\s?[-–])\s+(?P<t>\D.*)$")),
    ("n1", "n1(", _pattern(r"\((?P<no>\d{1,2})\)\s*(?P<t>\S.*)$")),
    ("n1", "n1)", _pattern(r"(?P<no>\d{1,2})\)\s*(?P<t>\S.*)$")),
    ("n1", "n1.", _pattern(r"(?P<no>\d{1,3}[a-zđ]?)\s?[./](?![\d])\s*(?P<t>\S.*)$")),
    ("n1", "n1-", _pattern(r"(?P<no>\d{1,2})\s?[-–]\s+(?P<t>\S.*)$")),
    ("diem", "diem", _pattern(r"(?P<no>[a-zđ]\d?)\s?[)/]\s*(?P<t>\S.*)$")),
    ("diem", "diem.", _pattern(r"(?P<no>[a-zđ])[.\-]\s+(?P<t>\S.*)$")),
)  # fmt: skip


def find_marks(text: str) -> list[NumberingMark]:
    """All readings of the paragraph's start, none when it is running text.

    >>> [(m.kind, m.number) for m in find_marks("II. NHIỆM VỤ")]
    [('roman', 'II')]
    """
    found: list[NumberingMark] = []
    for kind, style, pattern in _PATTERNS:
        match = pattern.match(text)
        if match is None or not _is_plausible(kind, match):
            continue
        found.append(_make_mark(kind, style, match["no"] or "", match["t"].strip()))
    return [mark for mark in found if mark.value >= 0]


def _is_plausible(kind: StepKind, match: re.Match[str]) -> bool:
    title = match["t"].strip()
    if kind in ("phan", "chuong", "muc", "tieumuc") or kind in OWN_NUMBERING:
        # `Phụ lục I kèm theo Nghị định này`, `Mục 3 của Chương này` are running text.
        running = re.match(r"(?:của|tại|kèm|ban hành|này|và|đến|thuộc|được|quy định|hoặc|theo|,|;)", title)
        return not running and len(title) < 260 and (title[:1].isupper() or not title[:1].isalpha())
    return not (kind == "n1" and re.match(r"\d+\s?[/-]\s?\d", match.string.strip()))


def _make_mark(kind: StepKind, style: str, number: str, title: str) -> NumberingMark:
    if kind in ("n2", "n3"):
        prefix, _, last = number.rpartition(".")
        return NumberingMark(kind, f"{kind}.{number.count('.')}", number, int(last), title, prefix)
    if style == "roman.n1":
        prefix, _, last = number.partition(".")
        return NumberingMark(kind, style, last, int(last), title, prefix)
    value = sequence_value(kind, number)
    if kind == "dieu":
        title = title.lstrip("-–—. ")
    if kind == "dieu" and not number[:1].isdigit():
        number = str(value)
    if kind == "phan" and fold(number) in _WORDS:
        number = roman_numeral(_WORDS[fold(number)])
    return NumberingMark(kind, style, number, value, title)


def sequence_value(kind: StepKind, number: str) -> int:
    """Position in the sequence; -1 when the number is none.

    >>> sequence_value("roman", "IX"), sequence_value("diem", "đ"), sequence_value("dieu", "9a")
    (9, 5, 9)
    """
    if not number:
        return 0
    digits = re.match(r"\d+", number)
    if digits:
        return int(digits.group())
    if kind == "diem":
        letter = _FOREIGN_POINTS.get(number[0], number[0])
        return POINTS.index(letter) + 1 if letter in POINTS else -1
    if kind == "letter" or (len(number) == 1 and number in "ABCDEFGH" and kind in ("phuluc", "phan")):
        return "ABCDEFGH".find(number) + 1
    if re.fullmatch(r"[IVX]+", number):
        return _value_of_roman(number)
    return _value_of_words(fold(number))


def _value_of_roman(roman: str) -> int:
    values = {"I": 1, "V": 5, "X": 10}
    total = 0
    for char, after in zip(roman, [*roman[1:], ""], strict=True):
        total += -values[char] if after and values[after] > values[char] else values[char]
    return total


def roman_numeral(value: int) -> str:
    """The number in Roman letters, up to 39."""
    ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return "X" * (value // 10) + ones[value % 10]


def following_mark(mark: NumberingMark, title: str) -> NumberingMark | None:
    """The next mark of a list; None for kinds whose units are no list, and at a list's end."""
    value = mark.value + 1
    if mark.kind == "roman":
        number = roman_numeral(value)
    elif mark.kind == "diem":
        number = POINTS[value - 1] if value <= len(POINTS) else ""
    elif mark.kind == "letter":
        number = "ABCDEFGH"[value - 1 : value]
    elif mark.kind in ("n1", "n2", "n3", "dieu"):
        number = f"{mark.prefix}.{value}" if mark.kind in ("n2", "n3") else str(value)
    else:
        number = ""
    return replace(mark, number=number, value=value, title=title) if number else None


def _value_of_words(text: str) -> int:
    parts = text.split()
    if not parts or any(part not in _WORDS for part in parts):
        return -1
    if len(parts) == 1:
        return _WORDS[parts[0]]
    return 10 + _WORDS[parts[1]] if parts[0] == "muoi" else -1
