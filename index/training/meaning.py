"""Fit of the second ranker (``index.ranking.meaning``), which sees how near candidates are in meaning.

Similarities must be honest: a question is compared by an encoder that was not tuned on it.
``index.training.transformer`` makes the cases and calls this.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import lightgbm
import numpy as np

from index.ranking.meaning import MEANING_FEATURES, MODEL_FILE, NAMES, RERANKED, SETTINGS_FILE, meaning_features
from index.records import Bools, Doubles, Floats
from index.training.ranker import PARAMETERS, UNCONSTRAINED

#: Trees and how much each may say; chosen by cross-validation over the training questions.
ROUNDS = 150
_CHANGED: dict[str, object] = {"num_leaves": 7, "min_data_in_leaf": 40, "learning_rate": 0.04}


@dataclass(frozen=True, slots=True)
class MeaningCase:
    """A question's first candidates: scores of the first ranker, features, similarities, and which are right."""

    scores: Doubles
    matrix: Floats
    similarities: Doubles
    right: Bools

    @property
    def features(self) -> Floats:
        """The second ranker's features of the candidates that it orders."""
        first = slice(0, RERANKED)
        return meaning_features(self.scores[first], self.similarities[first], self.matrix[first])


def fit_meaning(cases: Sequence[MeaningCase], rounds: int = ROUNDS) -> lightgbm.Booster:
    """LambdaMART on the cases with a right candidate among those that are ordered."""
    usable = [case for case in cases if case.right[:RERANKED].any()]
    data = lightgbm.Dataset(
        np.concatenate([case.features for case in usable]),
        label=np.concatenate([case.right[:RERANKED].astype(np.int32) for case in usable]),
        group=[len(case.right[:RERANKED]) for case in usable],
        feature_name=list(NAMES),
    )
    monotone = [0 if name in UNCONSTRAINED else 1 for name in NAMES]
    parameters = {**PARAMETERS, **_CHANGED, "monotone_constraints": monotone}
    return lightgbm.train(parameters, data, num_boost_round=rounds)


def write_meaning(cases: Sequence[MeaningCase], out: Path) -> lightgbm.Booster:
    """Fit the second ranker and write its folder, without the card."""
    booster = fit_meaning(cases)
    out.mkdir(parents=True, exist_ok=True)
    booster.save_model(str(out / MODEL_FILE))
    settings = {"features": list(NAMES), "questions": len(cases), "own": list(MEANING_FEATURES)}
    (out / SETTINGS_FILE).write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    return booster
