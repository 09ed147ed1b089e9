"""Dates and amounts meet however they are written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.derived.short_form_definitions import find_short_forms
from index.derived.terms import value_terms


@given(st.dates(date(1945, 1, 1), date(2099, 12, 31)), st.booleans())
def test_a_day_is_one_term_however_it_is_written(day: date, padded: bool) -> None:
    number = "02d" if padded else "d"
    short = f"{day.day:{number}}/{day.month:{number}}/{day.year}"
    long = f"ngày {day.day:{number}} tháng {day.month:{number}} năm {day.year}"
    assert (
        value_terms(short)
        == value_terms(long)
        == value_terms(f"đến {short}, rồi")
        != value_terms(f"{day + timedelta(1):%d/%m/%Y}")
    )


@given(st.integers(1, 99), st.sampled_from([("triệu", 6), ("tỷ", 9), ("tỉ", 9), ("trieu", 6)]))
def test_a_sum_is_one_term_however_it_is_written(count: int, unit: tuple[str, int]) -> None:
    word, zeros = unit
    assert value_terms(f"{count} {word} đồng") == value_terms(f"{count * 10**zeros:,} đồng".replace(",", "."))


@pytest.mark.parametrize("text", ["Điều 5", "năm 2024", "516/KH-UBND", "24/7", "1.2.3", "31/2"])
def test_plain_numbers_are_no_values(text: str) -> None:
    assert value_terms(text) == []


def test_a_short_form_is_defined_by_its_initials_alone() -> None:
    text = (
        "việc phát triển kinh tế xã hội (sau đây viết tắt là PTKTXH); Quy chế này (gọi tắt là Quy chế); Bộ Y tế (ABC)"
    )
    assert list(find_short_forms(text)) == [("PTKTXH", "phát triển kinh tế xã hội")]
