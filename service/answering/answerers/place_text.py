"""Text of a place asked for by its path ("Điều 5 khoản 2"): what stands there, whole, in the document meant."""

from __future__ import annotations

from index.query.document_references import says_more_than_place
from index.query.place_references import PlaceReference, passages_at_place
from index.query.question import Question
from index.records import Hit, StoredDocument
from service.answering import wording
from service.answering.case import Case, Quotation, build_answer, quote_whole_passage
from service.answering.document_names import cited_name, full_name
from service.answering.quoting.amendments import with_amendment_notes
from service.answering.quoting.confidence import is_confident
from service.answering.quoting.sentence_choice import ChosenSpan, choose_sentences
from service.answering.quoting.slots import slot_label
from service.records import Answer, AnswerStatus

#: Passages at a place asked for that are quoted, and the longest quote of one.
PLACES_QUOTED, LONGEST_AT_PLACE = 8, 1500


def place_text(case: Case) -> Answer | None:
    """The text at the place asked for in the document meant; None when neither place nor document is sure."""
    place = case.asked.place
    if case.understood.path is None or place is None:
        return None
    if not place.component and not is_confident(case):
        # That a document which may not be the one meant has the place, or lacks it, says nothing.
        return None
    return text_at_place(case, case.document)


def text_at_place(case: Case, document: StoredDocument) -> Answer | None:
    """The whole text at the place asked for; one cell or sentence of it first when the question asks for it."""
    place = case.asked.place
    if place is None:
        return None
    hits = _hits_at(case, document, place)
    if not hits:
        return build_answer(
            case.as_unstated(), "none", wording.PATH_UNKNOWN.format(path=place.label, document=full_name(document))
        )
    chosen = _choose(case, hits, place)
    if says_more_than_place(place) and chosen:
        picked = [hits[span.hit_index] for span in chosen]
        hits = [*picked, *(hit for hit in hits if hit not in picked)] if len(hits) <= PLACES_QUOTED else picked
        chosen = _choose(case, hits, place, most=1)
    best = chosen[0] if chosen and chosen[0].value else None
    label = slot_label(case.question.intent, case.asked, best.value) if best else None
    quoted = []
    for index, hit in enumerate(hits[:PLACES_QUOTED]):
        value = (best.value, label) if best is not None and index == best.hit_index else ()
        quoted.append(Quotation(hit, quote_whole_passage(hit, LONGEST_AT_PLACE), *value))
    status: AnswerStatus = "complete" if len(hits) <= PLACES_QUOTED else "partial"
    message = wording.FOUND.format(document=cited_name(hits[:PLACES_QUOTED]))
    return build_answer(case, status, message, quoted=with_amendment_notes(case, quoted))


def _hits_at(case: Case, document: StoredDocument, place: PlaceReference) -> list[Hit]:
    """The passages of a document at a place, in reading order."""
    hits = case.passages(document)
    ids = {passage.id for passage in passages_at_place(place, [hit.passage for hit in hits])}
    return [hit for hit in hits if hit.passage.id in ids]


def _choose(case: Case, hits: list[Hit], place: PlaceReference, most: int = 3) -> tuple[ChosenSpan, ...]:
    """The spans at the place that answer what the question says beside it."""
    forms = case.understood.expansions
    asked = Question(place.remaining_text)
    return choose_sentences(hits, asked, case.question.intent, most, forms, is_ranked=False)
