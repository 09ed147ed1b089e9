"""The choice of what is quoted: the worth of a sentence or a table row as an answer, and how likely the best one is it.

Two small regressions over signals that whoever has the passages at hand counts (``service.answering.quoting``). The
first orders sentences: a conditional logit, fitted so that the right sentence of a question stands before the others.
The second says how likely the first one holds the answer. Both are fitted by ``index.training.quotes``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from operator import mul
from pathlib import Path

BUNDLED = Path(__file__).parents[1] / "models" / "quotes" / "settings.json"
#: ``words``, ``above``, ``pairs``: weight of the question's words that the sentence holds, that only the titles above
#: it hold, and share of pairs of neighbouring words; ``heaviest``: the rarest word is among them; ``names``: share of
#: the names that stand here or above; ``nearness``: how near the words stand to a value of the kind asked for;
#: ``novel``: share of the sentence that the question does not say. ``rank`` and ``behind``: the passage's place in the
#: ranking and how far its score is from the first. ``cue``, ``value``, ``cue_lacking``: wording of the kind asked for,
#: a value taken from it, and its lack where nothing else answers; ``role``: the wording, where it is asked who leads,
#: holds an office, works along; ``held``, ``lacking``, ``held_amount``: all or none of the kinds of values asked for;
#: ``counted``: a number stands with the noun that is counted. ``heading``, ``type``, ``opening``, ``basis``,
#: ``basis_asked``, ``row``, ``row_time``, ``label``, ``start``, ``colon``, ``closing``, ``length``: the place and the
#: form of the sentence. ``whole``, ``holder``: it speaks of the whole document, names a person where one is asked for.
SIGNALS = (
    "words", "above", "pairs", "heaviest", "names", "nearness", "novel", "rank", "behind", "cue", "value",
    "cue_lacking", "role", "held", "lacking", "held_amount", "counted", "heading", "type", "opening", "basis",
    "basis_asked", "row", "row_time", "label", "start", "colon", "closing", "length", "whole", "holder",
)  # fmt: skip
#: What the second regression looks at. ``lead``: how much more the best is worth than the best that is not shown;
#: ``evidence``: log-odds of the evidence model; ``opening``, ``lacking``, ``cue_lacking``, ``whole``: as above, of the
#: best sentence. Beside them ``stated``: a value was taken from it, it says where, or its wording stands under the
#: heading of such things; ``support``: the share of the question that its passage and document hold, less the names
#: they lack; ``other_year``: the document is of another year than the question.
CHANCE_SIGNALS = (
    "lead", "evidence", "stated", "support", "other_year", "opening", "lacking", "cue_lacking", "whole",
)  # fmt: skip
#: Those of them that are counted for the chance alone.
CHANCE_ALONE = ("stated", "support", "other_year")


@dataclass(frozen=True, slots=True)
class QuoteModel:
    """Weights of the signals, and of the signals of the chance, on their own scales; ``bias`` belongs to the chance.

    ``least`` is the chance from which an answer is called complete: the one from which, of the answers about offices
    that were left out of the fit, at most the wanted share does not hold the answer.
    """

    weights: tuple[float, ...]
    chance_weights: tuple[float, ...]
    bias: float
    least: float

    @classmethod
    def load(cls, path: Path = BUNDLED) -> QuoteModel:
        """Read a fitted model.

        :raises ValueError: if it was fitted for other signals.
        """
        fitted = json.loads(path.read_text(encoding="utf-8"))
        worth, chance = fitted["worth"], fitted["chance"]
        if tuple(worth) != SIGNALS or tuple(chance) != CHANCE_SIGNALS:
            raise ValueError(f"{path} was fitted for other signals")
        weights, chance_weights = (tuple(map(float, part.values())) for part in (worth, chance))
        return cls(weights, chance_weights, float(fitted["bias"]), float(fitted["least"]))

    def worth(self, signals: Mapping[str, float]) -> float:
        """The worth of a sentence as an answer, from ``SIGNALS``, in log-odds; only differences mean anything."""
        worth: float = sum(map(mul, self.weights, map(signals.__getitem__, SIGNALS)))
        return worth

    def chance(self, signals: Mapping[str, float]) -> float:
        """The probability that the best sentence holds the answer, from ``CHANCE_SIGNALS``."""
        names = zip(CHANCE_SIGNALS, self.chance_weights, strict=True)
        return 1 / (1 + math.exp(-self.bias - sum(weight * signals[name] for name, weight in names)))


@cache
def bundled_model() -> QuoteModel:
    """The model that comes with the program."""
    return QuoteModel.load()
