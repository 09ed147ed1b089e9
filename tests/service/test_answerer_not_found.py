"""The "no": nothing answers for sure, and the nearest document is named."""

from __future__ import annotations

import pytest

from service.assistant import Assistant
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
