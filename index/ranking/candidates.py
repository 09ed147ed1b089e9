"""One query ranked over one snapshot: both legs -> candidates -> features -> order and confidence."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np

from index.derived import terms
from index.derived.columns import Columns
from index.derived.legs import Legs, LegsQuery
from index.derived.lexical import HEADING_WEIGHT, LexicalIndex
from index.derived.per_label_terms import VisibleTerms
from index.derived.per_label_vectors import VisibleVectors
from index.derived.vectors import VectorIndex
from index.embedding.encoders import Encoder
from index.embedding.presets import find_preset
from index.embedding.transformer import TransformerEncoder
from index.query.diacritics import restore_diacritics
from index.query.parse import Query
from index.ranking import answer_signals, features, matching
from index.ranking.features import FEATURES
from index.ranking.fusion import DENSE_WEIGHT
from index.ranking.occurrences import QueryWeights
from index.ranking.question_meaning import QuestionMeaning
from index.ranking.ranker import BUNDLED, Ranker
from index.records import Bools, Doubles, Floats, Ints

#: Candidates of each leg. Measured: recall at 200 of the lexical leg .97; more costs time and finds nothing. Fewer
#: cost a little everywhere (held-out legal questions, nDCG@10 / R@10: 200 and 100 .824 / .925, 120 and 60 .822 / .919).
LEXICAL_CANDIDATES = 200
DENSE_CANDIDATES = 100
#: Features named when a hit is explained.
MOST_REASONS = 6
_COVERAGE = FEATURES.index("coverage")


class IndexSnapshot(Protocol):
    """The derived indexes at one change of the library."""

    @property
    def lexical(self) -> LexicalIndex | VisibleTerms: ...
    @property
    def vectors(self) -> VectorIndex | VisibleVectors: ...
    @property
    def columns(self) -> Columns: ...
    @property
    def deep(self) -> VectorIndex | VisibleVectors | None: ...
    @property
    def legs(self) -> Legs: ...
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

    @property
    def best_coverage(self) -> float:
        """The most of the question's weight that one candidate holds."""
        return float(self.features[:, _COVERAGE].max(initial=0.0))

    def ordered_by(self, scores: Doubles) -> RankedCandidates:
        """The same candidates ordered by other scores; equal ones keep their order."""
        order = np.argsort(-scores, kind="stable")
        return RankedCandidates(self.rows[order], self.ids[order], scores[order], self.features[order], self.confidence)


@cache
def _bundled_ranker(folder: Path, dense_weight: float) -> Ranker:
    return Ranker.load(folder, dense_weight)


