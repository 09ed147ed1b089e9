"""How the index writes what it says in Vietnamese."""

from __future__ import annotations

from datetime import date


def format_date(day: date) -> str:
    """A date as administrative letters write it: days below 10 and the months 1 and 2 get a zero (Nghị định 30/2020).

    >>> format_date(date(2025, 7, 1)), format_date(date(2024, 1, 15))
    ('01/7/2025', '15/01/2024')
    """
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"
