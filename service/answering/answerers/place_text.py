"""Places asked for by their path: what stands there, whole, in the document meant."""

from __future__ import annotations

import re

from index.query.document_references import says_more_than_place
from index.query.place_references import PlaceReference, find_place_reference, passages_at_place
from index.records import Hit, StoredDocument
from ingest.text.normalize import fold
from service.answering import wording
from service.answering.answerers.document_facts import name_share
from service.answering.answerers.validity import day_asked, with_amendment_notes
from service.answering.case import Case, Quotation, build_answer, quote_whole_passage
from service.answering.document_names import full_name
from service.answering.quoting.confidence import LEAST_CONFIDENCE
from service.answering.quoting.sentence_choice import choose_sentences
from service.answering.quoting.slot_values import slot_label
from service.answering.renditions import distinct_documents
from service.records import Answer, AnswerStatus

#: Passages at a place asked for that are quoted, and the longest quote of one.
PLACES_QUOTED, LONGEST_AT_PLACE = 8, 1500


def place_text(case: Case, document: StoredDocument, *, certain: bool) -> Answer | None:
    """What stands at the place asked for, whole; one cell or sentence of it first when the question asks for it."""
    place = find_place_reference(case.question.searched)
    if place is None:
        return None
    hits = case.passages(document)
    there = {passage.id for passage in passages_at_place(place, [hit.passage for hit in hits])}
    if not there:
        message = wording.PATH_UNKNOWN.format(path=place.label, document=full_name(document))
        return build_answer(case, "none", message)
    if not certain and not place.component and case.result.confidence < LEAST_CONFIDENCE:
        return None
    found = [hit for hit in hits if hit.passage.id in there]
    chosen = choose_sentences(
        found, place.remaining_text, case.question.intent, forms=case.result.understood.expansions
    )
    if says_more_than_place(place) and chosen:
        picked = [found[one.hit_index] for one in chosen]
        found = [*picked, *(hit for hit in found if hit not in picked)] if len(found) <= PLACES_QUOTED else picked
        chosen = choose_sentences(
            found, place.remaining_text, case.question.intent, most=1, forms=case.result.understood.expansions
        )
    value = chosen[0].value if chosen else None
    label = slot_label(case.question.intent, case.question.searched, value)
    best = found[chosen[0].hit_index].passage.id if chosen and value else None
    quoted = [
        Quotation(hit, quote_whole_passage(hit, LONGEST_AT_PLACE), *((value, label) if hit.passage.id == best else ()))
        for hit in found[:PLACES_QUOTED]
    ]
    message = wording.FOUND.format(document=full_name(document))
    status: AnswerStatus = "complete" if len(found) <= PLACES_QUOTED else "partial"
    return build_answer(case, status, message, quoted=with_amendment_notes(case, quoted))


def document_with_place(case: Case, first: StoredDocument) -> StoredDocument:
    """The document meant by a place when none is named: the first found that has it, in force on the day if one is."""
    place = find_place_reference(case.question.searched)
    if place is None:
        return first
    years = re.search(r"(?<![\d/])(?:19|20)\d\d(?![\d/])", case.question.searched)
    if years and not day_asked(case.question.searched):
        return first
    documents = distinct_documents(hit.document for hit in case.result.hits)
    holding = [one for one in documents if passages_at_place(place, [hit.passage for hit in case.passages(one)])]
    if place.component:
        holding = [one for one in holding if any(_in_component(hit, place) for hit in case.passages(one))]
    # Another document may only take the place of the first when the question fits its name as well.
    least = name_share(case.question.searched, first)
    holding = [one for one in holding if name_share(case.question.searched, one) >= least]
    statuses = case.statuses(holding)
    living = [one for one in holding if statuses[one.id].code in ("in_force", "partly")]
    if first in living or (first in holding and not living):
        return first
    return (living or holding or [first])[0]


def _in_component(hit: Hit, place: PlaceReference) -> bool:
    return place.component in fold(hit.passage.citation.component)
