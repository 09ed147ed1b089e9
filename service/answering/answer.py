"""From a search result to an answer: which status, which verbatim quotes, which citations.

Nothing is generated. A quote is a span of a stored passage, a citation is made by code from the passage's own
place, a message is a fixed sentence. Every "no" has its reason.
"""

from __future__ import annotations

import re
from dataclasses import replace

from index import named as naming
from index.records import Filters, Hit, StoredDocument
from ingest.normalize import fold
from service.answering import cards, wording
from service.answering.building import Case, Quoted, build, sources, whole
from service.answering.comparing import comparison
from service.answering.confidence import LEAST_CONFIDENCE, LEAST_CONFIDENCE_WITHIN, confidence
from service.answering.defining import definition
from service.answering.effect import amended, asks_now, over, validity
from service.answering.gathering import tasks
from service.answering.naming import full_name
from service.answering.placing import at_place, document_meant
from service.answering.renditions import distinct, one_of_each
from service.answering.statements import RANKED_READ, choose
from service.answering.unknown import number_unknown
from service.answering.values import asks_amount, heading_fits, holds_cue, label_for, states_amount, states_slot
from service.records import Answer, Source


def refusal(case: Case) -> Answer:
    """The answer to a question that is refused whatever the library holds."""
    return build(case, "refused", wording.CLASSIFIED if case.question.intent == "secret" else wording.OPINION)


def probable_sources(case: Case) -> tuple[Source, ...]:
    """The first passages found, as sources, when it is likely that the answer cites them; they need not wait for it."""
    case = replace(case, result=replace(case.result, hits=one_of_each(case.result.hits)))
    known = case.question.within or bool(case.result.understood.document_ids)
    if not case.result.hits or (not known and confidence(case) < LEAST_CONFIDENCE):
        return ()
    return sources(case.result.hits[: case.question.limit], case)


def compose(case: Case) -> Answer:
    """Make the answer from what the search found."""
    case = replace(case, result=replace(case.result, hits=one_of_each(case.result.hits)))
    question, understood, hits = case.question, case.result.understood, case.result.hits
    if not hits:
        return build(case, "none", _not_found(None))
    also: tuple[str, ...] = ()
    cited = _cited(case)
    if understood.numbers and not understood.document_ids and not cited:
        answer, also = number_unknown(case)
        if answer is not None:
            return answer
    named = distinct(case.library.documents_by_id(understood.document_ids).values())
    if named and cards.is_bare(question.searched, understood):
        return cards.card(case, named)
    certain = bool(named) or question.within or hits[0].document.id in cited
    if not certain:
        case = replace(case, result=replace(case.result, hits=_of_the_time(case)))
        hits = case.result.hits
    lead = hits[0].document
    case = replace(case, result=replace(case.result, confidence=confidence(case)))
    answer = comparison(case) if question.intent == "comparison" else None
    answer = answer or cards.facts(case, None if not certain else lead) or _by_kind(case, lead, certain=certain)
    if answer is not None:
        return answer
    if not certain and question.intent == "lookup" and cards.asks_of_one(question.searched):
        return build(case, "none", _not_found(lead))
    least = LEAST_CONFIDENCE_WITHIN if certain else LEAST_CONFIDENCE
    if case.result.confidence < least:
        return build(case, "none", _not_found(lead))
    return _quote(case, certain=certain, also=also)


def _cited(case: Case) -> tuple[str, ...]:
    """The documents that the question only cites ("hạn báo cáo theo kế hoạch 516"), when it names no other."""
    understood = case.result.understood
    if not understood.numbers or understood.document_ids:
        return ()
    found = naming.find(case.question.searched, case.library, Filters(access=understood.filters.access))
    return (*found.document_ids, *found.mentioned)


