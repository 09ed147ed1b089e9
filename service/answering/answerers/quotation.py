"""Sentences quoted from the ranked passages: the answer to every question that is not looked up."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.library.renditions import distinct_documents
from index.ranking.quotes import bundled_model
from index.records import Hit
from ingest.text.normalize import fold
from service.answering import wording
from service.answering.answerers.unknown_number import number_notices
from service.answering.case import AskedQuestion, Case, Quotation, build_answer
from service.answering.document_names import cited_name, full_name
from service.answering.quoting.amendments import with_amendment_notes
from service.answering.quoting.confidence import chance_signals, evidence_support
from service.answering.quoting.required_values import (
    required_values,
    row_states_required_value,
    states_required_value,
)
from service.answering.quoting.sentence_choice import (
    MOST_RANKED,
    ChosenSpan,
    SentenceChoice,
    candidate_spans,
    choose_quotes,
)
from service.answering.quoting.slot_values import body_in_headings
from service.answering.quoting.slots import cell_for, heading_fits, holds_cue, slot_label, slot_of, states_slot
from service.answering.quoting.value_kinds import counts_noun
from service.records import Answer

#: Share of the question's own words that a passage must hold to give the sum, length of time or number asked for.
LEAST_SUPPORT = 0.7
#: The same for a passage that may state it in other words: "văn bản không nêu ..." is not said then.
NEAR_SUPPORT = 0.5
#: Share of a row's label that a question must hold to ask for the row.
LEAST_LABEL = 0.35
#: So many first passages of one document show that it is the one meant.
AGREEING = 3
#: A sentence that is nearly all of its quote need not be marked in it.
MARKED_SHARE = 0.8


def quotation(case: Case) -> Answer:
    """The sentences that answer; "văn bản không nêu ..." when the documents found do not state what was asked.

    Where it is not likely enough that the first one holds the answer, the passage is shown as one to look at.
    """
    hits, reads_on = _passages_read(case)
    choice, lacking = _choose_quotations(case, hits)
    if lacking is not None and not reads_on:
        # The passage that states it need not be among the first: its few words are not the question's.
        hits += _more_of_first(case, hits)
        choice, lacking = _choose_quotations(case, hits)
    if lacking is not None:
        return _slot_missing(case, lacking)
    by_id = {hit.passage.id: hit for hit in hits}
    first = by_id[choice.spans[0].passage_id]
    is_sure = _is_sure(case, first, choice) and not (
        _lacks_body(case, first) or _lacks_count(case, first, choice.spans[0])
    )
    quoted = [_quotation_of(by_id[span.passage_id], span, case.question, is_sure=is_sure) for span in choice.spans]
    documents = distinct_documents(quotation.hit.document for quotation in quoted)
    message = wording.FOUND if is_sure else wording.DOUBTFUL
    message = message.format(document=cited_name([quotation.hit for quotation in quoted]))
    if is_sure and len(documents) > 1:
        message = wording.FOUND_SEVERAL.format(count=len(documents))
    return build_answer(
        case,
        "complete" if is_sure else "partial",
        message,
        quoted=with_amendment_notes(case, quoted),
        shown=case.hits[: case.question.limit],
        also=number_notices(case),
    )


def quote_candidates(case: Case) -> list[tuple[Hit, ChosenSpan]]:
    """Every sentence that may be quoted in answer to a decided case, with its hit: what the choice is fitted on."""
    if not case.hits:
        return []
    hits, _ = _passages_read(case)
    spans = candidate_spans(hits, case.asked, case.question.intent, case.understood.expansions)
    return [(hits[span.hit_index], span) for span in spans]


def _passages_read(case: Case) -> tuple[list[Hit], bool]:
    """The passages that are searched for the answer, and True if those of the document meant are all among them."""
    hits = list(case.hits[:MOST_RANKED])
    reads_on = case.meant.is_certain or _agree(hits)
    return [*hits, *(_more_of_first(case, hits) if reads_on else [])], reads_on


def _is_sure(case: Case, hit: Hit, choice: SentenceChoice) -> bool:
    """True if the quotations shown hold the answer so probably that it may be called complete."""
    model = bundled_model()
    return model.chance(chance_signals(case, hit, choice.signals)) >= model.least


def _lacks_body(case: Case, hit: Hit) -> bool:
    """True if the tasks of a body are asked for ("giao Sở Y tế làm gì?") which a passage and its titles do not name."""
    body = case.asked.body(case.understood.expansions)
    words = re.findall(r"\w+", fold(" ".join((hit.passage.text, *hit.passage.headings))))
    return not body.issubset(words)


def _lacks_count(case: Case, hit: Hit, span: ChosenSpan) -> bool:
    """True if a number of things is asked for ("bao nhiêu thành viên") and the quote holds none, or of other things."""
    noun, quote = case.asked.counted_noun, hit.passage.text[span.start : span.end]
    if noun is None or span.value is not None:
        return False
    return not counts_noun(quote, noun)


def _agree(hits: Sequence[Hit]) -> bool:
    """True if the first passages are all of one document: it is the one meant, and may say more further on."""
    return len({hit.document.id for hit in hits[:AGREEING]}) == 1


def _more_of_first(case: Case, hits: Sequence[Hit]) -> list[Hit]:
    """The further passages of the first document, its annexes included, that hold wording of the kind asked for."""
    read = {hit.passage.id for hit in hits}
    more = [hit for hit in case.passages_with_annexes(hits[0].document) if hit.passage.id not in read]
    return [hit for hit in more if holds_cue(hit.passage.text, case.question.intent)]


def _choose_quotations(case: Case, hits: Sequence[Hit]) -> tuple[SentenceChoice, str | None]:
    """The choice from these passages, and the name of what the passages lack (None: nothing)."""
    question, forms = case.question, case.understood.expansions
    choice = choose_quotes(hits, case.asked, question.intent, forms=forms)
    best = choice.spans[0].passage_id if choice.signals.get("label", 0.0) >= LEAST_LABEL else None
    for required in required_values(case.asked):
        hits = [
            hit
            for hit in hits
            if (states_required_value(hit.passage.text, required) and _is_on_subject(case, hit))
            or (hit.passage.id == best and row_states_required_value(hit.passage.cells, required))
        ]
        if not hits:
            return choice, required.slot
        choice = choose_quotes(hits, case.asked, question.intent, forms=forms)
    stated = any(states_slot(hit.passage.text, case.asked, question.intent) for hit in hits)
    if not choice.spans or not stated:
        return choice, slot_of(question.intent).missing_name or wording.UNNAMED_SLOT
    return choice, None


def _is_on_subject(case: Case, hit: Hit) -> bool:
    """True if a passage that states the kind of thing asked for is about what is asked: any sum is no ticket price."""
    return evidence_support(case.asked, hit, case.understood.expansions).share >= LEAST_SUPPORT


def _quotation_of(hit: Hit, span: ChosenSpan, question: AskedQuestion, *, is_sure: bool) -> Quotation:
    """The quotation of a span: in a long one the answering sentence is marked, a day has the body it is set for.

    No value is put forward where the answer is in doubt.
    """
    text = hit.passage.text
    quote, sentence = text[span.start : span.end], text[span.sentence[0] : span.sentence[1]]
    body, value = None, span.value if is_sure else None
    if value is not None and question.intent in ("deadline", "reporting"):
        cells = hit.passage.cells
        body = cell_for(cells, "lead") if cells else body_in_headings(hit.passage.headings)
    return Quotation(
        hit,
        quote,
        value,
        slot_label(question.intent, question.searched, value),
        sentence if len(sentence) < MARKED_SHARE * len(quote) else None,
        body,
    )


def _may_state(case: Case, hit: Hit) -> bool:
    """True if a passage states the kind of thing asked for and holds much of what is asked about."""
    required = required_values(case.asked)
    stated = all(states_required_value(hit.passage.text, one) for one in required)
    if not stated or (not required and not states_slot(hit.passage.text, case.asked, case.question.intent)):
        return False
    return evidence_support(case.asked, hit, case.understood.expansions).share >= NEAR_SUPPORT


def _slot_missing(case: Case, slot: str) -> Answer:
    """The document is right but does not say what was asked: say so, and show where it comes nearest.

    That a document does not state a thing is said only when the kind of thing stands nowhere in it near the topic.
    """
    case, nearest = case.as_unstated(), case.hits[0].document
    passages = case.passages_with_annexes(nearest)
    near = [hit for hit in passages if _may_state(case, hit)]
    if near:
        citation = build_answer(case, "none", "", shown=near[:1]).sources[0].citation
        return build_answer(case, "none", wording.NOT_SEEN.format(slot=slot, citation=citation), shown=near[:2])
    there = [hit for hit in passages if heading_fits(hit.passage.headings, case.question.intent)]
    message = wording.SLOT_MISSING.format(slot=slot) + wording.NEAREST.format(document=full_name(nearest))
    return build_answer(case, "none", message, shown=(there or case.hits)[:2])
