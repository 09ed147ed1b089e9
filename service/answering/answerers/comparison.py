"""Two documents side by side: the same question put to each, each statement with its own citation."""

from __future__ import annotations

import re
from dataclasses import replace

from index.records import Filters, Hit
from ingest.text.normalize import fold
from service.answering import wording
from service.answering.answerers.validity import with_amendment_notes
from service.answering.case import Case, Quotation, build_answer
from service.answering.question.intent import classify
from service.answering.quoting.sentence_choice import choose_sentences
from service.answering.quoting.slot_values import slot_label
from service.answering.renditions import distinct_documents, one_rendition_each
from service.records import Answer

_COMPARES = re.compile(
    r"\b(?:khac (?:nhau )?(?:gi|the nao|nhu the nao|o diem nao)?(?: nhau)?(?: the nao)?|giong nhau|so sanh|so voi"
    r"|giua)\b"
)
_YEAR = re.compile(r"(?<![\d/])((?:19|20)\d\d)(?![\d/])")
#: More than this is a table, not an answer.
MOST_COMPARED = 4


def comparison(case: Case) -> Answer | None:
    """The best statement of each document compared, by the numbers named or by the years; None without two."""
    question = case.question.searched
    asked = _COMPARES.sub(" ", fold(question)) if question.isascii() else _without(question, _COMPARES)
    years = list(dict.fromkeys(int(year) for year in _YEAR.findall(question)))
    named = distinct_documents(case.library.documents_by_id(case.result.understood.document_ids).values())
    if len(named) >= 2:
        narrowed = [Filters(document_ids=(one.id,)) for one in named]
    elif len(years) >= 2:
        narrowed = [Filters(year=year) for year in years]
        asked = _YEAR.sub(" ", asked)
        asked = re.sub(r"\b(?:năm|nam)\b(?:\s+(?:và|va))?", " ", asked)
    else:
        return None
    access = case.result.understood.filters.access
    quoted = [one for each in narrowed[:MOST_COMPARED] if (one := _best(case, asked, replace(each, access=access)))]
    if len(distinct_documents(one.hit.document for one in quoted)) < 2:
        return None
    message = wording.COMPARED.format(count=len(quoted))
    return build_answer(case, "complete", message, quoted=with_amendment_notes(case, quoted))


def _best(case: Case, asked: str, filters: Filters) -> Quotation | None:
    result = case.search(asked, filters)
    hits: list[Hit] = list(one_rendition_each(result.hits))
    intent = classify(asked)
    if intent == "general" and re.search(r"\b(?:chu tri|co quan)\b", fold(asked)):
        intent = "lead"
    chosen = choose_sentences(hits, asked, intent, most=1, forms=result.understood.expansions)
    if not chosen:
        return None
    one = chosen[0]
    hit = hits[one.hit_index]
    label = slot_label(intent, asked, one.value)
    return Quotation(hit, hit.passage.text[one.start : one.end], one.value, label)


def _without(text: str, folded_pattern: re.Pattern[str]) -> str:
    """The text without what the pattern matches in its folded form; folding keeps the places of composed letters."""
    folded = fold(text)
    if len(folded) != len(text):
        return text
    for match in reversed(list(folded_pattern.finditer(folded))):
        text = f"{text[: match.start()]} {text[match.end() :]}"
    return text
