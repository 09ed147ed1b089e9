"""Columns of a page: rows cut at wide gaps, the cuts of neighbouring rows read column by column.

A *row* is the words of one height; wide gaps split it into *segments*; where segments of neighbouring rows keep to the
two sides of one channel (page header, signature block) the left side is emitted before the right one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from ingest.read.pages.words import Word, joined_text, median

#: A gap this many times the letter height cannot be a justified space (measured on real letters: spaces reach 1.6).
_WIDE_GAP = 2.2
#: Beside the national motto, the date line or a signing title a smaller gap already separates the columns.
_KNOWN_GAP = 0.7
_RIGHT_START = re.compile(r"(?:CỘNG|ĐẢNG|Độc)\Z")
_RIGHT_HEADS = ("CỘNG HÒA XÃ HỘI", "CỘNG HOÀ XÃ HỘI", "CỘNG HÕA XÃ HỘI", "ĐẢNG CỘNG SẢN", "Độc lập")
_MOTTO = re.compile(
    r"CỘNG H(?:ÒA|OÀ|ÕA) XÃ HỘI CHỦ NGHĨA VIỆT NAM|ĐẢNG CỘNG SẢN VIỆT NAM|Độc lập\s*[-–]?\s*Tự do\s*[-–]?\s*Hạnh phúc"
)
_SIGNING = re.compile(r"(?:TM|KT|TL|TUQ|Q|T/M|K/T|T/L)\.\Z|(?:TM|KT|TL|TUQ)\.[A-ZĐ]")
_BULLET = re.compile(r"(?:[-–—•●▪*+]|\(?[\dIVXa-zđ]{1,4}[.)/]|\d+(?:\.\d+)+\.?)\Z")


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
        elif row[0].x0 >= low and not _stands_in_the_middle(row[0], first, (low + high) / 2):
            new_high = min(high, row[0].x0)
        else:
            break
        if new_low >= new_high:
            break
        low, high, previous = new_low, new_high, row
        end += 1
        last_split = end
    return last_split, (low + high) / 2


def _stands_in_the_middle(line: Segment, sides: list[Segment], channel: float) -> bool:
    """True for a title below a head in two columns: it begins left of the channel, centred under both columns."""
    middle, right = (sides[0].x0 + sides[1].x1) / 2, (sides[1].x0 + sides[1].x1) / 2
    centre = (line.x0 + line.x1) / 2
    return line.x0 < channel and abs(centre - middle) < abs(centre - right)
