"""The number grammar: every tricky case of how officials print and scan a number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.grammar.document_numbers import (
    blank_symbol,
    canonical_key,
    find_numbers,
    first_number,
)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("12/2023/QĐ–UBND", "12|2023|QD|UBND"),
        ("516 / KH – UBND", "516||KH|UBND"),
        ("Số: 516 /KH-UBND", "516||KH|UBND"),
        ("516/KH-\nUBND.", "516||KH|UBND"),
        ("16/2017/QD-UBND", "16|2017|QD|UBND"),
        ("O5/2O23/QĐ-UBND", "5|2023|QD|UBND"),
        ("S16/KH-UBND", "516||KH|UBND"),
        ("562/QÐ-BVHTTDL", "562||QD|BVHTTDL"),
        ("5740/BTTTT-TTĐN", "5740|||BTTTT-TTDN"),
        ("36-HD/VPTW", "36||HD|VPTW"),
        ("362-QĐ/TTg", "362||QD|TTG"),
        ("76/2025/UBTVQH15", "76|2025||UBTVQH15"),
        ("12a/QĐ-UBND", "12a||QD|UBND"),
        ("05bis/QĐ-UBND", "5bis||QD|UBND"),
        ("15/QĐ-UBND.HC", "15||QD|UBND.HC"),
        ("72/CP", "72|||CP"),
        ("10/12/2023", None),
        ("3/4-KH", None),
    ],
)
def test_canonical_key(text: str, key: str | None) -> None:
    assert canonical_key(text) == key


def test_unit_symbol_is_not_the_type() -> None:
    number = first_number("Số: 167/CT-BNN-TTr")
    assert number is not None
    assert (number.type, number.agency) == ("CT", "BNN-TTr")


def test_blank_number_keeps_its_symbol() -> None:
    assert blank_symbol("Số: …/KH-UBND") == ("KH", "UBND")
    assert blank_symbol("Số:    /UBND-KGVX") == (None, "UBND-KGVX")
    assert find_numbers("Số:     /KH-UBND") == []


@given(st.integers(1, 99999), st.sampled_from(["KH", "QĐ", "TTr", "BC"]), st.sampled_from(["UBND", "SVHTTDL", "BNV"]))
def test_spaces_and_dashes_do_not_change_the_key(num: int, kind: str, agency: str) -> None:
    assert canonical_key(f"{num}/{kind}-{agency}") == canonical_key(
        f"0{num} / {kind} – {agency}"[-40:] if num < 9999 else f"{num} / {kind} – {agency}"
    )


@pytest.mark.parametrize("sign", list("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad\uff0d"))
@pytest.mark.parametrize("blank", ["", " ", "\u00a0", "\u200b", "\ufeff"])
def test_numbers_are_found_with_any_dash_and_blank(sign: str, blank: str) -> None:
    assert [number.canonical_key for number in find_numbers(f"theo 36{blank}{sign}HD/VPTW")] == ["36||HD|VPTW"]
    assert [number.canonical_key for number in find_numbers(f"số 5a{blank}/QĐ{sign}UBND")] == ["5a||QD|UBND"]
