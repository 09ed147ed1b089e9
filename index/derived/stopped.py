"""Ids of the passages that stopped answering between two states of the library."""

from __future__ import annotations

import numpy as np

from index.library.reader import Delta
from index.records import Ints


def stopped_ids(delta: Delta) -> Ints:
    """The ids of all passages that a delta stops, in order."""
    ranges = [np.arange(first, first + count, dtype=np.int64) for first, count in delta.stopped]
    return np.unique(np.concatenate(ranges)) if ranges else np.zeros(0, np.int64)
