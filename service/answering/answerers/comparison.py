"""Two documents side by side: the same question put to each, each statement with its own citation."""

from __future__ import annotations

import re
from dataclasses import replace

from index.records import Filters
from ingest.text.normalize import fold
from service.answering import wording
from service.answering.case import Case, Quotation, build_answer
from service.answering.question.intent import classify
from service.answering.quoting.amendments import with_amendment_notes
from service.answering.quoting.sentence_choice import choose_sentences
from service.answering.quoting.slots import slot_label
from service.answering.renditions import distinct_documents, one_rendition_each
from service.records import Answer

_COMPARES = re.compile(
    r"\b(?:khac (?:nhau )?(?:gi|the nao|nhu the nao|o diem nao)?(?: nhau)?(?: the nao)?|giong nhau|so sanh|so voi"
    r"|giua)\b"
)
_YEAR = re.compile(r"(?<![\d/])((?:19|20)\d\d)(?![\d/])")
_YEAR_WORDS = re.compile(r"\b(?:năm|nam)\b(?:\s+(?:và|va))?")
_ASKS_BODY = re.compile(r"\b(?:chu tri|co quan)\b")
#: More than this is a table, not an answer.
MOST_COMPARED = 4


def comparison(case: Case) -> Answer | None:
    """The best statement of each document compared, by the numbers named or by the years; None without two."""
    if case.question.intent != "comparison":
        return None
    topic, narrowed = _topic_and_sides(case)
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
    """The question without the words that compare, and a filter for each side; no filter without two sides."""
    question = case.question.searched
    topic = _COMPARES.sub(" ", fold(question)) if question.isascii() else _without_matches(question, _COMPARES)
    if len(case.meant.named) >= 2:
        return topic, [Filters(document_ids=(document.id,)) for document in case.meant.named]
    years = list(dict.fromkeys(int(year) for year in _YEAR.findall(question)))
    if len(years) < 2:
        return topic, []
    topic = _YEAR_WORDS.sub(" ", _YEAR.sub(" ", topic))
    return topic, [Filters(year=year) for year in years]


def _best_quotation(case: Case, topic: str, filters: Filters) -> Quotation | None:
    """The best statement on the topic among the documents that meet the filters."""
    result = case.search(topic, filters)
    hits = list(one_rendition_each(result.hits))
    intent = classify(topic)
    if intent == "general" and _ASKS_BODY.search(fold(topic)):
        intent = "lead"
    chosen = choose_sentences(hits, topic, intent, most=1, forms=result.understood.expansions)
    if not chosen:
        return None
    span = chosen[0]
    hit = hits[span.hit_index]
    return Quotation(hit, hit.passage.text[span.start : span.end], span.value, slot_label(intent, topic, span.value))


def _without_matches(text: str, folded_pattern: re.Pattern[str]) -> str:
    """The text without what the pattern matches in its folded form; folding keeps the positions of composed letters."""
    folded = fold(text)
    if len(folded) != len(text):
        return text
    for match in reversed(list(folded_pattern.finditer(folded))):
        text = f"{text[: match.start()]} {text[match.end() :]}"
    return text
