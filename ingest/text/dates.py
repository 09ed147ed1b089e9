"""Dates as Vietnamese documents write them; an impossible date is no date."""

from __future__ import annotations

import re
from datetime import date

#: `ngày 09 tháng 3 năm 2023`, with OCR's letters for digits; the day may be missing on an unsigned draft.
LONG_DATE = re.compile(
    r"ng[aà]y\s*(?P<d>[\dOoIl]{1,2})\s*,?\s*th[aá]ng\s*(?P<m>[\dOoIl]{1,2})\s*,?\s*n[aă]m\s*(?P<y>[\dOoIl]{4})",
    re.IGNORECASE,
)
SHORT_DATE = re.compile(
    r"(?:ng[aà]y\s*)?(?<![\d/.-])(?P<d>\d{1,2})\s*[/.\-]\s*(?P<m>\d{1,2})\s*[/.\-]\s*(?P<y>(?:19|20)\d{2})(?!\d)",
    re.IGNORECASE,
)
_DIGITS_OF_OCR_LETTERS = str.maketrans("OoIl", "0011")


def date_of_match(match: re.Match[str]) -> date | None:
    """The date of a match of ``LONG_DATE`` or ``SHORT_DATE``."""
    try:
        return date(*(int(match.group(name).translate(_DIGITS_OF_OCR_LETTERS)) for name in ("y", "m", "d")))
    except ValueError:
        return None


def first_date(text: str) -> date | None:
    """The first date in ``text``.

    >>> first_date("Gia Lai, ngày 09 tháng 3 năm 2023"), first_date("từ ngày 31/2/2024")
    (datetime.date(2023, 3, 9), None)
    """
    match = LONG_DATE.search(text) or SHORT_DATE.search(text)
    return date_of_match(match) if match else None


def format_date(day: date) -> str:
    """A date as administrative letters write it: days below 10 and the months 1 and 2 get a zero (Nghị định 30/2020).

    >>> format_date(date(2025, 7, 1)), format_date(date(2024, 1, 15))
    ('01/7/2025', '15/01/2024')
    """
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"
