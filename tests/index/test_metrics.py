"""Metrics against values worked out by hand."""

from __future__ import annotations

import pytest

from index.evaluation import metrics


def test_table_of_two_questions() -> None:
    runs = [(["a", "b", "c"], {"a"}), (["x", "y", "z"], {"z", "q"})]
    figures = metrics.ranking_figures(runs)
    assert figures["acc1"] == 0.5
    assert figures["mrr10"] == pytest.approx((1 + 1 / 3) / 2)
    assert figures["r10"] == pytest.approx((1 + 0.5) / 2)
    assert figures["ndcg10"] == pytest.approx((1 + 0.5 / (1 + 0.6309298)) / 2, abs=1e-5)


def test_nothing_found_counts_as_nothing() -> None:
    assert set(metrics.ranking_figures([([], {"a"})]).values()) == {0.0}


def test_auroc() -> None:
    assert metrics.auroc([0.9, 0.8], [0.1, 0.2]) == 1.0
    assert metrics.auroc([0.5], [0.5]) == 0.5
    assert metrics.auroc([0.9, 0.1], [0.5]) == 0.5


def test_calibration_error() -> None:
    assert metrics.calibration_error([0.8] * 5, [True, True, True, True, False]) == pytest.approx(0.0)
    assert metrics.calibration_error([0.9, 0.9], [False, False]) == pytest.approx(0.9)


def test_abstention_of_a_perfect_and_a_blind_confidence() -> None:
    perfect = metrics.abstention_figures([metrics.Doubt(1.0, 0.0, True)] * 20)
    assert perfect["auroc"] == perfect["kept_at_5"] == perfect["refused_at_5"] == perfect["refused_at_10"] == 1.0
    assert perfect["ece"] == 0.0
    blind = metrics.abstention_figures([metrics.Doubt(0.5, 0.5, True)] * 20)
    assert blind["auroc"] == 0.5
    assert blind["kept_at_10"] == blind["refused_at_10"] == 0.0


def test_abstention_at_a_loss() -> None:
    doubts = [metrics.Doubt(0.1 + 0.04 * i, 0.04 * i, True) for i in range(20)]
    figures = metrics.abstention_figures(doubts)
    # At 5 % lost the answerable question with .10 is given up; .00, .04, .08 and .12 lie below .14.
    assert figures["refused_at_5"] == pytest.approx(4 / 20)
    # One unanswerable question (.76) is answered; .74, .78, .82 and .86 lie above the next (.72).
    assert figures["kept_at_5"] == pytest.approx(4 / 20)
