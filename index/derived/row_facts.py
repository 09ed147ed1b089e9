"""Facts of one index row that more than one derived index needs: its innermost title, its place among equal scores."""

from __future__ import annotations

import hashlib

from index.records import IndexRow


def innermost_title(heading: str) -> str:
    """The title right above a passage: ``IndexRow.heading`` has one title a line, outermost first."""
    return heading.rsplit("\n", 1)[-1]


def tie_breaker(row: IndexRow) -> int:
    """A number that orders equal scores by content, never by position in a file or order of arrival."""
    text = "\x1f".join((row.body, row.heading, row.subject))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")
