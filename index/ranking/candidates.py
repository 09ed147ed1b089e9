"""One question ranked over one snapshot: both legs -> candidates -> features -> order and confidence."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np

from index.derived.columns import Columns
from index.derived.lexical import LexicalIndex
from index.derived.per_label_indexes import VisibleTerms, VisibleVectors
from index.derived.vectors import VectorIndex
from index.embedding.encoders import Encoder, find_preset
from index.query import parse as asking
from index.query.diacritics import restore_diacritics
from index.ranking import answer_signals, features, matching
from index.ranking.matching import Doubles, Floats, Ints
from index.ranking.ranker import BUNDLED, DENSE_WEIGHT, Ranker
from index.ranking.wanted import lexical_terms

#: Candidates of each leg. Measured: recall at 200 of the lexical leg .97; more costs time and finds nothing. Fewer
#: cost a little everywhere (held-out legal questions, nDCG@10 / R@10: 200 and 100 .824 / .925, 120 and 60 .822 / .919).
LEXICAL_CANDIDATES = 200
DENSE_CANDIDATES = 100
#: Features named when a hit is explained.
MOST_REASONS = 6


class IndexSnapshot(Protocol):
    """The derived indexes at one change of the library."""

    @property
    def lexical(self) -> LexicalIndex | VisibleTerms: ...
    @property
    def vectors(self) -> VectorIndex | VisibleVectors: ...
    @property
    def columns(self) -> Columns: ...
    @property
    def change(self) -> int: ...
    def visible_to(self, labels: Collection[str]) -> IndexSnapshot: ...


@dataclass(frozen=True, slots=True)
class RankedCandidates:
    """Rows of the columns in order, best first, with what ordered them."""

    rows: Ints
    ids: Ints
    scores: Doubles
    features: Floats
    confidence: float


@cache
def _bundled_ranker(folder: Path, dense_weight: float) -> Ranker:
    return Ranker.load(folder, dense_weight)


class CandidateRanker:
    """Ranks questions over one snapshot. Cheap to make: one for each question is fine."""

    def __init__(self, snapshot: IndexSnapshot, encoder: Encoder, ranker: Ranker | None = None) -> None:
        self.snapshot = snapshot
        self.encoder = encoder
        #: What ranking took so far: a question may be ranked anew under a condition.
        self.ranking_ms = 0.0
        preset = find_preset(encoder.name)
        self.ranker = ranker or _bundled_ranker(BUNDLED, preset.weight if preset else DENSE_WEIGHT)

    def rank(self, asked: asking.Query, missing: Sequence[int] = ()) -> RankedCandidates:
        """All candidates of a question in order, as if the collection did not hold the passages ``missing``."""
        columns = self.snapshot.columns
        if not asked.keys or not len(columns):
            none = np.zeros(0, np.int64)
            return RankedCandidates(none, none, np.zeros(0), np.zeros((0, len(features.FEATURES)), np.float32), 0.0)
        started = time.perf_counter()
        candidates = self.find_candidates(asked)
        if missing:
            candidates = features.without_rows(candidates, np.isin(columns.arrays.ids[candidates.rows], missing))
        matrix = features.feature_matrix(self.query_weights(asked), columns, candidates)
        scores = self.ranker.scores(matrix)
        order = np.lexsort((columns.arrays.tie_breaker[candidates.rows], -scores.round(9)))
        rows = candidates.rows[order]
        confidence = self.ranker.confidence(matrix, scores, order, self.answer_signals(asked, rows))
        self.ranking_ms += (time.perf_counter() - started) * 1000
        return RankedCandidates(rows, columns.arrays.ids[rows], scores[order], matrix[order], confidence)

    def answer_signals(self, asked: asking.Query, rows: Ints) -> Floats | None:
        """Whether the first of the rows tells the kind of thing that is asked for."""
        return (
            answer_signals.answer_signals(asked.keys, self.snapshot.columns, rows[:1].tolist())[0]
            if len(rows)
            else None
        )

    def query_weights(self, asked: asking.Query) -> matching.QueryWeights:
        """The question as the ranker matches it."""
        folded = asked.accents != "full"
        field = "folded" if folded else "combined"
        lexical = self.snapshot.lexical
        return matching.query_weights(
            asked.keys, len(lexical), lambda key: lexical.document_frequency(field, key), folded=folded
        )

    def find_candidates(self, asked: asking.Query) -> features.Candidates:
        """The best of both legs together."""
        columns, vectors = self.snapshot.columns, self.snapshot.vectors
        mask = columns.filter_mask(asked.filters)
        ids, scores = self.snapshot.lexical.search(
            lexical_terms(asked), LEXICAL_CANDIDATES, None if mask is None else asked.filters
        )
        vector = self.encoder.embed_question(asked.text if asked.accents == "full" else self.restored_text(asked))
        allowed = None if mask is None else columns.arrays.ids[mask]
        near_ids = vectors.search(vector, DENSE_CANDIDATES, allowed)[1][0]
        near_ids = near_ids[near_ids >= 0]
        # Of a few hundred a set tells faster than np.isin which are new.
        held = set(ids.tolist())
        every = np.concatenate([ids, near_ids[[one not in held for one in near_ids.tolist()]]])
        lexical = np.zeros(len(every))
        lexical[: len(ids)] = scores
        dense_rank = np.full(len(every), DENSE_CANDIDATES, np.int64)
        by_id = np.argsort(every)
        dense_rank[by_id[np.searchsorted(every, near_ids, sorter=by_id)]] = np.arange(len(near_ids))
        rows = columns.rows_of(every)
        known = rows >= 0
        if not known.all():
            every, rows, lexical, dense_rank = every[known], rows[known], lexical[known], dense_rank[known]
        places = vectors.vectors(every)
        return features.Candidates(
            rows=rows,
            lexical=lexical,
            cosine=(places @ vector).astype(np.float64),
            lexical_rank=np.where(lexical > 0, np.arange(len(every)), LEXICAL_CANDIDATES),
            dense_rank=dense_rank,
            vectors=places,
        )

    def restored_text(self, asked: asking.Query) -> str:
        """The question with the accents that the library's own words suggest."""
        lexical = self.snapshot.lexical
        return restore_diacritics(asked.text, lambda term: lexical.document_frequency("combined", term), len(lexical))

    def score_reasons(self, row: Floats) -> dict[str, float]:
        """The features that added most to a candidate's score or took most from it."""
        added = self.ranker.contributions(row[None])[0]
        first = np.argsort(-np.abs(added), kind="stable")[:MOST_REASONS]
        return {features.FEATURES[i]: float(added[i]) for i in first if added[i]}
