"""Which document a citation means: by canonical key or a law's name, by date, by province.

A citation that fits two documents is resolved to neither.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Result, Row, Select, select

from index.store import tables
from index.store.rows_read import ACTIVE
from ingest.grammar.territory import province_names_in, related_units, units
from ingest.records import EFFECTS, Relation
from ingest.text.normalize import fold

#: Laws are cited by name: the symbol of their type, and how the name begins.
_LAW_TYPES = {"L": "luat", "BL": "bo luat", "PL": "phap lenh", "HP": "hien phap"}
_document = tables.documents.c


@dataclass(frozen=True, slots=True)
class CitableDocument:
    """What resolving needs of a document."""

    id: str
    version_id: int
    key: str
    law_name: str
    issued: date | None
    territory: str | None
    name: str


@dataclass(frozen=True, slots=True)
class DocumentView:
    """One reading transaction, and the access labels whose documents it may see; None for all.

    A document that may not be seen is not there: it is the source of no edge, the target of none, and what it ends
    goes on.
    """

    connection: Connection
    labels: tuple[str, ...] | None

    def execute(self, query: Select[*tuple[Any, ...]]) -> Result[*tuple[Any, ...]]:
        """Run a query over documents, of those that may be seen."""
        return self.connection.execute(query if self.labels is None else query.where(_document.access.in_(self.labels)))


def citable_documents(view: DocumentView, condition: Any) -> list[CitableDocument]:
    """Answering documents that fulfil a condition."""
    query = select(
        _document.id, _document.version_id, _document.key_number, _document.key_year, _document.key_type,
        _document.key_agency, _document.type, _document.subject, _document.issued_on, _document.territory,
        _document.number,
    ).where(_document.state == ACTIVE, condition)  # fmt: skip
    found = []
    for row in view.execute(query):
        parts = (row.key_number, row.key_year, row.key_type, row.key_agency)
        key = "|".join(part or "" for part in parts) if row.key_number else ""
        law = f"{_LAW_TYPES[row.type]} {fold(row.subject)}" if row.type in _LAW_TYPES and row.subject else ""
        issued = date.fromisoformat(row.issued_on) if row.issued_on else None
        found.append(CitableDocument(row.id, row.version_id, key, law, issued, row.territory, row.number or ""))
    return found


def target_candidates(view: DocumentView, keys: Iterable[str], *, laws: bool) -> dict[str, list[CitableDocument]]:
    """Answering documents by key and, for laws, by name."""
    numbers = sorted({key.split("|")[0] for key in keys})
    condition: Any = _document.key_number.in_(numbers)
    if laws:
        condition = condition | _document.type.in_(sorted(_LAW_TYPES))
    found: dict[str, list[CitableDocument]] = defaultdict(list)
    for one in citable_documents(view, condition):
        if one.key:
            found[one.key].append(one)
        if one.law_name:
            found[one.law_name].append(one)
    return found


def resolve_target(edge: Relation, row: Row[*tuple[Any, ...]], known: dict[str, list[CitableDocument]]) -> str | None:
    """The one document that a citation means, or None."""
    if edge.type == "attached_to" and edge.component and edge.target_key:
        return str(row.source_id)  # an attached text in the same file
    named = known.get(edge.target_key or fold(edge.target_name or ""), [])
    issued = date.fromisoformat(row.issued_on) if row.issued_on else None
    fitting = [one for one in named if _can_be_target(edge, one, issued, row.territory)]
    if len(fitting) > 1:
        same = [one for one in fitting if _same_province(one.territory, row.territory)]
        dated = [one for one in fitting if edge.target_date and one.issued == edge.target_date]
        fitting = dated if len(dated) == 1 else same
    return fitting[0].id if len(fitting) == 1 else None


def _can_be_target(edge: Relation, one: CitableDocument, source_day: date | None, source_territory: str | None) -> bool:
    if edge.target_date and one.issued and edge.target_date != one.issued:
        return False
    if edge.type in EFFECTS and source_day and one.issued and source_day < one.issued:
        return False
    if one.territory is None:
        return True
    named = province_names_in(edge.target_issuer or "")
    if named:
        return units()[one.territory].name in named if one.territory in units() else False
    # `Quyết định số 12/2020/QĐ-UBND của UBND tỉnh`: a body of the citing document's own province.
    local = source_territory is not None and source_territory != "trung_uong" and one.territory != "trung_uong"
    return not local or one.territory in related_units(source_territory or "")


def _same_province(one: str | None, other: str | None) -> bool:
    known = units()
    return one in known and other in known and known[str(one)].name == known[str(other)].name
