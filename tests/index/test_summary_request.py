"""Requests for a summary, as people type them."""

from __future__ import annotations

import pytest

from index.query.question import Question


@pytest.mark.parametrize(
    "text",
    [
        "tóm tắt kế hoạch 516", "Tom tat giup toi quyet dinh 901/2017", "hãy tóm tắt nội dung nghị quyết 940",
        "khái quát chỉ thị 9007 cho tôi", "kế hoạch 516 nói gì?", "Nội dung chính của công văn 9411",
        "các điểm chính của Kế hoạch số 9105/KH-UBND", "kh 9105 co noi dung gi", "tóm tắt văn bản này",
        "cho tôi xem tóm tắt kế hoạch chuyển đổi số năm 2024",
    ],
)  # fmt: skip
def test_a_summary_is_asked_for(text: str) -> None:
    assert Question(text).summary_words is not None
    assert Question(text).intent == "summary"


@pytest.mark.parametrize(
    "text",
    [
        "kế hoạch 516 nói gì về kinh phí", "tóm tắt nhiệm vụ của Sở Y tế", "nội dung của Điều 5", "Điều 5 nói gì?",
        "kế hoạch 516 do ai chủ trì?", "báo cáo tóm tắt gửi về đâu?",
        "hội nghị tổng kết có nội dung gì",
    ],
)  # fmt: skip
def test_no_summary_of_a_document_is_asked_for(text: str) -> None:
    assert Question(text).summary_words is None
