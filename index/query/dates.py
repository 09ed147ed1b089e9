"""Years and days in a question. How a year may be written depends on what it is read for; each reading says why."""

from __future__ import annotations

import re
from datetime import date

from ingest.text.dates import first_date

YEAR = r"(?:19|20)\d\d"
#: A year by itself: a part of a day or of a document's number is none.
LONE_YEAR = re.compile(rf"(?<![\d/])({YEAR})(?![\d/])")
#: The year that a document was made for: the ends of a span ("2021-2025") and of "01.2024" are none.
_PERIOD_YEAR = re.compile(rf"(?<![\d/.-]){YEAR}(?![\d/]|-\d)")
#: The year of one of several documents with the same number: it may be a part of the number ("901/2017").
_YEAR_OF_NUMBER = re.compile(rf"\b(?:nam\s+|/)({YEAR})\b")
_YEAR_OF_ISSUE = re.compile(rf"\bban hanh (?:trong |vao )?nam ({YEAR})\b")
#: Every year, wherever it stands: the evidence must name it too.
_ANY_YEAR = re.compile(rf"\b{YEAR}\b")
_MONTH = re.compile(r"\bthang\s+0?(\d{1,2})\b(?!\s*/\s*\d{1,2}\s*/)")
#: Words before the day on which the law is asked for, a condition that is shown to the asker.
_AS_OF = re.compile(
    r"(?i)\b(?:(?:tại|vào|tai|vao) (?:thời điểm|thoi diem)|(?:tính|tinh) (?:đến|den|tới|toi))\b[^\d]{0,12}(?=\d)"
)
#: The same for the statuses of the documents cited, which a day alone ("vào 01/6/2023") is enough for.
_DAY_ASKED = re.compile(r"\b(?:thoi diem|tinh den|vao|tai)\s+(?:ngay\s+)?(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)\b")


def lone_years(text: str) -> tuple[int, ...]:
    """The years that stand by themselves, each once, in order.

    >>> lone_years("Kế hoạch 516/2023 khác gì kế hoạch năm 2024 và 2025?")
    (2024, 2025)
    """
    return tuple(dict.fromkeys(int(year) for year in LONE_YEAR.findall(text)))


def period_years(folded: str) -> frozenset[int]:
    """The years that documents may be made for.

    >>> sorted(period_years("ke hoach nam 2023, giai doan 2021-2025"))
    [2023]
    """
    return frozenset(int(year) for year in _PERIOD_YEAR.findall(folded))


def number_years(folded: str) -> frozenset[int]:
    """The years said of a document beside its number."""
    return frozenset(int(year) for year in _YEAR_OF_NUMBER.findall(folded))


def issue_year(folded: str) -> int | None:
    """The year in which the documents asked for were issued ("ban hành năm 2024")."""
    found = _YEAR_OF_ISSUE.search(folded)
    return int(found[1]) if found else None


def all_years(text: str) -> tuple[str, ...]:
    """Every year of a text, as written."""
    return tuple(_ANY_YEAR.findall(text))


def months(folded: str) -> tuple[str, ...]:
    """The months named without a day, as written."""
    return tuple(_MONTH.findall(folded))


def as_of_day(text: str) -> date | None:
    """The day as of which the law is asked for.

    >>> as_of_day("Tính đến ngày 01/6/2023, văn bản nào còn hiệu lực?")
    datetime.date(2023, 6, 1)
    """
    before = _AS_OF.search(text)
    return first_date(text[before.end() :][:40]) if before else None


def day_asked(folded: str) -> date | None:
    """The day on which the documents cited must be judged.

    >>> day_asked("tai thoi diem 01/6/2023, dieu 5 quy dinh gi?")
    datetime.date(2023, 6, 1)
    """
    match = _DAY_ASKED.search(folded)
    if match is None:
        return None
    try:
        return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None
