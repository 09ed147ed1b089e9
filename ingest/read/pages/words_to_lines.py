"""Words with boxes -> lines with columns told apart. Shared by the text layer and by OCR.

All coordinates are points, origin top left. A *row* is what stands at one height; wide gaps split it into
*segments*; where segments of neighbouring rows keep to the two sides of one channel (page header, signature block)
the left side is emitted before the right one.
"""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.records import Box, Line

#: Private sign before raised digits while a page is read; ``footnotes.settled`` takes every one out again.
RAISED = "\ue1f5"
#: A gap this many times the letter height cannot be a justified space (measured on real letters: spaces reach 1.6).
_WIDE_GAP = 2.2
#: Beside the national motto, the date line or a signing title a smaller gap already separates the columns.
_KNOWN_GAP = 0.7
#: Rows overlap when they share this part of the smaller height; superscripts and stamped numbers still join.
_SAME_ROW = 0.5
_RIGHT_START = re.compile(r"(?:CỘNG|ĐẢNG|Độc)\Z")
_RIGHT_HEADS = ("CỘNG HÒA XÃ HỘI", "CỘNG HOÀ XÃ HỘI", "CỘNG HÕA XÃ HỘI", "ĐẢNG CỘNG SẢN", "Độc lập")
_MOTTO = re.compile(
    r"CỘNG H(?:ÒA|OÀ|ÕA) XÃ HỘI CHỦ NGHĨA VIỆT NAM|ĐẢNG CỘNG SẢN VIỆT NAM|Độc lập\s*[-–]?\s*Tự do\s*[-–]?\s*Hạnh phúc"
)
_SIGNING = re.compile(r"(?:TM|KT|TL|TUQ|Q|T/M|K/T|T/L)\.\Z|(?:TM|KT|TL|TUQ)\.[A-ZĐ]")
_BULLET = re.compile(r"(?:[-–—•●▪*+]|\(?[\dIVXa-zđ]{1,4}[.)/]|\d+(?:\.\d+)+\.?)\Z")


@dataclass(slots=True)
class Word:
    """One word of a page."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float = 0.0
    bold: bool = False
    italic: bool = False
    confidence: float | None = None
    #: OCR's own line: a bent or slanted line must not fall apart into rows. None for a text layer.
    line: int | None = None
    #: Digits smaller than the word they follow or precede: a note's mark, or an exponent.
    raised: bool = False
    #: Punctuation behind raised digits.
    glued: bool = False

    @property
    def height(self) -> float:
        return self.y1 - self.y0


@dataclass(slots=True)
class Segment:
    """Words that stand side by side without a column gap."""

    words: list[Word]

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)

    @property
    def y0(self) -> float:
        return min(word.y0 for word in self.words)

    @property
    def y1(self) -> float:
        return max(word.y1 for word in self.words)

    @property
    def text(self) -> str:
        return joined_text(self.words)


def joined_text(words: Sequence[Word]) -> str:
    """The words with blanks between them; raised digits stand behind ``RAISED`` and close to the word before."""
    if not any(word.raised for word in words):
        return " ".join([word.text for word in words])
    text = ""
    for word in words:
        if word.raised:
            text += RAISED + word.text + (" " if not text else "")
        else:
            text += word.text if not text or text.endswith(" ") or word.glued else f" {word.text}"
    return text.rstrip()


def median(values: Iterable[float]) -> float:
    """``statistics.median`` checks types at a cost that a law of 120,000 words feels."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def group_rows(words: Sequence[Word]) -> list[list[Word]]:
    """Words grouped by height, each row sorted from left to right, rows from top to bottom."""
    found: list[_Row] = []
    for top, bottom, group in _word_groups(words):
        for row in reversed(found[-5:]):
            shared = min(row.bottom, bottom) - max(row.top, top)
            if shared >= _SAME_ROW * max(1.0, min(row.bottom - row.top, bottom - top)) and _has_room(
                group, row.members
            ):
                row.add(group)
                break
        else:
            found.append(_Row(top, bottom, group))
    found.sort(key=lambda row: (row.top + row.bottom) / 2)
    return [sorted(row.members, key=lambda w: w.x0) for row in found]


