"""What an answer must state to be one: a sum for "giá vé bao nhiêu", days for "bao nhiêu ngày", a phone number.

A passage on the subject that lacks it is the nearest passage, not the answer: "văn bản không nêu ..." is said instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.text.normalize import fold
from service.answering import wording
from service.answering.question.asked_values import asks_amount
from service.answering.quoting.slots import states_amount


@dataclass(frozen=True, slots=True)
class RequiredValue:
    """One thing asked for: its name in "Văn bản không nêu ...", and what states it."""

    slot: str
    stated: re.Pattern[str]


_AMOUNT = RequiredValue(wording.AMOUNT, re.compile(""))
#: "15 tháng 11" is a day, no length of time.
_LENGTH = (
    r"(?:\d{1,3}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\s+(?:ngày|tháng|năm|giờ|phút|tuần)\b"
    r"(?!\s*\d)(?!\s+(?:tháng|năm)\s+\d)"
)
_OTHERS: tuple[tuple[re.Pattern[str], RequiredValue], ...] = (
    (
        re.compile(
            r"\bbao nhieu (?:ngay|thang|gio|phut|tuan|nam)\b|\bbao lau\b"
            # "số mấy ngày nào", "tháng mấy năm 2014" ask for other things.
            r"|(?<!so )(?<!ngay )(?<!thang )(?<!quy )(?<!nam )\bmay (?:ngay|thang|gio|phut|tuan|nam)\b"
        ),
        RequiredValue(wording.DURATION, re.compile(rf"(?i)\b{_LENGTH}|\d+/\d+\s+giờ|\bngay\b|\bgiai đoạn\b")),
    ),
    (
        re.compile(r"\b(?:so dien thoai|dien thoai lien he|duong day nong|hotline|e-?mail|thu dien tu)\b"),
        RequiredValue(
            wording.CONTACT, re.compile(r"(?i)điện thoại|đường dây nóng|hotline|e-?mail|thư điện tử|\b0\d{9,10}\b")
        ),
    ),
    (
        re.compile(r"\b(?:bao nhieu|may) (?:%|phan tram)|\bty le (?:la )?bao nhieu\b"),
        RequiredValue(wording.SHARE, re.compile(r"(?i)%|phần trăm")),
    ),
)


def required_values(question: str) -> tuple[RequiredValue, ...]:
    """What a question demands of its answer.

    >>> [one.slot for one in required_values("Giá vé tham quan là bao nhiêu?")]
    ['số tiền']
    """
    folded = fold(question)
    found = [demand for asks, demand in _OTHERS if asks.search(folded)]
    return (*((_AMOUNT,) if asks_amount(question) else ()), *found)


def states_required_value(text: str, demand: RequiredValue) -> bool:
    """Say whether a text states what is demanded."""
    return states_amount(text) if demand is _AMOUNT else demand.stated.search(text) is not None
