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

import numpy as np
import numpy.typing as npt
from safetensors import safe_open
from safetensors.numpy import save_file

from index import terms
from index.records import Filters, IndexRow

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

FILE = "columns.safetensors"
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

    def __init__(self, folder: Path, arrays: _Arrays, names: dict[str, list[str]], change: int) -> None:
        self.folder = folder
        self.change = change
        self.names = names
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
        return cls(folder, arrays, state["names"], int(state["change"]))

    def _set(self, arrays: _Arrays) -> None:
        self.arrays = arrays
        self._order = np.argsort(arrays.ids, kind="stable")
        self._sorted = arrays.ids[self._order]
        self.body_mean = len(arrays.body) / max(len(arrays.ids), 1)
        self.title_mean = len(arrays.title) / max(len(arrays.ids), 1)
        self._codes = {name: {text: i for i, text in enumerate(values)} for name, values in self.names.items()}

    def __len__(self) -> int:
        return len(self.arrays.ids)

    def add(self, rows: Sequence[IndexRow]) -> None:
        """Append rows. Their passage ids must be new."""
        if not rows:
            return
        old = self.arrays
        bodies = [terms.codes(terms.syllables(row.body)) for row in rows]
        titles = [terms.codes(terms.syllables(last_heading(row.heading))) for row in rows]
        self._set(
            _Arrays(
                ids=np.concatenate([old.ids, np.array([row.passage_id for row in rows], np.int64)]),
                year=np.concatenate([old.year, np.array([row.year or 0 for row in rows], np.int16)]),
                tie=np.concatenate([old.tie, np.array([_tie(row) for row in rows], np.uint64)]),
                named={name: np.concatenate([old.named[name], self._named(name, rows)]) for name in NAMED},
                body=np.concatenate([old.body, *bodies]),
                body_end=np.concatenate([old.body_end, len(old.body) + np.cumsum([len(b) for b in bodies])]),
                title=np.concatenate([old.title, *titles]),
                title_end=np.concatenate([old.title_end, len(old.title) + np.cumsum([len(t) for t in titles])]),
            )
        )

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
        state = json.dumps({"change": change, "names": self.names}, ensure_ascii=False)
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
        mask: Bools = np.logical_and.reduce(masks)
        return None if bool(mask.all()) else mask

    def _within(self, name: str, texts: Sequence[str]) -> Bools:
        index = self._codes[name]
        # The last place of the table answers for -1, "unknown": never allowed.
        wanted = np.zeros(len(index) + 1, np.bool_)
        wanted[[index[text] for text in texts if text in index]] = True
        return wanted[self.arrays.named[name]]


def last_heading(heading: str) -> str:
    """The innermost of the titles above a passage; ``IndexRow.heading`` has one a line, outermost first."""
    return heading.rsplit("\n", 1)[-1]


def _tie(row: IndexRow) -> int:
    """Orders equal scores by content, never by the place in a file or the order of arrival."""
    text = "\x1f".join((row.body, row.heading, row.subject))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def _kept(flat: terms.Codes, ends: Ints, keep: Bools) -> tuple[terms.Codes, Ints]:
    lengths = np.diff(ends, prepend=0)
    return flat[np.repeat(keep, lengths)], np.cumsum(lengths[keep])


def _empty() -> _Arrays:
    none = np.zeros(0, np.int64)
    codes = np.zeros(0, np.uint32)
    named = {name: np.zeros(0, np.int32) for name in NAMED}
    return _Arrays(none, np.zeros(0, np.int16), np.zeros(0, np.uint64), named, codes, none, codes, none)
