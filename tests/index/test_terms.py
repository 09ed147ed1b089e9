"""Terms: spellings of one word meet, others stay apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.derived import terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà", "hòa"),
        ("thuỷ", "thủy"),
        ("UỶ BAN", "Ủy ban"),
        ("kĩ", "kỹ"),
        ("quí", "quý"),
        ("tỉ lệ", "tỷ lệ"),
        ("Xoá", "xóa"),
    ],
)
def test_spellings_of_one_word_meet(one: str, other: str) -> None:
    assert terms.syllables(one) == terms.syllables(other)


@pytest.mark.parametrize(("one", "other"), [("thúy", "thúi"), ("tay", "tai"), ("hoàn", "hòan"), ("quả", "qủa")])
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert terms.syllables(one) != terms.syllables(other)


def test_decomposed_text_gives_the_same_terms() -> None:
    import unicodedata

    text = "Kế hoạch tuyên truyền biên giới năm 2023"
    assert terms.syllables(unicodedata.normalize("NFD", text)) == terms.syllables(text)


def test_numbers_fall_into_their_parts() -> None:
    assert terms.index_terms(terms.syllables("516/KH-UBND")) == ["516", "kh", "ubnd", "516_kh", "kh_ubnd"]


@given(st.lists(st.sampled_from(["kế", "ke", "hoạch", "đối", "doi", "516", "ngoại"]), max_size=20))
def test_folding_codes_equals_coding_folds(keys: list[str]) -> None:
    folded = terms.folded_codes(terms.syllable_codes(keys))
    assert np.array_equal(folded, terms.folded_codes(terms.syllable_codes(terms.fold_keys(keys))))


@given(st.text(max_size=60))
def test_words_and_keys_stand_one_to_one(text: str) -> None:
    assert len(terms.words(text)) == len(terms.syllables(text))
