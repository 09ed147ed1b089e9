"""What of a document a question counts: its units ("có mấy chương", "bao nhiêu điều"), or the things under a heading
("có mấy mục tiêu", "bao nhiêu nguyên tắc hỗ trợ").
"""

from __future__ import annotations

import re
from typing import Literal

UnitAsked = Literal["phan", "chuong", "muc", "dieu", "phuluc"]

_UNITS: dict[str, UnitAsked] = {
    "phan": "phan", "chuong": "chuong", "muc": "muc", "dieu": "dieu", "phu luc": "phuluc",
}  # fmt: skip
#: "Mấy mục tiêu", "bao nhiêu điều kiện", "bao nhiêu phần trăm" count other things; only the end of a question is sure.
_ASKED = re.compile(
    r"\b(?:bao nhieu|may)\s+(?P<unit>phan|chuong|muc|dieu|phu luc)(?:\s+(?:lon|chinh|tat ca|the|vay|a))*\W*$"
)


def unit_asked(folded: str) -> UnitAsked | None:
    """The unit whose number a folded question asks for.

    >>> unit_asked("ke hoach 516 co may phan?"), unit_asked("ke hoach 516 co may muc tieu?")
    ('phan', None)
    """
    found = _ASKED.search(folded)
    return _UNITS[found["unit"]] if found else None


#: Things that documents number under a heading that names them.
_THINGS = (
    "muc tieu|muc dich|yeu cau|nhiem vu|giai phap|nguyen tac|noi dung|bien phap|chi tieu|hinh thuc|doi tuong|truong hop"
    "|hanh vi|dieu kien|quyen|nghia vu|trach nhiem|chinh sach|tieu chi|tieu chuan|quan diem|phuong thuc|hoat dong"
)
_THING_ASKED = re.compile(
    rf"\b(?:bao nhieu|may)\s+(?P<thing>(?:{_THINGS})"
    r"(?:\s+(?!(?:cua|trong|theo|tai|o|la|dat|phai|duoc|can)\b)[^\W\d]+){0,4}?)"
    r"(?=(?:\s+(?:tat ca|(?<!\bcu )the|vay|a|nhe|nhi))*\W*$|\s+(?:cua|trong|theo|tai|o)\s)"
)


def thing_asked(folded: str) -> str | None:
    """The things, as the heading above them may name them, whose number a folded question asks for.

    >>> thing_asked("ke hoach 9309 co bao nhieu muc tieu cu the?"), thing_asked("bao nhieu muc tieu dat 100%")
    ('muc tieu cu the', None)
    """
    found = _THING_ASKED.search(folded)
    return found["thing"] if found else None
