"""Numbers of targets, tasks, principles, counted under the heading that names them."""

from __future__ import annotations

import pytest

from service.assistant import Assistant
from tests.support.answer_cases import AnswerCase, check

CASES = (
    AnswerCase(
        "Kế hoạch 9309 có bao nhiêu mục tiêu cụ thể?",
        message="có 5 mục tiêu cụ thể được đánh số tại mục I.2:",
        citation="mục I.2.a",
        count=5,
    ),
    AnswerCase("ke hoach 9105 co may muc tieu", message="có 5 mục tiêu cụ thể được đánh số tại mục I.2:", count=5),
    AnswerCase(
        "Kế hoạch 9105 có bao nhiêu nhiệm vụ?",
        message="có 6 nhiệm vụ được đánh số tại mục II:",
        value="mục II.1: Nâng cao nhận thức số",
        notice="Chỉ đếm cấp đầu",
        count=6,
    ),
    AnswerCase("Quy chế 922/2025 có bao nhiêu nguyên tắc?", message="4 nguyên tắc được đánh số tại Điều 4 của Quy chế"),
    AnswerCase("Nghị quyết 940 có mấy nguyên tắc hỗ trợ?", message="có 4 nguyên tắc hỗ trợ được đánh số tại Điều 2:"),
    AnswerCase(
        "Có bao nhiêu mục tiêu trong kế hoạch cải cách hành chính 6 tháng cuối năm 2025?",
        message="có 5 mục tiêu cụ thể",
        count=5,
    ),
    # Its targets bear dashes and no numbers.
    AnswerCase("Kế hoạch 516 có mấy mục tiêu?", by="quotation"),
    # Counted by what they say, not by their heading.
    AnswerCase("Kế hoạch 9309 có bao nhiêu mục tiêu đạt 100%?", by="quotation"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question)
def test_thing_count(sample_assistant: Assistant, case: AnswerCase) -> None:
    check(sample_assistant, "thing_count", case)
