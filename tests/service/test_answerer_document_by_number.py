"""Documents called by their number: overview, facts; a question about what they say is left alone."""

from __future__ import annotations

import pytest

from service.assistant import Assistant
from tests.support.answer_cases import AnswerCase, check

CASES = (
    AnswerCase(
        "kế hoạch 516",
        message="Văn bản: Kế hoạch số 516/KH-UBND",
        quote="Hoạt động thông tin đối ngoại năm 2023",
        citation="đoạn mở đầu",
        numbers=("516/KH-UBND",),
    ),
    AnswerCase(
        "Quyết định 922/2025/QĐ-UBND", message="Văn bản: Quyết định số 922/2025/QĐ-UBND", numbers=("922/2025/QĐ-UBND",)
    ),
    AnswerCase("Ai ký Kế hoạch 516/KH-UBND?", value="Nguyễn Văn A, Phó Chủ tịch", slot="Người ký"),
    AnswerCase("kế hoạch 516 nói gì về kinh phí?", citation="mục III.1", by="quotation"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question)
def test_document_by_number(sample_assistant: Assistant, case: AnswerCase) -> None:
    check(sample_assistant, "document_by_number", case)
