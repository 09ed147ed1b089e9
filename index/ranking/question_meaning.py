"""The meaning of a question beside its words: its deep vector, and those of the passages that its asker may see.

Deep vectors (``index.embedding.transformer``) follow a published document in the background, so some passages have
none yet. Their similarity is unknown, not low.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.derived.per_label_vectors import VisibleVectors
from index.derived.vectors import VectorIndex
from index.records import Doubles, Floats, Ints


@dataclass(frozen=True, slots=True)
class QuestionMeaning:
    """The deep vector of a question, and the passages that it is compared with."""

    vector: Floats
    passages: VectorIndex | VisibleVectors

    def similarities(self, ids: Ints) -> Doubles:
        """The similarity of each passage to the question; NaN for one without a vector yet."""
        found = np.full(len(ids), np.nan)
        known = self.passages.holds(ids)
        if known.any():
            found[known] = self.passages.vectors(ids[known]) @ self.vector
        return found
