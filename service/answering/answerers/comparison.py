"""Two documents side by side: the same question put to each, each statement with its own citation."""

from __future__ import annotations

import re
from dataclasses import replace

from index.library.renditions import distinct_documents
from index.query.comparison import without_years
from index.query.question import Question
from index.records import Filters
from service.answering import wording
from service.answering.case import Case, Quotation, build_answer
from service.answering.quoting.amendments import with_amendment_notes
from service.answering.quoting.sentence_choice import choose_sentences
from service.answering.quoting.slots import slot_label
from service.answering.renditions import one_rendition_each
from service.records import Answer

_ASKS_BODY = re.compile(r"\b(?:chu tri|co quan)\b")
#: More than this is a table, not an answer.
MOST_COMPARED = 4


def comparison(case: Case) -> Answer | None:
    """The best statement of each document compared, by the numbers named or by the years; None without two."""
    if case.question.intent != "comparison":
        return None
    text, narrowed = _topic_and_sides(case)
    topic = Question(text)
    access = case.understood.filters.access
    quoted = []
    for filters in narrowed[:MOST_COMPARED]:
        best = _best_quotation(case, topic, replace(filters, access=access))
        if best is not None:
            quoted.append(best)
    if len(distinct_documents(quotation.hit.document for quotation in quoted)) < 2:
        return None
    message = wording.COMPARED.format(count=len(quoted))
    return build_answer(case, "complete", message, quoted=with_amendment_notes(case, quoted))


def _topic_and_sides(case: Case) -> tuple[str, list[Filters]]:
    """The topic that is compared, and a filter for each side; no filter without two sides."""
    topic, years = case.asked.compared.topic, case.asked.years
    if len(case.meant.named) >= 2:
        return topic, [Filters(document_ids=(document.id,)) for document in case.meant.named]
    if len(years) >= 2:
        return without_years(topic), [Filters(year=year) for year in years]
    return topic, []


def _best_quotation(case: Case, topic: Question, filters: Filters) -> Quotation | None:
    """The best statement on the topic among the documents that meet the filters."""
    result = case.search(topic, filters)
    hits = list(one_rendition_each(result.hits))
    intent = topic.intent
    if intent == "general" and _ASKS_BODY.search(topic.folded):
        intent = "lead"
    chosen = choose_sentences(hits, topic, intent, most=1, forms=result.understood.expansions)
    if not chosen:
        return None
    span = chosen[0]
    hit = hits[span.hit_index]
    return Quotation(hit, hit.passage.text[span.start : span.end], span.value, slot_label(intent, topic, span.value))
