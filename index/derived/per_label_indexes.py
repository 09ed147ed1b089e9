"""Terms and vectors kept apart by access label, and views of the labels that a reader has.

A document that a reader may not see must leave no trace: not in how often words occur, not in how long a search
takes. One index with a filter does not do that (its statistics count everything), so each label has an index of its
own and a search reads those of the reader's labels. With one label, as most readers have, that index is used as it
is. With several the weights of the words are put on one scale: a word counts by how rare it is in all of them.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import shutil
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from index.derived.lexical import LexicalIndex, WeightedTerms
from index.derived.vectors import Floats, Ids, VectorIndex
from index.records import Filters, IndexRow

STATE_FILE = "labels.json"


class VisibleTerms:
    """The terms of several labels as one index. See :class:`index.derived.lexical.LexicalIndex`."""

    def __init__(self, parts: Sequence[LexicalIndex]) -> None:
        self._visible = tuple(parts)

    def __len__(self) -> int:
        return sum(len(part) for part in self._visible)

    def document_frequency(self, field: str, term: str) -> int:
        """How many passages hold the term."""
        return sum(part.document_frequency(field, term) for part in self._visible)

    def search(self, weighted: WeightedTerms, k: int, filters: Filters | None = None) -> tuple[Ids, Floats]:
        """The best ``k`` passages for weighted terms, best first."""
        found = [part.search(self._rescaled_weights(weighted, part), k, filters) for part in self._visible]
        if not found:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        ids, scores = (np.concatenate(side) for side in zip(*found, strict=True))
        best = np.lexsort((ids, -scores))[:k]
        return ids[best], scores[best]

    def _rescaled_weights(self, weighted: WeightedTerms, part: LexicalIndex) -> WeightedTerms:
        """Weights with which a part, whose engine weighs words by its own passages, scores as the whole would."""
        whole = len(self)
        scaled: dict[str, list[tuple[str, float]]] = {}
        for field, chosen in weighted.items():
            scaled[field] = [
                (
                    term,
                    weight
                    * _inverse_document_frequency(whole, self.document_frequency(field, term))
                    / _inverse_document_frequency(len(part), count),
                )
                for term, weight in chosen
                if (count := part.document_frequency(field, term))
            ]
        return scaled


def _inverse_document_frequency(passages: int, holding: int) -> float:
    """The weight of a word in BM25, as the engine computes it."""
    return math.log((max(passages, holding) + 1) / (holding + 0.5))


class LabelledTerms(VisibleTerms):
    """All terms of a library, one folder a label. A reader sees the state at which it was opened; one process writes.

    It is :class:`VisibleTerms` of every label: the whole library is searched in the same way as a reader's part.
    """

    def __init__(
        self, folder: Path, parts: Mapping[str, tuple[str, LexicalIndex]], change: int, *, write: bool
    ) -> None:
        super().__init__([index for _, index in parts.values()])
        self.folder = folder
        self.change = change
        #: Labels that passages left for another label since this was opened: see :meth:`rewrite_label`.
        self.labels_left: set[str] = set()
        self._parts = dict(parts)
        self._write = write
        self._writers: dict[str, LexicalIndex] = {}
        self._removed: dict[str, set[int]] = {}

    @classmethod
    def open(cls, folder: Path, *, write: bool = False) -> LabelledTerms:
        """Open the indexes in a folder, or start with none. Readers may open them beside the writer."""
        change, names = _read_state(folder)
        parts = {label: (name, LexicalIndex.open(folder / name)) for label, name in names.items()}
        return cls(folder, parts, change, write=write)

    def visible_to(self, labels: Collection[str]) -> LexicalIndex | VisibleTerms:
        """What somebody with these labels sees."""
        parts = [index for label, (_, index) in self._parts.items() if label in labels and len(index)]
        return parts[0] if len(parts) == 1 else VisibleTerms(parts)

    def add(self, rows: Iterable[IndexRow]) -> None:
        """Add rows, each under its label; a row whose passage is already there replaces it."""
        by_label: dict[str, list[IndexRow]] = defaultdict(list)
        for row in rows:
            by_label[row.access].append(row)
        for label, some in by_label.items():
            self._writer(label).add(some)
            ids = {row.passage_id for row in some}
            self.labels_left |= {
                other for other, gone in self._removed.items() if other != label and not ids.isdisjoint(gone)
            }

    def remove(self, passage_ids: Sequence[int]) -> None:
        """Remove passages by id; unknown ids are ignored."""
        for label, (_, index) in self._parts.items():
            if index.holds_any(passage_ids):
                self._writer(label).remove(passage_ids)
                self._removed.setdefault(label, set()).update(passage_ids)

    def commit(self, change: int) -> None:
        """Make the changes visible to readers opened from now on, and record the change number."""
        for writer in self._writers.values():
            writer.commit(change)
        self.change = change
        self._save()

    def rewrite_label(self, label: str, rows: Iterable[Sequence[IndexRow]]) -> None:
        """Write a label's index anew from all its rows.

        Removed passages go on counting in an index's statistics until segments are merged. That does no harm for
        withdrawn ones; those that got another label must not count for readers of the old one.
        """
        name, _ = self._parts[label]
        fresh = _folder_name(label, after=name)
        shutil.rmtree(self.folder / fresh, ignore_errors=True)
        writer = LexicalIndex.open(self.folder / fresh, write=True)
        for part in rows:
            writer.add([row for row in part if row.access == label])
        writer.commit(self.change)
        writer.close()
        self._parts[label] = (fresh, LexicalIndex.open(self.folder / fresh))
        self._save()
        # A process that has the old files open can read them until it closes them.
        shutil.rmtree(self.folder / name, ignore_errors=True)

    def find_damage(self) -> str | None:
        """The first damaged file, by the engine's own checksums; None when all are intact."""
        if not (self.folder / STATE_FILE).exists():
            return STATE_FILE
        for name, index in self._parts.values():
            if (found := index.find_damage()) is not None:
                return f"{name}/{found}"
        return None

    def close(self) -> None:
        """Wait for background merges and release the writers."""
        for writer in self._writers.values():
            writer.close()
        self._writers.clear()

    def _writer(self, label: str) -> LexicalIndex:
        if not self._write:
            raise RuntimeError(f"{self.folder} was opened for reading only")
        if label not in self._writers:
            name = self._parts[label][0] if label in self._parts else _folder_name(label)
            self._writers[label] = LexicalIndex.open(self.folder / name, write=True)
            self._parts[label] = (name, self._writers[label])
            self._visible = tuple(index for _, index in self._parts.values())
        return self._writers[label]

    def _save(self) -> None:
        _write_state(self.folder, self.change, {label: name for label, (name, _) in self._parts.items()})


