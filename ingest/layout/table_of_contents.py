"""Table of contents: it repeats the document's headings and is removed, or they would all be read twice."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.reading import Paragraph, Table
from ingest.text.normalize import fold

#: Leader dots and the page number behind an entry (`Điều 3. Mục tiêu ......... 7`).
_LEADER = re.compile(r"(?:[\s.…_·]{3,}|\s+\.*\s*)\d{1,4}\s*$|[\s.…_·]+$")
_HEADING = "muc luc"
#: An entry is a heading; anything longer is text.
_LONGEST = 400
#: Only so much of a paragraph can be what an entry repeats.
_LOOKED_AT = 500
#: A page number ends an entry, also one whose wording differs from its heading.
_PAGED = re.compile(r"[.…_·\s]{2,}\d{1,4}\s*$")

#: Page numbers of entries never fall, nor leap so far. A few numbers prove nothing.
_LAST_NUMBER = re.compile(r"\D[\s.…_·]+(\d{1,4})\s*$")
_FURTHEST, _FEW = 60, 4


def remove_contents(blocks: Sequence[Paragraph | Table]) -> tuple[list[Paragraph | Table], list[str]]:
    """The blocks without `MỤC LỤC` and its entries, and the texts taken out.

    Entries are the lines under the heading that are repeated elsewhere; portals print such a table at a page's end.

    >>> entries = ["MỤC LỤC", "Điều 1. Mục tiêu ..... 3", "Điều 1. Mục tiêu", "Trồng cây."]
    >>> remove_contents([Paragraph(text) for text in entries])[1]
    ['MỤC LỤC', 'Điều 1. Mục tiêu ..... 3']
    """
    kept: list[Paragraph | Table] = []
    taken: list[str] = []
    index = 0
    while index < len(blocks):
        block = blocks[index]
        size = _contents_length(blocks, index) if isinstance(block, Paragraph) and _is_heading(block) else 0
        taken += [entry.text for entry in blocks[index : index + size] if isinstance(entry, Paragraph)]
        if not size:
            kept.append(block)
        index += size or 1
    return kept, taken


def _is_heading(block: Paragraph) -> bool:
    return fold(block.text).strip(" .:*|") == _HEADING


def _contents_length(blocks: Sequence[Paragraph | Table], start: int) -> int:
    """Number of blocks of the table with its heading; 0 where no entry below is repeated in the text."""
    texts = [_plain_words(b.text[:_LOOKED_AT]) for b in blocks if isinstance(b, Paragraph)]
    before = sum(isinstance(b, Paragraph) for b in blocks[:start])
    last = paged = _paged_entries(blocks[start + 1 :])
    for position, block in enumerate(blocks[start + 1 + paged :], start=1 + paged):
        if paged or isinstance(block, Table) or len(block.text) > _LONGEST:
            break
        entry = _plain_words(_LEADER.sub("", block.text))
        elsewhere = " ".join([*texts[:before], *texts[before + 1 + position :]])
        if entry and f" {entry} " in f" {elsewhere} ":
            last = position
        elif not _PAGED.search(block.text):
            break
    return last + 1 if last else 0


def _paged_entries(blocks: Sequence[Paragraph | Table]) -> int:
    """Number of blocks that end with page numbers, and of the first lines of entries that need two; 0 for a few."""
    page = last = entries = 0
    for position, block in enumerate(blocks, start=1):
        if isinstance(block, Table) or len(block.text) > _LONGEST:
            break
        match = _LAST_NUMBER.search(block.text)
        if match and page <= int(match[1]) <= page + _FURTHEST:
            page, last, entries = int(match[1]), position, entries + 1
        elif position - last > 1:
            break
    return last if entries > _FEW else 0


def _plain_words(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))
