"""Vectors kept apart by access label, as the terms are, and views of the labels that a reader has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from index.derived.codec import HALVES, Codec
from index.derived.label_folders import folder_name, read_state, write_state
from index.derived.vectors import VectorIndex
from index.records import Bools, Floats, Ints


class LabelledPassage(Protocol):
    """A passage's id and the access label of its document."""

    @property
    def passage_id(self) -> int: ...
    @property
    def access(self) -> str: ...


class VisibleVectors:
    """The vectors of several labels as one index. See :class:`index.derived.vectors.VectorIndex`."""

    def __init__(self, parts: Sequence[VectorIndex], dimension: int) -> None:
        self._visible = tuple(parts)
        self.dimension = dimension

    def __len__(self) -> int:
        return sum(len(part) for part in self._visible)

    def search(self, vectors: Floats, k: int, allowed: Ints | None = None) -> tuple[Floats, Ints]:
        """The ``k`` nearest by inner product for each row, best first; -1 where there are fewer."""
        rows = len(np.atleast_2d(vectors))
        found = [part.search(vectors, k, allowed) for part in self._visible]
        found.append((np.full((rows, k), -np.inf, np.float32), np.full((rows, k), -1, np.int64)))
        scores, ids = (np.concatenate(side, axis=1) for side in zip(*found, strict=True))
        best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
        return np.take_along_axis(scores, best, axis=1), np.take_along_axis(ids, best, axis=1)

    def ids(self) -> Ints:
        """All ids, in order."""
        return np.unique(np.concatenate([np.zeros(0, np.int64), *(part.ids() for part in self._visible)]))

    def holds(self, ids: Ints) -> Bools:
        """Whether there is a vector, for each id."""
        known = np.zeros(len(ids), np.bool_)
        for part in self._visible:
            known |= part.holds(ids)
        return known

    def vectors(self, ids: Ints) -> Floats:
        """The vectors of known ids."""
        if len(self._visible) == 1:
            return self._visible[0].vectors(ids)
        matrix = np.zeros((len(ids), self.dimension), np.float32)
        for part in self._visible:
            here = part.holds(ids)
            if here.any():
                matrix[here] = part.vectors(ids[here])
        return matrix


class LabelledVectors(VisibleVectors):
    """All vectors of a library, one folder a label: :class:`VisibleVectors` of every label."""

    def __init__(
        self, folder: Path, parts: Mapping[str, VectorIndex], dimension: int, change: int, codec: Codec = HALVES
    ) -> None:
        super().__init__(list(parts.values()), dimension)
        self.folder = folder
        self.change = change
        self._codec = codec
        self._parts = dict(parts)

    @classmethod
    def open(cls, folder: Path, dimension: int, *, write: bool = False, codec: Codec = HALVES) -> LabelledVectors:
        """Open the indexes in a folder, or start with none.

        :raises ValueError: if they have another dimension.
        """
        change, names = read_state(folder)
        parts = {
            label: VectorIndex.open(folder / name, dimension, write=write, codec=codec) for label, name in names.items()
        }
        return cls(folder, parts, dimension, change, codec)

    def visible_to(self, labels: Collection[str]) -> VectorIndex | VisibleVectors:
        """A view of the indexes of these labels; one index alone is its own view."""
        parts = [index for label, index in self._parts.items() if label in labels and len(index)]
        return parts[0] if len(parts) == 1 else VisibleVectors(parts, self.dimension)

    @property
    def overlay_size(self) -> int:
        """The number of ids changed since the stored indexes were written, removed and new."""
        return sum(index.overlay_size for index in self._parts.values())

    def add(self, rows: Sequence[LabelledPassage], matrix: Floats) -> None:
        """Add the normalised vectors of new rows."""
        for label, positions in _positions_by_label(rows):
            index = self._label_index(label)
            index.add(_passage_ids([rows[position] for position in positions]), matrix[positions])

    def with_changes(
        self, stopped: Ints, rows: Sequence[LabelledPassage], matrix: Floats, change: int
    ) -> LabelledVectors:
        """The next state, without the stopped passages and with the new rows. This one stays as it is."""
        later = LabelledVectors(self.folder, self._parts, self.dimension, change, self._codec)
        fresh = dict(_positions_by_label(rows))
        replaced = np.union1d(stopped, _passage_ids(rows))
        for label in {*self._parts, *fresh}:
            positions = fresh.get(label, [])
            index = later._label_index(label)
            later._parts[label] = index.with_changes(
                replaced, _passage_ids([rows[position] for position in positions]), matrix[positions], change
            )
        later._visible = tuple(later._parts.values())
        return later

    def compact_copy(self, folder: Path) -> LabelledVectors:
        """The same vectors in new indexes, to be saved in another folder; labels without passages are dropped."""
        parts = {
            label: index.compact_copy(folder / folder_name(label)) for label, index in self._parts.items() if len(index)
        }
        return LabelledVectors(folder, parts, self.dimension, self.change, self._codec)

    def save(self, change: int) -> None:
        """Write all indexes, then the change number."""
        for index in self._parts.values():
            index.save(change)
        self.change = change
        write_state(self.folder, change, {label: index.folder.name for label, index in self._parts.items()})

    def _label_index(self, label: str) -> VectorIndex:
        if label not in self._parts:
            self._parts[label] = VectorIndex.open(
                self.folder / folder_name(label), self.dimension, write=True, codec=self._codec
            )
            self._visible = tuple(self._parts.values())
        return self._parts[label]


def _positions_by_label(rows: Sequence[LabelledPassage]) -> Iterator[tuple[str, list[int]]]:
    """The positions of the rows of each label."""
    positions: dict[str, list[int]] = defaultdict(list)
    for position, row in enumerate(rows):
        positions[row.access].append(position)
    yield from positions.items()


def _passage_ids(rows: Sequence[LabelledPassage]) -> Ints:
    return np.array([row.passage_id for row in rows], np.int64)
