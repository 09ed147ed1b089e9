"""Calibrated confidence that the first hits answer a question.

Two steps. A small forest says of each of the first candidates, by itself, how likely it answers (its features, its
ranking score and how far that is below the best). A logistic regression over the list makes one probability of that:
the first candidate, the best, at least one of the first five, how far the ranking sets the first apart, and whether
the first has the kind of thing that is asked for (``index.ranking.answer_signals``).
AUROC with the right articles taken out, cross-validated on the train questions: .734 without the last, some .755 with.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.ranking.tree_ensemble import Forest
from index.records import Doubles, Floats, Ints

MODEL_FILE = "answers.txt"
#: Candidates that are judged; a right one further down is not shown anyway.
MOST_JUDGED = 25
#: Of so many at least one should answer.
FIRST_HITS = 5
LIST_SIGNALS = ("first", "best", "any", "ahead_of_second", "ahead_of_fifth")


def forest_inputs(features: Floats, scores: Doubles, order: Ints) -> Floats:
    """Inputs of the forest, a row for each of the first candidates: features, score, and score below the best."""
    first = order[:MOST_JUDGED]
    kept = scores[first]
    return np.column_stack([features[first], kept, kept - kept[0]]).astype(np.float32)


def list_signals(answers: Doubles, scores: Doubles) -> Doubles:
    """``LIST_SIGNALS`` from the log-odds that each of the first candidates answers, and their ranking scores."""
    chances = 1 / (1 + np.exp(-answers[:FIRST_HITS]))
    none = float(np.prod(1 - chances))
    some = math.log(max(1 - none, 1e-6) / max(none, 1e-6))
    second, fifth = (float(scores[0] - scores[min(rank, len(scores) - 1)]) for rank in (1, 4))
    return np.array([answers[0], answers.max(), some, second, fifth])


@dataclass(frozen=True, slots=True)
class Calibration:
    """The forest of single candidates and the regression over the list: weights on centred and scaled signals."""

    forest: Forest
    mean: Doubles
    scale: Doubles
    weights: Doubles
    bias: float

    @classmethod
    def load(cls, model: Path, fitted: Mapping[str, object]) -> Calibration:
        """Read the forest and what was fitted over it. Raises ``ValueError`` when the forest cannot be read."""
        forest = Forest.load(model)
        if forest is None:
            raise ValueError(f"{model} is not a forest of plain thresholds")
        mean, scale, weights = (np.array(fitted[name], np.float64) for name in ("mean", "scale", "weights"))
        return cls(forest, mean, scale, weights, float(str(fitted["bias"])))

    def probability(self, features: Floats, scores: Doubles, order: Ints, signals: Floats | None = None) -> float:
        """The calibrated probability that one of the first hits answers; ``order`` must not be empty.

        ``told`` are the first hit's ``index.ranking.answer_signals.SIGNALS``; without them they are taken as they
        usually
        are.
        """
        seen = forest_inputs(features, scores, order)
        found = list_signals(self.forest.scores(seen), seen[:, -2].astype(np.float64))
        every = self.mean.copy()
        every[: len(found)] = found
        if signals is not None:
            every[len(found) :] = signals[: len(every) - len(found)]
        return 1 / (1 + math.exp(-float((every - self.mean) / self.scale @ self.weights + self.bias)))
