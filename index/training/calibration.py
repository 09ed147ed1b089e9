"""Fit the models of ``index.ranking.calibration``: a forest over single candidates, a regression over the list.

Everything is learned from rankings of questions that the ranker in question has not seen: the ranker is fitted on two
thirds of the questions and ranks the third, as they are and without their right articles, with accents and without.
The regression in turn sees answers of forests fitted on the other questions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import lightgbm
import numpy as np

from index.evaluation.metrics import SHOWN_HITS
from index.ranking.calibration import forest_inputs, list_signals
from index.records import Bools, Doubles, Floats
from index.training.ranking_cases import FOLDS, RankingCase

ROUNDS = 200
PARAMETERS: dict[str, object] = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 7,
    "min_data_in_leaf": 100,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 20.0,
    "num_threads": 1,
    "deterministic": True,
    "seed": 5,
    "verbosity": -1,
}
#: Ridge penalty of the regression.
PENALTY = 30.0

FitRanker = Callable[[Sequence[RankingCase]], Callable[[Floats], Doubles]]


@dataclass(frozen=True, slots=True)
class _RankedCase:
    """The first candidates of one ranking: the forest's inputs, which are right, and whether a shown one is."""

    features: Floats
    right: Bools
    #: ``index.ranking.answer_signals.SIGNALS`` of the first.
    signals: Floats
    answered: bool
    fold: int


def fit_calibration(chosen: Sequence[RankingCase], ranker: FitRanker) -> tuple[lightgbm.Booster, dict[str, object]]:
    """The forest and the regression, learned from questions ranked by rankers that have not seen them."""
    ranked = [one for fold in range(FOLDS) for one in _rank_fold(chosen, fold, ranker)]
    rows, labels = [], []
    for fold in range(FOLDS):
        forest = _fit_forest([one for one in ranked if one.fold != fold])
        for one in ranked:
            if one.fold == fold:
                answers = np.asarray(forest.predict(one.features, raw_score=True), np.float64)
                found = list_signals(answers, one.features[:, -2].astype(np.float64))
                rows.append(np.concatenate([found, one.signals]))
                labels.append(one.answered)
    return _fit_forest(ranked), fit_logistic(np.array(rows), np.array(labels))


def _rank_fold(chosen: Sequence[RankingCase], fold: int, ranker: FitRanker) -> list[_RankedCase]:
    scorer = ranker([case for case in chosen if case.fold != fold])
    made = []
    for case in chosen:
        if case.fold != fold:
            continue
        none = np.zeros(len(case.matrix_without), np.bool_)
        states = ((case.matrix, case.right, case.signals), (case.matrix_without, none, case.signals[~case.right]))
        for matrix, right, told in states:
            if not len(matrix):
                continue
            scores = scorer(matrix)
            order = np.argsort(-scores, kind="stable")
            seen = forest_inputs(matrix, scores, order)
            answered = bool(right[order[:SHOWN_HITS]].any())
            made.append(_RankedCase(seen, right[order[: len(seen)]], told[order[0]], answered, fold))
    return made


def _fit_forest(chosen: Sequence[_RankedCase]) -> lightgbm.Booster:
    data = lightgbm.Dataset(
        np.concatenate([one.features for one in chosen]),
        label=np.concatenate([one.right.astype(np.int32) for one in chosen]),
    )
    return lightgbm.train(PARAMETERS, data, num_boost_round=ROUNDS)


def fit_logistic(
    rows: Doubles, labels: Bools, shares: Doubles | None = None, penalty: float = PENALTY
) -> dict[str, object]:
    """A logistic regression by Newton's method, lightly regularised; ``shares`` says how much each row counts."""
    shares = np.ones(len(rows)) if shares is None else shares
    mean, scale = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-6)
    x = np.hstack([(rows - mean) / scale, np.ones((len(rows), 1))])
    weights = np.zeros(x.shape[1])
    ridge = np.diag([penalty] * (x.shape[1] - 1) + [0.0])
    for _ in range(25):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (shares * (p - labels)) + ridge @ weights
        hessian = (x * (shares * p * (1 - p))[:, None]).T @ x + ridge
        weights -= np.linalg.solve(hessian, gradient)
    return {
        "mean": mean.tolist(),
        "scale": scale.tolist(),
        "weights": weights[:-1].tolist(),
        "bias": float(weights[-1]),
    }
