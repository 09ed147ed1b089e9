"""Numbers that the library does not hold: cited somewhere, misread in a scan, or nowhere at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.library.renditions import distinct_documents
from index.query.place_references import passages_at_place
from index.query.question import Question
from index.records import Hit, StoredDocument
from ingest.grammar.citations import paper_of
from ingest.records import Paper
from ingest.text.normalize import fold
from service.answering import wording
from service.answering.answerers.document_by_number import is_number_shared
from service.answering.answerers.place_text import text_at_place
from service.answering.case import Case, Quotation, build_answer, quote_whole_passage
from service.answering.document_names import cited_name, full_name
from service.records import Answer

#: The longest quote of a passage that names the document.
LONGEST_CITING = 700
#: Passages quoted of a paper that stands behind another one in its file.
MOST_OF_PAPER = 3


def unknown_number(case: Case) -> Answer | None:
    """The "no" to a question about a document that the library does not hold.

    None when the number only helps to say what is asked ("gia hạn bao lâu theo Nghị định 126") and a passage that names
    it was found, or when the number of the document found could not be read for certain.
    """
    case = case.as_found()
    if not _is_unresolved(case):
        return None
    number = case.understood.numbers[0]
    inside = _passages_of_paper(case)
    if inside:
        quoted = [Quotation(hit, quote_whole_passage(hit, LONGEST_CITING)) for hit in inside[:MOST_OF_PAPER]]
        return build_answer(case, "partial", wording.FOUND.format(document=cited_name(inside)), quoted=quoted)
    citing, misread = _passages_citing(case), _documents_misread(case)
    if citing and not _is_about_document(case):
        return None
    if misread and not citing:
        if case.understood.path is not None:
            return _text_in_misread(case, misread)
        if not _is_about_document(case):
            return None
    if citing:
        citation = build_answer(case, "none", "", shown=citing[:1]).sources[0].formal
        quoted = [Quotation(citing[0], quote_whole_passage(citing[0], LONGEST_CITING))]
        return build_answer(case.as_unstated(), "none", wording.CITED_ONLY.format(citation=citation), quoted=quoted)
    message = wording.NUMBER_UNKNOWN.format(number=number) + wording.NEAREST.format(document=full_name(_nearest(case)))
    return build_answer(case.as_unstated(), "none", message, candidates=distinct_documents(misread))


def number_notices(case: Case) -> tuple[str, ...]:
    """Notices on a question's number: it could be read for certain nowhere, or several documents bear it."""
    if is_number_shared(case):
        number = case.understood.numbers[0]
        return (wording.SEVERAL_SHARE.format(count=len(case.meant.named), number=number),)
    case = case.as_found()
    if not _is_unresolved(case) or _passages_citing(case) or not _documents_misread(case):
        return ()
    if case.understood.path is None and _is_about_document(case):
        return ()
    return _unconfirmed(case)


def _unconfirmed(case: Case) -> tuple[str, ...]:
    return (wording.NUMBER_UNCONFIRMED.format(number=case.understood.numbers[0]),)


def _is_unresolved(case: Case) -> bool:
    """True if a question gives a number that is of no document in the library, and cites none that is."""
    understood = case.understood
    return bool(understood.numbers) and not understood.document_ids and not case.meant.cited_ids


def _is_about_document(case: Case) -> bool:
    """True if a question asks for a place in the document, or says next to nothing beside its number."""
    understood = case.understood
    return understood.path is not None or len(case.asked.words_beside(understood.numbers)) < 2


def _passages_citing(case: Case) -> list[Hit]:
    """The passages found that name the number."""
    number = _squeezed(case.understood.numbers[0])
    if number.isdigit():  # "700" alone may be a sum of money; a document's number follows "số" or stands before a slash
        cited = re.compile(rf"\bso\s*:?\s*0*{number}\b|(?<![\d/.,]){number}\s*/\s*(?:\d{{4}}|[a-z])")
        return [hit for hit in case.hits if cited.search(fold(hit.passage.text))]
    return [hit for hit in case.hits if number in _squeezed(hit.passage.text)]


def _passages_of_paper(case: Case) -> list[Hit]:
    """The passages that answer of a paper with this number behind another one in the same file."""
    number = _squeezed(case.understood.numbers[0])
    for document in distinct_documents(hit.document for hit in case.hits):
        known = [paper for paper in document.metadata.papers if number in _squeezed(paper.number or "")]
        if len(known) == 1:
            own = [hit for hit in case.passages(document) if _is_of(document, known, hit)]
            return _asked_of_paper(case, own)
    return []


def _asked_of_paper(case: Case, own: Sequence[Hit]) -> list[Hit]:
    """Those at the place asked for, else those found, the best first, else all."""
    place = case.asked.place
    if place is not None:
        ids = {passage.id for passage in passages_at_place(place, [hit.passage for hit in own])}
        if ids:
            return [hit for hit in own if hit.passage.id in ids]
    ids = {hit.passage.id for hit in own}
    return [hit for hit in case.hits if hit.passage.id in ids] or list(own)


def _is_of(document: StoredDocument, papers: Sequence[Paper], hit: Hit) -> bool:
    return paper_of(document.metadata, hit.passage.citation.component) in papers


def _documents_misread(case: Case) -> list[StoredDocument]:
    """Documents of the hits that may bear the number: their own could not be read for certain."""
    return [hit.document for hit in case.hits if _may_bear_number(hit.document, case.asked)]


def _may_bear_number(document: StoredDocument, question: Question) -> bool:
    """True if a document whose number could not be read for certain is of the type and the body that are named."""
    metadata = document.metadata
    if metadata.number is not None and metadata.sources.get("number") not in ("ocr", "handwriting", "file_name"):
        return False
    mention = question.number_mentions[0]
    initials = "".join(word[0] for word in fold(metadata.issuer or "").split())
    body = re.sub(r"\W", "", fold(mention.agency or ""))
    of_body = not body or not initials or initials in body or body in re.sub(r"\W", "", fold(metadata.number or ""))
    return of_body and (mention.type is None or mention.type == fold(metadata.type or "").upper())


def _nearest(case: Case) -> StoredDocument:
    """The first document found of the type that the question names, else the first."""
    documents = [hit.document for hit in case.hits]
    of_type = [
        document
        for document in documents
        if document.metadata.type_name and fold(document.metadata.type_name) in case.asked.folded
    ]
    return (of_type or documents)[0]


def _text_in_misread(case: Case, documents: Sequence[StoredDocument]) -> Answer | None:
    """The text of the place asked for in the first of the documents that may bear the number and has the place."""
    place = case.asked.place
    if place is None:
        return None
    notices = _unconfirmed(case)
    for document in distinct_documents(documents):
        if passages_at_place(place, [hit.passage for hit in case.passages(document)]):
            answer = text_at_place(case, document)
            return replace(answer, notices=(*notices, *answer.notices)) if answer else None
    message = wording.PATH_UNKNOWN.format(path=place.label, document=full_name(documents[0]))
    return build_answer(case.as_unstated(), "none", message, also=notices)


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\-–./]+", "", fold(text))
