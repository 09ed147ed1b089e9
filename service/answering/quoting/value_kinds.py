"""Kinds of values that a sentence or a table row holds: what a question for a year, a count or a sum must find."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index.query.asked_values import ValueKind
from ingest.text.normalize import fold
from service.answering.quoting import slot_patterns

_HOUR = r"\d{1,2}\s*(?:h|g|giờ)(?:\s*\d{2})?\b(?!\s+làm việc)"
_MONTH = r"\btháng\s+\d{1,2}|\b\d{1,2}\s*/\s*\d{4}\b"
_QUARTER = r"\bquý\s+(?:[IV]+|[1-4])\b"
_YEAR = r"\b(?:19|20)\d\d\b"
_EVERY = (
    rf"\b(?:hằng|hàng|định kỳ|mỗi)\s+(?:ngày|tuần|tháng|quý|năm)\b|{slot_patterns.TIMES.pattern.removeprefix('(?i)')}"
)
_LENGTH = (
    rf"\b(?:\d{{1,3}}|{slot_patterns.NUMBER_WORDS})(?:\s*\([^)]*\))?\s+(?:ngày|tháng|năm|giờ|phút|tuần)\b"
    r"|\bgiai đoạn\b|\b\d+\s*[hH]\b"
)
_SHARE = r"%|phần trăm"
_NUMBER = r"\b\d+(?:/\d{4})?\s?/\s?[A-ZĐ][\w-]*|\bsố\s+\d+"
#: What states each kind of value.
_STATED_BY: dict[ValueKind, str] = {
    "hour": f"(?i){_HOUR}",
    "day": rf"(?i)\b{slot_patterns.DAY}\b|\bngày\s+\d{{1,2}}\b|\bthứ\s+(?:hai|ba|tư|năm|sáu|bảy)\b",
    "month": f"(?i){_MONTH}",
    "quarter": f"(?i){_QUARTER}",
    "year": _YEAR,
    "time": f"(?i){_HOUR}|{_EVERY}|{_YEAR}|{_MONTH}|{_QUARTER}|{_LENGTH}",
    "frequency": f"(?i){_EVERY}",
    "length": f"(?i){_LENGTH}",
    "contact": r"(?i)điện thoại|đường dây nóng|hotline|e-?mail|thư điện tử|\b0\d{9,10}\b",
    "share": _SHARE,
    "money": slot_patterns.MONEY.pattern,
    "count": slot_patterns.COUNT,
    "body": slot_patterns.BODY.pattern,
    "person": rf"{slot_patterns.BODY.pattern}|\b(?:[Ôô]ng|[Bb]à|[Đđ]ồng chí)\s+[A-ZĐÀ-Ỹ]",
    "place": rf"{slot_patterns.PLACE.pattern}|\bthôn\b|\bđịa bàn\b|\b(?:xã|phường|huyện|tỉnh) [A-ZĐ]",
    "number": _NUMBER,
    "rank": slot_patterns.RANK.pattern,
}
_STATED = {kind: re.compile(pattern) for kind, pattern in _STATED_BY.items()}
#: Heads and units of columns whose bare numbers are of a kind.
_COLUMN_OF: dict[ValueKind, str] = {
    "length": r"\bngay\b|thoi gian|thoi han",
    "time": r"thoi gian|thoi han|tien do|\bngay\b|\bthang\b|\bnam\b|thoi diem",
    "money": r"\bdong\b|\btrieu\b|kinh phi|so tien|\bgia\b|muc chi|\bvon\b|du toan",
    "share": r"%|ty le|phan tram",
    "count": r"so luong|so lieu|tong|diem|dien tich|\bha\b|chi tieu|ket qua|ke hoach|thuc hien|co chu|\bso\b",
    "body": r"don vi|co quan|chu tri|thuc hien",
    "person": r"don vi|co quan|chu tri|nguoi|ho ten|ho va ten",
}
_COLUMN = {kind: re.compile(pattern) for kind, pattern in _COLUMN_OF.items()}
_FOLDED_NUMBERS = fold(slot_patterns.NUMBER_WORDS)
_DIGIT = re.compile(r"\d")
#: Types that are named by their subject.
_NAMED_BY_TITLE = frozenset({"luat", "bo luat", "phap lenh", "hien phap"})
Cells = Sequence[tuple[str, str]]


def value_positions(text: str, kinds: Iterable[ValueKind], asked: str = "") -> list[int]:
    """The positions of all values of these kinds in a text, but for those that the folded question itself names."""
    return sorted(
        match.start()
        for kind in kinds
        for match in _STATED[kind].finditer(text)
        if fold(match.group()).strip() not in asked or not asked
    )


def holds_kind(text: str, kind: ValueKind, cells: Cells = (), asked: str = "") -> bool:
    """True if a text holds a value of a kind; in a table row also a number under a head of the kind.

    What the folded question itself says is no value.

    >>> holds_kind("hoàn thành 12 km", "share"), holds_kind("", "length", [("Thời gian giải quyết", "10")])
    (False, True)
    """
    if cells:
        return any(
            value_positions(value, (kind,), asked) or _cell_is_of(kind, head, value)
            for head, value in cells[1:] or cells
        )
    return bool(value_positions(text, (kind,), asked))


def names_document(text: str, type_name: str, asked: str) -> bool:
    """True if a text names a document of a folded type by a number that the folded question does not say.

    >>> names_document("Theo Tờ trình số 79/TTr-SNN của Sở", "to trinh", "quyet dinh 80 theo to trinh so may")
    True
    >>> names_document("Tờ trình gửi trước 2 ngày", "to trinh", ""), names_document("theo Luật Đất đai", "luat", "")
    (False, True)
    """
    words = fold(text)
    if type_name in _NAMED_BY_TITLE:
        return re.search(rf"\b{type_name}\s+[a-z]{{2,}}", words) is not None
    found = re.finditer(rf"\b{type_name}\b(?:\s+lien tich)?\s+(?:so:?\s*)?(\d+)\s*[-/]", words)
    return any(re.search(rf"\b{number[1]}\b", asked) is None for number in found)


def counts_noun(text: str, noun: str) -> bool:
    """True if a text counts the folded noun, by its first word, or holds it and any number, be it in letters.

    >>> counts_noun("gồm 11 thành viên", "thanh vien"), counts_noun("tại 17 lớp của thành phố", "thanh vien")
    (True, False)
    """
    words, first = fold(text), noun.split()[0]
    if re.search(rf"\b(?:\d+|{_FOLDED_NUMBERS})\W+(?:[a-z]+\s)?{first}\b", words):
        return True
    has_number = re.search(rf"\d(?![\d.,]*[.)]\s)|\b(?:{_FOLDED_NUMBERS})\b", words) is not None
    return has_number and re.search(rf"\b{noun}\b", words) is not None


def _cell_is_of(kind: ValueKind, head: str, value: str) -> bool:
    column = _COLUMN.get(kind)
    if column is None or column.search(fold(head)) is None:
        return False
    return kind in ("body", "person") or _DIGIT.search(value) is not None
