"""The evidence for an answer, and the probability that follows from it.

The ranking's own confidence (``index.ranking.calibration``) looks at passages alone and was learned from articles of
law. What else tells whether an answer was found, on the level of the document and on that of the passage, is counted by
whoever has the documents at hand, and weighed here by a logistic regression that was fitted over several collections
(``index.training.evidence``).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

BUNDLED = Path(__file__).parents[1] / "models" / "evidence" / "settings.json"
#: ``ranking``: log-odds of the ranking's confidence; ``support``: share of the question's words that a first passage
#: and its document hold, less its missing names; ``own_words``: share of the words beside the document's name that
#: the first passage holds; ``stated``: share of the kinds of thing asked for that a first passage states; ``near``: the
#: most of the own words that one sentence holds that states these kinds; ``ahead``: how far the first document stands
#: ahead of the next; ``other_year``: the document is of another year than the question; ``certain``: the question or
#: its conversation says which document is meant.
SIGNALS = ("ranking", "support", "own_words", "stated", "near", "ahead", "other_year", "certain")
#: Probabilities nearer to 0 and 1 say no more.
_LEAST = 0.01


@dataclass(frozen=True, slots=True)
class EvidenceModel:
    """A logistic regression: weights on centred and scaled ``SIGNALS``."""

    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    @classmethod
    def load(cls, path: Path = BUNDLED) -> EvidenceModel:
        """Read a fitted model.

        :raises ValueError: if it was fitted for other signals.
        """
        fitted = json.loads(path.read_text(encoding="utf-8"))
        if tuple(fitted["signals"]) != SIGNALS:
            raise ValueError(f"{path} was fitted for other signals")
        mean, scale, weights = (tuple(map(float, fitted[name])) for name in ("mean", "scale", "weights"))
        return cls(mean, scale, weights, float(fitted["bias"]))

    def probability(self, signals: Mapping[str, float]) -> float:
        """The probability that the passages shown answer."""
        columns = zip((signals[name] for name in SIGNALS), self.mean, self.scale, self.weights, strict=True)
        return 1 / (1 + math.exp(-self.bias - sum((value - m) / s * w for value, m, s, w in columns)))


@cache
def bundled_model() -> EvidenceModel:
    """The model that comes with the program."""
    return EvidenceModel.load()


def log_odds(probability: float) -> float:
    """The log-odds of a probability.

    >>> log_odds(0.5)
    0.0
    """
    kept = min(max(probability, _LEAST), 1 - _LEAST)
    return math.log(kept / (1 - kept))
