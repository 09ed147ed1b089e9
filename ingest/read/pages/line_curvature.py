"""Bent lines of a photographed page: how far its text sinks or climbs, and the page with level lines.

A book's page falls towards the spine, and a telephone held askew lets lines run apart. The ink of narrow strips is
compared with that of the strips beside them: how far each must be moved to fit says the slope there, and one smooth
surface through all slopes says how far each pixel lies from where a flat page has it.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ingest.read.pages.image_preprocessing import Gray

Values = npt.NDArray[np.float64]

#: Slopes are measured on a picture of this width, between strips of so many pixels, in bands of its height.
_WIDTH, _STRIP, _BAND, _BANDS = 600, 24, 0.22, 7
_INK = 140
#: Strips are moved by at most so many pixels; a fit below this likeness says nothing.
_MOST, _ALIKE = 7, 0.5
_FEWEST_SLOPES = 25
#: Powers of the surface across and down the page; slopes further from it than this many pixels are no lines.
_ACROSS, _DOWN, _FAR = (1, 2, 3, 4), (0, 1), 1.2
#: Lines bent by less than this part of the page's width are level enough.
_LEAST = 0.004


@dataclass(frozen=True, slots=True)
class Curvature:
    """The surface: how far below its level place a pixel lies, by powers of its place across and down."""

    weights: tuple[float, ...]

    def depth(self, across: Values, down: Values) -> Values:
        """In page widths. ``across`` and ``down`` run from 0 to 1 and from -1 to 1."""
        terms = [across**a * down**b for a in _ACROSS for b in _DOWN]
        found: Values = sum(
            (w * term for w, term in zip(self.weights, terms, strict=True)), start=np.zeros_like(across)
        )
        return found


def line_curvature(image: Gray) -> Curvature | None:
    """How a page's lines are bent; None where they are level or tell nothing."""
    scale = _WIDTH / image.shape[1]
    small = cv2.resize(image, (_WIDTH, max(1, round(image.shape[0] * scale))), interpolation=cv2.INTER_AREA)
    ink = np.clip(_INK + 60 - small.astype(np.float64), 0, None)
    slopes = _slopes(ink)
    if len(slopes) < _FEWEST_SLOPES:
        return None
    found = _fitted(slopes)
    across, down = np.meshgrid(np.linspace(0, 1, 20), np.linspace(-1, 1, 9))
    depth = found.depth(across, down)
    bent = depth - depth.mean(axis=1, keepdims=True)
    return found if float(np.abs(bent).max()) > _LEAST else None


def with_level_lines(image: Gray, bent: Curvature) -> Gray:
    """The page with its lines drawn level, same size."""
    height, width = image.shape
    columns, rows = np.meshgrid(np.arange(width), np.arange(height))
    # The surface is smooth: a coarse grid of it is enough.
    across, down = np.meshgrid(np.linspace(0, 1, 64), np.linspace(-1, 1, 64))
    depth = cv2.resize((bent.depth(across, down) * width).astype(np.float32), (width, height))
    level = cv2.remap(
        image, columns.astype(np.float32), rows.astype(np.float32) + depth, cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT, borderValue=255,
    )  # fmt: skip
    return np.asarray(level, np.uint8)


def _slopes(ink: Values) -> Values:
    """Places and slopes: (across, down, slope, weight) for each band of two neighbouring strips that fit."""
    height = ink.shape[0]
    profiles = [ink[:, x : x + _STRIP].sum(axis=1) for x in range(0, _WIDTH - _STRIP + 1, _STRIP)]
    band = round(_BAND * height)
    found: list[tuple[float, float, float, float]] = []
    for index in range(len(profiles) - 1):
        for top in np.linspace(_MOST, height - band - _MOST, _BANDS).astype(int).tolist():
            moved = _best_move(profiles[index], profiles[index + 1], top, top + band)
            if moved is not None:
                across = (index + 1) * _STRIP / _WIDTH
                found.append((across, 2 * (top + band / 2) / height - 1, moved[0] / _STRIP, moved[1]))
    return np.asarray(found).reshape(-1, 4)


def _best_move(one: Values, other: Values, top: int, bottom: int) -> tuple[float, float] | None:
    """By how many pixels a strip's ink lies below its neighbour's, and how alike they are then."""
    mine = one[top:bottom] - one[top:bottom].mean()
    size = float(np.sqrt((mine**2).sum()))
    if size == 0:
        return None
    likeness = np.zeros(2 * _MOST + 1)
    for move in range(-_MOST, _MOST + 1):
        part = other[top + move : bottom + move]
        theirs = part - part.mean()
        length = float(np.sqrt((theirs**2).sum()))
        likeness[move + _MOST] = float((mine * theirs).sum()) / (size * length) if length else 0.0
    best = int(likeness.argmax())
    if likeness[best] < _ALIKE or best in (0, 2 * _MOST):
        return None
    before, at, after = likeness[best - 1 : best + 2]
    bend = before - 2 * at + after
    return best - _MOST + (0.5 * (before - after) / bend if bend else 0.0), float(at)


def _fitted(slopes: Values) -> Curvature:
    """The surface whose slopes are nearest; slopes far from it (rules, tables, pictures) are left out."""
    across, down, slope, weight = slopes.T
    terms = np.stack([a * across ** (a - 1) * down**b for a in _ACROSS for b in _DOWN], axis=1)
    kept = np.ones(len(slope), bool)
    solved = np.zeros(terms.shape[1])
    for _ in range(4):
        root = np.sqrt(weight[kept])[:, None]
        calm = np.eye(terms.shape[1]) * 0.02 * np.sqrt(kept.sum())
        left = np.concatenate([terms[kept] * root, calm])
        right = np.concatenate([slope[kept] * root[:, 0], np.zeros(terms.shape[1])])
        solved = np.linalg.lstsq(left, right, rcond=None)[0]
        kept = np.abs(terms @ solved - slope) * _STRIP < _FAR
        if kept.sum() < _FEWEST_SLOPES:
            break
    return Curvature(tuple(float(value) for value in solved))
