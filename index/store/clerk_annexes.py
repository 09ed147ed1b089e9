"""A whole file that a clerk found to be an annex of another document: its head is that document's, beside a name.

The value stands among the clerk's values of the annex and holds a copy of the main text's head, so that whoever reads
the annex's row has all of it. Whoever changes the main text's head writes the copies anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, select

from index.store.tables import documents
from ingest.records import Metadata
from ingest.text.normalize import fold

#: The name of the value among a clerk's values.
ANNEX = "annex"
#: The parts of a head that an annex has from its main text.
_HEAD = (
    "number", "canonical_key", "type", "type_name", "issuer", "issuer_parent", "territory", "place", "legal_class",
    "is_draft",
)  # fmt: skip
_TOLD = ("number", "type", "issuer", "issued_date")


def annex_value(main_id: str, name: str, main: Metadata) -> str:
    """The value by which a document is an annex of that name to the main text with this head."""
    head = {part: getattr(main, part) for part in _HEAD}
    day = main.issued_date.isoformat() if main.issued_date else ""
    return json.dumps({"of": main_id, "name": name, "day": day, "head": head}, ensure_ascii=False, sort_keys=True)


def main_and_name(values: Mapping[str, str]) -> tuple[str, str] | None:
    """The id of the main text and the annex's name in a clerk's values; None for a document that is no such annex."""
    if ANNEX not in values:
        return None
    given = json.loads(values[ANNEX])
    return given["of"], given["name"]


def as_annex(metadata: Metadata, value: str, source: str) -> Metadata:
    """The metadata with the main text's head in place of its own."""
    given = json.loads(value)
    day = date.fromisoformat(given["day"]) if given["day"] else None
    sources = {**metadata.sources, **dict.fromkeys(_TOLD, source)}
    return replace(metadata, **given["head"], issued_date=day, annex=given["name"], sources=sources)


def annex_name(clerk_values: str) -> str:
    """The folded name of the annex that the clerk's values of a row make of it; "" where they make none."""
    if f'"{ANNEX}":' not in clerk_values:
        return ""
    named = main_and_name(json.loads(clerk_values))
    return fold(named[1]) if named else ""


def annexes_of(connection: Connection, main_id: str) -> dict[str, str]:
    """The documents that clerks made annexes of this one, each with its name."""
    column = documents.c
    query = select(column.id, column.clerk_values).where(column.clerk_values.contains(main_id, autoescape=True))
    named = {
        row.id: main_and_name(json.loads(row.clerk_values)) for row in connection.execute(query.order_by(column.id))
    }
    return {annex: found[1] for annex, found in named.items() if found is not None and found[0] == main_id}
