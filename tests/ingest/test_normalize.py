"""Unicode repair and keys."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.text import normalize, syllables


@pytest.mark.parametrize(
    ("broken", "right"),
    [
        ("Hƣớng dẫn đối tƣợng", "Hướng dẫn đối tượng"),
        ("Ðiều 5, Ðắk Lắk", "Điều 5, Đắk Lắk"),
        (unicodedata.normalize("NFD", "Kế hoạch số 5 của Ủy ban"), "Kế hoạch số 5 của Ủy ban"),
        ("nhiê\u0323m vu\u0323", "nhiệm vụ"),
        ("tha\u0301\u0302t", "thất"),
        ("ti e\u0302 \u0301ng", "ti ếng"),
        ("Кế hoạch", "Kế hoạch"),
        ("hiệu\u200b quả\u00a0cao", "hiệu quả cao"),
        ("diện tích 5 m² … № 3", "diện tích 5 m² … № 3"),
    ],
)
def test_repair(broken: str, right: str) -> None:
    assert normalize.repair(broken) == right


@given(st.text(max_size=60))
def test_repair_and_keys_are_stable(text: str) -> None:
    once = normalize.tidy(text)
    assert normalize.tidy(once) == once
    assert normalize.fold(normalize.fold(text)) == normalize.fold(text)
    assert normalize.tone_key(normalize.tone_key(text)) == normalize.tone_key(text)


def test_syllables() -> None:
    good = "nghiêng hoà quyết thuở giếng gì quốc khuỷu oái huỳnh quỹ người được nghĩa việt giải yêu tuyên khuya"
    assert all(map(syllables.is_syllable, good.split()))
    assert not any(map(syllables.is_syllable, ["quyét", "tinhh", "wax", "ngiêng", "xyz"]))
