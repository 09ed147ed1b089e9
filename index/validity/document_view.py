"""Documents that citations may name, read from the library. Which of them a citation means: ``citation_targets``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Result, Select, select

from index.store import tables
from index.store.rows_read import ACTIVE, annex_part
from index.validity.citation_targets import CitableDocument
from ingest.grammar.document_types import TYPE_NAMES
from ingest.records import Relation
from ingest.text.normalize import fold

#: Laws are cited by name: the symbol of their type, and how the name begins.
_LAW_TYPES = {"L": "luat", "BL": "bo luat", "PL": "phap lenh", "HP": "hien phap"}
_document = tables.documents.c
_MERGED: Select[*tuple[Any, ...]] = select(_document.id, _document.merged_into).where(
    _document.merged_into.is_not(None)
)


@dataclass(frozen=True, slots=True)
class DocumentView:
    """The documents with these access labels (None: all), read in one transaction.

    A document with another label is not there: it is the source of no edge and the target of none, and a document that
    it ends stays in force.
    """

    connection: Connection
    labels: tuple[str, ...] | None

    def execute(self, query: Select[*tuple[Any, ...]]) -> Result[*tuple[Any, ...]]:
        """Run a query over documents, restricted to those of the view."""
        return self.connection.execute(query if self.labels is None else query.where(_document.access.in_(self.labels)))


def citable_documents(view: DocumentView, condition: Any) -> list[CitableDocument]:
    """Answering documents that fulfil a condition, as citations name them."""
    query = select(
        _document.id, _document.key_number, _document.key_year, _document.key_type, _document.key_agency,
        _document.type, _document.subject, _document.issued_on, _document.territory, _document.identity,
        _document.clerk_values,
    ).where(_document.state == ACTIVE, condition)  # fmt: skip
    found = []
    for row in view.execute(query):
        parts = (row.key_number, row.key_year, row.key_type, row.key_agency)
        key = "|".join(part or "" for part in parts) if row.key_number else ""
        law = f"{_LAW_TYPES[row.type]} {fold(row.subject)}" if row.type in _LAW_TYPES and row.subject else ""
        issued = date.fromisoformat(row.issued_on) if row.issued_on else None
        found.append(CitableDocument(row.id, key, law, issued, row.territory, bool(annex_part(row))))
    return found


@dataclass(frozen=True, slots=True)
class ChosenTarget:
    """A document that a clerk chose as the target of an edge, as it is named today."""

    id: str
    is_active: bool
    key: str | None
    number: str | None
    type: str | None
    issued: date | None
    subject: str | None


def chosen_targets(view: DocumentView, document_ids: Iterable[str]) -> dict[str, ChosenTarget]:
    """Documents that clerks chose, by id, in every state; one that the view does not show is not among them.

    A document that was merged into another one is that other one.
    """
    wanted = list(document_ids)
    if not wanted:
        return {}
    keeper = {row.id: row.merged_into for row in view.execute(_MERGED.where(_document.id.in_(wanted)))}
    query = select(
        _document.id, _document.state, _document.key_number, _document.key_year, _document.key_type,
        _document.key_agency, _document.number, _document.type, _document.issued_on, _document.subject,
    ).where(_document.id.in_([*wanted, *keeper.values()]))  # fmt: skip
    found = {}
    for row in view.execute(query):
        parts = (row.key_number, row.key_year, row.key_type, row.key_agency)
        key = "|".join(part or "" for part in parts) if row.key_number else None
        issued = date.fromisoformat(row.issued_on) if row.issued_on else None
        found[row.id] = ChosenTarget(row.id, row.state == ACTIVE, key, row.number, row.type, issued, row.subject)
    return {chosen: found[now] for chosen in wanted if (now := keeper.get(chosen, chosen)) in found}


def edge_to_chosen(edge: Relation, chosen: ChosenTarget) -> tuple[Relation, str | None]:
    """An edge to a document that a clerk chose, by the name that it has today; and its id while it answers."""
    name = None if chosen.number else chosen.subject or edge.target_name
    named = replace(
        edge, target_number=chosen.number, target_key=chosen.key, target_name=name, target_date=chosen.issued,
        target_type=TYPE_NAMES.get(chosen.type or "", chosen.type) or edge.target_type,
    )  # fmt: skip
    return named, chosen.id if chosen.is_active else None


def main_texts(view: DocumentView, document_ids: Iterable[str]) -> dict[str, str]:
    """The annexes among these documents, each with its main text where the library holds just one of its number."""
    annexes = [document for document in citable_documents(view, _document.id.in_(list(document_ids))) if document.annex]
    if not annexes:
        return {}
    known = target_candidates(view, {annex.key for annex in annexes}, laws=False)
    found: dict[str, str] = {}
    for annex in annexes:
        mains = [other for other in known.get(annex.key, ()) if not other.annex and _may_be_one(annex, other)]
        if len(mains) == 1:
            found[annex.id] = mains[0].id
    return found


def _may_be_one(annex: CitableDocument, other: CitableDocument) -> bool:
    return None in (annex.issued, other.issued) or annex.issued == other.issued


def target_candidates(view: DocumentView, keys: Iterable[str], *, laws: bool) -> dict[str, list[CitableDocument]]:
    """Answering documents by key and, for laws, by name."""
    numbers = sorted({key.split("|")[0] for key in keys})
    condition: Any = _document.key_number.in_(numbers)
    if laws:
        condition = condition | _document.type.in_(sorted(_LAW_TYPES))
    found: dict[str, list[CitableDocument]] = defaultdict(list)
    for document in citable_documents(view, condition):
        if document.key:
            found[document.key].append(document)
        if document.law_name:
            found[document.law_name].append(document)
    return found
