"""Validity: is a document or a provision in force, since when, what changed it, what it changed.

Everything comes from the edges between documents (``index.validity.relation_reader``); each statement quotes the
sentence that makes the edge. What the library does not show stays unknown, and the answer says so.
"""

from __future__ import annotations

import re
from dataclasses import replace

from index.query.place_references import PlaceReference, passages_at_place
from index.records import Hit, StoredDocument
from index.validity.records import StoredEdge, ValidityStatus
from ingest.records import EFFECTS
from service.answering import wording
from service.answering.answerers.named_documents import (
    NamedDocuments,
    named_documents,
    other_names_notice,
    shared_name_answer,
)
from service.answering.case import Case, Quotation, build_answer, quote_whole_passage
from service.answering.document_names import full_name
from service.answering.quoting.amendments import LONGEST_EVIDENCE, changes_at, evidence_quotations
from service.records import Answer

_TAKES_EFFECT = re.compile(r"(?i)có\s+hiệu\s+lực\s+(?:thi\s+hành\s+)?(?:kể\s+)?từ")
_THIS_TAKES_EFFECT = re.compile(r"(?i)\bnày\b.{0,60}có\s+hiệu\s+lực")
#: Passages quoted that say since when a document is in force.
MOST_SINCE = 3


def validity(case: Case) -> Answer | None:
    """The answer about effect; None when something else is asked, or which document is meant is not certain."""
    if case.question.intent != "validity":
        return None
    if case.meant.is_certain:
        return _of_meant(case)
    named = _named(case)
    if named.is_shared:
        return shared_name_answer(case, named.others)
    if named.meant is None:
        return None
    answer = _of_meant(replace(case, meant=replace(case.meant, document=named.meant)))
    also = other_names_notice(case, named.others)
    return replace(answer, notices=(*also, *answer.notices)) if answer is not None else None


def _of_meant(case: Case) -> Answer | None:
    """The answer about effect of the document meant, of the place in it, of what it changed."""
    place = case.asked.place
    if case.asked.asks_since_when and place is None:
        return _in_force_since(case)
    if case.asked.asks_changes_made:
        return _changes_made(case)
    if not case.asked.asks_state:
        # "Văn bản nào hết hiệu lực khi Luật này có hiệu lực?": the state of the document named would be no answer.
        return None
    return _state_of_document(case) if place is None else _state_of_place(case, place)


def _named(case: Case) -> NamedDocuments:
    """The documents that the question calls by their type and topic."""
    name = case.asked.name_beside_validity
    if not name.type_name or not name.words or case.understood.numbers:
        return NamedDocuments()
    return named_documents(case, name, (hit.document for hit in case.result.hits))


def status_message(status: ValidityStatus, document: StoredDocument) -> str:
    """Name, status and reason of a document in one line."""
    return wording.STATE.format(document=full_name(document), label=status.label.lower(), reason=status.reason)


def _state_of_document(case: Case) -> Answer:
    """Is the document in force, and what ended or changed it."""
    known = [edge for edge in _effects_on(case) if edge.review != "reject"]
    return _state(case, _message(case), evidence_quotations(case, known), case.passages(case.document)[:1])


def _state_of_place(case: Case, place: PlaceReference) -> Answer:
    """Is a place in the document in force, and what ended or changed it or the whole document."""
    hits = case.passages(case.document)
    ids = {passage.id for passage in passages_at_place(place, [hit.passage for hit in hits])}
    own = [hit for hit in hits if hit.passage.id in ids]
    touching = changes_at(case, case.document, own)
    known = [
        edge
        for edge in _effects_on(case)
        if (edge.id in touching or not edge.relation.target_path) and edge.review != "reject"
    ]
    quoted = evidence_quotations(case, known)
    of_places = [edge for edge in known if edge.relation.target_path]
    message = _message(case)
    if quoted and of_places:
        repealed = any(edge.relation.type == "repeals_part" for edge in of_places)
        changed = wording.PLACE_REPEALED if repealed else wording.PLACE_CHANGED
        message = changed.format(path=place.label) + " " + message
    return _state(case, message, quoted, own or hits[:1])


def _state(case: Case, message: str, quoted: list[Quotation], shown: list[Hit]) -> Answer:
    return build_answer(case, "complete", message, quoted=quoted, shown=shown, candidates=[case.document])


def _message(case: Case) -> str:
    return status_message(case.statuses([case.document])[case.document.id], case.document)


def _effects_on(case: Case) -> list[StoredEdge]:
    """The edges by which other documents end or change the document."""
    return [edge for edge in case.library.relations.incoming(case.document.id) if edge.relation.type in EFFECTS]


def _in_force_since(case: Case) -> Answer | None:
    """The passages that say since when; those that speak of "quyết định này" before those on other documents."""
    hits = [hit for hit in case.passages(case.document) if _TAKES_EFFECT.search(hit.passage.text)]
    own = [hit for hit in hits if _THIS_TAKES_EFFECT.search(hit.passage.text)]
    if not hits:
        return None
    quoted = [Quotation(hit, quote_whole_passage(hit, LONGEST_EVIDENCE)) for hit in (own or hits)[:MOST_SINCE]]
    return build_answer(case, "complete", _message(case), quoted=quoted, candidates=[case.document])


def _changes_made(case: Case) -> Answer | None:
    """The documents that the document replaces, repeals or amends, with a notice on each that the library lacks."""
    edges = [edge for edge in case.library.relations.outgoing(case.document.id) if edge.relation.type in EFFECTS]
    if not edges:
        return None
    narrow = [edge for edge in edges if edge.relation.target_path] or edges
    absent = [
        wording.NOT_HELD.format(number=edge.relation.target_number)
        for edge in narrow
        if edge.target_id is None and edge.relation.target_number
    ]
    return build_answer(
        case,
        "complete",
        wording.FOUND.format(document=full_name(case.document)),
        quoted=evidence_quotations(case, narrow),
        candidates=[case.document],
        also=tuple(dict.fromkeys(absent)),
    )
