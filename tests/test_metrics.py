"""Metrics against values worked out by hand."""

from __future__ import annotations

import pytest

from index import metrics


def test_table_of_two_questions() -> None:
    runs = [(["a", "b", "c"], {"a"}), (["x", "y", "z"], {"z", "q"})]
    figures = metrics.table(runs)
    assert figures["acc1"] == 0.5
    assert figures["mrr10"] == pytest.approx((1 + 1 / 3) / 2)
    assert figures["r10"] == pytest.approx((1 + 0.5) / 2)
    assert figures["ndcg10"] == pytest.approx((1 + 0.5 / (1 + 0.6309298)) / 2, abs=1e-5)


def test_nothing_found_counts_as_nothing() -> None:
    assert set(metrics.table([([], {"a"})]).values()) == {0.0}


def test_auroc() -> None:
    assert metrics.auroc([0.9, 0.8], [0.1, 0.2]) == 1.0
    assert metrics.auroc([0.5], [0.5]) == 0.5
    assert metrics.auroc([0.9, 0.1], [0.5]) == 0.5


def test_calibration_error() -> None:
    assert metrics.calibration_error([0.8] * 5, [True, True, True, True, False]) == pytest.approx(0.0)
    assert metrics.calibration_error([0.9, 0.9], [False, False]) == pytest.approx(0.9)
