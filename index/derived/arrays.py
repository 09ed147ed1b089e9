"""The arrays that columns are made of: growing them, and putting them in another order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from index.derived import terms
from index.records import Bools, Ints

#: Spare room behind the arrays when they grow: a sixteenth, and some for small libraries.
SPARE_PART, SPARE = 16, 1024
#: Columns of repeated texts: each row has an index into the column's list of texts; -1 is "unknown".
TEXT_COLUMNS = ("document", "group", "type", "issuer", "territory", "access", "kind")


@dataclass(frozen=True)
class ColumnArrays:
    """Facts of the passages: row ``i`` of every array is one passage.

    ``body`` and ``title`` are the syllable codes of all rows end to end.
    """

    ids: Ints
    year: npt.NDArray[np.int16]
    tie_breaker: npt.NDArray[np.uint64]
    text_codes: dict[str, npt.NDArray[np.int32]]
    body: terms.Codes
    body_end: Ints
    title: terms.Codes
    title_end: Ints


def mean_length(ends: Ints, live: Bools) -> float:
    return float(np.diff(ends, prepend=0)[live].sum() / max(int(live.sum()), 1))


def extend_array(old: npt.NDArray[Any], new: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """``old`` and ``new`` end to end. Only ``new`` is copied when ``old`` is the front of a buffer with room."""
    size = len(old) + len(new)
    buffer = old.base
    if not isinstance(buffer, np.ndarray) or buffer.ctypes.data != old.ctypes.data or len(buffer) < size:
        buffer = np.empty(size + size // SPARE_PART + SPARE, old.dtype)
        buffer[: len(old)] = old
    buffer[len(old) : size] = new
    return buffer[:size]


def reorder_stretches(flat: terms.Codes, ends: Ints, order: Ints) -> tuple[terms.Codes, Ints]:
    """The rows' stretches of ``flat`` in another order, and their ends."""
    lengths = np.diff(ends, prepend=0)
    starts, taken = (ends - lengths)[order], lengths[order]
    new_ends = np.cumsum(taken)
    places = np.repeat(starts - (new_ends - taken), taken) + np.arange(int(taken.sum()))
    return flat[places], new_ends


def empty_arrays() -> ColumnArrays:
    none = np.zeros(0, np.int64)
    codes = np.zeros(0, np.uint32)
    named = {name: np.zeros(0, np.int32) for name in TEXT_COLUMNS}
    return ColumnArrays(none, np.zeros(0, np.int16), np.zeros(0, np.uint64), named, codes, none, codes, none)
