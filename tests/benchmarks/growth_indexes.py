"""Derived indexes of a multiplied library, put together from those of the library that it was made from.

To cut and index a million texts takes 17 minutes of a core. Where only searches are measured, each round gets the
terms, columns and cues of the first one (with the numbers as they were) under its own passage ids; vectors are read
from the library. The sizes of all files and lists are those of a whole build.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import tantivy

from index.derived.arrays import PLAIN_ARRAYS, ColumnArrays, reorder_stretches
from index.derived.bases import Bases
from index.derived.columns import Columns
from index.derived.label_folders import folder_name, write_state
from index.derived.lexical import EXACT_FIELDS, LexicalIndex
from index.derived.passage_terms import passage_terms
from index.derived.per_label_vectors import LabelledVectors
from index.library.library import Library
from index.records import Floats, IndexRow, Ints

LABEL = "cong_khai"
VECTORS_AT_ONCE = 8192
#: Arrays of stretches, each with the ends of its rows.
_STRETCHES = ("body", "title", "name", "label")


def compose(source: Path, home: Path) -> None:
    """Write the indexes of ``home``, which ``growth_library.multiply`` made from ``source``."""
    with Library.open(source) as first, Library.open(home) as library:
        model = first.model()
        assert model is not None
        rows = [row for part in first.index_rows() for row in part]
        bases, change, count = Bases(home / "derived", library.id, model), library.change, library.count_answering()
        generation = bases.folder / "g1"
        base = generation / f"b{change}"
        with closing(sqlite3.connect(home / "library.sqlite")) as made:
            documents = [one for (one,) in made.execute("SELECT document_id FROM versions ORDER BY id")]
            _write_terms(generation / "terms", rows, documents, count, change)
            _write_columns(base / "columns", rows, documents, count, change)
            vectors = LabelledVectors.open(base / "vectors", model.dimension, write=True)
            for ids, matrix in _vectors(made, model.dimension):
                vectors._label_index(LABEL).add(ids, matrix)
            vectors.save(change)
        bases._install("g1", f"b{change}", change)


def _vectors(made: sqlite3.Connection, dimension: int) -> Iterator[tuple[Ints, Floats]]:
    found = made.execute("SELECT passage_id, vector FROM vectors ORDER BY passage_id")
    while part := found.fetchmany(VECTORS_AT_ONCE):
        halves = np.frombuffer(b"".join(vector for _, vector in part), np.float16)
        yield np.array([one for one, _ in part], np.int64), halves.reshape(-1, dimension).astype(np.float32)


def _write_terms(folder: Path, rows: list[IndexRow], documents: list[str], count: int, change: int) -> None:
    name = folder_name(LABEL)
    index = LexicalIndex.open(folder / name, write=True)
    writer = index._require_writer()
    made = []
    for row in rows:
        fields = {field: [" ".join(chosen)] for field, chosen in passage_terms(row).items()}
        made.append((fields, int(row.group.partition(":")[0]) - 1))
    first = max(version for _, version in made) + 1
    for place in range(count):
        turn, at = divmod(place, len(rows))
        fields, version = made[at]
        exact = {field: [getattr(rows[at], attribute)] for field, attribute in EXACT_FIELDS.items()}
        exact["document"] = [documents[version + turn * first]]
        given = {**fields, **{field: value for field, value in exact.items() if value != [None]}}
        writer.add_document(tantivy.Document(passage=[place + 1], **given))
    index.commit(change)
    index.close()
    write_state(folder, change, {LABEL: name})


def _write_columns(folder: Path, rows: list[IndexRow], documents: list[str], count: int, change: int) -> None:
    one = Columns.open(Path("/nonexistent"))
    one.add(rows)
    each, turns = len(rows), -(-count // len(rows))
    order = np.tile(np.arange(each), turns)[:count]
    shifts = np.repeat(np.arange(turns), each)[:count]
    old = one.arrays
    stretches = {name: reorder_stretches(getattr(old, name), getattr(old, f"{name}_end"), order) for name in _STRETCHES}
    codes = {name: values[order] for name, values in old.text_codes.items()}
    codes["document"] = codes["document"] + (shifts * len(one.names["document"])).astype(np.int32)
    codes["group"] = codes["group"] + (shifts * len(one.names["group"])).astype(np.int32)
    names = dict(one.names)
    names["document"] = documents
    names["group"] = [f"{turn}.{group}" for turn in range(turns) for group in one.names["group"]]
    plain = {name: getattr(old, name)[order] for name in PLAIN_ARRAYS if name.partition("_")[0] not in _STRETCHES}
    for name, (flat, ends) in stretches.items():
        plain[name], plain[f"{name}_end"] = flat, ends
    arrays = ColumnArrays(
        ids=np.arange(1, count + 1), year=old.year[order],
        tie_breaker=old.tie_breaker[order] + shifts.astype(np.uint64), text_codes=codes, **plain,
    )  # fmt: skip
    Columns(folder, arrays, names, change, one._definitions, one.words).save(change)
