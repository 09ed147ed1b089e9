"""Deadlines of tasks: the printed words, the day where they settle it, the rule that says how or why not."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.tasks.deadlines import deadline_of_cell, deadlines_in
from ingest.tasks.times import Calendar

PLAN_2026 = Calendar(date(2026, 1, 5), date(2026, 1, 5), 2026, "năm của kế hoạch")


def days(text: str, calendar: Calendar = PLAN_2026) -> list[str | None]:
    return [one.due.isoformat() if one.due else None for one in deadlines_in(text, calendar)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Thời gian hoàn thành ban hành kế hoạch chậm nhất là ngày 15/01/2026.", "2026-01-15"),
        ("gửi về Sở Nội vụ trước 16 giờ 00 ngày 10/6/2026", "2026-06-10"),
        ("hoàn thành trong tháng 02/2026", "2026-02-28"),
        ("hoàn thành quý II/2026", "2026-06-30"),
        ("xong trong Quý III và Quý IV năm 2026", "2026-12-31"),
        ("đến hết ngày 31 tháng 12 năm 2026", "2026-12-31"),
        ("hoàn thành trong năm 2027", "2027-12-31"),
        ("trong 6 tháng đầu năm 2026", "2026-06-30"),
        ("báo cáo trước ngày 15/3", "2026-03-15"),
        ("Trong thời hạn 15 ngày kể từ ngày ký Quyết định này", "2026-01-20"),
        ("chậm nhất sau 02 tháng kể từ ngày ban hành", "2026-03-05"),
        ("Từ ngày 20/11/2026 đến ngày 15/12/2026: kiểm tra tại các đơn vị", "2026-12-15"),
    ],
)
def test_words_that_settle_a_day(text: str, day: str) -> None:
    assert days(text) == [day]


@pytest.mark.parametrize(
    "text",
    [
        "theo Quyết định số 766/QĐ-TTg ngày 23 tháng 6 năm 2022",
        "giải ngân kế hoạch vốn trong năm 2026",
        "đến năm 2030 đạt 90%",
        "nhân ngày Chuyển đổi số Quốc gia 10/10",
        "đối với hồ sơ nộp trước ngày 01/7/2026",
        "số liệu tính đến ngày 31/5/2026",
        "kỳ báo cáo (từ ngày 15/12/2025 đến ngày 14/6/2026)",
        "cấp trước ngày 01/7/2024",
    ],
)
def test_days_that_are_no_deadline(text: str) -> None:
    assert days(text) == []


@pytest.mark.parametrize(
    ("text", "rhythm"),
    [
        ("trước ngày 18 hằng tháng", "hằng tháng"),
        ("trước ngày 20 của tháng cuối quý", "hằng quý"),
        ("trước ngày 30/6 hằng năm", "hằng năm"),
        ("định kỳ 6 tháng báo cáo", "6 tháng một lần"),
        ("giao ban ít nhất 01 lần/tháng", "hằng tháng"),
        ("thường xuyên theo dõi", "thường xuyên"),
        ("định kỳ trước ngày 10/6, 10/12 báo cáo kết quả", "định kỳ"),
    ],
)
def test_what_comes_again_has_a_rhythm_and_no_day(text: str, rhythm: str) -> None:
    (found,) = deadlines_in(text, PLAN_2026)
    assert (found.due, found.recurring) == (None, rhythm)


@pytest.mark.parametrize(
    ("cell", "day", "rule"),
    [
        ("30/6/2026", "2026-06-30", None),
        ("Quý II", None, "Văn bản không ghi năm của thời hạn này."),
        ("Tháng 3-6/2026", "2026-06-30", "Tính đến ngày cuối tháng 6/2026: 30/6/2026."),
        ("2026", "2026-12-31", "Tính đến ngày cuối năm 2026: 31/12/2026."),
        ("26/4/2026 - 21/5/2026, 20 ngày làm việc", "2026-05-21", None),
        ("2026 - 2030", None, "Văn bản không ghi ngày cụ thể."),
        ("Theo Điều 17 Nghị định số 52/2015/NĐ-CP ngày 28/5/2015", None, "Văn bản không ghi ngày cụ thể."),
        ("Sau khi có hướng dẫn của Bộ", None, "Văn bản không ghi ngày cụ thể."),
        ("Đầu tháng 6/2026", None, "Văn bản không ghi ngày cụ thể."),
        ("31/6/2026", None, "Ngày được ghi không có trong lịch."),
        (
            "Ban hành trong tháng 01/2026, kiểm tra trong tháng 6/2026",
            "2026-01-31",
            "Văn bản ghi nhiều mốc; lấy mốc đầu tiên. Tính đến ngày cuối tháng 1/2026: 31/01/2026.",
        ),
    ],
)
def test_cells(cell: str, day: str | None, rule: str | None) -> None:
    found = deadline_of_cell(cell, PLAN_2026)
    assert found is not None
    assert (found.due.isoformat() if found.due else None, found.rule) == (day, rule)


def test_a_term_from_a_day_that_the_document_does_not_know_stays_unknown() -> None:
    (found,) = deadlines_in("trong 05 ngày kể từ ngày nhận được hồ sơ", PLAN_2026)
    assert found.due is None
    assert found.rule == "Tính từ ngày nhận được hồ sơ; văn bản không cho biết ngày đó."
    (working,) = deadlines_in("trong 05 ngày làm việc kể từ ngày ký", PLAN_2026)
    assert working.due is None


def test_a_day_without_a_year_is_unknown_where_the_document_is_for_no_one_year() -> None:
    (found,) = deadlines_in("báo cáo trước ngày 15/3", Calendar(date(2026, 1, 5)))
    assert (found.due, found.rule) == (None, "Văn bản không ghi năm của thời hạn này.")


def test_an_impossible_or_past_day_is_never_computed() -> None:
    late = Calendar(date(2026, 5, 5), None, 2026, "năm của kế hoạch")
    assert days("báo cáo trước ngày 15/3", late) == [None]
    assert days("báo cáo trước ngày 15/3/2026", late) == []
