"""Facts of one index row that more than one derived index needs: its innermost title, its place among equal scores."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from index.records import IndexRow

#: Two letters in a row that are no Roman numeral: a cell of figures or marks names nothing.
_WORD = re.compile(r"\b(?![IVX]+\b)[^\W\d_]{2,}")


def innermost_title(heading: str) -> str:
    """The title right above a passage: ``IndexRow.heading`` has one title a line, outermost first."""
    return heading.rsplit("\n", 1)[-1]


def row_label(cells: Sequence[tuple[str, str]]) -> str:
    """The label of a table's row: its first cell that holds a word, "" where it is no row.

    >>> row_label((("STT", "5"), ("Nội dung", "Cải cách tài chính công"), ("Điểm", "7,25")))
    'Cải cách tài chính công'
    """
    return next((value for _, value in cells if _WORD.search(value)), "")


def tie_breaker(row: IndexRow) -> int:
    """A number that orders equal scores by content, never by position in a file or order of arrival."""
    text = "\x1f".join((row.body, row.heading, row.subject))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")
