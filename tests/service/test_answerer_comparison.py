"""Comparisons: each side with its own citation; one side alone is no comparison."""

from __future__ import annotations

import pytest

from service.assistant import Assistant
from tests.support.answer_cases import AnswerCase, check

CASES = (
    AnswerCase(
        "Cơ quan chủ trì thông tin đối ngoại năm 2017 và 2025 khác nhau thế nào?",
        message="So sánh nội dung trong 2 văn bản:",
        value="Sở Thông tin và Truyền thông",
        citation="khoản 1 Điều 10",
        count=2,
    ),
    AnswerCase(
        "So sánh chỉ tiêu hồ sơ công việc cấp xã năm 2024 và 2025",
        message="So sánh nội dung trong 2 văn bản:",
        citation="STT 4, Phụ lục II",
        count=2,
    ),
    AnswerCase("Kế hoạch chuyển đổi số khác gì kế hoạch trước?", by="quotation"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question)
def test_comparison(sample_assistant: Assistant, case: AnswerCase) -> None:
    check(sample_assistant, "comparison", case)
