"""Tasks in tables: a row is one where its columns say what is to be done, by whom, by when."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.records import Metadata, Passage, Task
from ingest.tasks.assignment import owner_of_title
from ingest.tasks.bodies import HEAD, names_of
from ingest.tasks.deadlines import TaskDeadline, deadline_of_cell
from ingest.tasks.labels import Field, field_of_label
from ingest.tasks.roles import roles_of
from ingest.tasks.schedule_columns import deadline_of_columns
from ingest.tasks.times import Calendar

ENOUGH = 2.5
_WEIGHTS = {
    "task": 1.0, "lead": 1.0, "time": 1.0, "along": 0.5, "product": 0.5, "lead is a body": 0.5, "assigning title": 1.0,
    "other table": -3.0, "report": -2.0, "no words": -5.0, "no lead": -1.0,
}  # fmt: skip
_ASSIGNING = re.compile(
    r"(?i)phân công|nhiệm vụ|kế hoạch|tiến độ|chương trình|danh mục (?:nhiệm vụ|công việc|đề án)|lịch|chuyên mục"
)
_OTHER_TABLE = re.compile(
    r"(?i)họ và tên|chức danh|chức vụ|địa chỉ|thủ tục hành chính|lệ phí|mức (?:thu|phí|chi)|đơn giá|diện tích"
    r"|số lượng"
    r"|căn cứ pháp lý|trình tự|hồ sơ|mã số|dân số|biên chế|tỷ lệ|điểm số|số điểm|dự toán|kinh phí"
)
_REPORTS = frozenset(("BC", "TTr", "TT", "NĐ", "L"))
_FEWEST_SYLLABLES = 4
_REPEATS = re.compile(r"(?i)nt|như trên|\W+")
_NUMBER = re.compile(r"\s*\d{1,3}(?:\.\d{1,2})*\s*[.)]\s*")


def task_of_row(passage: Passage, metadata: Metadata, calendar: Calendar) -> list[Task]:
    """The task of a table's row, or none."""
    cells, headers = _fields(passage)
    task = cells.get("task", "")
    if not task or task not in passage.text:
        return []
    named, along = roles_of(cells.get("lead", ""))
    leads = tuple(name for name in named if _is_name(name, passage))
    along = names_of(cells.get("along", "")) or along
    if not leads:
        leads = _leads_of_group(passage)
    scheduled = deadline_of_columns(passage.cells, _calendar_of("", passage, calendar))
    if scheduled is not None:
        cells["time"] = scheduled.printed
    if _weight(passage, metadata, cells, leads) < ENOUGH:
        return []
    deadline = scheduled or _deadline_of_cells(cells, headers, passage, calendar)
    number = _NUMBER.match(task)
    return [
        Task(
            quote=task[number.end() :] if number else task,
            passage=passage.ordinal,
            position=0,
            leads=leads,
            coordinating=tuple(name for name in along if _is_name(name, passage)),
            deadline=deadline.printed or None,
            due=deadline.due,
            due_rule=deadline.rule,
            recurring=deadline.recurring,
            product=cells.get("product") or None,
            table=True,
        )
    ]


def _deadline_of_cells(
    cells: dict[Field, str], headers: dict[Field, str], passage: Passage, calendar: Calendar
) -> TaskDeadline:
    found = deadline_of_cell(cells.get("time", ""), _calendar_of(headers.get("time", ""), passage, calendar))
    return found or TaskDeadline("", 0, 0)


def _fields(passage: Passage) -> tuple[dict[Field, str], dict[Field, str]]:
    """The cells by their field, and the headers of their columns; the first column of a field counts."""
    cells: dict[Field, str] = {}
    headers: dict[Field, str] = {}
    for header, value in passage.cells:
        field = field_of_label(header)
        if field is not None and value.strip() and field not in cells:
            cells[field], headers[field] = value.strip(), header
    return cells, headers


def _is_name(name: str, passage: Passage) -> bool:
    """False for a misread scrap of a scanned table, and for a mark that repeats a cell that is not there."""
    if _REPEATS.fullmatch(name):
        return False
    return passage.citation.confidence is None or HEAD.search(name) is not None or name[:1].isupper()


def _leads_of_group(passage: Passage) -> tuple[str, ...]:
    """The body that the group's title names."""
    for title in reversed(passage.headings[-2:]):
        if (owner := owner_of_title(title)) is not None and owner.kind == "label":
            return owner.leads
    return ()


def _weight(passage: Passage, metadata: Metadata, cells: dict[Field, str], leads: tuple[str, ...]) -> float:
    """The sum of the clues that a row is a task."""
    names: list[str] = [field for field in ("task", "lead", "time", "along", "product") if field in cells]
    if leads and "lead" not in names:
        names.append("lead")
    if any(HEAD.search(lead) for lead in leads):
        names.append("lead is a body")
    if not leads:
        names.append("no lead")
    if any(_ASSIGNING.search(title) for title in passage.headings) or metadata.type in {"KH", "CTr"}:
        names.append("assigning title")
    if any(_OTHER_TABLE.search(header) for header, _ in passage.cells):
        names.append("other table")
    if metadata.type in _REPORTS:
        names.append("report")
    if len(re.findall(r"[^\W\d_]{2,}", cells["task"])) < _FEWEST_SYLLABLES:
        names.append("no words")
    return sum(_WEIGHTS[name] for name in names)


def _calendar_of(header: str, passage: Passage, calendar: Calendar) -> Calendar:
    """The calendar of a column: the year that its head or the table's title names comes before the document's."""
    for words, source in ((header, "tên cột"), *((title, "tên bảng") for title in reversed(passage.headings))):
        years = set(re.findall(r"(?i)năm\s+((?:19|20)\d{2})(?!\s*[-–]\s*\d)", words))
        if len(years) == 1:
            return replace(calendar, year=int(years.pop()), year_source=source)
    return calendar
