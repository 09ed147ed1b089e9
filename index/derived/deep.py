"""The deep vectors of the answering passages, as an index that follows the library.

They are stored in the background, any time after their passages. So nothing tells which are new: the passages without
one are looked up again whenever the library's change or its counter of portions has moved. Like the other indexes they
are a cache: a base on disk that is never changed, later vectors in memory, a new base when these have grown.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from index.derived import manifest as manifests
from index.derived.codec import BYTES
from index.derived.manifest import Manifest
from index.derived.per_label_vectors import LabelledVectors
from index.derived.stopped import stopped_ids
from index.library.library import Library
from index.library.reader import LibraryState
from index.records import Floats, Ints, VectorModel
from index.store import deep_vectors
from index.store.deep_vectors import DeepRow

DEEP_FOLDER = "deep"
#: Raise it whenever the vectors are stored differently.
FORMAT = 2
#: A new base is written when so many vectors have changed since, or this part of all.
COMPACT_ROWS, COMPACT_PART = 2000, 8
#: The longest range of ids whose vectors are read at once, and the most ranges before one is taken for all of them.
ROWS_AT_ONCE, MOST_RANGES = 8192, 64


class DeepVectors:
    """The deep vectors of one library. All methods but :attr:`vectors` run under the lock between processes."""

    def __init__(self, folder: Path, library: Library, model: VectorModel) -> None:
        self.folder = folder / DEEP_FOLDER
        self.model = model
        self._library = library
        #: The library's change and its portions that the vectors hold; None before the base was opened.
        self._state: tuple[int, int] | None = None
        self.forget()

    def is_behind(self) -> bool:
        """True if the library has moved since the vectors were brought up to date."""
        return self._state != self._library.deep_state()

    def follow(self, answering: Ints, *, anew: bool = False) -> bool:
        """Take in what has come; ``answering`` are the ids of all answering passages. True if anything changed.

        ``anew`` begins with no vectors, because the files were deleted.
        """
        before = self.vectors
        if anew:
            self.forget()
        if self._state is None:
            self._open_base()
        self._bring_up(answering)
        if self._has_grown() and self._open_base():
            # Another process has written a newer one.
            self._bring_up(answering)
        if self._has_grown():
            self._write_base()
        return self.vectors is not before

    def forget(self) -> None:
        """Begin with no vectors, before anything was opened."""
        self.vectors = LabelledVectors(self.folder, {}, self.model.dimension, 0, BYTES)
        self._state, self._base = None, ""

    def _has_grown(self) -> bool:
        return self.vectors.overlay_size > max(COMPACT_ROWS, len(self.vectors) // COMPACT_PART)

    def _open_base(self) -> bool:
        """Open the newest base; False when it is open already, damaged, or belongs to another state or model."""
        manifest = manifests.read_manifest(self.folder)
        if manifest is None or manifest.base == self._base or not self._is_ours(manifest):
            return False
        base = self.folder / manifest.base
        if manifests.find_damage(base, manifest.files) is not None:
            return False
        self.vectors = LabelledVectors.open(base, self.model.dimension, codec=BYTES)
        self._state, self._base = (manifest.change, -1), manifest.base
        return True

    def _is_ours(self, manifest: Manifest) -> bool:
        ours = FORMAT, self._library.id, self.model.name, self.model.dimension
        there = manifest.format, manifest.library, manifest.model, manifest.dimension
        return ours == there and manifest.change <= self._library.change

    def _bring_up(self, answering: Ints) -> None:
        """Drop the passages that stopped answering since, and add the vectors of those that have none."""
        with self._library.state() as state:
            portions = deep_vectors.portions_stored(state.connection)
            if self._state is not None and state.change < self._state[0]:
                self.forget()  # the library was restored to an earlier state
            since = 0 if self._state is None else self._state[0]
            stopped = stopped_ids(state.delta(since)) if len(self.vectors) else answering[:0]
            gone = stopped[self.vectors.holds(stopped)]
            held = self.vectors.holds(answering) & ~np.isin(answering, gone)
            rows = self._vectors_of(state, np.sort(answering[~held]))
            for part in itertools.chain([next(rows, [])], rows):
                if part or len(gone):
                    self.vectors = self.vectors.with_changes(gone, part, self._matrix(part), state.change)
                gone = gone[:0]
            self._state = state.change, portions

    def _vectors_of(self, state: LibraryState, missing: Ints) -> Iterator[list[DeepRow]]:
        """The vectors that these passages have in the library by now, some thousand at a time."""
        number = deep_vectors.model_number(state.connection, self.model) if len(missing) else None
        if number is None:
            return
        wanted = set(missing.tolist())
        for first, last in _ranges(missing):
            found = deep_vectors.vectors_between(state.connection, number, first, last)
            if part := [row for row in found if row.passage_id in wanted]:
                yield part

    def _matrix(self, rows: list[DeepRow]) -> Floats:
        halves = np.frombuffer(b"".join(row.vector for row in rows), np.float16)
        return halves.reshape(-1, self.model.dimension).astype(np.float32)

    def _write_base(self) -> None:
        """Write a new base. A crash leaves the old one intact, and at most a folder that no manifest names."""
        change, portions = self._state or (0, 0)
        name = f"b{change}-{portions}"
        shutil.rmtree(self.folder / name, ignore_errors=True)
        self.vectors.compact_copy(self.folder / name).save(change)
        files = manifests.file_checksums(self.folder / name)
        facts = self.model.name, self.model.dimension, change, DEEP_FOLDER, name, files
        manifests.write_manifest(self.folder, Manifest(FORMAT, self._library.id, *facts))
        for other in self.folder.glob("b*"):
            if other.name != name:
                # A process that has the old files open can read them until it closes them.
                shutil.rmtree(other, ignore_errors=True)
        self._base = name
        self.vectors = LabelledVectors.open(self.folder / name, self.model.dimension, codec=BYTES)


def _ranges(ids: Ints) -> list[tuple[int, int]]:
    """Ranges that hold sorted ids: of consecutive ones, cut where they are long; one for all where there are many.

    >>> _ranges(np.array([3, 4, 5, 9]))
    [(3, 5), (9, 9)]
    """
    ends = np.flatnonzero(np.diff(ids) > 1)
    if len(ends) >= MOST_RANGES:
        ends = np.zeros(0, np.int64)
    firsts, lasts = ids[np.concatenate([[0], ends + 1])], ids[np.concatenate([ends, [len(ids) - 1]])]
    return [
        (start, min(start + ROWS_AT_ONCE - 1, int(last)))
        for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True)
        for start in range(first, last + 1, ROWS_AT_ONCE)
    ]
