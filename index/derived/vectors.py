"""Vector search. The only module that imports FAISS.

An inner-product index of half floats: exact, deletable, and fast enough to about 250,000 passages (measured: recall
1.0; HNSW cannot delete, PQ alone loses a third to a half of the neighbours). The ids of its rows lie in a mapped file
beside it: the engine's own map from ids to rows took 60 bytes a passage of each process.

A large stored index has a coarse one beside it: 4-bit codes, scanned in registers, whose nearest are then compared
exactly. Measured on 69,664 articles: 99.6 % of the exact 100 nearest in 0.5 ms instead of 2.0 ms.

Deep vectors are kept as bytes: a fourth of the memory of floats, and scanned in 1.0 ms without a coarse index.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from index.derived.arrays import are_among, extend_array
from index.derived.codec import HALVES, Codec
from index.derived.mapped_arrays import open_arrays, save_arrays
from index.derived.stored_rows import StoredRows
from index.records import Bools, Floats, Ints

INDEX_FILE = "vectors.faiss"
STATE_FILE = "vectors.json"
#: Vectors copied at a time when an index is written anew.
COPY_ROWS = 8192
#: Up to so many removed ids are searched past rather than excluded by a selector.
FEW = 512
#: The engine's own loop over the codes of one question, with a reservoir of the nearest. The loop that it picks by
#: itself takes twice the time where the codes are not in the processor's cache (300 nearest of 69,664, 208,992 and
#: 1,000,046: .49, 1.1, 5.0 ms and .26, .61, 2.4). Both find the same, in the same order.
COARSE_LOOP = 15
#: An index this large gets a coarse one (below it the exact search takes half a millisecond); codes a vector; vectors
#: that it is trained on; and how many times the wanted number it must return to be compared exactly.
COARSE_FROM, COARSE_CODES, COARSE_TRAINED, COARSE_WIDE = 20_000, 128, 8192, 3


class _Vectors:
    """Vectors in one engine, by row, and the ids of the rows."""

    def __init__(self, index: Any, ids: Ints, codec: Codec) -> None:
        self.index = index
        self.ids = ids
        self._codec = codec
        self._rows: StoredRows | None = None

    @classmethod
    def empty(cls, codec: Codec, dimension: int) -> _Vectors:
        return cls(_empty_index(codec, dimension), np.zeros(0, np.int64), codec)

    @property
    def rows(self) -> StoredRows:
        """Ids and numbers as arrays, without a copy."""
        if self._rows is None:
            codes = self.index.codes
            flat: Any = faiss.rev_swig_ptr(codes.data(), codes.size()) if len(self.ids) else np.zeros(0, np.uint8)
            numbers = flat.view(self._codec.kind).reshape(len(self.ids), self.index.d)
            self._rows = StoredRows.of(self.ids, numbers)
        return self._rows

    def add(self, ids: Ints, matrix: Floats) -> None:
        self.index.add(np.ascontiguousarray(matrix, dtype=np.float32))
        self.ids = extend_array(self.ids, ids.astype(np.int64))
        self._rows = None

    def remove(self, ids: Ints) -> int:
        rows = self.rows.find(ids)
        rows = rows[rows >= 0]
        self._rows = None
        removed = int(self.index.remove_ids(faiss.IDSelectorBatch(rows))) if len(rows) else 0
        self.ids = np.delete(self.ids, rows)
        return removed

    def vectors(self, ids: Ints) -> Floats:
        """The vectors of ids that are here."""
        held = self.rows
        return self._codec.decoded(held.numbers[held.find(ids)])

    def search(self, queries: Floats, k: int, allowed: Ints | None, gone: Ints | None = None) -> tuple[Floats, Ints]:
        """The ``k`` nearest, among ``allowed`` ids when given, without those ``gone``."""
        parameters: Any = None
        if allowed is not None or gone is not None:
            mask = self._mask(allowed, gone)
            # FAISS's stubs do not know the arguments that its Python wrapper accepts.
            wrapped: Any = faiss
            selector = wrapped.IDSelectorBitmap(np.packbits(mask, bitorder="little"))
            parameters = wrapped.SearchParameters(sel=selector)
        scores, rows = self.index.search(queries, k, params=parameters)
        return scores, self.rows.ids_of(rows)

    def _mask(self, allowed: Ints | None, gone: Ints | None) -> Bools:
        mask = np.full(len(self.ids), allowed is None, np.bool_)
        for ids, value in ((allowed, True), (gone, False)):
            if ids is not None:
                rows = self.rows.find(ids)
                mask[rows[rows >= 0]] = value
        return mask


def _empty_index(codec: Codec, dimension: int) -> Any:
    """An engine for such vectors without any."""
    # Halves, as the library keeps them: nothing is lost, and a question reads half the memory (3.7 -> 2.4 ms).
    kind = faiss.ScalarQuantizer.QT_8bit_uniform if codec.reach else faiss.ScalarQuantizer.QT_fp16
    index: Any = faiss.IndexScalarQuantizer(dimension, kind, faiss.METRIC_INNER_PRODUCT)
    if codec.reach:
        index.train(np.array([[-codec.reach] * dimension, [codec.reach] * dimension], np.float32))
    return index


class VectorIndex:
    """Vectors by passage id. A reader opens it mapped into memory; one writer loads, changes and saves it."""

    def __init__(self, folder: Path, stored: _Vectors, change: int, coarse: Any = None, codec: Codec = HALVES) -> None:
        self.folder = folder
        self.change = change
        self._codec = codec
        self._stored = stored
        self._coarse = coarse
        # Changes since the index was stored: ids removed from it, and a small index of new ones.
        self._gone: Ints = np.zeros(0, np.int64)
        self._later = _Vectors.empty(codec, self.dimension)

    @classmethod
    def open(cls, folder: Path, dimension: int, *, write: bool = False, codec: Codec = HALVES) -> VectorIndex:
        """Open the index in a folder, or an empty one.

        :raises ValueError: if it has another dimension.
        """
        state_path = folder / STATE_FILE
        if not state_path.exists():
            return cls(folder, _Vectors.empty(codec, dimension), 0, codec=codec)
        state = json.loads(state_path.read_text())
        flags = 0 if write else faiss.IO_FLAG_MMAP_IFC
        index: Any = faiss.read_index(str(folder / state["file"]), flags)
        if index.d != dimension:
            raise ValueError(f"vectors in {folder} have {index.d} dimensions, the model makes {dimension}")
        ids = open_arrays(folder / state["ids"])[0]["ids"]
        # A writer changes the index, which the coarse one does not follow.
        coarse: Any = faiss.read_index(str(folder / state["coarse"])) if state["coarse"] and not write else None
        if coarse is not None:
            coarse.implem = COARSE_LOOP
        return cls(folder, _Vectors(index, ids, codec), int(state["change"]), coarse, codec)

    def __len__(self) -> int:
        return len(self._stored.ids) - len(self._gone) + len(self._later.ids)

    @property
    def overlay_size(self) -> int:
        """The number of ids changed since the index was stored, removed and new."""
        return len(self._gone) + len(self._later.ids)

    def with_changes(self, stopped: Ints, ids: Ints, matrix: Floats, change: int) -> VectorIndex:
        """The next state, without ``stopped`` and with ``ids``. This one stays; they share the stored index."""
        later = VectorIndex(self.folder, self._stored, change, self._coarse, self._codec)
        replaced = np.union1d(stopped, ids)
        later._gone = np.union1d(self._gone, replaced[self._stored.rows.holds(replaced)])
        kept = self._later.ids[~np.isin(self._later.ids, replaced)]
        if len(kept) or len(ids):
            rows = np.concatenate([self.vectors(kept), matrix.astype(np.float32, copy=False)])
            later._later.add(np.concatenate([kept, ids]), rows)
        return later

    def compact_copy(self, folder: Path) -> VectorIndex:
        """The same vectors in one new index, to be saved in another folder."""
        ids = self.ids()
        fresh = VectorIndex(folder, _Vectors.empty(self._codec, self.dimension), self.change, codec=self._codec)
        for start in range(0, len(ids), COPY_ROWS):
            part = ids[start : start + COPY_ROWS]
            fresh.add(part, self.vectors(part))
        return fresh

    @property
    def dimension(self) -> int:
        return int(self._stored.index.d)

    def add(self, ids: Ints, matrix: Floats) -> None:
        """Add normalised vectors under new ids."""
        self._stored.add(ids, matrix)

    def remove(self, ids: Iterable[int]) -> int:
        """Remove ids; unknown ones are ignored. Returns how many were removed."""
        return self._stored.remove(np.fromiter(ids, dtype=np.int64))

    def save(self, change: int) -> None:
        """Write the index and its change number so that a reader sees the old or the new state, whole."""
        self.folder.mkdir(parents=True, exist_ok=True)
        stem = f"{Path(INDEX_FILE).stem}-{change}"
        coarse = self._build_coarse()
        written = {f"{stem}.faiss": self._stored.index} | ({f"{stem}.coarse": coarse} if coarse is not None else {})
        for name, index in written.items():
            temporary = self.folder / f"{name}.{os.getpid()}.tmp"
            faiss.write_index(index, str(temporary))
            os.replace(temporary, self.folder / name)
        save_arrays(self.folder / f"{stem}.ids", {"ids": self._stored.ids}, {})
        state = self.folder / f"{STATE_FILE}.{os.getpid()}.tmp"
        named = {"change": change, "file": f"{stem}.faiss", "ids": f"{stem}.ids"}
        state.write_text(json.dumps({**named, "coarse": f"{stem}.coarse" if coarse is not None else None}))
        os.replace(state, self.folder / STATE_FILE)
        self.change = change
        # A mapped file stays readable for whoever has it open after its name is gone.
        for old in self.folder.glob("vectors-*"):
            if old.stem != stem:
                old.unlink(missing_ok=True)

    def _build_coarse(self) -> Any:
        """A coarse index of the stored vectors, row by row; None for a small one."""
        count, dimension = len(self._stored.ids), self.dimension
        if self._codec != HALVES or count < COARSE_FROM or dimension % COARSE_CODES:
            return None
        rows = self._stored.rows.numbers
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
        scores, ids = self._search_stored(queries, k, allowed)
        if not self.overlay_size:
            return scores, ids
        gone = np.isin(ids, self._gone)
        scores[gone], ids[gone] = -np.inf, -1
        if len(self._later.ids):
            more = self._later.search(queries, k, allowed)
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
            return self._stored.search(queries, k + len(self._gone), allowed)
        return self._stored.search(queries, k, allowed, self._gone)

    def _search_coarse(self, query: Floats, k: int) -> tuple[Floats, Ints] | None:
        """The nearest of the coarse index's hits, compared exactly; None when too many of those were removed."""
        held = self._stored.rows
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
        if not self.overlay_size:
            return self._stored.rows.sorted_ids
        return np.union1d(np.setdiff1d(self._stored.rows.sorted_ids, self._gone), self._later.ids)

    def holds(self, ids: Ints) -> Bools:
        """Whether there is a vector, for each id."""
        known = self._stored.rows.holds(ids)
        if self.overlay_size:
            known = (known & ~are_among(ids, self._gone)) | self._later.rows.holds(ids)
        return known

    def vectors(self, ids: Ints) -> Floats:
        """The vectors of known ids."""
        new = self._later.rows.holds(ids) if len(self._later.ids) else None
        if new is None or not new.any():
            return self._stored.vectors(ids)
        matrix = np.empty((len(ids), self.dimension), np.float32)
        matrix[new] = self._later.vectors(ids[new])
        matrix[~new] = self._stored.vectors(ids[~new])
        return matrix
