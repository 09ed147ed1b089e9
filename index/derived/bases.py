"""Generations and bases: the folders in which the derived indexes lie, written whole and named by the manifest.

A generation has the terms, which are changed in place, and a base: vectors and columns that are never changed. The
manifest is replaced last, so that a crash leaves the old state, and at most a folder that no manifest names.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import numpy as np

from index.derived import manifest as manifests
from index.derived.columns import Columns
from index.derived.manifest import Manifest
from index.derived.passage_terms import WORDS_FIELD
from index.derived.per_label_terms import LabelledTerms
from index.derived.per_label_vectors import LabelledVectors
from index.derived.snapshot import DerivedSnapshot
from index.library.library import Model
from index.library.reader import Delta
from index.records import Floats, IndexRow

#: Raise it whenever terms, columns or vectors are stored differently: older files are then rebuilt.
FORMAT = 11


class Bases:
    """The folders of one library's indexes of one model. All methods run under the lock between processes."""

    def __init__(self, folder: Path, library_id: str, model: Model) -> None:
        self.folder = folder
        self.model = model
        self._library_id = library_id

    def terms_folder(self, manifest: Manifest) -> Path:
        return self.folder / manifest.generation / "terms"

    def open_base(self, manifest: Manifest) -> tuple[LabelledVectors, Columns]:
        """The vectors and columns of the base that a manifest names, mapped.

        :raises ValueError: if they were stored otherwise.
        """
        base = self.folder / manifest.generation / manifest.base
        return LabelledVectors.open(base / "vectors", self.model.dimension), Columns.open(base / "columns")

    def write_generation(self, delta: Delta) -> Manifest:
        """Write a new generation from the whole library, and name it."""
        generation, base = self._next_generation(), f"b{delta.change}"
        self._write_all(self.folder / generation, self.folder / generation / base, delta)
        return self._install(generation, base, delta.change)

    def write_base(self, generation: str, current: DerivedSnapshot) -> Manifest:
        """Write a base of a snapshot's vectors and columns beside the old one, and name it."""
        base = f"b{current.change}"
        folder = self.folder / generation / base
        shutil.rmtree(folder, ignore_errors=True)
        current.vectors.compact_copy(folder / "vectors").save(current.change)
        words = current.columns.words.held_by(partial(current.lexical.document_frequency, WORDS_FIELD))
        current.columns.compact_copy(folder / "columns", words).save(current.change)
        return self._install(generation, base, current.change)

    def matrix(self, rows: Iterable[IndexRow]) -> Floats:
        """The vectors of rows as they come from the library."""
        halves = np.frombuffer(b"".join(row.vector for row in rows), np.float16)
        return halves.reshape(-1, self.model.dimension).astype(np.float32)

    def _write_all(self, folder: Path, base: Path, delta: Delta) -> None:
        terms = LabelledTerms.open(folder / "terms", write=True)
        vectors = LabelledVectors.open(base / "vectors", self.model.dimension, write=True)
        columns = Columns.open(base / "columns")
        for rows in delta.rows:
            terms.add(rows)
            vectors.add(rows, self.matrix(rows))
            columns.add_unsorted(rows)
        terms.commit(delta.change)
        terms.close()
        vectors.save(delta.change)
        columns.save(delta.change)

    def _install(self, generation: str, base: str, change: int) -> Manifest:
        """Name the current generation and base in the manifest, then remove the others."""
        manifest = Manifest(
            format=FORMAT,
            library=self._library_id,
            model=self.model.name,
            dimension=self.model.dimension,
            change=change,
            generation=generation,
            base=base,
            files=manifests.file_checksums(self.folder / generation / base),
        )
        manifests.write_manifest(self.folder, manifest)
        for other in [*self.folder.glob("g*"), *(self.folder / generation).glob("b*")]:
            if other.name not in (generation, base):
                # A process that has the old files open can read them until it closes them.
                shutil.rmtree(other, ignore_errors=True)
        return manifest

    def _next_generation(self) -> str:
        taken = [int(path.name[1:]) for path in self.folder.glob("g*") if path.name[1:].isdigit()]
        return f"g{1 + max(taken, default=0)}"