class _Row:
    """Words of one height so far and their median extent: a tall stamp must not stretch the row over its neighbours."""

    __slots__ = ("_bottoms", "_tops", "bottom", "members", "top")

    def __init__(self, top: float, bottom: float, group: list[Word]) -> None:
        self.top, self.bottom = top, bottom
        self.members = list(group)
        self._tops = sorted(word.y0 for word in group)
        self._bottoms = sorted(word.y1 for word in group)

    def add(self, group: list[Word]) -> None:
        self.members.extend(group)
        for word in group:
            insort(self._tops, word.y0)
            insort(self._bottoms, word.y1)
        middle = len(self._tops) // 2
        if len(self._tops) % 2:
            self.top, self.bottom = self._tops[middle], self._bottoms[middle]
        else:
            self.top = (self._tops[middle - 1] + self._tops[middle]) / 2
            self.bottom = (self._bottoms[middle - 1] + self._bottoms[middle]) / 2


def _word_groups(words: Sequence[Word]) -> list[tuple[float, float, list[Word]]]:
    """What stands together for certain, with its extent: single words, or the lines that OCR saw."""
    lines: dict[int, list[Word]] = {}
    groups: list[tuple[float, float, list[Word]]] = []
    for word in words:
        if word.line is None:
            groups.append((word.y0, word.y1, [word]))
        else:
            lines.setdefault(word.line, []).append(word)
    groups.extend((median(w.y0 for w in members), median(w.y1 for w in members), members) for members in lines.values())
    groups.sort(key=lambda group: ((group[0] + group[1]) / 2, group[2][0].x0))
    return groups


def _has_room(group: list[Word], members: list[Word]) -> bool:
    """Whether the words find room in the row: two lines set close together must not be shuffled into one."""
    if group[0].x0 >= members[-1].x1 - 1:
        return True
    return all(
        min(word.x1, other.x1) - max(word.x0, other.x0) < 0.6 * (word.x1 - word.x0)
        for word in group
        for other in members
    )


