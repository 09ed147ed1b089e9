"""Times stated beside document numbers: which are read, and of which documents they may be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from index.query.question import Question
from ingest.records import Metadata


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("Kế hoạch 516 ngày 1/1/2020", date(2020, 1, 1), date(2020, 1, 1)),
        ("quyết định số 9176 của UBND tỉnh ngày 28 tháng 6 năm 2024 nói gì", date(2024, 6, 28), date(2024, 6, 28)),
        ("ke hoach 9105 nam 2022 muc tieu la gi", date(2022, 1, 1), date(2022, 12, 31)),
        ("Nghị quyết 940 ban hành năm 2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("Chỉ thị 9007 được ban hành tháng 5/2023", date(2023, 5, 1), date(2023, 5, 31)),
        ("Quyết định 922/2025/QĐ-UBND ngày 20/10/2024", date(2024, 10, 20), date(2024, 10, 20)),
    ],
)
def test_times_beside_numbers_are_read(question: str, first: date, last: date) -> None:
    (stated,) = Question(question).stated_times
    assert (stated.first, stated.last) == (first, last)


@pytest.mark.parametrize(
    "question",
    [
        "Kế hoạch 516 trước ngày 01/11/2023 phải làm gì",
        "Kế hoạch 9309 đến ngày 30/9/2025 phải đạt gì",
        "Kế hoạch 9105 tháng 6/2024 phải xong việc gì",
        "Quyết định 901/2017 còn hiệu lực không",
        "Kế hoạch 100 ngày cao điểm là gì",
    ],
)
def test_conditions_are_no_stated_times(question: str) -> None:
    assert Question(question).stated_times == ()


def test_a_year_may_be_that_of_the_period_and_an_unknown_day_contradicts_nothing() -> None:
    (stated,) = Question("Kế hoạch 700 năm 2024").stated_times
    issued = Metadata(issued_date=date(2023, 12, 20))
    planned = replace(issued, period_from=date(2024, 1, 1), period_to=date(2024, 12, 31))
    assert stated.is_of(planned)
    assert stated.is_of(Metadata())
    assert not stated.is_of(issued)
    (day,) = Question("Kế hoạch 700 ngày 20/12/2024").stated_times
    assert not day.is_of(planned)
