"""Texts of places asked for by their path, in the document meant; a place that is not there is said to be missing."""

from __future__ import annotations

import pytest

from service.assistant import Assistant
from tests.support.answer_cases import AnswerCase, check

CASES = (
    AnswerCase("mục II.3 kế hoạch 516", quote="3. Quảng bá hình ảnh tỉnh", citation="mục II.3", count=1),
    AnswerCase(
        "Điểm b khoản 3 Điều 3 Nghị quyết 940/2025/NQ-HĐND",
        quote="tối đa 300 triệu đồng/làng",
        citation="điểm b khoản 3 Điều 3",
    ),
    AnswerCase(
        "STT 4 Phụ lục I KH 9105 do ai chủ trì?",
        value="Sở Thông tin và Truyền thông",
        slot="Cơ quan, người chủ trì",
        citation="STT 4, Phụ lục I",
    ),
    AnswerCase(
        "Điều 99 Quyết định 922/2025/QĐ-UBND quy định gì?",
        status="none",
        message="Không tìm thấy Điều 99 trong Quyết định số 922/2025/QĐ-UBND",
        count=0,
    ),
    AnswerCase(
        "Tại thời điểm 01/6/2023, khoản 2 Điều 5 Quy chế quy định gì?",
        message="Theo Quyết định số 901/2017/QĐ-UBND",
        quote="Sửa đổi, bổ sung khoản 2 Điều 5",
        citation="khoản 1 Điều 1",
    ),
    AnswerCase(
        "Điều 12 nói gì?",
        after="Quyết định 922/2025/QĐ-UBND",
        message="Theo Quyết định số 922/2025/QĐ-UBND",
        citation="khoản 1 Điều 12",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question)
def test_place_text(sample_assistant: Assistant, case: AnswerCase) -> None:
    check(sample_assistant, "place_text", case)
