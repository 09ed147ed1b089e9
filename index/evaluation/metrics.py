"""Figures of ranked lists with known answers: ranking, calibration and abstention."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass


def reciprocal_rank(ranked: Sequence[str], gold: Collection[str], depth: int = 10) -> float:
    """One over the rank of the first right answer, 0 beyond ``depth``.

    >>> reciprocal_rank(["a", "b"], {"b"})
    0.5
    """
    return next((1 / rank for rank, answer in enumerate(ranked[:depth], 1) if answer in gold), 0.0)


def recall(ranked: Sequence[str], gold: Collection[str], depth: int) -> float:
    """Share of the right answers among the first ``depth``."""
    return len(set(ranked[:depth]) & set(gold)) / len(set(gold)) if gold else 0.0


def ndcg(ranked: Sequence[str], gold: Collection[str], depth: int = 10) -> float:
    """Normalised discounted cumulative gain with equal gains.

    >>> round(ndcg(["x", "a"], {"a"}), 3)
    0.631
    """
    wanted = set(gold)
    gained = sum(1 / math.log2(rank + 1) for rank, answer in enumerate(ranked[:depth], 1) if answer in wanted)
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(wanted), depth) + 1))
    return gained / ideal if ideal else 0.0


def ranking_figures(runs: Sequence[tuple[Sequence[str], Collection[str]]]) -> dict[str, float]:
    """Means over questions of (ranked ids, gold ids), under the names that ``hoivanban evaluate`` prints."""
    count = max(len(runs), 1)
    return {
        "acc1": sum(bool(ranked) and ranked[0] in gold for ranked, gold in runs) / count,
        "mrr10": sum(reciprocal_rank(ranked, gold) for ranked, gold in runs) / count,
        "r5": sum(recall(ranked, gold, 5) for ranked, gold in runs) / count,
        "r10": sum(recall(ranked, gold, 10) for ranked, gold in runs) / count,
        "r100": sum(recall(ranked, gold, 100) for ranked, gold in runs) / count,
        "ndcg10": sum(ndcg(ranked, gold) for ranked, gold in runs) / count,
    }


def auroc(answerable: Sequence[float], unanswerable: Sequence[float]) -> float:
    """Chance that an answerable question gets the higher confidence; ties count half."""
    pool = sorted([(c, 1) for c in answerable] + [(c, 0) for c in unanswerable])
    ranks: list[float] = [0.0] * len(pool)
    start = 0
    while start < len(pool):
        end = start
        while end < len(pool) and pool[end][0] == pool[start][0]:
            end += 1
        for place in range(start, end):
            ranks[place] = (start + end + 1) / 2
        start = end
    positive = sum(rank for rank, (_, label) in zip(ranks, pool, strict=True) if label)
    n, m = len(answerable), len(unanswerable)
    return (positive - n * (n + 1) / 2) / (n * m) if n and m else 0.5


def calibration_error(confidences: Sequence[float], right: Sequence[bool], bins: int = 10) -> float:
    """Expected calibration error over equal-width bins."""
    total = 0.0
    for number in range(bins):
        inside = [i for i, c in enumerate(confidences) if min(int(c * bins), bins - 1) == number]
        if inside:
            claimed = sum(confidences[i] for i in inside) / len(inside)
            true = sum(right[i] for i in inside) / len(inside)
            total += abs(claimed - true) * len(inside)
    return total / max(len(confidences), 1)


#: First hits that are shown: confidence is the probability that an answer is among them.
SHOWN_HITS = 3


@dataclass(frozen=True, slots=True)
class Doubt:
    """Confidence in the answer to one question: with the whole collection, and without the passages that answer it.

    ``right``: an answer is among the first hits in the whole collection.
    """

    with_answer: float
    without_answer: float
    right: bool


def abstention_figures(doubts: Sequence[Doubt]) -> dict[str, float]:
    """Figures of how well confidence separates answerable questions from unanswerable ones.

    ``auroc``; ``ece``, the calibration error; ``refused_at_5`` and ``_10``, the share of unanswerable questions refused
    where 5 and 10 % of the answerable ones are lost; ``kept_at_5`` and ``_10``, the share of answerable questions kept
    where 5 and 10 % of the unanswerable ones are answered.
    """
    answerable, missing = (
        sorted(doubt.with_answer for doubt in doubts),
        sorted(doubt.without_answer for doubt in doubts),
    )
    figures = {
        "auroc": auroc(answerable, missing),
        "ece": calibration_error(
            [*(d.with_answer for d in doubts), *missing], [*(d.right for d in doubts), *([False] * len(missing))]
        ),
    }
    for percent in (5, 10):
        lost = answerable[len(answerable) * percent // 100]
        answered = missing[-1 - len(missing) * percent // 100]
        figures[f"refused_at_{percent}"] = sum(confidence < lost for confidence in missing) / len(missing)
        figures[f"kept_at_{percent}"] = sum(confidence > answered for confidence in answerable) / len(answerable)
    return figures
