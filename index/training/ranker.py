"""Train the ranker: ``python -m index.training.ranker --data ../shared/data --out index/models/ranker``.

LambdaMART over the candidates of the train questions, each asked three ways (as written, without accents,
on articles without titles), so that it does not depend on what another collection lacks. Features that mean
"more of the question is there" may only raise a score (monotone constraints): a guard against
learning the habits of one law. Then the calibration (``index.training.calibration``), and the card, which measures
the written model on everything held out.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import lightgbm
import numpy as np

from index.embedding import encoders
from index.ranking import features
from index.ranking.calibration import MODEL_FILE as CERTAINTY_FILE
from index.ranking.fusion import fuse_legs
from index.ranking.ranker import MODEL_FILE, SETTINGS_FILE, Ranker
from index.records import Doubles, Floats, Ints
from index.training import calibration, model_card, training_pairs
from index.training.collection import indexed_collection
from index.training.ranking_cases import FOLDS, RankingCase, ranking_cases, without_titles

log = logging.getLogger("training.ranker")

ROUNDS = 220
#: Share of the learned score in the order; the rest is the plain fusion.
BLEND = 0.8
#: Training uses only the first candidates of the two legs: they decide the order, in a quarter of the time.
LEXICAL_HARD, DENSE_HARD = 60, 30
PARAMETERS: dict[str, object] = {
    "objective": "lambdarank",
    "learning_rate": 0.06,
    "num_leaves": 15,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 10.0,
    "lambdarank_truncation_level": 20,
    "num_threads": 1,
    "deterministic": True,
    "seed": 5,
    "verbosity": -1,
}
#: Features whose meaning may go either way; all others may only raise the score.
UNCONSTRAINED = {
    "start", "numbers", "title_covered", "title_pairs_covered", "best_coverage", "legs_overlap", "lexical_gap",
    "cosine_top_gap", "coverage_gap", "bm25_syllables_gap", "bm25_title", "longest_run_title",
    "title_weight_covered", "title_unseen", "head_coverage", "start_coverage", "density", "feedback", "feedback_z",
    "feedback_first", "bm25_title_rank", "bm25_rank", "coverage_rank", "coverage_below", "coverage_pairs_below",
    "missing", "missing_pair", "missing_title", "of_ideal_title", "of_ideal_body", "asked_title", "asked_pairs_title",
    "asked_syllables", "asked_weight", "asked_rarest",
}  # fmt: skip


def fit_ranker(chosen: Sequence[RankingCase]) -> lightgbm.Booster:
    """LambdaMART on cases that have a right candidate, and of those on the candidates that either leg ranks high."""
    usable = [(case, _hard_candidates(case)) for case in chosen if case.right.any()]
    data = lightgbm.Dataset(
        np.concatenate([case.matrix[kept] for case, kept in usable]),
        label=np.concatenate([case.right[kept].astype(np.int32) for case, kept in usable]),
        group=[len(kept) for _, kept in usable],
        feature_name=list(features.FEATURES),
    )
    monotone = [0 if name in UNCONSTRAINED else 1 for name in features.FEATURES]
    return lightgbm.train({**PARAMETERS, "monotone_constraints": monotone}, data, num_boost_round=ROUNDS)


def _hard_candidates(case: RankingCase) -> Ints:
    """Candidates among the first of either leg, and the right ones."""
    columns = {name: case.matrix[:, features.FEATURES.index(name)] for name in ("lexical_rank", "dense_rank")}
    # The features are one over the rank, which counts from one.
    near = (columns["lexical_rank"] * LEXICAL_HARD >= 1) | (columns["dense_rank"] * DENSE_HARD >= 1)
    return np.flatnonzero(near | case.right)


def fit_scorer(chosen: Sequence[RankingCase]) -> Callable[[Floats], Doubles]:
    """A ranker fitted on some cases: scores as ``index.ranking.ranker.Ranker`` makes them."""
    booster = fit_ranker(chosen)

    def scores(matrix: Floats) -> Doubles:
        learned = np.asarray(booster.predict(matrix, raw_score=True), np.float64)
        spread = max(float(learned.max() - learned.min()), 1e-9)
        blended: Doubles = BLEND * (learned - learned.min()) / spread + (1 - BLEND) * fuse_legs(matrix)
        return blended

    return scores


def train(data: Path, out: Path, encoder: encoders.Encoder) -> None:
    """From data to the ranker's folder."""
    articles = training_pairs.read_articles(data)
    asked = training_pairs.read_questions(data, held_out=False)
    with indexed_collection(articles, encoder) as index:
        log.info("indexed")
        typed = ranking_cases(index, encoder, asked) + ranking_cases(index, encoder, asked, bare=True)
        log.info("features of %d cases", len(typed))
        bare = ranking_cases(without_titles(index), encoder, asked)
        booster = write_ranker(out, typed, bare, encoder.name)
        log.info("written")
        card = _ranker_card(booster, len(asked)) + model_card.measured_section(Ranker.load(out), encoder, data, index)
    (out / "README.md").write_text(card, encoding="utf-8")


def write_ranker(
    out: Path, typed: Sequence[RankingCase], untitled_cases: Sequence[RankingCase], encoder: str
) -> lightgbm.Booster:
    """Fit the ranker and its confidence, and write their folder."""
    booster = fit_ranker([*typed, *untitled_cases])
    out.mkdir(parents=True, exist_ok=True)
    booster.save_model(str(out / MODEL_FILE))
    forest, regression = calibration.fit_calibration(typed, fit_scorer)
    forest.save_model(str(out / CERTAINTY_FILE))
    settings = {
        "features": list(features.FEATURES),
        "blend": BLEND,
        "confidence": regression,
        "encoder": encoder,
        "questions": len({case.question.id for case in typed}),
    }
    (out / SETTINGS_FILE).write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    return booster


def _ranker_card(booster: lightgbm.Booster, questions: int) -> str:
    gain = sorted(
        zip(booster.feature_importance("gain"), features.FEATURES, strict=True), key=lambda item: -float(item[0])
    )
    total = max(sum(float(value) for value, _ in gain), 1e-9)
    rows = "\n".join(f"| {name} | {float(value) / total:.3f} |" for value, name in gain)
    return f"""# hoivanban ranker

LightGBM LambdaMART, {booster.num_trees()} trees, made by `python -m index.training.ranker`. Trained on the {questions}
legal questions of the train part (`index/evaluation/held_out.py`), each asked as written, without accents, and on
articles without titles; nothing held out, and no other collection, was used. Relative features only, monotone
where more can only be better; its score is blended {BLEND}/{1 - BLEND:.1f} with the plain fusion. Confidence
(`index/ranking/calibration.py`): a forest of single candidates and a logistic regression over the list and over what
the
first candidate tells (`index/ranking/answer_signals.py`), fitted on {FOLDS}-fold out-of-fold rankings of the same
questions, with and
without their right articles.

| feature | share of gain |
|---|---|
{rows}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("index/models/ranker"))
    parser.add_argument("--encoder", default=None, help="name or folder of the encoder; the bundled one by default")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    train(options.data, options.out, encoders.load(options.encoder))


if __name__ == "__main__":
    main()
