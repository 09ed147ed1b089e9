"""Talk: a fixed reply to what asks nothing of the documents, always with what can be asked; nothing is searched for.

The number of documents and the newest ones are looked up in the library, which no search can answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.library.listing import ListRequest
from index.library.renditions import distinct_documents
from index.query.talk import type_counted
from index.records import StoredDocument
from ingest.grammar.document_types import TYPE_NAMES
from service.answering import wording
from service.answering.answerers.document_list import opening_of
from service.answering.case import Case, build_answer
from service.records import Answer

#: Documents named as the newest.
MOST_NEWEST = 5
#: Documents read to find so many: a document may be held in several files.
LOOKED_THROUGH = 4 * MOST_NEWEST


def talk(case: Case) -> Answer | None:
    """The fixed reply to talk; None for a question."""
    kind = case.asked.talk_kind
    if case.question.intent != "talk" or kind is None:
        return None
    if kind == "count":
        _, total, what = _listed(case)
        return build_answer(case, "talk", wording.LIBRARY_COUNT.format(count=total, what=what) + wording.ASK_LIKE_THIS)
    if kind == "newest":
        return _newest(case)
    return build_answer(case, "refused" if kind == "draft" else "talk", wording.TALK[kind] + wording.ASK_LIKE_THIS)


def _newest(case: Case) -> Answer:
    """The documents last issued, each with its opening."""
    documents, total, what = _listed(case)
    found = distinct_documents(documents)[:MOST_NEWEST]
    if not found:
        return build_answer(case, "none", wording.LIBRARY_COUNT.format(count=0, what=what))
    quoted = [quotation for document in found if (quotation := opening_of(case, document)) is not None]
    message = wording.NEWEST.format(count=len(found), what=what, total=total)
    return build_answer(case, "complete", message, quoted=quoted, candidates=found)


def _listed(case: Case) -> tuple[Sequence[StoredDocument], int, str]:
    """The newest documents of the type that is asked about, the number of all of them, and the name of the type."""
    symbol = type_counted(case.asked.folded)
    access = tuple(case.understood.filters.access)
    page = case.library.documents(ListRequest(limit=LOOKED_THROUGH, access=access, types=(symbol,) if symbol else None))
    return page.documents, page.total, TYPE_NAMES[symbol].lower() if symbol else wording.ANY_DOCUMENT
