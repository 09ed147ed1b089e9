"""Evidence for a value of the head: what speaks for it and against it, added up to a probability.

Every source that names a number or a body is a candidate. Clues add to its log odds: how surely its line was read, who
else says the same, whether the form can be true at all. A value is shown only above its threshold, because a wrong
number costs more than an unknown one; below it the candidates are kept for the clerk.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.records import Candidate

#: The least probability at which a value is shown (chosen on fold a of realdocs-2 and on realdocs, docs/figures.md).
THRESHOLDS = {"number": 0.75, "issued_date": 0.75, "issuer": 0.70}
#: Certainty has an end: no reading is surer than this.
_SUREST = 0.999


@dataclass(slots=True)
class WeighedValue:
    """A candidate while it is weighed: value, source, and the sum of its clues as log odds."""

    value: str
    source: str
    odds: float = 0.0
    #: The clues by name, for the inspection of a head.
    clues: dict[str, float] = field(default_factory=dict)

    def add(self, clue: str, weight: float) -> None:
        if weight:
            self.clues[clue] = self.clues.get(clue, 0.0) + weight
            self.odds += weight

    @property
    def probability(self) -> float:
        return min(_SUREST, 1 / (1 + math.exp(-self.odds)))


def best_value(name: str, weighed: Iterable[WeighedValue]) -> WeighedValue | None:
    """The most probable value, if it passes the threshold of its field.

    >>> likely, doubtful = WeighedValue("12/KH-SYT", "text_layer", 3.0), WeighedValue("1Z/KH-SYT", "ocr", -1.0)
    >>> best_value("number", [doubtful, likely]).value, best_value("number", [doubtful])
    ('12/KH-SYT', None)
    """
    best = max(weighed, key=lambda value: value.odds, default=None)
    return best if best and best.probability >= THRESHOLDS[name] else None


def as_candidates(name: str, weighed: Iterable[WeighedValue]) -> tuple[Candidate, ...]:
    """The candidates of a field, the most probable first."""
    ordered = sorted(weighed, key=lambda value: -value.odds)
    return tuple(
        Candidate(name, value.value, round(value.probability, 3), value.source, tuple(value.clues.items()))
        for value in ordered
    )


def reading_weight(confidence: float | None) -> float:
    """The weight of a line's OCR confidence; a text layer is no reading that can slip."""
    if confidence is None:
        return 3.0
    return max(-1.5, min(2.0, 0.5 + (confidence - 0.75) * 8))
