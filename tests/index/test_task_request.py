"""Questions to the register of tasks, and those that only look like one."""

from __future__ import annotations

from datetime import date

import pytest

from index.query.bodies import body_writings
from index.query.question import Question
from index.query.task_request import TaskTime

TODAY = date(2026, 3, 1)
SPANS = {
    "trước 30/6": (date(2026, 1, 1), date(2026, 6, 30)),
    "trong tháng 6/2027": (date(2027, 6, 1), date(2027, 6, 30)),
    "quý III": (date(2026, 7, 1), date(2026, 9, 30)),
    "quý 1 năm 2025": (date(2025, 1, 1), date(2025, 3, 31)),
    "năm 2025": (date(2025, 1, 1), date(2025, 12, 31)),
    "đến hết tháng 2": (date(2026, 1, 1), date(2026, 2, 28)),
    "ngày 05/4/2026": (date(2026, 4, 5), date(2026, 4, 5)),
    "ngày 5 tháng 4 năm 2026": (date(2026, 4, 5), date(2026, 4, 5)),
    "từ nay đến hết năm 2026": (date(2026, 1, 1), date(2026, 12, 31)),
}


@pytest.mark.parametrize(
    ("asked", "body", "kind", "role"),
    [
        ("việc của Sở Nội vụ", "Sở Nội vụ", "all", None),
        ("viec cua so noi vu", "so noi vu", "all", None),
        ("Sở Nội vụ phải làm gì?", "Sở Nội vụ", "all", None),
        ("nhiệm vụ của SNV là gì", "SNV", "all", None),
        ("Sở TT&TT chủ trì những nhiệm vụ nào", "Sở TT&TT", "all", "lead"),
        ("Công an tỉnh phối hợp việc gì", "Công an tỉnh", "all", "coordinate"),
        ("Sở Văn hóa, Thể thao và Du lịch được giao việc gì?", "Sở Văn hóa, Thể thao và Du lịch", "all", None),
        ("Những việc của Sở Giao thông vận tải quá hạn", "Sở Giao thông vận tải", "overdue", None),
        ("Sở Tư pháp còn việc gì chưa hoàn thành?", "Sở Tư pháp", "open", None),
        ("Nhiệm vụ của UBND tỉnh Lâm Đồng", "UBND tỉnh Lâm Đồng", "all", None),
        ("UBND thành phố Đà Nẵng phải làm gì?", "UBND thành phố Đà Nẵng", "all", None),
        ("Các nhiệm vụ giao Văn phòng UBND tỉnh", "Văn phòng UBND tỉnh", "all", None),
        ("Chi cục Kiểm lâm có những việc gì", "Chi cục Kiểm lâm", "all", None),
        ("Sở Nội vụ chủ trì việc gì? (tỉnh Gia Lai)", "Sở Nội vụ tỉnh Gia Lai", "all", "lead"),
        ("nhiem vu nao qua han", None, "overdue", None),
        ("Có bao nhiêu nhiệm vụ quá hạn?", None, "overdue", None),
        ("Đơn vị nào có nhiệm vụ trễ hạn?", None, "overdue", None),
        ("Việc nào sắp đến hạn?", None, "due", None),
    ],
)
def test_a_body_and_a_state_are_asked_of_the_register(asked: str, body: str | None, kind: str, role: str) -> None:
    request = Question(asked).task_request
    assert request is not None
    assert (request.body, request.kind, request.role, request.time) == (body, kind, role, None)


@pytest.mark.parametrize("typed", SPANS)
def test_a_time_is_a_span_of_days(typed: str) -> None:
    for asked in (f"Sở Tài chính phải làm gì {typed}", f"Nhiệm vụ nào phải hoàn thành {typed}?"):
        request = Question(asked).task_request
        assert request is not None, asked
        assert request.time is not None
        assert request.time.span(TODAY) == SPANS[typed]


def test_a_day_that_no_month_has_is_no_time() -> None:
    assert TaskTime(month=2, day=31).span(TODAY) is None


@pytest.mark.parametrize(
    "asked",
    [
        "Sở Y tế làm gì để chống dịch?",
        "Kế hoạch 516 giao Sở Ngoại vụ làm gì?",
        "Chỉ thị này giao Sở Ngoại vụ làm gì?",
        "KH 516: Công an tỉnh có nhiệm vụ gì?",
        "Nhiệm vụ STT 7 Phụ lục I Kế hoạch 9105 do ai phối hợp?",
        "Các nhiệm vụ của Sở TT&TT trong Phụ lục I Kế hoạch 9105",
        "Phụ lục I kế hoạch chuyển đổi số có những nhiệm vụ gì của Sở TT&TT",
        "Báo Gia Lai phải làm gì trong kế hoạch thông tin đối ngoại 2023?",
        "Nhiệm vụ trọng tâm năm 2026 là gì?",
        "Nhiệm vụ năm 2026",
        "nhiệm vụ là gì",
        "Văn bản nào hết hạn",
        "Bộ Nội vụ hướng dẫn gì",
        "Trách nhiệm của Sở Y tế trong quản lý thuốc",
        "Sở Nội vụ ở đâu?",
        "Điều 5 giao Sở Y tế việc gì?",
    ],
)
def test_what_asks_about_a_topic_or_a_document_is_left_to_its_passages(asked: str) -> None:
    assert Question(asked).task_request is None


def test_short_names_are_written_out() -> None:
    assert body_writings("SNV") == ("SNV", "Sở Nội vụ")
    assert "STC" in body_writings("Sở Tài chính")
    assert "Văn phòng Ủy ban nhân dân tỉnh" in body_writings("VP UBND tỉnh")
    assert body_writings("Sở Mẫu") == ("Sở Mẫu",)
