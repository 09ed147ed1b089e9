"""Compact columns beside the indexes: what filters, grouping and the ranker need of each passage.

Filters on vectors, grouping of hits and ranking features must not cost a database read per candidate,
so the few facts they need live in numpy arrays. The syllables of each passage are kept as 32-bit codes
(about 4 bytes a syllable), which is what lets proximity and coverage be computed for 250 candidates at once.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import safe_open
from safetensors.numpy import save_file

from index import definitions, terms
from index.records import Filters, IndexRow

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

FILE = "columns.safetensors"
#: Room kept behind the arrays when they grow: a sixteenth, and some for small libraries.
SPARE_PART, SPARE = 16, 1024
#: Full forms kept of one short form.
READINGS = 4
#: Named columns: small integers into a list of texts each; -1 is "unknown".
NAMED = ("document", "group", "type", "issuer", "territory", "access", "kind")


@dataclass(frozen=True)
class _Arrays:
    """Row ``i`` of every array is one passage; ``body`` and ``title`` hold all rows' codes end to end."""

    ids: Ints
    year: npt.NDArray[np.int16]
    tie: npt.NDArray[np.uint64]
    named: dict[str, npt.NDArray[np.int32]]
    body: terms.Codes
    body_end: Ints
    title: terms.Codes
    title_end: Ints


