"""The first candidates reordered by what they mean: after the trees, before the two levels.

A second, small LambdaMART (``index.training.meaning``) looks at the candidates' first scores and features, and at how
near each passage's deep vector is to the question's. The scores stay the same numbers, in the new order: what follows
reads them as it did. It learned from articles of law: in documents with a name, which the two levels order by more than
it sees, it has half a say. Where a passage has no vector yet its similarity is taken to be the middle one.
"""

from __future__ import annotations

import json
import logging
from functools import cache
from pathlib import Path

import numpy as np

from index.derived.columns import Columns
from index.ranking import lightgbm_native
from index.ranking.candidates import RankedCandidates
from index.ranking.document_level import name_codes
from index.ranking.features import FEATURES
from index.ranking.question_meaning import QuestionMeaning
from index.ranking.tree_ensemble import Forest
from index.records import Bools, Doubles, Floats

log = logging.getLogger("hoivanban.rank")

BUNDLED = Path(__file__).parents[1] / "models" / "meaning"
MODEL_FILE, SETTINGS_FILE = "model.txt", "settings.json"
#: Candidates that are looked at.
RERANKED = 20
#: Least share of them that must have a vector.
LEAST_KNOWN = 0.5
#: What is looked at beside the ranker's features.
MEANING_FEATURES = (
    "score", "score_gap", "score_rank", "similarity", "similarity_gap", "similarity_z", "similarity_rank",
    "similarity_first",
)  # fmt: skip
NAMES = (*MEANING_FEATURES, *FEATURES)


def meaning_features(scores: Doubles, similarities: Doubles, matrix: Floats) -> Floats:
    """``NAMES``' features of candidates, best first by their scores."""
    places = np.arange(len(scores))
    rank = np.empty(len(scores))
    rank[np.argsort(-similarities, kind="stable")] = places
    spread = similarities.std() + 1e-6
    own = np.stack([
        scores, scores - scores.max(), 1 / (1 + places), similarities, similarities - similarities.max(),
        (similarities - similarities.mean()) / spread, 1 / (1 + rank), similarities - similarities[0],
    ], axis=1)  # fmt: skip
    return np.concatenate([own, matrix], axis=1).astype(np.float32)


class MeaningRanker:
    """The trained second ranker."""

    def __init__(self, model: Path) -> None:
        self._model = model
        self._forest = Forest.load(model)

    @classmethod
    def load(cls, folder: Path = BUNDLED) -> MeaningRanker | None:
        """Read a folder; None, with a line in the log, where it is missing or was made for other features."""
        if not (folder / MODEL_FILE).is_file():
            log.warning("no second ranker in %s: similarities do not reorder the hits", folder)
            return None
        settings = json.loads((folder / SETTINGS_FILE).read_text(encoding="utf-8"))
        if settings["features"] != list(NAMES):
            log.warning("the second ranker in %s was made for other features and is not used", folder)
            return None
        return cls(folder / MODEL_FILE)

    def scores(self, features: Floats) -> Doubles:
        """The model's raw scores."""
        if self._forest is not None:
            return self._forest.scores(features)
        return lightgbm_native.predict(self._model, features, lightgbm_native.RAW_SCORE, 1)[:, 0]


@cache
def bundled_ranker() -> MeaningRanker | None:
    """The second ranker that comes with the program."""
    return MeaningRanker.load()


def with_middle_similarity(similarities: Doubles, known: Bools) -> Doubles:
    """The similarities, those that are not known in the middle of the others.

    >>> with_middle_similarity(np.array([0.9, np.nan, 0.7]), np.array([True, False, True])).tolist()
    [0.9, 0.8, 0.7]
    """
    return np.where(known, similarities, np.median(similarities[known]))


def rank_by_meaning(ranked: RankedCandidates, meaning: QuestionMeaning | None, columns: Columns) -> RankedCandidates:
    """The candidates with the first ones reordered by their similarity to the question too."""
    ranker = bundled_ranker() if meaning is not None else None
    first = slice(0, RERANKED)
    if ranker is None or meaning is None or len(ranked.rows) < 2:
        return ranked
    similarities = meaning.similarities(ranked.ids[first])
    known = ~np.isnan(similarities)
    if known.mean() < LEAST_KNOWN:
        return ranked
    scores = ranked.scores[first]
    features = meaning_features(scores, with_middle_similarity(similarities, known), ranked.features[first])
    moved = ranked.scores.copy()
    moved[np.argsort(-ranker.scores(features), kind="stable")] = scores
    return ranked.ordered_by((moved + ranked.scores) / 2 if _is_of_named_document(ranked, columns) else moved)


def _is_of_named_document(ranked: RankedCandidates, columns: Columns) -> bool:
    """True if the first candidate's document is one with a name, no mere container of articles."""
    document = int(columns.arrays.text_codes["document"][ranked.rows[0]])
    return len(name_codes(columns, int(columns.document_rows(document)[0]))) > 0
