"""The time that a question is about: a day, or now."""

from __future__ import annotations

import re
from datetime import date

from ingest.text.normalize import fold

_NOW = re.compile(r"\b(?:hien nay|hien tai|bay gio|hien hanh|hien gio|luc nay)\b")
_AS_OF = re.compile(r"\b(?:thoi diem|tinh den|vao|tai)\s+(?:ngay\s+)?(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)\b")


def day_asked(question: str) -> date | None:
    """The day as of which a question asks ("Tại thời điểm 01/6/2023, ...").

    >>> day_asked("Tại thời điểm 01/6/2023, Điều 5 quy định gì?")
    datetime.date(2023, 6, 1)
    """
    match = _AS_OF.search(fold(question))
    if match is None:
        return None
    try:
        return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None


def asks_now(question: str) -> bool:
    """True if only what is in force now can answer."""
    return _NOW.search(fold(question)) is not None
