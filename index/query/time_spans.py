"""Times as a question names them for a list: a day, a month, "từ 2024 đến nay", "tháng trước", "3 tháng tới".

A time is read from a folded text at a place; what it means in days may depend on the day on which it is asked.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Unit = Literal["day", "week", "month", "quarter", "year"]
_UNITS: dict[str, Unit] = {
    "ngay": "day", "hom": "day", "tuan": "week", "thang": "month", "quy": "quarter", "nam": "year",
}  # fmt: skip
_MONTHS_OF: dict[Unit, int] = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class TimeAsked:
    """A time: between two days (None: open), or by a unit, ``shift`` units from now or ``rolling`` units from today."""

    first: date | None = None
    last: date | None = None
    unit: Unit | None = None
    shift: int = 0
    rolling: int = 0

    def span(self, today: date) -> tuple[date | None, date | None]:
        """The first and the last day.

        >>> TimeAsked(unit="month", shift=-1).span(date(2026, 3, 9))
        (datetime.date(2026, 2, 1), datetime.date(2026, 2, 28))
        """
        if self.unit is None:
            return self.first, self.last
        if self.rolling:
            moved = _moved(today, self.unit, self.rolling)
            return (today, moved) if self.rolling > 0 else (moved, today)
        return _period(today, self.unit, self.shift)


def _moved(day: date, unit: Unit, count: int) -> date:
    """A day so many units later; the last day of a shorter month where that month has no such day."""
    if unit in ("day", "week"):
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 + count * _MONTHS_OF[unit]
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _period(today: date, unit: Unit, shift: int) -> tuple[date, date]:
    """The first and the last day of the day, week, month, quarter or year that lies ``shift`` from that of today."""
    day = _moved(today, unit, shift)
    if unit == "day":
        return day, day
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    months = _MONTHS_OF[unit]
    first_month = (day.month - 1) // months * months + 1
    return months_span(day.year, first_month, first_month + months - 1)


def months_span(year: int, first: int, last: int) -> tuple[date, date]:
    """The first day of a month and the last day of a later one of the same year."""
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


# -- reading ----------------------------------------------------------------------------------------------------------

_Y = r"(?:19|20)\d\d"
#: A day, a month or a year, in this order: the longest first. ``p`` makes the names of its groups.
_POINT = (
    r"(?:(?:ngay )?(?P<{p}d>\d{{1,2}})(?:[/.-]| thang )(?P<{p}m>\d{{1,2}})(?:[/.-]| nam )(?P<{p}y>(?:19|20)\d\d)"
    r"|(?:thang )?(?P<{p}m2>\d{{1,2}})(?:/| nam |-)(?P<{p}y2>(?:19|20)\d\d)"
    r"|(?:dau |cuoi )?(?:nam )?(?P<{p}y3>(?:19|20)\d\d)|thang (?P<{p}m4>\d{{1,2}}))(?![\d/])"
)
_A, _B = _POINT.format(p="a"), _POINT.format(p="b")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_NOW = r"(?:nay|hien nay|hien tai|bay gio)"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("since", rf"(?:ke )?tu (?:sau )?{_A}(?: (?:den|toi) {_NOW}| tro (?:lai day|di|ve sau))"),
        ("between", rf"(?:trong khoang |giua |tu ){_A} (?:den|toi|va|-)(?: het)? {_B}"),
        ("between", rf"(?:giai doan |trong giai doan )(?P<ay3>{_Y})\s*[-–]\s*(?P<by3>{_Y})"),
        ("since", rf"(?:ke tu|tu) {_A}"),
        ("until", rf"(?:truoc|den truoc) {_A}"),
        ("through", rf"(?:den het|den|toi|cho den|cham nhat(?: la)?|muon nhat(?: la)?) {_A}"),
        ("after", rf"sau {_A}"),
        ("half", rf"(?:trong )?(?:6 thang|sau thang|nua) (?P<half>dau|cuoi)(?: cua)? nam (?P<y>{_Y}|nay)"),
        ("quarter", rf"(?:trong )?quy (?P<q>iv|i{{1,3}}|[1-4])(?:\s*/\s*|,? nam | )(?P<y>{_Y})"),
        ("quarter", r"(?:trong )?quy (?P<q>iv|i{1,3}|[1-4])(?! \d)(?P<y>)\b"),
        ("at", rf"(?:(?:vao|trong)(?: khoang)? )?{_A}"),
        (
            "rolling",
            r"(?:trong )?(?:vong )?(?P<n>\d{1,3}|mot|hai|ba) (?P<unit>ngay|tuan|thang|quy|nam)"
            r" (?P<way>qua|gan day|gan nhat|vua qua|tro lai day|toi|sap toi|nua|tiep theo)",
        ),
        ("shift", r"(?:(?:trong|vao) )?(?P<unit>ngay hom|hom|tuan|thang|quy|nam) (?P<way>nay|qua|truoc|ngoai|toi|sau)"),
    )
)  # fmt: skip
_WAYS = {"nay": 0, "qua": -1, "truoc": -1, "ngoai": -1, "toi": 1, "sau": 1}
_NUMBERS = {"mot": 1, "hai": 2, "ba": 3}
_Point = tuple[int, int, int]  # year, month, day; 0 where it is not named


def read_time(folded: str, start: int, today_year: int) -> tuple[TimeAsked, int] | None:
    """The time that begins at a place of a folded text, and where it ends; None where none begins.

    ``today_year`` is the year of a month that is named without one.

    >>> read_time("tu 2024 den nay", 0, 2026)
    (TimeAsked(first=datetime.date(2024, 1, 1), last=None, unit=None, shift=0, rolling=0), 15)
    """
    for kind, pattern in _PATTERNS:
        match = pattern.match(folded, start)
        if match is None or (match.end() < len(folded) and folded[match.end()].isalnum()):
            continue
        try:
            time = _time_of(kind, match, today_year)
        except ValueError:  # a day that no month has
            continue
        if time is not None:
            return time, match.end()
    return None


def _time_of(kind: str, match: re.Match[str], today_year: int) -> TimeAsked | None:
    if kind == "rolling":
        count = _NUMBERS.get(match["n"]) or int(match["n"])
        ahead = match["way"] in ("toi", "sap toi", "nua", "tiep theo")
        return TimeAsked(unit=_UNITS[match["unit"]], rolling=count if ahead else -count)
    if kind == "shift":
        unit = _UNITS[match["unit"].split()[-1]]
        return TimeAsked(unit=unit, shift=_WAYS[match["way"]])
    if kind in ("half", "quarter"):
        year = int(match["y"]) if match["y"].isdigit() else today_year
        if kind == "half":
            return TimeAsked(*months_span(year, *((1, 6) if match["half"] == "dau" else (7, 12))))
        quarter = _ROMAN.get(match["q"]) or int(match["q"])
        return TimeAsked(*months_span(year, 3 * quarter - 2, 3 * quarter))
    return _between(kind, match, today_year)


def _between(kind: str, match: re.Match[str], today_year: int) -> TimeAsked | None:
    """The time of one or two points."""
    end = _point(match, "b") if kind == "between" else None
    start = _point(match, "a")
    if start is None or (kind == "between" and end is None):
        return None
    year = (end[0] if end else 0) or today_year
    first, last = _days_of((start[0] or year, start[1], start[2]))
    if end is not None:
        return TimeAsked(first, _days_of((end[0] or year, end[1], end[2]))[1])
    if kind == "at":
        return TimeAsked(first, last)
    if kind in ("since", "after"):
        return TimeAsked(first=first if kind == "since" else last + timedelta(days=1))
    return TimeAsked(last=first - timedelta(days=1) if kind == "until" else last)


def _point(match: re.Match[str], prefix: str) -> _Point | None:
    groups = {name: value for name, value in match.groupdict().items() if value}
    if f"{prefix}d" in groups:
        return int(groups[f"{prefix}y"]), int(groups[f"{prefix}m"]), int(groups[f"{prefix}d"])
    for year, month in ((f"{prefix}y2", f"{prefix}m2"), (f"{prefix}y3", ""), ("", f"{prefix}m4")):
        if (year or month) in groups:
            return int(groups.get(year, 0)), int(groups.get(month, 0)), 0
    return None


def _days_of(point: _Point) -> tuple[date, date]:
    """The first and the last day of a year, a month or a day.

    :raises ValueError: for a day or month that does not exist.
    """
    year, month, day = point
    if day:
        return date(year, month, day), date(year, month, day)
    if month:
        return date(year, month, 1), date(year, month, monthrange(year, min(max(month, 1), 12))[1])
    return date(year, 1, 1), date(year, 12, 31)
