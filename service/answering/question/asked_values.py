"""Values that a question asks for: a sum, a number, a target, a place, the leader in so many words."""

from __future__ import annotations

import re

from ingest.text.normalize import fold

_AMOUNT = re.compile(
    r"\b(?:bao nhieu (?:tien|dong|ty|trieu|kinh phi)"
    r"|(?:kinh phi|muc (?:tien|chi|phat|ho tro|thuong|luong|dong gop|thu)|so tien|tien (?:thuong|luong|phat)|hoc phi"
    r"|le phi|phi tham quan|luong co so|gia (?:ve|dat|ban|thue|nuoc|dien|dich vu))\b.{0,80}\b(?:la )?bao nhieu"
    r"|chi bao nhieu)\b|^(?!.*\b(?:ai|nao|dau|gi|khong|quy dinh)\b).*\b(?:gia (?:ve|dat)|hoc phi|le phi|luong co so)\b"
)
_COUNT = re.compile(r"\bbao nhieu\b|\bmay (?:bai|lop|nguoi|lan|tan|diem)\b")
_TARGET = re.compile(r"\b(?:chi tieu|muc tieu|muc dich|phan tram)\b")
_PLACE = re.compile(r"\b(?:o|tai) (?:dau|noi nao|dia diem nao)\b")
#: "kinh phí lấy ở đâu" asks for no place.
_SOURCE = re.compile(r"\b(?:kinh phi|nguon|tien|von|gui|nop|can cu)\b.{0,40}\b(?:o|tai) dau\b")
_LEADER = re.compile(r"\b(?:chu tri|dau moi|co quan thuong truc|chiu trach nhiem|dung ra lo)\b")


def asks_amount(question: str) -> bool:
    """True if a question asks for a sum of money and nothing else will do."""
    return _AMOUNT.search(fold(question)) is not None


def asks_count(question: str) -> bool:
    """True if a question asks for a number."""
    return _COUNT.search(fold(question)) is not None


def asks_target(question: str) -> bool:
    """True if a question asks for an aim or a target."""
    return _TARGET.search(fold(question)) is not None


def asks_place(question: str) -> bool:
    """True if a question asks where."""
    folded = fold(question)
    return _PLACE.search(folded) is not None and _SOURCE.search(folded) is None


def asks_leader(question: str) -> bool:
    """True if a question asks for the leader in so many words ("ai chủ trì")."""
    return _LEADER.search(fold(question)) is not None
