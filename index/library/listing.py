"""Lists of documents: by page with filters, and by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, or_, select, tuple_

from index.records import PUBLIC, StoredDocument
from index.store import tables
from index.store.rows_read import ACTIVE, DOCUMENT_QUERY
from ingest.text.normalize import fold

_document, _version = tables.documents.c, tables.versions.c


@dataclass(frozen=True, slots=True)
class ListRequest:
    """Filters of a list of documents, and the page wanted. ``text`` is sought in number, subject and issuer, folded.

    ``state`` None lists withdrawn documents too; ``access`` None lists every access label.
    ``after`` is the ``following`` of the page before.
    """

    text: str | None = None
    types: tuple[str, ...] | None = None
    issuers: tuple[str, ...] | None = None
    year: int | None = None
    issued_from: date | None = None
    issued_to: date | None = None
    territory: str | None = None
    state: str | None = ACTIVE
    access: tuple[str, ...] | None = (PUBLIC,)
    limit: int = 50
    after: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """One page of documents, newest first; the number of all that match; the next page's cursor (None at the end)."""

    documents: tuple[StoredDocument, ...]
    total: int
    following: str | None


def list_documents(connection: Connection, listing: ListRequest) -> tuple[list[Row[*tuple[Any, ...]]], int, str | None]:
    """Rows of one page, the total, and the next page's cursor."""
    conditions = _conditions(listing)
    total = int(connection.execute(select(func.count()).select_from(tables.documents).where(*conditions)).scalar_one())
    query = _current_documents(*conditions).order_by(_document.issued_on.desc(), _document.id.desc())
    if listing.after is not None:
        issued_on, _, document_id = listing.after.partition("~")
        query = query.where(tuple_(_document.issued_on, _document.id) < (issued_on, document_id))
    query = query.add_columns(_document.issued_on).limit(listing.limit + 1)
    rows = list(connection.execute(query))
    if len(rows) <= listing.limit:
        return rows, total, None
    last = rows[listing.limit - 1]
    return rows[: listing.limit], total, f"{last.issued_on}~{last.id}"


def find_by_key(connection: Connection, key: str, access: Sequence[str]) -> list[Row[*tuple[Any, ...]]]:
    """Rows of answering documents with these labels whose canonical key has these parts; an empty part matches any.

    Administrative numbers do not contain their year, so a document whose key has no year is matched by its date.
    """
    number, year, kind, agency = [*key.split("|"), "", "", "", ""][:4]
    wanted: list[ColumnElement[bool]] = [_document.state == ACTIVE, _document.access.in_(access)]
    if number:
        wanted.append(_document.key_number == number)
    if year:
        wanted.append(
            or_(_document.key_year == year, (_document.key_year.is_(None)) & (_document.issued_on.startswith(year)))
        )
    if kind:
        wanted.append(_document.key_type == kind)
    if agency:
        wanted.append(_document.key_agency == agency)
    if not (number or year or kind or agency):
        return []
    query = _current_documents(*wanted).order_by(_document.issued_on.desc(), _document.id)
    return list(connection.execute(query))


def _current_documents(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return DOCUMENT_QUERY.where(_version.id == _document.version_id, *conditions)


def _conditions(listing: ListRequest) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if listing.text:
        found += [_document.folded.contains(word, autoescape=True) for word in fold(listing.text).split()]
    if listing.types is not None:
        found.append(_document.type.in_(listing.types))
    if listing.issuers is not None:
        found.append(_document.issuer.in_(listing.issuers))
    if listing.year is not None:
        found.append(_document.year == listing.year)
    if listing.issued_from is not None:
        found.append(_document.issued_on >= listing.issued_from.isoformat())
    if listing.issued_to is not None:
        # An unknown day is "": it lies before every other.
        found.append((_document.issued_on != "") & (_document.issued_on <= listing.issued_to.isoformat()))
    if listing.territory is not None:
        found.append(_document.territory == listing.territory)
    if listing.state is not None:
        active = _document.state == ACTIVE
        found.append(active if listing.state == ACTIVE else ~active)
    if listing.access is not None:
        found.append(_document.access.in_(listing.access))
    return found
