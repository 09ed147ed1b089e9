"""The rows of a vector index: the passage id and the stored numbers of each, as arrays that nothing is copied into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from index.records import Bools, Ints


@dataclass(frozen=True, slots=True)
class StoredRows:
    """Ids and numbers by row. ``order`` are the rows in the order of their ids; None where they stand in that order."""

    ids: Ints
    numbers: npt.NDArray[Any]
    order: Ints | None

    @classmethod
    def of(cls, ids: Ints, numbers: npt.NDArray[Any]) -> StoredRows:
        """The rows, put in the order of their ids if they are not."""
        is_sorted = bool((np.diff(ids) > 0).all())
        return cls(ids, numbers, None if is_sorted else np.argsort(ids, kind="stable"))

    @property
    def sorted_ids(self) -> Ints:
        """All ids, in order."""
        return self.ids if self.order is None else self.ids[self.order]

    def holds(self, ids: Ints) -> Bools:
        """Whether each id has a row."""
        return self.find(ids) >= 0

    def find(self, ids: Ints) -> Ints:
        """The row of each id; -1 for an id that has none."""
        if not len(self.ids):
            return np.full(len(ids), -1, np.int64)
        at = np.minimum(np.searchsorted(self.ids, ids, sorter=self.order), len(self.ids) - 1)
        rows = at if self.order is None else self.order[at]
        return np.where(self.ids[rows] == ids, rows, -1)

    def ids_of(self, rows: Ints) -> Ints:
        """The id of each row; -1 for the row -1."""
        if not len(self.ids):
            return np.full(rows.shape, -1, np.int64)
        return np.where(rows >= 0, self.ids[rows], -1)
