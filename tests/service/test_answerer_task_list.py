"""Tasks of a body: under its heading, in rows of a table, after a misread name; a body without tasks is left alone."""

from __future__ import annotations

import pytest

from service.assistant import Assistant
from tests.support.answer_cases import AnswerCase, check

CASES = (
    AnswerCase(
        "Chỉ thị 9007/CT-UBND giao Sở Ngoại vụ làm gì?",
        quote="công tác đối ngoại biên giới",
        citation="điểm a khoản 3",
        count=3,
    ),
    AnswerCase("Sở Ngoại vụ làm gì theo kế hoạch 516?", quote="2. Sở Ngoại vụ", citation="mục IV.2", count=1),
    AnswerCase(
        "Các nhiệm vụ của Sở TT&TT trong Phụ lục I Kế hoạch 9105",
        value="Xây dựng Quy chế quản trị, khai thác dữ liệu dùng chung của tỉnh",
        slot="Nhiệm vụ",
        citation="STT 1, Phụ lục I",
        count=10,
    ),
    AnswerCase("Công văn 9411 yêu cầu Sở Văn hóa, Thể thao và Du lịch làm gì?", citation="khoản 2", count=1),
    AnswerCase("Kế hoạch 516 giao Sở Y tế làm gì?", status="partial", by="quotation"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question)
def test_task_list(sample_assistant: Assistant, case: AnswerCase) -> None:
    check(sample_assistant, "task_list", case)
