"""The line of place and date of a scan whose words OCR damaged (`Nhân Đạo, ki 20 thẳng 4, năm 2018`).

A day counts where all three numbers stand in their places. Where one of them is damaged too, it counts only if a
digital signature was made on a day that the others agree with.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta, timezone

from ingest.metadata.document_header import DocumentHeader
from ingest.reading import Signature

_LONGEST = 60
_LINE = re.compile(
    r"^(?P<place>[A-ZĐÀ-Ỹ][^\W\d]*(?: [A-ZĐÀ-Ỹ][^\W\d]*){0,4})\s*[,.]\s*\D{0,6}?"
    r"(?P<day>\d{1,2})\W{0,2}th[^\W\d]{1,2}n?g\W*(?P<month>\d{1,2})\W{0,3}n[^\W\d]{1,2}m\W*(?P<year>\d{2,4})\W*$",
    re.IGNORECASE,
)
#: Signing times are shown in Vietnamese time.
_HANOI = timezone(timedelta(hours=7))


def take_damaged_date(text: str, head: DocumentHeader) -> bool:
    """Take place and date of such a line; a year or a day that is damaged is left to the signature."""
    match = _LINE.match(text.strip()) if len(text) < _LONGEST and head.issued is None else None
    if match is None:
        return False
    day, month, year = (int(match[name]) for name in ("day", "month", "year"))
    is_clear = len(match["year"]) == len("2024") and not text.strip()[match.start("day") - 1].isalnum()
    try:
        found = date(year, month, day) if is_clear else None
    except ValueError:
        return False
    head.place = head.place or match["place"].strip()
    if found is not None:
        head.issued = found
    else:
        head.damaged_day = (day, month)
    return True


def signed_on(signatures: Sequence[Signature], day_and_month: tuple[int, int] | None) -> date | None:
    """The day of a signature that agrees with the legible day and month."""
    days = [entry.signed_at.astimezone(_HANOI).date() for entry in signatures if entry.signed_at]
    return next((day for day in reversed(days) if (day.day, day.month) == day_and_month), None)
