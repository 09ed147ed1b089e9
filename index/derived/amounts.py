"""Dates and amounts as single terms, so that every way of writing one finds the others.

"05/3/2024", "ngày 5 tháng 3 năm 2024" and "5-3-2024" are one day; "1,5 triệu đồng", "1.500.000 đồng" and
"1500000 đồng" one sum. The terms stand beside the syllables of the text, never in place of them.
"""

from __future__ import annotations

import re
from decimal import Decimal

#: Marks a term that is a value; no syllable begins with it.
VALUE_MARK = "="
# Both begin with a plain digit and look back from there: the engine then skips to digits, which is most of the time.
_DATE = re.compile(
    r"([0-9](?<![\d/.]\d)\d?)(?:\s?[/.-]\s?|\s+tháng\s+|\s+thang\s+)(\d{1,2})"
    r"(?:\s?[/.-]\s?|,?\s+năm\s+|\s+nam\s+)((?:19|20)\d\d)(?!\d)"
)
_AMOUNT = re.compile(
    r"([0-9](?<![\d.,/]\d)(?:\d{0,2}(?:\.\d{3})+|\d*))(?:,(\d{1,3}))?"
    r"(?:\s+([Nn]gh?ìn|[Nn]gàn|nghin|ngan|[Tt]riệu|trieu|[Tt][ỷỉ]|t[yi])\b)?(?![\d/]|[.,]\d)"
)
_UNITS = {"n": 1_000, "tr": 1_000_000, "t": 1_000_000_000}
#: Plain numbers below this are syllables enough.
MIN_AMOUNT = 1_000


def value_terms(text: str) -> list[str]:
    """The terms of the dates and amounts of a text.

    >>> value_terms("trước ngày 05 tháng 3 năm 2024"), value_terms("15/3/2024")
    (['=2024-3-5'], ['=2024-3-15'])
    >>> value_terms("mức hỗ trợ 1,5 triệu đồng"), value_terms("1.500.000 đồng"), value_terms("năm 2024 có 3 đợt")
    (['=1500000'], ['=1500000'], [])
    """
    found = [f"{VALUE_MARK}{year}-{int(month)}-{int(day)}" for day, month, year in _DATE.findall(text)]
    for match in _AMOUNT.finditer(text):
        whole, part, unit = match.groups()
        if unit is None and "." not in whole and len(whole) < 5:
            continue
        number = Decimal(f"{whole.replace('.', '')}.{part or 0}")
        if unit is not None:
            lowered = unit.lower()
            number *= _UNITS["tr" if lowered.startswith("tr") else lowered[0]]
        if number >= MIN_AMOUNT and number == int(number):
            found.append(f"{VALUE_MARK}{int(number)}")
    return found
