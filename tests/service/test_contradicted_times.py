"""A day or year beside a number that no document of that number bears is doubted; the right one is not."""

from __future__ import annotations

import pytest

from service.answering.question.follow_up import new_conversation
from service.assistant import Assistant

DOUBTED = (
    ("Kế hoạch 516 ngày 1/1/2020", "ngày 1/1/2020", "Kế hoạch số 516/KH-UBND ngày 09/3/2023"),
    ("quyết định 9176 ngày 1/1/2024 nói gì", "ngày 1/1/2024", "Quyết định số 9176/QĐ-UBND ngày 28/6/2024"),
    ("ke hoach 9105 nam 2022 muc tieu la gi", "nam 2022", "Kế hoạch số 9105/KH-UBND ngày 15/01/2024"),
    ("Chỉ thị 9007 ngày 05/6/2024 yêu cầu Công an tỉnh làm gì?", "ngày 05/6/2024", "ngày 06/5/2024"),
    ("Nghị quyết 940 của HĐND tỉnh Bình Định nói gì?", "HĐND tỉnh Bình Định", "của HĐND tỉnh Gia Lai"),
    ("ke hoach 516 cua ubnd tinh lam dong do ai chu tri", "ubnd tinh lam dong", "của UBND tỉnh Gia Lai"),
    ("Quyết định 922/2025 của tỉnh Đắk Lắk còn hiệu lực không?", "tỉnh Đắk Lắk", "của UBND tỉnh Gia Lai"),
    ("Văn bản nào thay thế Quyết định 901/2017 ngày 5/5/2017?", "ngày 5/5/2017", "ngày 21/3/2017"),
)


@pytest.mark.parametrize(("question", "typed", "document"), DOUBTED)
def test_another_time_is_doubted(sample_assistant: Assistant, question: str, typed: str, document: str) -> None:
    answer = sample_assistant.ask(question, new_conversation()).answer
    assert answer.message.startswith(f"Câu hỏi ghi {typed}, nhưng văn bản mang số này trong kho là ")
    assert document in answer.message
    assert answer.status == "partial"
    assert answer.question == question


@pytest.mark.parametrize(
    "question",
    [
        "Kế hoạch 516 ngày 9/3/2023 do ai chủ trì?",
        "Kế hoạch 516 ngày 09 tháng 3 năm 2023 do ai chủ trì?",
        "Kế hoạch 9105 năm 2024 do ai chủ trì?",
        "Kế hoạch 516 của UBND tỉnh Gia Lai do ai chủ trì?",
        "Kế hoạch 9208 của UBND tỉnh Bình Định ai ký?",
    ],
)
def test_the_right_time_is_not_doubted(sample_assistant: Assistant, question: str) -> None:
    answer = sample_assistant.ask(question, new_conversation()).answer
    assert answer.status == "complete"
    assert "Câu hỏi ghi" not in answer.message


def test_a_sum_of_money_is_no_mention_of_a_document(sample_assistant: Assistant) -> None:
    answer = sample_assistant.ask("Kế hoạch 700 ngày 1/1/2020", new_conversation()).answer
    assert answer.message.startswith("Không có văn bản số 700 trong kho")
