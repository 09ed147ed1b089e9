"""Places asked for by their path: what stands there, whole, in the document meant."""

from __future__ import annotations

import re

from index.query.document_references import says_more
from index.query.place_references import Place, asked_place, passages_at
from index.records import Hit, StoredDocument
from ingest.text.normalize import fold
from service.answering import wording
from service.answering.answerers.document_facts import name_share
from service.answering.answerers.validity import amended, day_asked
from service.answering.case import Case, Quoted, build, whole
from service.answering.document_names import full_name
from service.answering.quoting.confidence import LEAST_CONFIDENCE
from service.answering.quoting.sentence_choice import choose
from service.answering.quoting.slot_values import label_for
from service.answering.renditions import distinct
from service.records import Answer, AnswerStatus

#: Passages at a place asked for that are quoted, and the longest quote of one.
PLACES_QUOTED, LONGEST_AT_PLACE = 8, 1500


def at_place(case: Case, document: StoredDocument, *, certain: bool) -> Answer | None:
    """What stands at the place asked for, whole; one cell or sentence of it first when the question asks for it."""
    place = asked_place(case.question.searched)
    if place is None:
        return None
    hits = case.passages(document)
    there = {passage.id for passage in passages_at(place, [hit.passage for hit in hits])}
    if not there:
        message = wording.PATH_UNKNOWN.format(path=place.label, document=full_name(document))
        return build(case, "none", message)
    if not certain and not place.component and case.result.confidence < LEAST_CONFIDENCE:
        return None
    found = [hit for hit in hits if hit.passage.id in there]
    chosen = choose(found, place.rest, case.question.intent, forms=case.result.understood.expansions)
    if says_more(place) and chosen:
        picked = [found[one.hit] for one in chosen]
        found = [*picked, *(hit for hit in found if hit not in picked)] if len(found) <= PLACES_QUOTED else picked
        chosen = choose(found, place.rest, case.question.intent, most=1, forms=case.result.understood.expansions)
    value = chosen[0].value if chosen else None
    label = label_for(case.question.intent, case.question.searched, value)
    best = found[chosen[0].hit].passage.id if chosen and value else None
    quoted = [
        Quoted(hit, whole(hit, LONGEST_AT_PLACE), *((value, label) if hit.passage.id == best else ()))
        for hit in found[:PLACES_QUOTED]
    ]
    message = wording.FOUND.format(document=full_name(document))
    status: AnswerStatus = "complete" if len(found) <= PLACES_QUOTED else "partial"
    return build(case, status, message, quoted=amended(case, quoted))


def document_meant(case: Case, first: StoredDocument) -> StoredDocument:
    """The document meant by a place when none is named: the first found that has it, in force on the day if one is."""
    place = asked_place(case.question.searched)
    if place is None:
        return first
    years = re.search(r"(?<![\d/])(?:19|20)\d\d(?![\d/])", case.question.searched)
    if years and not day_asked(case.question.searched):
        return first
    documents = distinct(hit.document for hit in case.result.hits)
    holding = [one for one in documents if passages_at(place, [hit.passage for hit in case.passages(one)])]
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


def _in_component(hit: Hit, place: Place) -> bool:
    return place.component in fold(hit.passage.citation.component)
