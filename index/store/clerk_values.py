"""Fields of a head as a clerk gave them: they go before what was read of the file, in every version of the document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Literal, get_args

from sqlalchemy import Connection, select, update

from index.store.json_codec import metadata_from_json
from index.store.tables import documents
from ingest.grammar import document_numbers, document_types, issuers
from ingest.records import Metadata

ClerkField = Literal["number", "issued_date", "issuer"]
CLERK_FIELDS: tuple[ClerkField, ...] = get_args(ClerkField)
#: In ``Metadata.sources``.
SOURCE = "clerk"
NONE = "{}"


class UnusableValue(ValueError):
    """A value that the field cannot have. The message is Vietnamese: what, why, what to do."""


def checked_value(field: ClerkField, value: str) -> str:
    """A clerk's value as it is kept.

    >>> checked_value("number", " 12/KH-SYT "), checked_value("issuer", "SỞ Y TẾ")
    ('12/KH-SYT', 'Sở Y tế')

    :raises UnusableValue: the field cannot have it.
    """
    text = " ".join(value.split())
    if field == "number":
        number = document_numbers.first_number(text)
        if number is None or (number.start, number.end) != (0, len(text)):
            raise UnusableValue(f"“{text}” không phải số, ký hiệu văn bản; hãy viết như 12/KH-SYT.")
        return number.text
    if field == "issued_date":
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise UnusableValue(f"“{text}” không phải ngày; hãy viết như 2024-02-05.") from None
    if not any(char.isalpha() for char in text):
        raise UnusableValue("Tên cơ quan ban hành đang để trống; hãy ghi tên như trong văn bản.")
    return issuers.cited_form(text)


def store_values(connection: Connection, document_id: str, values: Mapping[str, str]) -> None:
    """Keep a clerk's values beside a document, with those that he gave before for other fields."""
    known = {**_stored_values(connection, document_id), **values}
    text = json.dumps(known, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    connection.execute(update(documents).where(documents.c.id == document_id).values(clerk_values=text))


def of_document(connection: Connection, document_id: str, metadata: Metadata) -> Metadata:
    """The metadata with what a clerk gave for this document."""
    return with_clerk_values(metadata, _stored_values(connection, document_id))


def _stored_values(connection: Connection, document_id: str) -> dict[str, str]:
    query = select(documents.c.clerk_values).where(documents.c.id == document_id)
    return values_from_json(str(connection.execute(query).scalar_one()))


def values_from_json(text: str) -> dict[str, str]:
    return {} if text == NONE else dict(json.loads(text))


def with_clerk_values(metadata: Metadata, values: Mapping[str, str]) -> Metadata:
    """The metadata with a clerk's values in place of those that were read."""
    changes: dict[str, object] = {}
    for field, value in values.items():
        changes[field] = date.fromisoformat(value) if field == "issued_date" else value
    number = document_numbers.first_number(values["number"]) if "number" in values else None
    if number is not None:
        changes |= {"canonical_key": number.canonical_key, "is_draft": False}
        if metadata.type is None and number.type:
            changes |= {"type": number.type, "type_name": document_types.TYPE_NAMES.get(number.type, number.type)}
    if not changes:
        return metadata
    sources = {**metadata.sources, **dict.fromkeys(values, SOURCE)}
    return replace(metadata, **changes, sources=sources)  # type: ignore[arg-type]


@lru_cache(maxsize=1024)
def stored_metadata(read: str, values: str) -> Metadata:
    """The metadata of rows: what was read of the file, and what a clerk gave. Most hits come from the same few
    documents, so it is kept."""
    return with_clerk_values(metadata_from_json(read), values_from_json(values))
