"""The table of documents as a clerk works on it: in every state, sorted and filtered by its columns, by screens."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, Engine, Row, func, select

from index.access_labels import is_held_back
from index.records import HELD_BACK, ValidityCode
from index.store import tables
from index.store.database import chunked, read_transaction
from index.store.revision import MOST_REMEMBERED, Revision, current_revision
from index.store.rows_read import ACTIVE
from index.validity.records import ValidityStatus
from index.validity.relation_reader import RelationReader
from ingest.text.normalize import fold

TableSort = Literal[
    "number", "type", "issued_date", "issuer", "subject", "signer", "access", "file_name", "page_count", "added_at",
    "doubt",
]  # fmt: skip
TABLE_SORTS: tuple[TableSort, ...] = get_args(TableSort)
TableState = Literal["active", "withdrawn", "held_back"]
#: Where the text comes from: characters of the file, or recognised from pictures (wholly or in part).
TextOrigin = Literal["text", "scan"]
#: The columns whose values are offered as filters.
Facet = Literal["type", "issuer", "signer"]

_document, _version = tables.documents.c, tables.versions.c
_RECOGNISED = ("ocr", "mixed")


@dataclass(frozen=True, slots=True)
class TableRequest:
    """Filters, order and screen of the table; None is no condition.

    ``text`` is sought in number, subject, issuer and file name without accents; ``number``, ``issuer``, ``signer`` and
    ``file_name`` in one of these. ``ids`` are documents found otherwise (by their text). ``doubt``: a field whose
    value is doubted, ``any`` for any. ``access`` lists labels. ``offset`` rows come before this screen.
    """

    text: str = ""
    number: str = ""
    types: tuple[str, ...] | None = None
    issuer: str = ""
    signer: str = ""
    file_name: str = ""
    issued_from: date | None = None
    issued_to: date | None = None
    added_from: date | None = None
    added_to: date | None = None
    state: TableState | None = None
    origin: TextOrigin | None = None
    doubt: str = ""
    access: tuple[str, ...] | None = None
    validity: tuple[ValidityCode, ...] | None = None
    ids: frozenset[str] | None = None
    sort: TableSort = "issued_date"
    descending: bool = True
    offset: int = 0
    limit: int = 100


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A document as the table shows it."""

    id: str
    number: str | None
    type: str | None
    issued_on: str
    issuer: str | None
    subject: str | None
    signer: str | None
    file_name: str
    kind: str
    text_source: str
    page_count: int
    version: int
    added_at: str
    state: TableState
    access: str
    doubts: str
    status: ValidityStatus


@dataclass(frozen=True, slots=True)
class TablePage:
    """One screen of rows, and how many documents meet the conditions."""

    rows: tuple[DeskRow, ...]
    total: int


