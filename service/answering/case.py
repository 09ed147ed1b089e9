"""The parts that every kind of answer is built from. The last gate stands here: a quote must be in its passage."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from index.library.library import Library
from index.records import Filters, Hit, Intent, SearchResult, StoredDocument
from index.validity.provision_changes import provision_notice
from index.validity.status import ValidityStatus
from ingest.grammar.citations import full_citation
from service.answering import notices, wording
from service.records import Answer, AnswerStatus, Source, Statement


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question ready to be answered: as asked, as meant in the conversation, as searched, and what it asks for.

    ``within`` says that the conversation names the document.
    """

    typed: str
    resolved: str
    searched: str
    intent: Intent
    conversation_id: str | None = None
    limit: int = 5
    within_document: bool = False


#: Searches again, for answers that compare documents.
SearchAgain = Callable[[str, Filters], SearchResult]


@dataclass(frozen=True, slots=True)
class Case:
    """What an answer is made from: the question, what was found, the library to read on in, and the day.

    ``read`` keeps what was read already: a code of law has thousands of passages.
    """

    question: AskedQuestion
    result: SearchResult
    library: Library
    today: date
    search: SearchAgain
    read: dict[int, list[Hit]] = field(default_factory=dict)

    def statuses(self, documents: Iterable[StoredDocument]) -> dict[str, ValidityStatus]:
        """The status of each document on the day."""
        return self.library.relations.statuses({document.id for document in documents}, self.today)

    def passages(self, document: StoredDocument) -> list[Hit]:
        """All passages of a document in reading order, as hits below everything ranked."""
        if document.version_id not in self.read:
            passages = self.library.version_passages(document.version_id)
            self.read[document.version_id] = [Hit(passage, document, 0.0) for passage in passages]
        return self.read[document.version_id]


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
    """Put an answer together: the quoted passages first, in the order of their quotes, then the others ``shown``."""
    hits = list({hit.passage.id: hit for hit in (*(one.hit for one in quoted), *shown)}.values())
    place = {hit.passage.id: index for index, hit in enumerate(hits)}
    for one in quoted:
        if one.quote not in one.hit.passage.text or (one.sentence or "") not in one.quote:
            raise AssertionError(f"quote is not in passage {one.hit.passage.id}")
    statements = tuple(
        Statement(one.quote, place[one.hit.passage.id], one.slot, one.value, one.sentence, one.body) for one in quoted
    )
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
        confidence=result.confidence,
        change=result.change,
        took_ms=result.took_ms,
        notices=(*also, wording.DISCLAIMER),
        candidates=tuple(candidates),
        conversation_id=question.conversation_id,
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
    changes = {hit.passage.id: _changes(hit, case) for hit in hits if statuses[hit.document.id].changes}
    return tuple(
        Source(
            id=f"s{index}",
            hit=hit,
            citation=full_citation(hit.document.metadata, hit.passage.citation, formal=False),
            formal=full_citation(hit.document.metadata, hit.passage.citation, formal=True),
            notices=(
                *notices.source_notices(hit, statuses[hit.document.id], case.today, case.question.searched),
                *changes.get(hit.passage.id, ()),
            ),
        )
        for index, hit in enumerate(hits, start=1)
    )


def _changes(hit: Hit, case: Case) -> tuple[str, ...]:
    """What has changed the place, in fixed sentences."""
    citation = hit.passage.citation
    if not citation.path:
        return ()
    found = case.library.relations.provision_changes(hit.document.id, citation.component, citation.path, case.today)
    return tuple(dict.fromkeys(provision_notice(change) for change in found))
