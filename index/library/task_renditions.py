"""Other files of one document: a Word file and its PDF hold the same tasks, which are counted once.

The same rule as ``renditions.rendition_identity``, on columns alone: the register asks it of every document with tasks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row

from index.store import tables
from index.store.rows_read import annex_part
from ingest.text.normalize import fold

_document, _version = tables.documents.c, tables.versions.c
IDENTITY_COLUMNS = (
    _document.id, _document.key_number, _document.key_year, _document.key_type, _document.key_agency, _document.type,
    _document.issued_on, _document.issuer, _document.identity, _document.clerk_values, _version.kind,
    _version.text_source,
)  # fmt: skip


def lesser_renditions(rows: Iterable[Row[*tuple[Any, ...]]]) -> set[str]:
    """The ids of documents that are other files of one among them: a scan beside a text, a Word file beside a PDF."""
    groups: dict[tuple[object, ...], list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in rows:
        if row.key_number and row.issued_on:
            annex = annex_part(row)
            key = (row.key_number, row.key_year, row.key_type, row.key_agency, row.type, row.issued_on)
            groups[*key, fold(row.issuer or ""), annex].append(row)
    found: set[str] = set()
    for group in groups.values():
        group.sort(key=lambda row: (row.text_source in ("ocr", "mixed"), row.kind != "pdf", row.id))
        found |= {row.id for row in group[1:]}
    return found
