"""Definitions of a term or a short form: the sentence that gives it, wherever in the documents found it stands."""

from __future__ import annotations

import re

from index.records import Hit
from ingest.text.normalize import fold
from ingest.text.sentences import quotable_spans
from service.answering import wording
from service.answering.case import Case, Quotation, build_answer
from service.answering.document_names import cited_name
from service.answering.quoting.quote_spans import LONGEST_QUOTE, widen_quote
from service.records import Answer


def definition(case: Case) -> Answer | None:
    """Quote the sentence that defines the term; newest document first. None when no passage found defines it."""
    term = case.asked.term if case.question.intent == "definition" else None
    if term is None:
        return None
    # The article that explains the terms of a law has one line for each; that line need not be among the first found.
    more = [hit for hit in case.passages(case.hits[0].document) if _explains_terms(hit)]
    ranked = {hit.passage.id for hit in case.hits}
    hits = [*case.hits, *(hit for hit in more if hit.passage.id not in ranked)]
    found = [quotation for hit in hits if (quotation := _defining_quotation(hit, term)) is not None]
    if not found:
        return None
    # A regulation's own definition before one in passing, and the newer text before the older.
    found.sort(key=lambda quotation: (not _explains_terms(quotation.hit), _age(quotation.hit)))
    message = wording.FOUND.format(document=cited_name([found[0].hit]))
    others = [quotation.hit for quotation in found[1:]]
    return build_answer(case, "complete", message, quoted=found[:1], shown=others)


def _defining_quotation(hit: Hit, term: str) -> Quotation | None:
    """The first sentence of a passage that defines the term, with what stands around it."""
    text = hit.passage.text
    spans = quotable_spans(text, LONGEST_QUOTE)
    escaped = re.escape(term)
    patterns = (
        rf"(?:goi tat|viet tat)(?: chung)? la:?\s*[\"“]?{escaped}\b",
        rf"^(?:\W|\w{{1,2}}[.)])*\s*{escaped}\s*(?:\([^)]*\)\s*)?(?:la|duoc hieu la|bao gom|gom)\b",
        rf"\w+\s*\({escaped}\)",
        rf"\b{escaped}\s*\([^)]{{8,}}\)",
    )
    for pattern in patterns:
        for span in spans:
            if re.search(pattern, fold(text[span[0] : span[1]])):
                start, end = widen_quote(text, spans, span)
                return Quotation(hit, text[start:end], None, None)
    return None


def _explains_terms(hit: Hit) -> bool:
    return any("giai thich tu ngu" in fold(heading) for heading in hit.passage.headings)


def _age(hit: Hit) -> int:
    """A number that is the lower the newer a document is; 0 without a day."""
    day = hit.document.metadata.issued_date
    return -day.toordinal() if day else 0
