"""Ruling lines of a page's picture: solid, faint, broken and dotted ones, by morphology on a half-size picture."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

Gray = npt.NDArray[np.uint8]
Rule = tuple[float, float, float, float]

#: Lengths in pixels of the half-size picture (150 dpi). A rule holds a straight piece of this length,
_PIECE = 40
#: is at most this thick, bends at most so much, and its pieces are at most so far apart.
_THICK, _BEND, _BREAK = 7, 7, 14
#: Whole rules are at least this long: .3 in.
_SHORTEST = 45
#: No row of letters is this long without a blank; a shorter piece is one where so much of what is beside it is ink.
_SURE_LENGTH, _CLOSE = 300, 0.14
#: Short rules are thinner than this.
_BOLD = 4.5
#: A rule is darker than the paper around it by this much; paper is judged in a window of this size.
_CONTRAST, _WINDOW = 22, 41
#: Dots of a dotted rule: at most this large, at most so far apart, over at least this length.
_DOT, _DOT_GAP, _DOTTED = 6, 13, 120


def ruling_lines(image: Gray) -> list[Rule]:
    """Long straight dark lines, in pixels of the picture: (x0, y0, x1, y1), thin in one direction."""
    small = cv2.resize(image, (image.shape[1] // 2, image.shape[0] // 2), interpolation=cv2.INTER_AREA)
    ink = _local_ink(np.asarray(small, np.uint8))
    dots = _dots(ink)
    found: list[Rule] = []
    for turned in (False, True):
        mask, specks = (ink.T, dots.T) if turned else (ink, dots)
        for x0, y0, x1, y1 in (*_solid_rules(np.ascontiguousarray(mask)), *_dotted_rules(np.ascontiguousarray(specks))):
            flat = (x0 * 2.0, y0 * 2.0, x1 * 2.0, y1 * 2.0)
            found.append((flat[1], flat[0], flat[3], flat[2]) if turned else flat)
    return found


def _local_ink(small: Gray) -> Gray:
    """1 where a pixel is darker than the paper around it."""
    paper = cv2.blur(small, (_WINDOW, _WINDOW)).astype(np.int16)
    return ((paper - small > _CONTRAST) | (small < 90)).astype(np.uint8)


def _solid_rules(ink: Gray) -> Iterator[Rule]:
    """Level rules of the mask; breaks of a few pixels are bridged, letters are too short to be pieces."""
    bridged = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, 5), np.uint8))
    pieces = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, np.ones((1, _PIECE), np.uint8))
    # A rule that is not quite level climbs from row to row: the steps belong together.
    joined = cv2.morphologyEx(pieces, cv2.MORPH_CLOSE, np.ones((3, _BREAK), np.uint8))
    for x0, y0, wide, tall in _components(np.asarray(joined, np.uint8)):
        if wide < _SHORTEST:
            continue
        part = joined[y0 : y0 + tall, x0 : x0 + wide]
        thickness = float(np.count_nonzero(part)) / wide
        if thickness > _BOLD and wide < _SURE_LENGTH:
            continue
        bent = tall > _THICK + max(_BEND, wide * 0.012)
        if thickness <= _THICK and not bent and not _is_lettering(ink, (x0, y0, wide, tall)):
            columns = np.flatnonzero(part.any(axis=0))
            middles = (part * np.arange(tall)[:, None]).sum(axis=0)[columns] / part.sum(axis=0)[columns]
            middle = y0 + float(np.median(middles))
            yield x0, middle - thickness / 2, x0 + wide, middle + thickness / 2


def _is_lettering(ink: Gray, box: tuple[int, int, int, int]) -> bool:
    """True for a row of strokes and serifs that ran together: letters stand close above or below it."""
    x0, y0, wide, tall = box
    if wide > _SURE_LENGTH:
        return False
    above = ink[max(0, y0 - 4) : max(0, y0 - 1), x0 : x0 + wide]
    below = ink[y0 + tall + 1 : y0 + tall + 4, x0 : x0 + wide]
    beside = [float(part.mean()) for part in (above, below) if part.size]
    return bool(beside) and max(beside) > _CLOSE


def _dots(ink: Gray) -> Gray:
    """The mask's specks that are no larger than a dot."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    small = (stats[:, cv2.CC_STAT_WIDTH] <= _DOT) & (stats[:, cv2.CC_STAT_HEIGHT] <= _DOT)
    small[0] = False
    return small[labels].astype(np.uint8) if count > 1 else np.zeros_like(ink)


def _dotted_rules(dots: Gray) -> Iterator[Rule]:
    """Level rules of dots."""
    joined = cv2.morphologyEx(dots, cv2.MORPH_CLOSE, np.ones((1, _DOT_GAP), np.uint8))
    pieces = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, _PIECE), np.uint8))
    whole = cv2.morphologyEx(pieces, cv2.MORPH_CLOSE, np.ones((3, _PIECE), np.uint8))
    for x0, y0, wide, tall in _components(np.asarray(whole, np.uint8)):
        if wide >= _DOTTED and tall <= _THICK:
            yield x0, y0, x0 + wide, y0 + tall


def _components(mask: Gray) -> Iterator[tuple[int, int, int, int]]:
    """Left, top, width and height of each connected part."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    for x0, y0, wide, tall, _area in stats[1:]:
        yield int(x0), int(y0), int(wide), int(tall)
