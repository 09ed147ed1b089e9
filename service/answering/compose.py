"""From a search result to an answer: which status, which verbatim quotes, which citations.

Nothing is generated. A quote is a span of a stored passage, a citation is made by code from the passage's own
place, a message is a fixed sentence. Every "no" has its reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.query import document_references as naming
from index.records import Filters, Hit, StoredDocument
from ingest.text.normalize import fold
from service.answering import wording
from service.answering.answerers import document_facts
from service.answering.answerers.comparison import comparison
from service.answering.answerers.definition import definition
from service.answering.answerers.document_list import document_list
from service.answering.answerers.place_text import document_with_place, place_text
from service.answering.answerers.task_list import task_list
from service.answering.answerers.unknown_number import unknown_number
from service.answering.answerers.validity import asks_now, documents_over, validity_answer, with_amendment_notes
from service.answering.case import AskedQuestion, Case, Quotation, build_answer, cited_sources, quote_whole_passage
from service.answering.document_names import full_name
from service.answering.question.follow_up import ELLIPTIC
from service.answering.quoting.confidence import LEAST_CONFIDENCE, LEAST_CONFIDENCE_WITHIN, answer_confidence
from service.answering.quoting.evidence import evidence_support
from service.answering.quoting.required_values import required_values, states_required_value
from service.answering.quoting.sentence_choice import MOST_RANKED, ChosenSpan, choose_sentences
from service.answering.quoting.slot_values import (
    body_in_headings,
    cell_for,
    heading_fits,
    holds_cue,
    slot_label,
    states_slot,
)
from service.answering.renditions import distinct_documents, one_rendition_each
from service.records import Answer, Source


def refusal(case: Case) -> Answer:
    """The answer to a question that is refused whatever the library holds."""
    return build_answer(case, "refused", wording.CLASSIFIED if case.question.intent == "secret" else wording.OPINION)


def probable_sources(case: Case) -> tuple[Source, ...]:
    """The first passages found, as sources, when it is likely that the answer cites them; they need not wait for it."""
    case = replace(case, result=replace(case.result, hits=one_rendition_each(case.result.hits)))
    known = case.question.within_document or bool(case.result.understood.document_ids)
    if not case.result.hits or (not known and answer_confidence(case) < LEAST_CONFIDENCE):
        return ()
    return cited_sources(case.result.hits[: case.question.limit], case)


def compose(case: Case) -> Answer:
    """Make the answer from what the search found."""
    case = replace(case, result=replace(case.result, hits=one_rendition_each(case.result.hits)))
    question, understood, hits = case.question, case.result.understood, case.result.hits
    if not hits:
        return build_answer(case, "none", _not_found(None))
    also: tuple[str, ...] = ()
    cited = _cited(case)
    if understood.numbers and not understood.document_ids and not cited:
        answer, also = unknown_number(case)
        if answer is not None:
            return answer
    named = distinct_documents(case.library.documents_by_id(understood.document_ids).values())
    answer = _as_such(case, named)
    if answer is not None:
        return answer
    if len(named) > 1 and len(understood.numbers) == 1:
        also = (wording.SEVERAL_SHARE.format(count=len(named), number=understood.numbers[0]),)
    certain = bool(named) or question.within_document or hits[0].document.id in cited
    if not certain:
        case = replace(case, result=replace(case.result, hits=_of_the_time(case)))
        hits = case.result.hits
    lead = hits[0].document
    case = replace(case, result=replace(case.result, confidence=answer_confidence(case)))
    answer = comparison(case) if question.intent == "comparison" else None
    answer = (
        answer
        or document_facts.document_facts(case, None if not certain else lead)
        or _by_kind(case, lead, certain=certain)
    )
    if answer is not None:
        return answer
    if not certain and question.intent == "lookup" and document_facts.asks_single_document(question.searched):
        return build_answer(case, "none", _not_found(lead))
    least = LEAST_CONFIDENCE_WITHIN if certain else LEAST_CONFIDENCE
    if case.result.confidence < least:
        return build_answer(case, "none", _not_found(lead))
    return _quote(case, certain=certain, also=also)


def _as_such(case: Case, named: Sequence[StoredDocument]) -> Answer | None:
    """The answer when documents are asked for as such: a list, one by its number, the choice between several."""
    question, understood = case.question, case.result.understood
    if not named:
        return None if question.within_document else document_list(case)
    if len(named) > 1 and len(understood.numbers) == 1:
        # A number without a year or body names several documents: to answer from one of them would be a guess.
        only_asks = set(document_facts.words_beside_number(question.searched, understood)) <= ELLIPTIC
        return document_facts.document_overview(case, named) if only_asks else None
    if not document_facts.is_bare_lookup(question.searched, understood):
        return None
    asked = document_facts.document_facts(case, named[0]) if len(named) == 1 else None
    return asked or document_facts.document_overview(case, named)


def _cited(case: Case) -> tuple[str, ...]:
    """The documents that the question only cites ("triển khai Quyết định 901"), when it names no other."""
    understood = case.result.understood
    if not understood.numbers or understood.document_ids:
        return ()
    found = naming.find_document_references(
        case.question.searched, case.library, Filters(access=understood.filters.access)
    )
    return (*found.document_ids, *found.cited_ids)


def _by_kind(case: Case, lead: StoredDocument, *, certain: bool) -> Answer | None:
    """The answers that are looked up in a document rather than chosen from the ranking."""
    question, understood = case.question, case.result.understood
    answer = validity_answer(case, lead, certain=certain)
    if answer is not None:
        return answer
    confident = certain or case.result.confidence >= LEAST_CONFIDENCE
    if question.intent == "definition":
        answer = definition(case)
        if answer is not None:
            return answer
    if understood.path and not certain:
        lead = document_with_place(case, lead)
    if confident or understood.path:
        answer = task_list(case, lead)
        if answer is not None:
            return answer
    if understood.path:
        return place_text(case, lead, certain=certain)
    title = document_facts.document_by_title(question.searched, case.result.hits)
    if title is not None:
        return document_facts.document_overview(case, [title])
    if question.intent == "basis" and confident:
        return _bases(case, lead)
    return None


def _bases(case: Case, document: StoredDocument) -> Answer | None:
    """The bases of a document, all of them, when the question asks for those and not for the basis of one rule."""
    if re.search(r"\bcan cu\b", fold(case.question.searched)) is None:
        return None
    label = wording.SLOT_LABELS["basis"]
    quoted = []
    for hit in case.passages(document):
        if hit.passage.kind == "can_cu":
            quoted.append(Quotation(hit, quote_whole_passage(hit, 4000), None, label))
        elif hit.passage.kind == "mo_dau":
            # "Thực hiện Kết luận số ..., Chủ tịch chỉ thị:" names a base in the lead sentence.
            quoted += [Quotation(hit, line.group(), None, label) for line in _BASED.finditer(hit.passage.text)]
    if not quoted:
        return None
    return build_answer(case, "complete", wording.FOUND.format(document=full_name(document)), quoted=quoted)


_BASED = re.compile(r"(?m)^(?:Căn cứ|Thực hiện|Triển khai|Theo) [^\n]*\bsố\b[^\n]*$")


def _of_the_time(case: Case) -> tuple[Hit, ...]:
    """Without documents of another period than the year asked, and for "hiện nay" without those that are over."""
    hits, question = case.result.hits, case.question.searched
    years = {int(year) for year in re.findall(r"(?<![\d/])((?:19|20)\d\d)(?![\d/])", question)}
    kept = [hit for hit in hits if not years or any(_covers(hit.document, year) for year in years)]
    if asks_now(question):
        stale = documents_over(case, (hit.document for hit in kept))
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
    hits = list(case.result.hits[:MOST_RANKED])
    near = hits[: question.limit]
    read_on = certain or _agree(hits)
    if read_on:
        hits += _more_of(case, hits)
    quoted, lacking = _chosen(case, hits)
    if lacking is not None and not read_on:
        # The passage that states it need not be among the first: its few words are not the question's.
        quoted, lacking = _chosen(case, [*hits, *_more_of(case, hits)])
    if lacking is not None:
        return _slot_missing(case, lacking)
    documents = distinct_documents(one.hit.document for one in quoted)
    message = wording.FOUND.format(document=full_name(documents[0]))
    if len(documents) > 1:
        message = wording.FOUND_SEVERAL.format(count=len(documents))
    return build_answer(case, "complete", message, quoted=with_amendment_notes(case, quoted), shown=near, also=also)


def _agree(hits: Sequence[Hit]) -> bool:
    """Whether the first passages are all of one document: it is the one meant, and may say more further on."""
    return len({hit.document.id for hit in hits[:AGREEING]}) == 1


def _more_of(case: Case, hits: Sequence[Hit]) -> list[Hit]:
    """The further passages of the first document that hold wording of the kind asked for."""
    seen = {hit.passage.id for hit in hits}
    more = [hit for hit in case.passages(hits[0].document) if hit.passage.id not in seen]
    return [hit for hit in more if holds_cue(hit.passage.text, case.question.intent)]


def _chosen(case: Case, hits: Sequence[Hit]) -> tuple[list[Quotation], str | None]:
    """What is quoted of these passages, and the name of what they lack (None: nothing)."""
    question = case.question
    for demand in required_values(question.searched):
        hits = [hit for hit in hits if states_required_value(hit.passage.text, demand) and _on_subject(case, hit)]
        if not hits:
            return [], demand.slot
    chosen = choose_sentences(hits, question.searched, question.intent, forms=case.result.understood.expansions)
    stated = any(states_slot(hit.passage.text, question.searched, question.intent) for hit in hits)
    if not chosen or not stated:
        return [], wording.MISSING_SLOTS.get(question.intent, "nội dung này")
    return [_quoted(hits[one.hit_index], one, question) for one in chosen], None


def _on_subject(case: Case, hit: Hit) -> bool:
    """Whether a passage that states the kind of thing asked for is about what is asked: any sum is no ticket price."""
    return evidence_support(case.question.searched, hit, case.result.understood.expansions).share >= LEAST_SUPPORT


def _quoted(hit: Hit, one: ChosenSpan, question: AskedQuestion) -> Quotation:
    """A choice as a quote: the sentence that answers is told apart in a long one, a day has the body it is set for."""
    text = hit.passage.text
    quote, sentence = text[one.start : one.end], text[one.sentence[0] : one.sentence[1]]
    body = None
    if one.value is not None and question.intent in ("deadline", "reporting"):
        cells = hit.passage.cells
        body = cell_for(cells, "lead") if cells else body_in_headings(hit.passage.headings)
    return Quotation(
        hit,
        quote,
        one.value,
        slot_label(question.intent, question.searched, one.value),
        sentence if len(sentence) < TELLING_SHARE * len(quote) else None,
        body,
    )


#: Share of the question's own words that a passage must hold to give the sum, length of time or number asked for.
LEAST_SUPPORT = 0.7
#: So many first passages of one document show that it is the one meant.
AGREEING = 3
#: A sentence that is nearly all of its quote need not be marked in it.
TELLING_SHARE = 0.8


def _slot_missing(case: Case, slot: str) -> Answer:
    """The document is right but does not say what was asked: say so, and show where it comes nearest."""
    lead = case.result.hits[0].document
    there = [hit for hit in case.passages(lead) if heading_fits(hit.passage.headings, case.question.intent)]
    message = wording.SLOT_MISSING.format(slot=slot) + wording.NEAREST.format(document=full_name(lead))
    return build_answer(case, "none", message, shown=(there or case.result.hits)[:2])


def _not_found(nearest: StoredDocument | None) -> str:
    return wording.NOT_FOUND + (wording.NEAREST.format(document=full_name(nearest)) if nearest else "")
