"""Facts of a document's head: its number, its day, who signed it, who receives it."""

from __future__ import annotations

from index.query.document_facts import Fact
from index.records import StoredDocument
from ingest.text.dates import format_date
from service.answering import wording
from service.answering.answerers.named_documents import fits
from service.answering.case import Case, Quotation, build_answer, quote_whole_passage
from service.answering.document_meant import closest_by_name, name_share
from service.answering.document_names import full_name
from service.records import Answer

LONGEST_OPENING = 500
#: Share of the words said of a document that its own name must hold before facts of it are given.
NAME_SHARE = 0.6


def document_facts(case: Case) -> Answer | None:
    """The facts asked for of the document meant; where that is unsure, of the one whose name the question gives."""
    if case.meant.is_certain:
        return facts_of(case, case.document, is_certain=True)
    if not case.asked.facts_asked:
        return None
    words = case.asked.words_beside_facts
    document = closest_by_name(words, case.hits)
    if document is None or name_share(words, document) < NAME_SHARE:
        return None
    name = case.asked.name_beside_validity
    # A document called by its type and all of its name is meant, also where its head gives no such fact.
    is_certain = bool(name.type_name) and fits(name, document)
    return facts_of(case, document, is_certain=is_certain)


def facts_of(case: Case, document: StoredDocument, *, is_certain: bool) -> Answer | None:
    """The facts asked for of a document; None when none is asked for.

    That they could not be read is only said where it ``is_certain`` that this document is meant; that the document does
    not state them is never said, for heads and signatures of scans are often lost.
    """
    if not case.asked.facts_asked:
        return None
    facts = {wording.FACTS[fact]: _fact_value(document, fact) for fact in case.asked.facts_asked}
    values = [(name, value) for name, value in facts.items() if value]
    lacking = ", ".join(name.lower() for name, value in facts.items() if not value)
    hits = case.passages(document)
    opening = ([hit for hit in hits if hit.passage.kind == "mo_dau"] or hits)[:1]
    if not values:
        if not is_certain:
            return None
        message = wording.FACT_UNREAD.format(slot=lacking) + wording.NEAREST.format(document=full_name(document))
        return build_answer(case.as_unstated(), "none", message, shown=opening)
    message = wording.LOOKED_UP.format(document=full_name(document))
    if lacking:
        message += " " + wording.FACT_UNREAD.format(slot=lacking)
    quote = quote_whole_passage(opening[0], LONGEST_OPENING)
    quoted = [Quotation(opening[0], quote, value, name) for name, value in values]
    return build_answer(case, "partial" if lacking else "complete", message, quoted=quoted, candidates=(document,))


def _fact_value(document: StoredDocument, fact: Fact) -> str | None:
    metadata = document.metadata
    if fact == "signer" and metadata.signer:
        return ", ".join(part for part in (metadata.signer, metadata.signer_title) if part)
    if fact == "recipients":
        return "; ".join(metadata.recipients) or None
    if fact == "number" and metadata.number:
        return metadata.number + (f" ngày {format_date(metadata.issued_date)}" if metadata.issued_date else "")
    if fact == "date" and metadata.issued_date:
        return format_date(metadata.issued_date)
    return None
