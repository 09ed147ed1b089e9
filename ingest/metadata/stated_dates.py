"""Dates that a document states of itself: the time that it plans, when it takes effect, when it was adopted."""

from __future__ import annotations

import re
from datetime import date

from ingest.grammar.document_types import name_pattern
from ingest.text import dates
from ingest.text.normalize import fold

_PERIOD = re.compile(
    r"(?:giai doan|nhiem ky|thoi ky)\s+(?:tu\s+)?(?:nam\s+)?"
    r"(?P<a>(?:19|20)\d\d)\s*(?:-|–|den(?:\s+nam)?)\s*(?P<b>(?:19|20)\d\d)"
)
_SCHOOL = re.compile(r"nam hoc\s+(?P<a>20\d\d)\s*[-–]\s*(?P<b>20\d\d)")
_YEAR = re.compile(r"\bnam\s+(?P<a>(?:19|20)\d\d)\b")
_LONG_DATE_FOLDED = re.compile(r"ngay\s+\d{1,2}\s+thang\s+\d{1,2}\s+nam\s+\d{4}")


def planned_period(subject: str) -> tuple[date, date] | None:
    """The time a plan is for, as its subject says it.

    >>> planned_period("Hoạt động thông tin đối ngoại năm 2023")
    (datetime.date(2023, 1, 1), datetime.date(2023, 12, 31))
    """
    folded = _LONG_DATE_FOLDED.sub(" ", fold(subject))
    match = _PERIOD.search(folded)
    if match and int(match["a"]) <= int(match["b"]):
        return date(int(match["a"]), 1, 1), date(int(match["b"]), 12, 31)
    match = _SCHOOL.search(folded)
    if match:
        return date(int(match["a"]), 8, 1), date(int(match["b"]), 7, 31)
    years = [int(found) for found in _YEAR.findall(folded)]
    if years:
        return date(min(years), 1, 1), date(max(years), 12, 31)
    return None


_EFFECT_CLAUSE = re.compile(
    r"\bnày\b[^.;:“]{0,160}?\bcó\s+hiệu\s+lực\s+(?:thi\s+hành\s+)?(?:kể\s+)?từ\s+(?P<rest>ngày\s+.{0,45})", re.DOTALL
)


def stated_effective_date(text: str, issued: date | None) -> date | None:
    """The day from which the document itself says it takes effect.

    >>> stated_effective_date("Quyết định này có hiệu lực thi hành kể từ ngày 01 tháng 4 năm 2017.", None)
    datetime.date(2017, 4, 1)
    """
    match = _EFFECT_CLAUSE.search(text)
    if match is None:
        return None
    if re.match(r"ngày\s+(?:ký|ban hành|\w+\s+ký)", match["rest"]):
        return issued
    found = dates.LONG_DATE.match(match["rest"]) or dates.SHORT_DATE.match(match["rest"])
    return dates.date_of_match(found) if found else None


_ADOPTION_SENTENCE = re.compile(
    rf"^\W*(?:{name_pattern('law', 'NQ')})\s+này\b.{{0,40}}\bđược\b.{{0,200}}?\bthông\s+qua\b", re.DOTALL
)


def adoption_date(text: str) -> date | None:
    """The day in the last sentence of a law or a resolution; it is the date by which a law is cited.

    >>> adoption_date("Luật này được Quốc hội khóa XV, kỳ họp thứ 10 thông qua ngày 10 tháng 12 năm 2025.")
    datetime.date(2025, 12, 10)
    """
    match = _ADOPTION_SENTENCE.search(text)
    return dates.first_date(text[match.end() :]) if match else None
