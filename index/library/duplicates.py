"""Documents that may be one: the same number, body and day, or nearly the same text; and those that were merged.

A pair is offered and decided by a clerk, never by itself: two decisions of one form differ in a name only. A pair that
a clerk found to be two is not offered again.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Row, Select, select

from index.store import tables
from index.store.database import read_transaction
from index.store.relation_rows import reviews
from index.store.revision import Revision, current_revision
from index.store.rows_read import ACTIVE, annex_part
from index.store.text_sketch import likeness, sketch_hashes
from index.validity.reviews import DIFFERENT_MARK, standing_decisions
from ingest.text.normalize import fold

DuplicateReason = Literal["number", "text"]
_MARK_DIGITS = 15
#: Likeness from which on two texts are offered; a scan of a page reads some words otherwise.
ALIKE = 0.8
#: A hash in more sketches than this is of a phrase that offices write everywhere; so many others two must share.
_COMMON, _SHARED = 30, 12
_document, _version = tables.documents.c, tables.versions.c


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two answering documents that may be one, why, and how alike their texts are (0 where that is not known)."""

    first: str
    second: str
    reason: DuplicateReason
    likeness: float

    def other(self, document_id: str) -> str:
        return self.second if document_id == self.first else self.first


class Duplicates:
    """What may be one among the documents with these access labels (None: all), and what was merged."""

    def __init__(self, engine: Engine, labels: tuple[str, ...] | None = None) -> None:
        self._engine = engine
        self._labels = labels
        self._kept: tuple[Revision | None, tuple[DuplicatePair, ...]] = (None, ())

    def pairs(self) -> tuple[DuplicatePair, ...]:
        """Every pair that may be one and that no clerk has found to be two, the most alike first."""
        revision = current_revision(self._engine)
        if self._kept[0] != revision:
            with read_transaction(self._engine) as connection:
                rows = list(connection.execute(self._visible(_ROWS)))
                decided = different_pairs(connection)
            found = [pair for pair in duplicate_pairs(rows) if pair_mark(pair.first, pair.second) not in decided]
            found.sort(key=lambda pair: (-pair.likeness, pair.first, pair.second))
            self._kept = (revision, tuple(found))
        return self._kept[1]

    def of_document(self, document_id: str) -> tuple[DuplicatePair, ...]:
        """The pairs that a document is in."""
        return tuple(pair for pair in self.pairs() if document_id in (pair.first, pair.second))

    def keeper(self, document_id: str) -> str | None:
        """The document that answers for a merged one; None for one that is not merged, or not to be seen."""
        query = select(_document.merged_into).where(_document.id == document_id)
        with read_transaction(self._engine) as connection:
            keeper = connection.execute(self._visible(query)).scalar()
            seen = connection.execute(self._visible(select(_document.id).where(_document.id == keeper))).scalar()
        return None if seen is None else str(seen)

    def merged_into(self, document_id: str) -> tuple[str, ...]:
        """The documents that were merged into this one."""
        query = select(_document.id).where(_document.merged_into == document_id).order_by(_document.added_at)
        with read_transaction(self._engine) as connection:
            return tuple(connection.execute(self._visible(query)).scalars())

    def found_different(self, document_id: str) -> tuple[str, ...]:
        """The documents that a clerk found not to be this one, though they looked alike."""
        with read_transaction(self._engine) as connection:
            others = [other for pair in different_pairs(connection).values() if document_id in pair for other in pair]
            query = select(_document.id).where(_document.id.in_(others), _document.id != document_id)
            return tuple(connection.execute(self._visible(query).order_by(_document.id)).scalars())

    def _visible(self, query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        return query if self._labels is None else query.where(_document.access.in_(self._labels))


_ROWS: Select[*tuple[Any, ...]] = (
    select(
        _document.id, _document.identity, _document.key_number, _document.key_year, _document.key_type,
        _document.key_agency, _document.issuer, _document.issued_on, _version.sketch, _version.text_source,
        _document.clerk_values,
    )
    .join_from(tables.documents, tables.versions, _version.id == _document.version_id)
    .where(_document.state == ACTIVE)
    .order_by(_document.id)
)  # fmt: skip


def pair_mark(first: str, second: str) -> str:
    """The mark of the decisions on a pair, whichever is named first."""
    return DIFFERENT_MARK + hashlib.sha256("|".join(sorted((first, second))).encode()).hexdigest()[:_MARK_DIGITS]


def different_pairs(connection: Connection) -> dict[str, tuple[str, str]]:
    """The pairs that clerks found to be two documents each, by their marks."""
    query = select(reviews).where(reviews.c.fingerprint.startswith(DIFFERENT_MARK, autoescape=True))
    rows = list(connection.execute(query.order_by(reviews.c.id)))
    return {row.fingerprint: (row.document_id, row.value) for row in standing_decisions(rows)}


def duplicate_pairs(rows: list[Row[Any]]) -> Iterator[DuplicatePair]:
    """Pairs among the rows of answering documents: by number, body and day, else by their texts. Pure."""
    by_id = {row.id: row for row in rows}
    sketches = {row.id: sketch_hashes(row.sketch) for row in rows if row.sketch}
    found: set[tuple[str, str]] = set()
    for first, second in _same_number(rows):
        found.add((first, second))
        yield DuplicatePair(first, second, "number", _likeness(sketches, first, second))
    for first, second in _shared_hashes(sketches):
        alike = likeness(sketches[first], sketches[second])
        if (first, second) not in found and alike >= ALIKE and _may_be_one(by_id[first], by_id[second]):
            yield DuplicatePair(first, second, "text", alike)


def _likeness(sketches: dict[str, tuple[str, ...]], first: str, second: str) -> float:
    known = first in sketches and second in sketches
    return likeness(sketches[first], sketches[second]) if known else 0.0


def _same_number(rows: list[Row[Any]]) -> Iterator[tuple[str, str]]:
    """Pairs of one number and day, whose bodies do not contradict each other."""
    groups: dict[tuple[Any, ...], list[Row[Any]]] = defaultdict(list)
    for row in rows:
        if row.key_number and row.issued_on:
            groups[*_key(row), row.issued_on, annex_part(row)].append(row)
    for group in groups.values():
        for one, other in combinations(group, 2):
            if not one.issuer or not other.issuer or fold(one.issuer) == fold(other.issuer):
                yield one.id, other.id


def _shared_hashes(sketches: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Pairs whose sketches share enough hashes that few others have."""
    holders: dict[str, list[str]] = defaultdict(list)
    for document_id, hashes in sketches.items():
        for value in hashes:
            holders[value].append(document_id)
    shared: dict[tuple[str, str], int] = defaultdict(int)
    for some in holders.values():
        if 1 < len(some) <= _COMMON:
            for pair in combinations(some, 2):
                shared[pair] += 1
    yield from (pair for pair, count in shared.items() if count >= _SHARED)


def _may_be_one(one: Row[Any], other: Row[Any]) -> bool:
    """True where heads do not tell the two apart: what was read of a scan tells less."""
    if annex_part(one) != annex_part(other):
        return False
    if {one.text_source, other.text_source} & {"ocr", "mixed"}:
        return True
    numbers_differ = one.key_number and other.key_number and _key(one) != _key(other)
    days_differ = one.issued_on and other.issued_on and one.issued_on != other.issued_on
    return not numbers_differ and not days_differ


def _key(row: Row[Any]) -> tuple[Any, ...]:
    return row.key_number, row.key_year, row.key_type, row.key_agency
