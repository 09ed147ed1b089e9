"""An optional cross-encoder over the best hits: a sentence-transformers model in a folder or a local cache."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

Doubles = npt.NDArray[np.float64]

#: Hits read again, and the share of the cross-encoder in their new order; the rest is the ranker's.
RERANKED, SHARE = 30, 0.6
#: Characters of a passage that are read: cross-encoders take 512 pieces, about 2,000 characters of Vietnamese.
READ_CHARACTERS = 2000


class Reranker:
    """Scores pairs of question and passage."""

    def __init__(self, name: str, model: CrossEncoder) -> None:
        self.name = name
        self._model = model

    @classmethod
    def load(cls, name_or_path: str) -> Reranker:
        """Read a sentence-transformers CrossEncoder."""
        # Spinning OpenMP threads take the cores from the rest of the service on a small machine.
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        import torch
        from sentence_transformers import CrossEncoder

        torch.set_num_threads(max(1, (os.cpu_count() or 2) // 2))
        return cls(name_or_path, CrossEncoder(name_or_path, device="cpu"))

    def scores(self, question: str, texts: Sequence[str]) -> Doubles:
        """How well each text answers, between 0 and 1 over these texts."""
        if not texts:
            return np.zeros(0)
        pairs = [(question, text[:READ_CHARACTERS]) for text in texts]
        raw = np.asarray(self._model.predict(pairs, show_progress_bar=False), np.float64).reshape(len(texts), -1)[:, -1]
        spread = raw.max() - raw.min()
        scaled: Doubles = (raw - raw.min()) / spread if spread > 0 else np.zeros(len(texts))
        return scaled
