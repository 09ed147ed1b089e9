"""Definitions: of a term and of a short form; a term that no passage defines is left alone."""

from __future__ import annotations

import pytest

from service.assistant import Assistant
from tests.support.answer_cases import AnswerCase, check

CASES = (
    AnswerCase("TTĐN nghĩa là gì?", quote="sau đây gọi tắt là TTĐN", citation="khoản 1 Điều 3", count=1),
    AnswerCase(
        "Hoạt động thông tin đối ngoại được hiểu thế nào?",
        quote="Hoạt động thông tin đối ngoại là việc",
        citation="khoản 2 Điều 3",
    ),
    AnswerCase("IUU trong kế hoạch Bình Định là gì", message="Kế hoạch số 9208/KH-UBND", citation="mục II.2.a"),
    AnswerCase("Máy bay không người lái là gì?", by="quotation", status="partial"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question)
def test_definition(sample_assistant: Assistant, case: AnswerCase) -> None:
    check(sample_assistant, "definition", case)
