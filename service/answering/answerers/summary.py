"""A document on one page, in its own words: every line a quote with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.query.name_asked import name_asked
from index.records import Hit, StoredDocument
from ingest.text.normalize import fold
from service.answering import wording
from service.answering.answerers.document_by_number import is_number_shared
from service.answering.answerers.named_documents import named_documents, other_names_notice, shared_name_answer
from service.answering.case import Case, Quotation, build_answer
from service.answering.document_names import full_name, name_parts
from service.answering.notices import document_notices
from service.answering.overview.assigned import assigned_tasks
from service.answering.overview.page import about_line, left_out_sentences
from service.answering.overview.records import Aspect
from service.answering.overview.summary import summary as summary_of
from service.answering.quoting.confidence import is_confident
from service.records import Answer

#: Words of types, and of numbers that a name does not hold in this form.
_TYPE_WORDS = frozenset(
    ["kh", "qd", "ct", "nq", "cv", "nd", "tt", "bc", "tb", "ubnd", "hdnd", "van", "ban", "quyet", "dinh"]
)
#: Share of the words beside a number that the document's name must hold.
_NAMED_SHARE = 0.75


def summary(case: Case) -> Answer | None:
    """The summary of the document meant; None when another thing is asked for, or the document is unsure."""
    words = case.asked.summary_words
    if words is None or case.question.intent != "summary":
        return None
    if is_number_shared(case):
        named = case.meant.named
        message = wording.SEVERAL.format(count=len(named), number=case.understood.numbers[0])
        return build_answer(case.as_found(), "ambiguous", message, candidates=named)
    others: tuple[StoredDocument, ...] = ()
    document: StoredDocument | None = case.document
    if not case.meant.is_certain:
        fitting = named_documents(case, name_asked(" ".join(words)), (hit.document for hit in case.result.hits))
        if fitting.is_shared:
            return shared_name_answer(case, fitting.others)
        document, others = fitting.meant or _by_ranking(case, words), fitting.others
    if document is None or not _is_named(words, document):
        return None
    hits = {hit.passage.id: hit for hit in case.passages(document)}
    tasks = assigned_tasks(case.library, document)
    aspects = summary_of(document, [hit.passage for hit in hits.values()], tasks).aspects
    quoted = list(_quotations(aspects, hits))
    if not quoted:
        return build_answer(case, "partial", wording.NOTHING_SUMMARISED, candidates=(document,))
    status = case.statuses([document])[document.id]
    return build_answer(
        case.as_found(), "complete", wording.SUMMARISED.format(document=full_name(document)), quoted=quoted,
        also=(
            *document_notices(document, status, case.today), *other_names_notice(case, others),
            *left_out_sentences(aspects),
        ),
    )  # fmt: skip


def _is_named(words: tuple[str, ...], document: StoredDocument) -> bool:
    """True if the words of the request name this document and nothing beside it."""
    name = set(re.findall(r"\w+", fold(" ".join(name_parts(document)))))
    if document.metadata.issued_date:
        name |= set(document.metadata.issued_date.strftime("%Y %m %d %-d %-m").split())
    known = [word in name or word in _TYPE_WORDS for word in words]
    return sum(known) >= _NAMED_SHARE * len(known)


def _by_ranking(case: Case, words: tuple[str, ...]) -> StoredDocument | None:
    """The document found first, where its number is given or the ranking is sure of it."""
    return case.document if _says_number(words, case.document) or is_confident(case) else None


def _says_number(words: tuple[str, ...], document: StoredDocument) -> bool:
    """True if the request gives the running number of this document, with no type before it."""
    number = (document.metadata.number or "").split("/")[0].split("-")[0]
    return len(number) > 1 and number in words


def _quotations(aspects: Iterable[Aspect], hits: dict[int, Hit]) -> Iterable[Quotation]:
    """The lines of a summary as quotations, each under the name of its aspect."""
    for aspect in aspects:
        for line in aspect.lines:
            label = wording.ASPECTS[aspect.name]
            yield Quotation(hits[line.passage.id], line.quote, None, label, None, about_line(line) or None)
