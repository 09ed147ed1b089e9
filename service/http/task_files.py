"""The register of tasks as files: a workbook for people, a calendar of days for their calendars."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urljoin

from icalendar import Calendar, Event
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from ingest.text.dates import format_date
from service.http.sheet_text import cell_text, without_controls
from service.schemas.documents import DocumentOut
from service.schemas.tasks import TaskOut

ICS = "text/calendar; charset=utf-8"
#: Rows of a file; a register with more is narrowed first.
MOST_ROWS = 10_000
#: Title and width of each column.
_COLUMNS = (
    ("STT", 6), ("Nhiệm vụ", 70), ("Chủ trì", 28), ("Phối hợp", 28), ("Thời hạn (như in)", 24), ("Ngày hết hạn", 13),
    ("Cách tính hạn", 28), ("Định kỳ", 14), ("Sản phẩm", 24), ("Tình trạng", 14), ("Văn bản", 40), ("Ban hành", 13),
    ("Hiệu lực", 20), ("Vị trí", 22), ("Trang", 7), ("Lưu ý", 40), ("Liên kết", 14),
)  # fmt: skip
STATES = {"open": "Chưa xong", "done": "Đã xong", "rejected": "Đã bác"}
OVERDUE = "Quá hạn"
#: The page of the chat that shows one row, below the service's address.
ROW_PAGE = "#nhiem-vu/{id}"
_SUMMARY_CHARS = 120
_WRAPPED, _BOLD = Alignment(wrap_text=True, vertical="top"), Font(bold=True)
_LINK = Font(underline="single", color="164A84")


def state_name(task: TaskOut) -> str:
    """A row's state as it is shown."""
    return OVERDUE if task.overdue else STATES[task.state]


def workbook(
    tasks: Sequence[TaskOut], documents: Mapping[str, DocumentOut], day: date, base: str = "", left_out: int = 0
) -> bytes:
    """A workbook of rows. ``base`` is the service's address, without which no row has a link."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Nhiệm vụ"
    sheet.freeze_panes = "A2"
    for place, (title, width) in enumerate(_COLUMNS):
        sheet.column_dimensions[_letter(place)].width = width
        _write(sheet, 1, place, title).font = _BOLD
    for number, task in enumerate(tasks, start=1):
        document = documents[task.document_id]
        texts: list[object] = [
            number, task.task, "; ".join(task.leads), "; ".join(task.coordinating), task.deadline, task.due,
            task.due_rule, task.recurring, task.product, state_name(task), document.name, document.issued_date,
            document.validity.label if document.validity else "", task.label, task.page, "\n".join(task.notices),
        ]  # fmt: skip
        for place, text in enumerate(texts):
            _write(sheet, number + 1, place, text)
        if base:
            link = _write(sheet, number + 1, len(texts), "Xem văn bản")
            link.hyperlink = urljoin(base, ROW_PAGE.format(id=task.id))
            link.font = _LINK
    sheet.auto_filter.ref = f"A1:{_letter(len(_COLUMNS) - 1)}{len(tasks) + 1}"
    remarks = book.create_sheet("Ghi chú")
    remarks.column_dimensions["A"].width = 110
    for row, line in enumerate(_remarks(len(tasks), day, left_out), start=1):
        _write(remarks, row, 0, line)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def calendar(tasks: Sequence[TaskOut], documents: Mapping[str, DocumentOut], base: str = "") -> bytes:
    """A calendar (RFC 5545) with a whole-day event on the last day of each task that has one."""
    made = Calendar()
    made.add("prodid", "-//Hoi Van Ban//Nhiem vu//VI")
    made.add("version", "2.0")
    made.add("x-wr-calname", "Nhiệm vụ theo văn bản")
    for task in tasks:
        if task.due is not None:
            made.add_component(_event(task, task.due, documents[task.document_id], base))
    return bytes(made.to_ical())


def _event(task: TaskOut, due: date, document: DocumentOut, base: str) -> Event:
    event = Event()
    event.add("uid", f"{task.id}@hoivanban")
    # The moment of the last change: a calendar that has the event takes it over only if it is later.
    event.add("dtstamp", _moment(task.at or document.added_at))
    event.add("dtstart", due)
    event.add("dtend", due + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    who = "; ".join(task.leads)
    summary = without_controls(f"Hạn: {who}: {task.task}" if who else f"Hạn: {task.task}").replace("\n", " ")
    event.add("summary", summary if len(summary) <= _SUMMARY_CHARS else f"{summary[:_SUMMARY_CHARS].rstrip()}…")
    parts = [task.task, f"Chủ trì: {who}" if who else "", f"Phối hợp: {'; '.join(task.coordinating)}"]
    parts += [f"Thời hạn: {task.deadline}" if task.deadline else "", task.due_rule or "", task.citation, *task.notices]
    event.add("description", without_controls("\n".join(part for part in parts if part and not part.endswith(": "))))
    event.add("categories", [state_name(task)])
    if base:
        event.add("url", urljoin(base, ROW_PAGE.format(id=task.id)))
    return event


def _moment(iso: str) -> datetime:
    return datetime.fromisoformat(iso).astimezone(UTC).replace(microsecond=0)


def _remarks(count: int, day: date, left_out: int) -> list[str]:
    remarks = [
        f"{count} nhiệm vụ; quá hạn và hiệu lực xét tại ngày {format_date(day)}.",
        "Nhiệm vụ là nguyên văn trong văn bản; ngày hết hạn để trống khi văn bản không cho biết chắc chắn.",
        "Kết quả chỉ để tra cứu, không thay thế văn bản gốc do cơ quan có thẩm quyền ban hành.",
    ]
    if left_out:
        remarks.insert(1, f"Còn {left_out} nhiệm vụ không ghi vào tệp này; hãy thu hẹp điều kiện rồi xuất lại.")
    return remarks


def _write(sheet: Worksheet, row: int, place: int, value: object) -> Cell:
    """Write a cell; a text is a text, whatever it begins with: no formula comes out of a document."""
    cell = sheet.cell(row, place + 1)
    assert isinstance(cell, Cell)
    cell.alignment = _WRAPPED
    if isinstance(value, str):
        cell.value = cell_text(value)
        cell.data_type = "s"
    elif isinstance(value, date):
        cell.value = value
        cell.number_format = "dd/mm/yyyy"
    elif isinstance(value, int):
        cell.value = value
    return cell


def _letter(place: int) -> str:
    return chr(ord("A") + place)
