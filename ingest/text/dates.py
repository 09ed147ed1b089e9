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
