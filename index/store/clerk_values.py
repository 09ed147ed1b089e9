"""Fields of a head as a clerk gave them: they go before what was read of the file, in every version of the document."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Literal, get_args

from sqlalchemy import Connection, select, update

from index.store.clerk_annexes import ANNEX, as_annex
from index.store.json_codec import metadata_from_json
from index.store.tables import documents
from ingest.grammar import document_numbers, document_types, issuers
from ingest.grammar.territory import with_territory
from ingest.records import Metadata
from ingest.text.normalize import fold

ClerkField = Literal[
    "number", "issued_date", "type", "issuer", "subject", "signer", "period_from", "period_to", "effective_date"
]  # fmt: skip
CLERK_FIELDS: tuple[ClerkField, ...] = get_args(ClerkField)
#: In ``Metadata.sources``.
SOURCE = "clerk"
NONE = "{}"
#: A value that says that the document has no such thing, or that nobody knows it.
NO_VALUE = ""

_DAYS = frozenset(("issued_date", "period_from", "period_to", "effective_date"))
_WRITTEN_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_EMPTY = {
    "issuer": "Tên cơ quan ban hành đang để trống; hãy ghi tên như trong văn bản.",
    "subject": "Trích yếu không có chữ nào; hãy ghi như trong văn bản.",
    "signer": "Tên người ký không có chữ nào; hãy ghi họ và tên.",
}


class UnusableValue(ValueError):
    """A value that the field cannot have. The message is Vietnamese: what, why, what to do."""


def checked_value(field: ClerkField, value: str) -> str:
    """A clerk's value as it is kept: days in ISO's form, types as their symbol.

    >>> checked_value("number", " 12/KH-SYT "), checked_value("issuer", "SỞ Y TẾ"), checked_value("type", "kế hoạch")
    ('12/KH-SYT', 'Sở Y tế', 'KH')
    >>> checked_value("issued_date", "5/2/2024")
    '2024-02-05'

    :raises UnusableValue: the field cannot have it.
    """
    text = " ".join(value.split())
    if field == "number":
        return _checked_number(text)
    if field in _DAYS:
        return _checked_day(text)
    if field == "type":
        return _checked_type(text)
    if not any(char.isalpha() for char in text):
        raise UnusableValue(_EMPTY[field])
    return issuers.cited_form(text) if field == "issuer" else text


def _checked_number(text: str) -> str:
    number = document_numbers.first_number(text)
    if number is None or (number.start, number.end) != (0, len(text)):
        raise UnusableValue(f"“{text}” không phải số, ký hiệu văn bản; hãy viết như 12/KH-SYT.")
    return number.text


def _checked_day(text: str) -> str:
    written = _WRITTEN_DAY.fullmatch(text)
    try:
        day = date(*(int(part) for part in reversed(written.groups()))) if written else date.fromisoformat(text)
    except ValueError:
        raise UnusableValue(f"“{text}” không phải ngày; hãy viết như 05/02/2024.") from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise UnusableValue(f"Năm {day.year} ngoài khoảng {_FIRST_YEAR}–{_LAST_YEAR}; hãy xem lại ngày.")
    return day.isoformat()


def _checked_type(text: str) -> str:
    known = document_types.TYPE_NAMES
    symbol = text if text in known else document_types.SYMBOLS_BY_NAME.get(fold(text))
    symbol = symbol or document_types.SYMBOLS_BY_FOLDED.get(fold(text))
    if not symbol:
        raise UnusableValue(f"“{text}” không phải loại văn bản; hãy ghi ký hiệu hoặc tên, như KH hoặc Kế hoạch.")
    return symbol


def store_values(connection: Connection, document_id: str, values: Mapping[str, str | None]) -> None:
    """Keep a clerk's values beside a document, with those that he gave before for other fields; None takes one back."""
    known = {**values_of(connection, document_id), **values}
    kept = {field: value for field, value in known.items() if value is not None}
    text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    connection.execute(update(documents).where(documents.c.id == document_id).values(clerk_values=text))


def of_document(connection: Connection, document_id: str, metadata: Metadata) -> Metadata:
    """The metadata with what a clerk gave for this document."""
    return with_clerk_values(metadata, values_of(connection, document_id))


def values_of(connection: Connection, document_id: str) -> dict[str, str]:
    """What clerks gave for a document, by the field."""
    query = select(documents.c.clerk_values).where(documents.c.id == document_id)
    return values_from_json(str(connection.execute(query).scalar_one()))


def values_from_json(text: str) -> dict[str, str]:
    return {} if text == NONE else dict(json.loads(text))


def with_clerk_values(metadata: Metadata, values: Mapping[str, str]) -> Metadata:
    """The metadata with a clerk's values in place of those that were read; what follows from them follows at once."""
    if not values:
        return metadata
    changes: dict[str, object] = {}
    values = dict(values)
    annex = values.pop(ANNEX, None)
    for field, value in values.items():
        kept = None if value == NO_VALUE else value
        changes[field] = date.fromisoformat(kept) if kept is not None and field in _DAYS else kept
    if "type" in values:
        changes["type_name"] = document_types.TYPE_NAMES.get(values["type"], values["type"]) or None
    if "number" in values:
        changes |= _of_number(values["number"], metadata, typed="type" in values)
    if "issuer" in values and values["issuer"] != metadata.issuer:
        changes |= {"issuer_parent": None, "territory": None}
    sources = {**metadata.sources, **dict.fromkeys(values, SOURCE)}
    given = with_territory(replace(metadata, **changes, sources=sources))  # type: ignore[arg-type]
    return given if annex is None else as_annex(given, annex, SOURCE)


def _of_number(value: str, metadata: Metadata, *, typed: bool) -> dict[str, object]:
    """What follows from a number: its canonical key, that the document is issued, its type and class."""
    number = document_numbers.first_number(value)
    if number is None:
        return {"canonical_key": None}
    found: dict[str, object] = {"canonical_key": number.canonical_key, "is_draft": False}
    if metadata.type is None and number.type and not typed:
        found |= {"type": number.type, "type_name": document_types.TYPE_NAMES.get(number.type, number.type)}
    if metadata.legal_class != "dang":
        found["legal_class"] = "qppl" if number.year else metadata.legal_class and "hanh_chinh"
    return found


@lru_cache(maxsize=1024)
def stored_metadata(read: str, values: str) -> Metadata:
    """The metadata of rows: what was read of the file, and what a clerk gave. Most hits come from the same few
    documents, so it is kept."""
    return with_clerk_values(metadata_from_json(read), values_from_json(values))
