"""Deadlines: the words that say by when, and the day that they settle, with the rule by which it was computed.

A wrong day is worse than none. A day is given only where day or month and year stand in the words, or the year follows
from the table's head or the document's own year; else ``due`` is None and ``rule`` says why.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from ingest.tasks.times import NO_DAY, TIME, Calendar, last_day, times_in
from ingest.text.dates import format_date


@dataclass(frozen=True, slots=True)
class TaskDeadline:
    """A deadline as printed; its span in the text, the last day, the rule in Vietnamese, the rhythm if it recurs."""

    printed: str
    start: int
    end: int
    due: date | None = None
    rule: str | None = None
    recurring: str | None = None


#: Words before a time that make it a deadline.
_CUES = (
    r"(?:(?:thời (?:hạn|gian)|hạn)(?: (?:hoàn thành|thực hiện|gửi|báo cáo|nộp|cuối|cuối cùng|triển khai))*"
    r"(?: (?:ban hành|xây dựng)[^.;,]{0,40})?\s*:?\s*(?:là\s*)?)?"
    r"(?:(?:hoàn thành|xong|gửi|báo cáo|trình|nộp|ban hành|và)\s+(?:báo cáo\s+)?)?"
    r"(?:chậm nhất|muộn nhất|trễ nhất|trước|không quá|xong|hoàn thành|trong|đến hết|hết|đến|vào|hạn cuối|kết thúc)"
    r"(?:\s+(?:là|vào|trong|trước|hết|đến|ngày|cuối))*(?:\s+\d{1,2}\s*(?:giờ|h|g)\s*\d{0,2}(?:\s*phút)?,?)?"
)
_NEXT = r"(?:sau|tiếp theo|liền kề|kế tiếp)"
#: What makes a day come again, behind it.
_TAIL = (
    rf"(?:\s*(?:hằng|hàng|mỗi|của)\s*(?:năm|quý|tháng|tuần)(?!\s*(?:cuối|đầu))(?:\s*{_NEXT})?"
    rf"|\s*(?:của\s+)?(?:tháng|quý|năm)\s*(?:cuối|đầu|{_NEXT}|báo cáo)"
    r"(?:\s*(?:của\s+)?(?:mỗi\s+)?(?:quý|năm|kỳ)(?:\s+báo cáo)?)?)?"
)
CUED = re.compile(rf"(?i)(?<!\w){_CUES}\s*(?:{TIME}){_TAIL}")
_PERIOD = re.compile(rf"(?i)(?<!\w)từ\s+(?:ngày\s+)?[^;.]{{0,40}}?(?:đến|-|–)\s*(?:hết\s+)?(?:{TIME})")
_DASHED = re.compile(rf"(?i)\W*(?:{TIME})\s*[-–]\s*(?:{TIME})")
RELATIVE = re.compile(
    r"(?i)(?<!\w)(?:chậm nhất|muộn nhất|không quá|trong vòng|trong thời hạn|trong thời gian|trong|sau)"
    r"(?:\s+(?:là|sau|trong|vòng|không quá|thời hạn))*\s+(?P<n>\d{1,3})\s*(?:\([^)]{1,20}\)\s*)?"
    r"(?P<unit>ngày|tháng|tuần|giờ)(?P<working>\s+làm việc)?,?\s*(?:kể\s+)?(?:từ|sau)\s+(?:ngày|khi|lúc)\s+"
    r"(?P<start>[^,;.)\n]{2,90})"
)
_RHYTHM = (
    r"(?:định kỳ\s+)?(?:hằng|hàng)\s+(?:năm|quý|tháng|tuần|ngày|kỳ)|định kỳ(?:\s+(?:\d+\s+tháng|sáu tháng|(?:1"
    r"|một) năm"
    r"|quý|tháng|năm|tuần)(?:\s*[,/]\s*(?:\d+\s+)?(?:tháng|năm|quý))*)?|(?:mỗi|từng)\s+(?:năm|quý|tháng|tuần)"
    r"(?:\s+\d+\s+\w+)?|(?:ít nhất|tối thiểu)?\s*\d+\s+lần/(?:năm|quý|tháng|tuần|ngày)"
    r"|thường xuyên(?:\s+trong\s+\w+)?"
)
RHYTHM = re.compile(rf"(?i)(?<!\w)(?:{_RHYTHM})(?!\w)")
_RECURS = re.compile(
    r"(?i)(?:hằng|hàng|mỗi|từng)\s*(?:năm|quý|tháng|tuần|ngày|kỳ)|(?:tháng|quý|năm|tuần)\s*(?:sau|tiếp theo|liền kề"
    r"|kế tiếp|báo cáo)|tháng (?:cuối|đầu)\s*(?:của\s*)?(?:mỗi\s*)?(?:quý|kỳ)|của (?:tháng|quý)\b|định kỳ|lần/"
    r"|thường xuyên"
)
_RHYTHM_NAMES = (
    ("ngày", "hằng ngày"), ("tuần", "hằng tuần"), ("tháng", "hằng tháng"), ("quý", "hằng quý"), ("năm", "hằng năm"),
)  # fmt: skip
#: A day behind these words is no deadline: it is of a document cited, of the past, or of a condition.
_NO_DEADLINE = re.compile(
    r"(?i)(?:(?:đã|được|bị|phát sinh|có hiệu lực|kể từ|tính đến|ban hành kèm theo|số \d[^\s]*|sinh|nộp hồ sơ|đối với"
    r"[^,.;]{0,60}|so với[^,.;]{0,30}|của[^,.;]{0,12}Nghị quyết|thông qua|tính)\s*(?:\w+\s+){0,2})$"
)
#: Cues that leave no doubt, whatever stands before them.
_FIRM = re.compile(r"(?i)chậm|muộn|hoàn thành|xong|gửi|thời")
_AND = re.compile(r"(?i)^và\s+")
#: A span of time that opens an item or stands behind its colon: what is to be done ends with its last day.
_SPAN = re.compile(
    rf"(?i)(?:^\W*|:\s*)(?P<span>(?:thời gian:?\s*)?từ\s+(?:ngày\s+)?(?:{TIME}|\d{{1,2}})\s*(?:đến|-|–)\s*(?:hết\s+)?"
    rf"(?:ngày\s+)?(?:{TIME}))"
)
SEVERAL = "Văn bản ghi nhiều mốc; lấy mốc đầu tiên. "


def deadlines_in(text: str, calendar: Calendar) -> tuple[TaskDeadline, ...]:
    """The deadlines that running text sets, in their order; days of cited documents and of conditions are none.

    >>> found = deadlines_in("Gửi báo cáo trước ngày 15/6/2026 để tổng hợp.", Calendar())
    >>> [(one.printed, one.due.isoformat(), one.rule) for one in found]
    [('Gửi báo cáo trước ngày 15/6/2026', '2026-06-15', None)]
    """
    found: list[TaskDeadline] = []
    if (span := _SPAN.search(text)) is not None:
        found.append(TaskDeadline(span["span"], *span.span("span"), *_day_of_cell(span["span"], calendar)))
    for match in sorted([*CUED.finditer(text), *RELATIVE.finditer(text)], key=lambda one: (one.start(), -one.end())):
        if any(match.start() < one.end and one.start < match.end() for one in found):
            continue
        if match.re is RELATIVE:
            found.append(_relative(match, calendar))
        elif (deadline := _cued(text, match, calendar)) is not None:
            found.append(deadline)
    found.sort(key=lambda one: one.start)
    if not found and (rhythm := RHYTHM.search(text)) is not None:
        found.append(TaskDeadline(rhythm.group().strip(), *rhythm.span(), recurring=_rhythm(rhythm.group())))
    return tuple(found)


def deadline_of_cell(cell: str, calendar: Calendar) -> TaskDeadline | None:
    """The deadline that a table's cell or a labelled line states; the whole is as printed.

    >>> deadline_of_cell("Quý II/2026", Calendar()).due.isoformat(), deadline_of_cell("Quý II", Calendar()).due
    ('2026-06-30', None)
    """
    printed = " ".join(cell.split())
    if not re.search(r"\w", printed):
        return None
    relative = RELATIVE.search(printed)
    if relative is not None:
        return TaskDeadline(printed, 0, len(cell), *_computed(relative, calendar))
    if _RECURS.search(printed) or RHYTHM.search(printed):
        return TaskDeadline(printed, 0, len(cell), recurring=_rhythm(printed))
    return TaskDeadline(printed, 0, len(cell), *_day_of_cell(printed, calendar))


def _day_of_cell(printed: str, calendar: Calendar) -> tuple[date | None, str | None]:
    """The day of a cell: of several the first one, of a span its last; a year alone is read as `năm 2026`."""
    if re.match(r"(?i)theo\b", printed):
        return None, NO_DAY
    words = f"năm {printed}" if re.fullmatch(r"(?:19|20)\d{2}", printed) else printed
    found = [last_day(words, time.start(), calendar) for time in times_in(words)]
    times = [one for one in found if one is not None]
    if not times:
        return None, NO_DAY
    if _is_span(words):
        return times[-1]
    due, rule = times[0]
    several = due is not None and len({day for day, _ in times if day is not None}) > 1
    return due, (SEVERAL + (rule or "")).strip() if several else rule


def _is_span(text: str) -> bool:
    """True for a span of time (`từ tháng 3 đến tháng 6/2026`, `26/4/2026 - 21/5/2026`): it ends with its last day."""
    return _PERIOD.search(text) is not None or _DASHED.match(text) is not None


def _cued(text: str, match: re.Match[str], calendar: Calendar) -> TaskDeadline | None:
    """The deadline of a cue with its time; None where the words before or the looseness of the cue speak against it."""
    printed = _AND.sub("", match.group())
    span = (match.end() - len(printed), match.end())
    before = text[max(0, match.start() - 90) : match.start()]
    if _NO_DEADLINE.search(before) and _FIRM.match(printed) is None:
        return None
    if _RECURS.search(printed) or re.search(r"(?i)định kỳ(?:\s+vào)?\s*$", before):
        return TaskDeadline(printed, *span, recurring=_rhythm(printed))
    times = times_in(printed)
    got = last_day(printed, times[-1].start(), calendar) if times else None
    if got is None or _is_loose(printed, before):
        return None
    due, rule = got
    if due is not None and calendar.issued is not None and due < calendar.issued:
        return None
    if due is not None and re.search(r"(?i)trước\s+(?:cuối\s+)?(?:tháng|quý|năm)", printed):
        due, rule = None, NO_DAY
    return TaskDeadline(printed, *span, due, rule)


def _is_loose(printed: str, before: str) -> bool:
    """True for words that name a time without setting a deadline (`trong năm 2026`, `từ ngày ... đến ngày ...`)."""
    if re.match(r"(?i)đến\b", printed) and re.search(r"(?i)\btừ\s+[^,;.]{0,40}$", before):
        return True
    is_year = re.search(r"(?i)năm\s*\d{4}$", printed) and not re.search(r"(?i)tháng|quý|ngày", printed)
    if is_year and not re.search(r"(?i)hoàn thành|xong|chậm|hết|thời", printed):
        return True
    return re.match(r"(?i)(?:đến|vào|trong)\b", printed) is not None and not _is_dated(printed)


def _is_dated(printed: str) -> bool:
    """True if a loose cue (`đến`, `vào`, `trong`) leads to a day or month with its year."""
    return re.search(
        r"(?i)(?:/|năm\s*)(?:19"
        r"|20)\d{2}",
        printed,
    ) is not None and not re.match(r"(?i)đến\s+năm", printed)


def _relative(match: re.Match[str], calendar: Calendar) -> TaskDeadline:
    return TaskDeadline(match.group().rstrip(), match.start(), match.end(), *_computed(match, calendar))


def _computed(match: re.Match[str], calendar: Calendar) -> tuple[date | None, str]:
    """The day so many days or months behind one that the document knows of itself; the rule shows the sum."""
    start = match["start"].lower()
    if match["working"]:
        return None, "Tính theo ngày làm việc, không suy ra được một ngày chắc chắn."
    first, name = _starting_day(start, calendar)
    if first is None:
        return None, f"Tính từ ngày {start.strip()}; văn bản không cho biết ngày đó."
    count, unit = int(match["n"]), match["unit"].lower()
    if unit == "giờ":
        return None, "Thời hạn tính theo giờ."
    due = (
        _months_later(first, count) if unit == "tháng" else first + timedelta(days=count * (7 if unit == "tuần" else 1))
    )
    return due, f"{count} {unit} kể từ ngày {name} {format_date(first)}: {format_date(due)}."


def _starting_day(start: str, calendar: Calendar) -> tuple[date | None, str]:
    """The day from which a term is counted: signing or effect of this very document, else none."""
    other = re.search(r"nhận|kết thúc|hoàn thành|phát sinh|có kết|hợp đồng|phê duyệt|được", start)
    if other and not re.search(r"này được|được ban hành", start):
        return None, ""
    if re.search(r"có hiệu lực", start):
        return calendar.effective, "có hiệu lực"
    if re.match(r"(?:ký|ban hành)\b", start) or re.search(r"(?:này|văn bản) (?:được )?(?:ký|ban hành)", start):
        return calendar.issued, "ký"
    return None, ""


def _months_later(day: date, count: int) -> date:
    month = day.month - 1 + count
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _rhythm(printed: str) -> str:
    """The rhythm's name: the shortest unit that the words name, `thường xuyên`, or `định kỳ`."""
    lowered = printed.lower()
    if re.search(r"tháng (?:cuối|đầu)\s*(?:của\s*)?(?:mỗi\s*)?quý", lowered):
        return "hằng quý"
    for word, name in _RHYTHM_NAMES:
        if re.search(
            rf"(?:hằng|hàng|mỗi|từng|lần/|của|định kỳ)\s*{word}\b|\b{word} (?:sau|tiếp|liền|kế"
            rf"|báo)",
            lowered,
        ):
            return name
    if (months := re.search(r"(?:định kỳ|mỗi)\s+(?:0?(\d+)|sáu) tháng", lowered)) is not None:
        return f"{months.group(1) or 6} tháng một lần"
    if "thường xuyên" in lowered:
        return "thường xuyên"
    return "định kỳ"
