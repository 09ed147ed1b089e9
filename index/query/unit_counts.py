"""Units of a document whose number a question asks for: "có mấy chương", "bao nhiêu điều", "gồm mấy phần"."""

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
