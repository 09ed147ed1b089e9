"""Validity: state of a document and of a place, first day, changes made; each with the sentence that says so."""

from __future__ import annotations

import pytest

from service.assistant import Assistant
from tests.support.answer_cases import AnswerCase, check

CASES = (
    # Called by type and topic.
    AnswerCase("nghị quyết hỗ trợ du lịch cộng đồng có hiệu lực từ khi nào?", message="Có hiệu lực từ ngày 01/01/2026"),
    AnswerCase(
        "quy chế quản lý hoạt động thông tin đối ngoại còn hiệu lực không",
        message="trên địa bàn tỉnh Gia Lai: còn hiệu lực. Có hiệu lực từ ngày 01/11/2025",
    ),
    AnswerCase("chi thi quan ly bao ve bien gioi con ap dung khong", message="chưa xác định hiệu lực"),
    AnswerCase("quyết định về thông tin đối ngoại còn hiệu lực không", status="ambiguous"),
    AnswerCase(
        "Quyết định 901/2017/QĐ-UBND còn hiệu lực không?",
        message="Quyết định số 901/2017/QĐ-UBND",
        value="901/2017/QĐ-UBND",
        slot="Thay thế",
        citation="điểm a khoản 2 Điều 14",
        numbers=("901/2017/QĐ-UBND",),
    ),
    AnswerCase("Điều 9 Quyết định 901/2017 còn áp dụng không?", message="Điều 9 đã bị bãi bỏ.", count=3),
    AnswerCase(
        "Khoản 2 Điều 5 Quy chế 901/2017 có bị sửa không?", message="khoản 2 Điều 5 đã được sửa đổi, bổ sung.", count=3
    ),
    AnswerCase(
        "Quyết định 922/2025/QĐ-UBND có hiệu lực từ ngày nào?",
        quote="có hiệu lực thi hành kể từ ngày 01 tháng 11 năm 2025",
        citation="Điều 2",
    ),
    AnswerCase(
        "Quyết định 922/2025 thay thế văn bản nào?",
        value="901/2017/QĐ-UBND",
        slot="Thay thế",
        count=3,
        notice="Văn bản số 930/2018/QĐ-UBND chưa có trong kho.",
    ),
    AnswerCase(
        "Nghị quyết 940 bãi bỏ nghị quyết nào?", value="931/2022/NQ-HĐND", slot="Bãi bỏ", citation="khoản 2 Điều 6"
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.question)
def test_validity(sample_assistant: Assistant, case: AnswerCase) -> None:
    check(sample_assistant, "validity", case)
