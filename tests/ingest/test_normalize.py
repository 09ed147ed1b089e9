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


@given(st.text("aeệồđĐ12.,-–“”` \u00b4\t\u00a0\u200b\u0301\u0302Ðа", max_size=40))
def test_what_is_repaired_by_words_is_the_same_whole(text: str) -> None:
    if normalize.is_repaired_by_words(text):
        words = [normalize.repair(word) for word in text.split()]
        assert [word for word in words if word] == normalize.repair(text).split()


@pytest.mark.parametrize("text", ["ti \u0301ch cực", "e ´ cực", "thâ\u0323m"])
def test_marks_apart_from_their_letter_need_the_whole_text(text: str) -> None:
    assert not normalize.is_repaired_by_words(text)
    assert normalize.repair(text) != text


def test_all_syllables_have_the_old_place_of_the_tone() -> None:
    spelled = syllables.all_syllables()
    assert {"hòa", "thủy", "quý", "gì", "giếng", "nghiêng", "khuỷu"} <= spelled
    assert all(normalize.tone_key(unicodedata.normalize("NFD", syllable)) == syllable for syllable in spelled)


@pytest.mark.parametrize(
    ("new", "old"), [("hoà", "hòa"), ("HOÀ", "HÒA"), ("thuỷ", "thủy"), ("Thuy\u0309", "Thủy"), ("quý hoán", "quý hoán")]
)
def test_tone_key(new: str, old: str) -> None:
    assert normalize.tone_key(new) == old


def test_syllables() -> None:
    good = "nghiêng hoà quyết thuở giếng gì quốc khuỷu oái huỳnh quỹ người được nghĩa việt giải yêu tuyên khuya"
    assert all(map(syllables.is_syllable, good.split()))
    assert not any(map(syllables.is_syllable, ["quyét", "tinhh", "wax", "ngiêng", "xyz"]))
