"""Validity: is a document or a provision in force, since when, what changed it, what it changed, which one is current.

Everything comes from the library's edges between documents (``index.validity.relations``); each statement quotes the
sentence
that makes the edge. What the library does not show stays unknown, and the answer says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from index.query.place_references import PlaceReference, find_place_reference, passages_at_place
from index.records import Hit, StoredDocument
from index.validity.relations import StoredEdge
from index.validity.status import ValidityStatus
from ingest.records import EFFECTS
from ingest.text.normalize import fold
from service.answering import wording
from service.answering.answerers.document_facts import name_share
from service.answering.case import Case, Quotation, build_answer, quote_whole_passage
from service.answering.document_names import full_name
from service.answering.renditions import distinct_documents
from service.records import Answer

LONGEST_EVIDENCE = 900
#: Statuses in which a document no longer guides anybody.
ENDED_STATUSES = frozenset({"expired", "period_over", "obsolete"})
_CHANGES_WHAT = re.compile(
    r"\b(?:sua|bai bo|thay the|thay|huy bo|dinh chinh)(?: doi)?(?:,? bo sung)?(?: cho)?\s+(?:nhung |cac |cho )*"
    r"(?:dieu|khoan|van ban|quyet dinh|nghi quyet|ke hoach|noi dung|gi)\b(?: (?:nao|gi|so may))?"
)
_PASSIVE = re.compile(
    r"\b(?:bi|duoc|da)\s+(?:\w+\s+){0,2}(?:sua|bai bo|thay)\b|\bcon (?:hieu luc|ap dung|dung|gia tri)\b"
)
_SINCE_WHEN = re.compile(
    r"\b(?:hieu luc|ap dung|thi hanh)\b.{0,30}\b(?:tu|khi nao|bao gio|ngay nao)\b"
    r"|\b(?:khi nao|bao gio|ngay nao)\b.{0,30}\bhieu luc\b"
)
_CURRENT = re.compile(r"\b(?:hien hanh|dang (?:ap dung|co hieu luc|thi hanh)|moi nhat)\b")
_TAKES_EFFECT = re.compile(r"(?i)có\s+hiệu\s+lực\s+(?:thi\s+hành\s+)?(?:kể\s+)?từ")
_NOW = re.compile(r"\b(?:hien nay|hien tai|bay gio|hien hanh|hien gio|luc nay)\b")
_AS_OF = re.compile(r"\b(?:thoi diem|tinh den|vao|tai)\s+(?:ngay\s+)?(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)\b")


def day_asked(question: str) -> date | None:
    """The day as of which a question asks ("Tại thời điểm 01/6/2023, ...").

    >>> day_asked("Tại thời điểm 01/6/2023, Điều 5 quy định gì?")
    datetime.date(2023, 6, 1)
    """
    match = _AS_OF.search(fold(question))
    if match is None:
        return None
    try:
        return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None


def asks_now(question: str) -> bool:
    """Say whether only what is in force now can answer."""
    return _NOW.search(fold(question)) is not None


def documents_over(case: Case, documents: Iterable[StoredDocument]) -> frozenset[str]:
    """The ids of the documents that no longer guide anybody, or not yet, on the day asked."""
    statuses = case.statuses(documents)
    return frozenset(one for one, found in statuses.items() if found.code in ENDED_STATUSES or found.code == "future")


def validity_answer(case: Case, document: StoredDocument, *, certain: bool) -> Answer | None:
    """The answer to a question about effect; None when it is another question or which document is meant is unsure."""
    folded = fold(case.question.searched)
    if _CURRENT.search(folded) and not certain:
        return _current(case)
    if case.question.intent != "validity" or not certain:
        return None
    place = find_place_reference(case.question.searched)
    if _SINCE_WHEN.search(folded) and place is None:
        return _since_when(case, document)
    if _CHANGES_WHAT.search(folded) and not _PASSIVE.search(folded):
        return _changed_by_it(case, document)
    return _state(case, document, place)


def _state(case: Case, document: StoredDocument, place: PlaceReference | None) -> Answer:
    """Whether a document, or a place in it, is in force, and what ended or changed it."""
    status = case.statuses([document])[document.id]
    edges = [edge for edge in case.library.relations.incoming(document.id) if edge.relation.type in EFFECTS]
    if place is not None:
        own = [hit for hit in case.passages(document) if hit.passage.id in _ids_at(case, place, document)]
        touching = _touching(case, document, own)
        edges = [edge for edge in edges if edge.id in touching or not edge.relation.target_path]
    else:
        own = []
    known = [edge for edge in edges if edge.review != "reject"]
    quoted = _evidence(case, known)
    message = status_message(status, document)
    if place is not None and quoted:
        repealed = any(edge.relation.type == "repeals_part" and edge.relation.target_path for edge in known)
        changed = wording.PLACE_REPEALED if repealed else wording.PLACE_CHANGED
        if any(edge.relation.target_path for edge in known):
            message = changed.format(path=place.label) + " " + message
    return build_answer(
        case, "complete", message, quoted=quoted, shown=own or case.passages(document)[:1], candidates=[document]
    )


def status_message(status: ValidityStatus, document: StoredDocument) -> str:
    """Name, status and reason in one line."""
    return wording.STATE.format(document=full_name(document), label=status.label.lower(), reason=status.reason)


def _ids_at(case: Case, place: PlaceReference, document: StoredDocument) -> set[int]:
    return {passage.id for passage in passages_at_place(place, [hit.passage for hit in case.passages(document)])}


def _touching(case: Case, document: StoredDocument, hits: Sequence[Hit]) -> set[int]:
    """Edges that change one of the places."""
    found: set[int] = set()
    for hit in hits:
        citation = hit.passage.citation
        changes = case.library.relations.provision_changes(document.id, citation.component, citation.path, case.today)
        found.update(change.edge.id for change in changes if change.edge.id is not None)
    return found


def _since_when(case: Case, document: StoredDocument) -> Answer | None:
    hits = [hit for hit in case.passages(document) if _TAKES_EFFECT.search(hit.passage.text)]
    own = [hit for hit in hits if re.search(r"(?i)\bnày\b.{0,60}có\s+hiệu\s+lực", hit.passage.text)]
    if not hits:
        return None
    status = case.statuses([document])[document.id]
    quoted = [Quotation(hit, quote_whole_passage(hit, LONGEST_EVIDENCE)) for hit in (own or hits)[:3]]
    return build_answer(case, "complete", status_message(status, document), quoted=quoted, candidates=[document])


def _changed_by_it(case: Case, document: StoredDocument) -> Answer | None:
    """What a document replaces, repeals or amends, with a word on each that is not in the library."""
    edges = [edge for edge in case.library.relations.outgoing(document.id) if edge.relation.type in EFFECTS]
    if not edges:
        return None
    narrow = [edge for edge in edges if edge.relation.target_path] or edges
    absent = [
        wording.NOT_HELD.format(number=edge.relation.target_number)
        for edge in narrow
        if edge.target_id is None and edge.relation.target_number
    ]
    message = wording.FOUND.format(document=full_name(document))
    return build_answer(
        case,
        "complete",
        message,
        quoted=_evidence(case, narrow),
        candidates=[document],
        also=tuple(dict.fromkeys(absent)),
    )


def _current(case: Case) -> Answer | None:
    """Of the documents on the subject, the one in force: the newest, reached along the edges of replacement."""
    asked = _CURRENT.sub(" ", fold(case.question.searched))
    asked = re.sub(r"\b(?:van ban|nao|la|gi|so)\b", " ", asked)
    for found, other in case.result.understood.expansions:
        asked = re.sub(rf"(?<!\w){re.escape(fold(found))}(?!\w)", fold(other), asked)
    documents = distinct_documents(hit.document for hit in case.result.hits)
    fitting = [one for one in documents if name_share(asked, one) >= CURRENT_SHARE]
    statuses = case.statuses(fitting)
    living = [one for one in fitting if statuses[one.id].code not in ENDED_STATUSES | {"future"}]
    if not living:
        return None
    best = max(
        living,
        key=lambda one: (
            statuses[one.id].code == "in_force",
            name_share(asked, one),
            one.metadata.issued_date or date.min,
        ),
    )
    edges = [edge for edge in case.library.relations.outgoing(best.id) if edge.relation.type == "replaces"]
    opening = case.passages(best)[:1]
    quoted = [Quotation(hit, quote_whole_passage(hit, LONGEST_EVIDENCE)) for hit in opening] + _evidence(case, edges)
    return build_answer(case, "complete", status_message(statuses[best.id], best), quoted=quoted, candidates=[best])


#: Words of the question that a document's name must hold to be the one whose current version is asked for.
CURRENT_SHARE = 0.7


def _evidence(case: Case, edges: Sequence[StoredEdge]) -> list[Quotation]:
    """The sentences that make the edges, one for each passage, the strongest effect first."""
    sources = case.library.documents_by_id({edge.source_id for edge in edges})
    order = {"replaces": 0, "repeals": 0, "repeals_part": 1}
    found: dict[int, Quotation] = {}
    for edge in sorted(edges, key=lambda one: (order.get(one.relation.type, 2), not one.relation.target_path)):
        source = sources.get(edge.source_id)
        if source is None:
            continue
        hit = next((hit for hit in case.passages(source) if hit.passage.ordinal == edge.relation.ordinal), None)
        if hit is not None and hit.passage.id not in found:
            label = wording.EFFECTS.get(edge.relation.type)
            target = edge.relation.target_number
            value = target if target and target in hit.passage.text else None
            found[hit.passage.id] = Quotation(
                hit, quote_whole_passage(hit, LONGEST_EVIDENCE), value, label if value else None
            )
    return list(found.values())


def with_amendment_notes(case: Case, quoted: Sequence[Quotation]) -> list[Quotation]:
    """The quotes with, before each that was amended, the text that amends it: what applies stands first."""
    statuses = case.statuses([one.hit.document for one in quoted])
    result: list[Quotation] = []
    for one in quoted:
        if statuses[one.hit.document.id].changes:
            ids = _touching(case, one.hit.document, [one.hit])
            edges = [edge for edge in case.library.relations.incoming(one.hit.document.id) if edge.id in ids]
            known = {each.hit.passage.id for each in result}
            result += [each for each in _evidence(case, edges) if each.hit.passage.id not in known]
        result.append(one)
    return result
