"""Headings that a recogniser cut in two, and those that stand in one paragraph with the unit below them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.reading import Paragraph, Table

Block = Paragraph | Table

_SPLIT = re.compile(r"^\s*(?:PHẦN|Phần|CHƯƠNG|Chương|PHỤ LỤC|Phụ lục)\s*$")
_NUMBER = re.compile(r"^\s*(?:THỨ\s+|thứ\s+)?(?:[IVX]{1,5}|\d{1,2}|nhất|hai|ba|tư)\s*[.:]?\s*$")
#: A heading in capitals with its first unit behind it (`QUY ĐỊNH CỤ THỂ Điều 4. Mức chi`). Behind a bare number only a
#: section's own mark tells that the capitals are a heading.
_WITH_ARTICLE = re.compile(r"(?P<heading>[^\n]{6,200}?)\s+(?=Điều\s+\d{1,3}[a-zđ]?\s?[.:]\s*[A-ZÀ-ỸĐ])")
_WITH_ITEM = re.compile(r"(?P<heading>[IVX]{1,5}\s?[.\-–][^\n]{6,200}?)\s+(?=1\s?[.\-–]\s+[A-ZÀ-ỸĐ][^\W\d_]*[a-zà-ỹđ])")
_GROUP = re.compile(r"^(?:Chương|Phần|Mục)\s+\w+\b")


def part_headings_from_units(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with a heading in capitals and the unit behind it as two paragraphs.

    >>> [b.text for b in part_headings_from_units([Paragraph("QUY ĐỊNH CHUNG Điều 1. Phạm vi áp dụng")])]
    ['QUY ĐỊNH CHUNG', 'Điều 1. Phạm vi áp dụng']
    """
    return [part for block in blocks for part in _parted(block)]


def _parted(block: Block) -> tuple[Block, ...]:
    match = None if isinstance(block, Table) else _WITH_ARTICLE.match(block.text) or _WITH_ITEM.match(block.text)
    if match is None or isinstance(block, Table) or not _GROUP.sub("", match["heading"]).isupper():
        return (block,)
    return block.part(0, match.end("heading")), block.part(match.end(), len(block.text))


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
