"""Cases of answerers: a question to the sample library, the answerer that must answer it, and what it must say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from ingest.text.normalize import fold
from service.answering import compose
from service.answering.case import Case
from service.answering.question.follow_up import Conversation, new_conversation
from service.assistant import Assistant
from service.records import Answer, AnswerStatus


@dataclass(frozen=True, slots=True)
class AnswerCase:
    """One row of an answerer's table; what is left out is not looked at.

    ``quote`` and ``message`` are parts of the first quote and of the message, ``citation`` is the label of the first
    statement's place, ``value`` is its value, ``count`` the number of statements, ``numbers`` are those of the
    candidates, ``notice`` is a part of one. ``after`` is a question asked before, in the same conversation. ``by`` is
    the answerer, where the question is one that another answerer must leave alone.
    """

    question: str
    status: AnswerStatus = "complete"
    quote: str = ""
    citation: str | None = None
    value: str | None = None
    slot: str | None = None
    message: str = ""
    count: int | None = None
    numbers: tuple[str, ...] | None = None
    notice: str = ""
    after: str | None = None
    by: str | None = None


def check(assistant: Assistant, answerer: str, case: AnswerCase) -> None:
    """Ask the question of a case and compare the answer with what the case says of it."""
    conversation = new_conversation()
    if case.after is not None:
        conversation = assistant.ask(case.after, conversation).conversation
    name, answer = ask_with_answerer(assistant, case.question, conversation)
    assert name == (case.by or answerer)
    assert answer.status == case.status
    assert case.message in answer.message
    assert all(one.quote in answer.sources[one.source].hit.passage.text for one in answer.statements)
    assert case.count is None or len(answer.statements) == case.count
    assert case.numbers is None or tuple(document.metadata.number for document in answer.candidates) == case.numbers
    assert not case.notice or any(case.notice in notice for notice in answer.notices)
    if case.quote or case.citation or case.value or case.slot:
        first = answer.statements[0]
        assert case.quote in first.quote
        assert case.citation is None or answer.sources[first.source].hit.passage.citation.label == case.citation
        assert case.value is None or first.value == case.value
        assert case.slot is None or first.slot == case.slot


def ask_with_answerer(assistant: Assistant, question: str, conversation: Conversation) -> tuple[str, Answer]:
    """The name of the answerer that answered a question, and its answer."""
    names: list[str] = []

    def recording(answerer: compose.Answerer) -> Callable[[Case], Answer | None]:
        def answer_and_record(case: Case) -> Answer | None:
            answer = answerer(case)
            if answer is not None:
                names.append(answerer.__name__)
            return answer

        return answer_and_record

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compose, "ANSWERERS", tuple(recording(answerer) for answerer in compose.ANSWERERS))
        answer = assistant.ask(question, conversation).answer
    return names[-1], answer


def first_said(answer: Answer) -> tuple[str, str]:
    """What a reader sees first, and its citation, without accents."""
    if not answer.statements:
        return fold(answer.message), ""
    first = answer.statements[0]
    said = (answer.message, first.slot, first.value, first.quote)
    return fold(" ".join(part for part in said if part)), fold(answer.sources[first.source].citation)
