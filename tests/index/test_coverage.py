"""What a question is about, and the measures of how much of it a passage holds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.derived import terms
from index.ranking import coverage


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("Mức phạt là bao nhiêu?", "mức phạt"),
        ("muc phat la bao nhieu", "muc phat"),  # the same without accents
        ("Hồ sơ được quy định như thế nào?", "hồ sơ được quy định"),
        ("Không nộp phí có bị phạt không?", "không nộp phí có bị phạt"),  # only the last one asks
        ("như thế nào", "như thế nào"),  # nothing else is there
    ],
)
def test_asking_words_are_left_out(question: str, kept: str) -> None:
    keys = terms.syllables(question)
    about = coverage.topical_mask(keys)
    assert [key for key, one in zip(keys, about, strict=True) if one] == terms.syllables(kept)


@given(st.lists(st.sampled_from(["nào", "gì", "không", "thế", "hồ", "sơ", "12"]), max_size=12))
def test_something_is_always_left(keys: list[str]) -> None:
    about = coverage.topical_mask(keys)
    assert len(about) == len(keys)
    assert any(about) or not keys


def test_shares_and_the_heaviest_word_missing() -> None:
    idf, pair_idf = np.array([4.0, 2.0, 0.0]), np.array([3.0, 0.0])
    held = np.array([[True, False, False], [True, True, True]]), np.array([[False, True], [True, False]])
    none = np.zeros((2, 3), np.bool_), np.zeros((2, 2), np.bool_)
    shares = [np.array([0.2, 0.5])] * 3
    named = dict(
        zip(
            coverage.COVERAGE_FEATURES,
            coverage.coverage_features((idf, pair_idf), 8.0, held, none, shares),
            strict=True,
        )
    )
    assert np.allclose(named["asked"], [4 / 6, 1.0])
    assert np.allclose(named["asked_pairs"], [0.0, 1.0])
    assert np.allclose(named["missing"], [2 / 8, 0.0])
    assert np.allclose(named["missing_title"], [4 / 8, 4 / 8])
    assert named["asked_rarest"] == 0.5
