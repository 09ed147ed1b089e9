"""Lists of documents that bear what is asked: issued on a day, in a month or year, signed by somebody.

"Văn bản nào ban hành ngày 12/9/2025?", "Các quyết định do ông A ký", "Liệt kê kế hoạch ban hành năm 2024": the answer
is a list of documents by what is known of them, not a passage.
"""

from __future__ import annotations

from index.library.listing import ListRequest
from index.query.list_request import ListConditions
from index.records import StoredDocument
from ingest.text.dates import format_date
from ingest.text.normalize import fold
from service.answering import wording
from service.answering.case import Case, Quotation, build_answer, quote_whole_passage
from service.answering.renditions import distinct_documents
from service.records import Answer, AnswerStatus

#: Documents listed; more are counted.
MOST_LISTED = 20
#: Documents looked through; a library of more is asked with its filters.
LOOKED_THROUGH = 2000
LONGEST_OPENING = 300


def document_list(case: Case) -> Answer | None:
    """The documents asked for; None when the question asks for something else, or when none is known to fit."""
    conditions = case.asked.list_conditions
    if conditions is None or case.meant.named or case.question.within_document:
        return None
    case = case.as_found()
    page = case.library.documents(
        ListRequest(
            limit=LOOKED_THROUGH,
            access=tuple(case.understood.filters.access),
            types=(conditions.type,) if conditions.type else None,
            year=conditions.year,
        )
    )
    found = distinct_documents(document for document in page.documents if _meets(document, conditions))
    if not found:
        return None
    quoted = [quotation for document in found[:MOST_LISTED] if (quotation := opening_of(case, document)) is not None]
    status: AnswerStatus = "complete" if len(found) <= MOST_LISTED else "partial"
    message = wording.LISTED.format(count=len(found), what=_description(conditions))
    return build_answer(case, status, message, quoted=quoted, candidates=found[:MOST_LISTED])


def opening_of(case: Case, document: StoredDocument) -> Quotation | None:
    """The opening of a document, with its number as the value."""
    hits = case.passages(document)
    opening = next((hit for hit in hits if hit.passage.kind == "mo_dau"), hits[0] if hits else None)
    if opening is None:
        return None
    number = document.metadata.number
    quote = quote_whole_passage(opening, LONGEST_OPENING)
    return Quotation(opening, quote, number, wording.FACTS["number"] if number else None)


def _meets(document: StoredDocument, conditions: ListConditions) -> bool:
    """True if a document of the year and the type asked for also meets the condition that the list is asked by."""
    if conditions.signer is not None:
        return fold(document.metadata.signer or "").endswith(conditions.signer)
    issued = document.metadata.issued_date
    if issued is None:
        return False
    if conditions.issued_on is not None:
        return issued == conditions.issued_on
    return conditions.month is None or (issued.year, issued.month) == (conditions.year, conditions.month)


def _description(conditions: ListConditions) -> str:
    """The condition as the message says it."""
    if conditions.signer is not None:
        return wording.LISTED_BY_SIGNER.format(signer=conditions.signer_typed)
    if conditions.issued_on is not None:
        return wording.LISTED_BY_DAY.format(day=format_date(conditions.issued_on))
    if conditions.month is not None:
        return wording.LISTED_BY_MONTH.format(month=conditions.month, year=conditions.year)
    return wording.LISTED_BY_YEAR.format(year=conditions.year)