class CandidateRanker:
    """Ranks queries over one snapshot. Cheap to make: one for each question is fine."""

    def __init__(
        self,
        snapshot: IndexSnapshot,
        encoder: Encoder,
        ranker: Ranker | None = None,
        deep_encoder: TransformerEncoder | None = None,
    ) -> None:
        self.snapshot = snapshot
        self.encoder = encoder
        self.deep_encoder = deep_encoder
        #: Milliseconds that ranking took so far: a question may be ranked anew under a condition.
        self.ranking_ms = 0.0
        #: What was computed of a question's words already: the ranking, the levels and an explanation need the same.
        self._weights: dict[tuple[tuple[str, ...], bool], QueryWeights] = {}
        self._restored: dict[str, str] = {}
        preset = find_preset(encoder.name)
        self.ranker = ranker or _bundled_ranker(BUNDLED, preset.weight if preset else DENSE_WEIGHT)

    def rank(self, query: Query, missing: Sequence[int] = ()) -> RankedCandidates:
        """All candidates of a query in order, as if the collection did not hold the passages ``missing``."""
        columns = self.snapshot.columns
        if not query.keys or not len(columns):
            none = np.zeros(0, np.int64)
            return RankedCandidates(none, none, np.zeros(0), np.zeros((0, len(FEATURES)), np.float32), 0.0)
        started = time.perf_counter()
        candidates = self.find_candidates(query)
        if missing:
            candidates = features.without_rows(candidates, np.isin(columns.arrays.ids[candidates.rows], missing))
        matrix = features.feature_matrix(self.query_weights(query), columns, candidates)
        scores = self.ranker.scores(matrix)
        order = np.lexsort((columns.arrays.tie_breaker[candidates.rows], -scores.round(9)))
        rows = candidates.rows[order]
        confidence = self.ranker.confidence(matrix, scores, order, self._answer_signals(query, rows))
        self.ranking_ms += (time.perf_counter() - started) * 1000
        return RankedCandidates(rows, columns.arrays.ids[rows], scores[order], matrix[order], confidence)

    def keep_candidates(self, query: Query, ranked: RankedCandidates, keep: Bools) -> RankedCandidates:
        """Those of the first candidates that are to be kept, in their order; the others and the rest are left out."""
        first = slice(0, len(keep))
        rows, scores, matrix = ranked.rows[first][keep], ranked.scores[first][keep], ranked.features[first][keep]
        confidence = self.ranker.confidence(matrix, scores, np.arange(len(rows)), self._answer_signals(query, rows))
        return RankedCandidates(rows, ranked.ids[first][keep], scores, matrix, confidence)

    def _answer_signals(self, query: Query, rows: Ints) -> Floats | None:
        """The answer-type features of the top candidate, which the calibration reads."""
        if not len(rows):
            return None
        signals: Floats = answer_signals.answer_signals(query.keys, self.snapshot.columns, rows[:1].tolist())[0]
        return signals

    def query_weights(self, query: Query) -> QueryWeights:
        """The query as the columns are matched with it."""
        folded = query.accents != "full"
        weights = self._weights.get((query.keys, folded))
        if weights is None:
            field, lexical = "folded" if folded else "combined", self.snapshot.lexical
            weights = self._weights[query.keys, folded] = matching.query_weights(
                query.keys, len(lexical), lambda key: lexical.document_frequency(field, key), folded=folded
            )
        return weights

    def find_candidates(self, query: Query) -> features.Candidates:
        """The best of both legs together."""
        columns, vectors = self.snapshot.columns, self.snapshot.vectors
        vector = self.encoder.embed_question(query.text if query.accents == "full" else self.restored_text(query))
        asked = LegsQuery(lexical_terms(query), vector, query.filters, LEXICAL_CANDIDATES, DENSE_CANDIDATES)
        by_terms, by_vector = self.snapshot.legs.search(asked)
        ids, scores, near_ids = by_terms.ids, by_terms.scores, by_vector.ids
        # Of a few hundred a set tells faster than np.isin which are new.
        lexical_ids = set(ids.tolist())
        every = np.concatenate([ids, near_ids[[passage_id not in lexical_ids for passage_id in near_ids.tolist()]]])
        lexical = np.zeros(len(every))
        lexical[: len(ids)] = scores
        dense_rank = np.full(len(every), DENSE_CANDIDATES, np.int64)
        by_id = np.argsort(every)
        dense_rank[by_id[np.searchsorted(every, near_ids, sorter=by_id)]] = np.arange(len(near_ids))
        rows = columns.rows_of(every)
        known = rows >= 0
        if not known.all():
            every, rows, lexical, dense_rank = every[known], rows[known], lexical[known], dense_rank[known]
        candidate_vectors = vectors.vectors(every)
        return features.Candidates(
            rows=rows,
            lexical=lexical,
            cosine=(candidate_vectors @ vector).astype(np.float64),
            lexical_rank=np.where(lexical > 0, np.arange(len(every)), LEXICAL_CANDIDATES),
            dense_rank=dense_rank,
            vectors=candidate_vectors,
        )

    def restored_text(self, query: Query) -> str:
        """The question with the accents that the library's own words suggest."""
        text = self._restored.get(query.text)
        if text is None:
            lexical = self.snapshot.lexical
            text = self._restored[query.text] = restore_diacritics(
                query.text, lambda term: lexical.document_frequency("combined", term), len(lexical)
            )
        return text

    def meaning(self, query: Query) -> QuestionMeaning | None:
        """The meaning of the question, to compare passages with; None where no passage has a deep vector."""
        passages = self.snapshot.deep
        if self.deep_encoder is None or not passages or not query.keys:
            return None
        started = time.perf_counter()
        vector = self.deep_encoder.embed_question(query.text if query.accents == "full" else self.restored_text(query))
        self.ranking_ms += (time.perf_counter() - started) * 1000
        return QuestionMeaning(vector, passages)

    def score_reasons(self, row: Floats) -> dict[str, float]:
        """The features that added most to a candidate's score or took most from it."""
        added = self.ranker.contributions(row[None])[0]
        first = np.argsort(-np.abs(added), kind="stable")[:MOST_REASONS]
        return {FEATURES[i]: float(added[i]) for i in first if added[i]}


def lexical_terms(query: Query) -> dict[str, list[tuple[str, float]]]:
    """The weighted terms of the lexical leg, by field: the question's own, then the other forms of its names."""
    weights: dict[str, float] = {}
    for term in terms.index_terms(query.keys):
        weights[term] = weights.get(term, 0.0) + 1.0
    for amount in query.amounts:
        weights[amount] = 1.0
    for expansion in query.expansions:
        for term in terms.index_terms(expansion.keys):
            weights.setdefault(term, expansion.weight)
    exact = list(weights.items())
    fields = {"combined": exact, "heading": [(term, HEADING_WEIGHT * weight) for term, weight in exact]}
    if query.accents == "full":
        return fields
    folded: dict[str, float] = {}
    for term, weight in exact:
        key = terms.fold_key(term)
        folded[key] = max(folded.get(key, 0.0), weight)
    loose = {
        "folded": list(folded.items()),
        "folded_heading": [(term, HEADING_WEIGHT * weight) for term, weight in folded.items()],
    }
    if query.accents == "none":
        return loose
    # Where some syllables carry marks, those that do also count in the accented field.
    marked = [(term, 0.5 * weight) for term, weight in exact if terms.fold_key(term) != term]
    return {**loose, "combined": marked}


def matched_terms(query: Query, text: str) -> tuple[str, ...]:
    """The question's syllables and pairs that a passage holds, longest first."""
    keys = terms.syllables(text)
    if query.accents != "full":
        keys = terms.fold_keys(keys)
    present = set(terms.index_terms(keys))
    wanted = query.keys if query.accents == "full" else terms.fold_keys(query.keys)
    found = [term for term in dict.fromkeys(terms.index_terms(list(wanted))) if term in present]
    return tuple(sorted((term.replace(terms.JOINER, " ") for term in found), key=lambda term: -term.count(" ")))
