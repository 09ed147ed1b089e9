"""Values that an answer must state to be one: a sum for "giá vé bao nhiêu", days for "bao nhiêu ngày", a phone number.

A passage on the subject that lacks it is the nearest passage, not the answer: "văn bản không nêu ..." is said instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.query.question import Question
from service.answering import wording
from service.answering.quoting import slot_patterns


@dataclass(frozen=True, slots=True)
class RequiredValue:
    """One thing asked for: its name in "Văn bản không nêu ...", and what states it."""

    slot: str
    stated: re.Pattern[str]


_AMOUNT = RequiredValue(wording.AMOUNT, slot_patterns.MONEY)
#: "15 tháng 11" is a day, no length of time.
_LENGTH = (
    r"(?:\d{1,3}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\s+(?:ngày|tháng|năm|giờ|phút|tuần)\b"
    r"(?!\s*\d)(?!\s+(?:tháng|năm)\s+\d)"
)
_DURATION = RequiredValue(wording.DURATION, re.compile(rf"(?i)\b{_LENGTH}|\d+/\d+\s+giờ|\bngay\b|\bgiai đoạn\b"))
_CONTACT = RequiredValue(
    wording.CONTACT, re.compile(r"(?i)điện thoại|đường dây nóng|hotline|e-?mail|thư điện tử|\b0\d{9,10}\b")
)
_SHARE = RequiredValue(wording.SHARE, re.compile(r"(?i)%|phần trăm"))


def required_values(question: Question) -> tuple[RequiredValue, ...]:
    """The values that an answer to a question must state.

    >>> [required.slot for required in required_values(Question("Giá vé tham quan là bao nhiêu?"))]
    ['số tiền']
    """
    asked = (
        (question.asks_amount, _AMOUNT),
        (question.asks_duration, _DURATION),
        (question.asks_contact, _CONTACT),
        (question.asks_share, _SHARE),
    )
    return tuple(required for is_asked, required in asked if is_asked)


def states_required_value(text: str, required: RequiredValue) -> bool:
    """True if a text states what is required."""
    return required.stated.search(text) is not None
