"""Ink of one slot: connected pieces, rules and dots taken away, places where touching digits may be cut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]

#: A ruled line is longer than this many letter heights and thinner than this part of one.
_RULE_LONG, _RULE_THIN = 1.4, 0.16
#: Smaller than this part of the letter height in both directions: a dot of a dotted line, a speck.
_SPECK = 0.2
#: Two digits may touch where a piece is wider than this part of the letter height.
_WIDE = 0.5
#: At most so many cuts through one piece.
_CUTS = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """Connected ink; ``mask`` is as large as the slot."""

    mask: Mask
    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def width(self) -> int:
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        return self.y1 - self.y0


def bounded_piece(mask: Mask) -> Piece | None:
    """The ink of a mask with its box, None when there is none."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return None
    return Piece(mask, int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)


def connected_pieces(ink: Mask) -> list[Piece]:
    """Connected pieces (8 neighbours) from left to right."""
    labels = _component_labels(ink)
    found = [piece for label in np.unique(labels[ink]) if (piece := bounded_piece(labels == label)) is not None]
    return sorted(found, key=lambda piece: piece.x0 + piece.x1)


def _component_labels(ink: Mask) -> npt.NDArray[np.int32]:
    """A number for each pixel of ink, the same for connected ones: runs of each row joined with those above."""
    labels = np.zeros(ink.shape, dtype=np.int32)
    parent = [0]

    def root(label: int) -> int:
        while parent[label] != label:
            label = parent[label]
        return label

    above: list[tuple[int, int, int]] = []
    for y in range(ink.shape[0]):
        row: list[tuple[int, int, int]] = []
        for start, end in _runs(ink[y]):
            label = 0
            for first, last, label_above in above:
                if first <= end and last >= start:
                    ours, theirs = (root(label) if label else root(label_above)), root(label_above)
                    parent[max(ours, theirs)] = label = min(ours, theirs)
            if not label:
                label = len(parent)
                parent.append(label)
            labels[y, start:end] = label
            row.append((start, end, label))
        above = row
    return np.array([root(label) for label in range(len(parent))], dtype=np.int32)[labels]


def _runs(row: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], row.view(np.int8), [0]))))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        yield int(start), int(end)


def remove_ruled_lines(ink: Mask, height: float) -> Mask:
    """The ink without drawn lines: long level runs, and long upright ones that leave the slot at both ends."""
    return ~_ruled_pixels(ink, height) & ink & ~_ruled_pixels(ink.T, height * 1.6).T


def _ruled_pixels(ink: Mask, height: float) -> Mask:
    """Pixels of long thin lines along the rows. Ink that crosses a line is thicker there and stays."""
    ruled = np.zeros_like(ink)
    for y in range(ink.shape[0]):
        for start, end in _runs(ink[y]):
            if end - start > _RULE_LONG * height:
                ruled[y, start:end] = True
    for x in np.flatnonzero(ruled.any(axis=0)):
        for top, bottom in _runs(ink[:, x]):
            if bottom - top > max(3.0, _RULE_THIN * height):
                ruled[top:bottom, x] = False
    return ruled


def written_pieces(ink: Mask, top: float, bottom: float) -> list[Piece]:
    """Pieces written on the line between ``top`` and ``bottom`` (rows of the slot): no dots, no other lines."""
    height = bottom - top
    kept = []
    for piece in connected_pieces(remove_ruled_lines(ink, height)):
        if max(piece.width, piece.height) < _SPECK * height or piece.mask.sum() < 0.01 * height * height:
            continue
        shared = min(piece.y1, bottom) - max(piece.y0, top)
        if shared < 0.4 * min(piece.height, height) and piece.height > 0:
            continue
        kept.append(piece)
    return kept


def cut_piece(piece: Piece, height: float, slant: float) -> list[Piece]:
    """The piece in parts where two digits may touch: along lines of this slant (columns a row) across little ink."""
    if piece.width < _WIDE * height:
        return [piece]
    ys, xs = np.nonzero(piece.mask)
    across = np.round(xs + slant * (ys - (piece.y0 + piece.y1) / 2)).astype(np.int32)
    low = int(across.min())
    counts = np.bincount(across - low)
    smooth = np.convolve(counts, np.ones(3) / 3, mode="same")
    margin = max(3, round(0.16 * height))
    places: list[int] = []
    order = np.argsort(smooth[margin : len(smooth) - margin], kind="stable") + margin
    for place in order:
        if len(places) == _CUTS or smooth[place] > 0.35 * height:
            break
        if all(abs(place - chosen_place) >= margin for chosen_place in places):
            places.append(int(place))
    bounds = [-1, *sorted(places), len(counts)]
    parts = []
    for start, end in pairwise(bounds):
        chosen = (across - low > start) & (across - low <= end)
        mask = np.zeros_like(piece.mask)
        mask[ys[chosen], xs[chosen]] = True
        part = bounded_piece(mask)
        if part is not None:
            parts.append(part)
    return parts
