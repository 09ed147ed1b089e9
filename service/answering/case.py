"""The case that every kind of answer is made from, and the answer put together of quotations.

The last check stands here: a quotation that is not in its passage, letter by letter, ends in an error and not in an
answer.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from index.library.library import Library
from index.library.renditions import are_parts_of_one
from index.query.question import Question
from index.records import Filters, Hit, Intent, QueryInterpretation, SearchResult, StoredDocument
from index.validity.notices import provision_notice
from index.validity.records import ValidityStatus
from ingest.grammar.citations import full_citation
from service.answering import notices, wording
from service.answering.renditions import one_rendition_each
from service.answering.row_values import RowValue, describe_cell
from service.records import Answer, AnswerStatus, Source, Statement


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question ready to be answered: as typed, as resolved in its conversation, as searched, and what it asks for.

    ``searched`` is the record of what is looked for: all kinds of answers read the question there. Its own intent may
    be another one: a follow-up brings words of the question before along. ``within_document`` is True where the
    conversation says which document is asked about.
    """

    typed: str
    resolved: str
    searched: Question
    intent: Intent
    conversation_id: str | None = None
    limit: int = 5
    within_document: bool = False


#: What is left of the confidence where the documents found do not state the kind of thing asked for: of 24 such
#: questions of the first real set and of fold a of the second, 9 had an answer.
UNSTATED_SHARE = 0.4

#: A further search, for answers that compare documents.
SearchAgain = Callable[[str | Question, Filters], SearchResult]


class PassageReader:
    """Reader of whole documents; each is read once for a question, because a code of law has thousands of passages."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._hits: dict[int, list[Hit]] = {}

    def passages(self, document: StoredDocument) -> list[Hit]:
        """All passages of a document in reading order, as hits below everything ranked."""
        if document.version_id not in self._hits:
            passages = self._library.version_passages(document.version_id)
            self._hits[document.version_id] = [Hit(passage, document, 0.0) for passage in passages]
        return self._hits[document.version_id]


@dataclass(frozen=True, slots=True)
class DocumentMeant:
    """The document that a question is about, and how sure that is (see ``document_meant.decide_document``).

    ``document`` is None only where nothing was found. ``named`` are the documents whose numbers the question gives,
    ``cited_ids`` those that it only cites ("triển khai Quyết định 901"); ``titled`` is the document of which the
    question is nothing but the title. ``is_certain`` is True where the question or its conversation says which document
    is meant, False where only the ranking suggests it.
    """

    document: StoredDocument | None = None
    named: tuple[StoredDocument, ...] = ()
    cited_ids: tuple[str, ...] = ()
    titled: StoredDocument | None = None
    is_certain: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that an answer is made from: question, search result, library, day, document meant.

    ``result`` is what the search found, one rendition of each document. ``hits`` are those of it that may answer (of
    the time that is asked about), ``confidence`` is the probability that they do, ``signals`` what it follows from.
    """

    question: AskedQuestion
    result: SearchResult
    library: Library
    today: date
    search: SearchAgain
    reader: PassageReader
    hits: tuple[Hit, ...]
    confidence: float
    meant: DocumentMeant = DocumentMeant()
    signals: Mapping[str, float] = field(default_factory=dict)

    @property
    def asked(self) -> Question:
        """The record of the question as searched."""
        return self.question.searched

    @property
    def understood(self) -> QueryInterpretation:
        """The question as the search understood it."""
        return self.result.understood

    @property
    def document(self) -> StoredDocument:
        """The document meant; where nothing was found there is none, and ``nothing_found`` has answered before."""
        if self.meant.document is None:
            raise AssertionError("no document: the case was not decided, or nothing was found")
        return self.meant.document

    def as_found(self) -> Case:
        """The case with everything that was found and the ranking's own confidence.

        Answers to what a question names (a number, a list) rest on neither the words of passages nor their time.
        """
        return replace(self, hits=self.result.hits, confidence=self.result.confidence)

    def as_unstated(self) -> Case:
        """The case once a kind of answer has seen that the documents found do not state what is asked."""
        return replace(self, confidence=UNSTATED_SHARE * self.confidence)

    def statuses(self, documents: Iterable[StoredDocument]) -> dict[str, ValidityStatus]:
        """The status of each document on the day, by document id.

        Those of the documents that the answer will show are read along, in one go: nearly every answer asks for some of
        them, and then for the others.
        """
        wanted = {document.id for document in documents}
        shown = {hit.document.id for hit in self.hits[: self.question.limit]}
        known = self.library.relations.statuses(wanted | shown, self.today)
        return {document_id: known[document_id] for document_id in wanted if document_id in known}

    def passages(self, document: StoredDocument) -> list[Hit]:
        """All passages of a document in reading order, as hits below everything ranked."""
        return self.reader.passages(document)

    def passages_with_annexes(self, document: StoredDocument) -> list[Hit]:
        """All passages of a document, then those of its other parts: annexes, or the main text, in files of their own.

        Only of files that the asker may see.
        """
        key = document.metadata.canonical_key
        found = self.library.find_by_key(key) if key else ()
        visible = [other for other in found if other.access in self.understood.filters.access]
        parts = [other for other in visible if other.id != document.id and are_parts_of_one(document, other)]
        return [*self.passages(document), *(hit for part in parts for hit in self.passages(part))]


