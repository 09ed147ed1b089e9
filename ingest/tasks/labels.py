"""Labels that name a task's field, before a colon in running text or above a table's column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from ingest.text.normalize import fold

Field = Literal["lead", "along", "time", "product", "task"]
#: Folded words of labels, the more specific first (`thời gian thực hiện` is a time, `đơn vị phối hợp` works along).
_LABELS: tuple[tuple[Field, str], ...] = (
    ("time", r"thoi gian|thoi han|tien do|lo trinh|han (?:hoan thanh|bao cao|gui|cuoi)|ngay hoan thanh"
             r"|thoi diem hoan"),
    ("product", r"san pham|ket qua|dau ra|hinh thuc van ban"),
    ("lead", r"chu tri.*phoi hop|phan cong"),
    ("along", r"phoi hop"),
    ("lead", r"chu tri|dau moi|chiu trach nhiem|trach nhiem (?:thuc hien|chinh)|(?:co quan|don vi|bo phan|phong"
             r"|nguoi|to chuc"
     r"|can bo|lanh dao)(?: [a-z]+)? (?:thuc hien|phu trach|tham muu|trien khai|soan thao|xay dung|trinh)|phan cong"
     r"|^(?:don vi|co quan|trach nhiem|thuc hien|tham muu|phu trach|co quan don vi|nguoi thuc hien)$"),
    ("task", r"nhiem vu|noi dung|cong viec|hoat dong|ten (?:de an|van ban|chuong trinh|du an|ke hoach)|giai phap"
             r"|yeu cau"),
)  # fmt: skip
#: Columns that look like a field and are none.
_OTHER = re.compile(
    r"duoc thanh tra|duoc kiem tra|theo doi|don vi tinh|dvt|kinh phi|so lieu|muc do|cap giai quyet|thoi diem thanh"
)
_PATTERNS = tuple((field, re.compile(pattern)) for field, pattern in _LABELS)
_LINE = re.compile(
    r"\s*(?P<label>[^\W\d_][^:.;\n]{2,60}?)\s*:\s*(?P<value>\S.*?)(?=$|\.\s*$|[;.]\s+(?=[^:;.\n]{3,60}:\s*\S))",
    re.DOTALL,
)
_LONGEST_LABEL = 9


def field_of_label(label: str) -> Field | None:
    """The field that a label names.

    >>> field_of_label("Cơ quan chủ trì"), field_of_label("Thời gian thực hiện"), field_of_label("Ghi chú")
    ('lead', 'time', None)
    """
    folded = re.sub(r"[^a-z]+", " ", fold(re.sub(r"\([^)]*\)", " ", label))).strip()
    if not folded or _OTHER.search(folded):
        return None
    return next((field for field, pattern in _PATTERNS if pattern.search(folded)), None)


def labelled_values(text: str) -> dict[Field, str]:
    """The fields that a line of labels states; empty for running text.

    >>> labelled_values("Đơn vị chủ trì: Sở Nội vụ; đơn vị phối hợp: các sở, ban, ngành.")
    {'lead': 'Sở Nội vụ', 'along': 'các sở, ban, ngành'}
    >>> labelled_values("Sở Nội vụ: chủ trì tổ chức hội nghị.")
    {}
    """
    found: dict[Field, str] = {}
    for label, value in _labelled(text):
        field = field_of_label(label) if len(label.split()) <= _LONGEST_LABEL else None
        if field is None:
            return found
        found.setdefault(field, value)
    return found


def _labelled(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        match = _LINE.match(text, at)
        if match is None:
            return
        yield match["label"], match["value"].strip(" ;.")
        rest = re.match(r"[;.\s]*", text[match.end() :])
        at = match.end() + (rest.end() if rest else 0)
