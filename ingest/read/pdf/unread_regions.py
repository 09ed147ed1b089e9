"""Regions of a page that may hold text which its text layer lacks: pictures, and letters drawn as outlines."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.read.pages.words import Word
from ingest.read.pdf.drawings import PageDrawings, Rule

#: A picture smaller than this (points) shows no number; a digit of 12 points is 6 wide.
_NARROW, _LOW = 5.0, 6.0
#: Pieces of one picture touch or lie this close.
_TOUCH = 3.0
#: Words of the text layer over this part of a region: its text is in the layer.
_READ_PART, _READ_WORDS = 0.06, 3
#: Segments of outlines that make a line of letters (about 20 a letter); fewer are a logo or a chart.
_OUTLINED_TEXT, _SEGMENTS_A_LETTER = 600, 20
_MOST_REGIONS = 12
_MOST_PIECES = 400


def unread_regions(drawings: PageDrawings, words: Sequence[Word], width: float, height: float) -> list[Rule]:
    """Boxes in points as displayed, the largest first, without those whose text stands in ``words``."""
    page = (0.0, 0.0, width, height)
    pictures = _joined_pieces([_clipped(box, page) for box in drawings.pictures[:_MOST_PIECES]])
    regions = [box for box in pictures if box[2] - box[0] >= _NARROW and box[3] - box[1] >= _LOW]
    regions = [box for box in regions if not _is_read(box, words)]
    outlined = _outlined_region(drawings, words)
    if outlined is not None:
        regions.append(_clipped(outlined, page))
    regions.sort(key=_area, reverse=True)
    return regions[:_MOST_REGIONS]


def _outlined_region(drawings: PageDrawings, words: Sequence[Word]) -> Rule | None:
    """The box around letters drawn as outlines; None where there are few, or words of the text layer among them."""
    if drawings.outline_segments < _OUTLINED_TEXT:
        return None
    boxes = drawings.outlines
    box = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    letters = sum(len(word.text) for word in words if _holds(box, word))
    return box if drawings.outline_segments > 0.5 * _SEGMENTS_A_LETTER * letters else None


def _is_read(box: Rule, words: Sequence[Word]) -> bool:
    inside = [word for word in words if _holds(box, word)]
    covered = sum((word.x1 - word.x0) * word.height for word in inside)
    return len(inside) >= _READ_WORDS and covered >= _READ_PART * _area(box)


def _holds(box: Rule, word: Word) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _joined_pieces(boxes: Sequence[Rule]) -> list[Rule]:
    """Boxes with those that touch them: scans are cut into strips.

    >>> _joined_pieces([(0, 0, 100, 10), (0, 11, 100, 20), (300, 0, 310, 10)])
    [(300, 0, 310, 10), (0, 0, 100, 20)]
    """
    joined: list[Rule] = []
    for box in sorted(boxes, key=lambda b: (b[1], b[0])):
        current = box
        touching = [other for other in joined if _touches(other, current)]
        for other in touching:
            joined.remove(other)
            current = (
                min(current[0], other[0]), min(current[1], other[1]),
                max(current[2], other[2]), max(current[3], other[3]),
            )  # fmt: skip
        joined.append(current)
    return joined


def _touches(one: Rule, other: Rule) -> bool:
    return (
        one[0] - _TOUCH <= other[2]
        and other[0] - _TOUCH <= one[2]
        and one[1] - _TOUCH <= other[3]
        and other[1] - _TOUCH <= one[3]
    )


def _clipped(box: Rule, page: Rule) -> Rule:
    return max(box[0], page[0]), max(box[1], page[1]), min(box[2], page[2]), min(box[3], page[3])


def _area(box: Rule) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])