def open_case(
    question: AskedQuestion, result: SearchResult, library: Library, today: date, search: SearchAgain
) -> Case:
    """The case of a question and of what was found for it; which document is meant is not decided yet."""
    result = replace(result, hits=one_rendition_each(result.hits))
    return Case(question, result, library, today, search, PassageReader(library), result.hits, result.confidence)


@dataclass(frozen=True, slots=True)
class Quotation:
    """A verbatim quote from a hit, with the slot that it fills, the sentence that answers, the body it is about."""

    hit: Hit
    quote: str
    value: str | None = None
    slot: str | None = None
    sentence: str | None = None
    body: str | None = None


def build_answer(
    case: Case,
    status: AnswerStatus,
    message: str,
    *,
    quoted: Sequence[Quotation] = (),
    shown: Sequence[Hit] = (),
    candidates: Sequence[StoredDocument] = (),
    also: Sequence[str] = (),
) -> Answer:
    """Put an answer together: the quoted passages first, in the order of their quotes, then the others ``shown``.

    ``also`` are notices that stand before the fixed ones.

    :raises AssertionError: if a quote is not a verbatim part of its passage.
    """
    hits = list({hit.passage.id: hit for hit in (*(quotation.hit for quotation in quoted), *shown)}.values())
    position = {hit.passage.id: index for index, hit in enumerate(hits)}
    for quotation in quoted:
        if quotation.quote not in quotation.hit.passage.text or (quotation.sentence or "") not in quotation.quote:
            raise AssertionError(f"quote is not in passage {quotation.hit.passage.id}")
    statements = tuple(_statement(quotation, position[quotation.hit.passage.id]) for quotation in quoted)
    question, result = case.question, case.result
    return Answer(
        id="a_" + secrets.token_hex(8),
        question=question.typed,
        resolved_question=question.resolved,
        status=status,
        intent=question.intent,
        message=message,
        statements=statements,
        sources=cited_sources(hits, case),
        understood=result.understood,
        confidence=case.confidence,
        signals=case.signals,
        change=result.change,
        took_ms=result.took_ms,
        notices=(*also, wording.DISCLAIMER),
        candidates=tuple(candidates),
        conversation_id=question.conversation_id,
    )


def _statement(quotation: Quotation, source: int) -> Statement:
    """A quotation as it is stated; a cell of a table with what the table says of it by row, column and unit."""
    row = describe_cell(quotation.hit.passage.cells, quotation.value) if quotation.value else RowValue()
    parts = (quotation.body, row.about if quotation.slot else None)
    return Statement(
        quotation.quote,
        source,
        quotation.slot,
        quotation.value,
        quotation.sentence,
        quotation.body,
        about="; ".join(part for part in parts if part) or None,
        unit=row.unit,
    )


def quote_whole_passage(hit: Hit, most: int) -> str:
    """A passage as a quote: all of it, or its beginning up to a line end when it is longer than ``most`` characters."""
    text = hit.passage.text
    if len(text) <= most:
        return text
    cut = max(text.rfind("\n", 0, most), text.rfind(". ", 0, most) + 1)
    return text[: cut if cut > most // 2 else text.rfind(" ", 0, most)]


def cited_sources(hits: Sequence[Hit], case: Case) -> tuple[Source, ...]:
    """Passages as they are cited: both forms of the citation, and the notices that must stand beside each."""
    statuses = case.statuses(hit.document for hit in hits)
    changes = {hit.passage.id: _change_notices(hit, case) for hit in hits if statuses[hit.document.id].changes}
    return tuple(
        Source(
            id=f"s{index}",
            hit=hit,
            citation=full_citation(hit.document.metadata, hit.passage.citation, formal=False),
            formal=full_citation(hit.document.metadata, hit.passage.citation, formal=True),
            notices=(
                *notices.source_notices(hit, statuses[hit.document.id], case.today, case.asked.text),
                *changes.get(hit.passage.id, ()),
            ),
        )
        for index, hit in enumerate(hits, start=1)
    )


def _change_notices(hit: Hit, case: Case) -> tuple[str, ...]:
    """Notices of what has changed the cited place."""
    citation = hit.passage.citation
    if not citation.path:
        return ()
    changes = case.library.relations.provision_changes(hit.document.id, citation.component, citation.path, case.today)
    return tuple(dict.fromkeys(provision_notice(change) for change in changes))
