"""Which document a question is about, and how sure that is: decided once, before any answer is tried."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.library.renditions import distinct_documents, whole_documents
from index.query.document_references import find_document_references
from index.query.place_references import PlaceReference, passages_at_place
from index.query.question import Question
from index.records import Filters, Hit, StoredDocument
from ingest.text.normalize import fold
from service.answering.case import Case, DocumentMeant
from service.answering.document_names import name_parts
from service.answering.quoting.confidence import with_confidence

#: Statuses in which a document no longer guides anybody.
ENDED_STATUSES = frozenset({"expired", "period_over", "obsolete"})
#: Share of a question's words that a document's name must hold for the question to be nothing but its title.
TITLE_SHARE = 0.8


def decide_document(case: Case) -> Case:
    """The case with the document meant, the hits that may answer, and the confidence in them.

    In the order of certainty: the document whose number the question gives; the one that the conversation is about;
    the one found first, when the question cites it; for a place ("Điều 5") the first one found that has it, in force on
    the day asked about; else the one found first.
    """
    understood = case.understood
    named = whole_documents(case.library.documents_by_id(understood.document_ids).values())
    cited_ids = _cited_ids(case)
    if not case.hits:
        return replace(case, meant=DocumentMeant(named=named, cited_ids=cited_ids))
    is_certain = bool(named) or case.question.within_document or case.hits[0].document.id in cited_ids
    if not is_certain:
        case = replace(case, hits=_hits_of_the_time(case))
    document, titled = case.hits[0].document, None
    if understood.path is None:
        titled = _document_by_title(case.asked, case.hits)
    elif not is_certain:
        document = _document_with_place(case, document)
    case = replace(case, meant=DocumentMeant(document, named, cited_ids, titled, is_certain))
    return with_confidence(case)


def _cited_ids(case: Case) -> tuple[str, ...]:
    """Ids of the documents that a question only cites, when it names no other."""
    understood = case.understood
    if not understood.numbers or understood.document_ids:
        return ()
    references = find_document_references(case.asked, case.library, Filters(access=understood.filters.access))
    return (*references.document_ids, *references.cited_ids)


def _hits_of_the_time(case: Case) -> tuple[Hit, ...]:
    """Hits without documents of another period than the year asked, and for "hiện nay" without those that are over."""
    years = case.asked.years
    kept = [hit for hit in case.hits if not years or any(_covers_year(hit.document, year) for year in years)]
    if case.asked.asks_now:
        stale = documents_over(case, (hit.document for hit in kept))
        kept = [hit for hit in kept if hit.document.id not in stale] or kept
        statuses = case.statuses(hit.document for hit in kept)
        kept.sort(key=lambda hit: statuses[hit.document.id].code != "in_force")
    return tuple(kept) or case.hits


def documents_over(case: Case, documents: Iterable[StoredDocument]) -> frozenset[str]:
    """Ids of the documents that no longer guide anybody, or not yet, on the day asked about."""
    statuses = case.statuses(documents)
    return frozenset(
        document_id
        for document_id, status in statuses.items()
        if status.code in ENDED_STATUSES or status.code == "future"
    )


def _covers_year(document: StoredDocument, year: int) -> bool:
    start, end = document.metadata.period_from, document.metadata.period_to
    return start is None or end is None or start.year <= year <= end.year


def _document_with_place(case: Case, first: StoredDocument) -> StoredDocument:
    """The document meant by a place when none is named: the first found that has it, in force on the day if one is."""
    place = case.asked.place
    if place is None or (case.asked.years and not case.asked.day_asked):
        return first
    documents = [
        document
        for document in distinct_documents(hit.document for hit in case.hits)
        if _has_place(case, document, place)
    ]
    # Another document may only take the place of the first when the question fits its name as well.
    words = case.asked.telling_words
    least = name_share(words, first)
    documents = [document for document in documents if name_share(words, document) >= least]
    statuses = case.statuses(documents)
    in_force = [document for document in documents if statuses[document.id].code in ("in_force", "partly")]
    if first in in_force or (first in documents and not in_force):
        return first
    return (in_force or documents or [first])[0]


def _has_place(case: Case, document: StoredDocument, place: PlaceReference) -> bool:
    """True if a document has the place, and the attached text in which it is asked for, where one is named."""
    hits = case.passages(document)
    if not passages_at_place(place, [hit.passage for hit in hits]):
        return False
    return not place.component or any(place.component in fold(hit.passage.citation.component) for hit in hits)


def _document_by_title(question: Question, hits: Sequence[Hit]) -> StoredDocument | None:
    """The document that a question without a verb names by its type and subject ("Kế hoạch chuyển đổi số 2024?")."""
    if not question.may_be_title:
        return None
    document = closest_by_name(question.telling_words, hits)
    return document if document is not None and name_share(question.telling_words, document) >= TITLE_SHARE else None


def closest_by_name(words: Sequence[str], hits: Sequence[Hit]) -> StoredDocument | None:
    """The document found whose name holds most of the words; None only where nothing was found."""
    documents = distinct_documents(hit.document for hit in hits)
    return max(documents, key=lambda document: name_share(words, document), default=None)


def name_share(words: Sequence[str], document: StoredDocument) -> float:
    """Share of the words that stand in a document's type, number, issuer, place and subject."""
    name = set(re.findall(r"\w+", fold(" ".join(name_parts(document)))))
    if document.metadata.issued_date:
        name |= {str(document.metadata.issued_date.year)}
    return sum(word in name for word in words) / len(words) if words else 0.0
