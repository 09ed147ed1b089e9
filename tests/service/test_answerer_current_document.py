"""The current document on a subject; a document that is named is asked about itself."""

from __future__ import annotations

import pytest

from service.assistant import Assistant
from tests.support.answer_cases import AnswerCase, check

CASES = (
    AnswerCase(
        "Quy chế TTĐN hiện hành?",
        message="Quyết định số 922/2025/QĐ-UBND",
        numbers=("922/2025/QĐ-UBND",),
        citation="đoạn mở đầu",
    ),
    AnswerCase("Quyết định 901/2017/QĐ-UBND còn hiệu lực không?", by="validity"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question)
def test_current_document(sample_assistant: Assistant, case: AnswerCase) -> None:
    check(sample_assistant, "current_document", case)
