"""The table of document types, and the alternatives that are built from it."""

from __future__ import annotations

import re

import pytest

from ingest.grammar.document_types import (
    COMMON_TYPES,
    SYMBOLS_BY_FOLDED,
    SYMBOLS_BY_NAME,
    TYPE_NAMES,
    folded_name_pattern,
    folded_symbol_pattern,
    name_pattern,
    select_types,
    symbol_pattern,
)


def test_first_of_two_types_with_one_name_or_symbol_stands_for_both() -> None:
    assert SYMBOLS_BY_NAME["quy dinh"] == "QyĐ"
    assert TYPE_NAMES["QĐi"] == "Quy định"
    assert (SYMBOLS_BY_FOLDED["hd"], SYMBOLS_BY_FOLDED["da"]) == ("HD", "ĐA")
    assert SYMBOLS_BY_NAME["van ban"] == ""
    assert "dieu le" not in SYMBOLS_BY_NAME


def test_longer_names_come_first() -> None:
    for pattern in (name_pattern(), folded_name_pattern(), symbol_pattern(), folded_symbol_pattern()):
        words = pattern.split("|")
        assert len(words) == len(set(words))
        assert all(not later.startswith(word) for i, word in enumerate(words) for later in words[i + 1 :])
    assert re.match(folded_name_pattern(), "thong tu lien tich so 12").group() == "thong tu lien tich"  # type: ignore[union-attr]


def test_types_are_chosen_by_symbol_name_or_class() -> None:
    assert [known.symbol for known in select_types("law", without=("HP",))] == ["BL", "L", "PL"]
    expected = "cong van|nghi quyet|nghi dinh|quyet dinh|thong tu|chi thi|thong bao|ke hoach|bao cao|to trinh"
    assert sorted(folded_name_pattern(*COMMON_TYPES).split("|")) == sorted(expected.split("|"))
    with pytest.raises(ValueError, match="'QX'"):
        name_pattern("QX")


def test_symbols_in_numbers() -> None:
    symbols = set(symbol_pattern(without=("HP", "BL")).split("|"))
    assert symbols == set(TYPE_NAMES) - {"HP", "BL"} | {"QyD", "QDi", "QD", "CD", "ND"}