class DocumentTable:
    """The table over the documents with these access labels; None: over all documents."""

    def __init__(self, engine: Engine, relations: RelationReader, labels: tuple[str, ...] | None = None) -> None:
        self._engine = engine
        self._relations = relations
        self._labels = labels
        #: The state of the library and the day for which the statuses of all documents were computed last.
        self._remembered: tuple[Revision, date] | None = None

    def page(self, request: TableRequest) -> TablePage:
        """One screen of the table."""
        with read_transaction(self._engine) as connection:
            conditions = self._conditions(connection, request)
            if request.validity is None:
                total = _count(connection, request, conditions)
                rows = list(connection.execute(_rows_query(request, conditions)))
            else:
                total, rows = self._of_validity(connection, request, conditions)
        statuses = self._relations.statuses([row.id for row in rows], date.today())
        return TablePage(tuple(_table_row(row, statuses[row.id]) for row in rows if row.id in statuses), total)

    def ids(self, request: TableRequest) -> tuple[str, ...]:
        """The ids of all documents that meet the conditions, in the table's order."""
        with read_transaction(self._engine) as connection:
            found = _ordered_ids(connection, request, self._conditions(connection, request))
        return tuple(found if request.validity is None else self._with_validity(found, request.validity))

    def documents_of(self, passage_ids: Iterable[int]) -> set[str]:
        """Ids of the documents that these passages belong to."""
        passage = tables.passages.c
        query = select(_version.document_id).join_from(
            tables.passages, tables.versions, passage.version_id == _version.id
        )
        found: set[str] = set()
        with read_transaction(self._engine) as connection:
            for part in chunked(passage_ids):
                found |= set(connection.execute(query.where(passage.id.in_(part))).scalars())
        return found

    def remember_statuses(self) -> None:
        """Compute the statuses of all documents before one of them is a filter: a second for 5,000, then nothing."""
        state = current_revision(self._engine), date.today()
        if state == self._remembered:
            return
        with read_transaction(self._engine) as connection:
            found = list(connection.execute(select(_document.id).where(*self._visible())).scalars())
        if len(found) < MOST_REMEMBERED:
            self._relations.statuses(found, state[1])
        self._remembered = state

    def values(self, facet: Facet) -> tuple[tuple[str, int], ...]:
        """The values of a column, each with the number of its documents, the most frequent first."""
        column = _document[facet]
        query = select(column, func.count()).where(column.is_not(None), *self._visible()).group_by(column)
        with read_transaction(self._engine) as connection:
            found = [(str(row[0]), int(row[1])) for row in connection.execute(query)]
        return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))

    def _of_validity(
        self, connection: Connection, request: TableRequest, conditions: list[ColumnElement[bool]]
    ) -> tuple[int, list[Row[*tuple[Any, ...]]]]:
        """Total and rows where a status is asked for, which follows from edges and is no column."""
        ids = self._with_validity(_ordered_ids(connection, request, conditions), request.validity or ())
        wanted = ids[request.offset : request.offset + request.limit]
        query = _rows_query(TableRequest(limit=len(wanted)), [_document.id.in_(wanted)])
        rows = {row.id: row for row in connection.execute(query)} if wanted else {}
        return len(ids), [rows[document_id] for document_id in wanted]

    def _with_validity(self, ids: list[str], codes: Collection[ValidityCode]) -> list[str]:
        statuses = self._relations.statuses(ids, date.today())
        return [found for found in ids if found in statuses and statuses[found].code in codes]

    def _visible(self) -> list[ColumnElement[bool]]:
        return [] if self._labels is None else [_document.access.in_(self._labels)]

    def _conditions(self, connection: Connection, request: TableRequest) -> list[ColumnElement[bool]]:
        found = [*self._visible(), *_text_conditions(request), *_day_conditions(request), *_kept_conditions(request)]
        for facet, words in (("issuer", request.issuer), ("signer", request.signer)):
            if words:
                found.append(_document[facet].in_(_values_with(connection, _document[facet], words)))
        return found


def _values_with(connection: Connection, column: ColumnElement[str], words: str) -> list[str]:
    """The column's values that hold the words, without accents: there are hundreds of issuers, not thousands."""
    wanted = fold(words).split()
    known = connection.execute(select(column).where(column.is_not(None)).distinct()).scalars()
    return [value for value in known if all(word in fold(value) for word in wanted)]


def _text_conditions(request: TableRequest) -> Iterable[ColumnElement[bool]]:
    for word in fold(request.text).split():
        in_head = _document.folded.contains(word, autoescape=True)
        yield in_head | _version.folded_file.contains(word, autoescape=True)
    for word in fold(request.file_name).split():
        yield _version.folded_file.contains(word, autoescape=True)
    if number := fold(request.number).strip():
        # The folded column begins with the number: "516" finds 516/KH-UBND, and no subject that names it.
        begins = _document.folded.startswith(number, autoescape=True)
        symbol = func.lower(_document.number).contains(request.number.strip().lower(), autoescape=True)
        yield _document.number.is_not(None)
        yield begins if number[0].isdigit() else symbol
    if request.types is not None:
        yield _document.type.in_(request.types)
    if request.ids is not None:
        yield _document.id.in_(sorted(request.ids))


