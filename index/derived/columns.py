"""Columns of the passages in numpy arrays: the facts that filters, grouping and the ranker need of each.

Filters on vectors, grouping of hits and ranking features must not cost a database read a candidate. The syllables
of each passage are 32-bit codes (about 4 bytes a syllable), so that proximity and coverage can be computed for 250
candidates at once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.derived import short_form_definitions, terms
from index.derived.answer_cues import answer_cues
from index.derived.arrays import (
    TEXT_COLUMNS,
    ColumnArrays,
    arrays_by_name,
    empty_arrays,
    extend_array,
    extend_stretches,
    mean_length,
    names_of_arrays,
    reorder_stretches,
)
from index.derived.document_names import document_names
from index.derived.known_words import KnownWords, NearWords
from index.derived.mapped_arrays import open_arrays, save_arrays
from index.derived.row_facts import innermost_title, row_label, tie_breaker
from index.records import Bools, Filters, IndexRow, Ints

COLUMNS_FILE = "columns.arrays"


class Columns:
    """Columns of all passages, by row. ``rows_of`` turns passage ids into rows."""

    def __init__(
        self,
        folder: Path,
        arrays: ColumnArrays,
        names: dict[str, list[str]],
        change: int,
        defined: dict[str, list[tuple[str, str]]] | None = None,
        words: KnownWords | None = None,
    ) -> None:
        #: Short forms that each document defines, and their full forms. Dropped with the next base, as words are: a
        #: question may be expanded by one form too many, never by one too few.
        self._definitions = defined if defined is not None else {}
        self.words = words if words is not None else KnownWords()
        self.folder = folder
        self.change = change
        #: The texts of each text column. ``names`` are those of the visible rows; a view has fewer than codes.
        self.names = names
        self._values = names
        self._codes = {name: {text: i for i, text in enumerate(values)} for name, values in names.items()}
        self._set_arrays(arrays)

    @classmethod
    def open(cls, folder: Path) -> Columns:
        """The folder's columns, mapped into memory, or empty ones.

        :raises ValueError: if they were stored otherwise.
        """
        path = folder / COLUMNS_FILE
        if not path.exists():
            return cls(folder, empty_arrays(), {name: [] for name in TEXT_COLUMNS}, 0)
        arrays, state = open_arrays(path)
        return cls(
            folder,
            arrays_by_name(arrays),
            state["names"],
            int(state["change"]),
            short_form_definitions.definitions_from_json(state["defined"]),
            KnownWords(state["words"].split()),
        )

    def _set_arrays(self, arrays: ColumnArrays, dead: Bools | None = None) -> None:
        self.arrays = arrays
        self.live: Bools = np.ones(len(arrays.ids), np.bool_) if dead is None else ~dead
        rows = np.flatnonzero(self.live)
        ids = arrays.ids[rows]
        # Rows come in the order of their ids, but for those that changed since.
        by_id = None if bool((np.diff(ids) > 0).all()) else np.argsort(ids, kind="stable")
        self._order, self._sorted = (rows, ids) if by_id is None else (rows[by_id], ids[by_id])
        self._counts: dict[str, Ints] = {}
        #: Cache of the spelling correction: known words near those words of questions that this state lacks.
        self.near_words: NearWords = {}
        self.body_mean = mean_length(arrays.body_end, self.live)
        self.title_mean = mean_length(arrays.title_end, self.live)

    def __len__(self) -> int:
        return len(self._sorted)

    @property
    def dead_rows(self) -> int:
        """The rows whose passages answer no more: they take memory until a base is written without them."""
        return len(self.arrays.ids) - len(self)

    def add(self, rows: Sequence[IndexRow]) -> None:
        """Append rows. Their passage ids must be new."""
        self.add_unsorted(rows)
        self._set_arrays(self.arrays)

    def add_unsorted(self, rows: Sequence[IndexRow]) -> None:
        """Append one of many parts, to be saved: none is found before the columns are opened again.

        To sort the rows after each part would make the time of a large library grow with its square.
        """
        if rows:
            self.arrays = self._append(rows)

    def _append(self, rows: Sequence[IndexRow]) -> ColumnArrays:
        old = self.arrays
        for row in rows:
            short_form_definitions.add_definitions(self._definitions, row.document_id, row.body)
            for part in (row.heading, row.subject, row.body):
                self.words.add(terms.syllables(part))
        bodies = [terms.syllable_codes(terms.syllables(row.body)) for row in rows]
        titles = [terms.syllable_codes(terms.syllables(innermost_title(row.heading))) for row in rows]
        labels = [terms.syllable_codes(terms.syllables(row_label(row.cells))) for row in rows]
        body, body_end = extend_stretches(old.body, old.body_end, bodies)
        title, title_end = extend_stretches(old.title, old.title_end, titles)
        name, name_end = extend_stretches(old.name, old.name_end, document_names(rows))
        cues = np.array([answer_cues(row.body) for row in rows], np.uint32)
        label, label_end = extend_stretches(old.label, old.label_end, labels)
        return ColumnArrays(
            ids=extend_array(old.ids, np.array([row.passage_id for row in rows], np.int64)),
            year=extend_array(old.year, np.array([row.year or 0 for row in rows], np.int16)),
            tie_breaker=extend_array(old.tie_breaker, np.array([tie_breaker(row) for row in rows], np.uint64)),
            text_codes={
                name: extend_array(old.text_codes[name], self._encode_texts(name, rows)) for name in TEXT_COLUMNS
            },
            body=body, body_end=body_end, title=title, title_end=title_end, name=name, name_end=name_end, label=label,
            label_end=label_end, cues=extend_array(old.cues, cues),
        )  # fmt: skip

    def with_changes(self, stopped: Ints, rows: Sequence[IndexRow], change: int) -> Columns:
        """The next state, without the stopped passages and with the new rows. This one stays as it is.

        The cost is that of the difference: stopped rows are marked, new ones are written behind the old in shared
        buffers. So only the newest state may be changed further.
        """
        dead = ~self.live
        replaced = np.concatenate([stopped, np.array([row.passage_id for row in rows], np.int64)])
        replaced_rows = self.rows_of(replaced)
        dead[replaced_rows[replaced_rows >= 0]] = True
        arrays = self._append(rows) if rows else self.arrays
        return self._share(change, arrays, np.concatenate([dead, np.zeros(len(rows), np.bool_)]))

    def _share(self, change: int, arrays: ColumnArrays, dead: Bools) -> Columns:
        """Columns with other arrays or other live rows that share this one's texts, codes and definitions.

        Made without ``__init__``, which would number all texts anew.
        """
        shared = object.__new__(Columns)
        shared.folder, shared.change, shared.names = self.folder, change, self.names
        shared._values, shared._codes = self._values, self._codes
        shared._definitions, shared.words = self._definitions, self.words
        shared._set_arrays(arrays, dead)
        return shared

    def compact_copy(self, folder: Path, words: KnownWords) -> Columns:
        """The live rows by their ids, to be saved elsewhere with the ``words`` they hold; other texts are dropped."""
        old, order = self.arrays, self._order
        text_codes: dict[str, npt.NDArray[np.int32]] = {}
        names: dict[str, list[str]] = {}
        for name in TEXT_COLUMNS:
            codes = old.text_codes[name][order]
            used, new_codes = np.unique(codes[codes >= 0], return_inverse=True)
            text_codes[name] = np.full(len(codes), -1, np.int32)
            text_codes[name][codes >= 0] = new_codes
            names[name] = [self._values[name][code] for code in used]
        body, body_end = reorder_stretches(old.body, old.body_end, order)
        title, title_end = reorder_stretches(old.title, old.title_end, order)
        arrays = ColumnArrays(
            old.ids[order], old.year[order], old.tie_breaker[order], text_codes, body, body_end, title, title_end,
            *reorder_stretches(old.name, old.name_end, order), *reorder_stretches(old.label, old.label_end, order),
            old.cues[order],
        )  # fmt: skip
        documents = set(names["document"])
        definitions = {each: forms for each, forms in self._definitions.items() if each in documents}
        return Columns(folder, arrays, names, self.change, definitions, words)

    def visible_to(self, labels: Collection[str]) -> Columns:
        """A view of the passages with these access labels; means and vocabularies are computed from them alone.

        Shares the arrays; costs a few milliseconds for 100,000 rows.
        """
        visible = self.live & self._mask("access", tuple(labels))
        view = self._share(self.change, self.arrays, ~visible)
        view.names = {name: view._visible_texts(name) for name in TEXT_COLUMNS}
        return view

    def title_codes(self) -> terms.Codes:
        """The syllable codes of the live rows' titles, end to end."""
        arrays = self.arrays
        return reorder_stretches(arrays.title, arrays.title_end, np.flatnonzero(self.live))[0]

    def _visible_texts(self, name: str) -> list[str]:
        """The texts of live rows in a column, sorted: their order must not depend on rows that are not visible."""
        codes = self.arrays.text_codes[name][self.live]
        return sorted(self._values[name][code] for code in np.flatnonzero(np.bincount(codes[codes >= 0])))

    @cached_property
    def short_forms(self) -> dict[str, list[str]]:
        """Short forms that the visible documents define, with their full forms."""
        return short_form_definitions.full_forms(self._definitions, set(self._visible_texts("document")))

    def _encode_texts(self, name: str, rows: Sequence[IndexRow]) -> npt.NDArray[np.int32]:
        attribute = "document_id" if name == "document" else name
        values = self._values[name]
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

    def save(self, change: int) -> None:
        """Write all columns and the change number in one file, which replaces the old one at once."""
        self.folder.mkdir(parents=True, exist_ok=True)
        facts = {"change": change, "names": self._values, "defined": self._definitions, "words": self.words.to_text()}
        save_arrays(self.folder / COLUMNS_FILE, names_of_arrays(self.arrays), facts)
        self.change = change

    @cached_property
    def _document_rows(self) -> tuple[Ints, Ints]:
        """The live rows in the order of their documents' codes, and where each document's rows end among them."""
        codes = self.arrays.text_codes["document"]
        rows = self._order[np.argsort(codes[self._order], kind="stable")]
        return rows, np.cumsum(np.bincount(codes[rows]))

    def document_rows(self, code: int) -> Ints:
        """The live rows of the document with this code, in the order of their ids."""
        rows, ends = self._document_rows
        return rows[int(ends[code - 1]) if code else 0 : int(ends[code])]

    def rows_of(self, passage_ids: Ints) -> Ints:
        """The row of each passage id; -1 for an id that is not here."""
        if not len(self):
            return np.full(len(passage_ids), -1, np.int64)
        position = np.minimum(np.searchsorted(self._sorted, passage_ids), len(self) - 1)
        found = self._sorted[position] == passage_ids
        return np.where(found, self._order[position], -1)

    def texts(self, name: str, rows: Ints) -> list[str | None]:
        """The texts of some rows in a column; None where unknown."""
        values = self._values[name]
        return [values[c] if c >= 0 else None for c in self.arrays.text_codes[name][rows]]

    def text_code(self, name: str, text: str) -> int:
        """The code of a text in a column; one that no row has where it is unknown."""
        return self._codes[name].get(text, -2)

    def filter_mask(self, filters: Filters) -> Bools | None:
        """The rows that pass the filters, as a mask; None when all of them do."""
        masks = [] if self._covers_all_rows("access", filters.access) else [self._mask("access", filters.access)]
        if filters.document_ids is not None:
            masks.append(self._mask("document", filters.document_ids))
        if filters.types is not None:
            masks.append(self._mask("type", filters.types))
        if filters.issuers is not None:
            masks.append(self._mask("issuer", filters.issuers))
        if filters.territories is not None:
            masks.append(self._mask("territory", filters.territories))
        if filters.year is not None:
            masks.append(self.arrays.year == filters.year)
        if not masks:
            return None
        mask: Bools = np.logical_and.reduce(masks) & self.live
        return None if int(mask.sum()) == len(self) else mask

    def _covers_all_rows(self, name: str, texts: Sequence[str]) -> bool:
        """True if no live row has another text than these. Counted once, so that most questions need no mask."""
        if name not in self._counts:
            codes = self.arrays.text_codes[name][self.live]
            self._counts[name] = np.bincount(codes + 1, minlength=1)
        counts, index = self._counts[name], self._codes[name]
        # Texts that later states added have no row here.
        wanted = {index[text] + 1 for text in texts if text in index}
        return int(counts[[number for number in wanted if number < len(counts)]].sum()) == len(self)

    def _mask(self, name: str, texts: Sequence[str]) -> Bools:
        index = self._codes[name]
        # A later state may be adding texts meanwhile; no row of this one has them.
        size = len(index)
        # The last entry of the table is that of -1, "unknown": never allowed.
        wanted = np.zeros(size + 1, np.bool_)
        wanted[[code for text in texts if (code := index.get(text, size)) < size]] = True
        return wanted[self.arrays.text_codes[name]]
