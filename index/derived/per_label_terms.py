"""Terms kept apart by access label, and views of the labels that a reader has.

A document that a reader may not see must leave no trace: not in how often words occur, not in how long a search
takes. One index with a filter does not do that (its statistics count everything), so each label has an index of its
own and a search reads those of the reader's labels. With one label, as most readers have, that index is used as it
is. With several the weights of the words are put on one scale: a word counts by how rare it is in all of them.
"""

from __future__ import annotations

import math
import shutil
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from index.derived.label_folders import STATE_FILE, folder_name, read_state, write_state
from index.derived.lexical import LexicalIndex, WeightedTerms
from index.records import Filters, Floats, IndexRow, Ints


class VisibleTerms:
    """The terms of several labels as one index. See :class:`index.derived.lexical.LexicalIndex`."""

    def __init__(self, parts: Sequence[LexicalIndex]) -> None:
        self._visible = tuple(parts)

    def __len__(self) -> int:
        return sum(len(part) for part in self._visible)

    def document_frequency(self, field: str, term: str) -> int:
        """How many passages hold the term."""
        return sum(part.document_frequency(field, term) for part in self._visible)

    def passages_with_all(self, field: str, wanted: Sequence[str], most: int) -> list[int]:
        """Ids of passages whose field holds every one of these terms, at most so many of each label."""
        return [found for part in self._visible for found in part.passages_with_all(field, wanted, most)]

    def search(self, weighted: WeightedTerms, k: int, filters: Filters | None = None) -> tuple[Ints, Floats]:
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
        change, names = read_state(folder)
        parts = {label: (name, LexicalIndex.open(folder / name)) for label, name in names.items()}
        return cls(folder, parts, change, write=write)

    def visible_to(self, labels: Collection[str]) -> LexicalIndex | VisibleTerms:
        """A view of the indexes of these labels; one index alone is its own view."""
        parts = [index for label, (_, index) in self._parts.items() if label in labels and len(index)]
        return parts[0] if len(parts) == 1 else VisibleTerms(parts)

    def add(self, rows: Iterable[IndexRow]) -> None:
        """Add rows, each under its label; a row whose passage is already there replaces it."""
        by_label: dict[str, list[IndexRow]] = defaultdict(list)
        for row in rows:
            by_label[row.access].append(row)
        for label, labelled in by_label.items():
            self._writer(label).add(labelled)
            ids = {row.passage_id for row in labelled}
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
        fresh = folder_name(label, after=name)
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
            name = self._parts[label][0] if label in self._parts else folder_name(label)
            self._writers[label] = LexicalIndex.open(self.folder / name, write=True)
            self._parts[label] = (name, self._writers[label])
            self._visible = tuple(index for _, index in self._parts.values())
        return self._writers[label]

    def _save(self) -> None:
        write_state(self.folder, self.change, {label: name for label, (name, _) in self._parts.items()})
