"""Tables with a column for each month or quarter: a mark in a column says when a task is due.

    Nhiệm vụ                      | Chủ trì    | Quý I | Quý II | Quý III | Quý IV
    Rà soát thủ tục hành chính    | Sở Nội vụ  |       |   x    |         |

Only marks count: figures under quarters are targets, and words are read as any other cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from ingest.tasks.deadlines import TaskDeadline
from ingest.tasks.times import Calendar, last_day

_QUARTER_COUNT, _MONTH_COUNT = 4, 12
#: "Quý II", "Tháng 3/2026", "Thời gian thực hiện - Quý I", "Tiến độ (tháng) - 03".
_COLUMN = re.compile(
    r"(?i)^(?:[^\W\d_][^:;]*?[(:\-–/]\s*)?(?:năm (?:19|20)\d\d\s*[-–]\s*)?"
    r"(?:(?:quý|q)\)?\s*[.\-–:]?\s*(?P<q>IV|I{1,3}|[1-4])|(?:tháng|th|t)\)?\s*[.\-–:]?\s*(?P<m>1[0-2]|0?[1-9]))"
    r"(?:\s*(?:[/.\-]|,?\s*năm)\s*(?P<y>(?:19|20)\d\d))?$"
)
_MARK = re.compile(r"(?i)[xv×✓✔√☑☒■●•*+]{1,3}")
_QUARTERS = {"I": "I", "II": "II", "III": "III", "IV": "IV", "1": "I", "2": "II", "3": "III", "4": "IV"}
_RULE = "Bảng đánh dấu ở cột “{column}”{year}. {rule}"
_SEVERAL = "Bảng đánh dấu ở {count} cột, cột cuối là “{column}”{year}. {rule}"
_YEAR = ", lấy năm {year} theo {source}"


def deadline_of_columns(cells: Sequence[tuple[str, str]], calendar: Calendar) -> TaskDeadline | None:
    """The deadline that the marks of a row give: the end of the last month or quarter marked.

    Marks in all quarters or all months are a rhythm. None for a row without such a cell, or with other words in one:
    empty cells are not kept, so that one marked column is enough.
    """
    columns = [(header, value.strip(), match) for header, value in cells if (match := _COLUMN.match(header.strip()))]
    marked = [(header, match) for header, value, match in columns if _MARK.fullmatch(value)]
    if not marked or len(marked) < len(columns):
        return None
    header, match = marked[-1]
    if len(marked) == (_QUARTER_COUNT if match["q"] else _MONTH_COUNT):
        return TaskDeadline("", 0, 0, recurring="hằng quý" if match["q"] else "hằng tháng")
    due, rule = _last_day(header.strip(), match, len(marked), calendar)
    return TaskDeadline(header.strip(), 0, 0, due=due, rule=rule)


def _last_day(header: str, match: re.Match[str], count: int, calendar: Calendar) -> tuple[date | None, str]:
    """The last day of a column's month or quarter, and the rule by which it is known."""
    year = match["y"] or calendar.year
    unit = f"quý {_QUARTERS[match['q'].upper()]}" if match["q"] else f"tháng {int(match['m'])}"
    due, rule = last_day(f"{unit}/{year}" if year else unit, 0, calendar) or (None, None)
    told = "" if match["y"] or not year else _YEAR.format(year=year, source=calendar.year_source or "văn bản")
    wording = _RULE if count == 1 else _SEVERAL
    return due, wording.format(count=count, column=header, year=told, rule=rule or "").strip()
