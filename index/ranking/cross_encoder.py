"""An optional cross-encoder over the best hits: a sentence-transformers model in a folder or a local cache."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from index.embedding.encoders import (
    ModelMissing,
    limit_torch_threads,
    missing_model_message,
    missing_package_message,
)
from index.records import Doubles

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

#: Hits read again, and the share of the cross-encoder in their new order; the rest is the ranker's.
MOST_RERANKED, RERANKER_SHARE = 30, 0.6
#: Characters of a passage that are read: cross-encoders take 512 pieces, about 2,000 characters of Vietnamese.
READ_CHARACTERS = 2000


class Reranker:
    """Scores pairs of question and passage."""

    def __init__(self, name: str, model: CrossEncoder) -> None:
        self.name = name
        self._model = model

    @classmethod
    def load(cls, name_or_path: str) -> Reranker:
        """Read a sentence-transformers CrossEncoder from a folder, or one that was downloaded before.

        :raises ModelMissing: if there is no such model on this machine.
        """
        try:
            limit_torch_threads()
            from sentence_transformers import CrossEncoder
        except ImportError as error:
            raise ModelMissing(missing_package_message("HOIVANBAN_RERANKER", name_or_path)) from error
        try:
            model = CrossEncoder(name_or_path, device="cpu", local_files_only=True)
        except (OSError, ValueError) as error:
            raise ModelMissing(missing_model_message("HOIVANBAN_RERANKER", name_or_path)) from error
        return cls(name_or_path, model)

    def scores(self, question: str, texts: Sequence[str]) -> Doubles:
        """The score of each text as an answer, between 0 and 1 over these texts."""
        if not texts:
            return np.zeros(0)
        pairs = [(question, text[:READ_CHARACTERS]) for text in texts]
        raw = np.asarray(self._model.predict(pairs, show_progress_bar=False), np.float64).reshape(len(texts), -1)[:, -1]
        spread = raw.max() - raw.min()
        scaled: Doubles = (raw - raw.min()) / spread if spread > 0 else np.zeros(len(texts))
        return scaled
