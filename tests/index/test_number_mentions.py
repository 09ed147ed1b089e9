"""Document numbers as people type them in questions."""

from __future__ import annotations

import pytest

from index.query.number_mentions import find_number_mentions


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("kế hoạch 516", ("516", "KH", None)),
        ("516 kh ubnd", ("516", "KH", "UBND")),
        ("luat 64/2025/qh15", ("64", None, "QH15")),
        ("cv 9411/ubnd-kgvx", ("9411", None, "UBND-KGVX")),
        ("Công văn số 2210", ("2210", "CV", None)),
    ],
)
def test_numbers_in_questions(question: str, expected: tuple[str, str | None, str | None]) -> None:
    (mention,) = find_number_mentions(question)
    assert (mention.num, mention.type, mention.agency) == expected


@pytest.mark.parametrize("question", ["Kế hoạch 2025 nói gì", "năm 2023 đã làm gì", "trước ngày 15/11/2023"])
def test_years_and_dates_are_no_numbers(question: str) -> None:
    assert find_number_mentions(question) == []
