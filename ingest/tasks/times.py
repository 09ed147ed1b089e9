"""Times as documents print them, from a day to a year, and the last day of each.

A day is given only where the words settle it: the year is printed, or the document is for one year. Else it is unknown
and the rule says why.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Any

from ingest.text.dates import format_date


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a document says of its own time: its day, the day of its effect, the one year that it is a plan for."""

    issued: date | None = None
    effective: date | None = None
    year: int | None = None
    #: How that year is known, as the rule says it.
    year_source: str = ""


_D = r"(?P<d>\d{1,2})"
_M = r"(?P<m>\d{1,2})"
_Y = r"(?P<y>(?:19|20)\d{2})"
_SIGN = r"\s*[/.\-]\s*"
_PART = r"(?:(?P<part>đầu|giữa|cuối)\s+)?"
_Q = r"(?:IV|I{1,3}|[1-4])"
_QUARTER = r"quý\s*(?P<q>IV|I{1,3}|[1-4])(?!\w)"
#: What may stand for a day or a time, the longer form first.
_FORMS = (
    ("day", rf"(?:ngày\s*)?(?<![\d/]){_D}{_SIGN}{_M}{_SIGN}{_Y}(?!\d)"),
    ("day", rf"(?:ngày\s*)?(?<!\d){_D}\s*tháng\s*{_M}\s*,?\s*năm\s*{_Y}"),
    (
        "quarter",
        rf"quý\s*(?:{_Q}\s*(?:,|và|-|–|đến)\s*(?:quý\s*)?)+(?P<q>{_Q})(?!\w)(?:{_SIGN}|\s*,?\s*(?:năm\s*)?){_Y}",
    ),
    ("month", rf"tháng\s*(?:\d{{1,2}}\s*(?:,|và|-|–|đến)\s*(?:tháng\s*)?)+{_M}(?:{_SIGN}|\s*,?\s*năm\s*){_Y}(?!\d)"),
    ("half", rf"0?6 tháng (?P<half>đầu|cuối) năm(?:\s*{_Y})?"),
    ("month", rf"{_PART}tháng\s*{_M}(?:{_SIGN}|\s*,?\s*năm\s*){_Y}(?!\d)"),
    ("quarter", rf"{_PART}{_QUARTER}(?:(?:{_SIGN}|\s*,?\s*(?:năm\s*)?){_Y})?"),
    ("month", rf"(?<![\d/.])(?P<m>0?[1-9]|1[0-2])/{_Y}(?!\d)"),
    ("day_month", rf"ngày\s*{_D}\s*(?:/|-|\.|tháng)\s*{_M}(?![\d/%])"),
    ("day_month", rf"(?<![\d/.,]){_D}/{_M}(?![\d/%])"),
    ("bare_month", rf"{_PART}tháng\s*{_M}(?![\d/])"),
    ("rhythm_day", rf"ngày\s*{_D}(?=\s*(?:hằng|hàng|của|mỗi|các|tháng (?:đầu|cuối|sau|liền|kế|tiếp)))"),
    ("year", rf"(?:(?P<part>đầu|giữa|cuối|hết)\s+)?năm\s*{_Y}(?!\d)"),
)
_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_KINDS = tuple((kind, re.compile(rf"(?i){form}")) for kind, form in _FORMS)
#: The same as one pattern without names, to be built into others.
TIME = "|".join(re.sub(r"\(\?P<\w+>", "(?:", form) for _, form in _FORMS)
_ANY = re.compile(rf"(?i){TIME}")
NO_YEAR = "Văn bản không ghi năm của thời hạn này."
NO_DAY = "Văn bản không ghi ngày cụ thể."
NO_SUCH_DAY = "Ngày được ghi không có trong lịch."
_ONLY_YEAR = "Tính đến ngày cuối năm {y}: {day}."


def times_in(text: str) -> list[re.Match[str]]:
    """Where times stand in a text."""
    return list(_ANY.finditer(text))


def last_day(text: str, start: int, calendar: Calendar) -> tuple[date | None, str | None] | None:
    """The last day of the time that begins at a place, and the rule by which it is known; None where none begins.

    >>> last_day("quý II/2026", 0, Calendar())
    (datetime.date(2026, 6, 30), 'Tính đến ngày cuối quý II/2026: 30/6/2026.')
    >>> last_day("ngày 15/3/2026", 0, Calendar()), last_day("quý II", 0, Calendar())
    ((datetime.date(2026, 3, 15), None), (None, 'Văn bản không ghi năm của thời hạn này.'))
    """
    for kind, pattern in _KINDS:
        if (match := pattern.match(text, start)) is not None:
            parts = match.groupdict()
            if kind != "day":
                return _end_of(kind, parts, calendar)
            day = _day(int(parts["y"]), int(parts["m"]), int(parts["d"]))
            return day, None if day else NO_SUCH_DAY
    return None


def _end_of(kind: str, parts: dict[str, Any], calendar: Calendar) -> tuple[date | None, str | None]:
    """The last day of a month, quarter, half or whole year; unknown where the year, or which part of it, is."""
    if (parts.get("part") or "").lower() in {"đầu", "giữa"}:
        return None, NO_DAY
    if kind == "day_month":
        return _day_of_plan(int(parts["d"]), int(parts["m"]), calendar)
    if not parts.get("y"):
        return None, NO_YEAR
    year, month = int(parts["y"]), _last_month(kind, parts)
    if not 1 <= month <= 12:
        return None, NO_SUCH_DAY
    due = date(year, month, monthrange(year, month)[1])
    if kind == "year":
        return due, _ONLY_YEAR.format(y=year, day=format_date(due))
    named = {"half": f"6 tháng {parts.get('half')} năm {year}", "quarter": f"quý {parts.get('q')}/{year}"}
    return due, f"Tính đến ngày cuối {named.get(kind, f'tháng {month}/{year}')}: {format_date(due)}."


def _last_month(kind: str, parts: dict[str, Any]) -> int:
    if kind == "quarter":
        return 3 * _QUARTERS[parts["q"].upper()]
    if kind == "half":
        return 6 if parts["half"].lower() == "đầu" else 12
    return 12 if kind == "year" else int(parts["m"])


def _day_of_plan(day: int, month: int, calendar: Calendar) -> tuple[date | None, str | None]:
    """A day printed without its year, in the one year that the table or the plan is for."""
    if calendar.year is None:
        return None, NO_YEAR
    due = _day(calendar.year, month, day)
    if due is None or (calendar.issued is not None and due < calendar.issued):
        return None, NO_YEAR
    return due, f"Văn bản ghi ngày {day:02d}/{month} không có năm; lấy năm {calendar.year} theo {calendar.year_source}."


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
