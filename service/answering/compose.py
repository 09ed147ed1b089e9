"""From a search result to an answer: which status, which verbatim quotes, which citations.

Nothing is generated. A quote is a span of a stored passage, a citation is made by code from the passage's own
place, a message is a fixed sentence. Every "no" has its reason.
"""

from __future__ import annotations

from collections.abc import Callable

from service.answering.answerers.assigned_tasks import assigned_tasks
from service.answering.answerers.comparison import comparison
from service.answering.answerers.current_document import current_document
from service.answering.answerers.definition import definition
from service.answering.answerers.document_by_number import document_by_number
from service.answering.answerers.document_by_title import document_by_title
from service.answering.answerers.document_comparison import document_comparison
from service.answering.answerers.document_facts import document_facts
from service.answering.answerers.document_list import document_list
from service.answering.answerers.legal_bases import legal_bases
from service.answering.answerers.not_found import not_found, nothing_found
from service.answering.answerers.place_text import place_text
from service.answering.answerers.quotation import quotation
from service.answering.answerers.refusal import refusal
from service.answering.answerers.summary import summary
from service.answering.answerers.talk import talk
from service.answering.answerers.task_list import task_list
from service.answering.answerers.thing_count import thing_count
from service.answering.answerers.unit_count import unit_count
from service.answering.answerers.unknown_number import unknown_number
from service.answering.answerers.validity import validity
from service.answering.case import Case, cited_sources
from service.answering.document_meant import decide_document
from service.answering.quoting.confidence import LEAST_CONFIDENCE, with_confidence
from service.records import Answer, Source

#: A kind of answer: made of a case, or None when the case asks for another kind.
Answerer = Callable[[Case], Answer | None]

#: The kinds of answers in the order in which they are tried; the first that is not None is given.
ANSWERERS: tuple[Answerer, ...] = (
    # An opinion and classified papers are refused whatever the library holds.
    refusal,
    # Greetings, thanks, the number of documents: no passage can answer, so none was searched for.
    talk,
    # "Văn bản nào ban hành ngày ...": documents are asked for, so no passage of one can be the answer; a number in it
    # is that of a document which they speak of, held or not.
    document_list,
    # A body, a state, a day and nothing else: the register of tasks knows every row, a ranking only some.
    assigned_tasks,
    # All that follow need at least one passage.
    nothing_found,
    # A number that the library does not hold: what the ranking found instead is about another document.
    unknown_number,
    # A document as a whole on one page, before all that look for one sentence of it.
    summary,
    # A number and nothing else asks for the document as such; a number of several documents lets the asker choose.
    document_by_number,
    # Two documents are asked about: every answer below speaks of one.
    document_comparison,
    # The same, where a topic is compared and not the whole.
    comparison,
    # Signer, day, number, recipients stand in the document's head, which the ranking does not weigh.
    document_facts,
    # "Văn bản nào hiện hành": which document is the question itself, so it stands before all that need to know it.
    current_document,
    # Validity follows from edges between documents; a passage that says "có hiệu lực" may long be overruled.
    validity,
    # "Có mấy chương, bao nhiêu điều": the outline is counted; a passage with a number and "Điều" in it only cites some.
    unit_count,
    # "Có mấy mục tiêu": what stands numbered under the heading of that name, where a ranking finds some of them.
    thing_count,
    # The sentence that defines a term, before any other sentence that only uses it.
    definition,
    # All tasks of a body, before the place: "Điều 5 giao Sở Y tế làm gì" asks for that body's tasks there.
    task_list,
    # What stands at a place is looked up, never ranked.
    place_text,
    # A title and nothing else asks for the document as such, as a number does.
    document_by_title,
    # All bases of a document, where the ranking would choose some.
    legal_bases,
    # From here on only ranked passages are left; what they do not answer for sure is not quoted.
    not_found,
    # The sentences of the ranked passages that answer; always an answer, so it is the last.
    quotation,
)


def compose(case: Case) -> Answer:
    """The answer to a case as opened: the first kind of answer that the case asks for."""
    case = decide_document(case)
    for answerer in ANSWERERS:
        answer = answerer(case)
        if answer is not None:
            return answer
    raise AssertionError("the last answerer answers every case")


def probable_sources(case: Case) -> tuple[Source, ...]:
    """The first passages found, as sources, when it is likely that the answer cites them; they need not wait for it."""
    names_document = case.question.within_document or bool(case.understood.document_ids)
    if not case.hits or (not names_document and with_confidence(case).confidence < LEAST_CONFIDENCE):
        return ()
    return cited_sources(case.hits[: case.question.limit], case)
