"""From a search result to an answer: which status, which verbatim quotes, which citations.

Nothing is generated. A quote is a span of a stored passage, a citation is made by code from the passage's own
place, a message is a fixed sentence. Every "no" has its reason.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.records import Hit, SearchResult, StoredDocument, Understood
from ingest.citations import full_citation
from ingest.normalize import fold
from service import notices, wording
from service.evidence import support
from service.finding import LOOKED_UP_CONFIDENCE
from service.naming import full_name
from service.places import asked_place, passages_at
from service.records import Answer, AnswerStatus, Intent, Source, Statement
from service.statements import Chosen, choose
from service.values import states_slot

#: Below this the answer is "not found"; the nearest document is named instead.
LEAST_CONFIDENCE = 0.5
#: The same when the conversation already says which document is meant: only the place in it is in doubt.
LEAST_CONFIDENCE_WITHIN = 0.2
#: How much the support of the question's own words and names counts beside the ranking's probability.
SUPPORT_WEIGHT = 0.6
#: How many of the first hits may bring the support: the ranking need not have put the best one first.
SUPPORTING_HITS = 3
#: Kinds of questions about a document as a whole, answered from what is known of it.
_ABOUT_DOCUMENT = frozenset[Intent]({"lookup", "general", "content", "validity"})
#: Words that a bare look-up consists of, besides the number itself (folded).
_LOOKUP_WORDS = re.compile(
    r"\b(?:ke hoach|quyet dinh|chi thi|cong van|nghi quyet|nghi dinh|thong tu|bao cao|to trinh|van ban|ket luan|luat"
    r"|kh|qd|ct|cv|nq|nd|tt|bc|ttr|so|ve viec|noi|gi|la|nao|cua|nam|ngay|toan van|xem|cho|toi|noi dung|ai ky|ky|so may"
    r"|ve|co|tim|mo|hoi|ubnd|tinh)\b"
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question ready to be answered: as asked, as meant in the conversation, as searched, and what it asks for.

    ``within`` says that the conversation names the document.
    """

    asked: str
    resolved: str
    searched: str
    intent: Intent
    conversation_id: str | None = None
    limit: int = 5
    within: bool = False


def refusal(question: Question, result: SearchResult) -> Answer:
    """The answer to a question that is refused whatever the library holds."""
    return _answer(question, result, "refused", wording.CLASSIFIED if question.intent == "secret" else wording.OPINION)


def compose(question: Question, result: SearchResult, today: date) -> Answer:
    """Make the answer to ``question`` from what the search found."""
    understood, hits = result.understood, result.hits
    if not hits:
        return _answer(question, result, "none", _not_found(None))
    documents = _documents(hits)
    if understood.numbers and not understood.document_ids:
        answer = _number_unknown(question, result, today)
        if answer is not None:
            return answer
    named = [document for document in documents if document.id in understood.document_ids]
    if _is_bare_lookup(question, understood) and named:
        if len(understood.document_ids) > 1:
            return _ambiguous(question, result, named)
        return _look_up(question, result, named[0], today)
    if understood.path and not _path_found(hits, question.asked):
        message = wording.PATH_UNKNOWN.format(path=understood.path, document=full_name(hits[0].document))
        return _answer(question, result, "none", message)
    result = replace(result, confidence=_confidence(question, result))
    if result.confidence < (LEAST_CONFIDENCE_WITHIN if question.within else LEAST_CONFIDENCE):
        return _answer(question, result, "none", _not_found(hits[0].document))
    return _quote(question, result, today)


def _confidence(question: Question, result: SearchResult) -> float:
    """The ranking's probability, joined with how much of the question the evidence holds."""
    if result.confidence >= LOOKED_UP_CONFIDENCE:
        return result.confidence
    share = max(support(question.searched, hit).share for hit in result.hits[:SUPPORTING_HITS])
    return SUPPORT_WEIGHT * share + (1 - SUPPORT_WEIGHT) * result.confidence


def _quote(question: Question, result: SearchResult, today: date) -> Answer:
    """Quote the sentences that answer; say so when the documents found do not state what was asked."""
    hits = result.hits[: question.limit]
    chosen = choose(hits, question.searched, question.intent)
    if not chosen or not any(states_slot(hit.passage.text, question.searched, question.intent) for hit in hits):
        slot = wording.SLOTS.get(question.intent, "nội dung này")
        message = wording.SLOT_MISSING.format(slot=slot) + wording.NEAREST.format(document=full_name(hits[0].document))
        return _answer(question, result, "none", message)
    sources = _sources(_order(hits, chosen), today)
    place = {source.hit.passage.id: index for index, source in enumerate(sources)}
    label = wording.SLOT_LABELS.get(question.intent)
    statements = tuple(
        Statement(
            quote=hits[item.hit].passage.text[item.start : item.end],
            source=place[hits[item.hit].passage.id],
            slot=label if item.value else None,
            value=item.value,
        )
        for item in chosen
    )
    message = wording.FOUND.format(document=full_name(sources[0].hit.document))
    return _answer(question, result, "complete", message, sources=sources, statements=statements)


