"""Numbers that the library does not hold: nowhere, or only cited."""

from __future__ import annotations

import pytest

from service.assistant import Assistant
from tests.support.answer_cases import AnswerCase, check

CASES = (
    AnswerCase(
        "Kế hoạch 517/KH-UBND nói về việc gì?", status="none", message="Không có văn bản số 517/KH-UBND", count=0
    ),
    AnswerCase(
        "Nghị định 168/2024/NĐ-CP phạt vượt đèn đỏ bao nhiêu?",
        status="none",
        message="Không có văn bản số 168/2024/NĐ-CP",
    ),
    AnswerCase(
        "Điều 3 Quyết định 8888/QĐ-UBND quy định gì?", status="none", message="Không có văn bản số 8888/QĐ-UBND"
    ),
    AnswerCase(
        "Nội dung Kết luận 57-KL/TW là gì?",
        status="none",
        message="chỉ được nhắc tới tại đoạn mở đầu Chỉ thị số 9007/CT-UBND",
        quote="Kết luận số 57-KL/TW",
        citation="đoạn mở đầu",
        count=1,
    ),
    AnswerCase("kế hoạch 516", by="document_by_number"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question)
def test_unknown_number(sample_assistant: Assistant, case: AnswerCase) -> None:
    check(sample_assistant, "unknown_number", case)