class VisibleVectors:
    """The vectors of several labels as one index. See :class:`index.derived.vectors.VectorIndex`."""

    def __init__(self, parts: Sequence[VectorIndex], dimension: int) -> None:
        self._visible = tuple(parts)
        self.dimension = dimension

    def __len__(self) -> int:
        return sum(len(part) for part in self._visible)

    def search(self, vectors: Floats, k: int, allowed: Ids | None = None) -> tuple[Floats, Ids]:
        """The ``k`` nearest by inner product for each row, best first; -1 where there are fewer."""
        rows = len(np.atleast_2d(vectors))
        found = [part.search(vectors, k, allowed) for part in self._visible]
        found.append((np.full((rows, k), -np.inf, np.float32), np.full((rows, k), -1, np.int64)))
        scores, ids = (np.concatenate(side, axis=1) for side in zip(*found, strict=True))
        best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
        return np.take_along_axis(scores, best, axis=1), np.take_along_axis(ids, best, axis=1)

    def vectors(self, ids: Ids) -> Floats:
        """The vectors of known ids."""
        if len(self._visible) == 1:
            return self._visible[0].vectors(ids)
        matrix = np.zeros((len(ids), self.dimension), np.float32)
        for part in self._visible:
            here = np.isin(ids, part.ids())
            if here.any():
                matrix[here] = part.vectors(ids[here])
        return matrix


