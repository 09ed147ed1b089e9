"""Train the ranker: ``python -m index.training.ranker --data ../shared/data --out index/models/ranker``.

LambdaMART over the candidates of the train questions, each asked three ways (as written, without accents,
on articles without titles), so that it does not lean on what another collection lacks. Features that mean
"more of the question is there" may only raise a score (monotone constraints): a guard against
learning the habits of one law. Confidence is a logistic regression on out-of-fold rankings, with the gold
article removed for half of its cases.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import lightgbm
import numpy as np
import numpy.typing as npt

from index import embed, features
from index import question as asking
from index.rank import MODEL_FILE, SETTINGS_FILE, Ranker, confidence_signals
from index.records import Filters
from index.search import Searcher
from index.training import pairs
from index.training.collection import Indexed, indexed
from ingest import normalize

log = logging.getLogger("training.ranker")

ROUNDS = 220
#: Share of the learned score in the order; the rest is the plain fusion.
BLEND = 0.8
FOLDS = 3
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
FREE = {
    "start", "numbers", "title_covered", "title_pairs_covered", "best_coverage", "legs_overlap", "lexical_gap",
    "cosine_top_gap", "coverage_gap", "bm25_syllables_gap", "bm25_title", "longest_run_title",
    "title_weight_covered", "title_unseen", "head_coverage", "start_coverage", "density", "feedback", "feedback_z",
    "feedback_first", "bm25_title_rank", "bm25_rank", "coverage_rank", "coverage_below", "coverage_pairs_below",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """One question's candidates: features and which of them are right."""

    question: str
    matrix: features.Floats
    right: npt.NDArray[np.bool_]
    #: Features as they are when the collection lacks the right answers.
    without: features.Floats


def cases(index: Indexed, encoder: embed.Encoder, asked: Sequence[pairs.Question], *, bare: bool) -> list[Case]:
    """Features of every question, with or without its accents."""
    searcher = Searcher(index, None, encoder, Ranker(None, {}, 0.5))  # type: ignore[arg-type]
    made = []
    for one in asked:
        read = asking.read(normalize.fold(one.text) if bare else one.text, Filters())
        candidates = searcher.candidates(read)
        query = searcher.query(read)
        ids = index.columns.arrays.ids[candidates.rows]
        right = np.array([index.ids[i] in one.gold for i in ids], np.bool_)
        matrix = features.matrix(query, index.columns, candidates)
        without = features.matrix(query, index.columns, features.without(candidates, right))
        made.append(Case(one.id, matrix, right, without))
    return made


def fit(chosen: Sequence[Case]) -> lightgbm.Booster:
    """LambdaMART on cases that have a right candidate."""
    usable = [case for case in chosen if case.right.any()]
    data = lightgbm.Dataset(
        np.concatenate([case.matrix for case in usable]),
        label=np.concatenate([case.right.astype(np.int32) for case in usable]),
        group=[len(case.right) for case in usable],
        feature_name=list(features.FEATURES),
    )
    monotone = [0 if name in FREE else 1 for name in features.FEATURES]
    return lightgbm.train({**PARAMETERS, "monotone_constraints": monotone}, data, num_boost_round=ROUNDS)


def blended(booster: lightgbm.Booster, matrix: features.Floats) -> npt.NDArray[np.float64]:
    """Scores as ``index.rank.Ranker`` makes them."""
    from index.rank import convex

    learned = np.asarray(booster.predict(matrix, raw_score=True), np.float64)
    spread = max(float(learned.max() - learned.min()), 1e-9)
    scores: npt.NDArray[np.float64] = BLEND * (learned - learned.min()) / spread + (1 - BLEND) * convex(matrix)
    return scores


