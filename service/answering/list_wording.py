"""The fixed sentences of lists of documents: what is listed, how many there are, what is left out."""

from __future__ import annotations

from datetime import date, timedelta

from index.lists.conditions import DocumentConditions, DocumentList, ListOrder, RelationAsked
from index.query.list_request import ListAsked
from ingest.grammar.document_types import TYPE_NAMES
from ingest.text.dates import format_date

ANY_DOCUMENT = "văn bản"
LISTED = "Có {count} {noun}{what}{groups}{place}:"
COUNTED = "Kho hiện có {count} {noun}{what} mà bạn được xem{groups}{place}"
NONE_LISTED = "Không có {noun} nào{what} trong kho văn bản mà bạn được xem."
NO_MORE = "Danh sách không còn trang sau. "
ORDERS: dict[ListOrder, str] = {
    "newest": ", mới nhất trước",
    "oldest": ", cũ nhất trước",
    "number": ", theo số",
    "issuer": ", theo cơ quan ban hành",
    "title": ", theo trích yếu",
    "deadline": ", theo thời hạn",
}
PLACE = ", từ {first} đến {last}"
UNKNOWN = {
    "day": "Không tính {count} văn bản chưa đọc được ngày ban hành.",
    "validity": "Không tính {count} văn bản chưa xác định được tình trạng hiệu lực.",
}
BY_HEADING = "Có {count} văn bản chưa đọc được trích yếu, được liệt kê vì tên chương, mục nói về chủ đề này."
_VALIDITY = {
    "in_force": "còn hiệu lực",
    "over": "đã hết hiệu lực hoặc đã hết thời gian thực hiện",
    "future": "chưa có hiệu lực",
    "suspended": "ngưng hiệu lực toàn bộ hoặc một phần",
    "unknown": "chưa xác định được hiệu lực",
}
_RELATIONS: dict[RelationAsked, str] = {
    "cites": "có nhắc đến",
    "based_on": "căn cứ",
    "replaces": "thay thế, bãi bỏ hoặc thu hồi",
    "amends": "sửa đổi, bổ sung",
    "carries_out": "hướng dẫn, triển khai thực hiện",
}


def noun_of(asked: ListAsked) -> str:
    """What the documents are called: their types in small letters, or "văn bản".

    >>> noun_of(ListAsked(types=("KH", "QĐ")))
    'kế hoạch, quyết định'
    """
    return ", ".join(TYPE_NAMES[symbol].lower() for symbol in asked.types) or ANY_DOCUMENT


def conditions_text(asked: ListAsked, conditions: DocumentConditions, target: str) -> str:
    """The conditions in words, each behind a blank; ``target`` is the name of the document spoken of."""
    said = [
        f"của {asked.body}" if asked.body else "",
        f"của địa bàn {asked.territory}" if asked.territory else "",
        f"có trích yếu về “{asked.topic}”" if asked.topic else "",
        _issued_text(conditions.issued_from, conditions.issued_to),
        f"năm {conditions.made_for}" if conditions.made_for else "",
        f"do {asked.signer} ký" if asked.signer else "",
        _VALIDITY.get(asked.validity or "", ""),
        _ending_text(conditions),
        f"{_RELATIONS[asked.relation]} {target}" if asked.relation else "",
        f"đặt thời hạn {_span_text(conditions.deadline_from, conditions.deadline_to)}" if asked.deadline else "",
    ]
    return "".join(f" {part}" for part in said if part)


def message(asked: ListAsked, what: str, found: DocumentList, shown: tuple[int, int]) -> str:
    """The sentence above a list; ``what`` are its conditions, ``shown`` the places of the first and the last."""
    noun, total = noun_of(asked), len(found.documents)
    if not total:
        return (COUNTED.format(count=0, noun=noun, what=what, groups="", place="") + ".") if asked.counts else (
            NONE_LISTED.format(noun=noun, what=what)
        )  # fmt: skip
    groups = "".join(f"{count} {name[0].lower()}{name[1:]}, " for name, count in found.groups).rstrip(", ")
    first, last = shown
    place = PLACE.format(first=first, last=last) if last - first + 1 < total else ""
    place += ORDERS[asked.order] if asked.order else ""
    sentence = COUNTED + ":" if asked.counts else LISTED
    return sentence.format(
        count=total, noun=noun, what=what, groups=f" ({groups})" if len(found.groups) > 1 else "", place=place
    )


def unknown_notices(found: DocumentList) -> tuple[str, ...]:
    """What is left out because it is not known, and what is listed by its headings because its subject is not."""
    by_heading = (BY_HEADING.format(count=found.by_heading),) if found.by_heading else ()
    return (*by_heading, *(UNKNOWN[kind].format(count=count) for kind, count in found.unknown))


def _issued_text(first: date | None, last: date | None) -> str:
    return f"ban hành {_span_text(first, last)}" if first or last else ""


def _ending_text(conditions: DocumentConditions) -> str:
    if conditions.ends_by is None or conditions.as_of is None:
        return ""
    return f"hết hiệu lực hoặc hết thời gian thực hiện {_span_text(conditions.as_of, conditions.ends_by)}"


def _span_text(first: date | None, last: date | None) -> str:
    """Days in words: a day, a month and a year by their names.

    >>> _span_text(date(2025, 9, 1), date(2025, 9, 30)), _span_text(None, date(2025, 12, 30))
    ('tháng 9/2025', 'trước ngày 31/12/2025')
    """
    if first is None:
        return f"trước ngày {format_date(last + timedelta(days=1))}" if last else ""
    if last is None:
        return f"từ ngày {format_date(first)} đến nay"
    if first == last:
        return f"ngày {format_date(first)}"
    after = last + timedelta(days=1)
    if first.day == 1 and after.day == 1:
        if (first.year, first.month) == (last.year, last.month):
            return f"tháng {first.month}/{first.year}"
        if (first.month, after.month, last.year) == (1, 1, first.year):
            return f"năm {first.year}"
    return f"từ ngày {format_date(first)} đến ngày {format_date(last)}"
