"""Whole documents side by side in the chat; a topic that is compared stays with the other kind of answer."""

from __future__ import annotations

import pytest

from service.answering.question.follow_up import new_conversation
from service.assistant import Assistant
from tests.support.answer_cases import AnswerCase, ask_with_answerer, check

CASES = (
    AnswerCase("so sánh kế hoạch 516 với 9105", message="So sánh Kế hoạch số 516/KH-UBND"),
    AnswerCase("Kế hoạch 516 và 9105 khác gì nhau?", message="với Kế hoạch số 9105/KH-UBND"),
    AnswerCase("So sánh QĐ 901/2017 và QĐ 922/2025", message="với Quyết định số 922/2025/QĐ-UBND"),
    AnswerCase("quyết định 922/2025 khác gì quyết định cũ", message="với Quyết định số 901/2017/QĐ-UBND"),
    AnswerCase("so sánh kế hoạch 9105 với 516", message="So sánh Kế hoạch số 9105/KH-UBND"),
    AnswerCase("khác gì bản 2025", after="quyết định 901/2017", message="với Quyết định số 922/2025/QĐ-UBND"),
    # Called by topic and year, or as the old and the new one.
    AnswerCase(
        "so sánh kế hoạch chuyển đổi số 2024 với kế hoạch cải cách hành chính 2025",
        message="So sánh Kế hoạch số 9105/KH-UBND ngày 15/01/2024 của UBND tỉnh Gia Lai về chuyển đổi số năm 2024 trên "
        "địa bàn tỉnh Gia Lai với Kế hoạch số 9309/KH-UBND",
    ),
    AnswerCase(
        "ke hoach thong tin doi ngoai va ke hoach tuyen truyen bien dao khac nhau the nao",
        message="với Kế hoạch số 9208/KH-UBND",
    ),
    AnswerCase("so sánh quy chế thông tin đối ngoại cũ và mới", message="So sánh Quyết định số 901/2017/QĐ-UBND"),
    AnswerCase("so sánh nghị quyết du lịch cộng đồng với chỉ thị biên giới", message="với Chỉ thị số 9007/CT-UBND"),
    # One name fits several.
    AnswerCase(
        "so sánh kế hoạch của UBND tỉnh Gia Lai với kế hoạch tuyên truyền biển, đảo",
        status="ambiguous",
        message="Có 3 văn bản khớp",
    ),
    AnswerCase("Mục tiêu của kế hoạch 516 và kế hoạch 9105 khác nhau thế nào?", by="comparison"),
    AnswerCase("Cơ quan chủ trì thông tin đối ngoại năm 2017 và 2025 khác nhau thế nào?", by="comparison"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question)
def test_document_comparison(sample_assistant: Assistant, case: AnswerCase) -> None:
    check(sample_assistant, "document_comparison", case)


def test_a_changed_day_is_shown_from_both_documents(sample_assistant: Assistant) -> None:
    _, answer = ask_with_answerer(sample_assistant, "So sánh QĐ 901/2017 và QĐ 922/2025", new_conversation())
    values = [(one.slot, one.body, one.value) for one in answer.statements]
    assert ("Thời hạn – Khác", "Quyết định số 901/2017/QĐ-UBND", "ngày 31 tháng 01") in values
    assert ("Thời hạn – Khác", "Quyết định số 922/2025/QĐ-UBND", "ngày 15 tháng 01") in values
    assert any("Quyết định số 901/2017/QĐ-UBND: " in notice for notice in answer.notices)
    assert {one.metadata.number for one in answer.candidates} == {"901/2017/QĐ-UBND", "922/2025/QĐ-UBND"}