def _order(hits: Sequence[Hit], chosen: Sequence[Chosen]) -> list[Hit]:
    """The quoted passages first, in the order of their quotes; then the others as ranked."""
    first = list(dict.fromkeys(item.hit for item in chosen))
    return [hits[index] for index in (*first, *(index for index in range(len(hits)) if index not in first))]


def _sources(hits: Sequence[Hit], today: date) -> tuple[Source, ...]:
    return tuple(
        Source(
            id=f"s{index}",
            hit=hit,
            citation=full_citation(hit.document.metadata, hit.passage.citation, formal=False),
            formal=full_citation(hit.document.metadata, hit.passage.citation, formal=True),
            notices=notices.of_source(hit, today),
        )
        for index, hit in enumerate(hits, start=1)
    )


def _number_unknown(question: Question, result: SearchResult, today: date) -> Answer | None:
    """The "no" to a question about a document that the library does not hold.

    None when the number only helps to say what is asked ("gia hạn bao lâu theo Nghị định 126") and a passage
    that names it was found: then that passage may well answer.
    """
    understood = result.understood
    number = understood.numbers[0]
    citing = [hit for hit in result.hits if _names(hit, number)]
    about_it = understood.path is not None or _is_bare_lookup(question, understood)
    if not about_it and citing:
        return None
    if not citing:
        message = wording.NUMBER_UNKNOWN.format(number=number) + wording.NEAREST.format(
            document=full_name(result.hits[0].document)
        )
        return _answer(question, result, "none", message)
    sources = _sources(citing[:1], today)
    message = wording.CITED_ONLY.format(citation=sources[0].formal)
    return _answer(question, result, "none", message, sources=sources)


def _names(hit: Hit, number: str) -> bool:
    return _squeezed(number) in _squeezed(hit.passage.text)


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\-–./]+", "", fold(text))


def _is_bare_lookup(question: Question, understood: Understood) -> bool:
    """Tell "kế hoạch 516" from a question about what plan 516 says."""
    if not understood.numbers or understood.path or question.intent not in _ABOUT_DOCUMENT:
        return False
    rest = fold(question.resolved)
    for number in understood.numbers:
        for part in re.split(r"[\s/\-–]+", fold(number)):
            rest = re.sub(rf"\b{re.escape(part)}\b", " ", rest)
    return not re.findall(r"\w+", _LOOKUP_WORDS.sub(" ", re.sub(r"\d+", " ", rest)))


def _look_up(question: Question, result: SearchResult, document: StoredDocument, today: date) -> Answer:
    """A document asked for by its number: what it is, and its opening passages."""
    hits = sorted((hit for hit in result.hits if hit.document.id == document.id), key=lambda hit: hit.passage.ordinal)
    sources = _sources(hits[: question.limit], today)
    message = wording.LOOKED_UP.format(document=full_name(document))
    return _answer(question, result, "complete", message, sources=sources, candidates=(document,))


def _ambiguous(question: Question, result: SearchResult, named: Sequence[StoredDocument]) -> Answer:
    number = result.understood.numbers[0]
    message = wording.SEVERAL.format(count=len(result.understood.document_ids), number=number)
    return _answer(question, result, "ambiguous", message, candidates=tuple(named))


def _path_found(hits: Sequence[Hit], question: str) -> bool:
    place = asked_place(question)
    return place is None or bool(passages_at(place, [hit.passage for hit in hits]))


def _not_found(nearest: StoredDocument | None) -> str:
    return wording.NOT_FOUND + (wording.NEAREST.format(document=full_name(nearest)) if nearest else "")


def _documents(hits: Sequence[Hit]) -> list[StoredDocument]:
    return list({hit.document.id: hit.document for hit in hits}.values())


def _answer(
    question: Question,
    result: SearchResult,
    status: AnswerStatus,
    message: str,
    *,
    sources: tuple[Source, ...] = (),
    statements: tuple[Statement, ...] = (),
    candidates: tuple[StoredDocument, ...] = (),
) -> Answer:
    for statement in statements:
        # The last gate before anything is sent: a quote that is not in its passage is a defect, never an answer.
        passage = sources[statement.source].hit.passage
        if statement.quote not in passage.text:
            raise AssertionError(f"quote is not in passage {passage.id}")
    return Answer(
        id="a_" + secrets.token_hex(8),
        question=question.asked,
        resolved_question=question.resolved,
        status=status,
        intent=question.intent,
        message=message,
        statements=statements,
        sources=sources,
        understood=result.understood,
        confidence=result.confidence,
        change=result.change,
        took_ms=result.took_ms,
        notices=(wording.DISCLAIMER,),
        candidates=candidates,
        conversation_id=question.conversation_id,
    )
