"""Answers to several things asked at once ("do ai chủ trì, hạn báo cáo khi nào?"), joined to one."""

from __future__ import annotations

from dataclasses import replace

from service.answering import wording
from service.records import Answer, Source


def join_answers(first: Answer, second: Answer, question: str, asked: tuple[str, ...]) -> Answer:
    """Both answers as one: complete only when both parts are; a part that is not answered says so in a notice.

    ``asked`` are all questions in the question; each statement says which it answers.
    """
    if not second.statements or second.status not in ("complete", "partial"):
        return _with_unanswered(first, second, question, asked)
    part = 1 + max((statement.part for statement in first.statements), default=0)
    sources, positions = _joined_sources(first, second)
    statements = (
        *first.statements,
        *(replace(statement, source=positions[statement.source], part=part) for statement in second.statements),
    )
    # What is quoted stands first, in the order of the quotes.
    order = list(dict.fromkeys([*(statement.source for statement in statements), *range(len(sources))]))
    return replace(
        first,
        question=question,
        resolved_question=question,
        status="complete" if first.status == second.status == "complete" else "partial",
        statements=tuple(replace(statement, source=order.index(statement.source)) for statement in statements),
        sources=tuple(replace(sources[old], id=f"s{new}") for new, old in enumerate(order, start=1)),
        notices=tuple(dict.fromkeys((*first.notices, *second.notices))),
        confidence=min(first.confidence, second.confidence),
        took_ms=first.took_ms + second.took_ms,
        parts=asked,
    )


def _with_unanswered(first: Answer, second: Answer, question: str, asked: tuple[str, ...]) -> Answer:
    """The first answer, with a notice that the second question is not answered."""
    unanswered = wording.PART_UNANSWERED.format(question=second.question.strip(" ?."), message=second.message)
    notices = tuple(dict.fromkeys((unanswered, *first.notices)))
    return replace(first, question=question, resolved_question=question, status="partial", notices=notices, parts=asked)


def _joined_sources(first: Answer, second: Answer) -> tuple[list[Source], list[int]]:
    """The sources of both answers, each passage once, and the position of each source of the second among them."""
    by_passage = {source.hit.passage.id: position for position, source in enumerate(first.sources)}
    sources = list(first.sources)
    positions = []
    for source in second.sources:
        if source.hit.passage.id not in by_passage:
            by_passage[source.hit.passage.id] = len(sources)
            sources.append(source)
        positions.append(by_passage[source.hit.passage.id])
    return sources, positions
