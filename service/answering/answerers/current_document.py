"""The current document on a subject ("văn bản nào hiện hành"): of those found, the one in force."""

from __future__ import annotations

import re
from datetime import date

from index.library.renditions import distinct_documents
from index.query.asking_words import telling_words
from ingest.text.normalize import fold
from service.answering.answerers.validity import status_message
from service.answering.case import Case, Quotation, build_answer, quote_whole_passage
from service.answering.document_meant import ENDED_STATUSES, name_share
from service.answering.quoting.amendments import LONGEST_EVIDENCE, evidence_quotations
from service.records import Answer

#: Words of the question that a document's name must hold to be the one whose current version is asked for.
CURRENT_SHARE = 0.7


def current_document(case: Case) -> Answer | None:
    """Of the documents on the subject the newest in force, with what it replaces; None when no document is asked for.

    A document that the question names is asked about itself (see ``validity``).
    """
    if case.meant.is_certain or not case.asked.asks_current:
        return None
    topic = case.asked.current_topic
    for found, other in case.understood.expansions:
        topic = re.sub(rf"(?<!\w){re.escape(fold(found))}(?!\w)", fold(other), topic)
    words = telling_words(topic)
    documents = distinct_documents(hit.document for hit in case.hits)
    fitting = [document for document in documents if name_share(words, document) >= CURRENT_SHARE]
    statuses = case.statuses(fitting)
    guiding = [document for document in fitting if statuses[document.id].code not in ENDED_STATUSES | {"future"}]
    if not guiding:
        return None
    best = max(
        guiding,
        key=lambda document: (
            statuses[document.id].code == "in_force",
            name_share(words, document),
            document.metadata.issued_date or date.min,
        ),
    )
    edges = [edge for edge in case.library.relations.outgoing(best.id) if edge.relation.type == "replaces"]
    opening = [Quotation(hit, quote_whole_passage(hit, LONGEST_EVIDENCE)) for hit in case.passages(best)[:1]]
    return build_answer(
        case,
        "complete",
        status_message(statuses[best.id], best),
        quoted=[*opening, *evidence_quotations(case, edges)],
        candidates=[best],
    )