def split_segments(row: list[Word]) -> list[Segment]:
    """The row cut at its column gaps."""
    height = max(4.0, median(word.height for word in row))
    gaps = [after.x0 - before.x1 for before, after in pairwise(row)]
    typical = sorted(gaps)[len(gaps) // 2] if gaps else 0.0
    found = [Segment([row[0]])]
    for index, gap in enumerate(gaps):
        word = row[index + 1]
        # An item mark or dash is followed by a tab, not by a column.
        if _is_filled_blank(found[-1].words[-1].text, word.text):
            found[-1].words.append(word)
            continue
        after_mark = len(found[-1].words) == 1 and _BULLET.match(found[-1].words[0].text) is not None
        wide = gap > _WIDE_GAP * height and gap > 3 * typical and not after_mark
        if len(gaps) <= 3:
            wide = gap > _WIDE_GAP * height * (2.5 if after_mark else 1)
        if (
            wide
            or _starts_motto(row, index + 1)
            or (gap > _KNOWN_GAP * height and _starts_right_column(row, index + 1, gap, typical))
        ):
            found.append(Segment([word]))
        else:
            found[-1].words.append(word)
    return found


def _is_filled_blank(before: str, after: str) -> bool:
    """A blank left for a number or a day (`số:      /QĐ-UBND ngày     tháng 5`) is no column gap."""
    return after.startswith("/") or (before.lower() == "ngày" and after.lower() == "tháng") or after in ("tháng", "năm")


def _starts_motto(row: list[Word], index: int) -> bool:
    """The national title or motto ends the row: a column of its own, however close a long issuer's name comes."""
    if not _RIGHT_START.match(row[index].text) or row[index - 1].text == "NAM":  # the title with the motto behind it
        return False
    return bool(_MOTTO.fullmatch(" ".join(word.text for word in row[index:]))) and row[index - 1].text.isupper()


def _starts_right_column(row: list[Word], index: int, gap: float, typical: float) -> bool:
    text = row[index].text
    if _RIGHT_START.match(text):
        following = " ".join(word.text for word in row[index : index + 4])
        return following.startswith(_RIGHT_HEADS)
    if _SIGNING.match(text):
        return gap > 1.3 * typical
    # `Gia Lai, ngày 09 tháng 3 năm 2023` after the number: the gap before the place is the widest of the row.
    rest = " ".join(word.text for word in row[index:])
    return "ngày" in rest and "tháng" in rest and len(rest) < 60 and gap > 2.5 * typical and "ố" in row[0].text


def reading_order(rows_of_segments: list[list[Segment]]) -> list[Segment]:
    """Segments in the order a person reads them: two-column stretches column by column."""
    ordered: list[Segment] = []
    index = 0
    while index < len(rows_of_segments):
        end, channel = _two_column_stretch(rows_of_segments, index)
        if end == index:
            ordered.extend(rows_of_segments[index])
            index += 1
            continue
        stretch = [segment for row in rows_of_segments[index:end] for segment in row]
        ordered.extend(segment for segment in stretch if segment.x1 <= channel)
        ordered.extend(segment for segment in stretch if segment.x1 > channel)
        index = end
    return ordered


def _two_column_stretch(rows_of_segments: list[list[Segment]], start: int) -> tuple[int, float]:
    """Where the two-column stretch that begins at ``start`` ends (``start`` if none), and its channel."""
    first = rows_of_segments[start]
    if len(first) != 2:
        return start, 0.0
    low, high = first[0].x1, first[1].x0
    end = start + 1
    last_split = end
    previous = first
    while end < len(rows_of_segments):
        row = rows_of_segments[end]
        if row[0].y0 - previous[0].y1 > 6 * max(8.0, row[0].y1 - row[0].y0) or len(row) > 2:
            break
        new_low, new_high = low, high
        if len(row) == 2:
            new_low, new_high = max(low, row[0].x1), min(high, row[1].x0)
        elif row[0].x1 <= (low + high) / 2 or row[0].x1 <= low:
            new_low = max(low, row[0].x1)
        elif row[0].x0 >= low:
            new_high = min(high, row[0].x0)
        else:
            break
        if new_low >= new_high:
            break
        low, high, previous = new_low, new_high, row
        end += 1
        last_split = end
    return last_split, (low + high) / 2


def to_lines(words: Sequence[Word], page: int, width: float, height: float) -> list[Line]:
    """The page's words as lines in reading order."""
    if not words:
        return []
    split = [split_segments(row) for row in group_rows(words)]
    return [to_line(segment, page, width, height) for segment in reading_order(split)]


def to_line(segment: Segment, page: int, width: float, height: float) -> Line:
    """A segment as the record the other rooms see."""
    words = segment.words
    letters = sum(len(word.text) for word in words)
    sizes = sorted((word.size for word in words if word.size), reverse=True)
    confidences = [(word.confidence, len(word.text)) for word in words if word.confidence is not None]
    confidence = None
    if confidences:
        confidence = round(sum(c * n for c, n in confidences) / max(1, sum(n for _, n in confidences)), 3)
    return Line(
        text=segment.text,
        page=page,
        box=bounding_box(words, page, width, height),
        bold=sum(len(word.text) for word in words if word.bold) * 2 > letters,
        italic=sum(len(word.text) for word in words if word.italic) * 2 > letters,
        size=round(sizes[len(sizes) // 2], 1) if sizes else None,
        confidence=confidence,
    )


def bounding_box(words: Iterable[Word], page: int, width: float, height: float) -> Box:
    """The box around the words as fractions of the page, kept within it."""
    members = list(words)
    return Box(
        page,
        _page_fraction(min(word.x0 for word in members), width),
        _page_fraction(min(word.y0 for word in members), height),
        _page_fraction(max(word.x1 for word in members), width),
        _page_fraction(max(word.y1 for word in members), height),
    )


def _page_fraction(value: float, whole: float) -> float:
    return round(min(1.0, max(0.0, value / whole)), 5)
