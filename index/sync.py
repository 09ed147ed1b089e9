"""The derived indexes follow the library. They are caches: anything doubtful about them means a rebuild.

A snapshot is opened whole, never changed, and swapped for the next one, so a reader never sees a mix of two
states. A rebuild writes a new generation beside the old one; a small change is applied to the present one.
The manifest is written last: a crash in between leaves files that do not match it, and they are rebuilt.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index import manifest as manifests
from index.columns import Columns
from index.lexical import LexicalIndex
from index.library import Delta, Library, Model
from index.manifest import Manifest
from index.records import IndexRow
from index.vectors import VectorIndex

#: Raise it whenever terms, columns or vectors are stored differently: older files are then rebuilt.
FORMAT = 1

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All indexes at one change of the library. Immutable."""

    change: int
    lexical: LexicalIndex
    vectors: VectorIndex
    columns: Columns


class Indexes:
    """Terms, vectors and columns of one library. ``notices`` says in Vietnamese what had to be rebuilt, and why."""

    def __init__(self, folder: Path, library: Library, model: Model) -> None:
        self.folder = folder
        self.notices: list[str] = []
        self._library = library
        self._library_id = library.id
        self._model = model
        self._thread_lock = threading.Lock()
        self._current: Snapshot | None = None

    @classmethod
    def open(cls, home: Path, library: Library) -> Indexes:
        """Open the indexes in ``home/derived`` and bring them up to the library. Its model must be known."""
        model = library.model()
        if model is None:
            raise ValueError("library.use_model(encoder.name, encoder.dimension) must be called before indexing")
        indexes = cls(home / "derived", library, model)
        indexes.catch_up()
        return indexes

    def snapshot(self) -> Snapshot:
        """The newest state that has been opened."""
        if self._current is None:
            raise RuntimeError("the indexes are not open")
        return self._current

    def catch_up(self) -> int:
        """Follow the library's change log; returns the change that the snapshot now stands at."""
        with self._thread_lock:
            current = self._current
            if current is None or self._library.change != current.change:
                with manifests.alone(self.folder):
                    manifest = self._brought_up(first=current is None)
                    if current is None or manifest.change != current.change:
                        self._current = self._opened(manifest)
            return self.snapshot().change

    def rebuild(self, reason: str) -> None:
        """Throw the derived files away and make them anew from the library."""
        with self._thread_lock, manifests.alone(self.folder):
            self._current = self._opened(self._built(manifests.read(self.folder), reason))

    # -- below, the process-wide lock is held ------------------------------------------------------

    def _brought_up(self, *, first: bool) -> Manifest:
        manifest = manifests.read(self.folder)
        problem = self._problem(manifest, thorough=first)
        if manifest is None or problem is not None:
            return self._built(manifest, problem)
        if manifest.change == self._library.change:
            return manifest
        return self._advanced(manifest)

    def _problem(self, manifest: Manifest | None, *, thorough: bool) -> str | None:
        """Why the derived files cannot be used; None when they can (or when there are none yet)."""
        if manifest is None:
            broken = (self.folder / manifests.NAME).exists()
            return "tệp kê khai bị hỏng" if broken else None
        if manifest.format != FORMAT:
            return "định dạng chỉ mục đã thay đổi"
        if manifest.library != self._library_id:
            return "chỉ mục thuộc một kho khác"
        if (manifest.model, manifest.dimension) != (self._model.name, self._model.dimension):
            return "mô hình nhúng đã thay đổi"
        if manifest.change > self._library.change:
            return "kho đã được khôi phục về trạng thái cũ hơn"
        # Checksums are read once, when a process starts; afterwards this process knows what it wrote.
        return manifests.damage(self.folder / manifest.generation, manifest.files) if thorough else None

    def _built(self, old: Manifest | None, reason: str | None) -> Manifest:
        """A new generation, made from the library alone."""
        if reason is not None:
            self.notices.append(f"Đã dựng lại chỉ mục từ kho: {reason}.")
            log.warning("rebuilding the derived indexes: %s", reason)
        generation = self._next_generation()
        folder = self.folder / generation
        with self._library.delta(0) as delta:
            self._apply(folder, replace(delta, stopped=()))
        manifest = Manifest(
            format=FORMAT,
            library=self._library_id,
            model=self._model.name,
            dimension=self._model.dimension,
            change=delta.change,
            generation=generation,
            files=manifests.measure(folder),
        )
        manifests.write(self.folder, manifest)
        for other in self.folder.glob("g*"):
            if other.name != generation:
                # Whoever still reads the old generation keeps its files until it closes them.
                shutil.rmtree(other, ignore_errors=True)
        return manifest

    def _next_generation(self) -> str:
        taken = [int(path.name[1:]) for path in self.folder.glob("g*") if path.name[1:].isdigit()]
        return f"g{1 + max(taken, default=0)}"

    def _advanced(self, manifest: Manifest) -> Manifest:
        """The present generation with the newest changes applied."""
        folder = self.folder / manifest.generation
        with self._library.delta(manifest.change) as delta:
            self._apply(folder, delta)
        done = replace(manifest, change=delta.change, files=manifests.measure(folder, manifest.files))
        manifests.write(self.folder, done)
        return done

    def _apply(self, folder: Path, delta: Delta) -> None:
        lexical = LexicalIndex.open(folder / "terms", write=True)
        vectors = VectorIndex.open(folder / "vectors", self._model.dimension, write=True)
        columns = Columns.open(folder / "columns")
        stopped = [one for first, count in delta.stopped for one in range(first, first + count)]
        if stopped:
            lexical.remove(stopped)
            vectors.remove(stopped)
            columns.remove(stopped)
        for rows in delta.rows:
            lexical.add(rows)
            vectors.add(np.array([row.passage_id for row in rows], np.int64), self._matrix(rows))
            columns.add(rows)
        lexical.commit(delta.change)
        lexical.close()
        vectors.save(delta.change)
        columns.save(delta.change)

    def _matrix(self, rows: Iterable[IndexRow]) -> npt.NDArray[np.float32]:
        halves = np.frombuffer(b"".join(row.vector for row in rows), np.float16)
        return halves.reshape(-1, self._model.dimension).astype(np.float32)

    def _opened(self, manifest: Manifest) -> Snapshot:
        folder = self.folder / manifest.generation
        return Snapshot(
            change=manifest.change,
            lexical=LexicalIndex.open(folder / "terms"),
            vectors=VectorIndex.open(folder / "vectors", self._model.dimension),
            columns=Columns.open(folder / "columns"),
        )
