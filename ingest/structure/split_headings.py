"""Headings that a recogniser cut in two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.reading import Paragraph, Table

Block = Paragraph | Table

_SPLIT = re.compile(r"^\s*(?:PHẦN|Phần|CHƯƠNG|Chương|PHỤ LỤC|Phụ lục)\s*$")
_NUMBER = re.compile(r"^\s*(?:THỨ\s+|thứ\s+)?(?:[IVX]{1,5}|\d{1,2}|nhất|hai|ba|tư)\s*[.:]?\s*$")


def join_split_headings(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with `Phần` and `II` on two lines joined to one heading."""
    joined: list[Block] = []
    for block in blocks:
        above = joined[-1] if joined else None
        if (
            isinstance(block, Paragraph)
            and isinstance(above, Paragraph)
            and _SPLIT.match(above.text)
            and _NUMBER.match(block.text)
        ):
            joined[-1] = replace(above, text=f"{above.text.strip()} {block.text.strip()}", spans=above.spans[:0])
        else:
            joined.append(block)
    return joined
