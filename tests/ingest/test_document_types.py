"""The table of document types, and the alternatives that are built from it."""

from __future__ import annotations

import re

import pytest

from ingest.grammar import paths
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
from ingest.metadata import enacting_sentence, number_line, title
from ingest.relations import document_mentions, effective_dates
from ingest.structure import conclusion, outline


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
    assert symbols == set(TYPE_NAMES) - {"HP", "BL"} | {"QyD", "QDi", "QD", "CD", "ND", "DC"}


#: Alternatives as they are built, and as they are meant.
_INTENDED = [
    (
        enacting_sentence._TYPES,
        "Bộ luật|Luật|Pháp lệnh|Nghị quyết|Nghị quyết liên tịch|Nghị định|Quyết định|Thông tư|Thông tư liên tịch"
        "|Chỉ thị|Quy chế|Quy định|Hướng dẫn|Chương trình|Kế hoạch",
    ),
    (number_line.TYPES_IN_NUMBER_LINE, "luat|nghi quyet|lenh"),
    (
        "|".join(sorted(outline._COMPONENT_NAMES)),
        "quy che|quy dinh|dieu le|ke hoach|noi quy|chuong trinh|chuong trinh hanh dong|de an|phuong an|huong dan"
        "|danh muc|quy trinh|quy hoach|chien luoc|bang gia dat|dinh muc",
    ),
    (outline._ISSUED_WITH, "quyet dinh|nghi quyet|thong tu|nghi dinh|cong van|van ban|ke hoach|chi thi"),
    (
        conclusion._ITSELF.removeprefix("(?:").removesuffix(") nay"),
        "ke hoach|chi thi|cong van|cong dien|thong bao|chuong trinh|huong dan|de an|phuong an|ket luan|van ban|bao cao"
        "|to trinh|quy che|quy dinh",
    ),
    (paths._COMPONENT_NAMES, "quy che|quy dinh|dieu le|ke hoach|chuong trinh|de an|danh muc"),
    (
        document_mentions._TYPE_NAMES,
        "Hiến pháp|Bộ luật|Luật|Pháp lệnh|Lệnh|Nghị quyết liên tịch|Nghị quyết|Nghị định|Quyết định|Chỉ thị|Thông tư"
        "|Thông tư liên tịch|Văn bản hợp nhất|Văn bản|Công văn|Công điện|Kế hoạch|Chương trình|Đề án|Phương án"
        "|Hướng dẫn|Quy chế|Quy định|Thông báo|Kết luận|Báo cáo|Tờ trình|Điều lệ|Sắc lệnh|Thông cáo",
    ),
    (
        document_mentions.ATTACHED_WORDS.removeprefix("(?:").removesuffix(")"),
        "Quy chế|Quy định|Điều lệ|Kế hoạch|Chương trình|Đề án|Phương án|Danh mục|Quy trình|Hướng dẫn|Chiến lược"
        "|Nội quy",
    ),
    (
        effective_dates._SELF_NAMES,
        "Hiến pháp|Bộ luật|Luật|Pháp lệnh|Lệnh|Nghị quyết liên tịch|Nghị quyết|Nghị định|Quyết định|Chỉ thị|Thông tư"
        "|Thông tư liên tịch|Công văn|Công điện|Kế hoạch|Chương trình|Đề án|Phương án|Hướng dẫn|Quy chế|Quy định"
        "|Thông báo|Kết luận|Điều lệ|Văn bản|Nội quy|Quy trình",
    ),
]


@pytest.mark.parametrize(("built", "intended"), _INTENDED)
def test_alternatives_are_those_that_are_meant(built: str, intended: str) -> None:
    assert sorted(built.split("|")) == sorted(intended.split("|"))


def test_titles_are_all_types_but_contracts_and_projects() -> None:
    assert set(title._NAMES.split("|")) == set(SYMBOLS_BY_NAME) - {"hop dong", "du an", "van ban"}
