"""The table of documents on the wire: conditions in, rows out."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from datetime import date

from index import access_labels
from index.library.document_table import DeskRow, TableRequest
from index.library.library import Library
from ingest.grammar.document_types import TYPE_NAMES
from service.http.doubts import doubts_out
from service.http.problems import ProblemError
from service.schemas.desk import (
    TableConditionsIn,
    TablePageOut,
    TableRowOut,
    TableScreenIn,
    TableValueOut,
    TableValuesOut,
)

#: Values offered of a column with many of them.
MOST_VALUES = 500


def table_request(given: TableConditionsIn, ids: Collection[str] | None = None) -> TableRequest:
    """The library's request for these conditions; ``ids`` are the documents that hold the words of ``content``.

    :raises ProblemError: 422 for a label that is none.
    """
    names = {field.name for field in dataclasses.fields(TableRequest)}
    same = {name: value for name, value in given.model_dump().items() if name in names}
    return TableRequest(
        **same
        | {
            "types": given.types or None,
            "validity": given.validity or None,
            "access": _labels(given.access),
            "ids": None if ids is None else frozenset(ids),
        }
    )


def table_screen(library: Library, given: TableScreenIn, ids: Collection[str] | None) -> TablePageOut:
    """One screen of the table."""
    request = dataclasses.replace(table_request(given, ids), limit=given.limit, offset=(given.page - 1) * given.limit)
    page = library.table.page(request)
    pages = max(1, -(-page.total // given.limit))
    return TablePageOut(rows=tuple(map(_row_out, page.rows)), total=page.total, page=given.page, pages=pages)


def table_values(library: Library) -> TableValuesOut:
    """What may be chosen as filters."""
    types, issuers, signers = (
        tuple(
            TableValueOut(value=value, label=TYPE_NAMES.get(value, value) if facet == "type" else value, count=count)
            for value, count in library.table.values(facet)[:MOST_VALUES]
        )
        for facet in ("type", "issuer", "signer")
    )
    return TableValuesOut(types=types, issuers=issuers, signers=signers)


def _labels(access: str) -> tuple[str, ...] | None:
    if not access:
        return None
    try:
        label = access_labels.parse_label(access)
    except access_labels.InvalidLabel as error:
        raise ProblemError(422, "bad_label", "Nhãn truy cập không hợp lệ", str(error)) from None
    return label, access_labels.held_back_label(label)


def _row_out(row: DeskRow) -> TableRowOut:
    access = access_labels.released_label(row.access)
    return TableRowOut(
        id=row.id, number=row.number, type=row.type, type_name=TYPE_NAMES.get(row.type, row.type) if row.type else None,
        issued_date=date.fromisoformat(row.issued_on) if row.issued_on else None, issuer=row.issuer,
        subject=row.subject, signer=row.signer, file_name=row.file_name, kind=row.kind,
        origin="scan" if row.text_source in ("ocr", "mixed") else "text", page_count=row.page_count,
        version=row.version, added_at=row.added_at, state=row.state, access=access,
        access_label=access_labels.label_name(access), validity=row.status.code, validity_label=row.status.label,
        doubts=doubts_out(row.doubts),
    )  # fmt: skip