def signals_of(chosen: Sequence[Case]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Out-of-fold confidence signals, with the right candidates in place and taken out.

    An answer that is in place but not ranked first counts as none: it is the first hits that are shown.
    """
    signals, labels = [], []
    fold = np.array([int(case.question[-6:], 16) % FOLDS for case in chosen])
    for number in range(FOLDS):
        booster = fit([case for case, own in zip(chosen, fold, strict=True) if own != number])
        for case, own in zip(chosen, fold, strict=True):
            if own != number:
                continue
            for matrix in (case.matrix, case.without):
                if not len(matrix):
                    continue
                scores = blended(booster, matrix)
                order = np.argsort(-scores, kind="stable")
                signals.append(confidence_signals(matrix, scores, order))
                labels.append(matrix is case.matrix and bool(case.right[order[:3]].any()))
    return np.array(signals), np.array(labels)


def logistic(signals: npt.NDArray[np.float64], labels: npt.NDArray[np.bool_]) -> dict[str, object]:
    """A logistic regression by Newton's method, lightly regularised."""
    mean, scale = signals.mean(axis=0), np.maximum(signals.std(axis=0), 1e-6)
    x = np.hstack([(signals - mean) / scale, np.ones((len(signals), 1))])
    weights = np.zeros(x.shape[1])
    penalty = np.diag([1.0] * (x.shape[1] - 1) + [0.0])
    for _ in range(25):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (p - labels) + penalty @ weights
        hessian = (x * (p * (1 - p))[:, None]).T @ x + penalty
        weights -= np.linalg.solve(hessian, gradient)
    return {
        "mean": mean.tolist(),
        "scale": scale.tolist(),
        "weights": weights[:-1].tolist(),
        "bias": float(weights[-1]),
    }


def train(data: Path, out: Path, encoder: embed.Encoder) -> None:
    """From data to the ranker's folder."""
    articles = pairs.articles(data)
    asked = pairs.questions(data, held_out=False)
    with indexed(articles, encoder) as index:
        log.info("indexed")
        plain = cases(index, encoder, asked, bare=False)
        every = plain + cases(index, encoder, asked, bare=True)
        log.info("features of %d cases", len(every))
        every += cases(untitled(index), encoder, asked, bare=False)
    write(out, plain, every, encoder.name)


def write(out: Path, plain: Sequence[Case], every: Sequence[Case], encoder: str) -> None:
    """Fit the ranker and its confidence, and write their folder."""
    booster = fit(every)
    out.mkdir(parents=True, exist_ok=True)
    booster.save_model(str(out / MODEL_FILE))
    settings = {
        "features": list(features.FEATURES),
        "blend": BLEND,
        "confidence": logistic(*signals_of(plain)),
        "encoder": encoder,
        "questions": len(plain),
    }
    (out / SETTINGS_FILE).write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    (out / "README.md").write_text(_card(booster, len(plain)), encoding="utf-8")


def untitled(index: Indexed) -> Indexed:
    """The same collection as one that has no titles: they become the first line of the text."""
    columns, old = index.columns, index.columns.arrays
    lengths = np.diff(old.title_end, prepend=0)
    starts = np.repeat(np.concatenate([[0], old.body_end[:-1]]), lengths)
    body = np.insert(old.body, starts, old.title)
    bare = replace(
        old,
        body=body,
        body_end=old.body_end + np.cumsum(lengths),
        title=old.title[:0],
        title_end=np.zeros_like(old.title_end),
    )
    return replace(index, columns=type(columns)(columns.folder, bare, columns.names, columns.change))


def _card(booster: lightgbm.Booster, questions: int) -> str:
    gain = sorted(
        zip(booster.feature_importance("gain"), features.FEATURES, strict=True), key=lambda item: -float(item[0])
    )
    total = max(sum(float(value) for value, _ in gain), 1e-9)
    rows = "\n".join(f"| {name} | {float(value) / total:.3f} |" for value, name in gain)
    return f"""# hoivanban ranker

LightGBM LambdaMART, {booster.num_trees()} trees, made by `python -m index.training.ranker`. Trained on the {questions}
legal questions of the train part (`index/training/split.py`), each asked as written, without accents, and on
articles without titles; nothing held out, and no other collection, was used. Relative features only, monotone
where more can only be better; its score is blended {BLEND}/{1 - BLEND:.1f} with the plain fusion. Confidence: logistic
regression on three-fold out-of-fold rankings of the same questions, with and without their right articles.

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
    train(options.data, options.out, embed.load(options.encoder))


if __name__ == "__main__":
    main()
