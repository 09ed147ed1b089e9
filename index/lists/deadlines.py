"""Deadlines in a passage, for lists: the day by which something must be done, and the words that say so. Pure.

Only days, months and quarters with their year count; what comes again and again ("ngày 25 hằng tháng") is no day. A
month or a quarter ends with its last day. A day is a deadline by the words right before it, or by the head of its
column: "ban hành trước ngày 01/7/2025" and "Quyết định số 9 ngày 01/7/2025" set none.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ingest.text.dates import LONG_DATE, SHORT_DATE, date_of_match
from ingest.text.normalize import fold
from ingest.text.sentences import sentence_spans

_MONTH = re.compile(r"tháng\s+(?P<m>\d{1,2})\s*(?:/|,?\s*năm\s+)\s*(?P<y>20\d\d)(?!\d)", re.IGNORECASE)
_QUARTER = re.compile(r"quý\s+(?P<q>IV|I{1,3}|[1-4])\s*(?:/|,?\s*năm\s+)\s*(?P<y>20\d\d)(?!\d)", re.IGNORECASE)
_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4}
#: Words right before a day that is a deadline, folded.
_BEFORE_DAY = re.compile(
    r"\b(?:truoc|cham nhat|muon nhat|han(?: chot| cuoi| nop)?|thoi han|den het|xong|hoan thanh|trong)"
    r"(?: (?:la|vao|den|truoc|het))*(?: \d{1,2} ?(?:gio|h)(?: ?\d{2})?(?: phut)?,?)?(?: ngay| het ngay)?[\s:]*$"
)
_BEFORE_MONTH = re.compile(
    r"\b(?:trong|truoc|cham nhat|hoan thanh|xong|han|thoi han|den het)(?: (?:la|vao|trong|truoc|het|cuoi))*[\s:]*$"
)
#: What lies before a day is no task when these words stand before "trước".
_NO_TASK = re.compile(
    r"\b(?:ban hanh|ky|cap|phat sinh|thanh lap|duoc giao|sinh|xay dung|co hieu luc|tiep nhan|ton tai)"
    r" (?:tu )?(?:truoc|den het|trong)(?: ngay)?[\s:]*$"
)
_DEADLINE_COLUMN = re.compile(r"\b(?:thoi gian|thoi han|han|tien do|hoan thanh|thoi diem)\b")
_WORDS_BEFORE = 60
LONGEST_QUOTE = 400


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline in a passage: its day, how it is printed, and the span of the sentence (of a row: the whole row)."""

    day: date
    printed: str
    start: int
    end: int


def deadlines_in(text: str, cells: Sequence[tuple[str, str]], issued: date | None) -> Iterator[Deadline]:
    """The deadlines of a passage. A day before that of issue is none."""
    if cells:
        values = dict.fromkeys(value for head, value in cells if _DEADLINE_COLUMN.search(fold(head)))
        found = [Deadline(day, printed, 0, len(text)) for value in values for day, printed in _days(value, column=True)]
    else:
        found = [
            Deadline(day, printed, start, end)
            for start, end in sentence_spans(text, clauses=True)
            for day, printed in _days(text[start:end], column=False)
        ]
    return (one for one in found if issued is None or one.day >= issued)


def _days(text: str, *, column: bool) -> Iterator[tuple[date, str]]:
    """The days that a text sets, each as it is printed. In a column of deadlines every day is one."""
    taken: list[tuple[int, int]] = []
    for pattern, before in (
        (LONG_DATE, _BEFORE_DAY),
        (SHORT_DATE, _BEFORE_DAY),
        (_MONTH, _BEFORE_MONTH),
        (_QUARTER, _BEFORE_MONTH),
    ):
        for match in pattern.finditer(text):
            day = _last_day(match)
            if day is None or any(start < match.end() and match.start() < end for start, end in taken):
                continue
            taken.append(match.span())
            ahead = fold(text[max(0, match.start() - _WORDS_BEFORE) : match.start()])
            if column or (before.search(ahead) and not _NO_TASK.search(ahead)):
                yield day, match.group()


def _last_day(match: re.Match[str]) -> date | None:
    """The day, or the last one of a month or a quarter."""
    if match.re is LONG_DATE or match.re is SHORT_DATE:
        return date_of_match(match)
    year = int(match["y"])
    if match.re is _QUARTER:
        quarter = match["q"].upper()
        month = 3 * (_QUARTERS.get(quarter) or int(quarter))
    else:
        month = int(match["m"])
    return date(year, month, monthrange(year, month)[1]) if 1 <= month <= 12 else None
