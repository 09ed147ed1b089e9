"""The "no": nothing was found, or nothing that answers for sure."""

from __future__ import annotations

from index.records import StoredDocument
from service.answering import wording
from service.answering.case import Case, build_answer
from service.answering.document_names import full_name
from service.answering.quoting.confidence import may_be_quoted
from service.records import Answer


def nothing_found(case: Case) -> Answer | None:
    """The "no" when the search found no passage at all."""
    return None if case.hits else build_answer(case, "none", _message(None))


def not_found(case: Case) -> Answer | None:
    """The "no" with the nearest document, when what was found is not sure to answer.

    A look-up that only one document can answer is not answered by another one, however sure the ranking is.
    """
    looks_up = case.question.intent == "lookup" and case.asked.asks_single_document
    if may_be_quoted(case) and (case.meant.is_certain or not looks_up):
        return None
    return build_answer(case, "none", _message(case.hits[0].document))


def _message(nearest: StoredDocument | None) -> str:
    return wording.NOT_FOUND + (wording.NEAREST.format(document=full_name(nearest)) if nearest else "")