class Columns:
    """Columns of all passages, by row. ``rows_of`` turns passage ids into rows."""

    def __init__(
        self,
        folder: Path,
        arrays: _Arrays,
        names: dict[str, list[str]],
        change: int,
        defined: dict[str, list[str]] | None = None,
    ) -> None:
        #: Short forms that the library's documents define, and their full forms. They outlive their passages until
        #: the next rebuild: a question may look for one form too many, never for one too few.
        self.defined = defined if defined is not None else {}
        self.folder = folder
        self.change = change
        self.names = names
        self._codes = {name: {text: i for i, text in enumerate(values)} for name, values in names.items()}
        self._set(arrays)

    @classmethod
    def open(cls, folder: Path) -> Columns:
        """Open the folder's columns, or empty ones."""
        path = folder / FILE
        if not path.exists():
            return cls(folder, _empty(), {name: [] for name in NAMED}, 0)
        with safe_open(str(path), framework="numpy") as file:
            state = json.loads(file.metadata()["state"])
            get = file.get_tensor
            arrays = _Arrays(
                ids=get("ids"),
                year=get("year"),
                tie=get("tie"),
                named={name: get(name) for name in NAMED},
                body=get("body"),
                body_end=get("body_end"),
                title=get("title"),
                title_end=get("title_end"),
            )
        return cls(folder, arrays, state["names"], int(state["change"]), state["defined"])

    def _set(self, arrays: _Arrays, dead: Bools | None = None) -> None:
        self.arrays = arrays
        self.live: Bools = np.ones(len(arrays.ids), np.bool_) if dead is None else ~dead
        rows = np.flatnonzero(self.live)
        self._order = rows[np.argsort(arrays.ids[rows], kind="stable")]
        self._sorted = arrays.ids[self._order]
        self.body_mean = _mean(arrays.body_end, self.live)
        self.title_mean = _mean(arrays.title_end, self.live)

    def __len__(self) -> int:
        return len(self._sorted)

    def add(self, rows: Sequence[IndexRow]) -> None:
        """Append rows. Their passage ids must be new."""
        if rows:
            self._set(self._appended(rows))

    def _appended(self, rows: Sequence[IndexRow]) -> _Arrays:
        old = self.arrays
        for row in rows:
            for short, full in definitions.find(row.body):
                if full not in (known := self.defined.setdefault(short, [])) and len(known) < READINGS:
                    known.append(full)
        bodies = [terms.codes(terms.syllables(row.body)) for row in rows]
        titles = [terms.codes(terms.syllables(last_heading(row.heading))) for row in rows]
        return _Arrays(
            ids=_extended(old.ids, np.array([row.passage_id for row in rows], np.int64)),
            year=_extended(old.year, np.array([row.year or 0 for row in rows], np.int16)),
            tie=_extended(old.tie, np.array([_tie(row) for row in rows], np.uint64)),
            named={name: _extended(old.named[name], self._named(name, rows)) for name in NAMED},
            body=_extended(old.body, np.concatenate(bodies)),
            body_end=_extended(old.body_end, len(old.body) + np.cumsum([len(b) for b in bodies])),
            title=_extended(old.title, np.concatenate(titles)),
            title_end=_extended(old.title_end, len(old.title) + np.cumsum([len(t) for t in titles])),
        )

    def following(self, stopped: Ints, rows: Sequence[IndexRow], change: int) -> Columns:
        """A later state: these passages no longer answer, these do. This one stays as it is.

        Costs what the difference costs: stopped rows are marked, new ones written behind the old in shared
        buffers. So only the newest state may be followed further.
        """
        later = object.__new__(Columns)
        later.folder, later.change, later.names, later._codes = self.folder, change, self.names, self._codes
        later.defined = self.defined
        dead = ~self.live
        replaced = np.concatenate([stopped, np.array([row.passage_id for row in rows], np.int64)])
        places = self.rows_of(replaced)
        dead[places[places >= 0]] = True
        arrays = self._appended(rows) if rows else self.arrays
        later._set(arrays, np.concatenate([dead, np.zeros(len(rows), np.bool_)]))
        return later

    def compacted(self) -> Columns:
        """The same rows in the order of their ids, without the marks and the names that nobody bears any more."""
        old, order = self.arrays, self._order
        named: dict[str, npt.NDArray[np.int32]] = {}
        names: dict[str, list[str]] = {}
        for name in NAMED:
            codes = old.named[name][order]
            used, places = np.unique(codes[codes >= 0], return_inverse=True)
            named[name] = np.full(len(codes), -1, np.int32)
            named[name][codes >= 0] = places
            names[name] = [self.names[name][code] for code in used]
        body, body_end = _ordered(old.body, old.body_end, order)
        title, title_end = _ordered(old.title, old.title_end, order)
        arrays = _Arrays(
            old.ids[order], old.year[order], old.tie[order], named, body, body_end, title, title_end
        )  # fmt: skip
        return Columns(self.folder, arrays, names, self.change, self.defined)

    def _named(self, name: str, rows: Sequence[IndexRow]) -> npt.NDArray[np.int32]:
        attribute = "document_id" if name == "document" else name
        values = self.names[name]
        index = self._codes[name]
        out = np.full(len(rows), -1, np.int32)
        for i, row in enumerate(rows):
            text = getattr(row, attribute)
            if text is None:
                continue
            if text not in index:
                index[text] = len(values)
                values.append(text)
            out[i] = index[text]
        return out

    def remove(self, passage_ids: Iterable[int]) -> None:
        """Drop rows by passage id; ids it does not hold are ignored."""
        old = self.arrays
        keep = ~np.isin(old.ids, np.fromiter(passage_ids, np.int64))
        if keep.all():
            return
        body, body_end = _kept(old.body, old.body_end, keep)
        title, title_end = _kept(old.title, old.title_end, keep)
        self._set(
            _Arrays(
                ids=old.ids[keep],
                year=old.year[keep],
                tie=old.tie[keep],
                named={name: column[keep] for name, column in old.named.items()},
                body=body,
                body_end=body_end,
                title=title,
                title_end=title_end,
            )
        )

    def save(self, change: int) -> None:
        """Write all columns and the change number in one file, swapped in whole."""
        self.folder.mkdir(parents=True, exist_ok=True)
        arrays = self.arrays
        tensors = {"ids": arrays.ids, "year": arrays.year, "tie": arrays.tie, **arrays.named}
        tensors |= {"body": arrays.body, "body_end": arrays.body_end}
        tensors |= {"title": arrays.title, "title_end": arrays.title_end}
        temporary = self.folder / f"{FILE}.{os.getpid()}.tmp"
        state = json.dumps({"change": change, "names": self.names, "defined": self.defined}, ensure_ascii=False)
        save_file({name: np.ascontiguousarray(t) for name, t in tensors.items()}, str(temporary), {"state": state})
        os.replace(temporary, self.folder / FILE)
        self.change = change

    def rows_of(self, passage_ids: Ints) -> Ints:
        """Row of each passage id; -1 where it is not held."""
        if not len(self):
            return np.full(len(passage_ids), -1, np.int64)
        place = np.minimum(np.searchsorted(self._sorted, passage_ids), len(self) - 1)
        found = self._sorted[place] == passage_ids
        return np.where(found, self._order[place], -1)

    def texts(self, name: str, rows: Ints) -> list[str | None]:
        """The texts of a named column."""
        values = self.names[name]
        return [values[c] if c >= 0 else None for c in self.arrays.named[name][rows]]

    def allowed(self, filters: Filters) -> Bools | None:
        """Which rows pass the filters; None when all of them do."""
        masks = [self._within("access", filters.access)]
        if filters.document_ids is not None:
            masks.append(self._within("document", filters.document_ids))
        if filters.types is not None:
            masks.append(self._within("type", filters.types))
        if filters.issuers is not None:
            masks.append(self._within("issuer", filters.issuers))
        if filters.territory is not None:
            masks.append(self._within("territory", (filters.territory,)))
        if filters.year is not None:
            masks.append(self.arrays.year == filters.year)
        mask: Bools = np.logical_and.reduce(masks) & self.live
        return None if int(mask.sum()) == len(self) else mask

    def _within(self, name: str, texts: Sequence[str]) -> Bools:
        index = self._codes[name]
        # A later state may be adding names meanwhile; this one has no row that bears them.
        size = len(index)
        # The last place of the table answers for -1, "unknown": never allowed.
        wanted = np.zeros(size + 1, np.bool_)
        wanted[[code for text in texts if (code := index.get(text, size)) < size]] = True
        return wanted[self.arrays.named[name]]


