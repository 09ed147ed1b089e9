"""Values that an answer must state to be one: a sum for "giá vé bao nhiêu", days for "bao nhiêu ngày", a phone number.

A passage on the subject that lacks it is the nearest passage, not the answer: "văn bản không nêu ..." is said instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.query.asked_values import ValueKind
from index.query.question import Question
from service.answering import wording
from service.answering.quoting import slot_patterns
from service.answering.quoting.value_kinds import Cells, holds_kind


@dataclass(frozen=True, slots=True)
class RequiredValue:
    """One thing asked for: its name in "Văn bản không nêu ...", what states it, and its kind in a table's row."""

    slot: str
    stated: re.Pattern[str]
    kind: ValueKind | None = None


_AMOUNT = RequiredValue(wording.AMOUNT, slot_patterns.SUM, "money")
#: "15 tháng 11" is a day, no length of time.
_LENGTH = (
    r"(?:\d{1,3}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\s+(?:ngày|tháng|năm|giờ|phút|tuần)\b"
    r"(?!\s*\d)(?!\s+(?:tháng|năm)\s+\d)"
)
_DURATION = RequiredValue(
    wording.DURATION, re.compile(rf"(?i)\b{_LENGTH}|\d+/\d+\s+giờ|\bngay\b|\bgiai đoạn\b"), "length"
)
_CONTACT = RequiredValue(
    wording.CONTACT, re.compile(r"(?i)điện thoại|đường dây nóng|hotline|e-?mail|thư điện tử|\b0\d{9,10}\b")
)
_SHARE = RequiredValue(wording.SHARE, re.compile(r"(?i)%|phần trăm"), "share")
_YEAR = RequiredValue(wording.YEAR, re.compile(r"\b(?:19|20)\d\d\b"), "year")
_TIMES = RequiredValue(
    wording.TIMES,
    re.compile(rf"{slot_patterns.TIMES.pattern}|\b(?:hằng|hàng|định kỳ|mỗi)\s+(?:ngày|tuần|tháng|quý|năm)\b"),
    "frequency",
)
_HOUR = RequiredValue(wording.HOUR, re.compile(r"(?i)\d{1,2}\s*(?:h|g|giờ)(?:\s*\d{2})?\b"), "hour")


def required_values(question: Question) -> tuple[RequiredValue, ...]:
    """The values that an answer to a question must state.

    >>> [required.slot for required in required_values(Question("Giá vé tham quan là bao nhiêu?"))]
    ['số tiền']
    """
    asked = (
        (question.asks_amount, _AMOUNT),
        ("length" in question.value_kinds, _DURATION),
        ("contact" in question.value_kinds, _CONTACT),
        ("frequency" in question.value_kinds, _TIMES),
        ("share" in question.value_kinds, _SHARE),
        ("year" in question.value_kinds, _YEAR),
        ("hour" in question.value_kinds, _HOUR),
    )
    return tuple(required for is_asked, required in asked if is_asked)


def states_required_value(text: str, required: RequiredValue) -> bool:
    """True if a text states what is required."""
    return required.stated.search(text) is not None


def row_states_required_value(cells: Cells, required: RequiredValue) -> bool:
    """True if a row of a table states what is required, be it only by the head of a column with a number."""
    if not cells or required.kind is None:
        return False
    return holds_kind("", required.kind, cells) or any(required.stated.search(value) for _, value in cells)
