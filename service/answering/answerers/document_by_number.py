"""A document called by its number: what it is, and its opening; the choice when several bear the number."""

from __future__ import annotations

from index.records import StoredDocument
from service.answering import wording
from service.answering.answerers.document_facts import facts_of
from service.answering.case import Case, Quotation, build_answer, quote_whole_passage
from service.answering.document_names import full_name
from service.answering.question.follow_up import ELLIPTIC
from service.records import Answer

LONGEST_OPENING = 500


def document_by_number(case: Case) -> Answer | None:
    """The document named, its facts if those are asked for, or the choice between several of one number."""
    case = case.as_found()
    named = case.meant.named
    if not named:
        return None
    words = case.asked.words_beside(case.understood.numbers)
    if is_number_shared(case):
        # A number without a year or body names several documents: to answer from one of them would be a guess.
        only_asks = set(words) <= ELLIPTIC
        return _choice(case) if only_asks else None
    if words or not case.understood.numbers or case.understood.path:
        # The question is about what the document says.
        return None
    if len(named) > 1:
        return _choice(case)
    return facts_of(case, named[0], is_certain=True) or document_overview(case, named[0])


def is_number_shared(case: Case) -> bool:
    """True if the question gives one number, and several documents bear it."""
    return len(case.meant.named) > 1 and len(case.understood.numbers) == 1


def _choice(case: Case) -> Answer:
    """The choice between the documents named."""
    named = case.meant.named
    message = wording.SEVERAL.format(count=len(named), number=case.understood.numbers[0])
    return build_answer(case, "ambiguous", message, candidates=named)


def document_overview(case: Case, document: StoredDocument) -> Answer:
    """A document as such: what it is, and how it opens."""
    hits = case.passages(document)
    opening = [hit for hit in hits if hit.passage.kind == "mo_dau"] or hits
    return build_answer(
        case,
        "complete",
        wording.LOOKED_UP.format(document=full_name(document)),
        quoted=[Quotation(hit, quote_whole_passage(hit, LONGEST_OPENING)) for hit in opening[:1]],
        shown=hits[: case.question.limit],
        candidates=(document,),
    )