def last_heading(heading: str) -> str:
    """The innermost of the titles above a passage; ``IndexRow.heading`` has one a line, outermost first."""
    return heading.rsplit("\n", 1)[-1]


def _tie(row: IndexRow) -> int:
    """Orders equal scores by content, never by the place in a file or the order of arrival."""
    text = "\x1f".join((row.body, row.heading, row.subject))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def _mean(ends: Ints, live: Bools) -> float:
    return float(np.diff(ends, prepend=0)[live].sum() / max(int(live.sum()), 1))


def _extended(old: npt.NDArray[Any], new: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """``old`` and ``new`` end to end; when ``old`` is the front of a buffer with room, only ``new`` is copied."""
    size = len(old) + len(new)
    buffer = old.base
    if not isinstance(buffer, np.ndarray) or buffer.ctypes.data != old.ctypes.data or len(buffer) < size:
        buffer = np.empty(size + size // SPARE_PART + SPARE, old.dtype)
        buffer[: len(old)] = old
    buffer[len(old) : size] = new
    return buffer[:size]


def _ordered(flat: terms.Codes, ends: Ints, order: Ints) -> tuple[terms.Codes, Ints]:
    """The rows' stretches of ``flat`` in another order."""
    lengths = np.diff(ends, prepend=0)
    starts, taken = (ends - lengths)[order], lengths[order]
    new_ends = np.cumsum(taken)
    places = np.repeat(starts - (new_ends - taken), taken) + np.arange(int(taken.sum()))
    return flat[places], new_ends


def _kept(flat: terms.Codes, ends: Ints, keep: Bools) -> tuple[terms.Codes, Ints]:
    lengths = np.diff(ends, prepend=0)
    return flat[np.repeat(keep, lengths)], np.cumsum(lengths[keep])


def _empty() -> _Arrays:
    none = np.zeros(0, np.int64)
    codes = np.zeros(0, np.uint32)
    named = {name: np.zeros(0, np.int32) for name in NAMED}
    return _Arrays(none, np.zeros(0, np.int16), np.zeros(0, np.uint64), named, codes, none, codes, none)
