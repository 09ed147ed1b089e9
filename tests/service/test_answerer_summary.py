"""Summaries in the chat: asked for in many words, of the document that is named, with its warnings."""

from __future__ import annotations

import pytest

from service.answering import wording
from service.answering.question.follow_up import new_conversation
from service.assistant import Assistant
from tests.support.answer_cases import AnswerCase, ask_with_answerer, check

CASES = (
    AnswerCase("tóm tắt kế hoạch 516", message="Tóm tắt Kế hoạch số 516/KH-UBND", notice="đã hết thời gian thực hiện"),
    AnswerCase("ke hoach 516 noi gi", message="Tóm tắt Kế hoạch số 516/KH-UBND"),
    AnswerCase("Nội dung chính của Quyết định 901/2017 là gì?", message="Tóm tắt Quyết định số 901/2017/QĐ-UBND"),
    AnswerCase("Cho tôi tóm tắt chỉ thị 9007", message="Tóm tắt Chỉ thị số 9007/CT-UBND"),
    AnswerCase("tóm tắt kế hoạch chuyển đổi số năm 2024", message="Tóm tắt Kế hoạch số 9105/KH-UBND"),
    AnswerCase("nội dung chính của nghị quyết về du lịch cộng đồng", message="Tóm tắt Nghị quyết số 940/2025/NQ-HĐND"),
    AnswerCase("tóm tắt văn bản 9309", message="Tóm tắt Kế hoạch số 9309/KH-UBND"),
    AnswerCase("Tóm tắt văn bản này", after="kế hoạch 516", message="Tóm tắt Kế hoạch số 516/KH-UBND"),
    # Named by topic, place and year, where another document speaks of the same plan.
    AnswerCase("tóm tắt kế hoạch chuyển đổi số năm 2024 của tỉnh", message="Tóm tắt Kế hoạch số 9105/KH-UBND"),
    AnswerCase("tom tat cong van don doc thong tin doi ngoai", message="Tóm tắt Công văn số 9411/UBND-KGVX"),
    # Of two of one name the one in force, and the other is said.
    AnswerCase(
        "tóm tắt quy chế quản lý hoạt động thông tin đối ngoại",
        message="Tóm tắt Quyết định số 922/2025/QĐ-UBND",
        notice="Trong kho còn văn bản khớp với tên này: Quyết định số 901/2017/QĐ-UBND",
    ),
    # Several fit, and none before the others.
    AnswerCase("tóm tắt kế hoạch của UBND tỉnh Gia Lai", status="ambiguous", message="Có 3 văn bản khớp"),
    AnswerCase("tóm tắt quyết định về thông tin đối ngoại", status="ambiguous", message="Có 4 văn bản khớp"),
    # A part of the document, or another thing, is asked for.
    AnswerCase("kế hoạch 516 nói gì về kinh phí?", by="quotation"),
    AnswerCase("tóm tắt nhiệm vụ của Sở Ngoại vụ theo kế hoạch 516", by="task_list"),
    AnswerCase("tóm tắt kế hoạch 777", status="none", by="unknown_number"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question)
def test_summary(sample_assistant: Assistant, case: AnswerCase) -> None:
    check(sample_assistant, "summary", case)


@pytest.mark.parametrize(
    "question",
    [
        "tóm tắt kế hoạch chuyển đổi số năm 2024 của tỉnh Bình Định",
        "tóm tắt kế hoạch chuyển đổi số năm 2021",
        "tóm tắt chỉ thị chuyển đổi số năm 2024",
        "tóm tắt nghị quyết về du lịch cộng đồng của tỉnh Lâm Đồng",
    ],
)
def test_another_place_year_or_type_is_not_summed_up(sample_assistant: Assistant, question: str) -> None:
    name, answer = ask_with_answerer(sample_assistant, question, new_conversation())
    assert name != "summary"
    assert answer.status in ("none", "partial")


def test_every_statement_names_its_aspect(sample_assistant: Assistant) -> None:
    name, answer = ask_with_answerer(sample_assistant, "tóm tắt kế hoạch 9105", new_conversation())
    assert name == "summary"
    assert answer.intent == "summary"
    titles = list(dict.fromkeys(one.slot for one in answer.statements))
    assert titles == [title for title in wording.ASPECTS.values() if title in titles]
    assert {"Chỉ tiêu, số liệu", "Kinh phí", "Báo cáo", "Thời hạn"} <= set(titles)
    assert any(notice.startswith("Nhiệm vụ theo cơ quan: còn ") for notice in answer.notices)
