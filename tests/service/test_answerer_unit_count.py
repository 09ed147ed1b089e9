"""Numbers of parts, chapters, articles and annexes, counted in the outline."""

from __future__ import annotations

import pytest

from service.assistant import Assistant
from tests.support.answer_cases import AnswerCase, check

CASES = (
    AnswerCase("Kế hoạch 516 có mấy phần?", message="có 4 mục", value="mục I: MỤC TIÊU, YÊU CẦU", count=4),
    AnswerCase("ke hoach 9105 gom bao nhieu phu luc", message="có 2 phụ lục", count=2),
    AnswerCase(
        "Quyết định 901/2017 có bao nhiêu điều?",
        message="có 3 Điều; 13 Điều của Quy chế ban hành kèm theo",
        count=8,
    ),
    AnswerCase("Quyết định 922/2025 có mấy chương?", message="chương của Quy chế ban hành kèm theo"),
    AnswerCase("Kế hoạch 516 có mấy mục tiêu?", by="quotation"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question)
def test_unit_count(sample_assistant: Assistant, case: AnswerCase) -> None:
    check(sample_assistant, "unit_count", case)
