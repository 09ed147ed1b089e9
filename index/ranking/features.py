"""Ranking features of all candidates of a question at once, from the columns.

Only relative features: shares of the question, of the title, of the best candidate. A prototype with raw
lengths and scores gained 7 points on the law it was trained on and lost 1 on university regulations.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.derived.columns import Columns
from index.ranking import coverage as covering
from index.ranking import matching
from index.ranking.matching import FieldMatches
from index.ranking.occurrences import QueryWeights
from index.records import Bools, Doubles, Floats, Ints

TITLE_WEIGHT = 3
#: First lexical hits whose vectors stand for what the question is about.
FEEDBACK_HITS = 5
#: tantivy's constants, so that both sides mean the same by BM25.
K1, B = 1.2, 0.75

FEATURES = (
    "lexical", "bm25", "bm25_body", "bm25_title", "bm25_syllables", "bm25_pairs",
    "cosine", "cosine_gap", "cosine_z", "bm25_z", "lexical_rank", "dense_rank", "agreement",
    "coverage", "coverage_title", "coverage_pairs", "coverage_pairs_title", "coverage_plain",
    "title_covered", "title_pairs_covered", "rare_terms", "rarest_title", "numbers",
    "longest_run", "longest_run_title", "window", "pairs_at_best", "start",
    "title_weight_covered", "title_unseen", "head_coverage", "start_coverage", "density",
    "feedback", "feedback_z", "feedback_first", "bm25_title_rank", "bm25_rank", "coverage_rank",
    "coverage_below", "coverage_pairs_below",
    *covering.COVERAGE_FEATURES,
    "best_coverage", "legs_overlap", "lexical_gap", "cosine_top_gap", "coverage_gap", "bm25_syllables_gap",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidates of both legs. Ranks count from 0; ``missing`` is the rank of one that a leg did not return."""

    rows: Ints
    lexical: Doubles
    cosine: Doubles
    lexical_rank: Ints
    dense_rank: Ints
    #: Normalised vectors of the passages, a row each.
    vectors: Floats


def without_rows(candidates: Candidates, taken: Bools) -> Candidates:
    """The same candidates as if the collection lacked some of them."""
    keep = ~taken
    found = candidates.lexical[keep] > 0
    return replace(
        candidates,
        rows=candidates.rows[keep],
        lexical=candidates.lexical[keep],
        cosine=candidates.cosine[keep],
        lexical_rank=_close_gaps(candidates.lexical_rank[keep], found),
        dense_rank=_close_gaps(candidates.dense_rank[keep], candidates.dense_rank[keep] < candidates.dense_rank.max()),
        vectors=candidates.vectors[keep],
    )


def _close_gaps(ranks: Ints, found: Bools) -> Ints:
    """Ranks without gaps among the candidates that the leg returned."""
    closed = ranks.copy()
    closed[found] = np.argsort(np.argsort(ranks[found], kind="stable"), kind="stable")
    return closed


def _feedback(candidates: Candidates) -> tuple[Doubles, Doubles]:
    """The similarity of each candidate's vector to those of the first lexical hits: to their mean, and to the first."""
    vectors = candidates.vectors.astype(np.float32, copy=False)
    if not len(vectors):
        return np.zeros(0), np.zeros(0)
    first = vectors[np.argsort(candidates.lexical_rank, kind="stable")[:FEEDBACK_HITS]]
    middle = first.mean(axis=0)
    middle /= max(float(np.linalg.norm(middle)), 1e-9)
    both = vectors @ np.stack([middle, first[0]], axis=1)
    return both[:, 0].astype(np.float64), both[:, 1].astype(np.float64)


def _bm25(counts: Doubles, lengths: Doubles, average: float, idf: Doubles) -> Doubles:
    norm = K1 * (1 - B + B * lengths / max(average, 1.0))
    scores: Doubles = (counts * (K1 + 1) / (counts + norm[:, None])) @ idf
    return scores


def _share_of_best(values: Doubles) -> Doubles:
    top = values.max(initial=0.0)
    return values / top if top > 0 else values


def _z_scores(values: Doubles) -> Doubles:
    # numpy's own mean and deviation to the last digit, at a third of their time for a few hundred values.
    centred = values - np.add.reduce(values) / len(values)
    spread = math.sqrt(np.add.reduce(centred * centred) / len(values))
    return centred / spread if spread > 1e-9 else np.zeros_like(values)


def _reciprocal_ranks(values: Doubles) -> Doubles:
    """One over the rank in descending order."""
    ranks = np.empty(len(values))
    ranks[np.argsort(-values, kind="stable")] = np.arange(len(values))
    return 1 / (1 + ranks)


def _lead_over_second(values: Doubles) -> float:
    """The lead of the best over the second, as a share of the best."""
    if len(values) < 2:
        return 1.0
    second, first = np.partition(values, -2)[-2:]
    return float((first - second) / first) if first > 0 else 0.0