class LabelledVectors(VisibleVectors):
    """All vectors of a library, one folder a label: :class:`VisibleVectors` of every label."""

    def __init__(self, folder: Path, parts: Mapping[str, VectorIndex], dimension: int, change: int) -> None:
        super().__init__(list(parts.values()), dimension)
        self.folder = folder
        self.change = change
        self._parts = dict(parts)

    @classmethod
    def open(cls, folder: Path, dimension: int, *, write: bool = False) -> LabelledVectors:
        """Open the indexes in a folder, or start with none.

        :raises ValueError: if they have another dimension.
        """
        change, names = _read_state(folder)
        parts = {label: VectorIndex.open(folder / name, dimension, write=write) for label, name in names.items()}
        return cls(folder, parts, dimension, change)

    def visible_to(self, labels: Collection[str]) -> VectorIndex | VisibleVectors:
        """What somebody with these labels sees."""
        parts = [index for label, index in self._parts.items() if label in labels and len(index)]
        return parts[0] if len(parts) == 1 else VisibleVectors(parts, self.dimension)

    @property
    def overlay_size(self) -> int:
        """The number of ids changed since the stored indexes were written, removed and new."""
        return sum(index.overlay_size for index in self._parts.values())

    def add(self, rows: Sequence[IndexRow], matrix: Floats) -> None:
        """Add the normalised vectors of new rows."""
        for label, places in _positions_by_label(rows):
            index = self._label_index(label)
            index.add(_passage_ids([rows[place] for place in places]), matrix[places])

    def with_changes(self, stopped: Ids, rows: Sequence[IndexRow], matrix: Floats, change: int) -> LabelledVectors:
        """The next state, without the stopped passages and with the new rows. This one stays as it is."""
        later = LabelledVectors(self.folder, self._parts, self.dimension, change)
        fresh = dict(_positions_by_label(rows))
        replaced = np.union1d(stopped, _passage_ids(rows))
        for label in {*self._parts, *fresh}:
            places = fresh.get(label, [])
            index = later._label_index(label)
            later._parts[label] = index.with_changes(
                replaced, _passage_ids([rows[place] for place in places]), matrix[places], change
            )
        later._visible = tuple(later._parts.values())
        return later

    def compact_copy(self, folder: Path) -> LabelledVectors:
        """The same vectors in new indexes, to be saved in another folder; labels without passages are dropped."""
        parts = {
            label: index.compact_copy(folder / _folder_name(label))
            for label, index in self._parts.items()
            if len(index)
        }
        return LabelledVectors(folder, parts, self.dimension, self.change)

    def save(self, change: int) -> None:
        """Write all indexes, then the change number."""
        for index in self._parts.values():
            index.save(change)
        self.change = change
        _write_state(self.folder, change, {label: index.folder.name for label, index in self._parts.items()})

    def _label_index(self, label: str) -> VectorIndex:
        if label not in self._parts:
            self._parts[label] = VectorIndex.open(self.folder / _folder_name(label), self.dimension, write=True)
            self._visible = tuple(self._parts.values())
        return self._parts[label]


def _positions_by_label(rows: Sequence[IndexRow]) -> Iterator[tuple[str, list[int]]]:
    """The positions of the rows of each label."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        places[row.access].append(place)
    yield from places.items()


def _passage_ids(rows: Sequence[IndexRow]) -> Ids:
    return np.array([row.passage_id for row in rows], np.int64)


def _folder_name(label: str, after: str = "") -> str:
    """The name of a label's folder (a label may be any text); the next one after the name ``after``."""
    name = hashlib.sha256(label.encode()).hexdigest()[:12]
    return f"{name}-{int(after.partition('-')[2] or 0) + 1}" if after else name


def _read_state(folder: Path) -> tuple[int, dict[str, str]]:
    """The last change written in a folder, and the subfolder of each label."""
    path = folder / STATE_FILE
    if not path.exists():
        return 0, {}
    state = json.loads(path.read_text(encoding="utf-8"))
    return int(state["change"]), dict(state["parts"])


def _write_state(folder: Path, change: int, parts: Mapping[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f"{STATE_FILE}.{os.getpid()}.tmp"
    temporary.write_text(json.dumps({"change": change, "parts": parts}, ensure_ascii=False), encoding="utf-8")
    os.replace(temporary, folder / STATE_FILE)
