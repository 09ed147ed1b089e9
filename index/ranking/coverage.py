"""Coverage features: the share of a question's topical words that a passage has, comparable between questions.

The other features compare candidates with each other; whether any of them answers needs measures against the question
itself: its words without those that only ask ("như thế nào", "bao nhiêu"), the heaviest word that is missing, and the
share of the BM25 score that no passage can exceed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.derived import terms
from index.query.asking_words import ASKING_PHRASES, LAST_ASKING_WORD
from index.records import Doubles

#: Which terms each candidate has, a row each, as truth values or ones.
Marks = npt.NDArray[np.bool_] | npt.NDArray[np.float64]

#: Questions have some twenty syllables about their matter; the share keeps the feature near 1.
USUAL_LENGTH = 20

COVERAGE_FEATURES = (
    "asked", "asked_title", "asked_pairs", "asked_pairs_title", "of_ideal", "of_ideal_title", "of_ideal_body",
    "missing", "missing_pair", "missing_title", "asked_syllables", "asked_weight", "asked_rarest",
)  # fmt: skip


def topical_mask(sequence: Sequence[str]) -> list[bool]:
    """A mask of a question's syllable keys: True where one is about the matter rather than asking.

    >>> topical_mask("mức phạt là bao nhiêu".split())
    [True, True, False, False, False]
    """
    folded = terms.fold_keys(sequence)
    kept = [True] * len(folded)
    for phrase in ASKING_PHRASES:
        size = len(phrase)
        for start in range(len(folded) - size + 1):
            if folded[start] == phrase[0] and tuple(folded[start : start + size]) == phrase:
                kept[start : start + size] = [False] * size
    if folded and folded[-1] == LAST_ASKING_WORD:
        kept[-1] = False
    # A question of asking words alone is taken as it is.
    return kept if any(kept) else [True] * len(folded)


def coverage_features(
    weights: tuple[Doubles, Doubles],
    most: float,
    present: tuple[Marks, Marks],
    titled: tuple[Marks, Marks],
    shares: Sequence[Doubles],
) -> list[Doubles | float]:
    """``COVERAGE_FEATURES`` of all candidates.

    ``weights`` of the question's syllables and pairs, nothing where they only ask; ``most`` weighs a term that one
    passage holds; ``present`` and ``titled``: the syllables and pairs that each candidate has, and has in its title;
    ``shares`` of the highest possible BM25 in all, title and body.
    """
    idf, pair_idf = weights
    total, pair_total = max(float(idf.sum()), 1e-9), max(float(pair_idf.sum()), 1e-9)
    question = (float((idf > 0).sum()) / USUAL_LENGTH, total / most / 10, float(idf.max(initial=0.0)) / most)
    return [
        present[0] @ idf / total,
        titled[0] @ idf / total,
        present[1] @ pair_idf / pair_total,
        titled[1] @ pair_idf / pair_total,
        *shares,
        _heaviest_missing(present[0], idf) / most,
        _heaviest_missing(present[1], pair_idf) / most,
        _heaviest_missing(titled[0], idf) / most,
        *question,
    ]


def _heaviest_missing(present: Marks, weights: Doubles) -> Doubles:
    """The weight of the heaviest term that each candidate lacks."""
    lacking: Doubles = np.where(present > 0, 0.0, weights).max(axis=1, initial=0.0)
    return lacking
