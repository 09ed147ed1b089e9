"""Documents called by their title and nothing else."""

from __future__ import annotations

import pytest

from service.assistant import Assistant
from tests.support.answer_cases import AnswerCase, check

CASES = (
    AnswerCase(
        "Kế hoạch chuyển đổi số 2024?",
        message="Văn bản: Kế hoạch số 9105/KH-UBND",
        numbers=("9105/KH-UBND",),
        citation="đoạn mở đầu",
    ),
    AnswerCase(
        "Kế hoạch tuyên truyền biển đảo năm 2025 của tỉnh Gia Lai?",
        message="Văn bản: Kế hoạch số 9208/KH-UBND",
        numbers=("9208/KH-UBND",),
    ),
    AnswerCase("Tổng kinh phí chuyển đổi số năm 2024?", by="quotation"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question)
def test_document_by_title(sample_assistant: Assistant, case: AnswerCase) -> None:
    check(sample_assistant, "document_by_title", case)
