"""Lists of documents over the interfaces: conditions as given, the page wanted, and the list on the wire."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date

from index.library.library import Library
from index.lists.conditions import DocumentConditions, DocumentList, ListedDocument, ListOrder
from index.lists.selection import select_documents
from index.query.filters import territory_ids
from index.query.number_mentions import find_number_mentions
from ingest.grammar.citations import full_citation
from ingest.grammar.document_types import SYMBOLS_BY_NAME
from ingest.text.normalize import fold
from service.http import serialise
from service.http.paging import invalid_cursor
from service.schemas.documents import DocumentsOut
from service.schemas.lists import ListConditionsIn, PlaceOut

#: Conditions that the plain list of all documents has always known.
_PLAIN = frozenset(("text", "types", "issuers", "territory", "year", "limit", "after"))


def is_plain(given: ListConditionsIn) -> bool:
    """True if only the conditions of the plain list are given: its files are counted, not its documents."""
    return given.model_fields_set <= _PLAIN or not given.model_dump(exclude=set(_PLAIN), exclude_none=True)


def conditions_of(given: ListConditionsIn) -> DocumentConditions:
    """The conditions as the library reads them: types by name or symbol, territories by name, a number as its key."""
    values = given.model_dump(exclude_none=True, include={field.name for field in fields(DocumentConditions)})
    for name in ("types", "issuers", "territories", "topics", "validity"):
        if name in values:
            values[name] = tuple(values[name])
    if "types" in values:
        values["types"] = tuple(SYMBOLS_BY_NAME.get(fold(name), name) for name in values["types"])
    if "territories" in values:
        values["territories"] = tuple(
            dict.fromkeys(unit for name in values["territories"] for unit in territory_ids(name))
        )
    if "target" in values:
        values["target"] = _target(values["target"])
    return DocumentConditions(**values)


def _target(text: str) -> str:
    """The canonical key of a number, with empty parts where it was not said; else the folded name of a law."""
    if "|" in text:
        return text
    mentions = find_number_mentions(text)
    if not mentions:
        return fold(text)
    one = mentions[0]
    return "|".join((one.num, one.year or "", one.type or "", one.agency or ""))


def order_of(given: ListConditionsIn, conditions: DocumentConditions) -> ListOrder:
    """The order asked for; deadlines come the earliest first, all else the newest."""
    return given.order or ("deadline" if conditions.asks_deadline else "newest")


def find_documents(library: Library, given: ListConditionsIn, today: date) -> DocumentList:
    """All documents that meet the conditions given, in the order asked for."""
    conditions = conditions_of(given)
    return select_documents(library, conditions, order_of(given, conditions), today)


def documents_out(library: Library, found: DocumentList, limit: int, after: str | None) -> DocumentsOut:
    """A page of a list.

    :raises ProblemError: if ``after`` is no cursor of a list.
    """
    start = _start(found, after)
    page = found.documents[start : start + limit]
    end = start + len(page)
    statuses = serialise.statuses(library, [listed.document for listed in page])
    return DocumentsOut(
        documents=tuple(serialise.document_out(listed.document, statuses) for listed in page),
        total=len(found.documents),
        following=f"{end}~{page[-1].document.id}" if page and end < len(found.documents) else None,
        groups=serialise.groups_out(found.groups),
        unknown=dict(found.unknown),
        places={listed.document.id: places_out(listed) for listed in page if listed.places},
    )


def places_out(listed: ListedDocument) -> tuple[PlaceOut, ...]:
    """The wire models of the places for which a document is listed."""
    return tuple(_places(listed))


def _places(listed: ListedDocument) -> Iterable[PlaceOut]:
    for place in listed.places:
        yield PlaceOut(
            quote=place.quote,
            citation=full_citation(listed.document.metadata, place.passage.citation, formal=True),
            passage_id=place.passage.id,
            view_url=f"{serialise.DOCUMENTS}/{listed.document.id}/passages/{place.passage.id}",
            day=place.day,
            printed=place.printed,
        )


def _start(found: DocumentList, after: str | None) -> int:
    """Where the page after a cursor begins: behind the document named in it, also where the list has changed since."""
    if after is None:
        return 0
    number, _, document_id = after.partition("~")
    if not (number.isascii() and number.isdigit() and len(number) < 10 and document_id):
        raise invalid_cursor()
    places = (place for place, listed in enumerate(found.documents, start=1) if listed.document.id == document_id)
    return next(places, int(number))
