"""The derived indexes, kept up to date with the library. They are caches: any doubt about them means a rebuild.

Terms are changed in place and record their own last change: applying a change twice does no harm, so a crash in
between costs nothing. Vectors and columns are read from a *base* that is never changed; later changes are read from
the library and applied in memory. When these have grown, a new base is written beside the old one, and the manifest,
replaced last, names it. A snapshot never changes; the next one replaces it, so a reader never sees a mix of two
states.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from index.derived import manifest as manifests
from index.derived.bases import FORMAT, Bases
from index.derived.columns import Columns
from index.derived.deep import DEEP_FOLDER, DeepVectors
from index.derived.legs import LegsElsewhere
from index.derived.manifest import Manifest
from index.derived.per_label_terms import LabelledTerms
from index.derived.per_label_vectors import LabelledVectors
from index.derived.snapshot import DerivedSnapshot
from index.derived.stopped import stopped_ids
from index.library.library import Library, Model
from index.library.reader import LibraryState
from index.records import IndexRow, VectorModel

#: A new base is written when so many rows have changed since, or this part of it: opening must not read more than
#: about half a second's worth of rows from the library. Rows that came and went again count too: vectors forget them,
#: but columns keep them until then.
COMPACT_ROWS, COMPACT_PART = 2000, 16

log = logging.getLogger(__name__)


class Indexes:
    """Terms, vectors and columns of one library. ``notices`` are Vietnamese: rebuilds and their reasons.

    ``deep`` is the transformer whose vectors are followed beside those of ``model``; None where none is used.
    ``engine`` is one that may answer in place of the embedded legs.
    """

    def __init__(
        self,
        folder: Path,
        library: Library,
        model: Model,
        deep: VectorModel | None = None,
        engine: LegsElsewhere | None = None,
    ) -> None:
        self.folder = folder
        self.notices: list[str] = []
        self.model = model
        self._library = library
        self._library_id = library.id
        self._engine = engine
        self._bases = Bases(folder, library.id, model)
        #: The generation and base that the snapshot was made from.
        self._opened = ("", "")
        self._thread_lock = threading.Lock()
        self._current: DerivedSnapshot | None = None
        self._deep = None if deep is None else DeepVectors(folder, library, deep)

    @classmethod
    def open(
        cls, home: Path, library: Library, deep: VectorModel | None = None, engine: LegsElsewhere | None = None
    ) -> Indexes:
        """Open the indexes in ``home/derived`` and bring them up to date. The library's model must be known."""
        model = library.model()
        if model is None:
            raise ValueError("library.use_model(encoder.name, encoder.dimension) must be called before indexing")
        indexes = cls(home / "derived", library, model, deep, engine)
        indexes.catch_up()
        return indexes

    def snapshot(self) -> DerivedSnapshot:
        """The newest state that was opened."""
        if self._current is None:
            raise RuntimeError("the indexes are not open")
        return self._current

    @property
    def model_changed(self) -> bool:
        """True if the library uses another model now: open the indexes anew, with that model's encoder.

        Until then the last state keeps answering.
        """
        return self._library.model() != self.model

    def catch_up(self) -> int:
        """Bring the snapshot up to the library's last change; returns the number of that change."""
        with self._thread_lock:
            current = self._current
            if current is None or (self._library.change != current.change and not self.model_changed):
                with manifests.exclusive_lock(self.folder):
                    self._update_or_rebuild()
            if self._deep is not None and self._deep.is_behind():
                with manifests.exclusive_lock(self.folder):
                    self._follow_deep()
            return self.snapshot().change

    def rebuild(self, reason: str) -> None:
        """Throw the derived files away and make them anew from the library."""
        with self._thread_lock, manifests.exclusive_lock(self.folder):
            shutil.rmtree(self.folder / DEEP_FOLDER, ignore_errors=True)
            self._build(reason)
            self._follow_deep(anew=True)

    # -- everything below runs under the lock between processes -------------------------------------

    def _update_or_rebuild(self) -> None:
        manifest = manifests.read_manifest(self.folder)
        problem = self._find_problem(manifest)
        if manifest is None or problem is not None:
            self._build(problem)
        elif self._current is not None and self._opened == (manifest.generation, manifest.base):
            self._follow(manifest, self._current)
        else:
            # At the start, and after another process wrote a base: what both map is one memory.
            try:
                whole = self._open_base(manifest)
            except (KeyError, ValueError):  # intact, but written by code that stored it differently
                whole = False
            if not whole:
                self._build("chỉ mục không khớp với kho")

    def _find_problem(self, manifest: Manifest | None) -> str | None:
        """The reason why the derived files cannot be used; None when they can (or when there are none yet)."""
        if manifest is None:
            broken = (self.folder / manifests.MANIFEST_FILE).exists()
            return "tệp kê khai bị hỏng" if broken else None
        if manifest.format != FORMAT:
            return "định dạng chỉ mục đã thay đổi"
        if manifest.library != self._library_id:
            return "chỉ mục thuộc một kho khác"
        if (manifest.model, manifest.dimension) != (self.model.name, self.model.dimension):
            return "mô hình nhúng đã thay đổi"
        if manifest.change > self._library.change:
            return "kho đã được khôi phục về trạng thái cũ hơn"
        # Checksums are compared once, when a process starts; later files are its own.
        return self._find_damage(manifest) if self._current is None else None

    def _find_damage(self, manifest: Manifest) -> str | None:
        generation = self.folder / manifest.generation
        damaged = manifests.find_damage(generation / manifest.base, manifest.files)
        if damaged is not None:
            return damaged
        try:
            terms = LabelledTerms.open(generation / "terms")
        except (ValueError, KeyError, TypeError) as error:  # what the engine raises for files it cannot read
            return f"không mở được chỉ mục từ ({error})"
        if (name := terms.find_damage()) is not None:
            return f"tệp terms/{name} bị hỏng"
        if terms.change > self._library.change:
            return "kho đã được khôi phục về trạng thái cũ hơn"
        return None

    def _open_base(self, manifest: Manifest) -> bool:
        """Open the base and apply later changes. False when the numbers of passages differ from the library's."""
        vectors, columns = self._bases.open_base(manifest)
        self._opened = (manifest.generation, manifest.base)
        with self._library.state() as state:
            expected = state.count_answering()
            self._advance(manifest, state, vectors, columns)
        current = self.snapshot()
        return len(current.lexical) == len(current.vectors) == len(current.columns) == expected

    def _follow(self, manifest: Manifest, current: DerivedSnapshot) -> None:
        with self._library.state() as state:
            self._advance(manifest, state, current.vectors, current.columns)

    def _advance(self, manifest: Manifest, state: LibraryState, vectors: LabelledVectors, columns: Columns) -> None:
        """Swap in the snapshot of ``state``, made from an earlier one's parts; write a new base when due."""
        since = columns.change
        delta = state.delta(since)
        stopped, rows = stopped_ids(delta), [row for part in delta.rows for row in part]
        if len(stopped) or len(rows):
            vectors = vectors.with_changes(stopped, rows, self._bases.matrix(rows), state.change)
            columns = columns.with_changes(stopped, rows, state.change)
        lexical, writer = self._updated_terms(manifest, state, since, rows)
        self._swap_in(DerivedSnapshot(state.change, lexical, vectors, columns))
        left = writer.labels_left if writer is not None else set()
        if writer is not None:
            # The new state answers already while the engine merges its segments.
            writer.close()
        if left:
            self._rewrite_labels(manifest, state, left)
        elif max(vectors.overlay_size, columns.dead_rows) > max(COMPACT_ROWS, len(vectors) // COMPACT_PART):
            self._compact(manifest, self.snapshot())

    def _updated_terms(
        self, manifest: Manifest, state: LibraryState, since: int, rows: list[IndexRow]
    ) -> tuple[LabelledTerms, LabelledTerms | None]:
        """The terms at ``state``, and the writer that brought them there if they were behind.

        ``rows`` are those that changed after ``since``; terms of another change read their own from the library.
        """
        folder = self._bases.terms_folder(manifest)
        terms = LabelledTerms.open(folder)
        if terms.change == state.change:
            return terms, None
        writer = LabelledTerms.open(folder, write=True)
        delta = state.delta(terms.change)
        writer.remove(stopped_ids(delta).tolist())
        for part in [rows] if terms.change == since else delta.rows:
            writer.add(part)
        writer.commit(state.change)
        return LabelledTerms.open(folder), writer

    def _rewrite_labels(self, manifest: Manifest, state: LibraryState, labels: Collection[str]) -> None:
        """Write the terms of these labels anew: passages that left them for another label must not count there.

        They do not answer there any more already. Happens only when a document gets another access label.
        """
        folder = self._bases.terms_folder(manifest)
        terms = LabelledTerms.open(folder, write=True)
        for label in labels:
            terms.rewrite_label(label, state.delta(0).rows)
        current = self.snapshot()
        self._swap_in(DerivedSnapshot(current.change, LabelledTerms.open(folder), current.vectors, current.columns))
        self._compact(manifest, self.snapshot())

    def _swap_in(self, snapshot: DerivedSnapshot) -> None:
        """Replace the current snapshot, after making the views that were in use: no question should wait for them."""
        deep = None if self._deep is None else self._deep.vectors
        snapshot = replace(snapshot, deep=deep, engine=self._engine)
        if self._current is not None:
            for labels in list(self._current.views):
                snapshot.visible_to(labels)
        self._current = snapshot

    def _follow_deep(self, *, anew: bool = False) -> None:
        """Swap in a snapshot with the deep vectors that have come; the other indexes stay."""
        current = self.snapshot()
        if self._deep is not None and self._deep.follow(current.columns.arrays.ids[current.columns.live], anew=anew):
            self._swap_in(replace(current, views={}))

    def _compact(self, manifest: Manifest, current: DerivedSnapshot) -> None:
        """Write a new base, and map it in place of the old one and the changes in memory."""
        self._open_written(self._bases.write_base(manifest.generation, current), current.lexical)

    def _build(self, reason: str | None) -> None:
        """Write a new generation from the library alone."""
        if reason is not None:
            self.notices.append(f"Đã dựng lại chỉ mục từ kho: {reason}.")
            log.warning("rebuilding the derived indexes: %s", reason)
        with self._library.delta(0) as delta:
            manifest = self._bases.write_generation(delta)
        self._open_written(manifest, LabelledTerms.open(self._bases.terms_folder(manifest)))

    def _open_written(self, manifest: Manifest, lexical: LabelledTerms) -> None:
        vectors, columns = self._bases.open_base(manifest)
        self._opened = (manifest.generation, manifest.base)
        self._swap_in(DerivedSnapshot(manifest.change, lexical, vectors, columns))
