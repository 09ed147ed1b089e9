"""Ink of a slot -> digits: pieces are joined and cut in every likely way, the network judges each grouping."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ingest.read.handwriting.digit_network import DIGITS, DigitVerdict, judge_pictures, normalise_ink
from ingest.read.handwriting.ink import Mask, Piece, bounded_piece, cut_piece, written_pieces

#: Slants tried for cuts: upright, and leaning to the right as most people write.
_SLANTS = (0.0, 0.3)
#: A digit is made of at most so many pieces, and is at most so wide (letter heights).
_MOST_PIECES, _MOST_WIDE = 4, 1.5
#: Readings kept while the slot is read from left to right.
_BEAM = 12
#: What leaving out a piece costs (log of a probability). A piece larger than ``_CRUMB`` letter heights is never just
#: left out: a reading without it (`3176` of `3176B`) would be a wrong number.
_LEFT_OUT, _CRUMB = -6.0, 0.4
_MOST_ATOMS = 16
#: From here on no other cuts are tried.
_CERTAIN = 0.95


@dataclass(frozen=True, slots=True)
class DigitReading:
    """Digits of a slot. ``confidence`` is that of the least certain digit, or less where another reading competes.

    ``printed`` is how likely the ink is print, the mean over the digits; ``boxes`` are their boxes in the slot's
    pixels (x0, y0, x1, y1).
    """

    text: str
    confidence: float
    printed: float = 0.0
    boxes: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Path:
    """A reading of the pieces up to a place: log probabilities, each counted once for every piece of its digit."""

    score: float
    text: str
    least: float
    groups: tuple[tuple[int, int], ...]


NOTHING = DigitReading("", 0.0)


def read_digits(ink: Mask, top: float, bottom: float) -> DigitReading:
    """The digits written on the line between the rows ``top`` and ``bottom`` of a slot; empty where nothing is."""
    found = written_pieces(ink, top, bottom)
    readings: dict[str, tuple[float, DigitReading]] = {}
    for slant in _SLANTS:
        atoms = [part for piece in found for part in cut_piece(piece, bottom - top, slant)]
        atoms.sort(key=lambda part: part.x0 + part.x1)
        if len(atoms) > _MOST_ATOMS:
            continue
        for score, candidate in _candidate_readings(atoms, bottom - top):
            if candidate.text not in readings or score > readings[candidate.text][0]:
                readings[candidate.text] = score, candidate
        if any(candidate.confidence > _CERTAIN for _, candidate in readings.values()):
            break
    if not readings:
        return NOTHING
    best, reading = max(readings.values(), key=lambda pair: pair[0])
    share = 1 / sum(float(np.exp(score - best)) for score, _ in readings.values())
    return DigitReading(
        reading.text, round(min(reading.confidence, share), 3), round(reading.printed, 3), reading.boxes
    )


def _candidate_readings(atoms: Sequence[Piece], height: float) -> list[tuple[float, DigitReading]]:
    """Ways to read the pieces; each with its log probability a piece, times the digits read."""
    joined = _piece_groups(atoms, height)
    judged = dict(zip(joined, judge_pictures([normalise_ink(piece.mask) for piece in joined.values()]), strict=True))
    at: list[list[_Path]] = [[] for _ in range(len(atoms) + 1)]
    at[0] = [_Path(0.0, "", 1.0, ())]
    for start, atom in enumerate(atoms):
        crumb = max(atom.width, atom.height) < _CRUMB * height
        for path in sorted(at[start], key=lambda path: -path.score)[:_BEAM]:
            least = path.least if crumb else 0.0
            at[start + 1].append(_Path(path.score + _LEFT_OUT, path.text, least, path.groups))
            for end in range(start + 1, min(len(atoms), start + _MOST_PIECES) + 1):
                if (start, end) in judged:
                    at[end] += _extend_path(path, judged[start, end], start, end)
    ways = []
    for path in sorted(at[-1], key=lambda path: -path.score)[:_BEAM]:
        if path.text:
            boxes = tuple((p.x0, p.y0, p.x1, p.y1) for p in (joined[span] for span in path.groups))
            printed = float(np.mean([judged[span].printed for span in path.groups]))
            score = path.score * len(path.text) / len(atoms)
            ways.append((score, DigitReading(path.text, path.least, printed, boxes)))
    return ways


def _piece_groups(atoms: Sequence[Piece], height: float) -> dict[tuple[int, int], Piece]:
    """Neighbouring pieces that may make one digit, joined."""
    joined = {}
    for start in range(len(atoms)):
        for end in range(start + 1, min(len(atoms), start + _MOST_PIECES) + 1):
            piece = bounded_piece(np.logical_or.reduce([atom.mask for atom in atoms[start:end]]))
            if piece is None or (piece.width > _MOST_WIDE * height and end > start + 1):
                break
            joined[start, end] = piece
    return joined


def _extend_path(path: _Path, verdict: DigitVerdict, start: int, end: int) -> list[_Path]:
    """The path with the pieces ``start..end`` as one digit, for the two likeliest digits."""
    found = []
    for digit in np.argsort(verdict.classes[:DIGITS])[-2:]:
        p = float(verdict.classes[digit])
        score = path.score + (end - start) * float(np.log(max(p, 1e-6)))
        found.append(_Path(score, f"{path.text}{digit}", min(path.least, p), (*path.groups, (start, end))))
    return found
