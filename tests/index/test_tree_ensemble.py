"""Trees walked in numpy against LightGBM itself."""

from __future__ import annotations

from pathlib import Path

import lightgbm
import numpy as np
import pytest

from index.ranking import lightgbm_native
from index.ranking.features import FEATURES
from index.ranking.ranker import BUNDLED, MODEL_FILE, Ranker
from index.ranking.tree_ensemble import Forest


def _trained(path: Path, leaves: int, seed: int, **more: object) -> tuple[lightgbm.Booster, np.ndarray]:
    rng = np.random.default_rng(seed)
    features = rng.standard_normal((600, 5)).astype(np.float32)
    # Equal values and thresholds meet: what is not above a threshold goes to the left.
    features[:, 2] = features[:, 2].round(1)
    features[:, 4] = 0.0
    target = features[:, 0] * features[:, 1] + np.abs(features[:, 2])
    parameters = {"num_leaves": leaves, "min_data_in_leaf": 3, "verbosity": -1, "num_threads": 1, **more}
    booster = lightgbm.train(parameters, lightgbm.Dataset(features, target), num_boost_round=20)
    booster.save_model(str(path))
    return booster, features


@pytest.mark.parametrize(("leaves", "seed"), [(2, 0), (15, 1), (16, 2), (31, 3), (64, 4)])
def test_scores_are_lightgbms(tmp_path: Path, leaves: int, seed: int) -> None:
    booster, features = _trained(tmp_path / "model.txt", leaves, seed)
    forest = Forest.load(tmp_path / "model.txt")
    assert forest is not None
    np.testing.assert_allclose(forest.scores(features), booster.predict(features, raw_score=True), atol=1e-9)
    assert forest.scores(features[:0]).shape == (0,)


def test_what_the_tables_cannot_hold_is_left_to_lightgbm(tmp_path: Path) -> None:
    _trained(tmp_path / "large.txt", 100, 5)
    _trained(tmp_path / "linear.txt", 8, 6, linear_tree=True)
    _trained(tmp_path / "zero.txt", 8, 7, zero_as_missing=True)
    assert [Forest.load(tmp_path / f"{name}.txt") for name in ("large", "linear", "zero")] == [None] * 3


def test_the_bundled_ranker_is_walked_here() -> None:
    booster = lightgbm.Booster(model_file=str(BUNDLED / MODEL_FILE))
    rows = np.random.default_rng(8).uniform(-1, 2, (200, booster.num_feature())).astype(np.float32)
    forest = Forest.load(BUNDLED / MODEL_FILE)
    assert forest is not None
    np.testing.assert_allclose(forest.scores(rows), booster.predict(rows, raw_score=True, num_threads=1), atol=1e-9)


def test_without_openmp_the_order_stays_and_its_reasons_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bare Debian has no libgomp1: LightGBM's library cannot be loaded, and only ``--explain`` asks for it."""

    def missing() -> None:
        raise OSError("libgomp.so.1: cannot open shared object file")

    rows = np.random.default_rng(9).uniform(-1, 2, (5, len(FEATURES))).astype(np.float32)
    ranker = Ranker.load()
    before = ranker.scores(rows)
    assert ranker.contributions(rows).any()
    lightgbm_native._booster.cache_clear()
    monkeypatch.setattr(lightgbm_native, "_library", missing)
    assert not lightgbm_native.is_loadable()
    np.testing.assert_array_equal(ranker.scores(rows), before)
    assert not ranker.contributions(rows).any()
