"""Vector search. The only module that imports FAISS.

``IndexIDMap2`` over an inner-product index of half floats: exact, deletable, and fast enough to about 250,000
passages (measured: recall 1.0; HNSW cannot delete, PQ alone loses a third to a half of the neighbours).

A large stored index has a coarse one beside it: 4-bit codes, scanned in registers, whose nearest are then compared
exactly. Measured on 69,664 articles: 99.6 % of the exact 100 nearest in 0.5 ms instead of 2.0 ms.

Deep vectors are kept as bytes: a fourth of the memory of floats, and scanned in 1.0 ms without a coarse index.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from index.derived.arrays import are_among
from index.records import Bools, Floats, Ints

INDEX_FILE = "vectors.faiss"
STATE_FILE = "vectors.json"
#: Vectors copied at a time when an index is written anew.
COPY_ROWS = 8192
#: Up to so many removed ids are searched past rather than excluded by a selector.
FEW = 512
#: An index this large gets a coarse one (below it the exact search takes half a millisecond); codes a vector; vectors
#: that it is trained on; and how many times the wanted number it must return to be compared exactly.
COARSE_FROM, COARSE_CODES, COARSE_TRAINED, COARSE_WIDE = 20_000, 128, 8192, 3


@dataclass(frozen=True, slots=True)
class Codec:
    """How the numbers of a vector are stored. ``reach``: the largest number that bytes hold; 0 for halves.

    The steps of bytes are the same for every index, never fitted to its vectors: a passage's bytes must not depend on
    the passages beside it.
    """

    reach: float = 0.0

    @property
    def kind(self) -> type[np.float16] | type[np.uint8]:
        """The type of the stored numbers."""
        return np.uint8 if self.reach else np.float16

    def decoded(self, stored: npt.NDArray[Any]) -> Floats:
        """The numbers that stored ones stand for."""
        numbers: Floats = stored.astype(np.float32)
        return (numbers + 0.5) * np.float32(2 * self.reach / 255) - np.float32(self.reach) if self.reach else numbers

    def empty_index(self, dimension: int) -> Any:
        """An index of such vectors without any."""
        # Halves, as the library keeps them: nothing is lost, and a question reads half the memory (3.7 -> 2.4 ms).
        kind = faiss.ScalarQuantizer.QT_8bit_uniform if self.reach else faiss.ScalarQuantizer.QT_fp16
        index: Any = faiss.IndexScalarQuantizer(dimension, kind, faiss.METRIC_INNER_PRODUCT)
        if self.reach:
            index.train(np.array([[-self.reach] * dimension, [self.reach] * dimension], np.float32))
        return faiss.IndexIDMap2(index)


HALVES = Codec()
#: For unit vectors of some hundred dimensions: none of the bundled transformer's has a number above .21, and a
#: similarity is off by .001 (their spread is .05).
BYTES = Codec(0.4)


class VectorIndex:
    """Vectors by passage id. A reader opens it mapped into memory; one writer loads, changes and saves it."""

    def __init__(self, folder: Path, index: Any, change: int, coarse: Any = None, codec: Codec = HALVES) -> None:
        self.folder = folder
        self.change = change
        self.index = index
        self._codec = codec
        self._coarse = coarse
        self._rows: _StoredRows | None = None
        # Changes since the index was stored: ids removed from it, and a small index of new ones.
        self._gone: Ints = np.zeros(0, np.int64)
        self._later_ids: Ints = np.zeros(0, np.int64)
        self._later_sorted: Ints = self._later_ids
        self._later: Any = None

    @classmethod
    def open(cls, folder: Path, dimension: int, *, write: bool = False, codec: Codec = HALVES) -> VectorIndex:
        """Open the index in a folder, or an empty one.

        :raises ValueError: if it has another dimension.
        """
        state_path = folder / STATE_FILE
        if not state_path.exists():
            return cls(folder, codec.empty_index(dimension), 0, codec=codec)
        state = json.loads(state_path.read_text())
        flags = 0 if write else faiss.IO_FLAG_MMAP_IFC
        index: Any = faiss.read_index(str(folder / state["file"]), flags)
        if index.d != dimension:
            raise ValueError(f"vectors in {folder} have {index.d} dimensions, the model makes {dimension}")
        # A writer changes the index, which the coarse one does not follow.
        coarse = faiss.read_index(str(folder / state["coarse"])) if state["coarse"] and not write else None
        return cls(folder, index, int(state["change"]), coarse, codec)

    def __len__(self) -> int:
        return int(self.index.ntotal) - len(self._gone) + len(self._later_ids)

    @property
    def overlay_size(self) -> int:
        """The number of ids changed since the index was stored, removed and new."""
        return len(self._gone) + len(self._later_ids)

    def with_changes(self, stopped: Ints, ids: Ints, matrix: Floats, change: int) -> VectorIndex:
        """The next state, without ``stopped`` and with ``ids``. This one stays; they share the stored index."""
        later = VectorIndex(self.folder, self.index, change, self._coarse, self._codec)
        later._rows = self._stored_rows()
        replaced = np.union1d(stopped, ids)
        stored = later._rows.ids
        later._gone = np.union1d(self._gone, stored[np.isin(stored, replaced)])
        kept = self._later_ids[~np.isin(self._later_ids, replaced)]
        later._later_ids = np.concatenate([kept, ids])
        later._later_sorted = np.sort(later._later_ids)
        later._later = self._codec.empty_index(self.dimension)
        if len(later._later_ids):
            rows = np.concatenate([self.vectors(kept), matrix.astype(np.float32, copy=False)])
            later._later.add_with_ids(np.ascontiguousarray(rows), later._later_ids)
        return later

    def compact_copy(self, folder: Path) -> VectorIndex:
        """The same vectors in one new index, to be saved in another folder."""
        stored = faiss.vector_to_array(self.index.id_map)
        ids = np.sort(np.concatenate([np.setdiff1d(stored, self._gone), self._later_ids]))
        fresh = VectorIndex(folder, self._codec.empty_index(self.dimension), self.change, codec=self._codec)
        for start in range(0, len(ids), COPY_ROWS):
            part = ids[start : start + COPY_ROWS]
            fresh.add(part, self.vectors(part))
        return fresh

    @property
    def dimension(self) -> int:
        return int(self.index.d)

    def add(self, ids: Ints, matrix: Floats) -> None:
        """Add normalised vectors under new ids."""
        self._rows = None
        self.index.add_with_ids(np.ascontiguousarray(matrix, dtype=np.float32), np.ascontiguousarray(ids, np.int64))

    def remove(self, ids: Iterable[int]) -> int:
        """Remove ids; unknown ones are ignored. Returns how many were removed."""
        self._rows = None
        chosen = np.fromiter(ids, dtype=np.int64)
        return int(self.index.remove_ids(chosen)) if len(chosen) and len(self) else 0

    def save(self, change: int) -> None:
        """Write the index and its change number so that a reader sees the old or the new state, whole."""
        self.folder.mkdir(parents=True, exist_ok=True)
        stem = f"{Path(INDEX_FILE).stem}-{change}"
        coarse = self._build_coarse()
        written = {f"{stem}.faiss": self.index} | ({f"{stem}.coarse": coarse} if coarse is not None else {})
        for name, index in written.items():
            temporary = self.folder / f"{name}.{os.getpid()}.tmp"
            faiss.write_index(index, str(temporary))
            os.replace(temporary, self.folder / name)
        state = self.folder / f"{STATE_FILE}.{os.getpid()}.tmp"
        named = {"change": change, "file": f"{stem}.faiss", "coarse": f"{stem}.coarse" if coarse is not None else None}
        state.write_text(json.dumps(named))
        os.replace(state, self.folder / STATE_FILE)
        self.change = change
        # A mapped file stays readable for whoever has it open after its name is gone.
        for old in self.folder.glob("vectors-*"):
            if old.name not in written:
                old.unlink(missing_ok=True)

    def _build_coarse(self) -> Any:
        """A coarse index of the stored vectors, row by row; None for a small one."""
        count, dimension = int(self.index.ntotal), self.dimension
        if self._codec != HALVES or count < COARSE_FROM or dimension % COARSE_CODES:
            return None
        rows = self._stored_rows().numbers
        coarse = faiss.IndexPQFastScan(dimension, COARSE_CODES, 4, faiss.METRIC_INNER_PRODUCT)
        coarse.train(rows[:: max(1, count // COARSE_TRAINED)].astype(np.float32))
        for start in range(0, count, COPY_ROWS):
            coarse.add(rows[start : start + COPY_ROWS].astype(np.float32))
        return coarse

    def search(self, vectors: Floats, k: int, allowed: Ints | None = None) -> tuple[Floats, Ints]:
        """The ``k`` nearest by inner product for each row, best first, among ``allowed`` ids when given.

        Rows with fewer than ``k`` answers are filled with id -1.
        """
        queries = np.ascontiguousarray(np.atleast_2d(vectors), dtype=np.float32)
        if not self.overlay_size:
            return self._search_stored(queries, k, allowed)
        scores, ids = self._search_stored(queries, k, allowed)
        gone = np.isin(ids, self._gone)
        scores[gone], ids[gone] = -np.inf, -1
        if len(self._later_ids):
            more = _search_index(self._later, queries, k, allowed)
            scores, ids = np.concatenate([scores, more[0]], axis=1), np.concatenate([ids, more[1]], axis=1)
        best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
        return np.take_along_axis(scores, best, axis=1), np.take_along_axis(ids, best, axis=1)

    def _search_stored(self, queries: Floats, k: int, allowed: Ints | None) -> tuple[Floats, Ints]:
        """Hits of the stored index: enough that ``k`` are left when the removed ids are dropped."""
        if allowed is None and self._coarse is not None and len(queries) == 1:
            near = self._search_coarse(queries, k)
            if near is not None:
                return near
        # Removed ids may be among the hits; while they are few, asking for that many more is cheapest.
        if len(self._gone) <= FEW:
            return _search_index(self.index, queries, k + len(self._gone), allowed)
        if allowed is not None:
            return _search_index(self.index, queries, k, np.setdiff1d(allowed, self._gone))
        gone = faiss.IDSelectorBatch(self._gone)
        scores, ids = self.index.search(queries, k, params=_search_parameters(faiss.IDSelectorNot(gone)))
        return scores, ids

    def _search_coarse(self, query: Floats, k: int) -> tuple[Floats, Ints] | None:
        """The nearest of the coarse index's hits, compared exactly; None when too many of those were removed."""
        held = self._stored_rows()
        places = self._coarse.search(query, COARSE_WIDE * k + min(len(self._gone), FEW))[1][0]
        places = places[places >= 0]
        if len(self._gone):
            places = places[~np.isin(held.ids[places], self._gone)]
        if len(places) < k:
            return None
        scores = self._codec.decoded(held.numbers[places]) @ query[0]
        best = np.argsort(-scores, kind="stable")[:k]
        return scores[best][None], held.ids[places[best]][None]

    def ids(self) -> Ints:
        """All ids, in order."""
        return np.union1d(np.setdiff1d(self._stored_rows().sorted, self._gone), self._later_ids)

    def holds(self, ids: Ints) -> Bools:
        """Whether there is a vector, for each id."""
        known = are_among(ids, self._stored_rows().sorted)
        if self.overlay_size:
            known = (known & ~are_among(ids, self._gone)) | are_among(ids, self._later_sorted)
        return known

    def vectors(self, ids: Ints) -> Floats:
        """The vectors of known ids."""
        held = self._stored_rows()
        new = are_among(ids, self._later_sorted) if len(self._later_ids) else None
        if new is None or not new.any():
            return self._codec.decoded(held.numbers[held.rows_of(ids)])
        matrix = np.empty((len(ids), self.dimension), np.float32)
        matrix[new] = self._later.reconstruct_batch(np.ascontiguousarray(ids[new], np.int64))
        matrix[~new] = self._codec.decoded(held.numbers[held.rows_of(ids[~new])])
        return matrix

    def _stored_rows(self) -> _StoredRows:
        if self._rows is None:
            self._rows = _StoredRows.from_index(self.index, self._codec)
        return self._rows


