"""The "no": nothing answers for sure, and the nearest document is named."""

from __future__ import annotations

import pytest

from service.answering import wording
from service.answering.answerers.not_found import NEAREST_SHOWN
from service.answering.question.follow_up import new_conversation
from service.assistant import Assistant
from service.commands.console_output import answer_lines
from tests.support.answer_cases import AnswerCase, check

CASES = (
    AnswerCase(
        "Học phí trường công lập năm 2024 là bao nhiêu?",
        status="none",
        # Passages of one document are near enough to be read for a sum: it has none, which is said of it alone.
        message="Văn bản không nêu số tiền. Văn bản gần nhất:",
        count=0,
        by="quotation",
    ),
    AnswerCase("Giá đất ở Pleiku năm 2025?", status="none", message="Văn bản gần nhất:", count=0),
    AnswerCase("Ai ký Luật An ninh mạng?", status="none", message="Không tìm thấy nội dung này"),
    AnswerCase("Kế hoạch 516 do ai chủ trì?", by="quotation"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question)
def test_not_found(sample_assistant: Assistant, case: AnswerCase) -> None:
    check(sample_assistant, "not_found", case)


@pytest.mark.parametrize(
    "question",
    ["Giá đất ở Pleiku năm 2025?", "Ai ký Luật An ninh mạng?", "gia xang dau hom nay the nao", "Lịch thi đấu bóng đá?"],
)
def test_the_nearest_passages_are_shown_as_such_and_answer_nothing(sample_assistant: Assistant, question: str) -> None:
    answer = sample_assistant.ask(question, new_conversation()).answer
    assert answer.status == "none"
    assert not answer.statements
    assert 0 < len(answer.sources) <= NEAREST_SHOWN
    assert answer.message.endswith(wording.NEAREST_BELOW)
    lines = answer_lines(answer)
    assert wording.NEAREST_PASSAGES in lines
    assert wording.SOURCES not in lines
    following = sample_assistant.ask("Ai chủ trì?", sample_assistant.ask(question, new_conversation()).conversation)
    # A document that only came near is not taken for the one that the conversation is about.
    assert following.answer.resolved_question == "Ai chủ trì?"
