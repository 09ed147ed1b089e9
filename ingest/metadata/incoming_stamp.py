"""The incoming stamp (`ĐẾN`, `Số: 1234`, `Ngày: 09/3/2023`): when and as which number an office received it.

Its digits are mostly written by hand, so a day counts only when it can be true, and the number only beside such a day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.records import Metadata
from ingest.text import dates
from ingest.text.normalize import fold

_NUMBER = re.compile(r"\bso(?: den)?\s*[:.]?\s*(\d{1,6}[a-z]?)\b(?!\s*/)")
_DAY = re.compile(r"\bngay\b\W*(\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4})")
#: A document is registered within so many days after its own date; a later day is a misreading.
_MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class IncomingStamp:
    """The day and number under which an office received a document."""

    day: date
    number: str | None


def read_stamp(texts: Sequence[str], issued: date | None) -> IncomingStamp | None:
    """Day and number of a stamp; None when no believable day can be read.

    >>> read_stamp(("ĐẾN", "Số: 1204", "Ngày: 14/3/2023"), date(2023, 3, 9))
    IncomingStamp(day=datetime.date(2023, 3, 14), number='1204')
    """
    text = fold(" ".join(texts))
    printed = _DAY.search(text)
    day = dates.first_date(re.sub(r"\s*[/.-]\s*", "/", printed.group(1))) if printed else None
    if day is None or (issued is not None and not 0 <= (day - issued).days <= _MOST_DAYS):
        return None
    number = _NUMBER.search(text)
    return IncomingStamp(day, number.group(1) if number else None)


def with_stamp(metadata: Metadata, stamp: IncomingStamp, origin: str) -> Metadata:
    """The metadata with the stamp's day and number; ``origin`` is the layer they were read from."""
    names = ["received_date", *(["received_number"] if stamp.number else [])]
    sources = {**metadata.sources, **dict.fromkeys(names, origin)}
    return replace(metadata, received_number=stamp.number, received_date=stamp.day, sources=sources)
