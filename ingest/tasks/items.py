"""Items of running text: the paragraphs and list items of passages, each with what stands above it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.records import Passage
from ingest.text.normalize import fold
from ingest.text.patterns import LOWER

#: The mark that opens an item; `+` goes on with the item above it.
MARK = re.compile(
    r"[\s|]*(?:[-–—•●*▪+]+\s*|(?:Điều\s+\d+\w?|[IVX]{1,5}|\d{1,2}(?:\.\d{1,2}){0,3}|[a-zđ]\d?)\s*[.)\]:/]\s*"
    r"|\d{1,2}(?:\.\d{1,2}){1,3}\s+(?=\D)|(?:[IVX]{1,5}|\d{1,2})\s?[-–]\s+)"
)
_SUB_ITEM = re.compile(r"[\s|]*(?:\+|[o○*▪]\s)")
_WRAPPED = re.compile(rf"[\s|]*(?:[-–]\s*)?[{LOWER}(]")
_NOISE = re.compile(r"[\W\d_]{0,6}")


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph or list item: its span in its passage, where its words begin behind the mark."""

    passage: Passage
    start: int
    end: int
    words: int
    #: Titles of the sections above, outermost first, without the item's own.
    titles: tuple[str, ...] = ()
    #: The passage opens with it, and its number is the passage's own.
    is_first: bool = False
    #: It bears the mark of a list's item.
    is_marked: bool = False

    @property
    def text(self) -> str:
        """Its words, without the mark."""
        return self.passage.text[self.words : self.end]


def items_of(passage: Passage) -> Iterator[Item]:
    """The items of a passage, wrapped lines and sub-items joined to the one above.

    A title that stands alone on the first line is an item of its own.
    """
    spans: list[tuple[int, int]] = []
    for start, end in _lines(passage.text):
        line = passage.text[start:end]
        if spans and _goes_on(passage.text[spans[-1][0] : spans[-1][1]], line):
            spans[-1] = (spans[-1][0], end)
        elif not _NOISE.fullmatch(line):
            spans.append((start, end))
    for start, end in spans:
        mark = MARK.match(passage.text, start, end)
        yield Item(
            passage, start, end, mark.end() if mark else start, passage.headings, start == spans[0][0], mark is not None
        )


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """The lines of a text, their outer blanks and strokes of a frame left out."""
    for match in re.finditer(r"[^\n]+", text):
        line = match.group()
        start = match.start() + len(line) - len(line.lstrip(" |\t"))
        end = match.end() - (len(line) - len(line.rstrip(" |\t")))
        if end > start:
            yield start, end


def _goes_on(above: str, line: str) -> bool:
    """True if a line belongs to the item above: a sub-item, or the rest of a sentence."""
    if _SUB_ITEM.match(line):
        return not above.rstrip().endswith(":") or len(above) > 160
    if above.rstrip()[-1:] in '.;:!?…"”/)':
        return False
    return _WRAPPED.match(line) is not None and not re.match(r"[\s|]*[a-zđ]\s*[.)]", line)


#: A line of the recipients below the signature, which a scan leaves behind the last unit.
_RECIPIENT = re.compile(r"(?i)\W*(?:lưu\s*:|như trên|nơi nhận)|.{3,90}\(đ[ểêề]\s[^)]{2,40}\)\W*$")


def is_recipient(text: str) -> bool:
    """True for a line of recipients.

    >>> is_recipient("Bộ Công an (để phối hợp);"), is_recipient("Lưu: VT, NC."), is_recipient("Sở Nội vụ theo dõi.")
    (True, True, False)
    """
    return _RECIPIENT.match(text) is not None


def is_same_line(text: str, title: str) -> bool:
    """True if a line is the title that the outline knows, its mark and last sign left aside."""
    line, known = fold(text).strip(" .:;"), fold(title).strip(" .:;")
    return bool(line) and known.endswith(line)
