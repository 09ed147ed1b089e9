"""Confidence from a list of judged candidates."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from index.ranking import calibration
from index.ranking.features import FEATURES
from index.ranking.ranker import BUNDLED, Ranker

ODDS = st.floats(-12, 12)


@given(arrays(np.float64, st.integers(1, 25), elements=ODDS))
def test_signals_of_any_list_are_finite(answers: np.ndarray) -> None:
    scores = np.linspace(1.0, 0.2, len(answers))
    found = calibration.list_signals(answers, scores)
    assert len(found) == len(calibration.LIST_SIGNALS)
    assert np.isfinite(found).all()
    assert found[1] >= found[0]


def test_any_is_the_chance_of_at_least_one_of_those_shown() -> None:
    found = calibration.list_signals(np.array([0.0, 0.0, 9.0]), np.array([1.0, 0.5, 0.2]))
    none = 0.5 * 0.5 * (1 - 1 / (1 + math.exp(-9)))
    assert math.isclose(found[2], math.log((1 - none) / none), rel_tol=1e-6)
    assert found[3] == 0.5


def test_bundled_confidence_rises_with_what_is_covered() -> None:
    ranker = Ranker.load(BUNDLED)
    assert ranker.is_trained
    rows = np.zeros((20, len(FEATURES)), np.float32)
    poor = ranker.confidence(rows, np.linspace(1, 0, 20), np.arange(20))
    for name in ("coverage", "coverage_pairs", "asked", "asked_pairs", "cosine", "bm25", "lexical", "of_ideal"):
        rows[0, FEATURES.index(name)] = 0.95
    rich = ranker.confidence(rows, np.linspace(1, 0, 20), np.arange(20))
    assert 0 <= poor < rich <= 1
