"""Candidates' features -> order and confidence: a LightGBM model blended with the plain fusion.

Its trees are walked by ``index.ranking.tree_ensemble``; what each feature adds is asked of LightGBM itself
(``index.ranking.lightgbm_native``).
"""

from __future__ import annotations

import json
import logging
from pathlib import Path

import numpy as np

from index.ranking import lightgbm_native
from index.ranking.calibration import MODEL_FILE as CALIBRATION_FILE
from index.ranking.calibration import Calibration
from index.ranking.features import FEATURES
from index.ranking.fusion import DENSE_WEIGHT, fuse_legs
from index.ranking.tree_ensemble import Forest
from index.records import Doubles, Floats, Ints

log = logging.getLogger("hoivanban.rank")

BUNDLED = Path(__file__).parents[1] / "models" / "ranker"
MODEL_FILE, SETTINGS_FILE = "model.txt", "settings.json"
_POSITIONS = {name: position for position, name in enumerate(FEATURES)}


class Ranker:
    """A trained ranker with its blend and its calibration, or (``model=None``) the plain fusion."""

    def __init__(self, model: Path | None, settings: dict[str, object], dense_weight: float) -> None:
        self._model = model
        self._forest = Forest.load(model) if model is not None else None
        self._blend = float(str(settings.get("blend", 1.0)))
        self._dense_weight = dense_weight
        self._calibration = _load_calibration(model, settings.get("confidence")) if model is not None else None

    @classmethod
    def load(cls, folder: Path = BUNDLED, dense_weight: float = DENSE_WEIGHT) -> Ranker:
        """Read a ranker's folder. Without it the order is the plain fusion's, and the log says so."""
        if not (folder / MODEL_FILE).is_file():
            log.warning("no ranker in %s: hits are ordered by the plain fusion", folder)
            return cls(None, {}, dense_weight)
        settings = json.loads((folder / SETTINGS_FILE).read_text(encoding="utf-8"))
        if settings["features"] != list(FEATURES):
            log.warning("the ranker in %s was made for other features: hits are ordered by the plain fusion", folder)
            return cls(None, {}, dense_weight)
        return cls(folder / MODEL_FILE, settings, dense_weight)

    @property
    def is_trained(self) -> bool:
        """True if a trained model orders the hits."""
        return self._model is not None

    def scores(self, features: Floats) -> Doubles:
        """Scores that order the candidates, between 0 and 1."""
        plain = fuse_legs(features, self._dense_weight)
        if self._model is None or not len(features):
            return plain
        learned = self.model_scores(features)
        spread = learned.max() - learned.min()
        scaled = (learned - learned.min()) / spread if spread > 0 else np.zeros_like(learned)
        blended: Doubles = self._blend * scaled + (1 - self._blend) * plain
        return blended

    def model_scores(self, features: Floats) -> Doubles:
        """The trained model's raw scores."""
        if self._forest is not None:
            return self._forest.scores(features)
        assert self._model is not None
        return lightgbm_native.predict(self._model, features, lightgbm_native.RAW_SCORE, 1)[:, 0]

    def contributions(self, features: Floats) -> Doubles:
        """The contribution of each feature to the model's score, a row for each candidate; zeros without a model.

        Zeros too where LightGBM's library cannot be loaded (a bare Debian has no libgomp1): the order needs only trees.
        """
        if self._model is None or not len(features):
            return np.zeros(features.shape, np.float64)
        try:
            added = lightgbm_native.predict(self._model, features, lightgbm_native.CONTRIBUTIONS, len(FEATURES) + 1)
        except OSError as error:
            log.warning("LightGBM cannot be loaded, so what each feature adds is not known: %s", error)
            return np.zeros(features.shape, np.float64)
        # The last column is what the model expects before it has seen anything.
        return added[:, :-1]

    def confidence(self, features: Floats, scores: Doubles, order: Ints, signals: Floats | None = None) -> float:
        """The calibrated probability that the first hits answer; ``signals`` are the first's
        ``index.ranking.answer_signals.SIGNALS``."""
        if not len(order):
            return 0.0
        if self._calibration is not None:
            return self._calibration.probability(features, scores, order, signals)
        first = features[order[0]]
        return float(np.clip(first[_POSITIONS["coverage"]] * first[_POSITIONS["coverage_pairs"]], 0.0, 1.0))


def _load_calibration(model: Path, fitted: object) -> Calibration | None:
    """The calibration of a model's confidence; None for a folder without it."""
    forest = model.parent / CALIBRATION_FILE
    return Calibration.load(forest, fitted) if isinstance(fitted, dict) and forest.is_file() else None
