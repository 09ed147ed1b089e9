"""Page numbers, told from figures of the text by their sequence: `80` at a page's foot may be a sum."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.reading import Box, Line

#: A page number stands in the 20-25 mm top margin of 297 mm.
_BAND = 0.13
_NUMBER = re.compile(r"^\W*(?:trang\s*)?(\d{1,4})(?:\s*/\s*\d{1,4})?\W*$", re.IGNORECASE)
#: `Trang 3`, `3/12`, `- 3 -`: no figure of a text looks so.
_DECORATED = re.compile(r"^\W*(?:trang\s*\d|\d{1,4}\s*/\s*\d|[-–—]\s*\d{1,4}\s*[-–—]\s*$)", re.IGNORECASE)
#: Page numbers of one document stand at one height, on one side or on mirrored ones.
_SAME_HEIGHT, _SAME_SIDE = 0.03, 0.12


@dataclass(frozen=True, slots=True)
class _Candidate:
    index: int
    page: int
    value: int
    box: Box

    @property
    def at_top(self) -> bool:
        return self.box.y1 < 0.5

    def stands_like(self, other: _Candidate) -> bool:
        """True if both stand at one height, at the same side or at mirrored ones."""
        middle, theirs = (self.box.x0 + self.box.x1) / 2, (other.box.x0 + other.box.x1) / 2
        return (
            abs(self.box.y0 - other.box.y0) < _SAME_HEIGHT
            and min(abs(middle - theirs), abs(middle - (1 - theirs))) < _SAME_SIDE
        )


def is_number_at_edge(line: Line) -> bool:
    """True if the line holds a number alone, in the outer bands of a page."""
    box = line.box
    return box is not None and (box.y1 < _BAND or box.y0 > 1 - _BAND) and bool(_NUMBER.match(line.text.strip()))


def page_numbers(lines: Sequence[Line], kinds: Sequence[str | None]) -> set[int]:
    """Indexes of the lines that are page numbers; ``kinds`` holds what is other furniture already.

    A bare number is one where it counts on from page to page, or is its page's own number; it stands alone in its row,
    with no text farther out. A misread one is known by its place.

    >>> [sorted(page_numbers([Line(text, box=Box(n, .47, .93, .5, .95))], [None]))
    ...     for n, text in ((1, "1"), (1, "295"), (1, "- 295 -"))]
    [[0], [], [0]]
    """
    found = list(_candidates(lines))
    decorated = {c.index for c in found if _DECORATED.match(lines[c.index].text.strip())}
    alone = [c for c in found if c.index in decorated or _is_outermost(c, lines, kinds)]
    sure = [c for c in alone if c.index in decorated or c.value == c.page or _is_in_sequence(c, alone)]
    return {c.index for c in alone if c in sure or sum(c.stands_like(other) for other in sure) >= 2}


def _candidates(lines: Sequence[Line]) -> Iterator[_Candidate]:
    for index, line in enumerate(lines):
        if line.box is not None and is_number_at_edge(line):
            number = _NUMBER.match(line.text.strip())
            if number is not None:
                yield _Candidate(index, line.box.page, int(number[1]), line.box)


def _is_outermost(number: _Candidate, lines: Sequence[Line], kinds: Sequence[str | None]) -> bool:
    """True if no text stands beside the number or between it and the page's edge."""
    box = number.box
    for index, line in enumerate(lines):
        other = line.box
        if index == number.index or kinds[index] is not None or other is None or other.page != number.page:
            continue
        if other.y0 < box.y1 and other.y1 > box.y0:
            return False
        if (other.y1 <= box.y0) if number.at_top else (other.y0 >= box.y1):
            return False
    return True


def _is_in_sequence(number: _Candidate, others: Sequence[_Candidate]) -> bool:
    return any(
        other.page != number.page
        and abs(other.page - number.page) <= 2
        and other.value - number.value == other.page - number.page
        and other.stands_like(number)
        for other in others
    )