@dataclass(frozen=True, slots=True)
class _StoredRows:
    """The stored vectors as numpy arrays without a copy: ids and numbers by row, and the rows in order of ids."""

    ids: Ints
    numbers: npt.NDArray[Any]
    order: Ints
    sorted: Ints

    @classmethod
    def from_index(cls, index: Any, codec: Codec) -> _StoredRows:
        ids = faiss.vector_to_array(index.id_map)
        stored: Any = faiss.downcast_index(index.index)
        codes = stored.codes
        flat: Any = faiss.rev_swig_ptr(codes.data(), codes.size()) if len(ids) else np.zeros(0, np.uint8)
        order = np.argsort(ids, kind="stable")
        return cls(ids, flat.view(codec.kind).reshape(len(ids), index.d), order, ids[order])

    def rows_of(self, ids: Ints) -> Ints:
        """The rows of known ids."""
        rows: Ints = self.order[np.searchsorted(self.sorted, ids)]
        return rows


def _search_index(index: Any, queries: Floats, k: int, allowed: Ints | None) -> tuple[Floats, Ints]:
    if allowed is None:
        scores, ids = index.search(queries, k)
    else:
        selector = faiss.IDSelectorBatch(np.ascontiguousarray(allowed, np.int64))
        scores, ids = index.search(queries, k, params=_search_parameters(selector))
    return scores, ids


def _search_parameters(selector: Any) -> Any:
    # FAISS's stubs do not know the arguments that its Python wrapper accepts.
    parameters: Any = faiss.SearchParameters
    return parameters(sel=selector)
