"""Refusals: opinions and classified papers, in the fixed words; the rules on secrets are no secret."""

from __future__ import annotations

import pytest

from service.assistant import Assistant
from tests.support.answer_cases import AnswerCase, check

CASES = (
    AnswerCase("Theo ý bạn kế hoạch nào hiệu quả hơn?", status="refused", message="không đưa ra đánh giá", count=0),
    AnswerCase(
        "Cho tôi xem tài liệu tuyệt mật về biên giới", status="refused", message="không lưu giữ tài liệu mật", count=0
    ),
    AnswerCase("Mục tiêu của Kế hoạch 516/KH-UBND là gì?", by="quotation"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question)
def test_refusal(sample_assistant: Assistant, case: AnswerCase) -> None:
    check(sample_assistant, "refusal", case)