def feature_matrix(question: QueryWeights, columns: Columns, candidates: Candidates) -> Floats:
    """One row of ``FEATURES`` for each candidate."""
    rows = candidates.rows
    if not len(rows):
        return np.zeros((0, len(FEATURES)), np.float32)
    matches = matching.match(question, columns, rows)
    body, title = matches.body, matches.title
    idf, total = question.idf, max(float(question.idf.sum()), 1e-9)
    pair_idf = question.pair_idf
    pair_total = max(float(pair_idf.sum()), 1e-9)
    both = body.counts + TITLE_WEIGHT * title.counts
    both_pairs = body.pair_counts + TITLE_WEIGHT * title.pair_counts
    lengths = body.lengths + TITLE_WEIGHT * title.lengths
    average = columns.body_mean + TITLE_WEIGHT * columns.title_mean
    syllables, pairs = _bm25(both, lengths, average, idf), _bm25(both_pairs, lengths, average, pair_idf)
    combined = syllables + pairs
    in_body = _bm25(body.counts, body.lengths, columns.body_mean, idf)
    in_title = _bm25(title.counts, title.lengths, columns.title_mean, idf)
    present, present_in_title = (both > 0).astype(np.float64), (title.counts > 0).astype(np.float64)
    coverage = present @ idf / total
    lexical = np.maximum(candidates.lexical, 0.0)
    cosine = candidates.cosine
    best_cosine = max(float(cosine.max()), 0.0)
    rare = np.argsort(-idf, kind="stable")[:3]
    numbers = question.is_number
    has_pairs, title_has_pairs = both_pairs > 0, title.pair_counts > 0
    pair_weight = has_pairs @ pair_idf
    coverage_pairs = pair_weight / pair_total
    feedback, feedback_first = _feedback(candidates)
    longest_question = max(question.length, 1)
    combined_share = _share_of_best(combined)
    return _as_rows([
        _share_of_best(lexical), combined_share, _share_of_best(in_body), _share_of_best(in_title),
        _share_of_best(syllables), _share_of_best(pairs),
        cosine, cosine - best_cosine, _z_scores(cosine), _z_scores(combined),
        1 / (1.0 + candidates.lexical_rank), 1 / (1.0 + candidates.dense_rank),
        combined_share * np.maximum(cosine, 0.0),
        coverage, present_in_title @ idf / total, coverage_pairs,
        title_has_pairs @ pair_idf / pair_total, present.mean(axis=1),
        *_title_covered(title),
        present[:, rare].mean(axis=1), present_in_title[:, rare[0]],
        present[:, numbers].mean(axis=1) if numbers.any() else -1.0,
        body.longest / longest_question, title.longest / longest_question,
        np.minimum(body.window / total, 1.5), _share_of_best(pair_weight), body.start,
        matches.title_share, matches.title_unseen,
        np.maximum(body.head, present_in_title) @ idf / total, body.head @ idf / total,
        _share_of_best(body.counts @ idf / np.maximum(body.lengths, 1)),
        feedback, _z_scores(feedback), feedback_first,
        _reciprocal_ranks(in_title), _reciprocal_ranks(combined), _reciprocal_ranks(coverage),
        coverage - float(coverage.max()), coverage_pairs - float(coverage_pairs.max()),
        *covering.coverage_features(
            _topical_weights(question),
            float(matching.idf_weights([1], max(len(columns), 1))[0]),
            (present, has_pairs),
            (present_in_title, title_has_pairs),
            [score / ((K1 + 1) * (total + pair_total)) for score in (combined, in_title, in_body)],
        ),
        float(coverage.max()), _legs_overlap(candidates), _lead_over_second(lexical), _lead_over_second(cosine),
        _lead_over_second(coverage), _lead_over_second(syllables),
    ], len(rows))  # fmt: skip


def _title_covered(title: FieldMatches) -> tuple[Doubles, Doubles]:
    """The share of each title's syllables, and of its pairs, that are the question's."""
    return (
        np.minimum(title.counts.sum(axis=1) / np.maximum(title.lengths, 1), 1.0),
        np.minimum(title.pair_counts.sum(axis=1) / np.maximum(title.lengths - 1, 1), 1.0),
    )


def _as_rows(values: Sequence[Doubles | float], count: int) -> Floats:
    """Features, each of all candidates or the same for all, as a row for each candidate."""
    table = np.empty((len(FEATURES), count), np.float32)
    for position, feature in enumerate(values):
        table[position] = feature
    return np.ascontiguousarray(table.T)


def _topical_weights(question: QueryWeights) -> tuple[Doubles, Doubles]:
    """The weights of syllables and pairs, nothing for those that only ask."""
    first, second = np.divmod(question.pairs, max(len(question.codes), 1))
    return question.idf * question.topical, question.pair_idf * (question.topical[first] & question.topical[second])


def _legs_overlap(candidates: Candidates) -> float:
    """Share of one leg's first ten that the other has among its first ten."""
    both = (candidates.lexical_rank < 10) & (candidates.dense_rank < 10)
    return float(both.sum()) / 10