def _day_conditions(request: TableRequest) -> Iterable[ColumnElement[bool]]:
    if request.issued_from is not None:
        yield _document.issued_on >= request.issued_from.isoformat()
    if request.issued_to is not None:
        # An unknown day is "": it lies before every other.
        yield (_document.issued_on != "") & (_document.issued_on <= request.issued_to.isoformat())
    if request.added_from is not None:
        yield _version.added_at >= request.added_from.isoformat()
    if request.added_to is not None:
        yield _version.added_at < f"{request.added_to.isoformat()}T99"


def _kept_conditions(request: TableRequest) -> Iterable[ColumnElement[bool]]:
    if request.state == "withdrawn":
        yield _document.state != ACTIVE
    elif request.state is not None:
        yield _document.state == ACTIVE
        waiting = _document.access.startswith(HELD_BACK)
        yield waiting if request.state == "held_back" else ~waiting
    if request.access is not None:
        yield _document.access.in_(request.access)
    if request.origin is not None:
        recognised = _version.text_source.in_(_RECOGNISED)
        yield recognised if request.origin == "scan" else ~recognised
    if request.doubt == "any":
        yield _document.doubt > 0
    elif request.doubt:
        yield _document.doubts.contains(f"{request.doubt}:", autoescape=True)


def _order(request: TableRequest) -> list[ColumnElement[Any]]:
    """The order of rows; what is unknown stands last in either direction."""
    columns: dict[TableSort, tuple[ColumnElement[Any], ...]] = {
        "number": (func.length(_document.key_number), _document.key_number, _document.number),
        "type": (_document.type,),
        "issued_date": (func.nullif(_document.issued_on, ""),),
        "issuer": (_document.issuer,),
        "subject": (_document.subject,),
        "signer": (_document.signer,),
        "access": (_document.access,),
        "file_name": (_version.folded_file,),
        "page_count": (_version.page_count,),
        "added_at": (_version.added_at,),
        "doubt": (_document.doubt,),
    }
    if request.sort == "issued_date" and request.descending:
        return [_document.issued_on.desc(), _document.id]  # "" comes last by itself: the index gives this order
    chosen = columns[request.sort]
    directed = [column.desc() if request.descending else column.asc() for column in chosen]
    return [chosen[-1].is_(None), *directed, _document.id]


def _count(connection: Connection, request: TableRequest, conditions: list[ColumnElement[bool]]) -> int:
    asks_versions = any((request.text, request.file_name, request.origin, request.added_from, request.added_to))
    joined = tables.documents.join(tables.versions, _version.id == _document.version_id)
    rows = joined if asks_versions else tables.documents  # each document has a version
    return int(connection.execute(select(func.count()).select_from(rows).where(*conditions)).scalar_one())


def _ordered_ids(connection: Connection, request: TableRequest, conditions: list[ColumnElement[bool]]) -> list[str]:
    query = select(_document.id).join_from(tables.documents, tables.versions, _version.id == _document.version_id)
    return list(connection.execute(query.where(*conditions).order_by(*_order(request))).scalars())


def _rows_query(request: TableRequest, conditions: list[ColumnElement[bool]]) -> Any:
    return (
        select(
            _document.id, _document.number, _document.type, _document.issued_on, _document.issuer, _document.subject,
            _document.signer, _version.file_name, _version.kind, _version.text_source, _version.page_count,
            _version.version, _version.added_at, _document.state, _document.access, _document.doubts,
        )
        .join_from(tables.documents, tables.versions, _version.id == _document.version_id)
        .where(*conditions)
        .order_by(*_order(request))
        .offset(request.offset)
        .limit(request.limit)
    )  # fmt: skip


def _table_row(row: Row[*tuple[Any, ...]], status: ValidityStatus) -> DeskRow:
    held_back = is_held_back(row.access)
    state: TableState = "withdrawn" if row.state != ACTIVE else "held_back" if held_back else "active"
    return DeskRow(
        row.id, row.number, row.type, row.issued_on, row.issuer, row.subject, row.signer, row.file_name, row.kind,
        row.text_source, row.page_count, row.version, row.added_at, state, row.access, row.doubts, status,
    )  # fmt: skip
