"""Lists of documents that bear what is asked, and their number: of a body, on a topic, of a time, in force, citing X.

"Văn bản nào ban hành ngày 12/9/2025?", "Các quyết định do ông A ký", "kho có bao nhiêu kế hoạch năm 2024": the answer
is a list of documents by what is known of them, not a passage. All of them are counted; the first are shown, each with
the place for which it is listed, or its opening.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from index.library.renditions import whole_documents
from index.lists.conditions import DocumentList, ListedDocument, ListOrder
from index.lists.selection import select_documents
from index.query.list_conditions import document_conditions
from index.query.list_request import ListAsked
from index.records import Filters, Hit, StoredDocument
from ingest.text.dates import format_date
from service.answering import list_wording, wording
from service.answering.case import Case, Quotation, build_answer, quote_whole_passage
from service.answering.document_names import short_name
from service.records import Answer, Listing

#: Documents shown at once; the page and the interface give the others.
MOST_LISTED = 10
#: Places shown of a document for which it is listed.
MOST_PLACES = 3
LONGEST_OPENING = 300


def document_list(case: Case) -> Answer | None:
    """The documents asked for; None when the question asks for something else, or when a search may find more."""
    asked = case.asked.list_asked
    if asked is None or case.question.within_document:
        return None
    conditions = document_conditions(asked, case.today, case.understood.expansions)
    order: ListOrder = asked.order or ("deadline" if conditions.asks_deadline else "newest")
    found = select_documents(case.library, conditions, order, case.today)
    if not found.documents and not _is_answered_by_none(asked):
        return None
    page = min(asked.page, _pages(len(found.documents)))
    start = (page - 1) * MOST_LISTED
    shown = found.documents[start : start + MOST_LISTED]
    what = list_wording.conditions_text(asked, conditions, _target_name(case, asked))
    understood = replace(
        case.understood, filters=Filters(access=case.understood.filters.access), read=(), expansions=()
    )
    case = replace(case.as_found(), confidence=1.0, result=replace(case.result, understood=understood))
    message = list_wording.message(asked, what, found, (start + 1, start + len(shown)))
    answer = build_answer(
        case,
        "complete" if found.documents else "none",
        f"{list_wording.NO_MORE}{message}" if page < asked.page else message,
        quoted=[quotation for listed in shown for quotation in _quotations(case, listed)],
        candidates=[listed.document for listed in shown],
        also=list_wording.unknown_notices(found),
    )
    return replace(answer, listing=_listing(found, start + len(shown), order, conditions.parameters()))


def _pages(total: int) -> int:
    """The number of pages of a list; one that is empty has one."""
    return max(1, -(-total // MOST_LISTED))


def _is_answered_by_none(asked: ListAsked) -> bool:
    """True if "none" is an answer: the question can mean nothing but a list, and its conditions are known facts."""
    if asked.topic is not None:
        return asked.for_sure and asked.counts
    return asked.for_sure or asked.counts or (asked.relation is None and asked.body is None)


def _target_name(case: Case, asked: ListAsked) -> str:
    """The name of the document that the listed ones speak of: its own where the library holds it, else as typed."""
    held = whole_documents(case.library.find_by_key(asked.target)) if asked.target and "|" in asked.target else ()
    return short_name(held[0]) if len(held) == 1 else asked.target_typed


def _listing(found: DocumentList, shown: int, order: ListOrder, parameters: tuple[tuple[str, str], ...]) -> Listing:
    return Listing(len(found.documents), shown, order, found.groups, parameters)


def _quotations(case: Case, listed: ListedDocument) -> Iterator[Quotation]:
    """The places for which a document is listed, or its opening."""
    document = listed.document
    if not listed.places:
        opening = opening_of(case, document)
        if opening is not None:
            yield opening
    for place in listed.places[:MOST_PLACES]:
        hit = Hit(place.passage, document, 0.0)
        if place.day is not None:
            day = wording.TASK_DUE.format(day=format_date(place.day))
            slot = day if place.is_computed or place.printed is None else wording.DEADLINE
            yield Quotation(hit, place.quote, place.printed, slot, body=short_name(document))
        else:
            number = document.metadata.number
            yield Quotation(hit, place.quote, number, wording.FACTS["number"] if number else None)


def opening_of(case: Case, document: StoredDocument) -> Quotation | None:
    """The opening of a document, with its number as the value."""
    hits = case.passages(document)
    opening = next((hit for hit in hits if hit.passage.kind == "mo_dau"), hits[0] if hits else None)
    if opening is None:
        return None
    number = document.metadata.number
    quote = quote_whole_passage(opening, LONGEST_OPENING)
    return Quotation(opening, quote, number, wording.FACTS["number"] if number else None)
