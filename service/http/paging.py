"""Cursors of lists: opaque strings that a caller sends back to get the next page."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from service.http.problems import ProblemError

#: The query parameter ``after`` of all lists.
After = Annotated[
    str | None, Query(max_length=200, description="Con trỏ `following` của trang trước", examples=["319"])
]


def cursor_number(cursor: str | None, start: int) -> int:
    """The number in a cursor; ``start`` without a cursor.

    :raises ProblemError: if it is no cursor of such a list.
    """
    if cursor is None:
        return start
    # A number of nineteen digits or more may not fit into 64 bits.
    if not (cursor.isascii() and cursor.removeprefix("-").isdigit() and len(cursor) < 19):
        raise invalid_cursor()
    return int(cursor)


def invalid_cursor() -> ProblemError:
    """The 422 problem of a cursor that this list never gave."""
    return ProblemError(
        422,
        "invalid_cursor",
        "Con trỏ không hợp lệ",
        "Hãy gửi đúng `following` của trang trước, hoặc bỏ trống.",
    )
