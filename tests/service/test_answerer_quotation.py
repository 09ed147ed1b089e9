"""Quotations from ranked passages: leads, days, sums, persons, places; a value not stated is said to be missing."""

from __future__ import annotations

import pytest

from service.assistant import Assistant
from tests.support.answer_cases import AnswerCase, check

CASES = (
    AnswerCase("Mục tiêu của Kế hoạch 516/KH-UBND là gì?", quote="1. Mục tiêu", citation="mục I.1", count=2),
    AnswerCase(
        "Kế hoạch 516 do ai chủ trì?",
        value="Sở Thông tin và Truyền thông",
        slot="Cơ quan, người chủ trì",
        citation="mục IV.1.a",
    ),
    AnswerCase(
        "Hạn báo cáo của Kế hoạch 516?", value="trước ngày 15 tháng 11 năm 2023", slot="Thời hạn", citation="mục IV.1.b"
    ),
    AnswerCase("Tổng kinh phí chuyển đổi số năm 2024?", value="18,5 tỷ đồng", slot="Số tiền", citation="mục III.1"),
    AnswerCase(
        "Trưởng ban chỉ đạo thông tin đối ngoại năm 2001 là ai?", quote="Trưởng ban;", citation="khoản 1 Điều 1"
    ),
    AnswerCase("Tuần lễ Biển và Hải đảo tổ chức ở đâu?", quote="tại thành phố Quy Nhơn", citation="mục II.3.a"),
    AnswerCase(
        "Năm 2023 tỉnh chi bao nhiêu tiền cho thông tin đối ngoại?",
        status="none",
        message="Văn bản không nêu số tiền.",
        count=0,
    ),
    AnswerCase(
        "Số điện thoại của Giám đốc Sở Nội vụ?",
        status="none",
        message="Văn bản không nêu số điện thoại, thư điện tử.",
        count=0,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question)
def test_quotation(sample_assistant: Assistant, case: AnswerCase) -> None:
    check(sample_assistant, "quotation", case)
