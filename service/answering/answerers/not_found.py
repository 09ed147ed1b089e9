"""The "no": nothing was found, or nothing that answers for sure."""

from __future__ import annotations

from service.answering import wording
from service.answering.case import Case, build_answer
from service.answering.document_names import full_name
from service.answering.quoting.confidence import may_be_quoted
from service.records import Answer

#: Passages shown as the nearest.
NEAREST_SHOWN = 3


def nothing_found(case: Case) -> Answer | None:
    """The "no" when the search found no passage at all."""
    return None if case.hits else build_answer(case, "none", wording.NOT_FOUND)


def not_found(case: Case) -> Answer | None:
    """The "no" with the nearest document and passages, when what was found is not sure to answer.

    A look-up that only one document can answer is not answered by another one, however sure the ranking is. The
    passages are shown as sources of a "none": nothing of them is quoted or said to answer.
    """
    looks_up = case.question.intent == "lookup" and case.asked.asks_single_document
    if may_be_quoted(case) and (case.meant.is_certain or not looks_up):
        return None
    nearest = wording.NEAREST.format(document=full_name(case.hits[0].document)) + wording.NEAREST_BELOW
    return build_answer(case, "none", wording.NOT_FOUND + nearest, shown=case.hits[:NEAREST_SHOWN])