def _by_kind(case: Case, lead: StoredDocument, *, certain: bool) -> Answer | None:
    """The answers that are looked up in a document rather than chosen from the ranking."""
    question, understood = case.question, case.result.understood
    answer = validity(case, lead, certain=certain)
    if answer is not None:
        return answer
    confident = certain or case.result.confidence >= LEAST_CONFIDENCE
    if question.intent == "definition":
        answer = definition(case)
        if answer is not None:
            return answer
    if understood.path and not certain:
        lead = document_meant(case, lead)
    if confident or understood.path:
        answer = tasks(case, lead)
        if answer is not None:
            return answer
    if understood.path:
        return at_place(case, lead, certain=certain)
    title = cards.title_meant(question.searched, case.result.hits)
    if title is not None:
        return cards.card(case, [title])
    if question.intent == "basis" and confident:
        return _bases(case, lead)
    return None


def _bases(case: Case, document: StoredDocument) -> Answer | None:
    """The bases of a document, all of them, when the question asks for those and not for the basis of one rule."""
    if re.search(r"\bcan cu\b", fold(case.question.searched)) is None:
        return None
    found = [hit for hit in case.passages(document) if hit.passage.kind == "can_cu"]
    if not found:
        return None
    quoted = [Quoted(hit, whole(hit, 4000), None, wording.SLOT_LABELS["basis"]) for hit in found]
    return build(case, "complete", wording.FOUND.format(document=full_name(document)), quoted=quoted)


def _of_the_time(case: Case) -> tuple[Hit, ...]:
    """Without documents of another period than the year asked, and for "hiện nay" without those that are over."""
    hits, question = case.result.hits, case.question.searched
    years = {int(year) for year in re.findall(r"(?<![\d/])((?:19|20)\d\d)(?![\d/])", question)}
    kept = [hit for hit in hits if not years or any(_covers(hit.document, year) for year in years)]
    if asks_now(question):
        stale = over(case, (hit.document for hit in kept))
        kept = [hit for hit in kept if hit.document.id not in stale] or kept
        statuses = case.statuses(hit.document for hit in kept)
        kept.sort(key=lambda hit: statuses[hit.document.id].code != "in_force")
    return tuple(kept) or hits


def _covers(document: StoredDocument, year: int) -> bool:
    start, end = document.metadata.period_from, document.metadata.period_to
    return start is None or end is None or start.year <= year <= end.year


def _quote(case: Case, *, certain: bool, also: tuple[str, ...]) -> Answer:
    """Quote what answers; say so when the documents found do not state what was asked."""
    question = case.question
    hits = list(case.result.hits[:RANKED_READ])
    near = hits[: question.limit]
    if certain:
        seen = {hit.passage.id for hit in hits}
        more = [hit for hit in case.passages(hits[0].document) if hit.passage.id not in seen]
        hits += [hit for hit in more if holds_cue(hit.passage.text, question.intent)]
    chosen = choose(hits, question.searched, question.intent, forms=case.result.understood.expansions)
    if not chosen or not any(states_slot(hit.passage.text, question.searched, question.intent) for hit in hits):
        return _slot_missing(case, wording.SLOTS.get(question.intent, "nội dung này"))
    if asks_amount(question.searched) and not any(states_amount(hits[one.hit].passage.text) for one in chosen):
        return _slot_missing(case, wording.AMOUNT)
    quoted = [
        Quoted(
            hits[one.hit],
            hits[one.hit].passage.text[one.start : one.end],
            one.value,
            label_for(question.intent, question.searched, one.value),
        )
        for one in chosen
    ]
    documents = distinct(one.hit.document for one in quoted)
    message = wording.FOUND.format(document=full_name(documents[0]))
    if len(documents) > 1:
        message = wording.FOUND_SEVERAL.format(count=len(documents))
    return build(case, "complete", message, quoted=amended(case, quoted), shown=near, also=also)


def _slot_missing(case: Case, slot: str) -> Answer:
    """The document is right but does not say what was asked: say so, and show where it comes nearest."""
    lead = case.result.hits[0].document
    there = [hit for hit in case.passages(lead) if heading_fits(hit.passage.headings, case.question.intent)]
    message = wording.SLOT_MISSING.format(slot=slot) + wording.NEAREST.format(document=full_name(lead))
    return build(case, "none", message, shown=(there or case.result.hits)[:2])


def _not_found(nearest: StoredDocument | None) -> str:
    return wording.NOT_FOUND + (wording.NEAREST.format(document=full_name(nearest)) if nearest else "")
