"""Cursors of lists: opaque words that a caller hands back to read on from where the page before ended."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from service.http.problems import ProblemError

#: Where a list goes on.
After = Annotated[
    str | None, Query(max_length=200, description="Con trỏ `following` của trang trước", examples=["319"])
]


def cursor_number(cursor: str | None, start: int) -> int:
    """The number that a cursor holds; ``start`` without one.

    :raises ProblemError: if it is no cursor of such a list.
    """
    if cursor is None:
        return start
    # Nineteen digits are beyond what the library numbers.
    if not (cursor.isascii() and cursor.removeprefix("-").isdigit() and len(cursor) < 19):
        raise invalid_cursor()
    return int(cursor)


def invalid_cursor() -> ProblemError:
    """The problem of a cursor that this list never gave."""
    return ProblemError(
        422,
        "invalid_cursor",
        "Con trỏ không hợp lệ",
        "Hãy gửi đúng `following` của trang trước, hoặc bỏ trống.",
    )
