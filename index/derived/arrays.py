"""The arrays that columns are made of: growing them, and putting them in another order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from index.derived import terms
from index.derived.mapped_arrays import with_room
from index.records import Bools, Ints

#: Columns of repeated texts: each row has an index into the column's list of texts; -1 is "unknown".
TEXT_COLUMNS = ("document", "group", "type", "issuer", "territory", "access", "kind")
#: Arrays that are stored under their own names.
PLAIN_ARRAYS = ("body", "body_end", "title", "title_end", "name", "name_end", "label", "label_end", "cues")


@dataclass(frozen=True)
class ColumnArrays:
    """Facts of the passages: row ``i`` of every array is one passage.

    ``body`` and ``title`` are the syllable codes of all rows end to end, ``name`` those of the document's number, type,
    issuer and subject, which stand in the first row of each document only, ``label`` those of a table row's label.
    ``cues`` are ``index.derived.answer_cues``.
    """

    ids: Ints
    year: npt.NDArray[np.int16]
    tie_breaker: npt.NDArray[np.uint64]
    text_codes: dict[str, npt.NDArray[np.int32]]
    body: terms.Codes
    body_end: Ints
    title: terms.Codes
    title_end: Ints
    name: terms.Codes
    name_end: Ints
    label: terms.Codes
    label_end: Ints
    cues: npt.NDArray[np.uint32]


def mean_length(ends: Ints, live: Bools) -> float:
    return float(np.diff(ends, prepend=0)[live].sum() / max(int(live.sum()), 1))


def arrays_by_name(stored: Mapping[str, npt.NDArray[Any]]) -> ColumnArrays:
    """The arrays from those that were stored."""
    return ColumnArrays(
        ids=stored["ids"],
        year=stored["year"],
        tie_breaker=stored["tie"],
        text_codes={name: stored[name] for name in TEXT_COLUMNS},
        **{name: stored[name] for name in PLAIN_ARRAYS},
    )


def names_of_arrays(arrays: ColumnArrays) -> dict[str, npt.NDArray[Any]]:
    """The arrays by the names under which they are stored."""
    plain = {name: getattr(arrays, name) for name in PLAIN_ARRAYS}
    return {"ids": arrays.ids, "year": arrays.year, "tie": arrays.tie_breaker, **arrays.text_codes, **plain}


def extend_array(old: npt.NDArray[Any], new: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """``old`` and ``new`` end to end. Only ``new`` is copied when ``old`` is the front of a buffer with room."""
    size = len(old) + len(new)
    buffer = old.base
    if not isinstance(buffer, np.ndarray) or buffer.ctypes.data != old.ctypes.data or len(buffer) < size:
        buffer = np.empty(with_room(size), old.dtype)
        buffer[: len(old)] = old
    buffer[len(old) : size] = new
    return buffer[:size]


def extend_stretches(flat: terms.Codes, ends: Ints, new: Sequence[terms.Codes]) -> tuple[terms.Codes, Ints]:
    """``flat`` and its rows' ends with new rows behind them."""
    added = len(flat) + np.cumsum([len(codes) for codes in new])
    return extend_array(flat, np.concatenate(new)), extend_array(ends, added)


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
    return ColumnArrays(
        none, np.zeros(0, np.int16), np.zeros(0, np.uint64), named, codes, none, codes, none, codes, none,
        codes, none, np.zeros(0, np.uint32),
    )  # fmt: skip


def are_among(ids: Ints, ordered: Ints) -> Bools:
    """Which of the ids are among others that stand in order: for some hundred ids in a fifth of ``np.isin``'s time."""
    if not len(ordered):
        return np.zeros(len(ids), np.bool_)
    found: Bools = ordered[np.minimum(np.searchsorted(ordered, ids), len(ordered) - 1)] == ids
    return found
