"""Fusion of the two legs: how much a candidate's score takes from its words, and how much from its vector."""

from __future__ import annotations

import numpy as np

from index.ranking.features import FEATURES
from index.records import Doubles, Floats

#: Dense share of the plain fusion (train part, nDCG@10: .2 .759, .3 .759, .4 .753, .5 .745; lexical alone .755).
DENSE_WEIGHT = 0.25
_COLUMNS = tuple(FEATURES.index(name) for name in ("lexical", "cosine", "legs_overlap"))


def fuse_legs(features: Floats, weight: float = DENSE_WEIGHT) -> Doubles:
    """The plain fusion: share of the best lexical score and share of the best cosine, weighted.

    The dense leg earns its weight: it is halved when the legs share none of their first ten.
    """
    lexical, cosine, overlap = (features[:, column].astype(np.float64) for column in _COLUMNS)
    earned = weight * (0.5 + 0.5 * min(1.0, 2 * float(overlap[:1].sum())))
    best = max(float(cosine.max(initial=0.0)), 1e-6)
    dense = np.maximum(cosine, 0.0) / best
    fused: Doubles = (1 - earned) * lexical + earned * dense
    return fused
