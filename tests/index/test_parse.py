"""What is read from a question."""

from __future__ import annotations

from datetime import date

import pytest

from index.query.expansions import expand
from index.query.parse import LibraryVocabulary, accent_state, parse_query
from index.records import Filters


@pytest.mark.parametrize(
    ("question", "state"),
    [
        ("Kế hoạch 516 do ai chủ trì?", "full"),
        ("ke hoach 516 do ai chu tri", "none"),
        ("kế hoach thong tin doi ngoai do so nao chu tri", "partial"),
        ("ODA", "full"),
        ("", "full"),
    ],
)
def test_accent_state(question: str, state: str) -> None:
    assert accent_state(question) == state


def test_fillers_go_and_words_of_law_stay() -> None:
    asked = parse_query("Cho em hỏi ai không phải báo cáo ạ?", Filters())
    assert asked.keys == ("ai", "không", "phải", "báo", "cáo")


def test_short_and_full_forms_are_expanded_both_ways() -> None:
    assert [e.other for e in expand("CNTT của UBND", folded=False)] == ["công nghệ thông tin", "Ủy ban nhân dân"]
    assert [e.other for e in expand("công nghệ thông tin", folded=False)] == ["CNTT"]
    assert [e.other for e in expand("cong nghe thong tin", folded=True)] == ["CNTT"]
    assert [e.other for e in expand("phát triển KT - XH", folded=False)][:1] == ["kinh tế – xã hội"]


def test_two_letters_are_a_short_form_only_in_capitals() -> None:
    assert not [e for e in expand("ct tinh", folded=False) if e.found == "ct"]
    assert {e.other for e in expand("CT tỉnh", folded=False)} >= {"Chủ tịch", "Chỉ thị"}


def test_year_of_issue_becomes_a_condition_and_an_explicit_one_wins() -> None:
    assert parse_query("các kế hoạch ban hành năm 2023", Filters()).filters.year == 2023
    assert parse_query("các kế hoạch ban hành năm 2023", Filters(year=2020)).filters.year == 2020
    assert parse_query("mục tiêu đến năm 2030", Filters()).filters.year is None


def test_spellings_and_agencies_of_before_a_merger_are_looked_for_too() -> None:
    assert [e.other for e in expand("bảo đảm", folded=False)] == ["đảm bảo"]
    renamed = expand("Sở TT&TT làm gì về thông tin đối ngoại", folded=False)
    assert "Sở Văn hóa, Thể thao và Du lịch" in [e.other for e in renamed]
    assert "Sở Khoa học và Công nghệ" in [e.other for e in expand("Sở TT&TT làm gì", folded=False)]


def test_short_forms_that_the_library_defines_are_expanded() -> None:
    known = LibraryVocabulary(lambda field, term: 1, {"BCSĐX": ["Ban cán sự đảng xã"]})
    assert ("BCSĐX", "Ban cán sự đảng xã") in [
        (e.found, e.other) for e in parse_query("BCSĐX họp khi nào", Filters(), known).expansions
    ]


def test_conditions_are_read_and_can_be_taken_back() -> None:
    asked = parse_query("các quyết định của tỉnh ban hành năm 2023, tính đến ngày 01/6/2024", Filters())
    assert (asked.filters.types, asked.filters.year, asked.filters.as_of) == (("QĐ",), 2023, date(2024, 6, 1))
    assert parse_query("các quyết định ban hành năm 2023", Filters(literal=True)).filters == Filters(literal=True)
    assert parse_query("quyết định nào quy định mức chi", Filters()).filters == Filters()
