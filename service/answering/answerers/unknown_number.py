"""Numbers that the library does not hold: cited somewhere, misread in a scan, or nowhere at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.query.number_mentions import find_number_mentions
from index.query.place_references import find_place_reference, passages_at_place
from index.records import Hit, StoredDocument
from ingest.text.normalize import fold
from service.answering import wording
from service.answering.answerers import document_facts
from service.answering.answerers.place_text import place_text
from service.answering.case import Case, Quotation, build_answer, quote_whole_passage
from service.answering.document_names import full_name
from service.answering.renditions import distinct_documents
from service.records import Answer

#: The longest quote of a passage that names the document.
LONGEST_CITING = 700


def unknown_number(case: Case) -> tuple[Answer | None, tuple[str, ...]]:
    """The "no" to a question about a document that the library does not hold, or a notice when it may be held.

    The answer is None when the number only helps to say what is asked ("gia hạn bao lâu theo Nghị định 126") and a
    passage that names it was found, or when the number of the document found could not be read for certain.
    """
    question, understood, hits = case.question, case.result.understood, case.result.hits
    number = understood.numbers[0]
    citing = [hit for hit in hits if _names(hit, number)]
    left = document_facts.words_beside_number(question.searched, understood)
    about_it = understood.path is not None or len(left) < 2
    if citing and not about_it:
        return None, ()
    unsure = [hit.document for hit in hits if _may_be(hit.document, question.searched)]
    if unsure and not citing:
        said = (wording.NUMBER_UNCONFIRMED.format(number=number),)
        if understood.path is not None:
            return _placed_in_one(case, unsure, said), said
        if not about_it:
            return None, said
    if citing:
        sources = citing[:1]
        placed = build_answer(case, "none", "", shown=sources).sources[0].formal
        quoted = [Quotation(sources[0], quote_whole_passage(sources[0], LONGEST_CITING))]
        return build_answer(case, "none", wording.CITED_ONLY.format(citation=placed), quoted=quoted), ()
    message = wording.NUMBER_UNKNOWN.format(number=number) + wording.NEAREST.format(document=full_name(_nearest(case)))
    return build_answer(case, "none", message, candidates=distinct_documents(unsure)), ()


def _nearest(case: Case) -> StoredDocument:
    """The first document found of the type that the question names, else the first."""
    folded = fold(case.question.searched)
    documents = [hit.document for hit in case.result.hits]
    of_type = [one for one in documents if one.metadata.type_name and fold(one.metadata.type_name) in folded]
    return (of_type or documents)[0]


def _may_be(document: StoredDocument, question: str) -> bool:
    """Whether a document whose number could not be read for certain may be the one named: same type, same body."""
    known = document.metadata
    if known.number is not None and known.sources.get("number") not in ("ocr", "handwriting", "file_name"):
        return False
    mention = find_number_mentions(question)[0]
    initials = "".join(word[0] for word in fold(known.issuer or "").split())
    body = re.sub(r"\W", "", fold(mention.agency or ""))
    of_body = not body or not initials or initials in body or body in re.sub(r"\W", "", fold(known.number or ""))
    return of_body and (mention.type is None or mention.type == fold(known.type or "").upper())


def _placed_in_one(case: Case, documents: Sequence[StoredDocument], said: tuple[str, ...]) -> Answer | None:
    """The place asked for, when exactly one of the documents that may be meant has it."""
    place = find_place_reference(case.question.searched)
    if place is None:
        return None
    holding = [
        one
        for one in distinct_documents(documents)
        if passages_at_place(place, [hit.passage for hit in case.passages(one)])
    ]
    if not holding:
        return build_answer(
            case, "none", wording.PATH_UNKNOWN.format(path=place.label, document=full_name(documents[0])), also=said
        )
    answer = place_text(case, holding[0], certain=True)
    return replace(answer, notices=(*said, *answer.notices)) if answer else None


def _names(hit: Hit, number: str) -> bool:
    return _squeezed(number) in _squeezed(hit.passage.text)


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\-–./]+", "", fold(text))
